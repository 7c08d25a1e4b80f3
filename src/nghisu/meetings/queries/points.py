"""Read the remote points of a meeting for the one who asks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext

from nghisu.kit import language
from nghisu.meetings.models import (
    Meeting,
    Point,
)
from nghisu.meetings.rules.points import STATE_NAMES as POINT_STATE_NAMES
from nghisu.meetings.rules.points import STATE_TONES as POINT_STATE_TONES
from nghisu.meetings.rules.points import PointState, Totals, totals
from nghisu.organisation.rules.policy import Standing


def point_totals(meeting: Meeting) -> Totals | None:
    """Return what the points of a meeting reported, in one query; None where it has no points."""
    sums = Point.objects.filter(meeting=meeting).aggregate(
        points=Count("pk"), reported=Count("heads"), heads=Sum("heads"), expected=Sum("expected")
    )
    if not sums["points"]:
        return None
    return Totals(sums["points"], sums["reported"], sums["heads"] or 0, sums["expected"] or 0)


def may_see_points(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker may see the whole board of points, phones of operators included."""
    return meeting.unit_id in standing.reach("point.see")


def points_visible_to(standing: Standing, meeting: Meeting) -> QuerySet[Point]:
    """Return the points of a meeting: all for the office, else one's own and those of one's unit."""
    points = Point.objects.filter(meeting=meeting)
    if not may_see_points(standing, meeting):
        points = points.filter(
            Q(operator_id=standing.me)
            | Q(parent__operator_id=standing.me)
            | Q(host_id__in=standing.reach("point.see", "host"))
        )
    return points


@dataclass
class PointNode:
    """A point in the tree, with the totals of itself and all points under it."""

    point: Point
    children: list["PointNode"] = field(default_factory=list)
    totals: Totals = Totals(0, 0, 0, 0)

    @property
    def state_name(self) -> str:
        """The state in words."""
        return gettext(POINT_STATE_NAMES[PointState(self.point.state)])

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return POINT_STATE_TONES[PointState(self.point.state)]

    @property
    def operator(self) -> str:
        """The name of the operator."""
        return self.point.operator_name or (self.point.operator.full_name if self.point.operator else "")

    def flat(self, depth: int = 0) -> Iterable[tuple[int, "PointNode"]]:
        """Yield this point and all under it with their depth, in order."""
        yield depth, self
        for child in self.children:
            yield from child.flat(depth + 1)

    def rows(self) -> Iterable[tuple[int, int | None]]:
        """Yield (expected, heads) of this point and of every point under it."""
        yield self.point.expected, self.point.heads
        for child in self.children:
            yield from child.rows()


def point_tree(points: Iterable[Point]) -> list[PointNode]:
    """Arrange points as a tree; a point whose parent is not among them stands at the top."""
    nodes = {point.pk: PointNode(point) for point in points}
    top: list[PointNode] = []
    for node in nodes.values():
        parent = nodes.get(node.point.parent_id) if node.point.parent_id else None
        (parent.children if parent else top).append(node)
    for node in nodes.values():
        node.totals = totals(node.rows())
    return top


def silent_points(points: Iterable[Point]) -> list[PointNode]:
    """Return the points that reported nothing, for the office to telephone."""
    return [PointNode(point) for point in points if point.heads is None]


def may_open_points(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker may see any point of the meeting."""
    return may_see_points(standing, meeting) or points_visible_to(standing, meeting).exists()


def may_run_point(standing: Standing, point: Point) -> bool:
    """Tell whether the asker operates the point or runs the meeting."""
    return point.operator_id == standing.person_id or standing.may("point.change", unit=point.meeting.unit_id)


def points_matching(points: Iterable[Point], *, state: str, text: str) -> list[Point]:
    """Return the points in a state (or ``silent``) whose name, code or place hold the words."""
    words = language.fold(text).split()
    return [
        point
        for point in points
        if (not state or point.state == state or (state == "silent" and point.heads is None))
        and all(word in language.fold(f"{point.code} {point.name} {point.place}") for word in words)
    ]


def totals_of(points: Iterable[Point]) -> Totals:
    """Return the totals over points as they are."""
    return totals((point.expected, point.heads) for point in points)


def point_codes(meeting: Meeting) -> set[str]:
    """Return the codes of the points a meeting has."""
    return set(Point.objects.filter(meeting=meeting).values_list("code", flat=True))


def children_of(point: Point) -> list[Point]:
    """Return the points directly under one, in order."""
    return list(Point.objects.filter(parent=point).order_by("order"))


def point_operated(standing: Standing, meeting_id: UUID, pk: UUID) -> Point | None:
    """Return a point that the asker operates, by one short query: the way of most requests of a console."""
    points = Point.objects.filter(pk=pk, meeting=meeting_id, operator_id=standing.me)
    return next(iter(points.select_related("meeting", "operator", "host", "parent")[:1]), None)


def point_choices(meeting: Meeting, *, without: UUID | None = None) -> list[tuple[UUID, str]]:
    """Return the points of a meeting by code and name, to choose one above another."""
    rows = Point.objects.filter(meeting=meeting).order_by("order").values_list("pk", "code", "name")
    return [(pk, f"{code} – {name}") for pk, code, name in rows if pk != without]


def point_by_code(meeting: Meeting, code: str) -> Point | None:
    """Return the point of a meeting with a code."""
    return Point.objects.filter(meeting=meeting, code=code.strip()).first()


def has_hall(meeting: Meeting) -> bool:
    """Tell whether a point of the meeting is its hall."""
    return Point.objects.filter(meeting=meeting, is_hall=True).exists()
