"""The way of a proposal (kiến nghị, đề xuất): into the plan, upward, merged or declined; answered, closed."""

from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class State(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    PLANNED = "planned"  # an item of a plan
    SENT = "sent"  # a document went to the superior, who has not answered
    ANSWERED = "answered"  # the superior answered; what follows is not settled
    CLOSED = "closed"  # what follows is done, or nothing follows, with the reason
    MERGED = "merged"  # followed in another proposal
    DECLINED = "declined"


class Taken(StrEnum):
    """A step on its way."""

    MADE = "made"
    PLANNED = "planned"
    SENT = "sent"
    STANDS = "stands"  # where it stands with the superior
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"
    DECLINED = "declined"


class Outcome(StrEnum):
    """What the superior answered."""

    AGREED = "agreed"
    PARTLY = "partly"
    REFUSED = "refused"


STATE_WORDS: dict[State, str] = {
    State.OPEN: N_("Not dealt with yet"),
    State.PLANNED: N_("In the plan"),
    State.SENT: N_("Sent up, awaiting the answer"),
    State.ANSWERED: N_("Answered"),
    State.CLOSED: N_("Settled"),
    State.MERGED: N_("Merged into another"),
    State.DECLINED: N_("Declined, with the reason"),
}
TONES: dict[State, str] = {
    State.OPEN: "warn",
    State.PLANNED: "info",
    State.SENT: "warn",
    State.ANSWERED: "info",
    State.CLOSED: "good",
    State.MERGED: "plain",
    State.DECLINED: "plain",
}
STEP_WORDS: dict[Taken, str] = {
    Taken.MADE: N_("The proposal was made"),
    Taken.PLANNED: N_("It became a line of the plan"),
    Taken.SENT: N_("It was sent to the superior"),
    Taken.STANDS: N_("Where it stands"),
    Taken.ANSWERED: N_("The superior answered"),
    Taken.CLOSED: N_("It was settled"),
    Taken.MERGED: N_("It was merged into another"),
    Taken.DECLINED: N_("It was declined"),
}
OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.AGREED: N_("Agreed"),
    Outcome.PARTLY: N_("Agreed in part"),
    Outcome.REFUSED: N_("Not agreed"),
}
FROM: dict[Taken, frozenset[State]] = {
    Taken.PLANNED: frozenset({State.OPEN, State.ANSWERED}),
    Taken.SENT: frozenset({State.OPEN, State.PLANNED}),
    Taken.STANDS: frozenset({State.SENT}),
    Taken.ANSWERED: frozenset({State.SENT}),
    Taken.CLOSED: frozenset({State.PLANNED, State.ANSWERED}),
    Taken.MERGED: frozenset({State.OPEN}),
    Taken.DECLINED: frozenset({State.OPEN}),
}
UNANSWERED = frozenset({State.OPEN, State.PLANNED, State.SENT})
"""A report names these, however long ago they were made: nobody has answered them."""
FINAL = frozenset({State.CLOSED, State.MERGED, State.DECLINED})


class StepNotNow(Refusal):
    """A step that the state does not allow."""

    sentence = N_("This step is not possible where the proposal stands now. Look at its last step.")


class ProposalKept(Refusal):
    """The same source twice."""

    sentence = N_("This proposal is followed already, as no. %(number)s.")


class SayWhy(Refusal):
    """A step without its reason."""

    sentence = N_("Say why, in a sentence.")
    field = "words"


class NoAnswerDocument(Refusal):
    """An answer without its document."""

    sentence = N_("Name the document in which the superior answers.")
    field = "document"


class NotSentYet(Refusal):
    """The document that carries the proposal upward has no number yet."""

    sentence = N_("Issue the document first; a proposal is sent up by a document with its number.")
    field = "document"


class AnsweredBefore(Refusal):
    """The answer is older than what it answers."""

    sentence = N_("The document is dated %(dated_on)s, before the proposal was sent on %(sent_on)s.")
    field = "document"


class NotIntoItself(Refusal):
    """A proposal merged into itself or into one that is no longer followed."""

    sentence = N_("Choose another proposal that is still followed.")
    field = "into"


def check_taken(taken: Taken, state: State) -> None:
    """Refuse a step that the state does not allow.

    :raises StepNotNow: if it does not
    """
    if state not in FROM[taken]:
        raise StepNotNow


def check_answer(*, dated_on: date | None, sent_on: date | None) -> None:
    """Refuse an answer older than what it answers.

    :raises AnsweredBefore: if it is
    """
    if dated_on is not None and sent_on is not None and dated_on < sent_on:
        raise AnsweredBefore(dated_on=dated_on, sent_on=sent_on)


def is_named(*, made_on: date, state: State, last_on: date, first: date, day: date) -> bool:
    """Tell whether a report of a period names a proposal: unanswered on the day, or moved within the period.

    :param last_on: the day of its last step known on ``day``
    :param first: the first day of the period
    """
    if made_on > day or state is State.MERGED:
        return False
    return state in UNANSWERED or state is State.ANSWERED or last_on >= first
