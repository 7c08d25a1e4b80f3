"""The result of a round as it is stored and shown, from whichever way its kind is counted. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nghisu.ballots.rules.confidence import Poll, count_poll
from nghisu.ballots.rules.counting import Election, count, faults_of_bundles, faults_of_sums
from nghisu.ballots.rules.electorate import Roster, faults_of_papers_and_people, quorum_of
from nghisu.ballots.rules.introduction import count_introduction, introduced
from nghisu.ballots.rules.papers import Mode, Paper, Sums, Totals, faults_of_papers
from nghisu.ballots.rules.states import RoundKind
from nghisu.organisation.rules.profiles import RuleProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted. ``names`` are keys in the order of the list."""

    kind: str
    mode: str
    profile: RuleProfile
    seats: int
    names: tuple[str, ...]
    roster: Roster
    issued: int
    returned: int
    number: int = 1
    is_run_off: bool = False
    papers: tuple[Paper, ...] = ()
    totals: Totals | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameResult:
    """One name's result, with shares in per cent of the base, the papers returned and the valid ones."""

    name: str
    votes: int
    choices: Mapping[str, int] = field(default_factory=dict)
    share: str = ""
    of_base: str = ""
    of_returned: str = ""
    of_valid: str = ""
    is_elected: bool = False
    is_tied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of a round: names in descending order of votes, in a poll of confidence as on the list."""

    valid: int
    invalid: Mapping[str, int]
    base: int
    base_parts: Mapping[str, int]
    threshold: int
    quorum_met: bool
    open_seats: int
    run_off_seats: int
    state: str
    max_surplus: int | None
    warnings: tuple[str, ...]
    names: tuple[NameResult, ...]


def percent(part: int, whole: int) -> str:
    """Return a share in per cent with two decimals, half up, decimal comma: 24 of 49 is 48,98."""
    if whole <= 0:
        return ""
    hundredths = (part * 20000 + whole) // (2 * whole)
    return f"{hundredths // 100},{hundredths % 100:02}"


def of_round(counted: Counted) -> Result:
    """Count a round by its kind; polls are never counted by each other's rules."""
    if counted.kind in {RoundKind.CONFIDENCE, RoundKind.TRUST}:
        return _poll(counted)
    if counted.kind == RoundKind.INTRODUCTION:
        return _introduction(counted)
    return _election(counted)


def _named(counted: Counted, name: str, votes: int, base: int, valid: int, **more: object) -> NameResult:
    return NameResult(
        name=name,
        votes=votes,
        of_base=percent(votes, base),
        of_returned=percent(votes, counted.returned),
        of_valid=percent(votes, valid),
        **more,  # type: ignore[arg-type]
    )


def _election(counted: Counted) -> Result:
    opinion = counted.kind == RoundKind.OPINION
    found = count(
        Election(
            profile=counted.profile,
            seats=len(counted.names) if opinion else counted.seats,
            candidates=counted.names,
            roster=counted.roster,
            issued=counted.issued,
            returned=counted.returned,
            papers=counted.papers,
            totals=counted.totals,
            round=counted.number,
            run_off=counted.is_run_off,
        )
    )
    return Result(
        valid=found.valid,
        invalid={str(reason): number for reason, number in found.invalid.items()},
        base=found.base.value,
        base_parts=found.base.parts,
        threshold=found.threshold,
        quorum_met=found.quorum.met,
        open_seats=0 if opinion else found.open_seats,
        run_off_seats=0 if opinion else found.run_off_seats,
        state="complete" if opinion else str(found.state),
        max_surplus=found.max_surplus,
        warnings=found.warnings,
        names=tuple(
            _named(
                counted,
                name,
                votes,
                found.base.value,
                found.valid,
                is_elected=name in found.elected,
                is_tied=name in found.tied,
            )
            for name, votes in found.votes
        ),
    )


def _poll(counted: Counted) -> Result:
    mode = Mode.CONFIDENCE if counted.kind == RoundKind.CONFIDENCE else Mode.TRUST
    found = count_poll(
        Poll(
            profile=counted.profile,
            mode=mode,
            candidates=counted.names,
            roster=counted.roster,
            issued=counted.issued,
            returned=counted.returned,
            papers=counted.papers,
            totals=counted.totals,
            round=counted.number,
        )
    )
    favour = "high" if mode is Mode.CONFIDENCE else "confident"
    return Result(
        valid=found.valid,
        invalid={str(reason): number for reason, number in found.invalid.items()},
        base=found.base.value,
        base_parts=found.base.parts,
        threshold=found.threshold,
        quorum_met=found.quorum.met,
        open_seats=0,
        run_off_seats=0,
        state="complete",
        max_surplus=None,
        warnings=found.warnings,
        names=tuple(
            _named(
                counted,
                one.candidate,
                one.choices[favour],
                found.base.value,
                found.valid,
                choices=one.choices,
                share=str(one.share),
                is_elected=mode is Mode.TRUST and one.choices[favour] >= found.threshold,
            )
            for one in found.judged
        ),
    )


def _introduction(counted: Counted) -> Result:
    rules, source = counted.profile, counted.profile.article("papers")
    faults = [
        *faults_of_papers_and_people(rules, counted.roster, issued=counted.issued, returned=counted.returned)
    ]
    if counted.totals is None:
        faults += faults_of_papers(counted.papers, counted.names, Mode.INTRODUCTION)
        faults += faults_of_bundles(counted.papers, returned=counted.returned, source=source)
    else:
        faults += faults_of_sums(counted.totals, returned=counted.returned, source=source)
    for fault in faults:
        raise fault
    sums = _sums(counted)
    # the steps ask for more than half of those summoned; a session for more than half of its base
    base = counted.roster.summoned
    found = introduced(next(iter(sums.votes.values())), base=base, places=counted.seats)
    quorum = quorum_of(rules, counted.roster)
    open_seats = counted.seats - len(found.chosen)
    return Result(
        valid=sums.valid,
        invalid={str(reason): number for reason, number in sums.invalid.items()},
        base=base,
        base_parts={"summoned": base},
        threshold=found.threshold,
        quorum_met=quorum.met,
        open_seats=open_seats,
        run_off_seats=0,
        state="meeting_decides" if found.level else "needs_further_round" if open_seats else "complete",
        max_surplus=None,
        warnings=() if quorum.met else ("no_quorum",),
        names=tuple(
            _named(
                counted,
                name,
                votes,
                base,
                sums.valid,
                is_elected=quorum.met and name in found.chosen,
                is_tied=name in found.level,
            )
            for name, votes in found.votes
        ),
    )


def _sums(counted: Counted) -> Sums:
    if counted.totals is None:
        return count_introduction(counted.papers, counted.names, places=counted.seats)
    votes = counted.totals.votes.get("introduce", {})
    return Sums(counted.totals.valid, {}, {"introduce": {name: votes.get(name, 0) for name in counted.names}})
