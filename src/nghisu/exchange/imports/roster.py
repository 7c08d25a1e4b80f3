"""Read the cells of a roster of OpenSlides, .csv or a spreadsheet, as text."""

import csv
import io
from typing import TYPE_CHECKING, Any

from nghisu.exchange.rules import roster as rules
from nghisu.kit import files, sheets
from nghisu.kit.files import Checked

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KINDS = ("csv", *sheets.SHEET_KINDS)
HEADING_ROWS = 12


def check(upload: "UploadedFile[Any]") -> Checked:
    """Check a file in memory: its size, its kind, no secrecy mark.

    :raises Refusal: what is wrong with it
    """
    return files.check(upload, kinds=KINDS)


def table_of(checked: Checked) -> rules.Table:
    """Return the cells of a file.

    :raises rules.NoRoster, rules.NotUnicode, rules.BrokenTable, sheets.SheetTooLarge: if it cannot be read
    """
    return _of_text(checked) if checked.kind == "csv" else _of_sheet(checked)


def _of_text(checked: Checked) -> rules.Table:
    try:
        text = checked.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise rules.NotUnicode(name=checked.name) from None
    head = text.splitlines()[0] if text.strip() else ""
    between = max(",;\t", key=head.count)  # OpenSlides offers the comma and the semicolon
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    found: list[tuple[int, tuple[str, ...]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((start, tuple(cells)))
            start = reader.line_num + 1
    except csv.Error:
        raise rules.BrokenTable(name=checked.name, line=reader.line_num) from None
    if not found:
        raise rules.NoRoster(name=checked.name)
    (_first, headings), *rest = found
    return _table(checked, headings, rest)


def _of_sheet(checked: Checked) -> rules.Table:
    for sheet in sheets.open_book(checked).sheets:
        rows = [tuple(map(_text, cells)) for cells in sheet.cells]
        for place, cells in enumerate(rows[:HEADING_ROWS]):
            if rules.is_heading_row(cells):
                filled = enumerate(rows[place + 1 :], place + 2)
                return _table(checked, cells, [one for one in filled if any(one[1])])
    raise rules.NoRoster(name=checked.name)


def _table(
    checked: Checked, headings: tuple[str, ...], rows: list[tuple[int, tuple[str, ...]]]
) -> rules.Table:
    width = len(headings)
    even = []
    for number, cells in rows:
        if any(cell.strip() for cell in cells[width:]):
            raise rules.BrokenTable(name=checked.name, line=number)
        even.append((number, (*cells, *[""] * (width - len(cells)))[:width]))
    return rules.Table(headings, tuple(even))


def _text(value: object) -> str:
    """Return a cell as the .csv would hold it: whole numbers without a point, yes as 1."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
