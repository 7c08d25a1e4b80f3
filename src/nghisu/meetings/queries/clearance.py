"""Which parts of a meeting reach which points."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from nghisu.meetings.models import AgendaItem, MeetingPart, Point, PointClearance


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
