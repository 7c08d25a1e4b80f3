"""Dated intervals: from a first day, until the first day after; None is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nghisu.kit.refusals import N_, Refusal


class DayNotAfterLastChange(Refusal):
    """A change is dated on or before one that is already recorded."""

    sentence = N_("A change from %(day)s is already recorded. Enter a later day.")
    field = "day"


class DayOutsideSpan(Refusal):
    """Something would begin before, or go on after, what it belongs to."""

    sentence = N_("%(name)s does not exist on %(day)s. Enter a day on which it does.")
    field = "day"


class EndsBeforeItBegins(Refusal):
    """The last day lies before the first."""

    sentence = N_("The end (%(until)s) must come after the beginning (%(first)s).")
    field = "until"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` on, up to but not including ``until``."""

    first: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether ``day`` lies in the span."""
        return self.first <= day and (self.until is None or day < self.until)

    def meets(self, other: "Span") -> bool:
        """Tell whether the two spans share a day."""
        return (self.until is None or other.first < self.until) and (
            other.until is None or self.first < other.until
        )

    def lies_in(self, other: "Span") -> bool:
        """Tell whether every day of this span lies in the other."""
        return other.first <= self.first and (
            other.until is None or (self.until is not None and self.until <= other.until)
        )


def written(day: date) -> str:
    """Return a day as both languages of the product read it in a sentence: 21/4/2023."""
    return f"{day.day}/{day.month}/{day.year}"


def check_forward(first: date, until: date | None) -> None:
    """Refuse a span that ends before it begins.

    :raises EndsBeforeItBegins: if it does
    """
    if until is not None and until <= first:
        raise EndsBeforeItBegins(first=written(first), until=written(until))


def check_follows(rows: Iterable[Span], day: date) -> None:
    """Refuse a change that would fall on or before a change already recorded.

    Rows of one unit then follow each other: each change closes the last row and opens the next,
    so that no two ever share a day.

    :raises DayNotAfterLastChange: if a row begins, or has ended, on or after ``day``
    """
    latest = max((row.first for row in rows), default=None)
    if latest is not None and latest >= day:
        raise DayNotAfterLastChange(day=written(latest))


def overlaps(rows: Iterable[Span]) -> list[tuple[Span, Span]]:
    """Return the pairs of rows that share a day; empty when the rows follow each other."""
    ordered = sorted(rows, key=lambda row: row.first)
    return [
        (one, other)
        for index, one in enumerate(ordered)
        for other in ordered[index + 1 :]
        if one.meets(other)
    ]
