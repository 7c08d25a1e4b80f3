"""The list of speakers: asking, giving the floor, microphones, and forgetting.

No line of the record names who asked to speak: the line would outlive the list, which is forgotten.
"""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions.floor import changed, end_speaking, floor_in_session, floor_locked, stop_counting
from nghisu.meetings.models import Floor, Meeting, MeetingPart, Point, Turn
from nghisu.meetings.queries.floor_rights import may_keep, may_know, summons_to
from nghisu.meetings.queries.points import may_run_point
from nghisu.meetings.rules import floor as floor_rules
from nghisu.meetings.rules import speaking as rules
from nghisu.meetings.rules.speaking import TurnState
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


@transaction.atomic
def ask_to_speak(*, meeting: Meeting, by: Standing, at: datetime) -> Turn:
    """Ask for the floor for oneself, from one's own device.

    :raises NotAllowed: if the asker is not summoned to the current part
    :raises rules.ListClosed: if the list of speakers is closed
    :raises rules.AlreadyAsked: if the asker waits already
    """
    floor = floor_in_session(meeting)
    part = _current(floor)
    own = summons_to(by, part)
    if own is None:
        raise NotAllowed
    return _put_on(
        floor, part, speaker=own.person.full_name, duty=own.duty, person=own.person, by=None, at=at
    )


@transaction.atomic
def ask_for_point(*, point: Point, speaker: str, by: Standing, at: datetime) -> Turn:
    """Ask for the floor for somebody at a point, by its operator.

    :raises NotAllowed: if the asker does not run the point, or the point may not know of the current part
    """
    floor = floor_in_session(point.meeting)
    part = _current(floor)
    if not may_run_point(by, point) or not may_know(by, part):
        raise NotAllowed
    return _put_on(floor, part, speaker=speaker, point=point, by=by, at=at)


@transaction.atomic
def add_speaker(
    *,
    meeting: Meeting,
    by: Standing,
    at: datetime,
    person: Person | None = None,
    speaker: str = "",
    duty: str = "",
    seconds: int | None = None,
) -> Turn:
    """Put somebody on the list who asked by hand; the clerk may do so when the list is closed, too."""
    floor = floor_in_session(meeting)
    part = _current(floor)
    if not may_keep(by, part, meeting):
        raise NotAllowed
    return _put_on(
        floor,
        part,
        speaker=person.full_name if person else speaker,
        duty=duty,
        person=person,
        seconds=seconds,
        by=by,
        at=at,
    )


def _put_on(
    floor: Floor,
    part: MeetingPart,
    *,
    speaker: str,
    by: Standing | None,
    at: datetime,
    duty: str = "",
    person: Person | None = None,
    point: Point | None = None,
    seconds: int | None = None,
) -> Turn:
    if floor.paused_at is not None:
        raise floor_rules.IsPaused
    name = language.clean_name(speaker)
    if not name:
        raise rules.SpeakerUnnamed
    keeper = by is not None and point is None
    if not floor.list_is_open and not keeper:
        raise rules.ListClosed
    rules.check_seconds(seconds or floor.seconds)
    waiting = Turn.objects.filter(part=part, state=TurnState.WAITING)
    same = waiting.filter(person=person) if person else waiting.filter(speaker=name, point=point)
    if same.exists():
        raise rules.AlreadyAsked(speaker=name)
    last = Turn.objects.filter(part=part).aggregate(last=models.Max("place"))["last"] or 0
    turn = Turn.objects.create(
        part=part,
        item=floor.item,
        person=person,
        point=point,
        speaker=name,
        duty=duty,
        place=last + 1,
        asked_at=at,
        seconds=seconds or floor.seconds,
    )
    changed(floor, part, at)
    note(verb="floor.speaker_listed", subject=floor.meeting, by=by, at=at, part=part.title)
    return turn


@transaction.atomic
def give_floor(*, turn: Turn, by: Standing, at: datetime) -> Turn:
    """Give the floor to a speaker and switch the microphone on; who had it has finished.

    :raises rules.TurnOutOfOrder: if the speaker does not wait
    """
    floor, turn = _kept(turn, by)
    rules.check_turn(now=TurnState(turn.state), wanted=TurnState.SPEAKING)
    if floor.paused_at is not None:
        raise floor_rules.IsPaused
    end_speaking(turn.part, at)
    turn.state, turn.began_at, turn.microphone_since, turn.item = TurnState.SPEAKING, at, at, floor.item
    turn.save(update_fields=["state", "began_at", "microphone_since", "item"])
    return _done(floor, turn, "floor.given", by, at)


@transaction.atomic
def switch_microphone(*, turn: Turn, on: bool, by: Standing, at: datetime) -> Turn:
    """Switch the microphone of who has the floor; the time runs only while it is on.

    :raises rules.TurnOutOfOrder: if the speaker does not have the floor
    """
    floor, turn = _kept(turn, by)
    if turn.state != TurnState.SPEAKING:
        raise rules.TurnOutOfOrder
    if on and turn.microphone_since is None:
        turn.microphone_since = at
    elif not on:
        stop_counting(turn, at)
    turn.save(update_fields=["microphone_since", "used"])
    return _done(floor, turn, "floor.microphone_on" if on else "floor.microphone_off", by, at)


@transaction.atomic
def end_turn(*, turn: Turn, by: Standing, at: datetime) -> Turn:
    """Take the floor back.

    :raises rules.TurnOutOfOrder: if the speaker does not have it
    """
    floor, turn = _kept(turn, by)
    rules.check_turn(now=TurnState(turn.state), wanted=TurnState.DONE)
    end_speaking(turn.part, at)
    turn.refresh_from_db()
    return _done(floor, turn, "floor.taken_back", by, at)


@transaction.atomic
def withdraw_turn(*, turn: Turn, by: Standing, at: datetime) -> None:
    """Take a request back: one's own, a point's by its operator, or any by who keeps the list.

    :raises rules.TurnOutOfOrder: if the speaker has the floor or had it
    """
    floor = floor_locked(turn.part.meeting)
    turn.refresh_from_db()
    own = turn.person_id is not None and turn.person_id == by.person_id
    of_point = turn.point is not None and may_run_point(by, turn.point)
    keeps = may_keep(by, turn.part, turn.part.meeting)
    if not own and not of_point and not keeps:
        raise NotAllowed
    rules.check_turn(now=TurnState(turn.state), wanted=TurnState.WITHDRAWN)
    turn.state = TurnState.WITHDRAWN
    turn.save(update_fields=["state"])
    _done(floor, turn, "floor.request_withdrawn", None if own and not keeps else by, at)


@transaction.atomic
def move_first(*, turn: Turn, by: Standing, at: datetime) -> Turn:
    """Let a waiting speaker be the next."""
    floor, turn = _kept(turn, by)
    if turn.state != TurnState.WAITING:
        raise rules.TurnOutOfOrder
    waiting = Turn.objects.filter(part=turn.part, state=TurnState.WAITING).order_by("place")
    others = [one for one in waiting if one.pk != turn.pk]
    places = sorted([turn.place, *[one.place for one in others]])
    for place, one in zip(places, [turn, *others], strict=True):
        one.place = place
        one.save(update_fields=["place"])
    return _done(floor, turn, "floor.list_ordered", by, at)


@transaction.atomic
def set_minuted(*, turn: Turn, minuted: bool, by: Standing, at: datetime) -> Turn:
    """Say whether what was said goes into the minutes; every other turn is forgotten with the signing.

    :raises rules.TurnNotOver: if the speaker has not had the floor
    """
    floor, turn = _kept(turn, by)
    if turn.state not in {TurnState.SPEAKING, TurnState.DONE}:
        raise rules.TurnNotOver
    turn.is_minuted = minuted
    turn.save(update_fields=["is_minuted"])
    return _done(floor, turn, "floor.turn_minuted" if minuted else "floor.turn_not_minuted", by, at)


@transaction.atomic
def set_list(
    *, meeting: Meeting, is_open: bool, by: Standing, at: datetime, seconds: int | None = None
) -> Floor:
    """Open or close the list of speakers of the current item, and set the time each one has.

    :raises rules.SecondsOutOfRange: if no meeting gives that time
    """
    floor = floor_in_session(meeting)
    part = _current(floor)
    if not may_keep(by, part, meeting):
        raise NotAllowed
    rules.check_seconds(seconds or floor.seconds)
    floor.list_is_open, floor.seconds = is_open, seconds or floor.seconds
    Floor.objects.filter(pk=floor.pk).update(list_is_open=is_open, seconds=floor.seconds)
    changed(floor, part, at)
    note(
        verb="floor.list_opened" if is_open else "floor.list_closed",
        subject=meeting,
        by=by,
        at=at,
        part=part.title,
    )
    return floor


@transaction.atomic
def forget_queue(*, meeting: Meeting, at: datetime) -> int:
    """Delete every turn that is not minuted. Returns how many turns went.

    Called when the minutes are signed; whoever signs is named by the line of the signing. Results of votes,
    comments and proposals stay: they name no person.
    """
    gone, _ = Turn.objects.filter(part__meeting=meeting, is_minuted=False).delete()
    note(verb="floor.queue_forgotten", subject=meeting, by=None, at=at, count=gone)
    return gone


def _current(floor: Floor) -> MeetingPart:
    if floor.part is None:
        raise floor_rules.NotThisPart
    return floor.part


def _kept(turn: Turn, by: Standing) -> tuple[Floor, Turn]:
    """Return the floor, locked, and the turn as stored now; for who keeps the list."""
    floor = floor_locked(turn.part.meeting)
    turn = _stored(turn.pk)
    if not may_keep(by, turn.part, turn.part.meeting):
        raise NotAllowed
    return floor, turn


def _stored(pk: UUID) -> Turn:
    return Turn.objects.select_related("part__meeting", "point", "item").get(pk=pk)


def _done(floor: Floor, turn: Turn, verb: str, by: Standing | None, at: datetime) -> Turn:
    changed(floor, turn.part, at)
    note(verb=verb, subject=floor.meeting, by=by, at=at, part=turn.part.title)
    return turn
