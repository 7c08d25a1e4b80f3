"""Keep the weekly calendar: entries, who goes, rooms and cars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from nghisu.documents.models import Document
from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.models import Bookable, Booking, Meeting, Summons, WeekAttendee, WeekEntry
from nghisu.meetings.rules import week as rules
from nghisu.meetings.rules.kinds import USUAL_LENGTH
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


class ThingUsed(Refusal):
    """A room or car that stands in the calendar."""

    sentence = N_("This room or car stands in the calendar; set it out of use instead of deleting it.")


class NameTwice(Refusal):
    """Two things of one name."""

    sentence = N_("There is a room or car of this name already.")
    field = "name"


class ReasonNeeded(Refusal):
    """An entry called off without a word."""

    sentence = N_("Give the reason; it stands in the calendar of the week.")
    field = "reason"


@dataclass(frozen=True)
class EntryPlan:
    """What an entry says."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    host: str = ""
    prepared_by: str = ""
    remark: str = ""
    document: Document | None = None


@transaction.atomic
def put_entry(
    *,
    unit: Unit,
    plan: EntryPlan,
    people: Sequence[tuple[Person, str]],
    things: Sequence[Bookable],
    knows_clash: bool,
    by: Standing,
    at: datetime,
) -> WeekEntry:
    """Put an entry into the weekly calendar, with who goes and what is booked.

    :raises rules.EndsBeforeStart: if the hours go backwards
    :raises rules.PersonElsewhere: if somebody is elsewhere, and the asker does not say to know it
    :raises rules.ThingTaken: if a room or car is taken, whatever the asker knows
    """
    by.require("week.change", unit=unit.pk)
    rules.check_hours(plan.starts_at, plan.ends_at)
    entry = WeekEntry.objects.create(
        unit=unit,
        title=language.clean_name(plan.title),
        host=language.clean_name(plan.host),
        place=language.clean_name(plan.place),
        prepared_by=language.clean_name(plan.prepared_by),
        remark=language.clean_name(plan.remark),
        document=plan.document,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
    )
    _fill(entry, people, things, knows_clash=knows_clash)
    note(verb="week.entered", subject=entry, by=by, at=at, title=entry.title)
    return entry


@transaction.atomic
def change_entry(
    *,
    entry: WeekEntry,
    expected_version: int,
    plan: EntryPlan,
    people: Sequence[tuple[Person, str]],
    things: Sequence[Bookable],
    knows_clash: bool,
    by: Standing,
    at: datetime,
) -> WeekEntry:
    """Change an entry, who goes and what is booked; refusals as in ``put_entry``.

    :raises Conflict: if somebody saved meanwhile
    """
    by.require("week.change", unit=entry.unit_id)
    rules.check_hours(plan.starts_at, plan.ends_at)
    entry.title, entry.host = language.clean_name(plan.title), language.clean_name(plan.host)
    entry.place, entry.prepared_by = language.clean_name(plan.place), language.clean_name(plan.prepared_by)
    entry.remark, entry.document = language.clean_name(plan.remark), plan.document
    entry.starts_at, entry.ends_at = plan.starts_at, plan.ends_at
    entry.save_over(
        expected_version,
        "title",
        "host",
        "place",
        "prepared_by",
        "remark",
        "document",
        "starts_at",
        "ends_at",
    )
    WeekAttendee.objects.filter(entry=entry).delete()
    Booking.objects.filter(entry=entry).delete()
    _fill(entry, people, things, knows_clash=knows_clash)
    note(verb="week.changed", subject=entry, by=by, at=at, title=entry.title)
    return entry


@transaction.atomic
def call_entry_off(
    *, entry: WeekEntry, expected_version: int, reason: str, by: Standing, at: datetime
) -> WeekEntry:
    """Say that an entry will not take place; its rooms and cars are free again.

    :raises ReasonNeeded: if no reason is given
    """
    by.require("week.change", unit=entry.unit_id)
    if not reason.strip():
        raise ReasonNeeded
    entry.cancelled_reason = language.clean_name(reason)
    entry.save_over(expected_version, "cancelled_reason")
    Booking.objects.filter(entry=entry).delete()
    note(verb="week.cancelled", subject=entry, by=by, at=at, reason=entry.cancelled_reason)
    return entry


@transaction.atomic
def delete_entry(*, entry: WeekEntry, by: Standing, at: datetime) -> None:
    """Take an entry out that was put in by mistake."""
    by.require("week.change", unit=entry.unit_id)
    note(verb="week.deleted", subject=entry, by=by, at=at, title=entry.title)
    entry.delete()


@transaction.atomic
def book_for_meeting(*, meeting: Meeting, things: Sequence[Bookable], by: Standing, at: datetime) -> int:
    """Book rooms and cars for a meeting of ours; those booked before and not named are free again.

    :raises rules.ThingTaken: if one is taken at that time
    """
    by.require("week.change", unit=meeting.unit_id)
    Booking.objects.filter(meeting=meeting).delete()
    ends_at = meeting.ends_at or meeting.starts_at + USUAL_LENGTH
    for thing in _locked(things):
        _book(thing, meeting.starts_at, ends_at, meeting=meeting)
    Meeting.objects.filter(pk=meeting.pk).update(version=meeting.version + 1)
    note(verb="meeting.things_booked", subject=meeting, by=by, at=at, count=len(things))
    return len(things)


@transaction.atomic
def keep_thing(
    *,
    unit: Unit,
    kind: str,
    name: str,
    seats: int | None,
    remark: str,
    by: Standing,
    at: datetime,
    thing: Bookable | None = None,
    is_active: bool = True,
) -> Bookable:
    """Add a room or car to the list, or change one.

    :raises NameTwice: if the unit has one of this name
    """
    by.require("week.change", unit=unit.pk)
    clean = language.clean_name(name)
    same = Bookable.objects.filter(unit=unit, name=clean).first()
    if same is not None and (thing is None or same.pk != thing.pk):
        raise NameTwice
    made = thing or Bookable(unit=unit)
    made.kind, made.name, made.seats = kind, clean, seats
    made.remark, made.is_active = language.clean_name(remark), is_active
    made.save()
    note(verb="thing.changed" if thing else "thing.added", subject=made, by=by, at=at, name=made.name)
    return made


@transaction.atomic
def delete_thing(*, thing: Bookable, by: Standing, at: datetime) -> None:
    """Delete a room or car that was never booked.

    :raises ThingUsed: if it was
    """
    by.require("week.change", unit=thing.unit_id)
    note(verb="thing.deleted", subject=thing, by=by, at=at, name=thing.name)
    try:
        with transaction.atomic():
            thing.delete()
    except ProtectedError as error:
        raise ThingUsed from error


def _fill(
    entry: WeekEntry,
    people: Sequence[tuple[Person, str]],
    things: Sequence[Bookable],
    *,
    knows_clash: bool,
) -> None:
    if not knows_clash:
        for person, _duty in people:
            elsewhere = _elsewhere(person.pk, entry)
            if elsewhere:
                raise rules.PersonElsewhere(person=person.full_name, what=elsewhere)
    WeekAttendee.objects.bulk_create(
        WeekAttendee(entry=entry, person=person, duty=duty, order=order)
        for order, (person, duty) in enumerate(people, start=1)
    )
    for thing in _locked(things):
        if thing.kind == Bookable.Kind.CAR and thing.seats and len(people) > thing.seats:
            raise rules.TooManySeated(thing=thing.name, seats=thing.seats, people=len(people))
        _book(thing, entry.starts_at, entry.ends_at, entry=entry)


def _elsewhere(person_id: UUID, entry: WeekEntry) -> str:
    """Return the title of another entry or a meeting where the person is at that time, or nothing."""
    other = (
        WeekEntry.objects.filter(
            attendees__person_id=person_id,
            starts_at__lt=entry.ends_at,
            ends_at__gt=entry.starts_at,
            cancelled_reason="",
        )
        .exclude(pk=entry.pk)
        .first()
    )
    if other is not None:
        return other.title
    summons = (
        Summons.objects.filter(
            Q(part__meeting__ends_at__gt=entry.starts_at)
            | Q(part__meeting__ends_at=None, part__starts_at__gt=entry.starts_at - USUAL_LENGTH),
            person_id=person_id,
            part__starts_at__lt=entry.ends_at,
            part__meeting__cancelled_at__isnull=True,
        )
        .exclude(answer=Summons.Answer.EXCUSED)
        .select_related("part__meeting")
        .first()
    )
    return summons.part.meeting.title if summons else ""


def _locked(things: Sequence[Bookable]) -> list[Bookable]:
    """Return the things locked until the end, always in the same order, so that two bookings never cross."""
    ids = [thing.pk for thing in things]
    return list(Bookable.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _book(
    thing: Bookable,
    starts_at: datetime,
    ends_at: datetime,
    *,
    entry: WeekEntry | None = None,
    meeting: Meeting | None = None,
) -> None:
    taken = (
        Booking.objects.filter(thing=thing, starts_at__lt=ends_at, ends_at__gt=starts_at)
        .select_related("entry", "meeting")
        .first()
    )
    if taken is not None:
        first, last = timezone.localtime(taken.starts_at), timezone.localtime(taken.ends_at)
        when = f"{first:%H:%M %d/%m} – {last:%H:%M %d/%m/%Y}"
        what = taken.entry or taken.meeting
        raise rules.ThingTaken(thing=thing.name, when=when, what=what.title if what else "")
    Booking.objects.create(thing=thing, entry=entry, meeting=meeting, starts_at=starts_at, ends_at=ends_at)
