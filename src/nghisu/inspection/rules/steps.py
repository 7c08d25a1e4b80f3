"""The way of an inspection: prepared, carried out, concluded; its states, steps and refusals."""

from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Form(StrEnum):
    """What kind of work it is."""

    INSPECTION = "inspection"  # kiểm tra
    THEMATIC = "thematic"  # giám sát chuyên đề
    REGULAR = "regular"  # giám sát thường xuyên


class Output(StrEnum):
    """What it ends in."""

    CONCLUSION = "conclusion"  # kết luận
    RESULT = "result"  # thông báo kết quả


class Way(StrEnum):
    """How a working session is held."""

    THERE = "there"
    ONLINE = "online"
    LETTER = "letter"


class State(StrEnum):
    """Where an inspection stands."""

    PLANNED = "planned"
    DECIDED = "decided"  # decision and team
    NOTIFIED = "notified"  # plan and outline sent to the inspected body
    RECEIVED = "received"  # its self-report arrived
    WORKING = "working"
    REPORTED = "reported"  # the team reported: the clock stops
    APPROVED = "approved"  # the conclusion is approved and awaits its number
    CONCLUDED = "concluded"  # issued; its remedies are tasks
    CLOSED = "closed"
    MOVED = "moved"  # to the next year
    CANCELLED = "cancelled"


class Taken(StrEnum):
    """A step on its way."""

    ADDED = "added"
    CHANGED = "changed"
    DECIDED = "decided"
    NOTIFIED = "notified"
    REMINDED = "reminded"
    RECEIVED = "received"
    BEGUN = "begun"
    MINUTED = "minuted"
    EXTENDED = "extended"
    REPORTED = "reported"
    REMEDY = "remedy"
    DROPPED = "dropped"
    APPROVED = "approved"
    REOPENED = "reopened"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    MOVED = "moved"
    CANCELLED = "cancelled"


FORM_WORDS: dict[Form, str] = {
    Form.INSPECTION: N_("Inspection"),
    Form.THEMATIC: N_("Thematic supervision"),
    Form.REGULAR: N_("Regular supervision"),
}
OUTPUT_WORDS: dict[Output, str] = {
    Output.CONCLUSION: N_("Conclusion of the inspection"),
    Output.RESULT: N_("Notice of results"),
}
WAY_WORDS: dict[Way, str] = {
    Way.THERE: N_("at the place"),
    Way.ONLINE: N_("on line"),
    Way.LETTER: N_("by letter"),
}
STATE_WORDS: dict[State, str] = {
    State.PLANNED: N_("In the programme"),
    State.DECIDED: N_("Decided, being prepared"),
    State.NOTIFIED: N_("Awaiting the self-report"),
    State.RECEIVED: N_("Self-report received"),
    State.WORKING: N_("Being carried out"),
    State.REPORTED: N_("Reported by the team"),
    State.APPROVED: N_("Conclusion approved, awaiting its number"),
    State.CONCLUDED: N_("Concluded, remedies followed"),
    State.CLOSED: N_("Inspection closed"),
    State.MOVED: N_("Moved to the next year"),
    State.CANCELLED: N_("Cancelled, with the reason"),
}
TONES: dict[State, str] = {
    State.PLANNED: "plain",
    State.DECIDED: "info",
    State.NOTIFIED: "warn",
    State.RECEIVED: "info",
    State.WORKING: "info",
    State.REPORTED: "warn",
    State.APPROVED: "warn",
    State.CONCLUDED: "info",
    State.CLOSED: "good",
    State.MOVED: "plain",
    State.CANCELLED: "plain",
}
STEP_WORDS: dict[Taken, str] = {
    Taken.ADDED: N_("It was put into the programme"),
    Taken.CHANGED: N_("The line was changed before the adoption"),
    Taken.DECIDED: N_("It was decided, with its team"),
    Taken.NOTIFIED: N_("Plan and outline were sent to the inspected body"),
    Taken.REMINDED: N_("The inspected body was reminded of its self-report"),
    Taken.RECEIVED: N_("The self-report arrived"),
    Taken.BEGUN: N_("The work began"),
    Taken.MINUTED: N_("Working minutes were signed"),
    Taken.EXTENDED: N_("The duration was extended"),
    Taken.REPORTED: N_("The team reported"),
    Taken.REMEDY: N_("A remedy was asked for in the draft conclusion"),
    Taken.DROPPED: N_("A remedy was taken out of the draft conclusion"),
    Taken.APPROVED: N_("The conclusion was approved"),
    Taken.REOPENED: N_("The conclusion was taken back to be changed"),
    Taken.CONCLUDED: N_("The conclusion was issued; its remedies are tasks"),
    Taken.CLOSED: N_("It was closed"),
    Taken.MOVED: N_("It was moved to the next year"),
    Taken.CANCELLED: N_("It was cancelled"),
}
OPEN = frozenset({State.PLANNED, State.DECIDED, State.NOTIFIED, State.RECEIVED, State.WORKING})
DONE = frozenset({State.CONCLUDED, State.CLOSED})
"""Concluded: the conclusion is issued."""
TOLD = frozenset(
    {
        State.NOTIFIED,
        State.RECEIVED,
        State.WORKING,
        State.REPORTED,
        State.APPROVED,
        State.CONCLUDED,
        State.CLOSED,
    }
)
"""From here on the inspected body knows of it."""
FROM: dict[Taken, frozenset[State]] = {
    Taken.CHANGED: frozenset({State.PLANNED}),
    Taken.DECIDED: frozenset({State.PLANNED}),
    Taken.NOTIFIED: frozenset({State.DECIDED}),
    Taken.REMINDED: frozenset({State.NOTIFIED}),
    Taken.RECEIVED: frozenset({State.NOTIFIED, State.WORKING}),
    Taken.BEGUN: frozenset({State.NOTIFIED, State.RECEIVED}),
    Taken.MINUTED: frozenset({State.WORKING}),
    Taken.EXTENDED: frozenset({State.WORKING}),
    Taken.REPORTED: frozenset({State.WORKING}),
    Taken.REMEDY: frozenset({State.REPORTED}),
    Taken.DROPPED: frozenset({State.REPORTED}),
    Taken.APPROVED: frozenset({State.REPORTED}),
    Taken.REOPENED: frozenset({State.APPROVED}),
    Taken.CONCLUDED: frozenset({State.APPROVED}),
    Taken.CLOSED: frozenset({State.CONCLUDED}),
    Taken.MOVED: OPEN,
    Taken.CANCELLED: OPEN,
}


class StepNotNow(Refusal):
    """A step that the state does not allow."""

    sentence = N_("This step is not possible where the inspection stands now. Look at its last step.")


class NotAdopted(Refusal):
    """Work from a draft."""

    sentence = N_("The programme is not adopted yet. Adopt it first, then decide its inspections.")


class AdoptedBefore(Refusal):
    """A programme adopted twice."""

    sentence = N_("This programme is adopted already.")


class NothingPlanned(Refusal):
    """A programme without a line."""

    sentence = N_("The programme has no line yet. Add what is to be inspected, then adopt it.")


class OneProgrammeAYear(Refusal):
    """A second programme of the year."""

    sentence = N_("There is a programme of inspection for %(year)s already. Add to that one.")
    field = "year"


class OutsideNeedsItsReason(Refusal):
    """Work outside the programme without who asked for it."""

    sentence = N_("The programme is adopted. Say who asked for this and why; it is counted outside it.")
    field = "outside_reason"


class NotBelow(Refusal):
    """The inspected body is no unit below."""

    sentence = N_("Choose a unit that stands below; a committee inspects what is under it.")
    field = "inspected"


class MonthsTurned(Refusal):
    """The last month is before the first."""

    sentence = N_("It ends in a month before it begins. Turn the two months round.")
    field = "last_month"


class NoTeam(Refusal):
    """A decision without a team."""

    sentence = N_("Choose a head and at least one more member of the team.")
    field = "members"


class HeadTwice(Refusal):
    """The head among the members."""

    sentence = N_("The head leads the team; take the head out of the members.")
    field = "members"


class NotDeclared(Refusal):
    """A member did not declare to have no conflict."""

    sentence = N_(
        "%(name)s has not declared to have no conflict of interest. Each member of the team declares first."
    )


class MemberInConflict(Refusal):
    """A member who works in the inspected body."""

    sentence = N_("%(name)s holds an office in the inspected body. Choose somebody else.")
    field = "members"


class NotOfTheTeam(Refusal):
    """Somebody else declares."""

    sentence = N_("Only a member of the team declares for themselves.")


class DayNotYet(Refusal):
    """A day that has not come."""

    sentence = N_("The day %(day)s has not come yet.")
    field = "on"


class BeforeTheStep(Refusal):
    """A day before the step it follows."""

    sentence = N_("The day may not lie before %(day)s.")
    field = "on"


class SayWhy(Refusal):
    """Words are missing."""

    sentence = N_("Say it in words, in a sentence or more.")
    field = "words"


class DueBeforeConclusion(Refusal):
    """A remedy due before it is asked for."""

    sentence = N_("The remedy would be due on %(due_on)s, before it is asked for. Choose a later day.")
    field = "due_on"


class RemediesOpen(Refusal):
    """Closing with a remedy that is not accepted."""

    sentence = N_("%(count)d remedies are not accepted yet. Accept or end their tasks first.")


class TextIsAnother(Refusal):
    """The document bears another text than the approved conclusion."""

    sentence = N_(
        "The text of this document is not that of the approved conclusion. Take the conclusion back, "
        "change it there, and approve it again."
    )


def check_taken(taken: Taken, state: State) -> None:
    """Refuse a step that the state does not allow.

    :raises StepNotNow: if it does not
    """
    if state not in FROM[taken]:
        raise StepNotNow


def check_months(first: int, last: int) -> None:
    """Refuse months that are turned round.

    :raises MonthsTurned: if they are
    """
    if last < first:
        raise MonthsTurned


def check_day(on: date, *, today: date, earliest: date | None = None) -> None:
    """Refuse a day that has not come, or that lies before what it follows.

    :raises DayNotYet: if it has not come
    :raises BeforeTheStep: if it lies before
    """
    if on > today:
        raise DayNotYet(day=on)
    if earliest is not None and on < earliest:
        raise BeforeTheStep(day=earliest)
