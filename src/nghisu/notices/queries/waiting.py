"""What packages beside the first screen put on it: they register here, and it asks without knowing them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing to do: what, where, by when."""

    title: str
    url: str
    due_on: date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class AwaitedGroup:
    """Things of one kind: how many there are, the first few of them, and the page of all."""

    title: str
    count: int
    rows: Sequence[Awaited]
    page: str


Find = Callable[["Standing", date], AwaitedGroup]
_found_by: dict[str, Find] = {}


def register_awaited(key: str, find: Find) -> None:
    """Let a package put a group on the first screen; a second time takes the place of the first."""
    _found_by[key] = find


def awaited_by(standing: "Standing", day: date) -> list[AwaitedGroup]:
    """Return the registered groups of the asker on the day, also those without anything."""
    return [find(standing, day) for find in _found_by.values()]
