"""Plan a visit, change it, announce it to the unit, put it off, call it off, say that it was held."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from nghisu.kit import language
from nghisu.kit.periods import Quarter
from nghisu.meetings.actions.week import EntryPlan, call_entry_off, change_entry, put_entry
from nghisu.organisation.models import Body, Unit
from nghisu.organisation.queries import day_of, name_in
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note
from nghisu.visits.actions.history import locked, put_step, said, save
from nghisu.visits.models import Visit, VisitMember
from nghisu.visits.queries import goers_of
from nghisu.visits.queries.clashes import clashes_of
from nghisu.visits.rules import steps
from nghisu.visits.rules.steps import State, Taken


@dataclass(frozen=True)
class Plan:
    """What the plan of a visit says.

    :param starts_at: None where only the quarter is known
    :param hosts: offices of the unit visited, no names
    """

    visited: Unit
    quarter: Quarter
    purpose: str
    body: Body | None = None
    head: Person | None = None
    members: Sequence[Person] = field(default_factory=tuple)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    hosts: str = ""
    programme: str = ""


@transaction.atomic
def plan_visit(*, unit: Unit, plan: Plan, by: Standing, at: datetime, knows_clash: bool = False) -> Visit:
    """Put a visit into the plan.

    :raises steps.NotBelow: if the unit visited does not stand below
    :raises steps.NobodyGoes: if neither a body nor a leader goes
    :raises steps.MemberElsewhere: if somebody is elsewhere, and the asker does not say to know it
    """
    by.require("visit.plan", unit=unit.pk)
    Unit.objects.select_for_update().get(pk=unit.pk)
    _check(plan, unit, None, by=by, knows_clash=knows_clash)
    rows = Visit.objects.filter(unit=unit, year=plan.quarter.year)
    visit = Visit(unit=unit, number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1)
    for name, value in _values(plan).items():
        setattr(visit, name, value)
    visit.save()
    _put_members(visit, plan.members)
    put_step(visit, Taken.PLANNED, at=at)
    note(verb="visit.planned", subject=visit, by=by, at=at, number=visit.code)
    return visit


@transaction.atomic
def change_visit(
    *, visit: Visit, version: int, plan: Plan, by: Standing, at: datetime, knows_clash: bool = False
) -> Visit:
    """Change the plan of a visit; announced, its line of the weekly calendar changes with it."""
    visit = locked(visit, version, Taken.CHANGED)
    by.require("visit.plan", unit=visit.unit_id)
    _change(visit, version, plan, by=by, at=at, knows_clash=knows_clash)
    put_step(visit, Taken.CHANGED, at=at)
    note(verb="visit.changed", subject=visit, by=by, at=at, number=visit.code)
    return visit


def _change(visit: Visit, version: int, plan: Plan, *, by: Standing, at: datetime, knows_clash: bool) -> None:
    _check(plan, visit.unit, visit, by=by, knows_clash=knows_clash)
    values = _values(plan)
    if visit.state == State.ANNOUNCED:
        if plan.starts_at is None or not plan.place.strip():
            raise steps.NotDatedYet
        if plan.visited.pk != visit.visited_id:
            raise steps.StepNotNow
    if plan.quarter.year != visit.year:
        rows = Visit.objects.filter(unit=visit.unit, year=plan.quarter.year)
        values["number"] = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    save(visit, version, **values)
    visit.members.all().delete()
    _put_members(visit, plan.members)
    if visit.entry is not None and visit.state == State.ANNOUNCED:
        change_entry(
            entry=visit.entry,
            expected_version=visit.entry.version,
            plan=_entry(visit, by),
            people=[(one, "") for one in goers_of(visit)],
            things=[one.thing for one in visit.entry.bookings.select_related("thing")],
            knows_clash=True,
            by=by,
            at=at,
        )


@transaction.atomic
def announce(*, visit: Visit, version: int, questions_due_on: date, by: Standing, at: datetime) -> Visit:
    """Announce the visit: the unit sees it and states its questions; it stands in the weekly calendar.

    :raises steps.NotDatedYet: if day, hours or place are missing
    :raises steps.AlreadyPassed: if its day has passed
    """
    visit = locked(visit, version, Taken.ANNOUNCED)
    by.require("visit.plan", unit=visit.unit_id)
    if visit.starts_at is None or not visit.place:
        raise steps.NotDatedYet
    starts_on, today = day_of(visit.starts_at), day_of(at)
    if starts_on < today:
        raise steps.AlreadyPassed(day=starts_on)
    steps.check_questions_due(questions_due_on, today=today, visit_on=starts_on)
    entry = put_entry(
        unit=visit.unit,
        plan=_entry(visit, by),
        people=[(one, "") for one in goers_of(visit)],
        things=[],
        knows_clash=True,
        by=by,
        at=at,
    )
    save(
        visit,
        version,
        state=State.ANNOUNCED,
        announced_on=today,
        questions_due_on=questions_due_on,
        entry=entry,
    )
    put_step(visit, Taken.ANNOUNCED, at=at)
    note(
        verb="visit.announced",
        subject=visit,
        by=by,
        at=at,
        within=visit.unit_id,
        touching=[visit.visited],
        number=visit.code,
        starts_on=starts_on.isoformat(),
        due_on=questions_due_on.isoformat(),
    )
    return visit


@transaction.atomic
def postpone(*, visit: Visit, version: int, reason: str, by: Standing, at: datetime) -> Visit:
    """Put a visit off, with the reason; its questions stay."""
    return _leave(visit, version, Taken.POSTPONED, State.POSTPONED, "visit.postponed", reason, by, at)


@transaction.atomic
def cancel_visit(*, visit: Visit, version: int, reason: str, by: Standing, at: datetime) -> Visit:
    """Call a visit off, with the reason."""
    return _leave(visit, version, Taken.CANCELLED, State.CANCELLED, "visit.cancelled", reason, by, at)


@transaction.atomic
def plan_anew(
    *, visit: Visit, version: int, plan: Plan, by: Standing, at: datetime, knows_clash: bool = False
) -> Visit:
    """Plan a visit anew that was put off; it is announced again."""
    visit = locked(visit, version, Taken.RESUMED)
    by.require("visit.plan", unit=visit.unit_id)
    if plan.visited.pk != visit.visited_id:
        raise steps.StepNotNow
    _change(visit, version, plan, by=by, at=at, knows_clash=knows_clash)
    save(visit, visit.version, state=State.PLANNED, announced_on=None, questions_due_on=None)
    put_step(visit, Taken.RESUMED, at=at)
    note(verb="visit.resumed", subject=visit, by=by, at=at, number=visit.code)
    return visit


@transaction.atomic
def hold(*, visit: Visit, version: int, held_on: date, by: Standing, at: datetime) -> Visit:
    """Say that the visit was held, on which day.

    :raises steps.DayNotYet: if the day has not come
    """
    visit = locked(visit, version, Taken.HELD)
    by.require("visit.run", unit=visit.unit_id)
    steps.check_held(held_on, today=day_of(at), announced_on=visit.announced_on or held_on)
    save(visit, version, state=State.HELD, held_on=held_on)
    put_step(visit, Taken.HELD, at=at, on=held_on)
    note(verb="visit.held", subject=visit, by=by, at=at, number=visit.code, held_on=held_on.isoformat())
    return visit


def _leave(
    visit: Visit,
    version: int,
    taken: Taken,
    state: State,
    verb: str,
    reason: str,
    by: Standing,
    at: datetime,
) -> Visit:
    visit = locked(visit, version, taken)
    by.require("visit.plan", unit=visit.unit_id)
    reason = said(reason, "words")
    if not reason:
        raise steps.SayWhy
    entry = visit.entry
    if entry is not None:
        call_entry_off(entry=entry, expected_version=entry.version, reason=reason[:300], by=by, at=at)
    save(visit, version, state=state, entry=None)
    put_step(visit, taken, at=at, words=reason)
    note(verb=verb, subject=visit, by=by, at=at, number=visit.code, reason=reason)
    return visit


def _values(plan: Plan) -> dict[str, object]:
    return {
        "visited": plan.visited,
        "year": plan.quarter.year,
        "quarter": plan.quarter.number,
        "purpose": said(language.clean_name(plan.purpose), "purpose"),
        "body": plan.body,
        "head": plan.head,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "place": language.clean_name(plan.place),
        "hosts": said(language.clean_name(plan.hosts), "hosts"),
        "programme": language.nfc(plan.programme).strip(),
    }


def _check(plan: Plan, unit: Unit, visit: Visit | None, *, by: Standing, knows_clash: bool) -> None:
    if plan.visited.pk not in by.tree.affiliates_with_past(unit.pk) & by.tree.committees:
        raise steps.NotBelow
    if plan.body is None and plan.head is None:
        raise steps.NobodyGoes
    if plan.body is not None and plan.body.unit_id != unit.pk:
        raise steps.NobodyGoes
    if plan.head is not None and any(one.pk == plan.head.pk for one in plan.members):
        raise steps.HeadTwice
    steps.check_hours(
        timezone.localtime(plan.starts_at) if plan.starts_at else None,
        timezone.localtime(plan.ends_at) if plan.ends_at else None,
        quarter=plan.quarter,
    )
    if not knows_clash:
        going = [one.pk for one in (plan.head, *plan.members) if one is not None]
        for one in clashes_of(going, plan.starts_at, plan.ends_at, visit=visit):
            raise steps.MemberElsewhere(person=one.name, what=one.what)


def _put_members(visit: Visit, members: Sequence[Person]) -> None:
    VisitMember.objects.bulk_create(
        VisitMember(visit=visit, person=one, order=order) for order, one in enumerate(members, start=1)
    )


def _entry(visit: Visit, by: Standing) -> EntryPlan:
    assert visit.starts_at is not None
    assert visit.ends_at is not None
    name = name_in(by.tree, visit.visited_id, by.day) or visit.visited.code
    return EntryPlan(
        title=f"Làm việc với {name}: {visit.purpose}"[:300],
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        place=visit.place,
        host=visit.head.full_name if visit.head else "",
    )
