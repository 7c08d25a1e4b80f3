"""Write and adopt programmes and plans of work; carry lines over; say what they became."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from nghisu.documents.models import Document
from nghisu.kit.refusals import Conflict
from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.tasks.actions.products import Products, named, store_products
from nghisu.tasks.models import ItemProduct, Programme, ProgrammeItem, Realisation, Task
from nghisu.tasks.queries.planning import adopted_longer, chain_of, lines_to_carry, lines_to_take
from nghisu.tasks.rules import dates, programmes
from nghisu.tasks.rules.planning import Becomes, FieldOfWork, NothingLonger, Period
from nghisu.tasks.rules.products import Expected, check_products, one_line
from nghisu.tasks.rules.steps import LeadAlsoSupports

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True)
class Line:
    """What one line of a programme says.

    :param products: what it is to bring
    :param product: the words of one product, where ``products`` names none
    :param asked_by: the superior that assigned it, where one did
    :param becomes: what it is to become
    """

    content: str
    lead: Unit
    product: str = ""
    products: tuple[Expected, ...] = ()
    due_on: date | None = None
    starts_on: date | None = None
    supports: tuple[Unit, ...] = ()
    asked_by: OutsideBody | None = None
    field_of_work: FieldOfWork = FieldOfWork.OTHER
    becomes: Becomes = Becomes.DOCUMENT


@transaction.atomic
def draft_programme(
    *,
    unit: Unit,
    year: int,
    title: str,
    by: "Standing",
    at: datetime,
    quarter: int | None = None,
    month: int | None = None,
    lines: Sequence[Line] = (),
) -> Programme:
    """Begin a programme with its first lines; nothing in it is planned work until it is adopted."""
    by.require("programme.adopt", unit=unit.pk)
    programme = _begin(unit, Period(year, quarter, month), title)
    _add(programme, lines, after=0, day=day_of(at))
    note(verb="programme.drafted", subject=programme, by=by, at=at, title=programme.title, items=len(lines))
    return programme


@transaction.atomic
def draft_plan(*, unit: Unit, period: Period, title: str, by: "Standing", at: datetime) -> Programme:
    """Begin the plan of a quarter or a month from the adopted plan of the longer period and the one before.

    It takes the lines of the longer plan that fall due in the period, and carries over the lines of the
    plan before that are neither done nor dropped. All of them are the same work as the line they stem
    from: whichever line it is given from, it is one task.

    :raises NothingLonger: if there is neither an adopted longer plan nor one to carry lines over from
    """
    by.require("programme.adopt", unit=unit.pk)
    day = day_of(at)
    carried = lines_to_carry(unit, period, day=day)
    roots = {one.root_id or one.pk for one in carried}
    longer = adopted_longer(unit, period)
    taken = [one for one in lines_to_take(longer, period, day=day) if (one.root_id or one.pk) not in roots]
    if longer is None and not carried:
        raise NothingLonger(unit=unit.code, period=period.longer.label if period.longer else period.label)
    plan = _begin(unit, period, title)
    made = ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            programme=plan,
            number=number,
            content=line.content,
            field_of_work=line.field_of_work,
            lead_id=line.lead_id,
            asked_by_id=line.asked_by_id,
            product=line.product,
            becomes=line.becomes,
            starts_on=line.starts_on,
            due_on=line.due_on,
            added_on=day,
            stems_from=line,
            root_id=line.root_id or line.pk,
            is_carried_over=number <= len(carried),
        )
        for number, line in enumerate([*carried, *taken], start=1)
    )
    for item, line in zip(made, [*carried, *taken], strict=True):
        item.supports.set(line.supports.all())
    _store_products(
        {
            item.pk: [one.expected for one in line.products.all()]
            for item, line in zip(made, [*carried, *taken], strict=True)
        }
    )
    note(
        verb="programme.drafted",
        subject=plan,
        by=by,
        at=at,
        title=plan.title,
        items=len(made),
        carried=len(carried),
    )
    return plan


@transaction.atomic
def adopt_programme(
    *,
    programme: Programme,
    version: int,
    adopted_on: date,
    by: "Standing",
    at: datetime,
    document: Document | None = None,
) -> Programme:
    """Adopt a programme by a document of a day; work given from that day on is planned.

    :raises programmes.AdoptedAlready: if it is
    :raises programmes.NothingToAdopt: if it has no lines
    """
    programme = _locked(programme, version, by)
    programmes.check_adoption(adopted_on=programme.adopted_on, has_items=programme.items.exists())
    if adopted_on > day_of(at):
        raise dates.DayInTheFuture(day=adopted_on)
    programme.adopted_on = adopted_on
    programme.document = document
    programme.save_over(version, "adopted_on", "document")
    programme.items.filter(dropped_on=None).update(added_on=adopted_on)
    note(
        verb="programme.adopted",
        subject=programme,
        by=by,
        at=at,
        touching=[document] if document else [],
        adopted_on=adopted_on.isoformat(),
        items=programme.items.count(),
    )
    return programme


@transaction.atomic
def add_item(
    *, programme: Programme, version: int, line: Line, by: "Standing", at: datetime
) -> ProgrammeItem:
    """Add a line; in an adopted programme it is planned from today on, never earlier."""
    programme = _locked(programme, version, by)
    last = programme.items.aggregate(last=Max("number"))["last"] or 0
    item = _add(programme, [line], after=last, day=day_of(at))[0]
    programme.save_over(version)
    note(
        verb="programme.item_added", subject=programme, by=by, at=at, number=item.number, content=item.content
    )
    return item


@transaction.atomic
def drop_item(
    *, item: ProgrammeItem, version: int, reason: str, by: "Standing", at: datetime
) -> ProgrammeItem:
    """Take a line out of the programme; it stays to be read, with the reason.

    :raises programmes.ItemHasTask: if work was given from it; that is ended by a document
    """
    item = ProgrammeItem.locked(item.pk)
    by.require("programme.adopt", unit=item.programme.unit_id)
    if item.version != version:
        raise Conflict
    programmes.check_drop(
        reason=reason,
        is_dropped=item.dropped_on is not None,
        has_task=Task.objects.filter(chain_of(item, "programme_item__")).exclude(stage="ended").exists(),
    )
    item.dropped_on = day_of(at)
    item.dropped_reason = reason.strip()
    item.save_over(version, "dropped_on", "dropped_reason")
    note(
        verb="programme.item_dropped",
        subject=item.programme,
        by=by,
        at=at,
        number=item.number,
        reason=item.dropped_reason,
    )
    return item


@transaction.atomic
def realise(
    *, item: ProgrammeItem, documents: Sequence[Document], by: "Standing", at: datetime
) -> ProgrammeItem:
    """Say which documents an item became; however many, it stays one item and one task."""
    by.require("programme.adopt", unit=item.programme.unit_id)
    item.realised_by.add(*documents)
    note(
        verb="programme.item_realised",
        subject=item.programme,
        by=by,
        at=at,
        touching=list(documents),
        number=item.number,
        documents=len(documents),
    )
    return item


@transaction.atomic
def realise_as(
    *, item: ProgrammeItem, kind: str, key: UUID, on: date, by: "Standing", at: datetime
) -> Realisation:
    """Say that a line became something of a package above, e.g. a meeting; it stays one line and one task."""
    by.require("programme.adopt", unit=item.programme.unit_id)
    made, _ = Realisation.objects.get_or_create(item=item, kind=kind, key=key, defaults={"on": on})
    note(
        verb="programme.item_realised",
        subject=item.programme,
        by=by,
        at=at,
        number=item.number,
        kind=kind,
    )
    return made


def _begin(unit: Unit, period: Period, title: str) -> Programme:
    wanted = {"unit": unit, "year": period.year, "quarter": period.quarter, "month": period.month}
    if Programme.objects.filter(**wanted, title=title.strip()).exists():
        raise programmes.ProgrammeExists(title=title.strip())
    return Programme.objects.create(**wanted, title=title.strip())


def _locked(programme: Programme, version: int, by: "Standing") -> Programme:
    stored = Programme.locked(programme.pk)
    by.require("programme.adopt", unit=stored.unit_id)
    if stored.version != version:
        raise Conflict
    return stored


def _add(programme: Programme, lines: Sequence[Line], *, after: int, day: date) -> list[ProgrammeItem]:
    for line in lines:
        dates.check_start(starts_on=line.starts_on, due_on=line.due_on)
        check_products(named(line.products, line.product), day=day)
        _check_supports(line.lead, line.supports)
    made = ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            programme=programme,
            number=number,
            content=line.content.strip(),
            field_of_work=line.field_of_work,
            lead=line.lead,
            asked_by=line.asked_by,
            product=one_line(named(line.products, line.product)),
            becomes=line.becomes,
            starts_on=line.starts_on,
            due_on=line.due_on,
            added_on=day,
        )
        for number, line in enumerate(lines, start=after + 1)
    )
    for item, line in zip(made, lines, strict=True):
        if line.supports:
            item.supports.add(*line.supports)
    _store_products(
        {item.pk: named(line.products, line.product) for item, line in zip(made, lines, strict=True)}
    )
    return made


def _store_products(wanted: Products) -> None:
    store_products(wanted, owner="item_id", model=ItemProduct)


def _check_supports(lead: Unit, supports: Iterable[Unit]) -> None:
    if any(unit.pk == lead.pk for unit in supports):
        raise LeadAlsoSupports(lead=lead.code)
