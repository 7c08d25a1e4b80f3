"""What stands on a paper (phiếu): marks, defects, and the kinds of vote, never taken for one another."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nghisu.kit.refusals import N_, Refusal


class Kind(StrEnum):
    """What is asked. Three of them sound alike and are never counted by each other's rules."""

    ELECTION = "election"  # bầu
    INTRODUCTION = "introduction"  # lấy phiếu giới thiệu: whom to put forward
    CONFIDENCE = "confidence"  # lấy phiếu tín nhiệm: high, medium, low
    TRUST = "trust"  # bỏ phiếu tín nhiệm: confident or not confident
    NOMINATION = "nomination"  # xin ý kiến về danh sách: who enters the list


class Mode(StrEnum):
    """How a paper is marked."""

    SINGLE = "SINGLE"
    SURPLUS = "SURPLUS"
    NO_SURPLUS = "NO_SURPLUS"
    INTRODUCTION = "INTRODUCTION"
    CONFIDENCE = "CONFIDENCE"
    TRUST = "TRUST"


class Reason(StrEnum):
    """Why a paper is invalid, in the order in which it is looked at: the first that fits is counted."""

    NOT_ISSUED = "not_issued"
    OUTSIDE_LIST = "outside_list"
    EXTRA_MARKS = "extra_marks"
    NAME_STRUCK = "name_struck"
    TOO_MANY = "too_many"
    NOBODY_CHOSEN = "nobody_chosen"
    NO_EXPRESSED_CHOICE = "no_expressed_choice"


DEFECTS = (Reason.NOT_ISSUED, Reason.OUTSIDE_LIST, Reason.EXTRA_MARKS, Reason.NAME_STRUCK)
BOXES = ("both", "none")
MARKS: Mapping[Mode, tuple[str, ...]] = {
    Mode.SURPLUS: ("keep", "strike"),
    Mode.SINGLE: ("agree", "disagree", *BOXES),
    Mode.NO_SURPLUS: ("agree", "disagree", *BOXES),
    Mode.INTRODUCTION: ("introduce", "none"),
    Mode.CONFIDENCE: ("high", "medium", "low", "several", "none"),
    Mode.TRUST: ("confident", "not_confident", *BOXES),
}
CHOICES: Mapping[Mode, tuple[str, ...]] = {
    Mode.SURPLUS: ("keep",),
    Mode.SINGLE: ("agree",),
    Mode.NO_SURPLUS: ("agree",),
    Mode.INTRODUCTION: ("introduce",),
    Mode.CONFIDENCE: ("high", "medium", "low"),
    Mode.TRUST: ("confident", "not_confident"),
}
EXPRESSED: Mapping[Mode, frozenset[str]] = {
    Mode.SINGLE: frozenset(("agree", "disagree")),
    Mode.NO_SURPLUS: frozenset(("agree", "disagree")),
    Mode.CONFIDENCE: frozenset(CHOICES[Mode.CONFIDENCE]),
    Mode.TRUST: frozenset(CHOICES[Mode.TRUST]),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """Papers marked alike.

    :param marks: name to mark; a name left out is kept on a list with surplus and has no box elsewhere
    :param count: how many papers are marked so
    :param defects: what makes them invalid whatever the marks are
    """

    marks: Mapping[str, str]
    count: int = 1
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums without papers: valid ones, invalid ones by reason, and each choice how often per name."""

    valid: int
    invalid: Mapping[str, int]
    votes: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Sums:
    """What all papers come to: ``votes`` per choice and name, in the order of the list."""

    valid: int
    invalid: Mapping[Reason, int]
    votes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class CountRefused(Refusal):
    """A vote that cannot be counted as it was handed in. ``path`` names the place in the count file."""

    code = "refused"

    def __init__(self, path: str = "", **values: Any) -> None:
        self.path = path
        super().__init__(**values)


class UnknownName(CountRefused):
    """A paper marks somebody who is not on the list."""

    code = "unknown_name"
    sentence = N_("“%(name)s” is not on the list. A name written in by hand is a defect, outside_list.")


class MarkOfAnotherVote(CountRefused):
    """A mark that this kind of paper does not have."""

    code = "unknown_mark"
    sentence = N_("The mark “%(mark)s” does not belong to this paper. Its marks are: %(marks)s.")


class UnknownDefect(CountRefused):
    """A defect nobody knows."""

    code = "unknown_defect"
    sentence = N_("There is no defect “%(defect)s”. Write one of: %(defects)s.")


class CountIsNotPositive(CountRefused):
    """A bundle of no paper, or of fewer."""

    code = "not_positive"
    sentence = N_("A bundle of papers marked alike holds at least one. Write how many there are.")


def faults_of_papers(papers: Iterable[Paper], names: Iterable[str], mode: Mode) -> Iterable[CountRefused]:
    """Yield what is wrong with the papers before any is counted."""
    known, marks, defects = set(names), set(MARKS[mode]), {str(defect) for defect in DEFECTS}
    for number, paper in enumerate(papers):
        here = f"ballots[{number}]"
        if paper.count < 1:
            yield CountIsNotPositive(f"{here}.count")
        if not paper.marks.keys() <= known:
            name = next(name for name in paper.marks if name not in known)
            yield UnknownName(f"{here}.marks", name=name)
        if not marks.issuperset(paper.marks.values()):
            name, mark = next(pair for pair in paper.marks.items() if pair[1] not in marks)
            yield MarkOfAnotherVote(f"{here}.marks.{name}", mark=mark, marks=", ".join(MARKS[mode]))
        for defect in paper.defects:
            if defect not in defects:
                yield UnknownDefect(f"{here}.defects", defect=defect, defects=", ".join(DEFECTS))


def sum_up(
    papers: Iterable[Paper],
    names: tuple[str, ...],
    mode: Mode,
    *,
    seats: int,
    blank_is_valid: bool,
    is_whole: bool = False,
) -> Sums:
    """Count papers: each is valid or invalid for the first reason that fits, and valid ones are added up.

    Source: domain.md 1.4, steps 2 to 4; 190-QĐ/TW, Điều 15 and 30.1: a name with both boxes or neither is
    not counted for that person, and the paper stays valid while any name has exactly one.

    :param is_whole: a paper of three levels on which any name has several marks or none is invalid as a whole
    """
    look = _look_at_strikes if mode is Mode.SURPLUS else _look_at_boxes
    valid, invalid, votes = 0, Counter[Reason](), {choice: Counter[str]() for choice in CHOICES[mode]}
    for paper in papers:
        reason = next((one for one in DEFECTS if one in paper.defects), None)
        if reason is None:
            reason, chosen = look(paper.marks, names, mode, seats)
            if reason in (Reason.NOBODY_CHOSEN, Reason.NO_EXPRESSED_CHOICE) and blank_is_valid:
                reason = None
            if is_whole and 0 < len({name for _choice, some in chosen for name in some}) < len(names):
                reason = Reason.NO_EXPRESSED_CHOICE
            if reason is None:
                valid += paper.count
                for choice, whom in chosen:
                    tally = votes[choice]
                    for name in whom:
                        tally[name] += paper.count
                continue
        invalid[reason] += paper.count
    return Sums(
        valid,
        {reason: invalid[reason] for reason in Reason if invalid[reason]},
        {choice: {name: tally[name] for name in names} for choice, tally in votes.items()},
    )


Looked = tuple[Reason | None, list[tuple[str, list[str]]]]
Look = Callable[[Mapping[str, str], tuple[str, ...], Mode, int], Looked]


def _look_at_strikes(marks: Mapping[str, str], names: tuple[str, ...], mode: Mode, seats: int) -> Looked:
    kept = [name for name in names if marks.get(name, "keep") == "keep"]
    return _too_many_or_nobody(kept, seats), [("keep", kept)]


def _look_at_boxes(marks: Mapping[str, str], names: tuple[str, ...], mode: Mode, seats: int) -> Looked:
    chosen = [(choice, [name for name, mark in marks.items() if mark == choice]) for choice in CHOICES[mode]]
    if mode is Mode.INTRODUCTION:
        return _too_many_or_nobody(chosen[0][1], seats), chosen
    expressed = EXPRESSED[mode].intersection(marks.values())
    return None if expressed else Reason.NO_EXPRESSED_CHOICE, chosen


def _too_many_or_nobody(chosen: list[str], seats: int) -> Reason | None:
    if len(chosen) > seats:
        return Reason.TOO_MANY
    return None if chosen else Reason.NOBODY_CHOSEN
