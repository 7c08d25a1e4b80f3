"""The shape of a sheet: its columns, what each may hold, and what reading it gives. Plain Python."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, overload

from nghisu.kit.refusals import Refusal


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DAY = "day"
    COUNT = "count"  # a whole number, zero or more
    NUMBER = "number"
    CHOICE = "choice"  # one of a list, by its words or its code
    REFERENCE = "reference"  # the code of something that exists; the list is only offered


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list: the code that is stored, and the words that are shown (an English message)."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column.

    :param heading: an English message; a heading in either language is accepted, marks and case aside
    :param help: an English message, shown when the heading is pointed at
    :param also: further headings that are accepted
    :param choices: of a CHOICE, all that are accepted
    """

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    required: bool = False
    help: str = ""
    also: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    longest: int = 240
    width: int = 18


@dataclass(frozen=True, slots=True)
class SheetShape:
    """A sheet: its title (an English message) and its columns, in order."""

    key: str
    title: str
    columns: tuple[SheetColumn, ...]

    def column(self, key: str) -> SheetColumn:
        """Return the column with the key."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something stands: ``C7`` in row 7 of a sheet."""

    sheet: str
    row: int
    name: str
    heading: str


class Cells(Mapping[str, Cell]):
    """Where the columns of one row stand, by key; a cell is named when it is asked for."""

    __slots__ = ("headings", "letters", "row", "sheet")

    def __init__(self, sheet: str, row: int, letters: Mapping[str, str], headings: Mapping[str, str]) -> None:
        self.sheet, self.row = sheet, row
        self.letters, self.headings = letters, headings

    def __getitem__(self, key: str) -> Cell:
        return Cell(self.sheet, self.row, f"{self.letters[key]}{self.row}", self.headings.get(key, ""))

    def __iter__(self) -> Iterator[str]:
        return iter(self.letters)

    def __len__(self) -> int:
        return len(self.letters)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read.

    :param values: what each column holds, by key: text, date, int, Decimal, the code of a choice; or None
    """

    number: int
    values: Mapping[str, Any]
    cells: Mapping[str, Cell]

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)

    def text(self, key: str) -> str:
        """Return a text, empty where the cell is."""
        return str(self.values.get(key) or "")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell or one row: the sentence (an English message) and what fills it."""

    row: int
    cell: str
    heading: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""

    @classmethod
    def of(cls, refusal: Refusal, row: Row, key: str | None = None) -> "Fault":
        """Return a refusal of the rules as a fault of a row, in the cell of a column if it has one."""
        cell = row.cells.get(key or refusal.field or "")
        return cls(
            row=row.number,
            cell=cell.name if cell else "",
            heading=cell.heading if cell else "",
            sentence=refusal.sentence,
            values={name: _kept(value) for name, value in refusal.values.items()},
            sheet=cell.sheet if cell else "",
        )


@dataclass(frozen=True, slots=True)
class Converted:
    """A cell that was in an old encoding: what it held, and what it reads as."""

    cell: Cell
    before: str
    after: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet held: rows without fault, the faults of the others, cells in an old encoding."""

    sheet: str
    rows: Sequence[Row]
    faults: tuple[Fault, ...]
    converted: tuple[Converted, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether there is something to import and nothing is wrong."""
        return bool(self.rows) and not self.faults

    def with_faults(self, faults: Iterable[Fault]) -> "Reading":
        """Return the reading with further faults, ordered by row and column."""
        every = sorted((*self.faults, *faults), key=lambda fault: (fault.row, len(fault.cell), fault.cell))
        return Reading(self.sheet, self.rows, tuple(every), self.converted)


class RowsByColumn(Sequence[Row]):
    """Rows that lie as columns; each becomes a row when it is asked for."""

    def __init__(
        self,
        sheet: str,
        numbers: Sequence[int],
        columns: Mapping[str, Sequence[Any]],
        letters: Mapping[str, str],
        headings: Mapping[str, str],
    ) -> None:
        self.sheet, self.numbers, self.columns = sheet, numbers, columns
        self.letters, self.headings = letters, headings

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            part = {key: values[place] for key, values in self.columns.items()}
            return RowsByColumn(self.sheet, self.numbers[place], part, self.letters, self.headings)
        number = self.numbers[place]
        values = {key: column[place] for key, column in self.columns.items()}
        return Row(number, values, Cells(self.sheet, number, self.letters, self.headings))

    def __iter__(self) -> Iterator[Row]:
        keys = list(self.columns)
        sheet, letters, headings = self.sheet, self.letters, self.headings
        for number, found in zip(self.numbers, zip(*self.columns.values(), strict=True), strict=True):
            yield Row(number, dict(zip(keys, found, strict=True)), Cells(sheet, number, letters, headings))


def column_of(rows: Sequence[Row], key: str) -> Sequence[Any]:
    """Return what a column holds in each row, None where it is empty or not in the sheet."""
    if isinstance(rows, RowsByColumn):
        return rows.columns[key] if key in rows.columns else [None] * len(rows)
    return [row.values.get(key) for row in rows]


def column_letters(place: int) -> str:
    """Return the letters of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _kept(value: Any) -> Any:
    return value if isinstance(value, (str, int)) else str(value)
