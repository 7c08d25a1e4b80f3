"""Which act is possible at which stage."""

from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal
from nghisu.tasks.rules.status import Stage


class Step(StrEnum):
    """An act on a task, as forms and the record name it."""

    REPORT = "report"
    SUBMIT = "submit"
    ACCEPT = "accept"
    ACCEPT_PART = "accept_part"
    RETURN = "return"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    CASCADE = "cascade"
    CORRECT = "correct"
    HAND_OVER = "hand_over"


WORKING = frozenset({Stage.OPEN, Stage.RETURNED})
POSSIBLE: dict[Step, frozenset[Stage]] = {
    Step.REPORT: WORKING,
    Step.SUBMIT: WORKING,
    Step.ACCEPT: frozenset({Stage.SUBMITTED}),
    Step.ACCEPT_PART: frozenset({Stage.SUBMITTED}),
    Step.RETURN: frozenset({Stage.SUBMITTED}),
    Step.ASK_EXTENSION: WORKING,
    Step.DECIDE_EXTENSION: frozenset({Stage.OPEN, Stage.RETURNED, Stage.SUBMITTED, Stage.PAUSED}),
    Step.PAUSE: WORKING,
    Step.RESUME: frozenset({Stage.PAUSED}),
    Step.END: frozenset({Stage.OPEN, Stage.RETURNED, Stage.SUBMITTED, Stage.PAUSED}),
    Step.CASCADE: WORKING,
    Step.CORRECT: frozenset(Stage) - {Stage.ENDED},
    Step.HAND_OVER: frozenset({Stage.OPEN, Stage.RETURNED, Stage.SUBMITTED, Stage.PAUSED}),
}
POLICY: dict[Step, tuple[str, str]] = {
    Step.REPORT: ("task.report", "lead"),
    Step.SUBMIT: ("task.report", "lead"),
    Step.ASK_EXTENSION: ("task.report", "lead"),
    Step.ACCEPT: ("task.accept", "giver"),
    Step.ACCEPT_PART: ("task.accept", "giver"),
    Step.RETURN: ("task.accept", "giver"),
    Step.DECIDE_EXTENSION: ("task.accept", "giver"),
    Step.PAUSE: ("task.accept", "giver"),
    Step.RESUME: ("task.accept", "giver"),
    Step.END: ("task.accept", "giver"),
    Step.CASCADE: ("task.give", "unit"),
    Step.CORRECT: ("task.correct", "giver"),
    Step.HAND_OVER: ("task.give", "unit"),
}


class TaskAccepted(Refusal):
    """Done already."""

    sentence = N_("This task is already accepted. What was entered wrongly is put right by a correction.")


class TaskEnded(Refusal):
    """No longer needed."""

    sentence = N_("This task was ended by a document; nothing more can be done on it.")


class TaskPaused(Refusal):
    """Standing still."""

    sentence = N_("This task is paused. The giver resumes it first.")


class TaskWaiting(Refusal):
    """The giver has not answered yet."""

    sentence = N_("The product is handed in and awaits the giver's answer.")


class NothingHandedIn(Refusal):
    """No product to answer."""

    sentence = N_("No product is handed in; there is nothing to accept or return.")


class NotPaused(Refusal):
    """Resumed what runs."""

    sentence = N_("This task is not paused.")


class NothingChanged(Refusal):
    """A correction that changes nothing."""

    sentence = N_("The correction changes nothing. Enter the right value.")


class NotAcceptedYet(Refusal):
    """A corrected day of acceptance for a task that has none."""

    sentence = N_("This task is not accepted yet; it has no day of acceptance to put right.")
    field = "accepted_on"


class NoReason(Refusal):
    """An act that must say why."""

    sentence = N_("Say why, in a sentence.")
    field = "reason"


class NoEndingDocument(Refusal):
    """Ending without a document."""

    sentence = N_("Name the document that ends this task.")
    field = "document"


class NoSuperiorsDocument(Refusal):
    """The answer of an outside superior without its document."""

    sentence = N_("%(asked_by)s gave this task. Name the document in which it answers.")
    field = "document"


class QuarterIsClosed(Refusal):
    """An acceptance that would change a closed count."""

    sentence = N_(
        "Quarter %(quarter)s of %(unit)s is closed. Accept with a later day; if the day is right, "
        "correct it after."
    )
    field = "accepted_on"


class QuarterNotOver(Refusal):
    """Closing a quarter that still runs."""

    sentence = N_("Quarter %(quarter)s ends on %(last)s; it can be closed after that day.")
    field = "quarter"


class QuarterClosedAlready(Refusal):
    """Closing twice."""

    sentence = N_("Quarter %(quarter)s is closed already.")
    field = "quarter"


class ExtensionOpen(Refusal):
    """A second request while one waits."""

    sentence = N_("An extension is already asked for and not decided yet.")


class ExtensionDecided(Refusal):
    """Deciding twice."""

    sentence = N_("This request is already decided.")


class LeadElsewhere(Refusal):
    """The lead stands outside the unit whose work it is."""

    sentence = N_("%(lead)s is neither %(unit)s nor a body or affiliate of it, so it cannot lead this work.")
    field = "lead"


class LeadAlsoSupports(Refusal):
    """One unit in two places."""

    sentence = N_("%(lead)s leads; it cannot support as well.")
    field = "supports"


class UnitLivesOn(Refusal):
    """Handing over the work of a unit that still exists."""

    sentence = N_("%(unit)s still exists. Work is handed over only from a unit that has ended.")


class NobodyChosen(Refusal):
    """Work for nobody."""

    sentence = N_("Choose at least one unit that gets the work.")
    field = "units"


class SameUnitTwice(Refusal):
    """One piece of work counted twice for a unit."""

    sentence = N_("%(unit)s already has this work; it is counted once for each unit.")
    field = "units"


def check_step(step: Step, stage: Stage) -> None:
    """Refuse an act that the stage does not allow, in words for that stage.

    :raises TaskAccepted: and its like, one a stage
    """
    if stage in POSSIBLE[step]:
        return
    if step is Step.RESUME:
        raise NotPaused
    match stage:
        case Stage.ACCEPTED:
            raise TaskAccepted
        case Stage.ENDED:
            raise TaskEnded
        case Stage.PAUSED:
            raise TaskPaused
        case Stage.SUBMITTED:
            raise TaskWaiting
        case _:
            raise NothingHandedIn


def is_possible(step: Step, stage: Stage) -> bool:
    """Tell whether the stage allows the act; for buttons."""
    return stage in POSSIBLE[step]
