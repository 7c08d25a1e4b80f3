"""Which parts of a meeting reach which points."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from nghisu.meetings.models import AgendaItem, Meeting, MeetingPart, Point, PointClearance
from nghisu.organisation.rules.policy import Standing


def topic_of(part: MeetingPart) -> str:
    """Return the topic of what happens in a part; a part that is closed later is told of under another."""
    return f"{'closed' if part.is_closed else 'part'}:{part.pk}"


def is_personnel(part: MeetingPart) -> bool:
    """Tell whether a closed part is about personnel: it says so, or it elects or introduces somebody."""
    return part.is_closed and (
        part.is_personnel or AgendaItem.objects.filter(part=part, wanted=AgendaItem.Wanted.ELECT).exists()
    )


def points_reached(part: MeetingPart) -> QuerySet[Point]:
    """Return the points that a part reaches.

    An open part reaches all; a closed one those cleared for closed parts, or by name for this part; a
    personnel part only those named.
    """
    points = Point.objects.filter(meeting=part.meeting_id)
    if not part.is_closed:
        return points
    named = Exists(PointClearance.objects.filter(part=part, point=OuterRef("pk")))
    return points.filter(named if is_personnel(part) else named | Q(is_cleared=True))


def points_cleared_for(part: MeetingPart) -> list[UUID]:
    """Return the ids of the points that a part reaches."""
    return list(points_reached(part).values_list("pk", flat=True))


def parts_reaching(point: Point) -> QuerySet[MeetingPart]:
    """Return the parts of its meeting that reach a point, in order."""
    parts = MeetingPart.objects.filter(meeting=point.meeting_id).order_by("order")
    named = Exists(PointClearance.objects.filter(part=OuterRef("pk"), point=point))
    if not point.is_cleared:
        return parts.filter(Q(is_closed=False) | named)
    elects = AgendaItem.objects.filter(part=OuterRef("pk"), wanted=AgendaItem.Wanted.ELECT)
    return parts.filter(Q(is_closed=False) | named | (Q(is_personnel=False) & ~Exists(elects)))


def parts_operated(standing: Standing, meeting: Meeting) -> QuerySet[MeetingPart]:
    """Return the closed parts that reach a point which the asker operates: that it runs, never its papers."""
    operated = Point.objects.filter(meeting=meeting, operator_id=standing.me)
    named = PointClearance.objects.filter(part=OuterRef("pk"), point__in=operated)
    elects = AgendaItem.objects.filter(part=OuterRef("pk"), wanted=AgendaItem.Wanted.ELECT)
    return MeetingPart.objects.filter(meeting=meeting, is_closed=True).filter(
        Exists(named) | (Exists(operated.filter(is_cleared=True)) & Q(is_personnel=False) & ~Exists(elects))
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """A closed part with the points it reaches, for the office that decides it."""

    part: MeetingPart
    is_personnel: bool
    elects: bool
    named: tuple[Point, ...]
    generally: int

    @property
    def codes(self) -> str:
        """The codes of the points named, as they are typed."""
        return ", ".join(point.code for point in self.named)


def closed_parts(standing: Standing, meeting: Meeting) -> list[Reach]:
    """Return the closed parts of a meeting for who may see all of them, with the points they reach."""
    if meeting.unit_id not in standing.reach("meeting.see_closed"):
        return []
    elects = AgendaItem.objects.filter(part=OuterRef("pk"), wanted=AgendaItem.Wanted.ELECT)
    generally = Point.objects.filter(meeting=meeting, is_cleared=True).count()
    parts = MeetingPart.objects.filter(meeting=meeting, is_closed=True).order_by("order")
    named: dict[UUID, list[Point]] = defaultdict(list)
    for clearance in (
        PointClearance.objects.filter(part__meeting=meeting).select_related("point").order_by("point__order")
    ):
        named[clearance.part_id].append(clearance.point)
    return [
        Reach(
            part,
            part.is_personnel or part.elects,
            part.elects,
            tuple(named[part.pk]),
            generally,
        )
        for part in parts.annotate(elects=Exists(elects)).select_related("meeting")
    ]
