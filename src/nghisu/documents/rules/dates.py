"""The line of place and date."""

from datetime import date


def date_words(day: date) -> str:
    """Return the day as documents write it: days below 10 and the months 1 and 2 get a zero.

    Source: Hướng dẫn 36-HD/VPTW; Nghị định 30/2020/NĐ-CP, Phụ lục I.
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def date_line(place: str, day: date) -> str:
    """Return ``Hà Nội, ngày 03 tháng 02 năm 2026``."""
    return f"{place}, {date_words(day)}"


def open_date_line(place: str, day: date) -> str:
    """Return the line of a draft, with room for the day: ``Hà Nội, ngày    tháng 4 năm 2023``."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    room = "\u00a0" * 6
    return f"{place}, ngày{room}tháng {month} năm {day.year}"
