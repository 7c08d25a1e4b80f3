"""Take a running meeting from step to step: parts, items, pauses, beginning and end.

Each step names the version of the floor that the chair saw; of two chairs at the same moment one is refused.
"""

from datetime import datetime, timedelta

from django.db import transaction

from nghisu.kit.refusals import Conflict
from nghisu.meetings.actions.calling import StateNotNext, move_to_state
from nghisu.meetings.actions.points import close_with_the_meeting
from nghisu.meetings.models import (
    AgendaItem,
    Floor,
    ItemRun,
    Meeting,
    MeetingPart,
    OpenVote,
    PartRun,
    Pause,
    Turn,
)
from nghisu.meetings.rules import floor as rules
from nghisu.meetings.rules.speaking import TurnState
from nghisu.meetings.rules.voting import VoteState
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: Standing, at: datetime) -> Meeting:
    """Open a meeting whose papers are out.

    :raises StateNotNext: if it is not where the opening begins, or another chair opened it meanwhile
    """
    floor = floor_locked(meeting)
    now = _with_state(meeting, Meeting.State.PAPERS_OUT)
    if now is None:
        raise StateNotNext
    move_to_state(meeting=now, state=Meeting.State.OPEN, expected_version=now.version, by=by, at=at)
    changed(floor, None, at)
    return now


@transaction.atomic
def begin_part(*, part: MeetingPart, expected_version: int, by: Standing, at: datetime) -> Floor:
    """Begin a part, or take one up again that was ended.

    :raises rules.NotOpen: if the meeting is not in session
    :raises rules.PartStillOpen: if another part runs
    :raises rules.MovedMeanwhile: if another chair took a step meanwhile
    """
    floor = _to_run(part.meeting, by)
    if floor.part_id is not None:
        _expect(floor, expected_version)
        raise rules.PartStillOpen(part=floor.part.title if floor.part else "")
    floor.part, floor.item, floor.since, floor.sitting_since, floor.list_is_open = part, None, at, at, True
    _save(floor, expected_version)
    PartRun.objects.update_or_create(
        part=part, defaults={"ended_at": None}, create_defaults={"began_at": at, "ended_at": None}
    )
    changed(floor, part, at)
    note(verb="floor.part_begun", subject=part.meeting, by=by, at=at, part=part.title)
    return floor


@transaction.atomic
def take_item(*, item: AgendaItem, expected_version: int, by: Standing, at: datetime) -> Floor:
    """Take up an item of the current part; the one before it is done, and who speaks has finished.

    :raises rules.NotThisPart: if the item is of another part
    :raises rules.IsPaused: if the meeting is paused
    :raises rules.VoteStillOpen: if a vote is open
    :raises rules.MovedMeanwhile: if another chair took a step meanwhile
    """
    part = item.part
    floor = _to_run(part.meeting, by)
    _expect(floor, expected_version)
    if floor.part_id != part.pk:
        raise rules.NotThisPart
    if floor.paused_at is not None:
        raise rules.IsPaused
    _no_open_vote(part.meeting)
    _end_item(floor, at)
    floor.item, floor.since, floor.list_is_open = item, at, True
    _save(floor, expected_version)
    ItemRun.objects.create(item=item, began_at=at)
    changed(floor, part, at)
    note(
        verb="floor.item_taken",
        subject=part.meeting,
        by=by,
        at=at,
        part=part.title,
        number=item.number,
        title=item.title,
    )
    return floor


@transaction.atomic
def pause(
    *, meeting: Meeting, expected_version: int, by: Standing, at: datetime, minutes: int | None = None
) -> Floor:
    """Pause the current part, perhaps saying for how long.

    :raises rules.NotThisPart: if no part is in session
    :raises rules.IsPaused: if it is paused already
    """
    floor = _to_run(meeting, by)
    _expect(floor, expected_version)
    if floor.part is None:
        raise rules.NotThisPart
    if floor.paused_at is not None:
        raise rules.IsPaused
    _no_open_vote(meeting)
    _switch_off(floor.part, at)
    floor.paused_at = at
    floor.paused_until = at + timedelta(minutes=minutes) if minutes else None
    _save(floor, expected_version)
    Pause.objects.create(part=floor.part, began_at=at)
    changed(floor, floor.part, at)
    note(verb="floor.paused", subject=meeting, by=by, at=at, part=floor.part.title)
    return floor


@transaction.atomic
def resume(*, meeting: Meeting, expected_version: int, by: Standing, at: datetime) -> Floor:
    """Go on after a pause.

    :raises rules.NotPaused: if there is none
    """
    floor = _to_run(meeting, by)
    _expect(floor, expected_version)
    if floor.part is None or floor.paused_at is None:
        raise rules.NotPaused
    _end_pause(floor, at)
    floor.sitting_since = at
    _save(floor, expected_version)
    changed(floor, floor.part, at)
    note(verb="floor.resumed", subject=meeting, by=by, at=at, part=floor.part.title)
    return floor


@transaction.atomic
def end_part(*, meeting: Meeting, expected_version: int, by: Standing, at: datetime) -> Floor:
    """End the part that is in session.

    :raises rules.NotThisPart: if none is
    :raises rules.VoteStillOpen: if a vote is open
    """
    floor = _to_run(meeting, by)
    _expect(floor, expected_version)
    if floor.part is None:
        raise rules.NotThisPart
    part = floor.part
    _leave_part(floor, at)
    _save(floor, expected_version)
    changed(floor, part, at)
    note(verb="floor.part_ended", subject=meeting, by=by, at=at, part=part.title)
    return floor


@transaction.atomic
def conclude(*, meeting: Meeting, expected_version: int, by: Standing, at: datetime) -> Meeting:
    """Conclude the meeting; a part that is still in session ends with it.

    :param expected_version: of the floor
    :raises rules.VoteStillOpen: if a vote is open
    :raises rules.MovedMeanwhile: if another chair took a step meanwhile
    """
    floor = _to_run(meeting, by)
    _expect(floor, expected_version)
    part = floor.part
    if part is not None:
        _leave_part(floor, at)
        _save(floor, expected_version)
        note(verb="floor.part_ended", subject=meeting, by=by, at=at, part=part.title)
    now = _with_state(meeting, Meeting.State.OPEN)
    if now is None:
        raise rules.NotOpen
    move_to_state(meeting=now, state=Meeting.State.CONCLUDED, expected_version=now.version, by=by, at=at)
    close_with_the_meeting(meeting=now, by=by, at=at)
    changed(floor, None, at)
    return now


# Shared with the other modules of the floor ----------------------------------------------------------------


def floor_locked(meeting: Meeting) -> Floor:
    """Return the floor of a meeting, made where there is none yet, locked until the transaction ends."""
    Floor.objects.get_or_create(meeting=meeting)
    return Floor.objects.select_for_update(of=("self",)).select_related("part", "item").get(meeting=meeting)


def floor_in_session(meeting: Meeting, part: MeetingPart | None = None) -> Floor:
    """Return the locked floor of a meeting in session; where a part is named, that one must be current.

    :raises rules.NotOpen: if the meeting is not in session
    :raises rules.NotThisPart: if no part is in session, or another
    """
    floor = floor_locked(meeting)
    state = Meeting.objects.values_list("state", flat=True).get(pk=meeting.pk)
    if state != Meeting.State.OPEN:
        raise rules.NotOpen
    if floor.part is None or (part is not None and floor.part_id != part.pk):
        raise rules.NotThisPart
    return floor


def changed(floor: Floor, part: MeetingPart | None, at: datetime) -> None:
    """Stamp that something happened; outside closed parts, that screens change too. Never runs back."""
    floor.changes = max(floor.changes + 1, int(at.timestamp() * 1000))
    if part is None or not part.is_closed:
        floor.shown = floor.changes
    Floor.objects.filter(pk=floor.pk).update(changes=floor.changes, shown=floor.shown)


def _with_state(meeting: Meeting, state: str) -> Meeting | None:
    """Return the meeting as stored now, locked, if it stands at the state."""
    return Meeting.objects.select_for_update().filter(pk=meeting.pk, state=state).first()


def _to_run(meeting: Meeting, by: Standing) -> Floor:
    by.require("floor.run", unit=meeting.unit_id)
    floor = floor_locked(meeting)
    state = Meeting.objects.values_list("state", flat=True).get(pk=meeting.pk)
    if state != Meeting.State.OPEN:
        raise rules.NotOpen
    return floor


def _expect(floor: Floor, expected_version: int) -> None:
    if floor.version != expected_version:
        raise rules.MovedMeanwhile


def _save(floor: Floor, expected_version: int) -> None:
    try:
        floor.save_over(
            expected_version,
            *("part_id", "item_id", "since", "sitting_since", "paused_at", "paused_until", "list_is_open"),
        )
    except Conflict as conflict:
        raise rules.MovedMeanwhile from conflict


def _no_open_vote(meeting: Meeting) -> None:
    vote = OpenVote.objects.filter(meeting=meeting, state=VoteState.OPEN).first()
    if vote is not None:
        raise rules.VoteStillOpen(question=vote.question)


def _leave_part(floor: Floor, at: datetime) -> None:
    _no_open_vote(floor.meeting)
    _end_item(floor, at)
    if floor.paused_at is not None:
        _end_pause(floor, at)
    PartRun.objects.filter(part=floor.part_id).update(ended_at=at)
    Turn.objects.filter(part=floor.part_id, state=TurnState.WAITING).update(state=TurnState.WITHDRAWN)
    floor.part = floor.item = floor.since = floor.sitting_since = None


def _end_item(floor: Floor, at: datetime) -> None:
    if floor.part is not None:
        end_speaking(floor.part, at)
    ItemRun.objects.filter(item=floor.item_id, ended_at=None).update(ended_at=at)


def _end_pause(floor: Floor, at: datetime) -> None:
    Pause.objects.filter(part=floor.part_id, ended_at=None).update(ended_at=at)
    floor.paused_at = floor.paused_until = None


def end_speaking(part: MeetingPart, at: datetime) -> None:
    """Take the floor back from whoever has it."""
    for turn in Turn.objects.filter(part=part, state=TurnState.SPEAKING):
        stop_counting(turn, at)
        turn.state, turn.ended_at = TurnState.DONE, at
        turn.save(update_fields=["state", "ended_at", "used", "microphone_since"])


def _switch_off(part: MeetingPart, at: datetime) -> None:
    for turn in Turn.objects.filter(part=part, state=TurnState.SPEAKING, microphone_since__isnull=False):
        stop_counting(turn, at)
        turn.save(update_fields=["used", "microphone_since"])


def stop_counting(turn: Turn, at: datetime) -> None:
    """Add the time since the microphone went on; a clock that ran back adds nothing."""
    if turn.microphone_since is not None:
        turn.used += max(0, int((at - turn.microphone_since).total_seconds()))
    turn.microphone_since = None
