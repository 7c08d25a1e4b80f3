"""Small counts stay kept back (P3, P4): an attacker with linear programming narrows none of them below k."""

import random
import time
from collections.abc import Sequence

import pytest
from tests.situation.attacker import narrowed

from nghisu.situation.rules.suppression import (
    TOTAL,
    Published,
    Shown,
    gives_a_month_away,
    naively_suppressed,
    rounded_for_the_public,
    suppressed,
    threshold_of,
)

pytestmark = pytest.mark.once
TABLES = 150


def tables() -> list[tuple[list[list[int]], list[int]]]:
    """Return random tables of counts with the threshold of each row."""
    chance = random.Random(20230421)
    made = []
    for _ in range(TABLES):
        rows, columns = chance.randint(2, 6), chance.randint(2, 5)
        cells = [
            [chance.choice((0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 20)) for _ in range(columns)] for _ in range(rows)
        ]
        made.append((cells, [chance.choice((5, 5, 5, 10)) for _ in range(rows)]))
    return made


def attacked(published: Published, rows: int, columns: int) -> list[tuple[int, int]]:
    return narrowed(published, rows, columns)


@pytest.mark.parametrize("with_totals", [False, True], ids=["rows", "rows and columns"])
def test_privacy_P3_no_hidden_cell_of_150_tables_is_narrowed_below_k(with_totals: bool) -> None:
    broken = []
    for cells, thresholds in tables():
        published = suppressed(cells, thresholds=thresholds, with_column_totals=with_totals)
        broken += attacked(published, len(cells), len(cells[0]))

    assert broken == []


def test_privacy_P3_the_same_attacker_breaks_the_naive_tables() -> None:
    hidden = broken = 0
    for cells, thresholds in tables():
        published = naively_suppressed(cells, thresholds=thresholds)
        hidden += sum(1 for item, how in published.how.items() if how is Shown.FEW and TOTAL not in item)
        broken += len(attacked(published, len(cells), len(cells[0])))
    print(f"naive: {broken} of {hidden} hidden cells narrowed")

    assert broken > hidden / 3


def test_no_count_below_k_is_ever_printed() -> None:
    for cells, thresholds in tables():
        published = suppressed(cells, thresholds=thresholds, with_column_totals=True)
        for (row, column), how in published.how.items():
            if how is Shown.PLAIN:
                least = thresholds[row] if row != TOTAL else max(thresholds)
                assert published.values[row, column] >= least


def test_rule_O3_two_units_in_a_cell_are_shown_as_fewer_than_five() -> None:
    published = suppressed([[2, 12]])

    assert published.shown(0, 0) is None
    assert published.is_few(0, 0)
    assert published.thresholds == (5,)


def test_a_total_beside_one_small_cell_does_not_give_it_away() -> None:
    published = suppressed([[2, 12]])

    assert [published.shown(0, column) for column in (0, 1, TOTAL)].count(None) >= 2


def test_a_table_of_large_counts_is_printed_whole() -> None:
    published = suppressed([[7, 12], [5, 30]], with_column_totals=True)

    assert set(published.how.values()) == {Shown.PLAIN}


@pytest.mark.parametrize(("is_sensitive", "k"), [(False, 5), (True, 10)])
def test_a_sensitive_field_needs_ten_units(is_sensitive: bool, k: int) -> None:
    assert threshold_of(is_sensitive=is_sensitive) == k


@pytest.mark.parametrize(("count", "shown"), [(4, None), (5, 5), (7, 5), (8, 10), (14, 15)])
def test_a_communique_rounds_to_five(count: int, shown: int | None) -> None:
    assert rounded_for_the_public(count) == shown


def months(*shown: int | None) -> Sequence[tuple[Shown, int]]:
    return [(Shown.FEW, 0) if one is None else (Shown.PLAIN, one) for one in shown]


@pytest.mark.parametrize(
    ("whole", "shown", "gives"),
    [
        (14, (None, 14, 5), False),
        (22, (None, 10, 10), True),  # January was at least two
        (20, (None, 10, 10), False),
        (25, (None, None, 20), True),
        (24, (None, None, 20), False),
        (30, (10, 10, 10), False),
    ],
)
def test_privacy_P4_a_quarter_does_not_give_a_hidden_month_away(
    whole: int, shown: tuple[int | None, ...], gives: bool
) -> None:
    assert gives_a_month_away(whole=whole, months=months(*shown), threshold=5) is gives


def test_a_year_of_two_hundred_topics_by_sixty_one_units_is_made_safe_within_two_seconds() -> None:
    chance = random.Random(7)
    year = [
        [[chance.choice((0, 0, 1, 2, 3, 4, 6, 9, 12)) for _unit in range(61)] for _topic in range(200)]
        for _month in range(12)
    ]

    started = time.process_time()
    tables = [suppressed(month) for month in year]
    took = time.process_time() - started

    print(f"12 x 200 topics x 61 units: {took:.2f} s of processor time")
    assert sum(len(one.how) for one in tables) == 12 * 200 * 62
    assert took < 2
