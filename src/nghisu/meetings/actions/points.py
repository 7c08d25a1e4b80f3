"""Register remote points, take their reports and follow their states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.live import knock
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.models import (
    Meeting,
    PartRun,
    Point,
    PointReport,
)
from nghisu.meetings.rules import points
from nghisu.meetings.rules.points import PointState
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


class PointCodeTwice(Refusal):
    """Two points with one code."""

    sentence = N_("The code %(code)s stands twice in the list of points; each point needs its own.")
    field = "code"


class PointParentUnknown(Refusal):
    """A point under a point that is not there."""

    sentence = N_("Point %(code)s stands under %(parent)s, which is not in the list of points.")
    field = "parent"


class HallTwice(Refusal):
    """Two halls of one meeting."""

    sentence = N_("Point %(code)s says that it is the hall, and another one does already; a meeting has one.")
    field = "hall"


@dataclass(frozen=True)
class PointPlan:
    """A point to be registered. ``parent`` is a code in the same list, or empty."""

    code: str
    name: str
    host: UUID
    parent: str = ""
    place: str = ""
    operator: UUID | None = None
    operator_name: str = ""
    phone: str = ""
    expected: int = 0
    is_cleared: bool = False
    is_hall: bool = False


@transaction.atomic
def register_points(*, meeting: Meeting, plans: Sequence[PointPlan], by: Standing, at: datetime) -> int:
    """Register remote points, parents anywhere in the same list or already registered; all or none.

    :raises PointCodeTwice: if a code stands twice
    :raises PointParentUnknown: if a parent is not there
    :raises HallTwice: if two points would be the hall
    :raises points.TooManyHeads: if no hall holds the expected number
    """
    by.require("point.change", unit=meeting.unit_id)
    made: dict[str, Point] = {point.code: point for point in Point.objects.filter(meeting=meeting)}
    known = len(made)
    for plan in plans:
        if plan.code in made:
            raise PointCodeTwice(code=plan.code)
        points.check_heads(plan.expected)
        if plan.is_hall and any(point.is_hall for point in made.values()):
            raise HallTwice(code=plan.code)
        name = language.clean_name(plan.name)
        made[plan.code] = Point(
            meeting=meeting,
            code=plan.code,
            name=name,
            folded=language.fold(name),
            host_id=plan.host,
            place=language.clean_name(plan.place),
            operator_id=plan.operator,
            operator_name=language.clean_name(plan.operator_name),
            phone=plan.phone,
            expected=plan.expected,
            is_cleared=plan.is_cleared,
            is_hall=plan.is_hall,
            order=len(made),
        )
    for plan in plans:
        if plan.parent:
            if plan.parent not in made or plan.parent == plan.code:
                raise PointParentUnknown(code=plan.code, parent=plan.parent)
            made[plan.code].parent_id = made[plan.parent].pk
    depth: dict[str, int] = {}
    parents = {plan.code: plan.parent for plan in plans}

    def depth_of(code: str, seen: frozenset[str] = frozenset()) -> int:
        if code in seen:
            raise PointParentUnknown(code=code, parent=parents[code])
        if code not in depth:
            parent = parents.get(code, "")
            depth[code] = depth_of(parent, seen | {code}) + 1 if parent in parents else 0
        return depth[code]

    new = sorted((made[plan.code] for plan in plans), key=lambda point: depth_of(point.code))
    Point.objects.bulk_create(new)
    touch(meeting.pk)
    knock(f"points:{meeting.pk}")
    note(verb="point.registered", subject=meeting, by=by, at=at, count=len(made) - known)
    return len(made) - known


def _may_run(by: Standing, point: Point) -> bool:
    return point.operator_id == by.person_id or by.may("point.change", unit=point.meeting.unit_id)


@transaction.atomic
def report_heads(
    *, point: Point, heads: int, by: Standing, at: datetime, received_at: datetime | None = None
) -> Point:
    """Report how many people sit at a point; a second report corrects the first, and both are kept.

    A point that reports before it checked in is connected by it. A report that waited for its line and
    comes after a later one is kept, and the later one goes on counting. One that was counted before the
    meeting ended and waited until after it is kept, too; the point stays closed.

    :param at: when they were counted; ``received_at`` when the report came, where it had to wait
    :raises NotAllowed: if the asker neither operates the point nor runs the meeting
    :raises points.TooManyHeads: if no hall holds so many
    :raises points.StateOutOfOrder: if the point is closed
    """
    if not _may_run(by, point):
        raise NotAllowed
    points.check_heads(heads)
    touch(point.meeting_id)
    stored = Point.locked(point.pk)
    is_closed = PointState(stored.state) is PointState.CLOSED
    if not (is_closed and received_at is not None and at <= _ended_at(point)):
        points.check_report(PointState(stored.state))
    if stored.reported_at is not None and received_at in {None, at}:
        at = max(at, stored.reported_at)  # the clock may have been set back since the last report
    PointReport.objects.create(point=stored, heads=heads, at=at, received_at=received_at or at)
    if stored.reported_at is None or at >= stored.reported_at:
        point.heads = stored.heads = heads
        point.reported_at = stored.reported_at = at
    if not is_closed:
        point.state = stored.state = PointState.REPORTED
    stored.save_over(stored.version, "heads", "reported_at", "state")
    point.version = stored.version
    note(verb="point.heads_reported", subject=point, within=point.meeting.unit_id, by=by, at=at, heads=heads)
    tell_board(point)
    return point


def _ended_at(point: Point) -> datetime:
    """Return when the last part of the point's meeting ended; the beginning of time if none did."""
    ended = PartRun.objects.filter(part__meeting=point.meeting_id).aggregate(last=models.Max("ended_at"))
    last: datetime | None = ended["last"]
    return last or datetime.min.replace(tzinfo=UTC)


@transaction.atomic
def report_below(*, point: Point, heads: Mapping[UUID, int], by: Standing, at: datetime) -> int:
    """Report for the points directly under one's own, as their operators told it: point id → people.

    Points that are not connected yet become connected by reporting. Returns how many reported.

    :raises NotAllowed: if the asker neither operates the point above nor runs the meeting
    :raises points.NoChildren: if none of them stands under this point
    :raises points.TooManyHeads: if no hall holds so many
    """
    if not _may_run(by, point):
        raise NotAllowed
    touch(point.meeting_id)
    below = list(Point.objects.select_for_update().filter(parent=point, pk__in=heads))
    if not below:
        raise points.NoChildren
    for one in below:
        points.check_heads(heads[one.pk])
        points.check_report(PointState(one.state))
        one.heads, one.reported_at, one.state = heads[one.pk], at, PointState.REPORTED
        one.version += 1
    Point.objects.bulk_update(below, ["heads", "reported_at", "state", "version"])
    PointReport.objects.bulk_create(
        PointReport(point=one, heads=heads[one.pk], at=at, received_at=at) for one in below
    )
    note(
        verb="point.reported_below",
        subject=point,
        within=point.meeting.unit_id,
        touching=below,
        by=by,
        at=at,
        points=len(below),
        heads=sum(heads[one.pk] for one in below),
    )
    tell_board(point)
    return len(below)


@transaction.atomic
def close_points(*, meeting: Meeting, by: Standing, at: datetime) -> int:
    """Close every point of a meeting that is over; what they reported stays. Returns how many."""
    by.require("point.change", unit=meeting.unit_id)
    return close_with_the_meeting(meeting=meeting, by=by, at=at)


def close_with_the_meeting(*, meeting: Meeting, by: Standing, at: datetime) -> int:
    """Close every point as part of the conclusion, whoever concludes; no line where none was open."""
    closed = Point.objects.filter(meeting=meeting).exclude(state=PointState.CLOSED)
    count = closed.update(state=PointState.CLOSED, version=models.F("version") + 1)
    if not count:
        return 0
    touch(meeting.pk)
    knock(f"points:{meeting.pk}")
    note(verb="point.all_closed", subject=meeting, by=by, at=at, count=count)
    return count


@transaction.atomic
def change_point_state(*, point: Point, state: str, by: Standing, at: datetime) -> Point:
    """Take a point on: tested, ready, connected, lost, returned, closed.

    :raises NotAllowed: if the asker neither operates the point nor runs the meeting
    :raises points.StateOutOfOrder: if the step skips or reverses
    """
    if not _may_run(by, point):
        raise NotAllowed
    touch(point.meeting_id)
    stored = Point.locked(point.pk)
    points.check_state(now=PointState(stored.state), wanted=PointState(state))
    stored.state = state
    stored.save_over(stored.version, "state")
    point.state, point.version = stored.state, stored.version
    note(verb="point.state_changed", subject=point, within=point.meeting.unit_id, by=by, at=at, state=state)
    tell_board(point)
    return point


def tell_board(point: Point) -> None:
    """Let the board of the meeting and the console of the point look anew."""
    knock(f"points:{point.meeting_id}")
    knock(f"point:{point.pk}")
