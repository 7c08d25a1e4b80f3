"""What a visit waits for, in words for the first screen."""

from nghisu.kit.refusals import N_
from nghisu.visits.rules.steps import State

STATE_QUESTIONS = N_("State the unit's questions")
SAY_HELD = N_("Say that it was held, or put it off")
WRITE_MINUTES = N_("Write the minutes of the visit")
SIGN = N_("Sign the minutes of the visit")
CONCLUDE = N_("Approve the conclusion of the visit")
TELL = N_("Tell the unit what became of its questions")
CLOSE = N_("Close the visit")


def hand(state: State, *, by_the_unit: bool = False, is_written: bool, is_signed: bool, is_owed: bool) -> str:
    """Return what is to be done, for translation."""
    if state is State.ANNOUNCED:
        return STATE_QUESTIONS if by_the_unit else SAY_HELD
    if state is State.HELD:
        if not is_written:
            return WRITE_MINUTES
        return CONCLUDE if is_signed else SIGN
    return TELL if is_owed else CLOSE
