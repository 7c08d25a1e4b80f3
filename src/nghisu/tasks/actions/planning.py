"""Write and adopt programmes of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from nghisu.documents.models import Document
from nghisu.kit.refusals import Conflict
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.tasks.models import Programme, ProgrammeItem, Task
from nghisu.tasks.rules import dates, programmes

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True)
class Line:
    """What one line of a programme says."""

    content: str
    lead: Unit
    product: str = ""
    due_on: date | None = None


@transaction.atomic
def draft_programme(
    *,
    unit: Unit,
    year: int,
    title: str,
    by: "Standing",
    at: datetime,
    quarter: int | None = None,
    lines: Sequence[Line] = (),
) -> Programme:
    """Begin a programme with its first lines; nothing in it is planned work until it is adopted."""
    by.require("programme.adopt", unit=unit.pk)
    if Programme.objects.filter(unit=unit, year=year, quarter=quarter, title=title.strip()).exists():
        raise programmes.ProgrammeExists(title=title.strip())
    programme = Programme.objects.create(unit=unit, year=year, quarter=quarter, title=title.strip())
    _add(programme, lines, after=0, day=day_of(at))
    note(verb="programme.drafted", subject=programme, by=by, at=at, title=programme.title, items=len(lines))
    return programme


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
        has_task=Task.objects.filter(programme_item=item).exclude(stage="ended").exists(),
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


def _locked(programme: Programme, version: int, by: "Standing") -> Programme:
    stored = Programme.locked(programme.pk)
    by.require("programme.adopt", unit=stored.unit_id)
    if stored.version != version:
        raise Conflict
    return stored


def _add(programme: Programme, lines: Sequence[Line], *, after: int, day: date) -> list[ProgrammeItem]:
    return ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            programme=programme,
            number=number,
            content=line.content.strip(),
            lead=line.lead,
            product=line.product.strip(),
            due_on=line.due_on,
            added_on=day,
        )
        for number, line in enumerate(lines, start=after + 1)
    )
