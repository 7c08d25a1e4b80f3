"""Open votes of a session: the base, who may vote, one entry for each place, and what is adopted.

Source: Điều lệ Đảng, Quy định 24-QĐ/TW: a resolution needs more than half of the members of the body;
domain.md 1.1: incumbents less those suspended are the base, and an abstention is not agreement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.rules.quorum import Quorum

LARGEST_TALLY = 10_000


class VoteMode(StrEnum):
    """How hands are counted. One vote has one mode, so that nobody is asked twice."""

    HANDS = "hands"
    CARDS = "cards"
    DEVICE = "device"


MODE_NAMES = {
    VoteMode.HANDS: N_("By show of hands, counted in each place"),
    VoteMode.CARDS: N_("By voting card, counted in each place"),
    VoteMode.DEVICE: N_("On each member's own device"),
}


class VoteState(StrEnum):
    """Where a vote stands."""

    OPEN = "open"
    CLOSED = "closed"
    ANNULLED = "annulled"


STATE_NAMES = {
    VoteState.OPEN: N_("Voting is open"),
    VoteState.CLOSED: N_("Vote closed"),
    VoteState.ANNULLED: N_("Vote annulled"),
}
STATE_TONES = {VoteState.OPEN: "info", VoteState.CLOSED: "plain", VoteState.ANNULLED: "warn"}


class Choice(StrEnum):
    """What a member may say."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


CHOICE_NAMES = {
    Choice.FOR: N_("Agree"),
    Choice.AGAINST: N_("Do not agree"),
    Choice.ABSTAIN: N_("No opinion"),
}


class NoQuorum(Refusal):
    """A vote without enough members."""

    sentence = N_(
        "The vote cannot be opened: %(present)s of %(members)s members are present, and %(needed)s are "
        "needed. Check in who has arrived, or pause the meeting."
    )


class NoBody(Refusal):
    """A vote in a meeting that no body holds."""

    sentence = N_("Only a body votes, and this meeting is held by none. Ask for comments instead.")


class ModeNotAllowed(Refusal):
    """A way of voting that the rules of the body do not know."""

    sentence = N_("The rules of this body do not allow voting on devices. Count hands or cards.")
    field = "mode"


class OneVoteAtATime(Refusal):
    """A second vote while one is open."""

    sentence = N_("Another vote is open. Close or annul it before the next question is put.")


class VoteClosed(Refusal):
    """Something more for a vote that is over."""

    sentence = N_("This vote is closed; its result stands.")


class NotByDevice(Refusal):
    """A voice on a device in a vote by hands."""

    sentence = N_(
        "This vote is counted by hands or cards in the room; there is nothing to do on your device."
    )


class NotByHands(Refusal):
    """A count of hands in a vote on devices."""

    sentence = N_("This vote is taken on devices; no hands are counted.")


class VotedAlready(Refusal):
    """A second voice of one member."""

    sentence = N_("Your voice is counted already; each member has one.")


class NoVoteHere(Refusal):
    """A voice of somebody who is no member, or is suspended."""

    sentence = N_("Only members of the body who are in office today vote here.")


class NotPresent(Refusal):
    """A voice of a member who is not checked in."""

    sentence = N_("You are not checked in to this part. Check in first, then vote.")


class MoreThanBase(Refusal):
    """More voices than members."""

    sentence = N_(
        "%(total)s voices are more than the %(base)s members who may vote. "
        "Count again and correct the numbers."
    )
    field = "agree"


class MoreThanPresent(Refusal):
    """More voices at a place than members there."""

    sentence = N_(
        "%(total)s voices were entered for a place where %(present)s members are checked in. "
        "Count again, or check in who is missing."
    )
    field = "agree"


class NothingCounted(Refusal):
    """A vote would close with no count at all."""

    sentence = N_("No place has entered its count yet. Enter at least one, or annul the vote.")


class ReasonNeeded(Refusal):
    """An annulled vote without its reason."""

    sentence = N_("Give the reason; the minutes name it.")
    field = "reason"


@dataclass(frozen=True, slots=True)
class Base:
    """Of whom more than half must agree, with the parts it is made of, as they were at the opening."""

    incumbents: int
    suspended: int

    @property
    def count(self) -> int:
        """How many members the base has."""
        return self.incumbents - self.suspended


@dataclass(frozen=True, slots=True)
class Tally:
    """Voices of one place, or of all. Who is present and says nothing counts as no opinion nowhere."""

    agree: int = 0
    against: int = 0
    abstain: int = 0

    @property
    def total(self) -> int:
        """How many voices."""
        return self.agree + self.against + self.abstain

    def __add__(self, other: "Tally") -> "Tally":
        """Add the voices of two places."""
        return Tally(self.agree + other.agree, self.against + other.against, self.abstain + other.abstain)


def total_of(tallies: Iterable[Tally]) -> Tally:
    """Return the voices of all places."""
    return sum(tallies, Tally())


def check_quorum(quorum: Quorum) -> None:
    """Refuse a vote without enough members.

    :raises NoQuorum: if fewer are present than the body needs
    """
    if not quorum.is_met:
        raise NoQuorum(present=quorum.present, members=quorum.members, needed=quorum.needed)


def check_voices(*, tally: Tally, others: Tally, base: int, present: int | None = None) -> None:
    """Refuse a count that cannot be.

    :param present: members checked in at the place; None where nobody checks in one by one
    :raises MoreThanPresent: if the place has fewer members
    :raises MoreThanBase: if all places together would exceed the base
    """
    if present is not None and tally.total > present:
        raise MoreThanPresent(total=tally.total, present=present)
    if tally.total + others.total > base:
        raise MoreThanBase(total=tally.total + others.total, base=base)
