"""Register remote points, take their reports and follow their states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.models import (
    Meeting,
    Point,
    PointReport,
)
from nghisu.meetings.rules import points
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


@transaction.atomic
def register_points(*, meeting: Meeting, plans: Sequence[PointPlan], by: Standing, at: datetime) -> int:
    """Register remote points, parents anywhere in the same list or already registered; all or none.

    :raises PointCodeTwice: if a code stands twice
    :raises PointParentUnknown: if a parent is not there
    """
    by.require("point.change", unit=meeting.unit_id)
    made: dict[str, Point] = {point.code: point for point in Point.objects.filter(meeting=meeting)}
    known = len(made)
    for plan in plans:
        if plan.code in made:
            raise PointCodeTwice(code=plan.code)
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
    note(verb="point.registered", subject=meeting, by=by, at=at, count=len(made) - known)
    return len(made) - known


def _may_run(by: Standing, point: Point) -> bool:
    return point.operator_id == by.person_id or by.may("point.change", unit=point.meeting.unit_id)


@transaction.atomic
def report_heads(*, point: Point, heads: int, by: Standing, at: datetime) -> Point:
    """Report how many people sit at a point; a second report corrects the first, and both are kept.

    :raises NotAllowed: if the asker neither operates the point nor runs the meeting
    :raises points.TooManyHeads: if no hall holds so many
    :raises points.StateOutOfOrder: if the point is not connected
    """
    if not _may_run(by, point):
        raise NotAllowed
    points.check_heads(heads)
    points.check_state(now=points.PointState(point.state), wanted=points.PointState.REPORTED)
    point.heads, point.reported_at, point.state = heads, at, points.PointState.REPORTED
    point.save_over(point.version, "heads", "reported_at", "state")
    PointReport.objects.create(point=point, heads=heads, at=at)
    touch(point.meeting_id)
    note(verb="point.heads_reported", subject=point, within=point.meeting.unit_id, by=by, at=at, heads=heads)
    return point


@transaction.atomic
def report_below(*, point: Point, heads: Mapping[UUID, int], by: Standing, at: datetime) -> int:
    """Report for the points directly under one's own, as their operators told it: point id → people.

    Points that are not connected yet become connected by reporting. Returns how many reported.

    :raises NotAllowed: if the asker neither operates the point above nor runs the meeting
    :raises points.TooManyHeads: if no hall holds so many
    """
    if not _may_run(by, point):
        raise NotAllowed
    below = list(Point.objects.select_for_update().filter(parent=point, pk__in=heads))
    for one in below:
        points.check_heads(heads[one.pk])
        one.heads, one.reported_at, one.state = heads[one.pk], at, points.PointState.REPORTED
        one.version += 1
    Point.objects.bulk_update(below, ["heads", "reported_at", "state", "version"])
    PointReport.objects.bulk_create(PointReport(point=one, heads=heads[one.pk], at=at) for one in below)
    touch(point.meeting_id)
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
    return len(below)


@transaction.atomic
def close_points(*, meeting: Meeting, by: Standing, at: datetime) -> int:
    """Close every point of a meeting that is over; what they reported stays. Returns how many."""
    by.require("point.change", unit=meeting.unit_id)
    closed = Point.objects.filter(meeting=meeting).exclude(state=points.PointState.CLOSED)
    count = closed.update(state=points.PointState.CLOSED, version=models.F("version") + 1)
    touch(meeting.pk)
    note(verb="point.all_closed", subject=meeting, by=by, at=at, count=count)
    return count


@transaction.atomic
def change_point_state(*, point: Point, state: str, by: Standing, at: datetime) -> Point:
    """Take a point on: tested, ready, connected, lost, closed.

    :raises NotAllowed: if the asker neither operates the point nor runs the meeting
    :raises points.StateOutOfOrder: if the step skips or reverses
    """
    if not _may_run(by, point):
        raise NotAllowed
    points.check_state(now=points.PointState(point.state), wanted=points.PointState(state))
    point.state = state
    point.save_over(point.version, "state")
    note(verb="point.state_changed", subject=point, within=point.meeting.unit_id, by=by, at=at, state=state)
    return point
