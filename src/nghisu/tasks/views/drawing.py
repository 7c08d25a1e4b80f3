"""Draw the pictures of tasks: what the geometry of the rules needs, in the reader's words."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from nghisu.tasks.rules.pictures import Bar, Picture, timeline
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
