"""Check people in, move them, let them go: each at one place at a time.

Lines of the record name the stay and never the person, so that no page can collect where somebody was.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nghisu.kit import language
from nghisu.kit.live import knock
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions.calling import ReasonMissing, touch, when_concluded
from nghisu.meetings.models import Meeting, MeetingPart, Point, Presence, Summons
from nghisu.meetings.queries.clearance import topic_of
from nghisu.meetings.rules import attendance
from nghisu.meetings.rules.attendance import SELF_BEFORE, How
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note

OVER = frozenset({Meeting.State.CONCLUDED, Meeting.State.ARCHIVED})


@transaction.atomic
def check_in(
    *,
    meeting: Meeting,
    person: Person,
    by: Standing,
    at: datetime,
    point: Point | None = None,
    how: str = How.CLERK,
    deputy: str = "",
    moves: bool = False,
) -> Presence:
    """Note that a summoned person is present, in the hall or at a point, or that a deputy sits there.

    :param moves: whether a person checked in elsewhere is moved here
    :raises NotAllowed: unless by the clerk, by the operator of that point, or by the person
    :raises attendance.NotOnTheList: if the person was not summoned to any part
    :raises attendance.AlreadyPresent: if the person is checked in there
    :raises attendance.PresentElsewhere: if the person is checked in elsewhere, and ``moves`` is not said
    :raises attendance.AttendanceIsOver: if the meeting is over
    """
    _check_may(meeting=meeting, person_id=person.pk, point=point, by=by, at=at)
    touch(meeting.pk)  # first, so that whoever checks in at the same time waits here
    if not Summons.objects.filter(part__meeting=meeting, person=person).exists():
        raise attendance.NotOnTheList(name=person.full_name)
    now = _open_stay(meeting, person.pk)
    deputy = language.clean_name(deputy)
    if now is not None:
        since = timezone.localtime(now.since).strftime("%H:%M")
        if now.point_id == (point.pk if point else None) and now.deputy == deputy:
            raise attendance.AlreadyPresent(name=person.full_name, since=since)
        if not moves and now.deputy == deputy:
            if now.point is None:
                raise attendance.PresentInTheHall(name=person.full_name, since=since)
            raise attendance.PresentElsewhere(name=person.full_name, place=now.point.name, since=since)
        _end(now, at)
    stay = Presence.objects.create(
        meeting=meeting,
        person=person,
        point=point,
        since=max(at, now.since) if now else _not_before(meeting, person.pk, at),
        how=how,
        deputy=deputy,
    )
    note(
        verb="attendance.moved" if now else "attendance.checked_in",
        subject=meeting,
        by=by,
        at=at,
        touching=[stay],
        place=point.name if point else "",
        how=str(how),
    )
    _tell(meeting)
    return stay


def move(
    *,
    meeting: Meeting,
    person: Person,
    by: Standing,
    at: datetime,
    point: Point | None = None,
    how: str = How.CLERK,
) -> Presence:
    """Move a person who is checked in to another place; the number of those present does not change.

    :raises attendance.NotPresent: if the person is checked in nowhere
    """
    if not Presence.objects.filter(meeting=meeting, person=person, until__isnull=True).exists():
        raise attendance.NotPresent(name=person.full_name)
    return check_in(meeting=meeting, person=person, by=by, at=at, point=point, how=how, moves=True)


@transaction.atomic
def check_out(*, meeting: Meeting, person: Person, by: Standing, at: datetime) -> Presence:
    """Note that a person left.

    :raises NotAllowed: unless by the clerk, by the operator of the point, or by the person
    :raises attendance.NotPresent: if the person is not checked in
    """
    stay = _open_stay(meeting, person.pk)
    _check_may(meeting=meeting, person_id=person.pk, point=stay.point if stay else None, by=by, at=None)
    touch(meeting.pk)
    stay = _open_stay(meeting, person.pk)
    if stay is None:
        raise attendance.NotPresent(name=person.full_name)
    _end(stay, at)
    note(verb="attendance.checked_out", subject=meeting, by=by, at=at, touching=[stay])
    _tell(meeting)
    return stay


@transaction.atomic
def end_attendance(*, meeting: Meeting, by: Standing, at: datetime) -> int:
    """End every stay, because the meeting is over. Returns how many were still there."""
    by.require("attendance.keep", unit=meeting.unit_id)
    return _end_all(meeting=meeting, by=by, at=at)


def end_with_the_meeting(*, meeting: Meeting, by: Standing, at: datetime) -> int:
    """End what is left of the attendance, because whoever may conclude the meeting concluded it."""
    if not Presence.objects.filter(meeting=meeting, until__isnull=True).exists():
        return 0
    return _end_all(meeting=meeting, by=by, at=at)


when_concluded.append(end_with_the_meeting)


def _end_all(*, meeting: Meeting, by: Standing, at: datetime) -> int:
    touch(meeting.pk)
    stays = list(Presence.objects.select_for_update().filter(meeting=meeting, until__isnull=True))
    for stay in stays:
        stay.until = attendance.end_of(since=stay.since, at=at)
    Presence.objects.bulk_update(stays, ["until"])
    note(verb="attendance.ended", subject=meeting, by=by, at=at, count=len(stays))
    _tell(meeting)
    return len(stays)


@transaction.atomic
def note_absence(*, summons: Summons, reason: str, by: Standing, at: datetime) -> Summons:
    """Note on the roll why a summoned person is not there, as the minutes must name it.

    :raises ReasonMissing: if no reason is given
    """
    meeting = summons.part.meeting
    by.require("attendance.keep", unit=meeting.unit_id)
    if not reason.strip():
        raise ReasonMissing
    summons.answer, summons.reason = Summons.Answer.EXCUSED, language.clean_name(reason)
    summons.save(update_fields=["answer", "reason"])
    touch(meeting.pk)
    note(verb="attendance.absence_noted", subject=meeting, by=by, at=at)
    return summons


def _check_may(
    *, meeting: Meeting, person_id: UUID, point: Point | None, by: Standing, at: datetime | None
) -> None:
    if point is not None and point.meeting_id != meeting.pk:
        raise attendance.PlaceOfAnother
    keeps = by.may("attendance.keep", unit=meeting.unit_id)
    operates = point is not None and point.operator_id is not None and point.operator_id == by.person_id
    if not (keeps or operates or person_id == by.person_id):
        raise NotAllowed
    if meeting.state in OVER or meeting.is_cancelled:
        raise attendance.AttendanceIsOver
    if at is not None and not keeps and not operates and at < meeting.starts_at - SELF_BEFORE:
        raise attendance.NotYetCheckIn(minutes=SELF_BEFORE.seconds // 60)


def _tell(meeting: Meeting) -> None:
    """Let the pages that show who is there look anew, each part's for itself."""
    for part in MeetingPart.objects.filter(meeting=meeting):
        knock(topic_of(part), event="attendance")


def _open_stay(meeting: Meeting, person_id: UUID) -> Presence | None:
    return (
        Presence.objects.select_related("point")
        .filter(meeting=meeting, person_id=person_id, until__isnull=True)
        .first()
    )


def _not_before(meeting: Meeting, person_id: UUID, at: datetime) -> datetime:
    """Return ``at``, or the end of the person's last stay where the clock was set back since then."""
    last = (
        Presence.objects.filter(meeting=meeting, person_id=person_id)
        .order_by("-until")
        .values_list("until", flat=True)
        .first()
    )
    return max(at, last) if last else at


def _end(stay: Presence, at: datetime) -> None:
    stay.until = attendance.end_of(since=stay.since, at=at)
    stay.save(update_fields=["until"])
