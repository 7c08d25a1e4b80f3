"""What a figure may be added to, and that no share stands without its whole."""

from datetime import date

import pytest

from nghisu.figures.rules.indicators import (
    BY_CODE,
    INDICATORS,
    DoesNotAddUp,
    Share,
    StockSummed,
    UnknownIndicator,
    check_total,
    indicator,
    last_in_time,
    sum_over_time,
)


def test_rule_T5_of_2723_due_2501_are_done() -> None:
    share = Share(part=2501, whole=2723)

    assert (share.percent(), share.rest) == ("91,85%", 222)
    assert share.words() == "2501/2723 (91,85%)"


def test_rule_R2_a_stock_is_not_added_to_that_of_the_quarter_before() -> None:
    organisations = sum((44, 32))

    assert organisations == 76
    assert last_in_time(BY_CODE["open"], [(date(2023, 3, 31), 76), (date(2022, 12, 31), 75)]) == 76
    with pytest.raises(StockSummed):
        sum_over_time(BY_CODE["open"], [75, 76])


def test_rule_R3_eighty_four_of_two_hundred_are_42_per_cent() -> None:
    assert Share(84, 200).percent() == "42,00%"


def test_rule_R6_a_half_year_that_is_not_the_sum_of_its_quarters_is_refused() -> None:
    with pytest.raises(DoesNotAddUp) as refusal:
        check_total(parts=[37, 40], total=75)

    assert refusal.value.values == {"expected": 77, "total": 75}
    check_total(parts=[37, 40], total=77)


def test_a_share_of_nothing_shows_no_percentage() -> None:
    assert Share(0, 0).words() == "0/0"


def test_quarters_of_a_flow_add_up() -> None:
    assert sum_over_time(BY_CODE["done"], [106, 94]) == 200


def test_every_indicator_says_what_it_counts() -> None:
    assert all(one.definition and one.sums_to for one in INDICATORS)
    assert len(BY_CODE) == len(INDICATORS)


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(UnknownIndicator):
        indicator("happiness")
