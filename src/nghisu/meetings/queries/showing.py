"""Cards that packages above put on the big screen, such as the announcement of an election.

A source is asked each time the screen is made. It must return only what everybody in the hall may know:
the screen needs no sign-in. It is never asked while a closed part is in session.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nghisu.meetings.models import Meeting, MeetingPart


@dataclass(frozen=True, slots=True)
class Card:
    """A card on the screen.

    :param lines: shown under the title, one below the other, in the reader's language
    :param order: low first
    """

    title: str
    lines: tuple[str, ...] = ()
    order: int = 50


Source = Callable[[Meeting, MeetingPart | None], Iterable[Card]]
_sources: list[Source] = []


def register_shown(source: Source) -> Source:
    """Have ``source`` asked for cards; returns it, so that it may be used as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def cards_for(meeting: Meeting, part: MeetingPart | None) -> list[Card]:
    """Return the cards of all packages for a meeting whose current part is ``part``, in order."""
    if part is not None and part.is_closed:
        return []
    return sorted(
        (card for source in _sources for card in source(meeting, part)), key=lambda card: card.order
    )
