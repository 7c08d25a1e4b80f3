"""The order of business while a meeting runs: what comes next, speaking time, and open votes.

Source: Quy chế mẫu 147-QĐ/TW (order and quorum of a session); domain.md 2.1: more than half of the members
of the body agree, and an abstention is not agreement.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from nghisu.kit.refusals import N_, Conflict, Refusal
from nghisu.meetings.rules.quorum import Quorum

LONG_SITTING = timedelta(minutes=100)
"""After how long without a pause the chair is reminded of one."""


class Step(StrEnum):
    """What a chair may do next."""

    PREPARE = "prepare"
    OPEN = "open"
    QUORUM = "quorum"
    BEGIN_PART = "begin_part"
    TAKE_ITEM = "take_item"
    GIVE_FLOOR = "give_floor"
    OPEN_VOTE = "open_vote"
    CLOSE_VOTE = "close_vote"
    PAUSE = "pause"
    RESUME = "resume"
    END_PART = "end_part"
    CONCLUDE = "conclude"


STEP_NAMES = {
    Step.PREPARE: N_("Finish preparing the meeting"),
    Step.OPEN: N_("Open the meeting"),
    Step.QUORUM: N_("See who is here: the quorum is not met"),
    Step.BEGIN_PART: N_("Begin the part"),
    Step.TAKE_ITEM: N_("Take up the item"),
    Step.GIVE_FLOOR: N_("Give the floor"),
    Step.OPEN_VOTE: N_("Put the item to the vote"),
    Step.CLOSE_VOTE: N_("Close the vote"),
    Step.PAUSE: N_("Pause"),
    Step.RESUME: N_("Go on after the pause"),
    Step.END_PART: N_("End the part"),
    Step.CONCLUDE: N_("Conclude the meeting"),
}


class MovedMeanwhile(Conflict):
    """Another chair moved the meeting on in between."""

    sentence = N_(
        "Another chair has moved the meeting on at the same moment, so yours was not done. "
        "Go back to the console, see where the meeting stands now, and choose again."
    )


class NotOpen(Refusal):
    """The meeting is not in session."""

    sentence = N_("The meeting is not in session. Open it first; after its end nothing more is entered here.")


class NotThisPart(Refusal):
    """A step that belongs to another part than the current one."""

    sentence = N_("This belongs to another part of the meeting. Begin that part first.")


class PartStillOpen(Refusal):
    """A part runs while another would begin."""

    sentence = N_("The part “%(part)s” is still in session. End it before another begins.")


class IsPaused(Refusal):
    """Nothing goes on in a pause."""

    sentence = N_("The meeting is paused. Go on after the pause first.")


class NotPaused(Refusal):
    """There is no pause to end."""

    sentence = N_("The meeting is not paused.")


class VoteStillOpen(Refusal):
    """The meeting would go on over an open vote."""

    sentence = N_("The vote “%(question)s” is still open. Close or annul it first.")


@dataclass(frozen=True, slots=True)
class ItemStands:
    """An item of the agenda as the meeting runs. ``number`` and ``title`` only name it."""

    pk: UUID
    number: str
    title: str
    wants_vote: bool = False
    is_done: bool = False
    is_voted: bool = False
    has_items: bool = False


@dataclass(frozen=True, slots=True)
class PartStands:
    """A part as the meeting runs. ``quorum`` is None where no body's quorum applies."""

    pk: UUID
    title: str
    items: tuple[ItemStands, ...] = ()
    is_closed: bool = False
    is_over: bool = False
    quorum: Quorum | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a meeting stands. ``sitting`` is the time since the part began or the last pause ended."""

    is_prepared: bool
    is_open: bool
    is_over: bool
    parts: tuple[PartStands, ...]
    part: UUID | None = None
    item: UUID | None = None
    is_paused: bool = False
    open_vote: UUID | None = None
    next_turn: UUID | None = None
    someone_speaks: bool = False
    sitting: timedelta = timedelta()

    @property
    def coming(self) -> PartStands | None:
        """The part in session, or else the one that comes next."""
        here = next((one for one in self.parts if one.pk == self.part), None)
        return here or next((one for one in self.parts if not one.is_over), None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step with what it is about; ``about`` is a part, an item, a vote or a turn, as the step says."""

    step: Step
    about: UUID | None = None
    named: str = ""

    @property
    def name(self) -> str:
        """What the step is called, to be translated."""
        return STEP_NAMES[self.step]


def proposed(now: Situation) -> Proposal | None:
    """Return the step a chair would usually take next; None once the meeting is over."""
    return next(_in_order(now), None)


def possible(now: Situation) -> list[Proposal]:
    """Return every step that may be taken now, the usual one first, each once."""
    found: list[Proposal] = []
    for one in (*_in_order(now), *_others(now)):
        if one not in found:
            found.append(one)
    return found


def _in_order(now: Situation) -> Iterator[Proposal]:
    if now.is_over:
        return
    if not now.is_open:
        yield Proposal(Step.OPEN if now.is_prepared else Step.PREPARE)
        return
    if now.open_vote is not None:
        yield Proposal(Step.CLOSE_VOTE, now.open_vote)
        return
    if now.is_paused:
        yield Proposal(Step.RESUME)
        return
    part = next((one for one in now.parts if one.pk == now.part), None)
    if part is None:
        yield from _next_part(now.parts)
        return
    if now.next_turn is not None and not now.someone_speaks:
        yield Proposal(Step.GIVE_FLOOR, now.next_turn)
    item = next((one for one in part.items if one.pk == now.item), None)
    if item is not None and item.wants_vote and not item.is_voted:
        if part.quorum is not None and part.quorum.is_met:
            yield Proposal(Step.OPEN_VOTE, item.pk, _named(item))
        elif part.quorum is not None:
            yield Proposal(Step.QUORUM, part.pk, part.title)
    if now.sitting >= LONG_SITTING:
        yield Proposal(Step.PAUSE)
    following = _following(part.items, now.item)
    if following is not None:
        yield Proposal(Step.TAKE_ITEM, following.pk, _named(following))
        return
    if any(not one.is_over and one.pk != part.pk for one in now.parts):
        yield Proposal(Step.END_PART, part.pk, part.title)
    else:
        yield Proposal(Step.CONCLUDE)


def _next_part(parts: Iterable[PartStands]) -> Iterator[Proposal]:
    part = next((one for one in parts if not one.is_over), None)
    if part is None:
        yield Proposal(Step.CONCLUDE)
        return
    if part.quorum is not None and not part.quorum.is_met:
        yield Proposal(Step.QUORUM, part.pk, part.title)
    yield Proposal(Step.BEGIN_PART, part.pk, part.title)


def _following(items: tuple[ItemStands, ...], current: UUID | None) -> ItemStands | None:
    """Return the first item not done after the current one, else the first not done at all.

    An item that only heads others is passed over; its sub-items are taken up one by one.
    """
    wanted = [one for one in items if not one.is_done and one.pk != current and not one.has_items]
    places = {one.pk: place for place, one in enumerate(items)}
    here = places.get(current, -1) if current is not None else -1
    return next((one for one in wanted if places[one.pk] > here), wanted[0] if wanted else None)


def _others(now: Situation) -> Iterator[Proposal]:
    """Yield what else is allowed, in the order of the agenda."""
    if now.is_over or not now.is_open or now.open_vote is not None:
        return
    part = next((one for one in now.parts if one.pk == now.part), None)
    if part is None:
        for other in now.parts:
            yield Proposal(Step.BEGIN_PART, other.pk, other.title)
        yield Proposal(Step.CONCLUDE)
        return
    if now.is_paused:
        yield Proposal(Step.END_PART, part.pk, part.title)
        return
    yield Proposal(Step.PAUSE)
    for item in part.items:
        if item.pk != now.item:
            yield Proposal(Step.TAKE_ITEM, item.pk, _named(item))
    if part.quorum is not None and part.quorum.is_met:
        current = next((one for one in part.items if one.pk == now.item), None)
        yield Proposal(
            Step.OPEN_VOTE, current.pk if current else part.pk, _named(current) if current else part.title
        )
    yield Proposal(Step.END_PART, part.pk, part.title)
    yield Proposal(Step.CONCLUDE)


def _named(item: ItemStands) -> str:
    return f"{item.number}. {item.title}" if item.number else item.title
