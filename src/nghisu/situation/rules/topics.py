"""The way of a difficulty: raised by a unit, checked, merged into a topic, decided or escalated, told back.

What a unit raises is an issue; the issues about one matter are merged into a topic, in which a unit counts
once a month. The topic is assigned within the committee's own authority or escalated one level, answered,
and told back to every unit that raised it, before it is closed.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class IssueState(StrEnum):
    """Where an issue stands on its own; merged, it stands where its topic stands."""

    NEW = "new"
    RETURNED = "returned"  # back to the unit, with the reason
    CHECKED = "checked"
    MERGED = "merged"


class Urgency(StrEnum):
    """How it was sent."""

    ORDINARY = "ordinary"
    URGENT = "urgent"  # to the reader on duty at once


class Size(StrEnum):
    """How many share it, as word of the field; never a count of persons. Source: domain.md, section 6."""

    SOME = "some"
    MANY = "many"
    MOST = "most"
    NEARLY_ALL = "nearly_all"


class Where(StrEnum):
    """At which level of the unit it is felt."""

    OFFICE = "office"
    BRANCHES = "branches"
    GRASSROOTS = "grassroots"
    WHOLE = "whole"


class TopicState(StrEnum):
    """Where a topic stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    TOLD = "told"  # to every unit that raised it
    CLOSED = "closed"


class Step(StrEnum):
    """A step on the way of a topic."""

    OPENED = "opened"
    JOINED = "joined"  # an issue was merged into it
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    TOLD = "told"
    CLOSED = "closed"
    REOPENED = "reopened"


class Outcome(StrEnum):
    """What the answer means."""

    RESOLVED = "resolved"
    PARTLY = "partly"
    RECEIVED = "received"
    REFUSED = "refused"


ISSUE_WORDS = {
    IssueState.NEW: N_("Sent, not looked at yet"),
    IssueState.RETURNED: N_("Returned to the unit"),
    IssueState.CHECKED: N_("Checked"),
    IssueState.MERGED: N_("Merged into a topic"),
}
ISSUE_TONES = {
    IssueState.NEW: "warn",
    IssueState.RETURNED: "bad",
    IssueState.CHECKED: "info",
    IssueState.MERGED: "plain",
}
TOPIC_WORDS = {
    TopicState.OPEN: N_("Not dealt with yet"),
    TopicState.ASSIGNED: N_("Being dealt with within own authority"),
    TopicState.ESCALATED: N_("Beyond authority, sent up, awaiting the answer"),
    TopicState.ANSWERED: N_("Answered, not told back to all"),
    TopicState.TOLD: N_("Told back to all units"),
    TopicState.CLOSED: N_("The topic is closed"),
}
TOPIC_TONES = {
    TopicState.OPEN: "warn",
    TopicState.ASSIGNED: "info",
    TopicState.ESCALATED: "warn",
    TopicState.ANSWERED: "info",
    TopicState.TOLD: "good",
    TopicState.CLOSED: "good",
}
STEP_WORDS = {
    Step.OPENED: N_("The topic was opened"),
    Step.JOINED: N_("An issue was merged into it"),
    Step.ASSIGNED: N_("A body was asked to deal with it"),
    Step.ESCALATED: N_("It was escalated: beyond authority"),
    Step.ANSWERED: N_("The answer was entered"),
    Step.TOLD: N_("The answer was told back"),
    Step.CLOSED: N_("The topic was closed"),
    Step.REOPENED: N_("It was opened again"),
}
SIZE_WORDS = {
    Size.SOME: N_("some opinions"),
    Size.MANY: N_("many opinions"),
    Size.MOST: N_("the majority"),
    Size.NEARLY_ALL: N_("nearly everybody"),
}
SIZES = tuple(Size)
WHERE_WORDS = {
    Where.OFFICE: N_("In the office of the unit"),
    Where.BRANCHES: N_("In some branches"),
    Where.GRASSROOTS: N_("In grassroots organisations"),
    Where.WHOLE: N_("In the whole unit"),
}
OUTCOME_WORDS = {
    Outcome.RESOLVED: N_("Resolved"),
    Outcome.PARTLY: N_("Resolved in part"),
    Outcome.RECEIVED: N_("Taken up, to be studied"),
    Outcome.REFUSED: N_("Not agreed, with the reason"),
}
FROM: dict[Step, frozenset[TopicState]] = {
    Step.JOINED: frozenset(TopicState),
    Step.ASSIGNED: frozenset({TopicState.OPEN}),
    Step.ESCALATED: frozenset({TopicState.OPEN}),
    Step.ANSWERED: frozenset({TopicState.OPEN, TopicState.ASSIGNED, TopicState.ESCALATED}),
    Step.TOLD: frozenset({TopicState.ANSWERED, TopicState.TOLD}),
    Step.CLOSED: frozenset({TopicState.OPEN, TopicState.ASSIGNED, TopicState.TOLD}),
    Step.REOPENED: frozenset({TopicState.ANSWERED, TopicState.TOLD, TopicState.CLOSED}),
}
AWAITS = frozenset({TopicState.ASSIGNED, TopicState.ESCALATED})
BEYOND_AUTHORITY = N_("Beyond the authority of the committee")
BEYOND_AUTHORITY_ON_PAPER = "vượt thẩm quyền"

PASSED_ON = ("field", "matter", "title", "statement", "proposal", "where", "size", "document")
"""All that an escalation carries upward (P5): the problem, its level, the papers; no author, no unit."""


class StepNotNow(Refusal):
    """A step that the state does not allow."""

    sentence = N_("This step is not possible where it stands now. Look at its last step.")


class SayWhy(Refusal):
    """A step without its reason."""

    sentence = N_("Say why, in a sentence.")
    field = "words"


class SayWhat(Refusal):
    """An issue without its problem."""

    sentence = N_("Write what the problem is.")
    field = "statement"


class SinceLater(Refusal):
    """A problem that begins after it was raised."""

    sentence = N_("It cannot exist since %(since)s, after today.")
    field = "since"


class NoProposal(Refusal):
    """Escalation without a proposal."""

    sentence = N_("Write what you propose; without a proposal nothing is sent up.")
    field = "proposal"


class NoDeadline(Refusal):
    """Nobody watches what has no day."""

    sentence = N_("Say by which day the answer is awaited.")
    field = "due_on"


class DueTooEarly(Refusal):
    """A deadline that has passed."""

    sentence = N_("The answer cannot be awaited by %(due_on)s, before today.")
    field = "due_on"


class NotSentYet(Refusal):
    """The document that carries it has no number yet."""

    sentence = N_("Issue the document first; a topic is sent up by a document with its number.")
    field = "document"


class NotOneLevel(Refusal):
    """Escalation to somebody who is not the direct superior."""

    sentence = N_("Send it to your direct superior: one level up at a time.")
    field = "addressee"


class AnsweredBefore(Refusal):
    """The answer is older than what it answers."""

    sentence = N_("The answer is dated %(dated_on)s, before the topic was sent up on %(sent_on)s.")
    field = "document"


class NoAnswerDocument(Refusal):
    """A superior's answer without its document."""

    sentence = N_("Name the document in which the superior answers.")
    field = "document"


class NothingToTell(Refusal):
    """All units were told."""

    sentence = N_("All units that raised it have been told.")


class OtherMatter(Refusal):
    """An issue merged into a topic of another committee."""

    sentence = N_("Choose a topic of the committee to which the issue was sent.")
    field = "topic"


class NotHandled(Refusal):
    """The unit at the top raises upward by escalation, not by an issue."""

    sentence = N_("This unit has no superior in the tree; open a topic of its own.")


def check_step(step: Step, state: TopicState) -> None:
    """Refuse a step that the state does not allow.

    :raises StepNotNow: if it does not
    """
    if state not in FROM[step]:
        raise StepNotNow


def check_since(*, since: date, today: date) -> None:
    """Refuse a beginning in the future.

    :raises SinceLater: if it is
    """
    if since > today:
        raise SinceLater(since=since)


def check_due(*, due_on: date | None, today: date) -> date:
    """Return the deadline.

    :raises NoDeadline: if there is none
    :raises DueTooEarly: if it has passed
    """
    if due_on is None:
        raise NoDeadline
    if due_on < today:
        raise DueTooEarly(due_on=due_on)
    return due_on


def check_answer(*, dated_on: date | None, sent_on: date | None) -> None:
    """Refuse an answer older than what it answers.

    :raises AnsweredBefore: if it is
    """
    if dated_on is not None and sent_on is not None and dated_on < sent_on:
        raise AnsweredBefore(dated_on=dated_on, sent_on=sent_on)


def is_overdue(*, state: TopicState, due_on: date | None, day: date) -> bool:
    """Tell whether an answer is late on a day."""
    return state in AWAITS and due_on is not None and due_on < day


def larger(one: str, other: str) -> str:
    """Return the larger of two size classes; "" is smaller than any."""
    order = ["", *(size.value for size in SIZES)]
    return max(one, other, key=order.index)


def units_counted(raised: Iterable[tuple[object, object]]) -> int:
    """Count the units of (unit, period) pairs: each once, however often it raised the matter."""
    return len({unit for unit, _period in raised})
