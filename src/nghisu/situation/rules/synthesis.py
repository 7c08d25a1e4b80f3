"""What a situation report prints: for each topic how many units raised it, small counts kept back.

The topics are those of the committee, the periods are closed, nothing can be chosen or left out: so nobody
takes one table from another (P4). A month's line prints how many units raised the topic by the largest size
each named, with their total. A quarter's line prints one number more, the units of the quarter, each once,
and repeats what its months printed.

Whoever holds all the reports knows of each topic: a month's cells add up to its total; the quarter is at
least each month and at most their sum; nothing is more than all the units. Any whole numbers that keep to
this can be: units of two months may be the same or others, as it takes. So what such a reader can work out
of a hidden count is a span with two ends, which ``_spans`` finds exactly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nghisu.situation.rules.suppression import TOTAL, Shown, suppressed
from nghisu.situation.rules.topics import SIZES, larger

Printed = int | str
"""A number, or ``few`` or ``kept``."""
Row = tuple[Printed, ...]
"""What a month prints of a topic: by size, then the total."""
FEW, KEPT = Shown.FEW.value, Shown.KEPT.value


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers that a count may be, both ends taken."""

    low: int
    high: int

    @property
    def numbers(self) -> int:
        """How many they are."""
        return self.high - self.low + 1


def counts_of(raised: Iterable[tuple[object, str]]) -> tuple[int, ...]:
    """Count units by size, each once with the largest size it named. In: (unit, size) in any order."""
    sizes: dict[object, str] = {}
    for unit, size in raised:
        sizes[unit] = larger(sizes.get(unit, ""), size)
    return tuple(sum(1 for size in sizes.values() if size == one) for one in SIZES)


def month_row(counts: Sequence[int], *, threshold: int, units: int) -> Row:
    """Return what a month prints of a topic: the total before the sizes, where both would tell too much.

    :param units: how many units there are that could have raised it
    """
    table = suppressed([counts], thresholds=[threshold])
    audited: Row = tuple(
        table.values[0, place] if table.how[0, place] is Shown.PLAIN else table.how[0, place].value
        for place in [*range(len(counts)), TOTAL]
    )
    total, most = sum(counts), _most(units, threshold)
    withheld = (KEPT,) * len(counts)
    rows: list[Row] = [(*withheld, total)] if total >= threshold else []
    # What a printed total leaves over beside printed cells would be a group of fewer than k.
    is_whole = isinstance(audited[-1], int) and not 0 < audited[-1] - _known(audited) < threshold
    if is_whole or audited[-1] == FEW:
        rows.insert(0, audited)
    for row in rows:
        if _is_safe(row, _total(row, threshold, most), threshold, most):
            return row
    return (*withheld, KEPT)


def quarter_total(whole: int, months: Sequence[Row | None], *, threshold: int, units: int) -> Printed:
    """Return what a quarter prints of a topic beside what its months printed.

    :param months: their rows; None where a month's report does not list the topic, so that nobody raised it
    """
    label: Printed = FEW if whole < threshold else whole
    within = Span(0, threshold - 1) if label == FEW else Span(whole, whole)
    return label if _keeps_hidden(within, months, threshold, _most(units, threshold)) else KEPT


def size_of(rows: Iterable[Row | None]) -> str:
    """Return the largest size that as many units as it takes named in one month, by what was printed.

    "" where none was. What is kept back without being few stands for at least k units.
    """
    found = ""
    for row in rows:
        if row is None or _has_no_sizes(row):
            continue
        for size, printed in zip(SIZES, row, strict=False):
            if printed != FEW:
                found = larger(found, size.value)
    return found


def _most(units: int, threshold: int) -> int:
    """Return the most that a count can be; fewer units than k leave nothing to hide and nothing to show."""
    return max(units, threshold - 1)


def _has_no_sizes(row: Row) -> bool:
    """Tell whether nothing at all is said of the cells; kept back beside few ones, a cell is at least k."""
    return all(one == KEPT for one in row[:-1])


def _spans(row: Row, threshold: int, most: int) -> list[Span]:
    """Return what the labels of the cells say, one by one."""
    if _has_no_sizes(row):
        return [Span(0, most)] * (len(row) - 1)
    spans = []
    for one in row[:-1]:
        if isinstance(one, int):
            spans.append(Span(one, one))
        else:
            spans.append(Span(0, threshold - 1) if one == FEW else Span(threshold, most))
    return spans


def _total(row: Row, threshold: int, most: int) -> Span:
    """Return what the row alone says of its total."""
    cells, last = _spans(row, threshold, most), row[-1]
    said = Span(0, most)
    if isinstance(last, int):
        said = Span(last, last)
    elif last == FEW:
        said = Span(0, threshold - 1)
    return Span(max(said.low, sum(one.low for one in cells)), min(said.high, sum(one.high for one in cells)))


def _known(row: Row) -> int:
    """Return how many units the printed cells count together."""
    return sum(one for one in row[:-1] if isinstance(one, int))


def _is_safe(row: Row, total: Span, threshold: int, most: int) -> bool:
    """Tell whether every hidden count of a row can still be any of at least k numbers.

    :param total: what is known of the total from all that is printed
    """
    cells = _spans(row, threshold, most)
    low, high = sum(one.low for one in cells), sum(one.high for one in cells)
    for printed, cell in zip(row[:-1], cells, strict=True):
        if isinstance(printed, int):
            continue
        span = Span(
            max(cell.low, total.low - (high - cell.high)), min(cell.high, total.high - (low - cell.low))
        )
        if span.numbers < threshold or (printed == FEW and span != cell):
            return False
    if row[-1] == FEW:
        return total == Span(0, threshold - 1)
    return total.low >= threshold or total.numbers >= threshold


def _keeps_hidden(whole: Span, months: Sequence[Row | None], threshold: int, most: int) -> bool:
    """Tell whether a quarter's number leaves all that its months hid as wide as they printed it."""
    totals = [Span(0, 0) if row is None else _total(row, threshold, min(most, whole.high)) for row in months]
    totals = [Span(one.low, min(one.high, whole.high)) for one in totals]
    together = sum(one.high for one in totals)
    if any(one.low > one.high for one in totals) or together < whole.low:
        return False  # the months were printed of other counts: say nothing
    if whole.numbers > 1 and (max(one.low for one in totals) > whole.low or together < whole.high):
        return False  # a quarter that is few would be narrowed itself
    for row, total in zip(months, totals, strict=True):
        if row is None:
            continue
        narrowed = Span(max(total.low, whole.low - (together - total.high)), total.high)
        if not _is_safe(row, narrowed, threshold, most):
            return False
        if whole.numbers == 1 and not _may_be_told(whole, narrowed, _known(row), threshold):
            return False
    return True


def _may_be_told(whole: Span, month: Span, known: int, threshold: int) -> bool:
    """Tell whether the units that a month leaves over are none, or many, or of a number nobody can tell."""
    over = Span(whole.low - month.high, whole.low - month.low)
    beside = whole.low - known
    return (over.low >= threshold or over == Span(0, 0) or over.numbers >= threshold) and (
        beside == 0 or beside >= threshold
    )
