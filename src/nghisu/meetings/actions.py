"""Write meetings: call them, lay the agenda and papers, summon, answer, and report from points."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingChair,
    MeetingPaper,
    MeetingPart,
    Point,
    PointReport,
    Summons,
)
from nghisu.meetings.rules import kinds, points
from nghisu.organisation.models import Body, Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


class EndsBeforeStart(Refusal):
    """The meeting would end before it starts."""

    sentence = N_("The meeting ends before it starts; correct the hour of the end.")
    field = "ends_at"


class ReasonMissing(Refusal):
    """An absence without its reason."""

    sentence = N_("Give the reason of the absence; the minutes must name it.")
    field = "reason"


class DeputyMissing(Refusal):
    """A deputy without a name."""

    sentence = N_("Name the person who comes instead. A deputy takes part without a vote.")
    field = "deputy"


class PointCodeTwice(Refusal):
    """Two points with one code."""

    sentence = N_("The code %(code)s stands twice in the list of points; each point needs its own.")
    field = "code"


class PointParentUnknown(Refusal):
    """A point under a point that is not there."""

    sentence = N_("Point %(code)s stands under %(parent)s, which is not in the list of points.")
    field = "parent"


@dataclass(frozen=True)
class PartPlan:
    """A part to be held: title, closed or enlarged, start."""

    title: str
    starts_at: datetime
    is_closed: bool = False
    is_enlarged: bool = False


def usual_parts(
    *, starts_at: datetime, closed_title: str, main_title: str, is_enlarged: bool
) -> list[PartPlan]:
    """Return the parts as offices usually hold them: a closed one first if it has a title, then the main."""
    main = PartPlan(main_title, starts_at, is_enlarged=is_enlarged)
    return [PartPlan(closed_title, starts_at, is_closed=True), main] if closed_title else [main]


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
def call_meeting(
    *,
    unit: Unit,
    kind: str,
    title: str,
    starts_at: datetime,
    parts: Sequence[PartPlan],
    by: Standing,
    at: datetime,
    body: Body | None = None,
    ordinal: int | None = None,
    ends_at: datetime | None = None,
    place: str = "",
    chairs: Sequence[tuple[Person, str]] = (),
    secretary: Person | None = None,
    remark: str = "",
) -> Meeting:
    """Call a meeting. A numbered kind takes the next ordinal of its body and term unless one is given.

    :raises kinds.NotAKind: if the kind is unknown
    :raises kinds.KindNeedsABody: if a numbered kind names no body
    :raises EndsBeforeStart: if the end is not after the start
    """
    by.require("meeting.call", unit=unit.pk)
    described = kinds.kind_of(kind)
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart
    if described.numbered:
        if body is None:
            raise kinds.KindNeedsABody
        Body.objects.select_for_update().get(pk=body.pk)
        held = Meeting.objects.filter(body=body, ordinal__isnull=False).values_list("ordinal", flat=True)
        ordinal = ordinal or kinds.next_ordinal([number for number in held if number is not None])
    else:
        ordinal = None
    meeting = Meeting.objects.create(
        unit=unit,
        body=body,
        kind=kind,
        ordinal=ordinal,
        title=title,
        place=language.clean_name(place),
        secretary=secretary,
        starts_at=starts_at,
        ends_at=ends_at,
        note=remark,
    )
    MeetingPart.objects.bulk_create(
        MeetingPart(
            meeting=meeting,
            order=order,
            title=language.clean_name(part.title),
            starts_at=part.starts_at,
            is_closed=part.is_closed,
            is_enlarged=part.is_enlarged,
        )
        for order, part in enumerate(parts, start=1)
    )
    _seat_chairs(meeting, chairs)
    note(verb="meeting.called", subject=meeting, by=by, at=at, title=meeting.title, ordinal=ordinal)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: Meeting,
    expected_version: int,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime | None,
    by: Standing,
    at: datetime,
) -> Meeting:
    """Change the title, place or hours of a meeting.

    :raises Conflict: if somebody saved meanwhile
    :raises EndsBeforeStart: if the end is not after the start
    """
    by.require("meeting.call", unit=meeting.unit_id)
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart
    meeting.title, meeting.place = language.clean_name(title), language.clean_name(place)
    meeting.folded = language.fold(meeting.title)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.save_over(expected_version, "title", "folded", "place", "starts_at", "ends_at")
    note(verb="meeting.changed", subject=meeting, by=by, at=at, title=meeting.title)
    return meeting


@transaction.atomic
def move_to_state(
    *, meeting: Meeting, state: str, expected_version: int, by: Standing, at: datetime
) -> Meeting:
    """Take the meeting one step on: summoned, papers out, open, concluded.

    :raises StateNotNext: if the step skips or reverses
    """
    by.require("meeting.call", unit=meeting.unit_id)
    order = [one.value for one in Meeting.State]
    if state not in order or order.index(state) != order.index(meeting.state) + 1:
        raise StateNotNext
    meeting.state = state
    meeting.save_over(expected_version, "state")
    note(verb="meeting.state_changed", subject=meeting, by=by, at=at, state=state)
    return meeting


class StateNotNext(Refusal):
    """A step of a meeting out of order."""

    sentence = N_(
        "The meeting does not stand where this step begins. Reload the page to see where it stands."
    )


@transaction.atomic
def add_item(
    *,
    part: MeetingPart,
    number: str,
    title: str,
    by: Standing,
    at: datetime,
    parent: AgendaItem | None = None,
    presenter: str = "",
    minutes: int | None = None,
    wanted: str = AgendaItem.Wanted.HEAR,
) -> AgendaItem:
    """Add an item at the end of a part's agenda, perhaps under another."""
    by.require("meeting.call", unit=part.meeting.unit_id)
    last = AgendaItem.objects.filter(part=part).aggregate(last=models.Max("order"))["last"] or 0
    item = AgendaItem.objects.create(
        part=part,
        parent=parent,
        order=last + 1,
        number=number,
        title=language.clean_name(title),
        presenter=language.clean_name(presenter),
        minutes=minutes,
        wanted=wanted,
    )
    _touch(part.meeting_id)
    note(verb="meeting.item_added", subject=part.meeting, by=by, at=at, title=item.title)
    return item


@transaction.atomic
def lay_paper(
    *,
    item: AgendaItem,
    document: models.Model,
    title: str,
    by: Standing,
    at: datetime,
    members_only: bool = False,
) -> MeetingPaper:
    """Lay a document before the meeting under an item."""
    meeting = item.part.meeting
    by.require("meeting.call", unit=meeting.unit_id)
    last = MeetingPaper.objects.filter(item=item).aggregate(last=models.Max("order"))["last"] or 0
    paper = MeetingPaper.objects.create(
        item=item,
        document_id=document.pk,
        order=last + 1,
        title=language.clean_name(title),
        members_only=members_only,
    )
    _touch(meeting.pk)
    note(verb="meeting.paper_laid", subject=meeting, by=by, at=at, title=paper.title)
    return paper


@transaction.atomic
def summon(
    *,
    part: MeetingPart,
    members: Iterable[tuple[Person, str]],
    invited: Iterable[tuple[Person, str]],
    by: Standing,
    at: datetime,
) -> int:
    """Summon persons to a part, members first; who is on the list already stays. Returns how many are new."""
    by.require("meeting.call", unit=part.meeting.unit_id)
    known = set(Summons.objects.filter(part=part).values_list("person_id", flat=True))
    rows: list[Summons] = []
    for capacity, people in ((Summons.Capacity.MEMBER, members), (Summons.Capacity.INVITED, invited)):
        for order, (person, duty) in enumerate(people, start=1):
            if person.pk not in known:
                known.add(person.pk)
                rows.append(Summons(part=part, person=person, capacity=capacity, duty=duty, order=order))
    Summons.objects.bulk_create(rows)
    _touch(part.meeting_id)
    note(verb="meeting.summoned", subject=part.meeting, by=by, at=at, part=part.title, count=len(rows))
    return len(rows)


@transaction.atomic
def answer_summons(
    *, summons: Summons, answer: str, by: Standing, at: datetime, reason: str = "", deputy: str = ""
) -> Summons:
    """Answer one's own summons: come, send a deputy without a vote, or be excused with a reason.

    :raises NotAllowed: if the summons is another's and the asker does not call this meeting
    :raises ReasonMissing: if an excuse gives none
    :raises DeputyMissing: if a deputy has no name
    """
    meeting = summons.part.meeting
    if summons.person_id != by.person_id and not by.may("meeting.call", unit=meeting.unit_id):
        raise NotAllowed
    if answer == Summons.Answer.EXCUSED and not reason.strip():
        raise ReasonMissing
    if answer == Summons.Answer.DEPUTY and not deputy.strip():
        raise DeputyMissing
    summons.answer = answer
    summons.reason = language.clean_name(reason)
    summons.deputy = language.clean_name(deputy) if answer == Summons.Answer.DEPUTY else ""
    summons.save(update_fields=["answer", "reason", "deputy"])
    _touch(meeting.pk)
    note(verb="meeting.summons_answered", subject=meeting, by=by, at=at, answer=str(answer))
    return summons


@transaction.atomic
def answer_for_all(
    *, part: MeetingPart, answers: Mapping[UUID, tuple[str, str]], by: Standing, at: datetime
) -> int:
    """Enter the answers that came by telephone or on paper: summons id → (answer, reason)."""
    by.require("meeting.call", unit=part.meeting.unit_id)
    rows = list(Summons.objects.filter(part=part, pk__in=answers))
    for row in rows:
        row.answer, row.reason = answers[row.pk]
        if row.answer == Summons.Answer.EXCUSED and not row.reason.strip():
            raise ReasonMissing
    Summons.objects.bulk_update(rows, ["answer", "reason"])
    _touch(part.meeting_id)
    note(verb="meeting.answers_entered", subject=part.meeting, by=by, at=at, count=len(rows))
    return len(rows)


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
    _touch(meeting.pk)
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
    _touch(point.meeting_id)
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
    _touch(point.meeting_id)
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
    _touch(meeting.pk)
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


def _seat_chairs(meeting: Meeting, chairs: Sequence[tuple[Person, str]]) -> None:
    MeetingChair.objects.bulk_create(
        MeetingChair(meeting=meeting, person=person, duty=duty, order=order)
        for order, (person, duty) in enumerate(chairs, start=1)
    )


def _touch(meeting_id: UUID) -> None:
    """Raise the meeting's version, because something below it changed."""
    Meeting.objects.filter(pk=meeting_id).update(version=models.F("version") + 1)
