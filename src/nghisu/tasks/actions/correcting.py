"""Put right what was entered wrongly, and close the count of a quarter."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.tasks.actions.history import change, locked
from nghisu.tasks.actions.working import is_closed
from nghisu.tasks.models import Correction, ProgrammeItem, QuarterClosing, Task, TaskSpan
from nghisu.tasks.rules import dates, origin
from nghisu.tasks.rules.origin import Origin
from nghisu.tasks.rules.status import Stage
from nghisu.tasks.rules.steps import (
    NoReason,
    NotAcceptedYet,
    NothingChanged,
    QuarterClosedAlready,
    QuarterNotOver,
    SameUnitTwice,
    Step,
)

if TYPE_CHECKING:
    from nghisu.documents.models import Document
    from nghisu.organisation.rules.policy import Standing


@transaction.atomic
def correct(
    *,
    task: Task,
    version: int,
    reason: str,
    by: "Standing",
    at: datetime,
    accepted_on: date | None = None,
    unit: Unit | None = None,
    lead: Unit | None = None,
    item: ProgrammeItem | None = None,
    directive: "Document | None" = None,
) -> list[Correction]:
    """Put a task right: its day of acceptance, the unit it counts for, its lead, or where it came from.

    Naming an ``item`` makes the task planned, a ``directive`` makes it arising; both only while the quarter
    that counts it is open. Every field is an entry of its own with before and after; entries that touch a
    closed quarter name it, and the next report shows them. Past days keep what was known then.

    :raises origin.OriginFrozen: if the origin would change after the quarter closed
    """
    task = locked(task, version=version, step=Step.CORRECT, by=by)
    if not reason.strip():
        raise NoReason
    day = day_of(at)
    values: dict[str, Any] = {}
    if accepted_on is not None:
        if task.stage != Stage.ACCEPTED or task.submitted_on is None:
            raise NotAcceptedYet
        dates.check_acceptance(accepted_on=accepted_on, submitted_on=task.submitted_on, today=day)
        values["accepted_on"] = accepted_on
    if unit is not None:
        by.require("task.give", unit=unit.pk)
        _check_free(task, unit)
        values["unit"] = unit
    if lead is not None:
        values["lead"] = lead
    if item is not None:
        values |= _planned(task, item)
    elif directive is not None:
        values |= {"origin": Origin.ARISING, "programme_item": None, "directive": directive}
    changed = {name: value for name, value in values.items() if getattr(task, name) != value}
    if not changed:
        raise NothingChanged
    closed = _closed_quarters(task, changed)
    if "origin" in changed and closed:
        raise origin.OriginFrozen(quarter=closed[0].label)
    before = {name: getattr(task, name) for name in changed}
    owner = task.unit
    span = change(task, act=TaskSpan.Act.CORRECTED, by=by, at=at, words=reason, **changed)
    corrections = Correction.objects.bulk_create(
        Correction(
            task=task,
            span=span,
            unit=owner,
            field=name,
            before=_words(before[name]),
            after=_words(value),
            closed_quarter=str(closed[0]) if closed else "",
            reason=reason.strip(),
            day=day,
            by_id=by.person_id,
        )
        for name, value in changed.items()
    )
    note(
        verb="task.corrected",
        subject=task,
        by=by,
        at=at,
        reason=reason,
        closed_quarter=str(closed[0]) if closed else None,
        changes="; ".join(f"{one.field}: {one.before} → {one.after}" for one in corrections),
    )
    return corrections


@transaction.atomic
def close_quarter(*, unit: Unit, quarter: Quarter, by: "Standing", at: datetime) -> QuarterClosing:
    """Close the count of a unit's quarter: from now on its changes are corrections that reports show.

    :raises QuarterNotOver: if the quarter still runs
    :raises QuarterClosedAlready: if it is closed
    """
    by.require("quarter.close", unit=unit.pk)
    day = day_of(at)
    if day < quarter.until:
        raise QuarterNotOver(quarter=quarter.label, last=quarter.last)
    if is_closed(unit.pk, quarter):
        raise QuarterClosedAlready(quarter=quarter.label)
    closing = QuarterClosing.objects.create(
        unit=unit, year=quarter.year, number=quarter.number, closed_on=day, at=at, by_id=by.person_id
    )
    note(verb="quarter.closed", subject=closing, by=by, at=at, within=unit, quarter=str(quarter))
    return closing


def _planned(task: Task, item: ProgrammeItem) -> dict[str, Any]:
    origin.check_planned(
        adopted_on=item.programme.adopted_on,
        added_on=item.added_on,
        dropped_on=item.dropped_on,
        given_on=task.given_on,
    )
    if Task.objects.filter(programme_item=item).exclude(stage=Stage.ENDED).exclude(pk=task.pk).exists():
        raise SameUnitTwice(unit=item.programme.unit.code)
    return {"origin": Origin.PLANNED, "programme_item": item}


def _check_free(task: Task, unit: Unit) -> None:
    if task.parent_id is None:
        return
    siblings = Task.objects.filter(parent_id=task.parent_id, unit=unit).exclude(stage=Stage.ENDED)
    if siblings.exclude(pk=task.pk).exists():
        raise SameUnitTwice(unit=unit.code)


def _closed_quarters(task: Task, changed: dict[str, Any]) -> list[Quarter]:
    """Return the closed quarters whose counts the change touches, of either unit, earliest first."""
    days = {task.given_on, task.accepted_on, changed.get("accepted_on")}
    quarters = {Quarter.of(day) for day in days if day is not None}
    units = {task.unit_id} | ({changed["unit"].pk} if "unit" in changed else set())
    return sorted(quarter for quarter in quarters if any(is_closed(unit_id, quarter) for unit_id in units))


def _words(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)[:200]
