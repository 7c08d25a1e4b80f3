"""Give many pieces of work of one directive at once, all of them or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from nghisu.kit import language
from nghisu.kit.bulk import AsStored, Ids, Many, new_ids, roomy, store_columns, unswept
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import Act, Made, note_many
from nghisu.tasks.actions.giving import giver_of, is_within, points_named
from nghisu.tasks.actions.history import codes_for, open_columns
from nghisu.tasks.models import Task, TaskProduct, TaskSupport
from nghisu.tasks.rules import dates
from nghisu.tasks.rules.origin import Origin
from nghisu.tasks.rules.products import Expected, check_products, one_line
from nghisu.tasks.rules.steps import LeadAlsoSupports, LeadElsewhere, NobodyChosen, SameUnitTwice

if TYPE_CHECKING:
    from uuid import UUID

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


@dataclass
class Check:
    """Refuses one row where giving would refuse it, so that a preview names its cell.

    What was found right of a unit or a day is not asked again for the next row.
    """

    directive: "Document"
    by: "Standing"
    day: date
    _pieces: dict[Piece, int] = field(default_factory=dict)
    _met: dict[int, tuple[int, Piece]] = field(default_factory=dict)
    _taken: set[tuple[int, str]] = field(default_factory=set)
    _within: set[tuple[str, str]] = field(default_factory=set)
    _days: set[date | None] = field(default_factory=set)
    _products: set[int] = field(default_factory=set)

    def __call__(self, placed: Placed) -> None:
        """Refuse the row, or take it.

        :raises Refusal: what is wrong with it
        """
        piece = self._number_of(placed.piece)
        key = piece, placed.unit.code
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
        if piece not in self._products:
            check_products(placed.piece.products, day=self.day)
            self._products.add(piece)
        if placed.due_on not in self._days:
            dates.check_due_date(
                due_on=placed.due_on,
                given_on=self.day,
                received_on=self.directive.received_on or self.directive.dated_on,
            )
            self._days.add(placed.due_on)

    def _number_of(self, piece: Piece) -> int:
        """Return one number for all equal pieces; one piece that comes again is not compared anew."""
        met = self._met.get(id(piece))
        if met is None:
            met = self._met[id(piece)] = self._pieces.setdefault(piece, len(self._pieces)), piece
        return met[0]


@transaction.atomic
def give_pieces(
    *,
    directive: "Document",
    placed: Sequence[Placed],
    by: "Standing",
    at: datetime,
    tell: Tell = lambda _done, _all: None,
    source: str = "",
) -> Ids:
    """Give every piece of work to its units, or nothing at all: a line of the record for each 400 tasks.

    No task is loaded: their ids are returned.

    :param source: the file that it came from, for the record
    :raises Refusal: what is wrong with the first wrong one
    """
    if not placed:
        raise NobodyChosen
    day = day_of(at)
    check = Check(directive, by, day)
    for one in placed:
        check(one)
    count, total = len(placed), 2 * len(placed)
    tell(0, total)
    with roomy(), unswept():
        units = [one.unit for one in placed]
        codes = codes_for(units, day.year)
        columns = _columns(directive, placed, units, codes, day)
        ids = open_columns(count, columns, by=by, at=at, tell=lambda done: tell(done, total))
        helped = [(pk, unit.pk) for pk, one in zip(ids, placed, strict=True) for unit in one.supports]
        supported = {
            "id": new_ids(len(helped)),
            "task_id": Ids(pk for pk, _unit in helped),
            "unit_id": Many(unit for _pk, unit in helped),
        }
        store_columns(TaskSupport, len(helped), supported)
        _store_products(ids, [one.piece.products for one in placed])
        _note(directive, ids, columns["title"], codes, by=by, at=at, source=source)
    return ids


def _store_products(ids: Ids, products: Sequence[tuple[Expected, ...]]) -> None:
    """Store what each task is to bring; the same things of many tasks are looked at once."""
    rows = [
        (pk, number, one)
        for pk, several in zip(ids, products, strict=True)
        for number, one in enumerate(several, start=1)
    ]
    columns = {
        "id": new_ids(len(rows)),
        "task_id": Ids([pk for pk, _number, _one in rows]),
        "number": Many([number for _pk, number, _one in rows]),
        "kind": Many([one.kind.value for _pk, _number, one in rows]),
        "count": Many([one.count for _pk, _number, one in rows]),
        "form": Many([one.form.value for _pk, _number, one in rows]),
        "words": Many([one.words for _pk, _number, one in rows]),
    }
    store_columns(TaskProduct, len(rows), columns)


def _columns(
    directive: "Document", placed: Sequence[Placed], units: Sequence[Unit], codes: Many, day: date
) -> dict[str, Any]:
    """Return the columns of the tasks; what is the same in all of them, or comes again, is made once."""
    points = points_named(directive, {one.piece.point: "" for one in placed if one.piece.point})
    marked = {number: pk.hex for number, pk in points.items()}
    each = {id(unit): unit for unit in units}
    givers = {key: _as_stored(giver_of(directive, unit)) for key, unit in each.items()}
    own = {key: unit.pk.hex for key, unit in (each | {id(one.lead): one.lead for one in placed}).items()}
    giver = [givers[id(unit)] for unit in units]
    pieces = [one.piece for one in placed]
    lines = {key: one_line(piece.products) for key, piece in {id(one): one for one in pieces}.items()}
    titles = _Made(language.clean_name)
    folded = _Made(language.fold)
    title = Many(map(titles.__getitem__, [piece.title for piece in pieces]))
    return {
        "unit_id": AsStored([own[id(unit)] for unit in units]),
        "giver_id": AsStored([unit for unit, _body in giver]),
        "asked_by_id": AsStored([body for _unit, body in giver]),
        "lead_id": AsStored([own[id(one.lead)] for one in placed]),
        "origin": Origin.ARISING,
        "directive_id": directive.pk,
        "given_on": day,
        "due_on": Many(one.due_on for one in placed),
        "code": codes,
        "year": day.year,
        "title": title,
        "product": Many([lines[id(piece)] for piece in pieces]),
        "criteria": Many(piece.criteria for piece in pieces),
        "priority": Many(
            Task.Priority.URGENT.value if piece.is_urgent else Task.Priority.ORDINARY.value
            for piece in pieces
        ),
        "point_id": AsStored([marked.get(piece.point) for piece in pieces]),
        # No letters compose over a blank, so that the whole folds as its two parts do.
        "folded": Many(
            f"{folded[code]} {folded[text]}"[:500] for code, text in zip(codes, title, strict=True)
        ),
    }


def _as_stored(ids: "tuple[UUID | None, UUID | None]") -> tuple[str | None, str | None]:
    first, second = ids
    return first.hex if first else None, second.hex if second else None


class _Made(dict[str, str]):
    """What a text is turned into, each once."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, text: str) -> str:
        self[text] = made = self.make(text)
        return made


def _note(
    directive: "Document",
    ids: Ids,
    titles: Many,
    codes: Many,
    *,
    by: "Standing",
    at: datetime,
    source: str,
) -> None:
    starts = range(0, len(ids), BATCH)
    note_many(
        [
            Act(
                verb="task.assigned",
                subject=directive,
                by=by,
                at=at,
                made=[Made(Task, Ids(ids[start : start + BATCH]))],
                details={
                    "title": "; ".join(dict.fromkeys(titles[start : start + BATCH])),
                    "codes": ", ".join(codes[start : start + BATCH]),
                    "count": len(ids),
                    "part": f"{number}/{len(starts)}",
                    **({"file": source} if source else {}),
                },
            )
            for number, start in enumerate(starts, start=1)
        ]
    )
