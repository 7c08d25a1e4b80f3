"""Working days of offices."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nghisu.kit.working_days import add_working_days, is_working_day, working_days_between

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


@given(DAYS, st.integers(1, 40))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    assert working_days_between(day, add_working_days(day, count)) == count
