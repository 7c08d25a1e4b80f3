"""Read workbooks of any shape: the sheet with the most units in it."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from nghisu.kit import files, sheets
from nghisu.kit.language import parse_number
from nghisu.reporting.rules.workbook import NoTable, Taken, take_together


@dataclass(frozen=True)
class Read:
    """A table taken together, and the sheet it stands in."""

    sheet: str
    taken: Taken


def read_workbook(upload: "UploadedFile[Any]") -> Read:
    """Read an upload in memory and take its largest table together; nothing is stored.

    :raises Refusal: if the file cannot be taken, carries a secrecy mark, or holds no table
    """
    checked = files.check(upload, kinds=sheets.SHEET_KINDS)
    found: list[Read] = []
    for sheet in sheets.open_book(checked).sheets:
        try:
            found.append(Read(sheet.name, take_together(sheet.cells, parse=parse_number)))
        except NoTable:
            continue
    if not found:
        raise NoTable
    return max(found, key=lambda one: len(one.taken.lines))
