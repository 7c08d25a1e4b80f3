"""How far the reading of the papers beside a vote on devices is."""

from dataclasses import dataclass
from uuid import UUID

from nghisu.ballots.models import PaperReading, SecretPoll
from nghisu.ballots.queries.entries import listed_names
from nghisu.ballots.rules.readings import INVALID, VALID, differing


@dataclass(frozen=True)
class Readings:
    """What is shown to those who count; never a number that was read."""

    done: int
    needed: int
    readers: list[str]
    is_mine: bool
    reason: str
    valid_differs: bool
    invalid_differs: bool
    names: list[str]

    @property
    def is_whole(self) -> bool:
        """Whether all have read, and their readings differ: those that agree are counted and forgotten."""
        return self.done >= self.needed

    @property
    def is_waiting(self) -> bool:
        """Whether one's own reading is kept and others are still to come."""
        return self.is_mine and not self.is_whole


def readings_of(poll: SecretPoll) -> list[PaperReading]:
    """Return what was read and not yet counted, in the order of reading."""
    return list(PaperReading.objects.filter(poll=poll).select_related("person").order_by("read_at", "pk"))


def readings_for(poll: SecretPoll, me: UUID | None) -> Readings:
    """Return how far the reading is for one of those who count."""
    kept = readings_of(poll)
    needed = poll.round.entries_needed
    lines = set(differing([one.totals for one in kept])) if len(kept) >= needed else set()
    return Readings(
        done=len(kept),
        needed=needed,
        readers=[one.person.full_name for one in kept],
        is_mine=any(one.person_id == me for one in kept),
        reason=next((one.reason for one in kept if one.reason), ""),
        valid_differs=VALID in lines,
        invalid_differs=INVALID in lines,
        names=[one.name for place, one in enumerate(listed_names(poll.round)) if place in lines],
    )
