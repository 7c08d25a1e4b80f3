"""Import sheets: read, hold against what is there, show, and on yes import whole.

Other packages offer an import of their own with ``register``; pages, preview and progress are shared.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from nghisu.kit import files, sheets
from nghisu.kit.bulk import unswept
from nghisu.kit.files import Checked
from nghisu.kit.refusals import N_
from nghisu.kit.sheets import Cell, Converted, Fault, Kind, Reading, Row, RowsByColumn, SheetShape, column_of
from nghisu.organisation.actions import importing as actions
from nghisu.organisation.actions.importing import Source
from nghisu.organisation.queries import importing as queries
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.shapes import BODIES, ROSTER, UNITS

if TYPE_CHECKING:
    from nghisu.organisation.models import ImportDraft

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who imports, on which day, and into what.

    :param scope: what the sheet belongs to where one person may import into several, e.g. a meeting's id
    """

    by: Standing
    day: datetime.date
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: how many things are new or there already, what is wrong, names to look at."""

    new_count: int
    unchanged_count: int
    faults: tuple[Fault, ...]
    new_persons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Importer:
    """One kind of sheet that may be imported.

    :param door: the action of the policy without which the page does not exist
    :param check: holds rows that were read against what is there
    :param run: imports rows, or refuses; told the document, the file, the moment and whom to tell
    :param offered: the codes that REFERENCE columns of the template offer
    :param may: whether the scope of a request is one the asker may import into
    :param address: where the result is shown
    """

    shape: SheetShape
    door: str
    hint: str
    check: Callable[[Sequence[Row], Asked], Plan]
    run: Callable[..., Sequence[Any]]
    offered: Callable[[Asked], Mapping[str, Sequence[tuple[str, str]]]] = field(default=lambda _asked: {})
    may: Callable[[Asked], bool] = field(default=lambda asked: asked.scope == "")
    needs_document: bool = False
    address: Callable[[Asked], str]

    @property
    def key(self) -> str:
        """The last part of its address."""
        return self.shape.key


IMPORTERS: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Offer an import; the package that registers calls this when its addresses are loaded."""
    IMPORTERS[importer.key] = importer


def read_upload(
    importer: Importer, upload: "UploadedFile[Any]", asked: Asked, *, tell: Tell
) -> tuple[Checked, Reading, Plan]:
    """Read an upload in memory and hold it against what is there; nothing is stored.

    :raises Refusal: if the file cannot be taken, carries a secrecy mark, or holds no such sheet
    """
    with unswept():
        checked = files.check(upload, kinds=sheets.SHEET_KINDS)
        reading = sheets.read(checked, importer.shape, tell=tell)
        plan = importer.check(without_faults(reading), asked)
        return checked, reading.with_faults(plan.faults), plan


def without_faults(reading: Reading) -> Sequence[Row]:
    """Return the rows that were read without fault, so that what hangs on a wrong cell is not said twice."""
    wrong = {fault.row for fault in reading.faults}
    if not wrong:
        return reading.rows
    return [row for row in reading.rows if row.number not in wrong]


def draft_values(shape: SheetShape, reading: Reading, plan: Plan | None = None) -> dict[str, Any]:
    """Return a reading as a draft keeps it: where the columns stand, then numbers and columns of the rows.

    A column is kept as its different values, and which of them each row has.

    :param plan: what the import would do, kept so that the page need not find it out again
    """
    rows: list[Any] = []
    if reading.rows:
        cells = reading.rows[0].cells
        letters = {key: cell.name.rstrip("0123456789") for key, cell in cells.items()}
        turned = {one.key for one in shape.columns if one.kind in (Kind.DAY, Kind.NUMBER)}
        columns: dict[str, list[Any]] = {}
        for key in letters:
            every = column_of(reading.rows, key)
            place = {value: number for number, value in enumerate(dict.fromkeys(every))}
            values = (
                [str(one) if one is not None else None for one in place] if key in turned else list(place)
            )
            columns[key] = [values, [place[value] for value in every]]
        numbers = [row.number for row in reading.rows]
        rows = [letters, {key: cell.heading for key, cell in cells.items()}, numbers, columns]
    return {
        "rows": rows,
        "faults": [
            [fault.row, fault.cell, fault.heading, fault.sentence, dict(fault.values)]
            for fault in reading.faults
        ],
        "converted": [
            [one.cell.row, one.cell.name, one.cell.heading, one.before, one.after, one.encoding]
            for one in reading.converted
        ],
        "plan": [plan.new_count, plan.unchanged_count, plan.new_persons] if plan is not None else [],
    }


def reading_of(shape: SheetShape, sheet: str, rows: Any, faults: Any, converted: Any) -> Reading:
    """Return what a draft keeps, as it was read."""
    return Reading(
        sheet,
        _rows(shape, sheet, *rows) if rows else (),
        tuple(
            Fault(row, cell, heading, sentence, values, sheet)
            for row, cell, heading, sentence, values in faults
        ),
        tuple(
            Converted(Cell(sheet, row, name, heading), before, after, encoding)
            for row, name, heading, before, after, encoding in converted
        ),
    )


def _rows(
    shape: SheetShape,
    sheet: str,
    letters: Mapping[str, str],
    headings: Mapping[str, str],
    numbers: Sequence[int],
    columns: Mapping[str, tuple[list[Any], list[int]]],
) -> RowsByColumn:
    turned: dict[Kind, Callable[[str], Any]] = {Kind.DAY: datetime.date.fromisoformat, Kind.NUMBER: Decimal}
    filled: dict[str, Sequence[Any]] = {}
    for key, (kept, places) in columns.items():
        turn = turned.get(shape.column(key).kind)
        values = kept if turn is None else [turn(one) if one is not None else None for one in kept]
        filled[key] = list(map(values.__getitem__, places))
    return RowsByColumn(sheet, numbers, filled, letters, headings)


def kept_plan(draft: "ImportDraft", asked: Asked) -> Plan | None:
    """Return what a draft would do, where nothing at all happened since its sheet was held against things.

    The last line of the record and the day say so; None where they are others, or nothing was kept.
    """
    if not draft.plan or draft.ground != queries.ground_on(asked.day):
        return None
    new_count, unchanged_count, new_persons = draft.plan
    return Plan(new_count, unchanged_count, (), tuple(new_persons))


def _units_offered(action: str, column: str) -> Callable[[Asked], Mapping[str, Sequence[tuple[str, str]]]]:
    return lambda asked: {column: queries.offered_units(asked.by, asked.day, action)}


def _check_units(rows: Sequence[Row], asked: Asked) -> Plan:
    checked = queries.checked_units(rows, asked.by, asked.day)
    return Plan(len(checked.new), len(checked.unchanged), checked.faults)


def _check_bodies(rows: Sequence[Row], asked: Asked) -> Plan:
    checked = queries.checked_bodies(rows, asked.by, asked.day)
    return Plan(len(checked.new), len(checked.unchanged), checked.faults)


def _check_roster(rows: Sequence[Row], asked: Asked) -> Plan:
    checked = queries.checked_roster(rows, asked.by, asked.day)
    return Plan(len(checked.new), len(checked.unchanged), checked.faults, checked.new_names)


def _run(action: Callable[..., Sequence[Any]]) -> Callable[..., Sequence[Any]]:
    def run(
        *,
        rows: Sequence[Row],
        asked: Asked,
        document: str,
        source: Source,
        at: datetime.datetime,
        tell: Tell,
    ) -> Sequence[Any]:
        return action(rows=rows, document=document, source=source, by=asked.by, at=at, tell=tell)

    return run


register(
    Importer(
        shape=UNITS,
        door="organisation.change",
        hint=N_("One row for each unit. Superiors may stand in the same sheet, in any order."),
        check=_check_units,
        run=_run(actions.import_units),
        offered=_units_offered("organisation.change", "parent"),
        needs_document=True,
        address=lambda _asked: reverse("unit_list"),
    )
)
register(
    Importer(
        shape=BODIES,
        door="body.change",
        hint=N_("One row for each body. A term that is not in the system yet comes with its first body."),
        check=_check_bodies,
        run=_run(actions.import_bodies),
        offered=_units_offered("body.change", "unit"),
        address=lambda _asked: reverse("body_list"),
    )
)
register(
    Importer(
        shape=ROSTER,
        door="mandate.give",
        hint=N_(
            "One row for each mandate: the person, the office, the days. Nothing else about a person is kept."
        ),
        check=_check_roster,
        run=_run(actions.import_roster),
        offered=_units_offered("mandate.give", "unit"),
        address=lambda _asked: reverse("roster_list"),
    )
)
