"""Keep small counts back, and audit that nobody can work them out from what is printed.

A table of counts has rows (topics), columns (parts of the organisation), a total for each row, and where
asked totals of the columns and of all. A count below its row's threshold k is shown as "fewer than k".
Printed totals may give it away, so further numbers are kept back until, for whoever knows every printed
number, every count that is not shown could still be any of at least k numbers.

The printed table is a circulation of whole numbers: from the grand total to the rows, through the cells to
the columns, and back. How far a hidden count may move is then a flow in what is hidden; whole numbers need no
better bound, because such a network's bounds are whole.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush

THRESHOLD = 5
SENSITIVE_THRESHOLD = 10
FREE = 1_000_000


class Shown(StrEnum):
    """How a count appears."""

    PLAIN = "plain"
    FEW = "few"  # fewer than the threshold
    KEPT = "kept"  # not given, so that others cannot be worked out


Item = tuple[int, int]
"""(row, column); the column TOTAL stands for a row's total, the row TOTAL for the totals below."""
TOTAL = -1


@dataclass(frozen=True)
class Published:
    """A table as it may be printed."""

    values: Mapping[Item, int]
    how: Mapping[Item, Shown]
    thresholds: tuple[int, ...]

    def shown(self, row: int, column: int) -> int | None:
        """Return the number, or None where it is not given."""
        return self.values[row, column] if self.how[row, column] is Shown.PLAIN else None

    def is_few(self, row: int, column: int) -> bool:
        """Tell whether it is printed as fewer than the threshold."""
        return self.how[row, column] is Shown.FEW


def threshold_of(*, is_sensitive: bool) -> int:
    """Return how many units must contribute before a count is shown. Source: reliability.md, P3."""
    return SENSITIVE_THRESHOLD if is_sensitive else THRESHOLD


def rounded_for_the_public(count: int, threshold: int = THRESHOLD) -> int | None:
    """Return a count rounded to five for a communiqué, None where it may not be given."""
    return None if count < threshold else 5 * round(count / 5)


def suppressed(
    cells: Sequence[Sequence[int]],
    *,
    thresholds: Sequence[int] | None = None,
    with_column_totals: bool = False,
    kept_rows: frozenset[int] = frozenset(),
) -> Published:
    """Return the table with small counts kept back, and as many others as it takes.

    :param thresholds: k of each row; 5 unless said
    :param kept_rows: rows of which nothing may be printed
    """
    if not with_column_totals:
        return _row_by_row(cells, thresholds or [THRESHOLD] * len(cells), kept_rows)
    audit = _Audit(cells, thresholds or [THRESHOLD] * len(cells), with_column_totals, kept_rows)
    audit.run()
    return Published(audit.values, audit.how, tuple(audit.thresholds))


def _row_by_row(
    cells: Sequence[Sequence[int]], thresholds: Sequence[int], kept_rows: frozenset[int]
) -> Published:
    """Make a table without totals of columns safe: nothing ties one row to another."""
    values: dict[Item, int] = {}
    how: dict[Item, Shown] = {}
    for row, (counts, threshold) in enumerate(zip(cells, thresholds, strict=True)):
        one = _Row(counts, threshold, is_kept=row in kept_rows)
        one.run()
        for place, (value, shown) in enumerate(zip(one.values, one.how, strict=True)):
            item = (row, place if place < len(counts) else TOTAL)
            values[item], how[item] = value, shown
    return Published(values, how, tuple(thresholds))


class _Row:
    """One row and its total: the cells together are the total, and that is all anybody can reckon with.

    What one count moves, the others must take up; how far they can is a sum of what their labels leave.
    """

    def __init__(self, counts: Sequence[int], threshold: int, *, is_kept: bool) -> None:
        self.need = threshold
        self.values = [*counts, sum(counts)]
        self.total = len(counts)
        self.how = [Shown.FEW if value < threshold else Shown.PLAIN for value in self.values]
        if is_kept:
            self.how = [
                Shown.FEW if how is Shown.FEW and place != self.total else Shown.KEPT
                for place, how in enumerate(self.how)
            ]

    def run(self) -> None:
        """Keep further counts back until nothing hidden is narrowed."""
        if all(how is Shown.PLAIN for how in self.how):
            return
        while self._widen_first():
            pass

    def _widen_first(self) -> bool:
        """Widen the first count that is narrowed; return whether anything more was hidden."""
        down, up = zip(*(self._rooms(place) for place in range(self.total + 1)), strict=True)
        cells_down, cells_up = sum(down[: self.total]), sum(up[: self.total])
        for place, how in enumerate(self.how):
            if how is Shown.PLAIN or (place == self.total and how is not Shown.FEW):
                continue
            if place == self.total:
                rises, falls = cells_up, cells_down
            else:
                rises = cells_down - down[place] + up[self.total]
                falls = cells_up - up[place] + down[self.total]
            if self._is_narrowed(place, rises, falls) and self._widen(place):
                return True
        return False

    def _rooms(self, place: int) -> tuple[int, int]:
        """Return how far the label lets a count move down and up."""
        how, value = self.how[place], self.values[place]
        if how is Shown.PLAIN:
            return 0, 0
        if how is Shown.FEW:
            return value, self.need - 1 - value
        return (value if place == self.total else value - self.need), FREE - value

    def _is_narrowed(self, place: int, rises: int, falls: int) -> bool:
        """Tell whether the others leave a hidden count less than its label does.

        :param rises: how far the others let it move up
        """
        value, most = self.values[place], self.need - 1
        if self.how[place] is Shown.FEW:
            return rises < most - value or falls < value
        return min(falls, most, value - self.need) + rises < most

    def _widen(self, place: int) -> bool:
        """Hide what is cheapest that lets the count move up, then down; else unsay the total."""
        has_hidden = False
        for is_up in (True, False):
            others = [one for one in range(self.total + 1) if one != place]
            cheapest = min(others, key=lambda one: self._price(one, place, is_up), default=None)
            if cheapest is not None and self.how[cheapest] is Shown.PLAIN:
                self.how[cheapest] = Shown.KEPT
                has_hidden = True
        if not has_hidden and self.how[self.total] is not Shown.KEPT:
            self.how[self.total] = Shown.KEPT
            has_hidden = True
        return has_hidden

    def _price(self, one: int, place: int, is_up: bool) -> int:
        is_total = one == self.total
        if self.how[one] is Shown.PLAIN:
            # A total is dearer than a cell: it says most. A cell too near to k would be narrowed itself.
            near = self.values[one] < 2 * self.need and not is_total
            return (10_000 if is_total else 100) + self.values[one] + (50 if near else 0)
        # A cell moves with the total and against another cell.
        moves_up = is_up if self.total in (one, place) else not is_up
        return 1 if self._rooms(one)[moves_up] >= self.need - 1 else 300


def naively_suppressed(
    cells: Sequence[Sequence[int]],
    *,
    thresholds: Sequence[int] | None = None,
    with_column_totals: bool = True,
) -> Published:
    """Return the table with small counts hidden and all totals printed: what an attacker breaks."""
    audit = _Audit(cells, thresholds or [THRESHOLD] * len(cells), with_column_totals, frozenset())
    for item, value in audit.values.items():
        is_cell = TOTAL not in item
        audit.how[item] = Shown.FEW if is_cell and value < audit.threshold(item) else Shown.PLAIN
    return Published(audit.values, audit.how, tuple(audit.thresholds))


class _Audit:
    """Holds a table while it is made safe."""

    def __init__(
        self,
        cells: Sequence[Sequence[int]],
        thresholds: Sequence[int],
        with_column_totals: bool,
        kept_rows: frozenset[int],
    ) -> None:
        self.rows, self.columns = len(cells), len(cells[0]) if cells else 0
        self.thresholds = list(thresholds)
        self.with_column_totals = with_column_totals
        self.values: dict[Item, int] = {}
        for row, counts in enumerate(cells):
            for column, count in enumerate(counts):
                self.values[row, column] = count
            self.values[row, TOTAL] = sum(counts)
        if with_column_totals:
            for column in range(self.columns):
                self.values[TOTAL, column] = sum(counts[column] for counts in cells)
            self.values[TOTAL, TOTAL] = sum(sum(counts) for counts in cells)
        self._hidden_now: list[Item] = []
        self.how: dict[Item, Shown] = {}
        for item, value in self.values.items():
            if item[0] in kept_rows:
                small = TOTAL not in item and value < self.threshold(item)
                self.how[item] = Shown.FEW if small else Shown.KEPT
            else:
                self.how[item] = Shown.FEW if value < self.threshold(item) else Shown.PLAIN
        # Nodes: rows, then columns, then the source and the sink of all.
        self.source = self.rows + self.columns
        self.sink = self.source + 1
        self.out: list[list[tuple[int, Item | None, bool]]] = [[] for _ in range(self.sink + 1)]
        for item in self.values:
            self._join(*self._ends(item), item)
        if not with_column_totals:
            for column in range(self.columns):
                self._join(self.rows + column, self.sink, None)
            self._join(self.sink, self.source, None)

    def threshold(self, item: Item) -> int:
        """Return k of the row; of a total below, the largest of all rows."""
        return self.thresholds[item[0]] if item[0] != TOTAL else max(self.thresholds, default=THRESHOLD)

    def _ends(self, item: Item) -> tuple[int, int]:
        row, column = item
        if item == (TOTAL, TOTAL):
            return self.sink, self.source
        if column == TOTAL:
            return self.source, row
        if row == TOTAL:
            return self.rows + column, self.sink
        return row, self.rows + column

    def _join(self, start: int, end: int, item: Item | None) -> None:
        self.out[start].append((end, item, True))
        self.out[end].append((start, item, False))

    def bounds(self, item: Item) -> tuple[int, int]:
        """Return between which numbers a label alone says the count lies, both taken."""
        how, value = self.how[item], self.values[item]
        if how is Shown.PLAIN:
            return value, value
        if how is Shown.FEW:
            return 0, self.threshold(item) - 1
        # A cell that is kept back without being small is known to be at least k; of a total nothing is said.
        return (self.threshold(item), FREE) if TOTAL not in item else (0, FREE)

    def room(self, item: Item, up: bool) -> int:
        """Return how far the label lets a count move."""
        low, high = self.bounds(item)
        return high - self.values[item] if up else self.values[item] - low

    def is_narrowed(self, item: Item) -> bool:
        """Tell whether whoever knows all that is printed knows more of a hidden count than its label says."""
        need = self.threshold(item)
        if self.how[item] is Shown.FEW:
            up, down = need - 1 - self.values[item], self.values[item]
            return self.moves(item, True, up) < up or self.moves(item, False, down) < down
        most = need - 1
        down = min(most, self.room(item, False))
        found = self.moves(item, False, down)
        return found < most and found + self.moves(item, True, most - found) < most

    def moves(self, item: Item, up: bool, wanted: int) -> int:
        """Return how far a hidden count can move, up to what is wanted, while all that is printed stays."""
        if wanted <= 0:
            return 0
        start, end = self._ends(item)
        moved: dict[Item, int] = {}
        source, target = (end, start) if up else (start, end)
        done = 0
        while done < wanted:
            path = self._path(source, target, item, moved)
            if path is None:
                break
            step = wanted - done
            for one, forward in path:
                if one is not None:
                    step = min(step, self._left(one, forward, moved))
            for one, forward in path:
                if one is not None:
                    moved[one] = moved.get(one, 0) + (step if forward else -step)
            done += step
        return done

    def _left(self, item: Item, forward: bool, moved: Mapping[Item, int]) -> int:
        return self.room(item, forward) + (-moved.get(item, 0) if forward else moved.get(item, 0))

    def _path(
        self, start: int, end: int, without: Item, moved: Mapping[Item, int]
    ) -> list[tuple[Item | None, bool]] | None:
        came: dict[int, tuple[int, Item | None, bool]] = {start: (start, None, True)}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for there, item, forward in self.out[here]:
                if there in came or item == without:
                    continue
                if item is not None and (
                    self.how[item] is Shown.PLAIN or self._left(item, forward, moved) <= 0
                ):
                    continue
                came[there] = (here, item, forward)
                if there == end:
                    return _back(came, start, end)
                waiting.append(there)
        return None

    def run(self) -> None:
        """Keep further counts back until nothing hidden is narrowed."""
        waiting = deque(item for item, how in self.how.items() if how is not Shown.PLAIN)
        again: set[Item] = set()
        while waiting:
            item = waiting.popleft()
            if self.how[item] is Shown.PLAIN or not self._is_watched(item) or not self.is_narrowed(item):
                continue
            self._widen(item)
            if not self._hidden_now:
                continue  # every total is unsaid already; a cell without totals moves freely
            again.add(item)
            waiting.append(item)
            # What is hidden anew lies on the way; whatever was safe stays safe, for hiding only widens.
            waiting.extend(one for one in self._hidden_now if one not in again)
            self._hidden_now = []

    def _is_watched(self, item: Item) -> bool:
        """Tell whether a hidden count must stay wide: all cells, and totals that are small."""
        return TOTAL not in item or self.how[item] is Shown.FEW

    def _widen(self, item: Item) -> None:
        """Hide what is cheapest on a way along which the count could move; else unsay a small total."""
        self._hidden_now = []
        start, end = self._ends(item)
        for source, target in ((end, start), (start, end)):
            for one in self._cheapest(source, target, item):
                self._hide(one)
        if not self._hidden_now:
            for one in self._labelled_totals(item):
                self.how[one] = Shown.KEPT
                self._hidden_now.append(one)
        if not self._hidden_now:
            for one, how in self.how.items():
                if TOTAL in one and how is not Shown.KEPT:
                    self.how[one] = Shown.KEPT
                    self._hidden_now.append(one)

    def _hide(self, one: Item) -> None:
        if self.how[one] is Shown.PLAIN:
            self.how[one] = Shown.KEPT
            self._hidden_now.append(one)

    def _labelled_totals(self, item: Item) -> list[Item]:
        near = [(item[0], TOTAL), (TOTAL, item[1]), (TOTAL, TOTAL)]
        return [one for one in near if one in self.how and self.how[one] is not Shown.KEPT]

    def _cheapest(self, start: int, end: int, without: Item) -> list[Item]:
        """Return what must be hidden on the cheapest way; what is hidden already costs little."""
        best: dict[int, int] = {start: 0}
        came: dict[int, tuple[int, Item | None, bool]] = {start: (start, None, True)}
        heap = [(0, start)]
        while heap:
            cost, here = heappop(heap)
            if here == end:
                return [
                    one
                    for one, _forward in _back(came, start, end)
                    if one is not None and self.how[one] is Shown.PLAIN
                ]
            if cost > best[here]:
                continue
            for there, item, forward in self.out[here]:
                if item == without:
                    continue
                price = cost + self._price(item, forward)
                if price < best.get(there, FREE * FREE):
                    best[there] = price
                    came[there] = (here, item, forward)
                    heappush(heap, (price, there))
        return []

    def _price(self, item: Item | None, forward: bool) -> int:
        if item is None:
            return 0
        if self.how[item] is Shown.PLAIN:
            # A total is dearer than a cell: it says most. A cell too near to k would be narrowed itself.
            near = self.values[item] < 2 * self.threshold(item) and TOTAL not in item
            return (10_000 if TOTAL in item else 100) + self.values[item] + (50 if near else 0)
        return 1 if self.room(item, forward) >= self.threshold(item) - 1 else 300


def _back(
    came: Mapping[int, tuple[int, Item | None, bool]], start: int, end: int
) -> list[tuple[Item | None, bool]]:
    path: list[tuple[Item | None, bool]] = []
    here = end
    while here != start:
        before, item, forward = came[here]
        path.append((item, forward))
        here = before
    return path


def gives_a_month_away(*, whole: int, months: Sequence[tuple[Shown, int]], threshold: int) -> bool:
    """Tell whether a quarter's count, beside the months already printed, narrows a month that was not.

    A unit counts once in the quarter and may count in several months, so the quarter is at most their sum:
    a hidden month is at least the quarter less the most that the others may be.

    :param months: how each month of the quarter was printed, and its number
    """
    most = [
        number if how is Shown.PLAIN else (threshold - 1 if how is Shown.FEW else FREE)
        for how, number in months
    ]
    return any(
        how is not Shown.PLAIN and whole > sum(most) - mine
        for (how, _number), mine in zip(months, most, strict=True)
    )
