"""Dated intervals: from a first day, until the first day after; None is open."""

from dataclasses import dataclass
from datetime import date


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
