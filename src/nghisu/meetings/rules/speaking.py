"""Who speaks, for how long, and which microphone is on."""

from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal

USUAL_SECONDS = 300
SHORTEST, LONGEST = 30, 3600
SOON_OVER = 60


class TurnState(StrEnum):
    """Where a request to speak stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"


TURN_NAMES = {
    TurnState.WAITING: N_("Waits"),
    TurnState.SPEAKING: N_("Has the floor"),
    TurnState.DONE: N_("Has spoken"),
    TurnState.WITHDRAWN: N_("Request withdrawn"),
}
TURN_TONES = {
    TurnState.WAITING: "info",
    TurnState.SPEAKING: "good",
    TurnState.DONE: "plain",
    TurnState.WITHDRAWN: "plain",
}


class AlreadyAsked(Refusal):
    """A second request while the first still waits."""

    sentence = N_("%(speaker)s is on the list of speakers already; one request at a time is kept.")
    field = "speaker"


class ListClosed(Refusal):
    """The list of speakers is closed."""

    sentence = N_("The list of speakers is closed for this item. Send your opinion in writing instead.")
    field = "speaker"


class SpeakerUnnamed(Refusal):
    """A speaker without a name."""

    sentence = N_("Name who wishes to speak.")
    field = "speaker"


class TurnOutOfOrder(Refusal):
    """A step of a turn that does not follow from where it stands."""

    sentence = N_("This request to speak does not stand where this step begins. Reload the list.")


class SecondsOutOfRange(Refusal):
    """A speaking time that no meeting gives."""

    sentence = N_("Give a speaking time between %(least)s seconds and %(most)s seconds.")
    field = "seconds"


class TurnNotOver(Refusal):
    """Only what was said can be minuted."""

    sentence = N_("Only a speaker who has had the floor can be put into the minutes.")


NEXT: dict[TurnState, frozenset[TurnState]] = {
    TurnState.WAITING: frozenset({TurnState.SPEAKING, TurnState.WITHDRAWN}),
    TurnState.SPEAKING: frozenset({TurnState.DONE}),
    TurnState.DONE: frozenset(),
    TurnState.WITHDRAWN: frozenset(),
}


def check_turn(*, now: TurnState, wanted: TurnState) -> None:
    """Refuse a step that skips or reverses.

    :raises TurnOutOfOrder: if the step is not drawn in NEXT
    """
    if wanted not in NEXT[now]:
        raise TurnOutOfOrder


def check_seconds(seconds: int) -> None:
    """Refuse a speaking time that no meeting gives.

    :raises SecondsOutOfRange: if it is below SHORTEST or above LONGEST
    """
    if not SHORTEST <= seconds <= LONGEST:
        raise SecondsOutOfRange(least=SHORTEST, most=LONGEST)
