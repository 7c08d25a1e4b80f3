"""Days as Vietnamese offices write and type them."""

import calendar
import re
from datetime import date, datetime

from nghisu.kit.language.folding import nfc
from nghisu.kit.refusals import N_, Refusal

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
SHORT = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{1,4})", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
LONG = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{1,4})", re.ASCII | re.IGNORECASE)
ROMAN_QUARTERS = ("I", "II", "III", "IV")


class DayNotUnderstood(Refusal):
    """The text names no day."""

    sentence = N_("“%(text)s” is not a day; write day/month/year, like 21/4/2023.")


class YearTooShort(DayNotUnderstood):
    """The year has no four digits."""

    sentence = N_("“%(text)s” does not say which century; write the year with four digits, like 21/4/2023.")


class NoSuchMonth(DayNotUnderstood):
    """The month is not 1 to 12; often the day and the month are the wrong way round."""

    sentence = N_(
        "“%(text)s” names month %(month)s, which does not exist; write day/month/year, like 21/4/2023."
    )


class MonthIsShorter(DayNotUnderstood):
    """The month has fewer days."""

    sentence = N_(
        "“%(text)s” does not exist: month %(month)s of %(year)s has only %(days)s days. "
        "Check the day and type it again."
    )


class YearOutOfReach(DayNotUnderstood):
    """The year is before 1900 or after 2199."""

    sentence = N_("“%(text)s” lies outside the years %(first)s to %(last)s; check the year.")


def parse_day(text: str) -> date:
    """Read ``21/4/2023``, ``21/04/2023``, ``2023-04-21`` or ``ngày 21 tháng 4 năm 2023``.

    The day always stands before the month, whatever the language of the reader.

    :raises DayNotUnderstood: saying what is wrong; its subclasses say what does not exist
    """
    text = " ".join(nfc(text).split())
    if found := ISO.fullmatch(text):
        year, month, day = found[1], found[2], found[3]
    elif found := SHORT.fullmatch(text):
        day, month, year = found[1], found[3], found[4]
    elif found := LONG.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    else:
        raise DayNotUnderstood(text=text)
    if len(year) != 4:
        raise YearTooShort(text=text)
    return _existing(int(year), int(month), int(day), text)


def _existing(year: int, month: int, day: int, text: str) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise YearOutOfReach(text=text, first=EARLIEST_YEAR, last=LATEST_YEAR)
    if not 1 <= month <= 12:
        raise NoSuchMonth(text=text, month=month)
    if day < 1:
        raise DayNotUnderstood(text=text)
    days = calendar.monthrange(year, month)[1]
    if day > days:
        raise MonthIsShorter(text=text, month=month, year=year, days=days)
    return date(year, month, day)


def vietnamese_date(day: date, place: str = "") -> str:
    """Return ``Hà Nội, ngày 03 tháng 02 năm 2026``: days below 10 and the months 1 and 2 are padded.

    Source: Hướng dẫn 36-HD/VPTW and Nghị định 30/2020/NĐ-CP, place and date line.
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    words = f"ngày {day.day:02d} tháng {month} năm {day.year}"
    return f"{place}, {words}" if place else words


def short_date(day: date) -> str:
    """Return ``21/4/2023``."""
    return f"{day.day}/{day.month}/{day.year}"


def time_of_day(moment: datetime) -> str:
    """Return ``14 giờ 30``, or ``14 giờ`` at the full hour."""
    return f"{moment.hour} giờ {moment.minute:02d}" if moment.minute else f"{moment.hour} giờ"


def quarter_label(day: date) -> str:
    """Return the quarter that a day lies in, as ``quý I/2023``."""
    return f"quý {ROMAN_QUARTERS[(day.month - 1) // 3]}/{day.year}"
