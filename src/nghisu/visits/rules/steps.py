"""The way of a working visit: planned, announced, held, concluded, until everything asked is told back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import N_, Refusal


class State(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    ANNOUNCED = "announced"  # the unit visited knows of it and states its questions
    HELD = "held"  # minutes are written and signed
    APPROVED = "approved"  # the conclusion is approved and awaits its number
    CONCLUDED = "concluded"  # issued; its commitments are tasks
    CLOSED = "closed"  # everything asked was told back
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Taken(StrEnum):
    """A step on the way of a visit."""

    PLANNED = "planned"
    CHANGED = "changed"
    ANNOUNCED = "announced"
    STATED = "stated"
    WITHDRAWN = "withdrawn"
    POSTPONED = "postponed"
    RESUMED = "resumed"
    CANCELLED = "cancelled"
    HELD = "held"
    SIGNED = "signed"
    CORRECTED = "corrected"
    APPROVED = "approved"
    REOPENED = "reopened"
    CONCLUDED = "concluded"
    PASSED_ON = "passed_on"
    TOLD = "told"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What the unit visited is told about a question."""

    EXPLAINED = "explained"  # answered on the spot
    RESOLVED = "resolved"
    REFUSED = "refused"
    UNDER_WAY = "under_way"  # a further telling follows


class Way(StrEnum):
    """What becomes of a commitment."""

    TASK = "task"
    DIFFICULTY = "difficulty"  # goes to the room of difficulties: decided there, or sent up


STATE_WORDS: dict[State, str] = {
    State.PLANNED: N_("In the plan of visits"),
    State.ANNOUNCED: N_("Announced to the unit"),
    State.HELD: N_("Held, to be concluded"),
    State.APPROVED: N_("Conclusion of the visit awaits its number"),
    State.CONCLUDED: N_("Concluded, being followed up"),
    State.CLOSED: N_("Closed, everything told back"),
    State.POSTPONED: N_("Put off, with the reason"),
    State.CANCELLED: N_("Called off, with the reason"),
}
TONES: dict[State, str] = {
    State.PLANNED: "plain",
    State.ANNOUNCED: "info",
    State.HELD: "warn",
    State.APPROVED: "warn",
    State.CONCLUDED: "info",
    State.CLOSED: "good",
    State.POSTPONED: "warn",
    State.CANCELLED: "plain",
}
STEP_WORDS: dict[Taken, str] = {
    Taken.PLANNED: N_("It was put into the plan"),
    Taken.CHANGED: N_("The plan of the visit was changed"),
    Taken.ANNOUNCED: N_("It was announced to the unit visited"),
    Taken.STATED: N_("The unit stated a question"),
    Taken.WITHDRAWN: N_("A question was withdrawn"),
    Taken.POSTPONED: N_("The visit was put off"),
    Taken.RESUMED: N_("It was planned anew"),
    Taken.CANCELLED: N_("The visit was called off"),
    Taken.HELD: N_("The visit was held"),
    Taken.SIGNED: N_("The minutes of the visit were signed"),
    Taken.CORRECTED: N_("The signed minutes were corrected"),
    Taken.APPROVED: N_("The conclusion of the visit was approved"),
    Taken.REOPENED: N_("The conclusion of the visit was taken back"),
    Taken.CONCLUDED: N_("The conclusion was issued; its commitments are tasks"),
    Taken.PASSED_ON: N_("A commitment went to the room of difficulties"),
    Taken.TOLD: N_("The unit was told what became of a question"),
    Taken.CLOSED: N_("The visit was closed"),
}
OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.EXPLAINED: N_("Answered on the spot"),
    Outcome.RESOLVED: N_("Settled"),
    Outcome.REFUSED: N_("Not agreed to, with the reason"),
    Outcome.UNDER_WAY: N_("Under way, a further answer follows"),
}
OUTCOME_TONES: dict[Outcome, str] = {
    Outcome.EXPLAINED: "good",
    Outcome.RESOLVED: "good",
    Outcome.REFUSED: "plain",
    Outcome.UNDER_WAY: "info",
}
WAY_WORDS: dict[Way, str] = {
    Way.TASK: N_("Task of a body"),
    Way.DIFFICULTY: N_("Difficulty to be decided or sent up"),
}
FINAL = frozenset({Outcome.EXPLAINED, Outcome.RESOLVED, Outcome.REFUSED})
"""After these nothing more is owed on the question."""
TOLD = frozenset({State.ANNOUNCED, State.HELD, State.APPROVED, State.CONCLUDED, State.CLOSED})
"""In these states the unit visited knows of the visit."""
DONE = frozenset({State.HELD, State.APPROVED, State.CONCLUDED, State.CLOSED})
"""The visit took place."""
ISSUED = frozenset({State.CONCLUDED, State.CLOSED})
"""The conclusion is out."""
FROM: dict[Taken, frozenset[State]] = {
    Taken.CHANGED: frozenset({State.PLANNED, State.ANNOUNCED}),
    Taken.ANNOUNCED: frozenset({State.PLANNED}),
    Taken.STATED: frozenset({State.ANNOUNCED, State.HELD}),
    Taken.WITHDRAWN: frozenset({State.ANNOUNCED}),
    Taken.POSTPONED: frozenset({State.PLANNED, State.ANNOUNCED}),
    Taken.RESUMED: frozenset({State.POSTPONED}),
    Taken.CANCELLED: frozenset({State.PLANNED, State.ANNOUNCED, State.POSTPONED}),
    Taken.HELD: frozenset({State.ANNOUNCED}),
    Taken.SIGNED: frozenset({State.HELD}),
    Taken.CORRECTED: frozenset({State.HELD, State.APPROVED, State.CONCLUDED, State.CLOSED}),
    Taken.APPROVED: frozenset({State.HELD}),
    Taken.REOPENED: frozenset({State.APPROVED}),
    Taken.CONCLUDED: frozenset({State.APPROVED}),
    Taken.PASSED_ON: frozenset({State.CONCLUDED}),
    Taken.TOLD: frozenset({State.HELD, State.APPROVED, State.CONCLUDED}),
    Taken.CLOSED: frozenset({State.CONCLUDED}),
}


class StepNotNow(Refusal):
    """A step that the state does not allow."""

    sentence = N_("This step is not possible where the visit stands now. Look at its last step.")


class NotBelow(Refusal):
    """The unit visited does not stand below."""

    sentence = N_("Choose a unit that stands below; a committee visits those it leads.")
    field = "visited"


class NobodyGoes(Refusal):
    """Neither a body nor a leader."""

    sentence = N_("Say which body goes, or which leader heads the visit.")
    field = "head"


class HeadTwice(Refusal):
    """The head among the participants."""

    sentence = N_("The head of the visit leads it; take the head out of the participants.")
    field = "members"


class NotInTheQuarter(Refusal):
    """A day outside the quarter planned."""

    sentence = N_("%(day)s lies outside the quarter planned. Change the quarter or the day.")
    field = "starts_at"


class BothHours(Refusal):
    """A beginning without an end, or the other way round."""

    sentence = N_("Give both hours, when it begins and when it ends.")
    field = "ends_at"


class EndsBeforeStart(Refusal):
    """A visit that ends before it begins."""

    sentence = N_("The visit would end before it begins; correct the hour of the end.")
    field = "ends_at"


class LongerThanThreeDays(Refusal):
    """A visit of many days."""

    sentence = N_("A visit lasts three days at most; plan a longer journey as several visits.")
    field = "ends_at"


class MemberElsewhere(Refusal):
    """A participant who is elsewhere at that time."""

    sentence = N_(
        "%(person)s is at “%(what)s” at that time. Choose another day or person, or tick that you know "
        "of the clash."
    )
    field = "members"


class NotDatedYet(Refusal):
    """An announcement without its day."""

    sentence = N_("Give the day, the hours and the place first; then announce the visit.")


class AlreadyPassed(Refusal):
    """An announcement of a day gone by."""

    sentence = N_("The visit was to begin on %(day)s. Choose a later day, then announce it.")


class DueAfterTheVisit(Refusal):
    """Questions awaited when the visit has begun."""

    sentence = N_("Questions are awaited before the visit begins on %(day)s. Choose an earlier day.")
    field = "questions_due_on"


class DueGoneBy(Refusal):
    """Questions awaited by a day gone by."""

    sentence = N_("Questions cannot be awaited by %(day)s, before today.")
    field = "questions_due_on"


class QuestionsLate(Refusal):
    """The unit states after the deadline."""

    sentence = N_(
        "Questions were awaited by %(day)s. Ask the office that visits; it may still enter what came late."
    )


class SayWhat(Refusal):
    """A question without words."""

    sentence = N_("Write the question, or choose a difficulty that the unit raised.")
    field = "text"


class NotOfTheUnit(Refusal):
    """A difficulty of another unit."""

    sentence = N_("Choose a difficulty that the unit visited raised itself.")
    field = "issue"


class AskedBefore(Refusal):
    """The same difficulty twice."""

    sentence = N_("This difficulty stands among the questions already.")
    field = "issue"


class ToldBefore(Refusal):
    """A question that was told back."""

    sentence = N_("This question was told back already; nothing of it changes any more.")


class SayWhy(Refusal):
    """Words are missing."""

    sentence = N_("Say it in words, in a sentence or more.")
    field = "words"


class DayNotYet(Refusal):
    """A day that has not come."""

    sentence = N_("The day %(day)s has not come yet.")
    field = "on"


class BeforeTheAnnouncement(Refusal):
    """Held before it was announced."""

    sentence = N_("It was announced on %(day)s and cannot have been held before.")
    field = "on"


class MinutesSigned(Refusal):
    """The minutes stand still."""

    sentence = N_("The minutes are signed. Write a correction; the signed text stays as it is.")


class MinutesNotSigned(Refusal):
    """The minutes are not signed yet."""

    sentence = N_("The minutes of the visit are not signed yet. Have them signed first.")


class NoMinutes(Refusal):
    """Nothing to sign."""

    sentence = N_("Write the minutes first.")


class WriterSigns(Refusal):
    """Who wrote the minutes signs them."""

    sentence = N_("Who wrote the minutes cannot sign them as well. The chair or the head of the visit signs.")


class DueBeforeCommitted(Refusal):
    """A commitment due before it is made."""

    sentence = N_("The commitment would be due on %(due_on)s, before it is made. Choose a later day.")
    field = "due_on"


class LeadElsewhere(Refusal):
    """A lead neither of the house nor the unit visited."""

    sentence = N_("The lead is a body of the committee that visits, or the unit visited.")
    field = "lead"


class DifficultyOfAQuestion(Refusal):
    """A difficulty without the question it comes from."""

    sentence = N_("A difficulty goes up from a question of the unit. Choose the question.")
    field = "question"


class DifficultyLedHere(Refusal):
    """A difficulty led by the unit that has it."""

    sentence = N_("A difficulty is dealt with by a body of the committee that visits. Choose one.")
    field = "lead"


class TextIsAnother(Refusal):
    """The document bears another text than the approved conclusion."""

    sentence = N_(
        "The text of this document is not that of the approved conclusion. Take the conclusion back, "
        "change it there, and approve it again."
    )


class PassedBefore(Refusal):
    """A commitment passed on twice."""

    sentence = N_("This commitment went to the room of difficulties already.")


class NotYetPassed(Refusal):
    """Closing with a difficulty that nobody passed on."""

    sentence = N_("%(count)d commitments still wait to go to the room of difficulties. Pass them on first.")


class StillOwed(Refusal):
    """Closing with questions that were not told back."""

    sentence = N_("%(count)d questions were not told back yet. Tell the unit what became of them first.")


class NotIssuedYet(Refusal):
    """A document without its number."""

    sentence = N_("Choose a document that bears its number; a draft tells nobody anything.")
    field = "document"


class DocumentNeeded(Refusal):
    """A settled question told without a document."""

    sentence = N_("Choose the document in which the unit is told so; only “under way” goes without one.")
    field = "document"


def check_taken(taken: Taken, state: State) -> None:
    """Refuse a step that the state does not allow.

    :raises StepNotNow: if it does not
    """
    if state not in FROM[taken]:
        raise StepNotNow


@dataclass(frozen=True, slots=True)
class Hours:
    """When a visit takes place."""

    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        """The day it begins."""
        return self.starts_at.date()


def check_hours(starts_at: datetime | None, ends_at: datetime | None, *, quarter: Quarter) -> Hours | None:
    """Return the hours in local time, None where only the quarter is known.

    :param starts_at: in Việt Nam's time
    :raises BothHours: if one is missing
    :raises EndsBeforeStart: if they go backwards
    :raises LongerThanThreeDays: if it lasts longer
    :raises NotInTheQuarter: if it begins in another quarter than planned
    """
    if starts_at is None and ends_at is None:
        return None
    if starts_at is None or ends_at is None:
        raise BothHours
    if ends_at <= starts_at:
        raise EndsBeforeStart
    if ends_at - starts_at > timedelta(days=3):
        raise LongerThanThreeDays
    if Quarter.of(starts_at.date()) != quarter:
        raise NotInTheQuarter(day=starts_at.date())
    return Hours(starts_at, ends_at)


def check_questions_due(due_on: date, *, today: date, visit_on: date) -> None:
    """Refuse a deadline gone by or not before the visit.

    :raises DueGoneBy: if it has passed
    :raises DueAfterTheVisit: if the visit begins before it ends
    """
    if due_on < today:
        raise DueGoneBy(day=due_on)
    if due_on >= visit_on and due_on != today:
        raise DueAfterTheVisit(day=visit_on)


def check_held(held_on: date, *, today: date, announced_on: date) -> None:
    """Refuse a day that has not come, or from before the announcement.

    :raises DayNotYet: if it has not come
    :raises BeforeTheAnnouncement: if the unit did not know of it then
    """
    if held_on > today:
        raise DayNotYet(day=held_on)
    if held_on < announced_on:
        raise BeforeTheAnnouncement(day=announced_on)
