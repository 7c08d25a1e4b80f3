"""Draw the pictures of tasks: what the geometry of the rules needs, in the reader's words."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from nghisu.tasks.queries.tracing import Root, Trace
from nghisu.tasks.rules.pictures import Bar, Flow, Node, Picture, flow, timeline
from nghisu.tasks.rules.status import SHOWN, Status
from nghisu.tasks.views.links import task_url

if TYPE_CHECKING:
    from nghisu.tasks.models import Programme

MOST_ROOTS = 30  # a picture of more is a wall; the rest is one node, and the table has them all
MOST_POINTS = 8


def drawn_timeline(programme: "Programme", items: Sequence[Any], *, day: date) -> Picture:
    """Return the lines of a programme over its months, with today's line; the rows are those of the table."""
    period = programme.period
    bars = [_bar(item, period.first) for item in items]
    return timeline(
        gettext("%(count)d lines of “%(programme)s” over the months; the table says the same.")
        % {"count": len(bars), "programme": programme.title},
        bars,
        months=period.months,
        month_words=[f"{month}/{year % 100:02d}" for year, month in period.months],
        today=day,
    )


def _bar(item: Any, first: date) -> Bar:
    span = item.span
    tone, words, url = "plain", gettext("no task yet"), ""
    if span is not None:
        shown = SHOWN[Status(span.status)]
        tone, words, url = shown.tone, gettext(shown.words), task_url(span.task_id)
    elif item.dropped_on is not None:
        words = gettext("dropped")
    start = item.starts_on or (span.given_on if span is not None else max(first, item.added_on))
    return Bar(
        words=f"{item.number}. {item.content}",
        start=start,
        due=span.due_on if span is not None else item.due_on,
        done=span.accepted_on if span is not None else None,
        tone=tone,
        url=url,
        hint=f"{item.content}: {words}",
    )


def drawn_coverage(citation: str, traces: Sequence[Trace]) -> Picture:
    """Return how a directive flows into its points, and these into tasks by their status."""
    nodes = [Node("directive", 0, citation)]
    flows: list[Flow] = []
    statuses: dict[Status, None] = {}
    for trace in traces:
        point = trace.covered.point
        key, total = f"p{point.pk}", max(len(trace.covered.spans), 1)
        nodes.append(
            Node(key, 1, f"{point.number}. {point.text}", "bad" if trace.is_without_anything else "plain")
        )
        flows.append(Flow("directive", key, total, "bad" if trace.covered.is_open else "plain"))
        if trace.covered.is_open:
            flows.append(Flow(key, "none", 1, "bad"))
        for status, count in trace.counts:
            statuses[status] = None
            flows.append(Flow(key, status.value, count, SHOWN[status].tone))
    nodes += [
        Node(status.value, 2, gettext(SHOWN[status].words), SHOWN[status].tone)
        for status in Status
        if status in statuses
    ]
    if any(trace.covered.is_open for trace in traces):
        nodes.append(Node("none", 2, gettext("no task yet"), "bad"))
    return flow(
        gettext("The %(count)d points of %(directive)s and what became of them; the table says the same.")
        % {"count": len(traces), "directive": citation},
        nodes,
        flows,
    )


def root_words(root: Root) -> str:
    """Return what a source is called."""
    if root.is_hidden:
        return gettext("sources that your mandates do not let you open")
    if root.directive is not None:
        return root.directive.citation
    return root.programme.title if root.programme is not None else gettext("given without a document")


def root_url(root: Root) -> str:
    """Return the page of a source; empty where there is none."""
    if root.directive is not None:
        return reverse("directive_coverage", args=[root.directive.pk])
    return reverse("programme_detail", args=[root.programme.pk]) if root.programme is not None else ""


def drawn_roots(name: str, roots: Sequence[Root]) -> Picture:
    """Return how a figure flows back through points and lines to directives and programmes."""
    nodes = [Node("figure", 0, f"{name}: {sum(root.count for root in roots)}", "info")]
    flows: list[Flow] = []
    for root in roots[:MOST_ROOTS]:
        lines = list(root.lines.values())
        if len(lines) > MOST_POINTS or root.programme is not None:
            key = f"all-{root.key}"
            words = ngettext("%(count)d line or point", "%(count)d lines and points", len(lines))
            nodes.append(Node(key, 1, words % {"count": len(lines)}))
            flows += [Flow("figure", key, root.count), Flow(key, root.key, root.count)]
        else:
            for line in lines:
                words = f"{line.number}. {line.text}" if line.number else gettext("the whole of it")
                nodes.append(Node(line.key, 1, words))
                flows += [
                    Flow("figure", line.key, len(line.spans)),
                    Flow(line.key, root.key, len(line.spans)),
                ]
        tone = "plain" if root.is_hidden or root.key == "none" else "good"
        nodes.append(Node(root.key, 2, root_words(root), tone, root_url(root)))
    rest = roots[MOST_ROOTS:]
    if rest:
        count = sum(root.count for root in rest)
        words = gettext("%(count)d more in the table") % {"count": len(rest)}
        nodes += [Node("rest-lines", 1, words), Node("rest", 2, words)]
        flows += [Flow("figure", "rest-lines", count), Flow("rest-lines", "rest", count)]
    return flow(
        gettext(
            "The records of “%(name)s” and the %(count)d sources they come from; the table says the same."
        )
        % {"name": name, "count": len(roots)},
        nodes,
        flows,
        unit=min(14, max(320 / max(sum(root.count for root in roots), 1), 1)),
    )
