"""Drafts before their decision: comments, what the drafter answers, how a gathering concludes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from nghisu.documents.rules.wording import Merged, merged
from nghisu.kit.refusals import N_, Refusal


class Act(StrEnum):
    """What a comment wants."""

    REMARK = "remark"
    WORDING = "wording"
    DELETE = "delete"
    INSERT = "insert"


ACT_NAMES = {
    Act.REMARK: N_("Remark on the words"),
    Act.WORDING: N_("Other wording"),
    Act.DELETE: N_("Leave the paragraph out"),
    Act.INSERT: N_("A new paragraph after this one"),
}


class Answer(StrEnum):
    """What the drafter does with a comment."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    EXPLAINED = "explained"


ANSWER_NAMES = {
    Answer.ACCEPTED: N_("Taken into the draft"),
    Answer.PARTLY: N_("Accepted in part"),
    Answer.EXPLAINED: N_("Explained; kept as in the draft"),
}
ANSWER_TONES = {Answer.ACCEPTED: "good", Answer.PARTLY: "info", Answer.EXPLAINED: "plain"}
ON_PAPER = {
    Answer.ACCEPTED: "Tiếp thu",
    Answer.PARTLY: "Tiếp thu một phần",
    Answer.EXPLAINED: "Giải trình, giữ như dự thảo",
}
"""As the consolidation table names the answers on paper."""


class Outcome(StrEnum):
    """How a gathering concludes on a draft."""

    ADOPTED = "adopted"
    IN_PRINCIPLE = "in_principle"
    NOT_ADOPTED = "not_adopted"


OUTCOME_NAMES = {
    Outcome.ADOPTED: N_("Adopted"),
    Outcome.IN_PRINCIPLE: N_("Adopted in principle; the standing committee completes it"),
    Outcome.NOT_ADOPTED: N_("Not adopted yet"),
}
OUTCOME_TONES = {Outcome.ADOPTED: "good", Outcome.IN_PRINCIPLE: "info", Outcome.NOT_ADOPTED: "bad"}
VOTE_FIGURE = re.compile(
    r"\d+\s*/\s*\d+|\d+(?:[.,]\d+)?\s*%|\d+\s*(?:phiếu|đồng chí|đại biểu|ý kiến|votes?)\b", re.IGNORECASE
)


class NothingSaid(Refusal):
    """A comment without words."""

    sentence = N_("Write what you propose.")
    field = "text"


class NoWording(Refusal):
    """Another wording was announced, and none is given, or it is the draft's own."""

    sentence = N_("Write the paragraph as it should read; it must differ from the draft.")
    field = "wording"


class NoParagraph(Refusal):
    """A wording belongs to a paragraph."""

    sentence = N_("Choose the paragraph. Only a remark may be about the whole draft.")
    field = "paragraph"


class ReasonNeeded(Refusal):
    """What is not accepted whole is explained."""

    sentence = N_("Write the reason: whoever made the comment reads it.")
    field = "reason"


class TooLate(Refusal):
    """The deadline has passed."""

    sentence = N_("Comments were asked for by %(due_on)s. Ask the drafter to let you answer later.")


class AnsweredAlready(Refusal):
    """The unit has sent its answer off."""

    sentence = N_("The answer was sent on %(day)s. Take it back first to change it.")


class NobodyAsked(Refusal):
    """A consultation without addressees."""

    sentence = N_("Choose at least one unit or member to ask.")
    field = "units"


class DueInThePast(Refusal):
    """The deadline lies before the day of asking."""

    sentence = N_("The deadline %(due_on)s lies before today, %(day)s.")
    field = "due_on"


class UnansweredComments(Refusal):
    """Every comment gets an answer before the document is issued."""

    sentence = N_(
        "%(count)s comments on the draft have no answer yet. Answer them in the consolidation table, "
        "then issue."
    )


class NotAdopted(Refusal):
    """The gathering did not adopt the draft."""

    sentence = N_(
        "The draft was laid before %(gathering)s and not adopted. Revise it and lay it before them again."
    )


class CommentsStillOpen(Refusal):
    """The chair let comments go on until a day that has not passed."""

    sentence = N_("The chair let comments on this draft go on until %(day)s. Issue it after that day.")


class NoVoteFigure(Refusal):
    """A conclusion is words; figures of a vote stand in the record of the vote alone."""

    sentence = N_(
        "“%(words)s” reads like a vote figure. Write the chair's conclusion in words; figures come from the "
        "vote that the meeting recorded."
    )
    field = "conclusion"


class ConclusionMissing(Refusal):
    """An outcome stands on what the chair said."""

    sentence = N_("Write what the chair concluded, for instance “thống nhất cao”.")
    field = "conclusion"


class WordingsClash(Refusal):
    """Accepted wordings contradict each other."""

    sentence = N_(
        "%(count)s paragraphs have accepted wordings that contradict each other. Settle them first."
    )


class NothingToMerge(Refusal):
    """No accepted wording changes the text."""

    sentence = N_("No accepted wording changes the text. Answer the comments first.")


class SameText(Refusal):
    """The new version reads like the last one."""

    sentence = N_("This text is the same as version %(number)s. A new version needs a change.")


class NoText(Refusal):
    """A version without words."""

    sentence = N_("There is no text yet. Write it in the draft, or send a Word file.")
    field = "file"


def check_comment(*, act: Act, text: str, wording: str, base: str | None) -> None:
    """Refuse a comment that says nothing.

    :param base: the paragraph it is about, None for the whole draft
    """
    if act is not Act.REMARK and base is None:
        raise NoParagraph
    if act is Act.REMARK and not text.strip():
        raise NothingSaid
    if act in {Act.WORDING, Act.INSERT} and (not wording.strip() or wording == base):
        raise NoWording


def check_answer(*, answer: Answer, reason: str) -> None:
    """Refuse an answer that leaves the reason out.

    :raises ReasonNeeded: if the comment is not accepted whole and no reason is given
    """
    if answer is not Answer.ACCEPTED and not reason.strip():
        raise ReasonNeeded


def check_conclusion(conclusion: str) -> None:
    """Refuse a conclusion without words, or with figures that no vote gave.

    :raises NoVoteFigure: if it names votes, shares or heads
    """
    if not conclusion.strip():
        raise ConclusionMissing
    figure = VOTE_FIGURE.search(conclusion)
    if figure:
        raise NoVoteFigure(words=figure[0])


def may_still_comment(day: date, *, due_on: date, later_until: date | None) -> bool:
    """Tell whether a comment is still taken: up to the deadline, or the later day that the chair set."""
    return day <= max(due_on, later_until or due_on)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted wording. ``who`` names it where wordings stand side by side.

    :param words: the paragraph as it shall read; for INSERT the new paragraphs, one a line
    """

    paragraph: UUID
    act: Act
    words: str
    who: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of several wordings that contradict each other."""

    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One paragraph after the merge.

    :param text: as it reads now; None where wordings clash, or where it is left out
    :param sides: the wordings that clash, side by side; empty where none do
    :param added: new paragraphs after it
    """

    paragraph: UUID
    base: str
    text: str | None
    sides: tuple[Side, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def clashes(self) -> bool:
        """Whether somebody must choose."""
        return bool(self.sides)

    @property
    def is_changed(self) -> bool:
        """Whether it reads otherwise, goes, or is followed by something new."""
        return self.text != self.base or bool(self.added)

    @property
    def is_gone(self) -> bool:
        """Whether it is left out."""
        return self.text is None and not self.sides


def consolidated(
    paragraphs: Sequence[tuple[UUID, str]],
    accepted: Iterable[Accepted],
    settled: Mapping[UUID, str] | None = None,
) -> list[Outcomes]:
    """Return every paragraph with its accepted wordings made, in the order of the draft.

    New paragraphs stand in the order in which they were accepted; the same one twice stands once.

    :param settled: paragraph → the wording chosen where several clash
    """
    by_paragraph: dict[UUID, list[Accepted]] = {}
    for one in accepted:
        by_paragraph.setdefault(one.paragraph, []).append(one)
    return [_one(key, base, by_paragraph.get(key, []), (settled or {}).get(key)) for key, base in paragraphs]


def _one(key: UUID, base: str, wanted: Sequence[Accepted], chosen: str | None) -> Outcomes:
    added: list[str] = []
    for one in wanted:
        if one.act is Act.INSERT:
            added += [line for line in one.words.splitlines() if line.strip() and line not in added]
    wordings = [one for one in wanted if one.act in {Act.WORDING, Act.DELETE}]
    if chosen is not None:
        lines = [line for line in chosen.splitlines() if line.strip()]
        return Outcomes(key, base, lines[0] if lines else None, added=(*lines[1:], *added))
    goes = [one for one in wordings if one.act is Act.DELETE]
    if goes and len(goes) == len(wordings):
        return Outcomes(key, base, None, added=tuple(added))
    result = Merged(None) if goes else merged(base, [one.words for one in wordings])
    if result.text is None:
        sides = {(one.who, "" if one.act is Act.DELETE else one.words): None for one in wordings}
        return Outcomes(key, base, None, tuple(Side(*side) for side in sides), tuple(added))
    lines = result.text.splitlines() or [""]
    return Outcomes(key, base, lines[0], added=(*[one for one in lines[1:] if one.strip()], *added))


def lines_of(outcomes: Iterable[Outcomes]) -> list[str]:
    """Return the paragraphs of the merged text.

    :raises WordingsClash: if somebody must still choose
    """
    found: list[str] = []
    clashing = 0
    for one in outcomes:
        clashing += one.clashes
        if one.text is not None:
            found.append(one.text)
        found += one.added
    if clashing:
        raise WordingsClash(count=clashing)
    return found
