"""Give many pieces of work of one directive at once, all of them or none."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import Act, note_many
from nghisu.tasks.actions.giving import giver_of, is_within, points_named
from nghisu.tasks.actions.history import open_all
from nghisu.tasks.models import Task
from nghisu.tasks.rules import dates
from nghisu.tasks.rules.origin import Origin
from nghisu.tasks.rules.products import Expected, check_products, one_line
from nghisu.tasks.rules.steps import LeadAlsoSupports, LeadElsewhere, NobodyChosen, SameUnitTwice

if TYPE_CHECKING:
    from nghisu.documents.models import Document
    from nghisu.organisation.rules.policy import Standing

Tell = Callable[[int, int], None]
BATCH = 400  # so many tasks stand in one line of the record


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work: what is to be done, whoever does it."""

    title: str
    point: str = ""
    products: tuple[Expected, ...] = ()
    criteria: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of work and the unit that gets it."""

    piece: Piece
    unit: Unit
    lead: Unit
    supports: tuple[Unit, ...]
    due_on: date | None

    @property
    def key(self) -> tuple[Piece, str]:
        """What may stand once only: the work and its unit."""
        return self.piece, self.unit.code


@dataclass
class Check:
    """Refuses one row where giving would refuse it, so that a preview names its cell.

    What was found right of a unit or a day is not asked again for the next row.
    """

    directive: "Document"
    by: "Standing"
    day: date
    _taken: set[tuple[Piece, str]] = field(default_factory=set)
    _within: set[tuple[str, str]] = field(default_factory=set)
    _days: set[date | None] = field(default_factory=set)
    _products: set[tuple[Expected, ...]] = field(default_factory=set)

    def __call__(self, placed: Placed) -> None:
        """Refuse the row, or take it.

        :raises Refusal: what is wrong with it
        """
        key = placed.key
        if key in self._taken:
            raise SameUnitTwice(field="unit", unit=placed.unit.code)
        self._taken.add(key)
        pair = (placed.lead.code, placed.unit.code)
        if pair not in self._within:
            self.by.require("task.give", unit=placed.unit.pk)
            if not is_within(self.by.tree, placed.lead.pk, placed.unit.pk):
                raise LeadElsewhere(lead=placed.lead.code, unit=placed.unit.code)
            self._within.add(pair)
        if placed.supports and any(one.pk == placed.lead.pk for one in placed.supports):
            raise LeadAlsoSupports(lead=placed.lead.code)
        if placed.piece.products not in self._products:
            check_products(placed.piece.products, day=self.day)
            self._products.add(placed.piece.products)
        if placed.due_on not in self._days:
            dates.check_due_date(
                due_on=placed.due_on,
                given_on=self.day,
                received_on=self.directive.received_on or self.directive.dated_on,
            )
            self._days.add(placed.due_on)


@transaction.atomic
def give_pieces(
    *,
    directive: "Document",
    placed: Sequence[Placed],
    by: "Standing",
    at: datetime,
    tell: Tell = lambda _done, _all: None,
    source: str = "",
) -> list[Task]:
    """Give every piece of work to its units, or nothing at all: a line of the record for each 400 tasks.

    :param source: the file that it came from, for the record
    :raises Refusal: what is wrong with the first wrong one
    """
    if not placed:
        raise NobodyChosen
    day = day_of(at)
    check = Check(directive, by, day)
    for one in placed:
        check(one)
    points = points_named(directive, {one.piece.point: "" for one in placed if one.piece.point})
    givers = {one.unit.pk: giver_of(directive, one.unit) for one in placed}
    tasks = list(_tasks(placed, directive, points, givers, day))
    supports: dict[uuid.UUID, Iterable[Unit]] = {
        task.pk: one.supports for task, one in zip(tasks, placed, strict=True) if one.supports
    }
    products = {task.pk: one.piece.products for task, one in zip(tasks, placed, strict=True)}
    total = 2 * len(tasks)
    tell(0, total)
    open_all(
        tasks,
        supports=supports,
        products=products,
        by=by,
        at=at,
        tell=lambda count: tell(count, total),
    )
    _note(directive, tasks, by=by, at=at, source=source)
    return tasks


def _tasks(
    placed: Sequence[Placed],
    directive: "Document",
    points: "dict[str, uuid.UUID]",
    givers: "dict[uuid.UUID, tuple[uuid.UUID | None, uuid.UUID | None]]",
    day: date,
) -> Iterator[Task]:
    """Yield the task of each row; what is the same in all of them is filled in once."""
    first = Task(
        origin=Origin.ARISING,
        directive_id=directive.pk,
        year=day.year,
        given_on=day,
        priority=Task.Priority.ORDINARY,
    )
    columns = [field.attname for field in Task._meta.concrete_fields]
    same = [getattr(first, column) for column in columns]
    at = {column: place for place, column in enumerate(columns)}
    lines = {products: one_line(products) for products in {one.piece.products for one in placed}}
    for one in placed:
        row = same.copy()
        row[at["id"]] = uuid.uuid4()
        row[at["giver_id"]], row[at["asked_by_id"]] = givers[one.unit.pk]
        row[at["lead_id"]], row[at["due_on"]] = one.lead.pk, one.due_on
        row[at["point_id"]] = points.get(one.piece.point)
        row[at["title"]], row[at["product"]] = one.piece.title, lines[one.piece.products]
        row[at["criteria"]] = one.piece.criteria
        if one.piece.is_urgent:
            row[at["priority"]] = Task.Priority.URGENT
        task = Task(*row)  # type: ignore[misc]
        task.unit = one.unit
        yield task


def _note(directive: "Document", tasks: Sequence[Task], *, by: "Standing", at: datetime, source: str) -> None:
    parts = [tasks[start : start + BATCH] for start in range(0, len(tasks), BATCH)]
    note_many(
        [
            Act(
                verb="task.assigned",
                subject=directive,
                by=by,
                at=at,
                touching=part,
                details={
                    "title": "; ".join(dict.fromkeys(task.title for task in part)),
                    "codes": ", ".join(task.code for task in part),
                    "count": len(tasks),
                    "part": f"{number}/{len(parts)}",
                    **({"file": source} if source else {}),
                },
            )
            for number, part in enumerate(parts, start=1)
        ]
    )
