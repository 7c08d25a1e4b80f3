"""Several tables together: whoever holds all months and quarters narrows no hidden count below k (P3, P4).

The attackers here know nothing of how the product reckons. One tries every small organisation there can be;
the other adds up all that the labels let each count be, for organisations of the size of the demo.
"""

import itertools
import random
from collections.abc import Iterator, Sequence

import pytest

from nghisu.situation.rules.suppression import suppressed
from nghisu.situation.rules.synthesis import (
    FEW,
    KEPT,
    Printed,
    Row,
    counts_of,
    month_row,
    quarter_total,
    size_of,
)
from nghisu.situation.rules.topics import SIZES

pytestmark = pytest.mark.once
UNITS = 61

# Every small organisation ------------------------------------------------------------------------------

Counts = tuple[tuple[int, ...], ...]
World = tuple[Counts, int]


def worlds(units: int, sizes: int, months: int) -> set[World]:
    """Return all that can be counted of one topic: the cells of each month, and the units of the quarter."""
    kinds = list(itertools.product(range(sizes + 1), repeat=months))
    found = set()
    for cast in itertools.combinations_with_replacement(kinds, units):
        cells = tuple(
            tuple(sum(1 for kind in cast if kind[month] == size) for size in range(1, sizes + 1))
            for month in range(months)
        )
        found.add((cells, sum(1 for kind in cast if any(kind))))
    return found


def agrees(count: int, printed: Printed, k: int, least_kept: int) -> bool:
    """Tell whether a count may stand behind what was printed."""
    if isinstance(printed, int):
        return count == printed
    return count < k if printed == FEW else count >= least_kept


def fits(world: World, rows: Sequence[Row | None], whole: Printed, k: int) -> bool:
    """Tell whether a world agrees with all that was printed."""
    cells, quarter = world
    for month, row in zip(cells, rows, strict=True):
        if row is None:
            if any(month):
                return False
            continue
        least = 0 if all(one == KEPT for one in row[:-1]) else k
        if not all(agrees(count, one, k, least) for count, one in zip(month, row[:-1], strict=True)):
            return False
        if not agrees(sum(month), row[-1], k, 0):
            return False
    return agrees(quarter, whole, k, 0)


def told(values: set[int], k: int) -> bool:
    """Tell whether a number may be known to be one of these: k of them, nought, or none below k."""
    return len(values) >= k or min(values) >= k or values == {0}


@pytest.mark.parametrize(
    ("units", "sizes", "months", "k"),
    [(6, 2, 2, 2), (6, 2, 2, 3), (3, 2, 3, 2), (6, 1, 3, 3), (3, 3, 2, 2)],
)
def test_privacy_P3_in_every_small_organisation_all_reports_together_leave_what_is_hidden(
    units: int, sizes: int, months: int, k: int
) -> None:
    every = worlds(units, sizes, months)
    published = {_publish(world, units, k, late) for world in every for late in (False, True)}
    broken: list[tuple[object, ...]] = []
    for rows, whole in published:
        left = [world for world in every if fits(world, rows, whole, k)]
        for month, row in enumerate(rows):
            for cell, one in enumerate(row[:-1] if row else ()):
                values = {world[0][month][cell] for world in left}
                if one == FEW and values != set(range(k)):
                    broken.append((rows, whole, month, cell, values))
                if one == KEPT and len(values) < k:
                    broken.append((rows, whole, month, cell, values))
            if isinstance(whole, int):
                over = {world[1] - sum(world[0][month]) for world in left}
                if not told(over, k):
                    broken.append((rows, whole, month, "over", over))
        if whole == FEW and {world[1] for world in left} != set(range(k)):
            broken.append((rows, whole, "quarter"))

    assert broken == []
    assert any(isinstance(whole, int) for _rows, whole in published)
    assert any(whole == KEPT for _rows, whole in published)


def _publish(world: World, units: int, k: int, late: bool) -> tuple[tuple[Row | None, ...], Printed]:
    """Return what is printed; of a late topic the months before anybody raised it do not speak."""
    cells, quarter = world
    first = next((place for place, month in enumerate(cells) if any(month)), 0) if late else 0
    rows = tuple(
        None if place < first else month_row(month, threshold=k, units=units)
        for place, month in enumerate(cells)
    )
    return rows, quarter_total(quarter, rows, threshold=k, units=units)


# An organisation of the demo's size --------------------------------------------------------------------


def quarters(many: int) -> Iterator[tuple[list[dict[int, str]], int]]:
    """Yield random topics of a quarter: for each month unit → size, with the threshold."""
    chance = random.Random(20230421)
    for _ in range(many):
        months = []
        keen = chance.sample(range(UNITS), chance.choice((3, 6, 12, 25, 61)))
        for _month in range(3):
            among = [unit for unit in keen if chance.random() < chance.choice((0.1, 0.5, 0.9, 1.0))]
            months.append({unit: chance.choices(SIZES, (4, 6, 3, 1))[0].value for unit in among})
        yield months, chance.choice((5, 5, 5, 10))


def printed(months: list[dict[int, str]], k: int) -> tuple[list[Row], Printed]:
    """Return what the three months and the quarter print of a topic."""
    rows = [month_row(counts_of(one.items()), threshold=k, units=UNITS) for one in months]
    everybody = set().union(*months)
    return rows, quarter_total(len(everybody), rows, threshold=k, units=UNITS)


def naively_printed(months: list[dict[int, str]], k: int) -> tuple[list[Row], Printed]:
    """Return the same with small counts hidden and each table made safe by itself alone."""
    rows = []
    for one in months:
        counts = counts_of(one.items())
        table = suppressed([counts], thresholds=[k])
        rows.append(
            tuple(
                table.values[item] if how == "plain" else str(how.value)
                for item, how in sorted(table.how.items(), key=lambda pair: pair[0][1] % 99)
            )
        )
    whole = len(set().union(*months))
    return rows, whole if whole >= k else FEW


def sums(sets: Sequence[int]) -> int:
    """Return the numbers that a sum of one out of each set may be; a set is the bits of a number."""
    found = 1
    for one in sets:
        found = sum_of_two(found, one)
    return found


def sum_of_two(left: int, right: int) -> int:
    found, place = 0, 0
    while right:
        if right & 1:
            found |= left << place
        right, place = right >> 1, place + 1
    return found


def upto(low: int, high: int) -> int:
    """Return the set of the numbers between, both taken."""
    return ((1 << (high + 1)) - 1) & ~((1 << low) - 1) if high >= low else 0


def numbers(found: int) -> list[int]:
    return [place for place in range(found.bit_length()) if found >> place & 1]


def said(one: Printed, k: int, least_kept: int) -> int:
    if isinstance(one, int):
        return 1 << one
    return upto(0, k - 1) if one == FEW else upto(least_kept, UNITS)


def attacked(rows: Sequence[Row], whole: Printed, k: int) -> int:
    """Return how many hidden cells an attacker who holds all four tables narrows below k numbers."""
    cells, totals = [], []
    for row in rows:
        least = 0 if all(one == KEPT for one in row[:-1]) else k
        cells.append([said(one, k, least) for one in row[:-1]])
        totals.append(sums(cells[-1]) & said(row[-1], k, 0) & upto(0, UNITS))
    wholes = said(whole, k, 0)
    broken = 0
    for month, row in enumerate(rows):
        others = [one for place, one in enumerate(totals) if place != month]
        possible = 0
        for mine in numbers(totals[month]):
            for quarter in numbers(wholes):
                rest = [max((n for n in numbers(one) if n <= quarter), default=-1) for one in others]
                if mine <= quarter and min(rest) >= 0 and mine + sum(rest) >= quarter:
                    possible |= 1 << mine
                    break
        for cell, one in enumerate(row[:-1]):
            if isinstance(one, int):
                continue
            beside = sums([found for place, found in enumerate(cells[month]) if place != cell])
            values = [
                value for value in numbers(cells[month][cell]) if sum_of_two(beside, 1 << value) & possible
            ]
            broken += len(values) < k
    return broken


def test_privacy_P3_months_and_quarter_together_narrow_no_hidden_cell_of_300_topics() -> None:
    broken = hidden = told_totals = 0
    for months, k in quarters(300):
        rows, whole = printed(months, k)
        broken += attacked(rows, whole, k)
        hidden += sum(1 for row in rows for one in row[:-1] if not isinstance(one, int))
        told_totals += isinstance(whole, int)
    print(f"{broken} of {hidden} hidden cells narrowed; {told_totals} of 300 quarters printed a number")

    assert broken == 0
    assert told_totals > 60


def test_privacy_P3_the_same_attacker_breaks_tables_made_safe_one_by_one() -> None:
    broken = sum(attacked(*naively_printed(months, k), k) for months, k in quarters(300))
    print(f"one by one: {broken} hidden cells narrowed")

    assert broken > 0


def test_privacy_P4_ten_thousand_pairs_of_printed_numbers_never_differ_by_fewer_than_k_units() -> None:
    chance = random.Random(4)
    pairs: list[tuple[int, int]] = []
    for months, k in quarters(1_500):
        rows, whole = printed(months, k)
        everybody = frozenset().union(*months)
        for one, row in zip(months, rows, strict=True):
            cells = [
                frozenset(unit for unit, size in one.items() if size == name)
                for name, label in zip(SIZES, row, strict=False)
                if isinstance(label, int)
            ]
            inside = [*cells, frozenset().union(*cells)] if cells else []
            if isinstance(row[-1], int):
                pairs += [(len(frozenset(one) - part), k) for part in inside]
                inside.append(frozenset(one))
            if isinstance(whole, int):
                pairs += [(len(everybody - part), k) for part in inside]
    chosen = [chance.choice(pairs) for _ in range(10_000)]

    assert len(pairs) > 1_000
    assert [(over, k) for over, k in chosen if 0 < over < k] == []


# Examples ----------------------------------------------------------------------------------------------


def test_the_pay_matter_of_fourteen_units_is_told_in_month_and_quarter() -> None:
    january = month_row((0, 0, 0, 0), threshold=5, units=UNITS)
    february = month_row((0, 14, 0, 0), threshold=5, units=UNITS)

    assert january == (FEW, FEW, FEW, FEW, FEW)
    assert february == (FEW, KEPT, FEW, FEW, 14)
    assert quarter_total(14, [None, february, january], threshold=5, units=UNITS) == 14
    assert size_of([None, february, january]) == "many"


@pytest.mark.parametrize(
    ("whole", "months", "shown"),
    [
        (16, [(0, 14, 0, 0), (0, 2, 0, 0)], KEPT),  # two came in the second month alone
        (19, [(0, 14, 0, 0), (0, 9, 0, 0)], 19),
        (3, [(0, 2, 0, 0), (1, 0, 0, 0)], FEW),
        (9, [(5, 0, 0, 0), (0, 4, 0, 0)], KEPT),  # the second month would be four
        (6, [(6, 0, 0, 0), (0, 0, 0, 0)], 6),
    ],
)
def test_a_quarter_is_kept_back_where_it_tells_a_month(
    whole: int, months: list[tuple[int, ...]], shown: Printed
) -> None:
    rows = [month_row(one, threshold=5, units=UNITS) for one in months]

    assert quarter_total(whole, rows, threshold=5, units=UNITS) == shown


def test_where_sizes_and_total_together_tell_too_much_the_total_is_printed() -> None:
    row = month_row((0, 6, 0, 0), threshold=5, units=UNITS)

    assert row == (KEPT, KEPT, KEPT, KEPT, 6)
    assert size_of([row]) == ""


def test_in_a_committee_of_seven_units_no_size_near_k_is_told() -> None:
    assert month_row((5, 2, 0, 0), threshold=5, units=7) == (KEPT, KEPT, KEPT, KEPT, 7)


def test_a_unit_counts_with_the_largest_size_it_named() -> None:
    assert counts_of([("A", "some"), ("B", "most"), ("A", "nearly_all")]) == (0, 0, 1, 1)


def test_a_quarter_whose_months_were_printed_of_other_counts_says_nothing() -> None:
    assert (
        quarter_total(30, [None, month_row((6, 0, 0, 0), threshold=5, units=61)], threshold=5, units=61)
        == KEPT
    )
