"""Comments and proposals from the floor, kept by unit and never by person."""

from nghisu.kit.refusals import N_, Refusal

LONGEST = 4_000


class NothingWritten(Refusal):
    """An empty text."""

    sentence = N_("Write what you wish to say.")
    field = "text"


class AnsweredAlready(Refusal):
    """A second answer to one proposal."""

    sentence = N_("This proposal has been answered already. Reload the list to see how.")


class ReasonMissing(Refusal):
    """A proposal declined without a reason."""

    sentence = N_("Say why the proposal is declined; the unit that made it reads the reason.")
    field = "answer"


class IntoItself(Refusal):
    """A proposal merged into itself, into one of another meeting, or into one that was not taken over."""

    sentence = N_("Choose another proposal of this meeting that is open or accepted.")
    field = "into"
