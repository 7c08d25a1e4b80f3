"""Give work: from a directive (arising), from a programme (planned), or down to affiliates (cascade)."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.documents.models import Document
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.tasks.actions.history import locked, open_all
from nghisu.tasks.actions.products import named
from nghisu.tasks.models import DirectivePoint, ProgrammeItem, Task
from nghisu.tasks.queries.planning import chain_of
from nghisu.tasks.rules import dates, origin
from nghisu.tasks.rules.origin import Origin
from nghisu.tasks.rules.planning import SameWorkTwice
from nghisu.tasks.rules.products import Expected, check_products, one_line
from nghisu.tasks.rules.steps import LeadAlsoSupports, LeadElsewhere, NobodyChosen, SameUnitTwice, Step

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing
    from nghisu.organisation.rules.tree import Tree
    from nghisu.people.models import Person


@dataclass(frozen=True)
class Share:
    """What one unit gets of a piece of work.

    :param lead: the unit or body that does it; None: the unit itself
    """

    unit: Unit
    lead: Unit | None = None
    due_on: date | None = None
    supports: tuple[Unit, ...] = ()
    person_in_charge: "Person | None" = None


@transaction.atomic
def assign_from_directive(
    *,
    directive: Document,
    shares: Sequence[Share],
    title: str,
    by: "Standing",
    at: datetime,
    point: str = "",
    quote: str = "",
    products: Sequence[Expected] = (),
    product: str = "",
    criteria: str = "",
    starts_on: date | None = None,
    given_on: date | None = None,
    is_urgent: bool = False,
) -> list[Task]:
    """Turn a directive, or one point of it, into an arising task of each unit.

    For the unit in whose register the directive stands the giver is the one who issued it; for any other
    unit it is the unit of that register, which passes the work on. Returns the tasks in the order of
    ``shares``.

    :param products: what each of the tasks is to bring
    :param product: the words of one product, where ``products`` names none
    :param point: the number of the point in the directive's text, e.g. ``II.2``
    :param given_on: the day the work was given; None: the day of ``at``
    :raises dates.DueBeforeReceived: if a deadline lies before the directive was received
    """
    day = day_of(at)
    given_on = given_on or day
    if given_on > day:
        raise dates.DayInTheFuture(day=given_on)
    _check_units(shares, by)
    number = point.strip()
    wanted = named(products, product)
    check_products(wanted, day=given_on)
    marked = points_named(directive, {number: quote.strip()})[number] if number else None
    tasks = []
    for share in shares:
        dates.check_due_date(
            due_on=share.due_on, given_on=given_on, received_on=directive.received_on or directive.dated_on
        )
        dates.check_start(starts_on=starts_on, due_on=share.due_on)
        giver, asked_by = giver_of(directive, share.unit)
        tasks.append(
            _task(
                share,
                given_on=given_on,
                title=title,
                giver_id=giver,
                asked_by_id=asked_by,
                origin=Origin.ARISING,
                directive=directive,
                point_id=marked,
                product=one_line(wanted),
                criteria=criteria,
                starts_on=starts_on,
                priority=Task.Priority.URGENT if is_urgent else Task.Priority.ORDINARY,
            )
        )
    _store(tasks, shares, wanted, by=by, at=at)
    note(
        verb="task.assigned",
        subject=directive,
        by=by,
        at=at,
        touching=tasks,
        title=title,
        point=point,
        codes=", ".join(task.code for task in tasks),
    )
    return tasks


@transaction.atomic
def assign_planned(
    *,
    item: ProgrammeItem,
    by: "Standing",
    at: datetime,
    title: str = "",
    lead: Unit | None = None,
    supports: Iterable[Unit] = (),
    person_in_charge: "Person | None" = None,
    due_on: date | None = None,
    products: Sequence[Expected] = (),
    product: str = "",
    criteria: str = "",
    starts_on: date | None = None,
    given_on: date | None = None,
) -> Task:
    """Give the work of a programme item: the one planned task of the programme's unit.

    What is not named is taken from the item.

    :raises origin.NotInTheProgrammeThen: if the item entered the adopted programme after ``given_on``
    """
    day = day_of(at)
    given_on = given_on or day
    if given_on > day:
        raise dates.DayInTheFuture(day=given_on)
    item = (
        ProgrammeItem.objects.select_for_update(of=("self",))
        .select_related("programme__unit", "lead")
        .get(pk=item.pk)
    )
    programme = item.programme
    wanted = named(products, product) or tuple(one.expected for one in item.products.all())
    check_products(wanted, day=given_on)
    share = Share(
        unit=programme.unit,
        lead=lead or item.lead,
        due_on=due_on or item.due_on,
        supports=tuple(supports),
        person_in_charge=person_in_charge,
    )
    _check_units([share], by)
    _check_planned(item, given_on)
    dates.check_due_date(due_on=share.due_on, given_on=given_on)
    dates.check_start(starts_on=starts_on, due_on=share.due_on)
    twin = Task.objects.filter(chain_of(item, "programme_item__")).exclude(stage="ended").first()
    if twin is not None:
        _refuse_twice(item, twin)
    task = _task(
        share,
        given_on=given_on,
        title=title or item.content,
        giver=programme.unit,
        origin=Origin.PLANNED,
        programme_item=item,
        product=one_line(wanted),
        criteria=criteria,
        starts_on=starts_on,
    )
    _store([task], [share], wanted, by=by, at=at)
    note(
        verb="task.planned",
        subject=task,
        by=by,
        at=at,
        touching=[programme],
        code=task.code,
        title=task.title,
        item=item.number,
    )
    return task


@transaction.atomic
def cascade(
    *,
    task: Task,
    version: int,
    shares: Sequence[Share],
    by: "Standing",
    at: datetime,
    title: str = "",
    products: Sequence[Expected] = (),
    product: str = "",
) -> list[Task]:
    """Pass a task on to affiliates: one child each, in one line of the record that touches all.

    A child counts for the affiliate, as arising, asked for by the unit above; its deadline is the share's
    or, if none is named, that of the task above, and so are its products.

    :raises SameUnitTwice: if a unit already has its share, or it is the unit of the task itself
    :raises dates.ChildDueAfterParent: if a share is due after the whole
    """
    parent = locked(task, version=version, step=Step.CASCADE, by=by)
    _check_units(shares, by)
    day = day_of(at)
    wanted = named(products, product) or tuple(one.expected for one in parent.products.all())
    check_products(wanted, day=day)
    taken = set(
        Task.objects.filter(parent=parent).exclude(stage="ended").values_list("unit_id", flat=True)
    ) | {parent.unit_id}
    children = []
    for share in shares:
        if share.unit.pk in taken:
            raise SameUnitTwice(unit=share.unit.code)
        due_on = share.due_on or parent.due_on
        dates.check_share(due_on=due_on, parent_due_on=parent.due_on)
        dates.check_due_date(due_on=due_on, given_on=day)
        children.append(
            _task(
                share,
                given_on=day,
                title=title or parent.title,
                giver=parent.unit,
                origin=Origin.ARISING,
                directive=parent.directive,
                point=parent.point,
                parent=parent,
                product=one_line(wanted),
                criteria=parent.criteria,
                due_on=due_on,
                priority=parent.priority,
            )
        )
    _store(children, shares, wanted, by=by, at=at)
    parent.save_over(version)
    note(
        verb="task.cascaded",
        subject=parent,
        by=by,
        at=at,
        touching=children,
        children=len(children),
        codes=", ".join(child.code for child in children),
    )
    return children


def _check_planned(item: ProgrammeItem, given_on: date) -> None:
    """Refuse unless the line, or one it is the same work as, stood in an adopted plan on the day.

    The oldest of the chain is locked, so that two people do not give the same work from two plans.
    """
    chain = list(
        ProgrammeItem.objects.filter(chain_of(item))
        .select_for_update(of=("self",))
        .select_related("programme")
        .order_by("pk")
    )
    standing = [one for one in chain if one.programme.adopted_on and one.dropped_on is None and one != item]
    try:
        origin.check_planned(
            adopted_on=item.programme.adopted_on,
            added_on=item.added_on,
            dropped_on=item.dropped_on,
            given_on=given_on,
        )
    except origin.NotInTheProgrammeThen:
        if not any(
            max(one.added_on, one.programme.adopted_on or one.added_on) <= given_on for one in standing
        ):
            raise


def _refuse_twice(item: ProgrammeItem, twin: Task) -> None:
    other = twin.programme_item
    if other is None or other.pk == item.pk:
        raise SameUnitTwice(unit=item.programme.unit.code)
    raise SameWorkTwice(number=other.number, programme=other.programme.title)


def _task(share: Share, *, given_on: date, **values: object) -> Task:
    values.setdefault("due_on", share.due_on)
    return Task(
        unit=share.unit,
        lead=share.lead or share.unit,
        person_in_charge=share.person_in_charge,
        year=given_on.year,
        given_on=given_on,
        **values,
    )


def _store(
    tasks: Sequence[Task],
    shares: Sequence[Share],
    wanted: Sequence[Expected],
    *,
    by: "Standing",
    at: datetime,
) -> None:
    supports: dict[uuid.UUID, Iterable[Unit]] = {
        task.pk: share.supports for task, share in zip(tasks, shares, strict=True)
    }
    products = {task.pk: wanted for task in tasks}
    open_all(tasks, supports=supports, products=products, by=by, at=at)


def _check_units(shares: Sequence[Share], by: "Standing") -> None:
    if not shares:
        raise NobodyChosen
    seen: set[uuid.UUID] = set()
    for share in shares:
        by.require("task.give", unit=share.unit.pk)
        if share.unit.pk in seen:
            raise SameUnitTwice(unit=share.unit.code)
        seen.add(share.unit.pk)
        lead = share.lead or share.unit
        if not is_within(by.tree, lead.pk, share.unit.pk):
            raise LeadElsewhere(lead=lead.code, unit=share.unit.code)
        if any(unit.pk == lead.pk for unit in share.supports):
            raise LeadAlsoSupports(lead=lead.code)


def is_within(tree: "Tree", unit: uuid.UUID, whole: uuid.UUID) -> bool:
    """Tell whether a unit is another, or a body or affiliate of it."""
    return unit == whole or whole in tree.above(unit)


def giver_of(directive: Document, unit: Unit) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Return the ids of who gives the unit this work: a unit, or a body outside."""
    if unit.pk != directive.unit_id:
        return directive.unit_id, None
    if directive.issuer_outside_id is not None:
        return None, directive.issuer_outside_id
    return directive.issuer_unit_id or directive.unit_id, None


def points_named(directive: Document, wanted: Mapping[str, str]) -> dict[str, uuid.UUID]:
    """Return the points of a directive by number; those that are not marked yet are added at its end.

    :param wanted: the text of each by its number, where it is known
    """
    known = dict(DirectivePoint.objects.filter(directive=directive).values_list("number", "pk"))
    fresh = [
        DirectivePoint(directive=directive, number=number, text=text, order=len(known) + place)
        for place, (number, text) in enumerate(
            ((number, text) for number, text in wanted.items() if number not in known), start=1
        )
    ]
    DirectivePoint.objects.bulk_create(fresh)
    return known | {one.number: one.pk for one in fresh}
