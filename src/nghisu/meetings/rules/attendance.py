"""Who is present: stays at one place at a time, quorum over time, and what a head count says.

Source: domain 2.2: a person cannot be present at two places; members are counted once wherever they sit;
the invited never count. A clock that was set back never makes a stay end before it began.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal

LONGEST_QUEUED = timedelta(hours=12)
SELF_BEFORE = timedelta(minutes=120)


class How(StrEnum):
    """By whom a person was checked in."""

    CLERK = "clerk"
    CODE = "code"
    HALL_CODE = "hall_code"
    SELF = "self"
    OPERATOR = "operator"


HOW_NAMES = {
    How.CLERK: N_("by the clerk"),
    How.CODE: N_("by the person's code"),
    How.HALL_CODE: N_("by the code of the place"),
    How.SELF: N_("by the person"),
    How.OPERATOR: N_("by the operator of the point"),
}


class PresentElsewhere(Refusal):
    """A person checked in at one place is checked in at another."""

    sentence = N_(
        "%(name)s has been checked in at %(place)s since %(since)s. One person sits at one place: "
        "move %(name)s here, or leave it as it is."
    )
    field = "person"


class PresentInTheHall(PresentElsewhere):
    """A person checked in in the hall is checked in at a point."""

    sentence = N_(
        "%(name)s has been checked in in the hall since %(since)s. One person sits at one place: "
        "move %(name)s here, or leave it as it is."
    )


class AlreadyPresent(Refusal):
    """The same check-in again."""

    sentence = N_("%(name)s has been checked in here since %(since)s already; the first entry stands.")
    field = "person"


class NotPresent(Refusal):
    """Somebody leaves who never came."""

    sentence = N_("%(name)s is not checked in, so there is nothing to end. Reload the page to see who is.")
    field = "person"


class NotOnTheList(Refusal):
    """Somebody comes who was not summoned."""

    sentence = N_("%(name)s is not on the list of this meeting. Summon the person first, then check in.")
    field = "person"


class AttendanceIsOver(Refusal):
    """The meeting is over, and with it the check-in."""

    sentence = N_("The meeting is over, and its attendance is closed with it.")


class NotYetCheckIn(Refusal):
    """A member checks in long before the meeting."""

    sentence = N_("You can check in yourself from %(minutes)s minutes before the meeting begins.")


class PlaceOfAnother(Refusal):
    """A point of another meeting."""

    sentence = N_("This point does not belong to this meeting. Choose a point from the list.")
    field = "place"


class CodeUnknown(Refusal):
    """A check-in code that fits nobody of this meeting."""

    sentence = N_("The code “%(code)s” fits nobody on the list of this meeting. Type it again, or the name.")
    field = "code"


def end_of(*, since: datetime, at: datetime) -> datetime:
    """Return when a stay ends: ``at``, and where the clock was set back meanwhile, when it began."""
    return max(since, at)


def moment_of(*, now: datetime, seconds_ago: int) -> datetime:
    """Return when something happened that waited in a queue; never in the future, never long ago."""
    return now - min(max(timedelta(seconds=seconds_ago), timedelta()), LONGEST_QUEUED)


@dataclass(frozen=True, slots=True)
class Stay:
    """A member's stay at a place where the part reaches."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which a quorum was reached or lost."""

    at: datetime
    present: int
    is_met: bool


def changes(stays: Iterable[Stay], *, needed: int) -> list[Change]:
    """Return the moments at which the quorum was reached or lost, in order.

    What happens at one moment counts together, so that a move from one place to another is no loss.
    """
    steps: dict[datetime, int] = {}
    for stay in stays:
        steps[stay.since] = steps.get(stay.since, 0) + 1
        if stay.until is not None:
            steps[stay.until] = steps.get(stay.until, 0) - 1
    found: list[Change] = []
    present, was_met = 0, needed <= 0
    for at in sorted(steps):
        present += steps[at]
        if (present >= needed) is not was_met:
            was_met = not was_met
            found.append(Change(at, present, was_met))
    return found


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """How many are there, each once.

    :param members: summoned as members; ``present`` of them are there in person, ``at_points`` at points
    :param invited: the invited checked in by name, deputies, and people whom points counted without names
    :param silent: points that reported nothing; nobody of theirs is in ``invited`` but those known by name
    """

    members: int
    present: int
    at_points: int
    invited: int
    silent: int = 0

    @property
    def people(self) -> int:
        """Everybody."""
        return self.present + self.invited


def without_names(*, heads: int | None, known: int) -> int:
    """Return how many of the heads a point reported are not known by name; never less than nobody."""
    return max((heads or 0) - known, 0)
