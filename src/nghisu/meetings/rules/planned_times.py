"""At what hour each item is planned to begin, from the start of its part and the minutes before it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Planned:
    """One item in the order of the agenda; ``above`` is the item it stands under."""

    key: Hashable
    above: Hashable | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """When each item begins, and when the last one ends; ``unplanned`` have no minutes of their own."""

    begins: dict[Hashable, datetime]
    ends_at: datetime
    unplanned: int


def plan_times(starts_at: datetime, items: Sequence[Planned]) -> Plan:
    """Return the hours of the items of a part.

    The minutes of an item hold its sub-items; where it has none of its own, or they need longer, theirs
    count. An item without any takes no time, and is counted as unplanned.
    """
    below: dict[Hashable | None, list[Planned]] = {}
    known = {item.key for item in items}
    for item in items:
        below.setdefault(item.above if item.above in known else None, []).append(item)
    begins: dict[Hashable, datetime] = {}
    unplanned = 0

    def lay(item: Planned, at: datetime) -> datetime:
        nonlocal unplanned
        begins[item.key] = at
        end = at
        for child in below.get(item.key, []):
            end = lay(child, end)
        if item.minutes is None and item.key not in below:
            unplanned += 1
        return max(end, at + timedelta(minutes=item.minutes or 0))

    end = starts_at
    for item in below.get(None, []):
        end = lay(item, end)
    return Plan(begins, end, unplanned)


def numbers_of(items: Sequence[Planned]) -> dict[Hashable, str]:
    """Return the number of each item: 1, 2, 2.1, 2.2, 3."""
    known = {item.key for item in items}
    counts: dict[Hashable | None, int] = {}
    numbers: dict[Hashable, str] = {}
    for item in items:
        above = item.above if item.above in known else None
        counts[above] = counts.get(above, 0) + 1
        numbers[item.key] = f"{numbers[above]}.{counts[above]}" if above is not None else str(counts[above])
    return numbers
