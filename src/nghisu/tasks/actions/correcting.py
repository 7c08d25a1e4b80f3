"""Put right what was entered wrongly, and close the count of a quarter."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.tasks.actions.history import change, locked
from nghisu.tasks.actions.products import change_products
from nghisu.tasks.actions.working import is_closed
from nghisu.tasks.models import Correction, ProgrammeItem, QuarterClosing, Task, TaskProduct, TaskSpan
from nghisu.tasks.queries.products import accepted_before
from nghisu.tasks.rules import dates, origin
from nghisu.tasks.rules.origin import Origin
from nghisu.tasks.rules.products import Kind, ProductOfAnotherTask, check_kept, check_products, one_line
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
    from collections.abc import Sequence
    from uuid import UUID

    from nghisu.documents.models import Document
    from nghisu.organisation.rules.policy import Standing
    from nghisu.tasks.rules.products import Expected


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
def correct_products(
    *,
    task: Task,
    version: int,
    products: "Sequence[tuple[UUID | None, Expected]]",
    reason: str,
    by: "Standing",
    at: datetime,
) -> Correction:
    """Put right what a task is to bring; what is accepted of a product stays.

    It is an entry with before and after, after the acceptance and in a closed quarter too: then the entry is
    an erratum that names the quarter, and the next report shows it. Earlier days keep what was expected then.

    :param products: all that is expected from now on, each with the key of the product that it was
    :raises ProductOfAnotherTask: if a key is none of the task's
    :raises AcceptedStays: if fewer are left of a product than were accepted
    """
    task = locked(task, version=version, step=Step.CORRECT, by=by)
    if not reason.strip():
        raise NoReason
    own = {one.pk: one for one in TaskProduct.objects.filter(task=task)}
    kept = {key: one for key, one in products if key is not None}
    if not own.keys() >= kept.keys() or len(kept) != sum(key is not None for key, _one in products):
        raise ProductOfAnotherTask
    check_products(
        [one for _key, one in products], day=day_of(at), standing={Kind(one.kind) for one in own.values()}
    )
    accepted = accepted_before(task)
    for key, one in own.items():
        check_kept(one.expected, accepted=accepted.get(key, 0), left=kept[key].count if key in kept else 0)
    if all(key in kept and kept[key] == one.expected for key, one in own.items()) and len(products) == len(
        own
    ):
        raise NothingChanged
    closed = _closed_quarters(task, {})
    before, after = task.product, one_line(one for _key, one in products)
    span = change(task, act=TaskSpan.Act.CORRECTED, by=by, at=at, words=reason, product=after)
    change_products(task, span, products)
    correction = Correction.objects.create(
        task=task,
        span=span,
        unit=task.unit,
        field="products",
        before=_words(before),
        after=_words(after),
        closed_quarter=str(closed[0]) if closed else "",
        reason=reason.strip(),
        day=day_of(at),
        by_id=by.person_id,
    )
    note(
        verb="task.corrected",
        subject=task,
        by=by,
        at=at,
        reason=reason,
        closed_quarter=correction.closed_quarter or None,
        changes=f"products: {before} → {after}",
    )
    return correction


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
