"""Working days of offices."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nghisu.kit.working_days import BY_YEAR, add_working_days, is_working_day, working_days_between

DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 31))


def test_two_working_days_after_monday_is_wednesday() -> None:
    assert add_working_days(date(2023, 4, 17), 2) == date(2023, 4, 19)


def test_tet_is_stepped_over() -> None:
    assert add_working_days(date(2023, 1, 19), 1) == date(2023, 1, 27)


def test_a_day_in_lieu_is_no_working_day() -> None:
    assert not is_working_day(date(2023, 5, 3))


def test_a_saturday_worked_in_exchange_counts() -> None:
    assert is_working_day(date(2024, 5, 4))
    assert not is_working_day(date(2024, 4, 29))


@pytest.mark.parametrize("day", [date(2031, 1, 1), date(2031, 9, 2)])
def test_a_year_without_a_table_keeps_its_fixed_holidays(day: date) -> None:
    assert not is_working_day(day)


FIXED = [(1, 1), (30, 4), (1, 5), (2, 9)]


@pytest.mark.parametrize(("day", "month"), FIXED)
def test_each_fixed_holiday_is_off_in_every_year(day: int, month: int) -> None:
    assert not any(is_working_day(date(year, month, day)) for year in range(2022, 2034))


def test_days_beside_fixed_holidays_are_worked() -> None:
    beside = [date(2031, 1, 2), date(2030, 4, 29), date(2031, 4, 29), date(2030, 5, 2), date(2031, 9, 3)]

    assert [is_working_day(day) for day in beside] == [True] * 5


def test_a_common_saturday_is_no_working_day() -> None:
    assert [is_working_day(date(2023, 4, day)) for day in (14, 15, 16, 17)] == [True, False, False, True]
    assert [is_working_day(date(2031, 4, day)) for day in (4, 5, 6, 7)] == [True, False, False, True]


def test_tables_are_of_their_years_and_unconfirmed_until_an_office_compared_them() -> None:
    kept = {year: sorted(table.worked) for year, table in BY_YEAR.items()}

    assert kept == {
        2023: [],
        2024: [date(2024, 5, 4)],
        2025: [date(2025, 4, 26)],
        2026: [date(2026, 1, 10), date(2026, 8, 22)],
    }
    assert [len(table.off) for table in BY_YEAR.values()] == [17, 16, 18, 19]
    assert not any(table.confirmed for table in BY_YEAR.values())


def test_no_day_on_is_the_day_itself_or_the_next_one_worked() -> None:
    assert add_working_days(date(2023, 4, 17), 0) == date(2023, 4, 17)
    assert add_working_days(date(2023, 4, 29), 0) == date(2023, 5, 4)


def test_days_backwards_are_negative_and_none_lie_between_a_day_and_itself() -> None:
    assert working_days_between(date(2023, 4, 17), date(2023, 4, 19)) == 2
    assert working_days_between(date(2023, 4, 19), date(2023, 4, 17)) == -2
    assert working_days_between(date(2023, 4, 17), date(2023, 4, 17)) == 0


@given(DAYS, st.integers(1, 40))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    assert working_days_between(day, add_working_days(day, count)) == count
