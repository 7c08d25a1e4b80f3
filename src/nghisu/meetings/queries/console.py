"""What the operator of a point sees: the own point, its log, the points under it, the parts that reach it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext

from nghisu.meetings.models import (
    AgendaItem,
    Floor,
    Meeting,
    MeetingPart,
    Point,
    PointIncident,
    PointOutage,
    PointPulse,
    PointReport,
    PointTest,
    Presence,
    UpwardReport,
)
from nghisu.meetings.queries.calling import roster_choices
from nghisu.meetings.queries.clearance import parts_reaching
from nghisu.meetings.queries.floor import floor_of
from nghisu.meetings.rules.points import (
    INCIDENT_NAMES,
    STATE_NAMES,
    STATE_TONES,
    IncidentKind,
    PointState,
    Totals,
    state_on_line,
    totals,
)
from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True, slots=True)
class IncidentView:
    """Trouble at a point, in words."""

    incident: PointIncident

    @property
    def name(self) -> str:
        """What is wrong."""
        return gettext(INCIDENT_NAMES[IncidentKind(self.incident.kind)])

    @property
    def is_open(self) -> bool:
        """Whether it is not solved yet."""
        return self.incident.solved_at is None


@dataclass(frozen=True)
class ConsoleView:
    """One point with its log."""

    point: Point
    state: PointState
    reports: list[PointReport]
    tests: list[PointTest]
    incidents: list[IncidentView]
    outages: list[PointOutage]
    children: list[Point]
    parts: list[MeetingPart]
    present: int
    floor: Floor

    @property
    def part_now(self) -> MeetingPart | None:
        """The part in session, if it reaches the point; nothing is said of one that does not."""
        return next((part for part in self.parts if part.pk == self.floor.part_id), None)

    @property
    def item_now(self) -> AgendaItem | None:
        """The item under discussion, if its part reaches the point."""
        return self.floor.item if self.part_now is not None else None

    @property
    def state_name(self) -> str:
        """The state in words, as the line is seen."""
        return gettext(STATE_NAMES[self.state])

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return STATE_TONES[self.state]

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be reported."""
        return self.state is PointState.CLOSED

    @property
    def is_connected(self) -> bool:
        """Whether the point checked in."""
        return self.point.state in {PointState.CONNECTED, PointState.REPORTED, PointState.RETURNED}

    @property
    def troubles(self) -> list[IncidentView]:
        """The incidents that are not solved."""
        return [one for one in self.incidents if one.is_open]

    @property
    def corrected_from(self) -> int | None:
        """The number that was reported before the one that counts, if another one was."""
        counted = (self.point.reported_at, self.point.heads)
        last = next((one for one in self.reports if (one.at, one.heads) == counted), None)
        earlier = [report for report in self.reports if report is not last]
        return earlier[0].heads if earlier else None

    @property
    def totals(self) -> Totals:
        """The sums over the points directly under it."""
        return totals((child.expected, child.heads) for child in self.children)


def console_of(point: Point, now: datetime) -> ConsoleView:
    """Return what the operator of a point sees, in nine queries."""
    pulse = PointPulse.objects.filter(pk=point.pk).first()
    return ConsoleView(
        point,
        state_on_line(
            PointState(point.state),
            heard_at=pulse.heard_at if pulse else None,
            back_at=pulse.back_at if pulse else None,
            now=now,
        ),
        list(PointReport.objects.filter(point=point).order_by("-at", "-received_at")[:50]),
        list(PointTest.objects.filter(point=point)[:20]),
        [IncidentView(one) for one in PointIncident.objects.filter(point=point)[:50]],
        list(PointOutage.objects.filter(point=point)[:20]),
        list(Point.objects.filter(parent=point).order_by("order")),
        list(parts_reaching(point)),
        Presence.objects.filter(point=point, until__isnull=True).count(),
        floor_of(point.meeting),
    )


def incident_of(point: Point, pk: str) -> PointIncident | None:
    """Return an incident of a point by its id as it came from a form, or None."""
    try:
        wanted = UUID(pk)
    except ValueError:
        return None
    return PointIncident.objects.filter(point=point, pk=wanted).select_related("point__meeting").first()


def upward_reports(meeting: Meeting) -> list[UpwardReport]:
    """Return what the superior was told, the last first."""
    return list(UpwardReport.objects.filter(meeting=meeting))


def stamp_of(point_id: UUID) -> str:
    """Return a word that changes whenever something of a point changes that its console shows."""
    row = (
        Point.objects.filter(pk=point_id)
        .annotate(
            troubles=Count("incidents", distinct=True),
            solved=Count("incidents", filter=Q(incidents__solved_at__isnull=False), distinct=True),
        )
        .values_list("version", "troubles", "solved", "meeting__floor__version")
        .first()
    )
    return ".".join(str(one) for one in row) if row else ""


def operator_choices(standing: Standing, day: date, point: Point) -> list[tuple[UUID, str]]:
    """Return who may operate a point: people of the asker's reach, and who operates it now."""
    people = roster_choices(standing, day)
    now = point.operator
    if now is not None and now.pk not in {pk for pk, _name in people}:
        people.insert(0, (now.pk, now.full_name))
    return people
