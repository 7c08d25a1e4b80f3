"""What packages above add to the minutes of a meeting: a round of election its report, for example.

A source is a function of the meeting that yields what it has to say of its items and parts. It tells every
part it knows of: the minutes show a part's words only to those who may know of that part.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from nghisu.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Told:
    """Lines about an item of a part, or about the part where ``item_id`` is None; Vietnamese, as minuted."""

    part_id: UUID
    item_id: UUID | None
    lines: tuple[str, ...]


Source = Callable[[Meeting], Iterable[Told]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Have a source asked whenever minutes are composed; usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def told_of(meeting: Meeting) -> list[Told]:
    """Return what all sources tell of a meeting, in the order in which they registered."""
    return [told for source in _sources for told in source(meeting)]
