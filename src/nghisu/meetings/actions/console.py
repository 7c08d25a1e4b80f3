"""What the operator of a point does besides counting: tests, incidents; and what the office changes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nghisu.kit import language
from nghisu.kit.live import knock
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.actions.points import HallTwice, tell_board
from nghisu.meetings.actions.sight import lost_sight_ends
from nghisu.meetings.models import (
    Meeting,
    MeetingPart,
    Point,
    PointClearance,
    PointIncident,
    PointTest,
    UpwardReport,
)
from nghisu.meetings.queries.points import may_run_point, point_totals
from nghisu.meetings.rules import points
from nghisu.meetings.rules.points import IncidentKind, PointState, Totals
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


class NothingToTell(Refusal):
    """A report upward before anybody reported."""

    sentence = N_("No point has reported yet, so there is no number to tell the superior.")


class PointUnknown(Refusal):
    """A code that no point has."""

    sentence = N_("There is no point with the code “%(code)s” in this meeting.")
    field = "codes"


@transaction.atomic
def note_test(
    *, point: Point, hears: bool, sees: bool, by: Standing, at: datetime, remark: str = ""
) -> PointTest:
    """Note a test of the line; where sound and picture are well, a registered point is tested by it.

    :raises NotAllowed: if the asker neither operates the point nor runs the meeting
    :raises points.StateOutOfOrder: if the point is closed
    """
    if not may_run_point(by, point):
        raise NotAllowed
    touch(point.meeting_id)
    stored = Point.locked(point.pk)
    points.check_report(PointState(stored.state))
    test = PointTest.objects.create(
        point=stored, hears=hears, sees=sees, remark=language.clean_name(remark), at=at
    )
    if hears and sees and stored.state == PointState.REGISTERED:
        point.state = stored.state = PointState.TESTED
        stored.save_over(stored.version, "state")
        point.version = stored.version
    note(
        verb="point.line_tested",
        subject=point,
        within=point.meeting.unit_id,
        by=by,
        at=at,
        hears=hears,
        sees=sees,
    )
    tell_board(point)
    return test


@transaction.atomic
def report_incident(*, point: Point, kind: str, by: Standing, at: datetime, text: str = "") -> PointIncident:
    """Put trouble at a point on the board; the same trouble stands there once until it is solved.

    :raises NotAllowed: if the asker neither operates the point nor runs the meeting
    :raises points.IncidentOpen: if it stands there already
    :raises points.OtherNeedsWords: if something else is not said in words
    """
    if not may_run_point(by, point):
        raise NotAllowed
    words = language.clean_name(text)
    if kind == IncidentKind.OTHER and not words:
        raise points.OtherNeedsWords
    touch(point.meeting_id)
    known = PointIncident.objects.filter(point=point, kind=kind, solved_at__isnull=True).first()
    if known is not None:
        raise points.IncidentOpen(since=timezone.localtime(known.at).strftime("%H:%M"))
    incident = PointIncident.objects.create(point=point, kind=kind, text=words, at=at)
    note(verb="point.incident_reported", subject=point, within=point.meeting.unit_id, by=by, at=at, kind=kind)
    tell_board(point)
    return incident


@transaction.atomic
def solve_incident(*, incident: PointIncident, by: Standing, at: datetime, answer: str = "") -> PointIncident:
    """Note that trouble at a point is over, by its operator or by the office, and what was done.

    :raises NotAllowed: if the asker neither operates the point nor runs the meeting
    :raises points.IncidentSolved: if it is solved
    """
    point = incident.point
    if not may_run_point(by, point):
        raise NotAllowed
    touch(point.meeting_id)
    stored = PointIncident.objects.select_for_update().get(pk=incident.pk)
    if stored.solved_at is not None:
        raise points.IncidentSolved
    incident.solved_at = stored.solved_at = max(at, stored.at)
    incident.answer = stored.answer = language.clean_name(answer)
    stored.save(update_fields=["solved_at", "answer"])
    note(verb="point.incident_solved", subject=point, within=point.meeting.unit_id, by=by, at=at)
    tell_board(point)
    return incident


@transaction.atomic
def change_point(
    *,
    point: Point,
    expected_version: int,
    name: str,
    place: str,
    parent: Point | None,
    operator: UUID | None,
    operator_name: str,
    phone: str,
    expected: int,
    is_cleared: bool,
    is_hall: bool,
    by: Standing,
    at: datetime,
) -> Point:
    """Change what is registered of a point.

    :raises Conflict: if somebody saved meanwhile
    :raises points.PointUnderItself: if the tree would close a circle
    :raises HallTwice: if another point is the hall
    """
    by.require("point.change", unit=point.meeting.unit_id)
    points.check_heads(expected)
    touch(point.meeting_id)
    above = dict(Point.objects.filter(meeting=point.meeting_id).values_list("pk", "parent_id"))
    step = parent.pk if parent else None
    while step is not None:
        if step == point.pk:
            raise points.PointUnderItself
        step = above.get(step)
    if is_hall and Point.objects.filter(meeting=point.meeting_id, is_hall=True).exclude(pk=point.pk).exists():
        raise HallTwice(code=point.code)
    point.name, point.place = language.clean_name(name), language.clean_name(place)
    point.folded = language.fold(point.name)
    point.parent, point.operator_id = parent, operator
    point.operator_name, point.phone = language.clean_name(operator_name), phone.strip()
    point.expected, point.is_cleared, point.is_hall = expected, is_cleared, is_hall
    with lost_sight_ends(point.meeting_id):
        point.save_over(
            expected_version,
            *("name", "folded", "place", "parent", "operator_id", "operator_name", "phone"),
            *("expected", "is_cleared", "is_hall"),
        )
    note(verb="point.changed", subject=point, within=point.meeting.unit_id, by=by, at=at, name=point.name)
    tell_board(point)
    return point


@transaction.atomic
def clear_part(
    *, part: MeetingPart, is_personnel: bool, codes: Iterable[str], by: Standing, at: datetime
) -> int:
    """Say which points a closed part reaches by name, and whether it is about personnel.

    A personnel part reaches no point but those named here. Returns how many are named.

    :raises PointUnknown: if a code is no point of the meeting
    """
    by.require("point.change", unit=part.meeting.unit_id)
    by.require("meeting.see_closed", unit=part.meeting.unit_id)
    touch(part.meeting_id)
    known = dict(Point.objects.filter(meeting=part.meeting_id).values_list("code", "pk"))
    named: list[UUID] = []
    for code in dict.fromkeys(codes):
        if code not in known:
            raise PointUnknown(code=code)
        named.append(known[code])
    with lost_sight_ends(part.meeting_id):
        PointClearance.objects.filter(part=part).delete()
        PointClearance.objects.bulk_create(PointClearance(part=part, point_id=pk) for pk in named)
        part.is_personnel = is_personnel and part.is_closed
        part.save(update_fields=["is_personnel"])
    note(
        verb="point.part_cleared",
        subject=part.meeting,
        by=by,
        at=at,
        part=part.title,
        count=len(named),
    )
    knock(f"points:{part.meeting_id}")
    return len(named)


@transaction.atomic
def report_upward(*, meeting: Meeting, told: str, by: Standing, at: datetime) -> UpwardReport:
    """Keep what we tell the superior as one of its points: the sums of ours as they stand this moment.

    :raises NothingToTell: if no point has reported
    """
    by.require("point.change", unit=meeting.unit_id)
    touch(meeting.pk)
    sums: Totals | None = point_totals(meeting)
    if sums is None or not sums.reported:
        raise NothingToTell
    report = UpwardReport.objects.create(
        meeting=meeting,
        points=sums.points,
        reported=sums.reported,
        heads=sums.heads,
        told=language.clean_name(told),
        at=at,
    )
    note(
        verb="point.reported_upward",
        subject=meeting,
        by=by,
        at=at,
        points=sums.points,
        heads=sums.heads,
    )
    return report
