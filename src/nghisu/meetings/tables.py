"""Lists of meetings."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Several, Table, TextFilter
from nghisu.meetings.queries import (
    ANSWER_NAMES,
    ANSWER_TONES,
    BODY_NAMES,
    STATE_NAMES,
    STATE_TONES,
)
from nghisu.meetings.queries.calling import body_name
from nghisu.meetings.queries.circular import STATE_NAMES as CIRCULAR_STATES
from nghisu.meetings.queries.circular import STATE_TONES as CIRCULAR_TONES
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


# The floor -------------------------------------------------------------------------------------------------

PROPOSAL_NAMES = {
    "open": _("Awaits an answer"),
    "accepted": _("Taken over"),
    "merged": _("Merged into another"),
    "declined": _("Declined"),
}
PROPOSAL_TONES = {"open": "info", "accepted": "good", "merged": "plain", "declined": "warn"}


def _item(remark: Any) -> str:
    return f"{remark.item.number}. {remark.item.title}" if remark.item else remark.part.title


def _from(remark: Any) -> Any:
    names = [remark.unit_name or "", remark.point.name if remark.point else ""]
    return Several([name for name in names if name])


def _read_out(comment: Any) -> Badge | None:
    return Badge("good", _("Read out")) if comment.is_read_out else None


def _proposal_state(proposal: Any) -> Badge:
    return Badge(PROPOSAL_TONES[proposal.state], PROPOSAL_NAMES[proposal.state])


def _proposal_answer(proposal: Any) -> str:
    if proposal.merged_into is None:
        return str(proposal.answer)
    into = gettext("Merged into proposal %(number)s.") % {"number": proposal.merged_into.number}
    return f"{into} {proposal.answer}".strip()


def _proposal_page(proposal: Any) -> str:
    return reverse("floor_proposal", args=[proposal.part.meeting_id, proposal.pk])


class CommentTable(Table):
    """Comments from the floor, by item; kept by unit."""

    columns: ClassVar = [
        Column("item", _("Item"), sort=("part__order", "item__order"), value=_item),
        Column("text", _("Comment"), main=True),
        Column("unit_name", _("Sent by"), sort="unit_name", value=_from),
        Column("at", _("Sent in at"), sort="at"),
        Column("is_read_out", _("Handling"), value=_read_out),
    ]
    filters: ClassVar = [
        Filter(
            "read",
            _("Handling"),
            field="is_read_out",
            choices=[("True", _("Read out")), ("False", _("Not read out"))],
        ),
    ]
    order = "item"
    title = _("Comments from the floor")
    empty_title = _("No comment has come in yet.")
    empty_hint = _("Members and points send comments from the page of the running meeting.")


class ProposalTable(Table):
    """Proposals from the floor and what became of them; kept by unit."""

    columns: ClassVar = [
        Column("number", _("Proposal no."), sort="number", number=True),
        Column("text", _("Proposal"), main=True, link=_proposal_page),
        Column("unit_name", _("Sent by"), sort="unit_name", value=_from),
        Column("item", _("Item"), value=_item),
        Column("state", _("State"), sort="state", value=_proposal_state),
        Column("answer", _("Answer"), value=_proposal_answer),
    ]
    filters: ClassVar = [Filter("state", _("State"), choices=list(PROPOSAL_NAMES.items()))]
    order = "number"
    title = _("Proposals from the floor")
    empty_title = _("No proposal has been made yet.")
    empty_hint = _("Members and points make proposals from the page of the running meeting.")


def _circular_state(circular: Any) -> Badge:
    return Badge(CIRCULAR_TONES[circular.state], gettext(CIRCULAR_STATES[circular.state]))


class CircularTable(Table):
    """Circulars one runs or was asked in, newest first."""

    columns: ClassVar = [
        Column("title", _("Question"), sort="folded", link="circular_detail", main=True),
        Column("body", _("Body"), value=lambda circular: body_name(circular.body)),
        Column("due_at", _("Answers by"), sort="due_at"),
        Column("state", _("State"), value=_circular_state),
    ]
    filters: ClassVar = [
        TextFilter("q", _("Words in the title")),
        Filter(
            "state", _("State"), choices=[(state.value, _(name)) for state, name in CIRCULAR_STATES.items()]
        ),
    ]
    order = "-due_at"
    title = _("Opinions by circular")
    empty_title = _("No circular is here for you yet.")
    empty_hint = _("A question to the members of a body stands here once it is asked.")
