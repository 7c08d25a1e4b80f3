"""Remote points (điểm cầu): their states, and totals that say what they exclude."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal

LARGEST_POINT = 20_000


class PointState(StrEnum):
    """Where a point stands, from registration to closing."""

    REGISTERED = "registered"
    TESTED = "tested"
    READY = "ready"
    CONNECTED = "connected"
    REPORTED = "reported"
    LOST = "lost"
    RETURNED = "returned"
    CLOSED = "closed"


STATE_NAMES = {
    PointState.REGISTERED: N_("Registered"),
    PointState.TESTED: N_("Line tested"),
    PointState.READY: N_("Ready"),
    PointState.CONNECTED: N_("Connected"),
    PointState.REPORTED: N_("Heads reported"),
    PointState.LOST: N_("Connection lost"),
    PointState.RETURNED: N_("Connected again"),
    PointState.CLOSED: N_("Point closed"),
}
STATE_TONES = {
    PointState.REGISTERED: "plain",
    PointState.TESTED: "plain",
    PointState.READY: "info",
    PointState.CONNECTED: "info",
    PointState.REPORTED: "good",
    PointState.LOST: "bad",
    PointState.RETURNED: "warn",
    PointState.CLOSED: "plain",
}
_ON_LINE = frozenset({PointState.REPORTED, PointState.LOST, PointState.CLOSED})
NEXT: dict[PointState, frozenset[PointState]] = {
    PointState.REGISTERED: frozenset({PointState.TESTED, PointState.READY, PointState.CONNECTED}),
    PointState.TESTED: frozenset({PointState.TESTED, PointState.READY, PointState.CONNECTED}),
    PointState.READY: frozenset({PointState.CONNECTED}),
    PointState.CONNECTED: _ON_LINE,
    PointState.REPORTED: _ON_LINE,
    PointState.LOST: frozenset({PointState.RETURNED, PointState.REPORTED, PointState.CLOSED}),
    PointState.RETURNED: _ON_LINE,
    PointState.CLOSED: frozenset(),
}
ALIVE_EVERY = timedelta(seconds=20)
LOST_AFTER = timedelta(seconds=65)
RETURNED_FOR = timedelta(minutes=5)


class StateOutOfOrder(Refusal):
    """A point cannot go from its state to that one."""

    sentence = N_("This point cannot go to that state now. Reload the page to see where it stands.")
    field = "state"


class TooManyHeads(Refusal):
    """More heads than any hall holds."""

    sentence = N_(
        "%(heads)s people is more than a point can hold (%(most)s). Count again and correct the number."
    )
    field = "heads"


def check_state(*, now: PointState, wanted: PointState) -> None:
    """Refuse a step that skips or reverses.

    :raises StateOutOfOrder: if the step is not drawn in NEXT
    """
    if wanted not in NEXT[now]:
        raise StateOutOfOrder


def check_report(now: PointState) -> None:
    """Refuse a report of a closed point; any other is connected by reporting.

    :raises StateOutOfOrder: if the point is closed
    """
    if now is PointState.CLOSED:
        raise StateOutOfOrder


def check_heads(heads: int) -> None:
    """Refuse a number that no hall holds.

    :raises TooManyHeads: if it is negative or above LARGEST_POINT
    """
    if not 0 <= heads <= LARGEST_POINT:
        raise TooManyHeads(heads=heads, most=LARGEST_POINT)


class IncidentKind(StrEnum):
    """What went wrong at a point."""

    NO_SOUND = "no_sound"
    NO_PICTURE = "no_picture"
    LINE = "line"
    POWER = "power"
    EQUIPMENT = "equipment"
    OTHER = "other"


INCIDENT_NAMES = {
    IncidentKind.NO_SOUND: N_("We cannot hear"),
    IncidentKind.NO_PICTURE: N_("We cannot see"),
    IncidentKind.LINE: N_("The line breaks off"),
    IncidentKind.POWER: N_("No electricity"),
    IncidentKind.EQUIPMENT: N_("A device fails"),
    IncidentKind.OTHER: N_("Something else"),
}


class IncidentOpen(Refusal):
    """The same trouble again, while it is not solved."""

    sentence = N_("This is on the board already since %(since)s, and the technicians see it.")
    field = "kind"


class IncidentSolved(Refusal):
    """Solving what is solved."""

    sentence = N_("This incident is closed already. Reload the page to see the log.")


class OtherNeedsWords(Refusal):
    """Something else, without saying what."""

    sentence = N_("Say in a few words what is wrong.")
    field = "text"


class NoChildren(Refusal):
    """Nothing to report for."""

    sentence = N_("None of these points stands under this one. Reload the page to see which do.")


class PointUnderItself(Refusal):
    """A circle in the tree of points."""

    sentence = N_("A point cannot stand under itself or under a point below it. Choose another one.")
    field = "parent"


def is_silent_too_long(*, heard_at: datetime, now: datetime) -> bool:
    """Tell whether a console was not heard for too long; a clock that was set back makes nobody lost."""
    return now - heard_at > LOST_AFTER


def state_on_line(
    state: PointState, *, heard_at: datetime | None, back_at: datetime | None, now: datetime
) -> PointState:
    """Return where a point stands as its line is seen.

    A connected point whose console fell silent is lost; one that came back a moment ago has returned. A
    point without a console, reported by telephone, is never judged by its line.

    :param heard_at: when its console was heard last, None where it has none
    :param back_at: when it last came back after having been lost
    """
    if state not in {PointState.CONNECTED, PointState.REPORTED, PointState.RETURNED} or heard_at is None:
        return state
    if is_silent_too_long(heard_at=heard_at, now=now):
        return PointState.LOST
    if state != PointState.REPORTED and back_at is not None and now - back_at <= RETURNED_FOR:
        return PointState.RETURNED
    return state


@dataclass(frozen=True, slots=True)
class Totals:
    """What the points reported. ``heads`` leaves out the silent ones."""

    points: int
    reported: int
    heads: int
    expected: int

    @property
    def silent(self) -> int:
        """How many points have reported nothing."""
        return self.points - self.reported


def totals(reports: Iterable[tuple[int, int | None]]) -> Totals:
    """Sum (expected, reported heads or None) over points; a silent point adds no heads."""
    points = reported = heads = expected = 0
    for wanted, counted in reports:
        points += 1
        expected += wanted
        if counted is not None:
            reported += 1
            heads += counted
    return Totals(points, reported, heads, expected)
