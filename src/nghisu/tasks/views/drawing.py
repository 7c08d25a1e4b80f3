"""Draw the pictures of tasks: what the geometry of the rules needs, in the reader's words."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from nghisu.tasks.queries.tracing import Trace
from nghisu.tasks.rules.pictures import Bar, Flow, Node, Picture, flow, timeline
from nghisu.tasks.rules.status import SHOWN, Status
from nghisu.tasks.views.links import task_url

if TYPE_CHECKING:
    from nghisu.tasks.models import Programme


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
