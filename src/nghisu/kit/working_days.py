"""Working days (ngày làm việc) of Vietnamese offices: Monday to Friday less public holidays. Plain Python.

The days off follow Bộ luật Lao động 2019, Điều 112; the days of Tết, the days in lieu and the Saturdays
worked in exchange are announced for each year. A year without a table has its fixed holidays only.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days off of one year.

    :param off: weekdays without work, days in lieu and exchanged days included
    :param worked: Saturdays worked in exchange
    :param confirmed: False until an office has held the table against the announcement
    """

    year: int
    off: frozenset[date]
    worked: frozenset[date]
    source: str
    confirmed: bool = False


def _year(year: int, off: str, worked: str = "", source: str = "") -> Holidays:
    """Read days written ``2/1 20/1-26/1``."""
    days: set[date] = set()
    for words in off.split():
        first, _, last = words.partition("-")
        here, end = _day(year, first), _day(year, last or first)
        while here <= end:
            days.add(here)
            here += timedelta(days=1)
    return Holidays(
        year=year,
        off=frozenset(days),
        worked=frozenset(_day(year, word) for word in worked.split()),
        source=source,
    )


def _day(year: int, text: str) -> date:
    day, month = text.split("/")
    return date(year, int(month), int(day))


BY_YEAR: dict[int, Holidays] = {
    table.year: table
    for table in (
        _year(
            2023,
            "2/1 20/1-26/1 29/4-3/5 1/9-4/9",
            source="Thông báo 5034/TB-LĐTBXH (2022): Tết Quý Mão, Quốc khánh 2023",
        ),
        _year(
            2024,
            "1/1 8/2-14/2 18/4 29/4-1/5 31/8-3/9",
            worked="4/5",
            source="Thông báo 5015/TB-LĐTBXH (2023), hoán đổi ngày 29/4 sang 4/5/2024",
        ),
        _year(
            2025,
            "1/1 25/1-2/2 7/4 30/4-2/5 30/8-2/9",
            worked="26/4",
            source="Thông báo 6150/TB-BLĐTBXH (2024), hoán đổi ngày 2/5 sang 26/4/2025",
        ),
        _year(
            2026,
            "1/1-2/1 14/2-22/2 27/4 30/4-1/5 29/8-2/9",
            worked="10/1 22/8",
            source="Thông báo của Bộ Nội vụ (2025), hoán đổi ngày 2/1 sang 10/1 và 31/8 sang 22/8/2026",
        ),
    )
}
FIXED = ((1, 1), (30, 4), (1, 5), (2, 9))


def is_working_day(day: date) -> bool:
    """Tell whether offices work on the day."""
    table = BY_YEAR.get(day.year)
    if table is None:
        return day.weekday() < SATURDAY and (day.day, day.month) not in FIXED
    if day in table.worked:
        return True
    return day.weekday() < SATURDAY and day not in table.off


def add_working_days(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``; for 0 the day itself, or the next one worked."""
    if count == 0 and is_working_day(day):
        return day
    left = max(count, 1)
    while left:
        day += timedelta(days=1)
        if is_working_day(day):
            left -= 1
    return day


@lru_cache(maxsize=4096)
def working_days_between(first: date, until: date) -> int:
    """Return how many working days lie after ``first`` up to and including ``until``; negative if before."""
    if until < first:
        return -working_days_between(until, first)
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (until - first).days + 1))
