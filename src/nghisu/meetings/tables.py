"""Lists of meetings."""

from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Table, TextFilter
from nghisu.meetings.queries import (
    ANSWER_NAMES,
    ANSWER_TONES,
    BODY_NAMES,
    STATE_NAMES,
    STATE_TONES,
)
from nghisu.meetings.rules.kinds import BY_CODE, KINDS


def _state(meeting: Any) -> Badge:
    return Badge(STATE_TONES[meeting.state], STATE_NAMES[meeting.state])


def _answer(meeting: Any) -> Badge | None:
    answer = meeting.own_answer
    return Badge(ANSWER_TONES[answer], ANSWER_NAMES[answer]) if answer else None


def _kind(meeting: Any) -> str:
    kind = BY_CODE.get(meeting.kind)
    return gettext(kind.name) if kind else meeting.kind


def _body(meeting: Any) -> str:
    return gettext(BODY_NAMES[meeting.body.kind]) if meeting.body else ""


class MeetingTable(Table):
    """Meetings one may see, newest first."""

    columns: ClassVar = [
        Column("starts_at", _("Begins"), sort="starts_at"),
        Column("title", _("Meeting"), sort="folded", link="meeting_detail", main=True),
        Column("kind", _("Kind"), value=_kind),
        Column("body", _("Body"), value=_body),
        Column("ordinal", _("Session no."), sort="ordinal", number=True),
        Column("place", _("Place")),
        Column("state", _("State"), value=_state),
        Column("own_answer", _("Your answer"), value=_answer),
    ]
    filters: ClassVar = [
        TextFilter("q", _("Words in the title")),
        Filter("kind", _("Kind"), choices=[(kind.code, _(kind.name)) for kind in KINDS]),
        Filter("state", _("State"), choices=[(state.value, name) for state, name in STATE_NAMES.items()]),
        DayFilter("day", _("Day"), field="starts_at__date"),
    ]
    order = "-starts_at"
    title = _("Meetings")
    empty_title = _("No meeting is here for you yet.")
    empty_hint = _("Meetings stand here once you are summoned, or once your office calls them.")
