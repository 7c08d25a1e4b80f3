"""Two polls on confidence that are never taken for one another.

*Lấy phiếu tín nhiệm* asks for one of three levels and judges the low ones on the papers returned.
*Bỏ phiếu tín nhiệm* asks "confident or not confident" and is decided on the base of its rules.
Source: 96-QĐ/TW (02/2/2023); Nghị quyết 96/2023/QH15 (base: all deputies).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from nghisu.ballots.rules.counting import (
    NO_QUORUM,
    SUSPENDED_PRESENT,
    faults_of_bundles,
    faults_of_list,
    faults_of_sums,
)
from nghisu.ballots.rules.electorate import (
    Quorum,
    Roster,
    Whole,
    faults_of_papers_and_people,
    quorum_of,
    whole,
)
from nghisu.ballots.rules.papers import (
    CountRefused,
    Mode,
    Paper,
    Reason,
    Sums,
    Totals,
    faults_of_papers,
    sum_up,
)
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.profiles import LESS, Blank, RuleProfile, Voids


class NobodyAsked(CountRefused):
    """A poll about nobody."""

    code = "no_names"
    sentence = N_("The paper has no name. Enter the names that are asked about.")


class Share(StrEnum):
    """How large the share against somebody is."""

    NONE = "none"
    OVER_HALF = "over_half"
    TWO_THIRDS = "two_thirds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A poll on confidence; ``mode`` is CONFIDENCE (three levels) or TRUST (two)."""

    profile: RuleProfile
    mode: Mode
    candidates: tuple[str, ...]
    roster: Roster
    issued: int
    returned: int
    papers: tuple[Paper, ...] = ()
    totals: Totals | None = None
    round: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One person's result: how often each choice was made, and the share against."""

    candidate: str
    choices: Mapping[str, int]
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCount:
    """What a poll on confidence says, in the order of the list."""

    mode: Mode
    base: Whole
    threshold: int
    quorum: Quorum
    valid: int
    invalid: Mapping[Reason, int]
    judged: tuple[Judged, ...]
    warnings: tuple[str, ...]


def share_against(against: int, base: int) -> Share:
    """Return the share: more than half, or two thirds and more (15, 16 and 20 of 30)."""
    if base > 0 and 3 * against >= 2 * base:
        return Share.TWO_THIRDS
    return Share.OVER_HALF if 2 * against > base else Share.NONE


def faults_of_poll(poll: Poll) -> list[CountRefused]:
    """Return everything that forbids to count the poll, the first first."""
    source = poll.profile.article("papers")
    found: list[CountRefused] = [] if poll.candidates else [NobodyAsked("candidates")]
    found += faults_of_list(poll.candidates)
    found += faults_of_papers_and_people(
        poll.profile, poll.roster, issued=poll.issued, returned=poll.returned
    )
    if poll.totals is None:
        found += faults_of_papers(poll.papers, poll.candidates, poll.mode)
        found += faults_of_bundles(poll.papers, returned=poll.returned, source=source)
    else:
        found += faults_of_sums(poll.totals, returned=poll.returned, source=source)
    return found


def count_poll(poll: Poll) -> PollCount:
    """Count a poll on confidence.

    A name with several boxes or none adds nothing for that person; a paper on which no name has exactly one
    is invalid. In a poll of three levels the profile says whether one such name voids the whole paper.
    Source: 262-QĐ/TW, Điều 7.2; 96-QĐ/TW.

    :raises CountRefused: the first of what forbids it
    """
    for fault in faults_of_poll(poll):
        raise fault
    sums = _sums_of(poll)
    kind = poll.profile.confidence_base if poll.mode is Mode.CONFIDENCE else poll.profile.base
    less = poll.profile.less if kind is poll.profile.base else LESS.get(kind, ())
    base = whole(kind, poll.roster, less=less, returned=poll.returned, valid=sums.valid)
    quorum = quorum_of(poll.profile, poll.roster)
    against = "low" if poll.mode is Mode.CONFIDENCE else "not_confident"
    judged = []
    for name in poll.candidates:
        choices = {choice: tally.get(name, 0) for choice, tally in sums.votes.items()}
        share = share_against(choices[against], base.value) if quorum.met else Share.NONE
        judged.append(Judged(candidate=name, choices=choices, share=share))
    warnings = {NO_QUORUM: not quorum.met, SUSPENDED_PRESENT: poll.roster.present_suspended > 0}
    return PollCount(
        mode=poll.mode,
        base=base,
        threshold=base.value // 2 + 1,
        quorum=quorum,
        valid=sums.valid,
        invalid=sums.invalid,
        judged=tuple(judged),
        warnings=tuple(code for code, holds in warnings.items() if holds),
    )


def _sums_of(poll: Poll) -> Sums:
    if poll.totals is None:
        blank = poll.profile.blank_is is Blank.VALID
        whole_paper = poll.mode is Mode.CONFIDENCE and poll.profile.confidence_voids is Voids.PAPER
        return sum_up(
            poll.papers,
            poll.candidates,
            poll.mode,
            seats=len(poll.candidates),
            blank_is_valid=blank,
            is_whole=whole_paper,
        )
    invalid = {reason: poll.totals.invalid[reason] for reason in Reason if poll.totals.invalid.get(reason)}
    return Sums(poll.totals.valid, invalid, poll.totals.votes)
