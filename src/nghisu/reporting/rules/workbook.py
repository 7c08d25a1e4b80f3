"""Take any table together: units in rows, indicators in columns, as offices draw it. Plain Python.

Headings may stand in several rows with merged cells; subtotals and totals are told apart from units and held
against the sum; footnotes and column numbers are left out. Every row that is not counted is named with why.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import permutations

from nghisu.kit.language import fold
from nghisu.kit.refusals import N_, Refusal

TOTALS = ("tong", "cong", "total", "subtotal", "sum", "toan dang bo", "toan khoi", "luy ke")
NOTES = ("*", "(", "ghi chu", "nguon", "note", "source", "-", "nguoi lap", "noi nhan")
PERCENT_WORDS = ("%", "ty le", "ti le", "percent", "rate")
NUMBERING = re.compile(r"^\(?(?:\d{1,3}|[A-Za-z])\)?$")
EMPTY = frozenset({"-", "–", "x", "X"})
CENT = Decimal("0.01")
MOST_PAIRS = 12
Parse = Callable[[str], Decimal]


class NoTable(Refusal):
    """A sheet in which no table is found."""

    sentence = N_("No table is found: a column of units is needed, and numbers to the right of it.")
    field = "file"


class Why(StrEnum):
    """Why a row is not counted."""

    TOTAL = "total"
    NOTE = "note"
    NUMBERING = "numbering"


WHY_WORDS = {
    Why.TOTAL: N_("a total; held against the sum"),
    Why.NOTE: N_("a heading or a note, without numbers"),
    Why.NUMBERING: N_("numbers of the columns"),
}


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is not counted."""

    row: int
    words: str
    why: Why


@dataclass(frozen=True, slots=True)
class WrongTotal:
    """A total in the sheet that is not the sum of its rows."""

    row: int
    column: str
    said: Decimal
    expected: Decimal


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that is neither a number nor empty."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its numbers, in the order of the columns; None where the cell is empty."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Taken:
    """A table taken together.

    :param percents: of each column that is a percentage, the places of its part and its whole, or None
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    left: tuple[Left, ...]
    wrong_totals: tuple[WrongTotal, ...]
    wrong_cells: tuple[WrongCell, ...]
    percents: dict[int, tuple[int, int] | None] = field(default_factory=dict)

    @property
    def sums(self) -> list[Decimal | None]:
        """The sum of each column to two decimals; a percentage is that of the sums, or none."""
        found: list[Decimal | None] = []
        plain = [self._sum(place) for place in range(len(self.columns))]
        for place in range(len(self.columns)):
            if place not in self.percents:
                found.append(plain[place].quantize(CENT, ROUND_HALF_UP))
                continue
            pair = self.percents[place]
            found.append(percent(plain[pair[0]], plain[pair[1]]) if pair else None)
        return found

    def _sum(self, place: int) -> Decimal:
        return sum((line.values[place] or Decimal(0) for line in self.lines), start=Decimal(0))


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a share in percent to two decimals, None where there is no whole."""
    return (part * 100 / whole).quantize(CENT, ROUND_HALF_UP) if whole else None


def take_together(cells: Sequence[Sequence[object]], *, parse: Parse) -> Taken:
    """Find the table in the cells of a sheet and add it up.

    :param parse: reads a number typed as text, raising Refusal
    :raises NoTable: if there is none
    """
    grid = [[_text(cell) if isinstance(cell, str) else cell for cell in row] for row in cells]
    wide = max((len(row) for row in grid), default=0)
    grid = [[*row, *[None] * (wide - len(row))] for row in grid]
    label, first = _find(grid, parse)
    heads = _heads(grid, label, first)
    places = [place for place in range(label + 1, wide) if _is_counted(grid, first, place, heads, parse)]
    if not places:
        raise NoTable
    names = tuple(heads.get(place) or f"#{place + 1}" for place in places)
    lines, left, totals, wrong = _rows(grid, label, first, places, names, parse)
    percents = {
        number: _pair(number, lines)
        for number, name in enumerate(names)
        if any(word in fold(name) or word in name for word in PERCENT_WORDS)
    }
    wrong_totals = _wrong_totals(totals, lines, names, set(percents))
    return Taken(
        names, tuple(line for _row, line in lines), tuple(left), tuple(wrong_totals), tuple(wrong), percents
    )


Grid = list[list[object]]


def _text(cell: str) -> object:
    words = " ".join(cell.split())
    return words or None


def _number(cell: object, parse: Parse) -> Decimal | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Decimal(int(cell)) if cell == int(cell) else Decimal(str(cell))
    if isinstance(cell, str):
        try:
            return parse(cell.removesuffix("%").strip())
        except Refusal:
            return None
    return None


def _is_numbering(row: Sequence[object]) -> bool:
    """Tell whether a row only numbers the columns: A, B, (1), (2)."""
    filled = [cell for cell in row if cell is not None]
    texts = [
        str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell) for cell in filled
    ]
    if len(filled) < 3 or not all(NUMBERING.match(text) for text in texts):
        return False
    digits = [int(text.strip("()")) for text in texts if text.strip("()").isdecimal()]
    return len(digits) >= 2 and all(b - a == 1 for a, b in zip(digits, digits[1:], strict=False))


def _find(grid: Grid, parse: Parse) -> tuple[int, int]:
    """Return the column of the units and the first row that has one with a number to its right."""
    counts: dict[int, set[str]] = {}
    firsts: dict[int, int] = {}
    for number, row in enumerate(grid):
        if _is_numbering(row):
            continue
        for place, cell in enumerate(row):
            if not isinstance(cell, str) or _number(cell, parse) is not None:
                continue
            if any(_number(one, parse) is not None for one in row[place + 1 :]):
                counts.setdefault(place, set()).add(cell)
                firsts.setdefault(place, number)
    if not counts:
        raise NoTable
    label = min(counts, key=lambda place: (-len(counts[place]), place))
    return label, firsts[label]


def _heads(grid: Grid, label: int, first: int) -> dict[int, str]:
    """Return the heading of each column from all heading rows, a merged one over all that it spans."""
    rows: list[list[object]] = []
    for row in reversed(grid[:first]):
        if _is_numbering(row):
            continue
        if sum(cell is not None for cell in row) < 2:
            if rows:
                break
            continue  # the heading of the first group of units
        rows.insert(0, list(row))
    for above, row in enumerate(rows[:-1]):
        last: object = None
        for place, cell in enumerate(row):
            if cell is not None:
                last = cell
            elif place > label and any(below[place] is not None for below in rows[above + 1 :]):
                row[place] = last
    found: dict[int, str] = {}
    for place in range(label + 1, len(grid[0])):
        words = [_heading(row[place]) for row in rows if row[place] is not None]
        found[place] = " – ".join(dict.fromkeys(words))
    return found


def _heading(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)


def _is_counted(grid: Grid, first: int, place: int, heads: dict[int, str], parse: Parse) -> bool:
    """Tell whether a column holds numbers; one of remarks does not."""
    filled = [row[place] for row in grid[first:] if row[place] is not None and not _is_numbering(row)]
    numbers = sum(_number(cell, parse) is not None for cell in filled)
    return numbers > 0 and numbers * 2 >= len(filled)


def _rows(
    grid: Grid, label: int, first: int, places: list[int], names: tuple[str, ...], parse: Parse
) -> tuple[list[tuple[int, Line]], list[Left], list[tuple[int, tuple[Decimal | None, ...]]], list[WrongCell]]:
    lines: list[tuple[int, Line]] = []
    left: list[Left] = []
    totals: list[tuple[int, tuple[Decimal | None, ...]]] = []
    wrong: list[WrongCell] = []
    for number, row in enumerate(grid[first:], first + 1):
        words = row[label] if isinstance(row[label], str) else ""
        values = tuple(_number(row[place], parse) for place in places)
        said = str(words or next((cell for cell in row[:label] if isinstance(cell, str)), ""))
        if _is_numbering(row):
            left.append(Left(number, said, Why.NUMBERING))
        elif all(value is None for value in values) and not any(_is_word(row[place]) for place in places):
            if said:
                left.append(Left(number, said, Why.NOTE))
        elif fold(said).startswith(TOTALS):
            left.append(Left(number, said, Why.TOTAL))
            totals.append((number, values))
        elif not said and lines:  # the cell of the unit is merged over several rows
            before = lines[-1][1]
            lines[-1] = (lines[-1][0], Line(before.name, _added(before.values, values)))
        elif fold(said).startswith(NOTES):
            left.append(Left(number, said, Why.NOTE))
        else:
            lines.append((number, Line(said, values)))
            wrong += [
                WrongCell(number, names[place], str(row[column]))
                for place, column in enumerate(places)
                if values[place] is None and _is_word(row[column])
            ]
    return lines, left, totals, wrong


def _is_word(cell: object) -> bool:
    return isinstance(cell, str) and cell not in EMPTY


def _added(before: Sequence[Decimal | None], more: Sequence[Decimal | None]) -> tuple[Decimal | None, ...]:
    return tuple(a if b is None else b if a is None else a + b for a, b in zip(before, more, strict=True))


def _pair(place: int, lines: Sequence[tuple[int, Line]]) -> tuple[int, int] | None:
    """Return the columns of which a percentage is the share in every row, so that sums have one too."""
    known = [line.values for _row, line in lines if line.values[place] is not None]
    count = min(len(known[0]) if known else 0, MOST_PAIRS)
    if not known:
        return None
    times = (
        100 if all(abs(values[place] or Decimal(0)) <= 1 for values in known) else 1
    )  # cells shown as percentages
    for part, whole in permutations((one for one in range(count) if one != place), 2):
        if all(_is_share(values, place, part, whole, times) for values in known):
            return part, whole
    return None


def _is_share(values: Sequence[Decimal | None], place: int, part: int, whole: int, times: int) -> bool:
    said, a, b = values[place], values[part], values[whole]
    return said is not None and a is not None and bool(b) and abs(said * times - a * 100 / (b or 1)) <= CENT


def _wrong_totals(
    totals: Sequence[tuple[int, tuple[Decimal | None, ...]]],
    lines: Sequence[tuple[int, Line]],
    names: tuple[str, ...],
    percents: set[int],
) -> list[WrongTotal]:
    """Hold each total against the rows since the one before, and against all; below or above its rows."""
    found: list[WrongTotal] = []
    rows = [0, *(row for row, _values in totals), 1_000_000_000]
    for number, (row, values) in enumerate(totals, 1):
        for place, said in enumerate(values):
            if said is None or place in percents:
                continue
            above = _between(lines, rows[number - 1], row, place)
            below = _between(lines, row, rows[number + 1], place)
            so_far, whole = _between(lines, 0, row, place), _between(lines, 0, rows[-1], place)
            if all(abs(said - one) > CENT / 2 for one in (above, below, so_far, whole)):
                found.append(WrongTotal(row, names[place], said, above or whole))
    return found


def _between(lines: Sequence[tuple[int, Line]], first: int, until: int, place: int) -> Decimal:
    return sum(
        (line.values[place] or Decimal(0) for row, line in lines if first < row < until), start=Decimal(0)
    )
