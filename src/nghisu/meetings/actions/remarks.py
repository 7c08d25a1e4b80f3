"""Comments and proposals from the floor: sent from the hall and the points, kept by unit, answered.

They are kept by unit; the lines of the record name an operator or a clerk, and never the member who spoke.
"""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from nghisu.kit.forms import cleaned_text
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions.floor import changed, floor_in_session, floor_locked
from nghisu.meetings.models import AgendaItem, Floor, FloorComment, FloorProposal, Meeting, MeetingPart, Point
from nghisu.meetings.queries.floor_rights import may_keep, may_know, summons_to, unit_speaking
from nghisu.meetings.queries.points import may_run_point
from nghisu.meetings.rules import floor as floor_rules
from nghisu.meetings.rules import remarks as rules
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

ANSWER_VERBS = {
    FloorProposal.State.ACCEPTED.value: "proposal.accepted",
    FloorProposal.State.MERGED.value: "proposal.merged",
    FloorProposal.State.DECLINED.value: "proposal.declined",
}


@transaction.atomic
def comment(
    *,
    meeting: Meeting,
    text: str,
    by: Standing,
    at: datetime,
    item: AgendaItem | None = None,
    point: Point | None = None,
    unit: UUID | None = None,
) -> FloorComment:
    """Send a comment on an item of the current part, or on the part as a whole.

    :param point: the point it comes from, for its operator
    :param unit: the unit it comes from, for who keeps the floor; else the sender's own
    :raises NotAllowed: if the sender has no part in the current part
    :raises rules.NothingWritten: if the text is empty
    """
    floor, part, from_unit, actor = _sender(meeting, item, point, unit, by)
    words = _words(text)
    made = FloorComment.objects.create(
        part=part, item=item, unit_id=from_unit, point=point, text=words, at=at
    )
    changed(floor, part, at)
    note(verb="floor.commented", subject=meeting, by=actor, at=at, part=part.title)
    return made


@transaction.atomic
def read_out(*, comment: FloorComment, by: Standing, at: datetime) -> FloorComment:
    """Mark that a comment was read out to the meeting."""
    meeting = comment.part.meeting
    floor = floor_locked(meeting)
    if not may_keep(by, comment.part, meeting):
        raise NotAllowed
    comment.is_read_out = True
    comment.save(update_fields=["is_read_out"])
    changed(floor, comment.part, at)
    note(verb="floor.comment_read_out", subject=meeting, by=by, at=at, part=comment.part.title)
    return comment


@transaction.atomic
def propose(
    *,
    meeting: Meeting,
    text: str,
    by: Standing,
    at: datetime,
    item: AgendaItem | None = None,
    point: Point | None = None,
    unit: UUID | None = None,
) -> FloorProposal:
    """Make a proposal from the floor; it is numbered within the meeting and waits for its answer.

    :raises NotAllowed: if the sender has no part in the current part
    :raises rules.NothingWritten: if the text is empty
    """
    floor, part, from_unit, actor = _sender(meeting, item, point, unit, by)
    words = _words(text)
    last = FloorProposal.objects.filter(part__meeting=meeting).aggregate(last=models.Max("number"))["last"]
    made = FloorProposal.objects.create(
        part=part,
        item=item,
        unit_id=from_unit,
        point=point,
        number=(last or 0) + 1,
        text=words,
        made_at=at,
    )
    changed(floor, part, at)
    note(verb="floor.proposed", subject=meeting, by=actor, at=at, part=part.title, number=str(made.number))
    return made


@transaction.atomic
def answer_proposal(
    *,
    proposal: FloorProposal,
    state: str,
    expected_version: int,
    by: Standing,
    at: datetime,
    answer: str = "",
    into: FloorProposal | None = None,
) -> FloorProposal:
    """Accept a proposal, merge it into another, or decline it with a reason.

    :raises rules.AnsweredAlready: if it was answered
    :raises rules.ReasonMissing: if it is declined without a reason
    :raises rules.IntoItself: if it would be merged into none, into itself or into one not taken over
    :raises Conflict: if somebody answered it meanwhile
    """
    meeting = proposal.part.meeting
    by.require("floor.run", unit=meeting.unit_id)
    floor = floor_locked(meeting)
    if not may_know(by, proposal.part):
        raise NotAllowed
    if proposal.state != FloorProposal.State.OPEN or state == FloorProposal.State.OPEN:
        raise rules.AnsweredAlready
    words = cleaned_text(answer).strip()
    if state == FloorProposal.State.DECLINED and not words:
        raise rules.ReasonMissing
    if state == FloorProposal.State.MERGED:
        _check_into(proposal, into)
    proposal.state, proposal.answer, proposal.answered_at = FloorProposal.State(state).value, words, at
    proposal.merged_into = into if state == FloorProposal.State.MERGED else None
    proposal.save_over(expected_version, "state", "answer", "answered_at", "merged_into_id")
    changed(floor, proposal.part, at)
    note(
        verb=ANSWER_VERBS[proposal.state],
        subject=meeting,
        by=by,
        at=at,
        number=str(proposal.number),
        part=proposal.part.title,
    )
    return proposal


def _check_into(proposal: FloorProposal, into: FloorProposal | None) -> None:
    taken = {FloorProposal.State.OPEN, FloorProposal.State.ACCEPTED}
    if into is None or into.pk == proposal.pk or into.part_id != proposal.part_id or into.state not in taken:
        raise rules.IntoItself


def _sender(
    meeting: Meeting, item: AgendaItem | None, point: Point | None, unit: UUID | None, by: Standing
) -> tuple[Floor, MeetingPart, UUID, Standing | None]:
    """Return floor, part, the unit that speaks, and whom the record may name."""
    floor = floor_in_session(meeting, item.part if item else None)
    part = floor.part
    if part is None:
        raise floor_rules.NotThisPart
    if point is not None:
        if point.meeting_id != meeting.pk or not may_run_point(by, point) or not may_know(by, part):
            raise NotAllowed
        return floor, part, point.host_id, by
    if unit is not None and may_keep(by, part, meeting):
        return floor, part, unit, by
    if summons_to(by, part) is None:
        raise NotAllowed
    return floor, part, unit_speaking(by, meeting), None


def _words(text: str) -> str:
    words = cleaned_text(text).strip()[: rules.LONGEST]
    if not words:
        raise rules.NothingWritten
    return words
