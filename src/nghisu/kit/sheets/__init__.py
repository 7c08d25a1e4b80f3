"""Sheets in and out (bảng tính): templates with drop-downs, reading with every fault named by its cell."""

from nghisu.kit.sheets.looking import SheetTooLarge
from nghisu.kit.sheets.reading import NoSuchHeading, NothingInIt, open_book, read
from nghisu.kit.sheets.shape import (
    Cell,
    Cells,
    Choice,
    Converted,
    Fault,
    Kind,
    Reading,
    Row,
    RowsByColumn,
    SheetColumn,
    SheetShape,
    column_letters,
    column_of,
)
from nghisu.kit.sheets.words import fault_words, what_is_wrong
from nghisu.kit.sheets.writing import SHEET_KINDS, SHEET_TYPE, written

__all__ = [
    "SHEET_KINDS",
    "SHEET_TYPE",
    "Cell",
    "Cells",
    "Choice",
    "Converted",
    "Fault",
    "Kind",
    "NoSuchHeading",
    "NothingInIt",
    "Reading",
    "Row",
    "RowsByColumn",
    "SheetColumn",
    "SheetShape",
    "SheetTooLarge",
    "column_letters",
    "column_of",
    "fault_words",
    "open_book",
    "read",
    "what_is_wrong",
    "written",
]
