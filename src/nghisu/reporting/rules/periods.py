"""Periods that units report on: a quarter, a half-year, nine months, a year. Plain Python."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nghisu.kit.periods import ROMAN, Quarter
from nghisu.kit.refusals import N_, Refusal

MONTHS_9 = 9


class NotAPeriod(Refusal):
    """The text names no period."""

    sentence = N_("“%(text)s” is not a period; write it like 2023-Q1, 2023-H1, 2023-M9 or 2023.")
    field = "period"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Quarters that follow each other in one year."""

    year: int
    first_quarter: int
    last_quarter: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``2023-Q1``, ``2023-H2``, ``2023-M9`` or ``2023``.

        :raises NotAPeriod: if the text names none
        """
        found = re.fullmatch(r"\s*(\d{4})(?:-(Q[1-4]|H[12]|M9))?\s*", text)
        if not found:
            raise NotAPeriod(text=text)
        year, part = int(found[1]), found[2] or ""
        if part.startswith("Q"):
            return cls(year, int(part[1]), int(part[1]))
        if part.startswith("H"):
            return cls(year, 2 * int(part[1]) - 1, 2 * int(part[1]))
        return cls(year, 1, 3) if part == "M9" else cls(year, 1, 4)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters it is made of."""
        return tuple(
            Quarter(self.year, number) for number in range(self.first_quarter, self.last_quarter + 1)
        )

    @property
    def last_quarter_of(self) -> Quarter:
        """The quarter with which it ends."""
        return self.quarters[-1]

    @property
    def first(self) -> date:
        """The first day."""
        return self.quarters[0].first

    @property
    def last(self) -> date:
        """The last day."""
        return self.quarters[-1].until - timedelta(days=1)

    @property
    def is_quarter(self) -> bool:
        """Whether it is a single quarter."""
        return self.first_quarter == self.last_quarter

    @property
    def label(self) -> str:
        """As offices write it: ``quý I/2023``, ``6 tháng đầu năm 2023``, ``năm 2023``."""
        if self.is_quarter:
            return f"quý {ROMAN[self.first_quarter - 1]}/{self.year}"
        return {
            (1, 2): f"6 tháng đầu năm {self.year}",
            (3, 4): f"6 tháng cuối năm {self.year}",
            (1, 3): f"9 tháng năm {self.year}",
        }.get((self.first_quarter, self.last_quarter), f"năm {self.year}")

    def __str__(self) -> str:
        if self.is_quarter:
            return f"{self.year}-Q{self.first_quarter}"
        part = {(1, 2): "-H1", (3, 4): "-H2", (1, 3): "-M9"}
        return f"{self.year}{part.get((self.first_quarter, self.last_quarter), '')}"


def offered(day: date) -> list[Period]:
    """Return the periods that a campaign may be about on a day, the one that ended last first."""
    years = (day.year, day.year - 1)
    marks = ("-Q4", "-Q3", "-Q2", "-Q1", "-H1", "-H2", "-M9", "")
    every = [Period.parse(f"{year}{mark}") for year in years for mark in marks]
    begun = [one for one in every if one.first <= day]
    return sorted(begun, key=lambda one: (not one.is_quarter, abs((day - one.last).days)))
