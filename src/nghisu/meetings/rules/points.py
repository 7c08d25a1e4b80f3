"""Remote points (điểm cầu): their states, and totals that say what they exclude."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    CLOSED = "closed"


STATE_NAMES = {
    PointState.REGISTERED: N_("Registered"),
    PointState.TESTED: N_("Line tested"),
    PointState.READY: N_("Ready"),
    PointState.CONNECTED: N_("Connected"),
    PointState.REPORTED: N_("Heads reported"),
    PointState.LOST: N_("Connection lost"),
    PointState.CLOSED: N_("Point closed"),
}
STATE_TONES = {
    PointState.REGISTERED: "plain",
    PointState.TESTED: "plain",
    PointState.READY: "info",
    PointState.CONNECTED: "info",
    PointState.REPORTED: "good",
    PointState.LOST: "bad",
    PointState.CLOSED: "plain",
}
NEXT: dict[PointState, frozenset[PointState]] = {
    PointState.REGISTERED: frozenset({PointState.TESTED, PointState.READY, PointState.CONNECTED}),
    PointState.TESTED: frozenset({PointState.READY, PointState.CONNECTED}),
    PointState.READY: frozenset({PointState.CONNECTED}),
    PointState.CONNECTED: frozenset({PointState.REPORTED, PointState.LOST, PointState.CLOSED}),
    PointState.REPORTED: frozenset({PointState.REPORTED, PointState.LOST, PointState.CLOSED}),
    PointState.LOST: frozenset({PointState.CONNECTED, PointState.REPORTED, PointState.CLOSED}),
    PointState.CLOSED: frozenset(),
}


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


def check_heads(heads: int) -> None:
    """Refuse a number that no hall holds.

    :raises TooManyHeads: if it is negative or above LARGEST_POINT
    """
    if not 0 <= heads <= LARGEST_POINT:
        raise TooManyHeads(heads=heads, most=LARGEST_POINT)


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
