"""Read the weekly calendar for the one who asks: entries of the house, and the meetings one may see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from nghisu.documents.models import Document
from nghisu.documents.queries import documents_visible_to, name_row
from nghisu.kit.refusals import N_
from nghisu.meetings.models import Bookable, Booking, Meeting, MeetingChair, Summons, WeekAttendee, WeekEntry
from nghisu.meetings.queries.calling import meetings_visible_to
from nghisu.meetings.rules.kinds import USUAL_LENGTH
from nghisu.meetings.rules.week import Taken, clashes, monday_of
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing

KIND_NAMES: dict[str, str] = {Bookable.Kind.ROOM: N_("Room"), Bookable.Kind.CAR: N_("Car")}


@dataclass
class Line:
    """One line of a day. ``clashes`` names persons who are elsewhere at that time."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    host: str = ""
    prepared_by: str = ""
    remark: str = ""
    entry: WeekEntry | None = None
    meeting: Meeting | None = None
    people: list[str] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    cancelled: str = ""

    @property
    def pk(self) -> UUID:
        """The id of what it shows."""
        shown = self.entry or self.meeting
        assert shown is not None
        return shown.pk


@dataclass
class Day:
    """A day of the week with its lines, earliest first."""

    day: date
    lines: list[Line] = field(default_factory=list)


@dataclass
class Week:
    """A week from Monday to Sunday."""

    monday: date
    days: list[Day]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - timedelta(days=7)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=7)

    @property
    def lines(self) -> list[Line]:
        """All lines of the week in order."""
        return [line for day in self.days for line in day.lines]


def entries_visible_to(standing: Standing) -> QuerySet[WeekEntry]:
    """Return the entries of the calendars the asker may see."""
    return WeekEntry.objects.filter(unit_id__in=standing.reach("week.see"))


def week_of(standing: Standing, day: date) -> Week:
    """Return the week that holds the day, in a number of queries that does not grow."""
    monday = monday_of(day)
    first = timezone.make_aware(datetime.combine(monday, time()))
    last = first + timedelta(days=7)
    lines: dict[UUID, Line] = {}
    taken: set[Taken] = set()
    entries = entries_visible_to(standing).filter(starts_at__lt=last, ends_at__gte=first)
    for entry in entries:
        lines[entry.pk] = Line(
            title=entry.title,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            place=entry.place,
            host=entry.host,
            prepared_by=entry.prepared_by,
            remark=entry.remark,
            entry=entry,
            cancelled=entry.cancelled_reason,
        )
    names: dict[UUID, str] = {}
    for attendee in WeekAttendee.objects.filter(entry__in=entries).select_related("person"):
        line = lines[attendee.entry_id]
        line.people.append(attendee.person.full_name)
        names[attendee.person_id] = attendee.person.full_name
        if not line.cancelled:
            taken.add(Taken(attendee.person_id, line.pk, line.starts_at, line.ends_at))
    meetings = list(
        meetings_visible_to(standing).filter(
            Q(ends_at__gte=first) | Q(ends_at__isnull=True, starts_at__gte=first), starts_at__lt=last
        )
    )
    for meeting in meetings:
        lines[meeting.pk] = Line(
            title=meeting.title,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at or meeting.starts_at + USUAL_LENGTH,
            place=meeting.place,
            host=meeting.convener,
            meeting=meeting,
            cancelled=meeting.cancel_reason,
        )
    there = {meeting.pk for meeting in meetings if not meeting.is_cancelled}
    for chair in MeetingChair.objects.filter(meeting__in=meetings).select_related("person").order_by("order"):
        lines[chair.meeting_id].people.append(chair.person.full_name)
        names[chair.person_id] = chair.person.full_name
        if chair.meeting_id in there:
            line = lines[chair.meeting_id]
            taken.add(Taken(chair.person_id, line.pk, line.starts_at, line.ends_at))
    for person_id, meeting_id in (
        Summons.objects.filter(part__meeting__in=there, part__is_closed=False, person_id__in=set(names))
        .exclude(answer=Summons.Answer.EXCUSED)
        .values_list("person_id", "part__meeting_id")
        .distinct()
    ):
        line = lines[meeting_id]
        taken.add(Taken(person_id, line.pk, line.starts_at, line.ends_at))
    for booking in Booking.objects.filter(Q(entry__in=entries) | Q(meeting__in=meetings)).select_related(
        "thing"
    ):
        key = booking.entry_id or booking.meeting_id
        if key in lines:
            lines[key].things.append(booking.thing.name)
    _mark(lines, names, taken)
    days = [Day(monday + timedelta(days=step)) for step in range(7)]
    for line in sorted(lines.values(), key=lambda line: (line.starts_at, line.title)):
        for one in days:
            if (
                timezone.localtime(line.starts_at).date()
                <= one.day
                <= timezone.localtime(line.ends_at).date()
            ):
                one.lines.append(line)
    return Week(monday, days)


def _mark(lines: dict[UUID, Line], names: dict[UUID, str], taken: Iterable[Taken]) -> None:
    found: dict[UUID, set[str]] = defaultdict(set)
    for one, other in clashes(taken):
        for side in (one, other):
            found[side.what].add(names[side.who])  # type: ignore[index]
    for pk, people in found.items():
        lines[pk].clashes = sorted(people)


def entry_for(standing: Standing, pk: UUID) -> WeekEntry | None:
    """Return an entry the asker may change, else None."""
    rows = WeekEntry.objects.filter(unit_id__in=standing.reach("week.change"), pk=pk)
    return rows.select_related("unit", "document").first()


def attendees_of(entry: WeekEntry) -> list[UUID]:
    """Return who goes, in order."""
    return list(entry.attendees.order_by("order").values_list("person_id", flat=True))


def things_of_entry(entry: WeekEntry) -> list[UUID]:
    """Return the rooms and cars booked for an entry."""
    return list(entry.bookings.values_list("thing_id", flat=True))


def things_of_meeting(meeting: Meeting) -> list[UUID]:
    """Return the rooms and cars booked for a meeting."""
    return list(meeting.bookings.values_list("thing_id", flat=True))


def things(standing: Standing, *, only_active: bool = False) -> list[Bookable]:
    """Return the rooms and cars of the asker's house."""
    rows = Bookable.objects.filter(unit_id__in=standing.reach("week.see"))
    return list(rows.filter(is_active=True) if only_active else rows)


def thing_for(standing: Standing, pk: UUID) -> Bookable | None:
    """Return a room or car the asker keeps, else None."""
    rows = Bookable.objects.filter(unit_id__in=standing.reach("week.change"), pk=pk)
    return rows.select_related("unit").first()


def unit_of_calendar(standing: Standing) -> Unit:
    """Return the committee whose calendar the asker keeps."""
    reach = standing.reach("week.change")
    committees = [unit for unit in reach if unit in standing.tree.committees]
    return Unit.objects.get(pk=(committees or list(reach))[0])


def calendar_name(standing: Standing, day: date) -> str:
    """Return the name of the committee whose calendar is read."""
    reach = standing.reach("week.see")
    committees = [unit for unit in reach if unit in standing.tree.committees]
    row = name_row((committees or list(reach))[0], day)
    return row.name if row else ""


def invitations(standing: Standing) -> list[Document]:
    """Return the incoming documents that may be invitations, newest first."""
    rows = documents_visible_to(standing).filter(direction="incoming").order_by("-created_at")
    return list(rows[:200])
