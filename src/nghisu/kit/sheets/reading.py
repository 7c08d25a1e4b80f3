"""Read a sheet into rows, naming every fault by its cell."""

import datetime
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import python_calamine
from django.conf import settings
from django.utils.translation import get_language, gettext, override

from nghisu.kit import language
from nghisu.kit.archives import DamagedFile, LockedFile
from nghisu.kit.files import Checked
from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.sheets.looking import Look, SheetTooLarge, look_at
from nghisu.kit.sheets.shape import (
    Cells,
    Converted,
    Fault,
    Kind,
    Reading,
    Row,
    RowsByColumn,
    SheetColumn,
    SheetShape,
    column_letters,
)
from nghisu.kit.sheets.tidy import tidy_texts

HEADING_ROWS = 12  # a title and notes may stand above the headings
BATCH = 200
BEYOND_LATIN1 = re.compile(r"[^\x00-\xff]")
SHEET_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"}
)

UNREAD = object()
UNREAD_ROW: list[Any] = [UNREAD]
UNLIKE = frozenset({str, float, datetime.date, datetime.datetime})  # no value of one equals one of another

Tell = Callable[[int, int], None]


class NoSuchHeading(Refusal):
    """A heading that the import needs is missing."""

    sentence = N_(
        "The sheet “%(sheet)s” has no column “%(heading)s”. "
        "Use the template, or give the column this heading."
    )
    field = "file"


class NothingInIt(Refusal):
    """The sheet holds headings and no row, or nothing at all."""

    sentence = N_("The file holds no row to import. Fill in the template below its headings.")
    field = "file"


class HeadingTwice(Refusal):
    """Two columns have the same heading."""

    sentence = N_("The sheet “%(sheet)s” has two columns “%(heading)s”. Delete one of them.")
    field = "file"


class CellIsEmpty(Refusal):
    """A cell that must be filled is empty."""

    sentence = N_("This cell must be filled.")


class CellHoldsFormula(Refusal):
    """A cell holds a formula."""

    sentence = N_("This cell holds a formula. Copy it and paste it as a value.")


class CellHoldsError(Refusal):
    """A cell holds an error of the spreadsheet."""

    sentence = N_("This cell holds an error of the spreadsheet (%(text)s). Type the value.")


class NotInTheList(Refusal):
    """The text is none of the list."""

    sentence = N_("“%(text)s” is not in the list. Choose one of: %(choices)s.")


class TextTooLong(Refusal):
    """The text is longer than may be stored."""

    sentence = N_("The text has %(count)s characters; at most %(most)s fit.")


class NumberNegative(Refusal):
    """A count below zero."""

    sentence = N_("“%(text)s” is below zero.")


@dataclass(frozen=True, slots=True)
class Book:
    """An opened file: its visible sheets, with their cells as they are."""

    sheets: tuple["Sheet", ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its cells by row, and what was seen besides values."""

    name: str
    cells: Sequence[Sequence[Any]]
    look: Look


def open_book(checked: Checked) -> Book:
    """Return the visible sheets of a file that ``kit.files.check`` let through.

    :raises Refusal: if it cannot be read, or a sheet is too large
    """
    looks = look_at(checked.content, checked.kind)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(checked.content)) as opened:
            sheets = [
                Sheet(
                    meta.name,
                    opened.get_sheet_by_name(meta.name).to_python(skip_empty_area=False),
                    looks.get(meta.name) or Look(meta.name),
                )
                for meta in opened.sheets_metadata
                if meta.visible == python_calamine.SheetVisibleEnum.Visible
                and meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
    except python_calamine.PasswordError:
        raise LockedFile from None
    except (python_calamine.CalamineError, ValueError, OSError):
        raise DamagedFile from None
    return Book(tuple(sheets))


def read(checked: Checked, shape: SheetShape, *, tell: Tell = lambda _done, _all: None) -> Reading:
    """Read the rows of a shape from the first visible sheet that has its headings.

    Text is brought to NFC; cells in an old encoding are converted and listed, for a person to agree to.

    :param tell: told how many rows of how many are read
    :raises Refusal: if no row can be read at all: headings missing, file damaged, sheet too large
    """
    book = open_book(checked)
    if not book.sheets:
        raise NothingInIt
    problem: Refusal | None = None
    for sheet in book.sheets:
        try:
            top, columns = _headings(sheet, shape)
        except (NoSuchHeading, HeadingTwice) as refusal:
            problem = problem or refusal
            continue
        return _Reader(sheet, shape, columns).rows(top + 1, tell)
    assert problem is not None
    raise problem


def _headings(sheet: Sheet, shape: SheetShape) -> tuple[int, dict[str, int]]:
    """Return the row of the headings, and where each column of the shape stands."""
    known = _accepted(shape)
    best: tuple[int, dict[str, int], str] = (0, {}, "")
    for place, cells in enumerate(sheet.cells[:HEADING_ROWS]):
        found: dict[str, int] = {}
        twice = ""
        for column, value in enumerate(cells):
            key = known.get(_plain_heading(value)) if isinstance(value, str) else None
            if key in found:
                twice = str(value)
            elif key is not None:
                found[key] = column
        if len(found) > len(best[1]):
            best = (place, found, twice)
    if best[2]:
        raise HeadingTwice(sheet=sheet.name, heading=best[2])
    for wanted in shape.columns:
        if wanted.required and wanted.key not in best[1]:
            raise NoSuchHeading(sheet=sheet.name, heading=gettext(wanted.heading))
    return best[0], best[1]


def _plain_heading(text: str) -> str:
    """Return a heading as it is compared; an old encoding is read, the star of required ones ignored."""
    encoding = language.detect_legacy(text)
    plain = language.from_legacy(text, encoding) if encoding else text
    return language.fold(" ".join(plain.replace("*", " ").split()))


def _accepted(shape: SheetShape) -> dict[str, str]:
    accepted: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for column in shape.columns:
                for heading in (column.heading, *column.also):
                    accepted[language.fold(gettext(heading))] = column.key
                    accepted[language.fold(heading)] = column.key
    return accepted


class _Known(dict[tuple[type, Any], Any]):
    """What the cells of one column were read as, by kind and value; each is read once, but for faults."""


class _Reader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: Sheet, shape: SheetShape, columns: dict[str, int]) -> None:
        self.sheet = sheet
        self.shape = shape
        self.columns = columns
        self.language = "en" if (get_language() or "").startswith("en") else "vi"
        self.choices = {
            column.key: _choices(column) for column in shape.columns if column.kind is Kind.CHOICE
        }
        self.headings = {column.key: gettext(column.heading) for column in shape.columns}
        self.letters = {key: column_letters(place) for key, place in columns.items()}
        self.taken = [
            (column, columns[column.key], _Known()) for column in shape.columns if column.key in columns
        ]
        self.marked = {place for place, _column in (*sheet.look.formulas, *sheet.look.fonts)}
        self.old: language.Encoding | None = None
        self.faults: list[Fault] = []
        self.converted: list[Converted] = []

    def _old_encoding(self, top: int) -> language.Encoding | None:
        """Return the old encoding that doubtful cells are taken to be in: the one of the others.

        None where a single text below the headings is Unicode beyond doubt.
        """
        found: language.Encoding | None = None
        free = [self.columns[column.key] for column in self.shape.columns
                if column.kind is Kind.TEXT and column.key in self.columns]  # fmt: skip
        for cells in self.sheet.cells[top:]:
            for place in free:
                value = cells[place] if place < len(cells) else ""
                if isinstance(value, str) and not value.isascii():
                    if not _may_be_old(value):
                        return None
                    found = found or language.detect_legacy(value)
        return found

    def rows(self, top: int, tell: Tell) -> Reading:
        """Return everything below the headings; rows without any value are left out."""
        self.old = self._old_encoding(top)
        cells, name = self.sheet.cells, self.sheet.name
        columns = _columns(cells[top:])
        plain = [
            (self._plain(column, columns[at] if at < len(columns) else ()), at)
            for column, at, _known in self.taken
        ]
        by_column = self._by_column(top, columns, plain, tell)
        if by_column is not None:
            return Reading(name, by_column, (), ())
        rows: list[Row] = []
        keys = [column.key for column, _at, _known in self.taken]
        width = max((at for _find, at in plain), default=-1) + 1
        marked, letters, headings, empty = self.marked, self.letters, self.headings, len(keys)
        total = max(len(cells) - top, 0)
        for done, place in enumerate(range(top, len(cells)), start=1):
            here = cells[place]
            row: Row | None = None
            found = (
                [values.get(here[at], UNREAD) for values, at in plain]
                if place not in marked and len(here) >= width
                else UNREAD_ROW
            )
            if UNREAD in found:
                row = self._row(place)
            elif found.count(None) < empty:
                at_row = Cells(name, place + 1, letters, headings)
                row = Row(place + 1, dict(zip(keys, found, strict=True)), at_row)
            if row is not None:
                rows.append(row)
            if done % BATCH == 0 or done == total:
                tell(done, total)
        if not rows and not self.faults:
            raise NothingInIt
        return Reading(self.sheet.name, tuple(rows), tuple(self.faults), tuple(self.converted))

    def _by_column(
        self,
        top: int,
        columns: Sequence[Sequence[Any]],
        plain: Sequence[tuple[dict[Any, Any], int]],
        tell: Tell,
    ) -> RowsByColumn | None:
        """Return the rows column by column, where every cell of them is plain; None where one is not.

        A row without any value is not plain where a column must be filled; else it would have to be left out.
        """
        total, filled = len(self.sheet.cells) - top, {}
        if self.marked or not any(column.required for column, _at, _known in self.taken):
            return None
        for (column, at, _known), (values, _at) in zip(self.taken, plain, strict=True):
            if at >= len(columns) or len(columns[at]) < total:
                return None
            filled[column.key] = found = [values.get(value, UNREAD) for value in columns[at]]
            if not found or UNREAD in found:
                return None
        for done in (*range(BATCH, total, BATCH), total):
            tell(done, total)
        numbers = range(top + 1, top + 1 + total)
        return RowsByColumn(self.sheet.name, numbers, filled, self.letters, self.headings)

    def _plain(self, column: SheetColumn, values: Sequence[Any]) -> dict[Any, Any]:
        """Return what each value of a column reads as, each read once.

        Left out, to be read in its row, is what is a fault or was converted, and a column with numbers and
        truths, which are equal without being the same.
        """
        every = set(values)
        if not {type(value) for value in every} <= UNLIKE:
            return {}
        found: dict[Any, Any] = {}
        if column.kind is Kind.TEXT:
            tidy = tidy_texts([value for value in every if value.__class__ is str and value])
            found = {text: after for text, after in tidy.items() if len(after) <= column.longest}
            every.difference_update(found)
        nowhere = Row(0, {}, Cells(self.sheet.name, 0, self.letters, self.headings))
        converted = len(self.converted)
        for value in every:
            if value == "" and not column.required:
                found[value] = None
                continue
            try:
                read = self._value(column, value, -1, nowhere)
            except Refusal:
                continue
            if len(self.converted) > converted:
                del self.converted[converted:]
                continue
            found[value] = read
        return found

    def _row(self, place: int) -> Row | None:
        cells = self.sheet.cells[place]
        width = len(cells)
        is_marked = place in self.marked
        if not any(_holds(cells[at]) for _column, at, _known in self.taken if at < width) and not (
            is_marked and any((place, at) in self.sheet.look.formulas for _column, at, _known in self.taken)
        ):
            return None
        values: dict[str, Any] = {}
        row = Row(place + 1, values, Cells(self.sheet.name, place + 1, self.letters, self.headings))
        for column, at, known in self.taken:
            value = cells[at] if at < width else ""
            if value == "" and not column.required and not is_marked:
                values[column.key] = None
                continue
            key = (value.__class__, value)
            if not is_marked and key in known:
                values[column.key] = known[key]
                continue
            converted = len(self.converted)
            try:
                values[column.key] = found = self._value(column, value, place, row)
            except Refusal as refusal:
                self.faults.append(Fault.of(refusal, row, column.key))
                continue
            if not is_marked and len(self.converted) == converted:
                known[key] = found
        return row

    def _value(self, column: SheetColumn, value: Any, place: int, row: Row) -> Any:
        at = (place, self.columns[column.key])
        if at in self.sheet.look.formulas or (isinstance(value, str) and value.lstrip().startswith("=")):
            raise CellHoldsFormula
        if isinstance(value, str):
            value = self._text(value, self.sheet.look.fonts.get(at, ""), row, column.key)
        if not _holds(value):
            if column.required:
                raise CellIsEmpty
            return None
        return _READ[column.kind](self, column, value)

    def _text(self, text: str, font: str, row: Row, key: str) -> str:
        """Return text in NFC with single blanks, converted from an old encoding."""
        if text in SHEET_ERRORS:
            raise CellHoldsError(text=text)
        encoding = language.detect_legacy(text, font=font)
        if encoding is None and self.old and _may_be_old(text):
            encoding = self.old
        if encoding:
            after = language.clean_name(language.from_legacy(text, encoding, font=font))
            if after != language.clean_name(text):
                self.converted.append(Converted(row.cells[key], text, after, encoding.value))
            text = after
        language.refuse_hidden_marks(text)
        return language.clean_name(text)

    def _as_text(self, column: SheetColumn, value: Any) -> str:
        text = _written(value)
        if len(text) > column.longest:
            raise TextTooLong(count=len(text), most=column.longest)
        return text

    def _as_day(self, _column: SheetColumn, value: Any) -> datetime.date:
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        return language.parse_day(_written(value))

    def _as_number(self, column: SheetColumn, value: Any) -> Decimal | int:
        whole = column.kind is Kind.COUNT
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number = Decimal(str(value))
            if whole and number != number.to_integral_value():
                text = language.format_number(number, language=self.language)
                raise language.NumberNotWhole(text=text, example="12")
        else:
            number = language.parse_number(_written(value), language=self.language, whole=whole)
        if whole and number < 0:
            raise NumberNegative(text=_written(value))
        return int(number) if whole else number

    def _as_choice(self, column: SheetColumn, value: Any) -> str:
        text = _written(value)
        code = self.choices[column.key].get(language.fold(text))
        if code is None:
            offered = ", ".join(gettext(choice.words) for choice in column.choices)
            raise NotInTheList(text=text, choices=offered)
        return code

    def _as_reference(self, column: SheetColumn, value: Any) -> str:
        """Return a code; the drop-down offers ``code – name``, of which the code is taken."""
        return self._as_text(column, value).partition(" – ")[0].strip()


_READ: dict[Kind, Callable[[_Reader, SheetColumn, Any], Any]] = {
    Kind.TEXT: _Reader._as_text,
    Kind.DAY: _Reader._as_day,
    Kind.COUNT: _Reader._as_number,
    Kind.NUMBER: _Reader._as_number,
    Kind.CHOICE: _Reader._as_choice,
    Kind.REFERENCE: _Reader._as_reference,
}


def _columns(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Return rows as columns; where rows are shorter than others, columns are."""
    if len(set(map(len, rows))) == 1:
        return list(zip(*rows, strict=True))
    return [[row[at] for row in rows if at < len(row)] for at in range(max(map(len, rows), default=0))]


def _choices(column: SheetColumn) -> dict[str, str]:
    """Return the code of each choice by its folded words in either language, and by itself."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {language.fold(gettext(choice.words)): choice.code for choice in column.choices}
    return found | {language.fold(choice.code): choice.code for choice in column.choices}


def _holds(value: Any) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _may_be_old(text: str) -> bool:
    """Tell whether a text could be in an old encoding: it has marks, and no letter beyond Latin-1."""
    return not text.isascii() and BEYOND_LATIN1.search(language.nfc(text)) is None


def _written(value: Any) -> str:
    """Return what a cell would show as text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return language.short_date(value.date())
    if isinstance(value, datetime.date):
        return language.short_date(value)
    return str(value).strip()


__all__ = [
    "Book",
    "CellHoldsError",
    "CellHoldsFormula",
    "CellIsEmpty",
    "HeadingTwice",
    "NoSuchHeading",
    "NotInTheList",
    "NothingInIt",
    "NumberNegative",
    "Sheet",
    "SheetTooLarge",
    "TextTooLong",
    "open_book",
    "read",
]
