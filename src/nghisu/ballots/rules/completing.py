"""What is checked while a committee is completed: seats, term, freeze, order of steps, thresholds, outcome.

What refuses is a Refusal; what only warns is a Warning with its source, and never stops anybody.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from nghisu.ballots.rules.introduction import introduced
from nghisu.ballots.rules.steps import FREEZE, STEPS, Act, Branch, Step, regulation_on
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.rules.spans import Span


class State(StrEnum):
    """Where a procedure stands. Which step is next is computed from the steps done."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


STATE_NAMES = {
    State.RUNNING: N_("Under way"),
    State.DONE: N_("Completed"),
    State.STOPPED: N_("Stopped"),
}
STATE_TONES = {State.RUNNING: "info", State.DONE: "good", State.STOPPED: "plain"}


class Outcome(StrEnum):
    """How far one name in a procedure has come. A mandate follows from nothing but the superior's paper."""

    NAMED = "named"
    WITHDRAWN = "withdrawn"
    NOT_CHOSEN = "not_chosen"
    PROPOSED = "proposed"
    ELECTED = "elected"
    CHOSEN = "chosen"
    APPOINTED = "appointed"
    APPROVED = "approved"
    REFUSED = "refused"


OUTCOME_NAMES = {
    Outcome.NAMED: N_("On the list"),
    Outcome.WITHDRAWN: N_("Withdrawn"),
    Outcome.NOT_CHOSEN: N_("Not chosen"),
    Outcome.PROPOSED: N_("Proposed, awaiting decision of the superior"),
    Outcome.ELECTED: N_("Elected, awaiting approval of the superior"),
    Outcome.CHOSEN: N_("Chosen by the five steps"),
    Outcome.APPOINTED: N_("Appointed by the superior"),
    Outcome.APPROVED: N_("Approved by the superior"),
    Outcome.REFUSED: N_("Not agreed by the superior"),
}
OUTCOME_TONES = {
    Outcome.NAMED: "plain",
    Outcome.WITHDRAWN: "plain",
    Outcome.NOT_CHOSEN: "plain",
    Outcome.PROPOSED: "warn",
    Outcome.ELECTED: "warn",
    Outcome.CHOSEN: "info",
    Outcome.APPOINTED: "good",
    Outcome.APPROVED: "good",
    Outcome.REFUSED: "bad",
}
STILL_ON = frozenset({Outcome.NAMED, Outcome.PROPOSED, Outcome.ELECTED, Outcome.CHOSEN})
AWAITING = {Branch.EXECUTIVE: Outcome.PROPOSED, Branch.STANDING: Outcome.ELECTED}
DECIDED = {Branch.EXECUTIVE: Outcome.APPOINTED, Branch.STANDING: Outcome.APPROVED}


class MoreThanDecided(Refusal):
    """The committee would have more members than the congress decided (I11). Source: Charter art. 13(2)."""

    sentence = N_(
        "The congress decided %(seats)s seats; %(taken)s are taken and %(waiting)s more are proposed, so "
        "that %(free)s can be filled. Enter the superior's decision that allows more, or lower the number."
    )
    field = "number"


class NumberMissing(Refusal):
    """Nobody would be added."""

    sentence = N_("Enter how many seats are to be filled; at least one.")
    field = "number"


class TermOver(Refusal):
    """The body's term does not hold the day."""

    sentence = N_("The term of this body does not include %(day)s. Nobody can be added to it then.")
    field = "opened_on"


class WrongBody(Refusal):
    """The branch of acts does not belong to the body."""

    sentence = N_(
        "Members of the executive committee are appointed by the superior; members of the standing committee "
        "are elected and approved. Choose the procedure that belongs to the body."
    )
    field = "body"


class NeedMissing(Refusal):
    """No reason was given."""

    sentence = N_("Write why seats are to be filled: what became vacant, and since when.")
    field = "reason"


class PreparesForNothing(Refusal):
    """Another procedure than the five steps would find names for one."""

    sentence = N_(
        "Only the five steps of cadre work find names for another procedure, one of the same committee that "
        "still runs. Leave the field empty, or choose the five steps."
    )
    field = "prepares"


class StepNotNext(Refusal):
    """Steps are taken in their order."""

    sentence = N_("This step is not the next one. Next is: %(next)s.")


class ProcedureEnded(Refusal):
    """The procedure was completed or stopped."""

    sentence = N_("This procedure has ended. Open a new one if seats are still vacant.")


class StepInTheFuture(Refusal):
    """The step would be done on a day to come."""

    sentence = N_("The day %(day)s lies ahead. Record the step once it was done.")
    field = "done_on"


class StepBeforeTheLast(Refusal):
    """The step would be done before the one it follows."""

    sentence = N_("The step before this one was done on %(day)s. This one cannot be earlier.")
    field = "done_on"


class StopReasonMissing(Refusal):
    """Stopped without a reason."""

    sentence = N_("Write why the procedure stops. The reason stays with it.")
    field = "reason"


class PaperMissing(Refusal):
    """A paper goes out or comes in, and none is named."""

    sentence = N_("Choose the document that this step rests on.")
    field = "document"


class NotTheSuperiors(Refusal):
    """The answer is a paper of somebody else."""

    sentence = N_("Only a document of the superior, registered as incoming, carries this step.")
    field = "document"


class NotIssuedYet(Refusal):
    """The paper has not gone out."""

    sentence = N_("“%(subject)s” has not been issued yet. Issue it, then record that it was sent.")
    field = "document"


class DecisionBeforeTheFile(Refusal):
    """The superior's paper is older than what it answers."""

    sentence = N_("The superior's document is dated %(dated_on)s, before %(day)s, when it was asked.")
    field = "document"


class EffectBeforeDecision(Refusal):
    """A mandate would begin before the decision that gives it."""

    sentence = N_(
        "The superior's document is dated %(dated_on)s. A mandate begins on the day it takes effect and not "
        "before it."
    )
    field = "effective_on"


class RoundMissing(Refusal):
    """A vote without its round."""

    sentence = N_("Choose the round whose result carries this step.")
    field = "round"


class RoundNotAnnounced(Refusal):
    """The round's result is not announced."""

    sentence = N_("The result of this round is not announced yet. Announce it first.")
    field = "round"


class MinutesNotSigned(Refusal):
    """The file would go without the signed minutes of the count."""

    sentence = N_("The minutes of “%(title)s” are not signed yet. Sign them, then send the file.")


class NoNames(Refusal):
    """The step needs names."""

    sentence = N_("Put the names down first; this step is about persons.")


class TooManyNames(Refusal):
    """More names than seats go to the superior."""

    sentence = N_("%(count)s names for %(seats)s seats. The session chooses before the file goes out.")


class NotAnIncumbent(Refusal):
    """A standing-committee candidate who is no incumbent committee member when the list closes (E19)."""

    sentence = N_(
        "%(name)s is not an incumbent member of the executive committee on %(day)s; a proposal that awaits "
        "the superior's decision does not count. Take the name off the list, or wait for the decision."
    )
    field = "person"


class AlreadyThere(Refusal):
    """The person already sits in the body."""

    sentence = N_("%(name)s is already a member of this body.")
    field = "person"


class AlreadyNamed(Refusal):
    """The person stands on the list already."""

    sentence = N_("%(name)s already stands on this list.")
    field = "person"


class NotOnTheList(Refusal):
    """The name cannot be withdrawn any more."""

    sentence = N_("This name is no longer on the list.")


class ListClosed(Refusal):
    """Names are fixed once the list was voted."""

    sentence = N_("The list is closed. Names change only by a new procedure.")


class NotDeclared(Refusal):
    """Personnel content before the office's declaration."""

    sentence = N_(
        "Before names and results are entered, the office declares that they are not on the list of state "
        "secrets. Until then only blank forms print and nothing is stored."
    )


class WordsMissing(Refusal):
    """The declaration was not agreed to."""

    sentence = N_("Tick the sentence to declare it. Its words are kept with your name and the time.")
    field = "declared"


class AlreadyDeclared(Refusal):
    """There is a declaration."""

    sentence = N_("This has been declared already.")


class TooFewAttend(Refusal):
    """Fewer than two thirds of those summoned attend."""

    sentence = N_(
        "%(present)s of %(summoned)s summoned attend; at least %(needed)s are needed for this step."
    )
    field = "present"


class PresentAboveSummoned(Refusal):
    """More attend than were summoned to this step."""

    sentence = N_("%(present)s attend, but only %(summoned)s were summoned to this step. Count again.")
    field = "present"


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning with its source; it never blocks."""

    sentence: str
    source: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a body on a day.

    :param decided: by the congress
    :param taken: by mandates, whether counted or set apart
    :param waiting: proposed or elected in other procedures, awaiting the superior
    """

    decided: int
    taken: int
    waiting: int = 0

    @property
    def free(self) -> int:
        """How many can still be filled."""
        return max(0, self.decided - self.taken - self.waiting)


def check_number(*, number: int, seats: Seats, over_document: str = "") -> None:
    """Refuse to fill more seats than the congress decided, unless the superior's decision allows it.

    :raises NumberMissing: if nobody would be added
    :raises MoreThanDecided: if the committee would be larger than decided (I11)
    """
    if number < 1:
        raise NumberMissing
    if number > seats.free and not over_document.strip():
        raise MoreThanDecided(seats=seats.decided, taken=seats.taken, waiting=seats.waiting, free=seats.free)


def check_branch(branch: Branch, body_kind: str) -> None:
    """Refuse a branch of acts for another body than its own.

    :raises WrongBody: if they do not belong together
    """
    if branch.value != body_kind:
        raise WrongBody


def check_term(day: date, term: Span) -> None:
    """Refuse an addition outside the body's term.

    :raises TermOver: if the term does not hold the day
    """
    if not term.holds(day):
        raise TermOver(day=day)


def months_before(day: date, months: int) -> date:
    """Return the day that lies whole months earlier; the last of a shorter month stands in."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for number in range(day.day, day.day - 4, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError  # every month has a 28th


FROZEN_MONTHS = 6
STANDING_SHARE = 3


def freeze_caution(day: date, congress_on: date | None) -> Caution | None:
    """Warn of an addition within six months before the congress of the same level."""
    if congress_on is None or not months_before(congress_on, FROZEN_MONTHS) <= day < congress_on:
        return None
    return Caution(
        N_(
            "The congress is on %(congress_on)s. Within six months before it the committee is not added to, "
            "unless the superior directs it."
        ),
        regulation_on(FREEZE, day).citation,
        {"congress_on": congress_on},
    )


def size_caution(*, standing: int, committee: int, source: str) -> Caution | None:
    """Warn of a standing committee above one third of the committee; superiors do allow it."""
    if standing * STANDING_SHARE <= committee:
        return None
    return Caution(
        N_(
            "The standing committee would have %(standing)s of %(committee)s members, more than one third. "
            "The superior may allow it."
        ),
        source,
        {"standing": standing, "committee": committee},
    )


# The order of steps ------------------------------------------------------------------------------------


def next_step(branch: Branch, done: Collection[str]) -> Step | None:
    """Return the first step that is not done, None after the last."""
    return next((step for step in STEPS[branch] if step.code not in done), None)


def check_next(branch: Branch, code: str, done: Collection[str]) -> Step:
    """Return the step if it is the next one.

    :raises ProcedureEnded: if no step is left
    :raises StepNotNext: if another comes first; ``next`` is its English name, to be translated
    """
    following = next_step(branch, done)
    if following is None:
        raise ProcedureEnded
    if following.code != code:
        raise StepNotNext(next=following.name)
    return following


def check_day(day: date, *, today: date, last: date | None) -> None:
    """Refuse a step done on a day to come, or before the step it follows.

    :raises StepInTheFuture: if the day lies ahead
    :raises StepBeforeTheLast: if it lies before the last step
    """
    if day > today:
        raise StepInTheFuture(day=day)
    if last is not None and day < last:
        raise StepBeforeTheLast(day=last)


def names_are_open(branch: Branch, done: Collection[str]) -> bool:
    """Tell whether names may still be put down or withdrawn.

    Members of the executive committee are named until the first vote; of the standing committee until the
    meeting votes the list; in cadre work until the leadership chose from those proposed.
    """
    closing = {Branch.EXECUTIVE: "introduction", Branch.STANDING: "list", Branch.CADRE: "leadership_choice"}
    return closing[branch] not in done


def check_effective(effective_on: date, dated_on: date) -> None:
    """Refuse a mandate that would begin before the superior's document.

    :raises EffectBeforeDecision: if it would
    """
    if effective_on < dated_on:
        raise EffectBeforeDecision(dated_on=dated_on)


# Cadre work ----------------------------------------------------------------------------------------------

ATTEND_NUMERATOR, ATTEND_DENOMINATOR = 2, 3


def attendance_needed(summoned: int) -> int:
    """Return how many of those summoned must attend a step: two thirds, rounded up."""
    return -(-summoned * ATTEND_NUMERATOR // ATTEND_DENOMINATOR)


def check_attendance(*, summoned: int, present: int) -> None:
    """Refuse a step that too few attend.

    :raises PresentAboveSummoned: if more attend than were summoned
    :raises TooFewAttend: if fewer than two thirds attend
    """
    if present > summoned:
        raise PresentAboveSummoned(present=present, summoned=summoned)
    needed = attendance_needed(summoned)
    if present < needed:
        raise TooFewAttend(present=present, summoned=summoned, needed=needed)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who goes on after a step of cadre work.

    :param names: keys of those who go on, most votes first
    :param passed: whether they have more than half; otherwise the two highest go on
    :param threshold: the votes that more than half of those summoned makes
    """

    names: tuple[str, ...]
    passed: bool
    threshold: int


def go_on(votes: Mapping[str, int], *, summoned: int, seats: int) -> Chosen:
    """Return who goes on: the highest with more than half of those summoned, at most one for each seat.

    Those level with the last seat go on together. If nobody has more than half, the two highest go on,
    with whoever is level with the second. Source: domain.md 1.2, five steps.
    """
    found = introduced(votes, base=summoned, places=seats)
    above = (*found.chosen, *found.level)
    return Chosen(above or found.carried, bool(above), found.threshold)


def outcome_after(branch: Branch, step: Step, *, is_chosen: bool) -> Outcome:
    """Return what a name is after the result of a vote; never more than proposed or elected (E18)."""
    if not is_chosen:
        return Outcome.NOT_CHOSEN
    if branch is Branch.CADRE:
        return Outcome.CHOSEN if step.code == STEPS[Branch.CADRE][-1].code else Outcome.NAMED
    if step.act is Act.POLL and step.code == "introduction":
        return Outcome.NAMED  # the confidence vote follows
    return AWAITING[branch]


# Secrecy -------------------------------------------------------------------------------------------------

DECLARATION = N_(
    "I declare for the office that the names, papers and results entered here are not on the list of state "
    "secrets (Law on the protection of state secrets, 2018)."
)
DECLARATION_ON_PAPER = (
    "Văn phòng xác nhận: tên người, tài liệu và kết quả nhập vào đây không thuộc danh mục bí mật nhà nước "
    "(Luật Bảo vệ bí mật nhà nước năm 2018)."
)
