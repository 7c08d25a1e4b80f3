"""Periods that work is planned and reported by. Plain Python."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nghisu.kit.refusals import N_, Refusal

ROMAN = ("I", "II", "III", "IV")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def day_starts(day: date) -> datetime:
    """Return the moment a day begins in Việt Nam."""
    return datetime.combine(day, time(), HANOI)


def day_ends(day: date) -> datetime:
    """Return the first moment after a day in Việt Nam."""
    return day_starts(day + timedelta(days=1))


class NotAQuarter(Refusal):
    """The text names no quarter."""

    sentence = N_("“%(text)s” is not a quarter; write it like 2023-Q1.")
    field = "quarter"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter (quý) of a year; ``number`` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter that a day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read ``2023-Q1``.

        :raises NotAQuarter: if the text names none
        """
        found = re.fullmatch(r"\s*(\d{4})-?[Qq]([1-4])\s*", text)
        if not found:
            raise NotAQuarter(text=text)
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def until(self) -> date:
        """The first day after."""
        return self.next.first

    @property
    def last(self) -> date:
        """The last day."""
        return self.until - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The quarter after."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def label(self) -> str:
        """As offices write it: ``I/2023``."""
        return f"{ROMAN[self.number - 1]}/{self.year}"

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the quarter."""
        return self.first <= day < self.until

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"
