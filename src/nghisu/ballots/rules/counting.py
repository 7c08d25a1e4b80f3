"""Count an election (kiểm phiếu bầu): the base, the threshold, who is elected, who is level on the last seat.

Source: domain.md 1.4; 190-QĐ/TW, Điều 15, 30; whole numbers only, the order of papers never matters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

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
from nghisu.organisation.rules.majority import max_surplus, threshold
from nghisu.organisation.rules.profiles import Blank, RuleProfile, Tie


class State(StrEnum):
    """What the count leaves to be done."""

    COMPLETE = "complete"
    NEEDS_FURTHER_ROUND = "needs_further_round"
    RUN_OFF = "run_off"
    MEETING_DECIDES = "meeting_decides"
    LOT = "lot"
    OLDER = "older"


class SeatsMissing(CountRefused):
    """Nobody is to be elected."""

    code = "no_seats"
    sentence = N_("At least one is to be elected. Enter the number of seats.")
    field = "seats"


class MoreSeatsThanNames(CountRefused):
    """The list is shorter than the seats."""

    code = "more_seats_than_names"
    sentence = N_(
        "%(seats)s are to be elected and the list has %(names)s names. Add names or lower the number."
    )
    field = "seats"


class NameTwice(CountRefused):
    """One name stands twice on the list."""

    code = "name_twice"
    sentence = N_("“%(name)s” stands twice on the list. Tell two persons of one name apart, or take one out.")


class RunOffWithoutRivals(CountRefused):
    """A run-off decides between more names than seats."""

    code = "run_off_without_rivals"
    sentence = N_("A run-off is held among more names than seats. Enter the names that are level.")


class WrongTotal(CountRefused):
    """Valid and invalid papers are not the papers returned."""

    code = "wrong_total"
    sentence = N_(
        "%(valid)s valid and %(invalid)s invalid papers make %(sum)s, and %(returned)s were returned. "
        "Count the papers again (%(source)s)."
    )


class BundlesDoNotMakeReturned(CountRefused):
    """The papers listed are not the papers returned."""

    code = "bundles_and_returned_differ"
    sentence = N_(
        "The papers listed are %(sum)s, and %(returned)s were returned. Count the papers again (%(source)s)."
    )


class MoreVotesThanPapers(CountRefused):
    """A name has more votes than there are valid papers."""

    code = "more_votes_than_papers"
    sentence = N_(
        "“%(name)s” has %(votes)s votes on %(valid)s valid papers. Count the votes again (%(source)s)."
    )


class MoreVotesThanSeatsAllow(CountRefused):
    """All votes together are more than the valid papers can hold."""

    code = "more_votes_than_seats_allow"
    sentence = N_(
        "All names together have %(votes)s votes; %(valid)s valid papers for %(seats)s seats hold at most "
        "%(most)s. Count the votes again (%(source)s)."
    )


class FewerVotesThanPapers(CountRefused):
    """Valid papers without a vote, where such a paper would be invalid."""

    code = "fewer_votes_than_papers"
    sentence = N_(
        "All names together have %(votes)s votes on %(valid)s valid papers; a paper that chooses nobody is "
        "invalid (%(source)s). Count the papers again."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """One round as it is handed to the count.

    :param candidates: in the order of the list
    :param papers: the papers, or ``totals`` where only sums are known
    :param run_off: a vote among those level on the last seats; the highest win, half is not asked
    """

    profile: RuleProfile
    seats: int
    candidates: tuple[str, ...]
    roster: Roster
    issued: int
    returned: int
    papers: tuple[Paper, ...] = ()
    totals: Totals | None = None
    round: int = 1
    run_off: bool = False

    @property
    def mode(self) -> Mode:
        """How the papers of this list are marked."""
        if len(self.candidates) == 1:
            return Mode.SINGLE
        return Mode.SURPLUS if len(self.candidates) > self.seats else Mode.NO_SURPLUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What the count says. ``votes`` descend; level names stand in the order of the list."""

    mode: Mode
    max_surplus: int | None
    base: Whole
    threshold: int
    quorum: Quorum
    valid: int
    invalid: Mapping[Reason, int]
    votes: tuple[tuple[str, int], ...]
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    open_seats: int
    run_off_seats: int
    state: State
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seating:
    """Who takes the seats and who is level on the last of them."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]


NO_QUORUM = "no_quorum"
SUSPENDED_PRESENT = "suspended_present"
SURPLUS_OVER_MAX = "surplus_over_max"
OLDER_IS_ELECTED = "older_is_elected"
WARNINGS = {
    NO_QUORUM: N_("Too few are present: the vote has no effect. Nobody is elected."),
    SUSPENDED_PRESENT: N_("A suspended member is in the hall: not counted in the base, and given no paper."),
    SURPLUS_OVER_MAX: N_("The list has more names beyond the seats than the rules allow."),
    OLDER_IS_ELECTED: N_("By these rules the oldest of those level is elected. Say so in the minutes."),
}


def faults_of_list(names: tuple[str, ...]) -> Iterable[CountRefused]:
    """Yield every name that stands twice."""
    for number, name in enumerate(names):
        if name in names[:number]:
            yield NameTwice(f"candidates[{number}]", name=name)


def faults_of_sums(sums: Sums | Totals, *, returned: int, source: str) -> Iterable[CountRefused]:
    """Yield what cannot be of sums: valid + invalid = returned, no name beyond the valid papers."""
    invalid = sum(sums.invalid.values())
    if sums.valid + invalid != returned:
        yield WrongTotal(
            "totals",
            valid=sums.valid,
            invalid=invalid,
            sum=sums.valid + invalid,
            returned=returned,
            source=source,
        )
    names = {name for tally in sums.votes.values() for name in tally}
    for name in sorted(names):
        votes = sum(tally.get(name, 0) for tally in sums.votes.values())
        if votes > sums.valid:
            yield MoreVotesThanPapers(
                f"totals.votes.{name}", name=name, votes=votes, valid=sums.valid, source=source
            )


def faults_of_bundles(papers: tuple[Paper, ...], *, returned: int, source: str) -> Iterable[CountRefused]:
    """Yield a difference between the papers listed and the papers returned."""
    listed = sum(paper.count for paper in papers)
    if listed != returned:
        yield BundlesDoNotMakeReturned("ballots", sum=listed, returned=returned, source=source)


def faults_of(election: Election) -> list[CountRefused]:
    """Return everything that forbids to count the round, the first first."""
    profile, names, seats = election.profile, election.candidates, election.seats
    source = profile.article("papers")
    found: list[CountRefused] = []
    if seats < 1:
        found.append(SeatsMissing("seats"))
    elif len(names) < seats:
        found.append(MoreSeatsThanNames("seats", seats=seats, names=len(names)))
    elif election.run_off and len(names) == seats:
        found.append(RunOffWithoutRivals("run_off"))
    found += faults_of_list(names)
    found += faults_of_papers_and_people(
        profile, election.roster, issued=election.issued, returned=election.returned
    )
    if found:
        return found  # what a paper may hold depends on the list and the seats
    if election.totals is None:
        found += faults_of_papers(election.papers, names, election.mode)
        found += faults_of_bundles(election.papers, returned=election.returned, source=source)
    else:
        found += faults_of_sums(election.totals, returned=election.returned, source=source)
        found += _faults_of_votes(election, election.totals, source)
    return found


def _faults_of_votes(election: Election, totals: Totals, source: str) -> Iterable[CountRefused]:
    votes = sum(sum(tally.values()) for tally in totals.votes.values())
    most = totals.valid * election.seats
    if votes > most:
        yield MoreVotesThanSeatsAllow(
            "totals.votes", votes=votes, valid=totals.valid, seats=election.seats, most=most, source=source
        )
    blank = election.profile.blank_is is Blank.VALID
    if election.mode is Mode.SURPLUS and not blank and votes < totals.valid:
        article = election.profile.article("blank_is")
        yield FewerVotesThanPapers("totals.votes", votes=votes, valid=totals.valid, source=article)


def count(election: Election) -> Count:
    """Count a round.

    :raises CountRefused: the first of what forbids it
    """
    for fault in faults_of(election):
        raise fault
    profile, seats = election.profile, election.seats
    sums = sums_of(election)
    votes = _ranked(election.candidates, next(iter(sums.votes.values())))
    base = whole(
        profile.base,
        election.roster,
        less=profile.less,
        returned=election.returned,
        valid=sums.valid,
        votes=sum(number for _, number in votes),
    )
    enough = threshold(profile, base.value, seats=seats)
    quorum = quorum_of(profile, election.roster)
    if not quorum.met:
        seating = Seating((), ())
    else:
        seating = seat(votes, seats=seats, at_least=1 if election.run_off else enough)
    open_seats = seats - len(seating.elected)
    return Count(
        mode=election.mode,
        max_surplus=max_surplus(profile, seats),
        base=base,
        threshold=enough,
        quorum=quorum,
        valid=sums.valid,
        invalid=sums.invalid,
        votes=votes,
        elected=seating.elected,
        tied=seating.tied,
        open_seats=open_seats,
        run_off_seats=open_seats if seating.tied else 0,
        state=_state(profile.tie, seating, open_seats, run_off=election.run_off),
        warnings=_warnings(election, quorum, seating),
    )


def sums_of(election: Election) -> Sums:
    """Return the sums of the papers, or those that were handed in."""
    if election.totals is None:
        return sum_up(
            election.papers,
            election.candidates,
            election.mode,
            seats=election.seats,
            blank_is_valid=election.profile.blank_is is Blank.VALID,
        )
    totals = election.totals
    invalid = {reason: totals.invalid[reason] for reason in Reason if totals.invalid.get(reason)}
    return Sums(totals.valid, invalid, totals.votes)


def _ranked(names: tuple[str, ...], votes: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(((name, votes.get(name, 0)) for name in names), key=lambda pair: -pair[1]))


def seat(votes: tuple[tuple[str, int], ...], *, seats: int, at_least: int) -> Seating:
    """Give the seats to those with enough votes; who is level on the last seat takes none of them.

    :param votes: descending
    """
    enough = [(name, number) for name, number in votes if number >= at_least]
    if len(enough) <= seats:
        return Seating(tuple(name for name, _ in enough), ())
    cut = enough[seats - 1][1]
    above = tuple(name for name, number in enough if number > cut)
    level = tuple(name for name, number in enough if number == cut)
    if len(above) + len(level) <= seats:
        return Seating(above + level, ())
    return Seating(above, level)


def _state(tie: Tie, seating: Seating, open_seats: int, *, run_off: bool) -> State:
    if seating.tied:
        if tie is Tie.RUN_OFF:
            return State.MEETING_DECIDES if run_off else State.RUN_OFF
        return {Tie.MEETING_DECIDES: State.MEETING_DECIDES, Tie.LOT: State.LOT, Tie.OLDER: State.OLDER}[tie]
    return State.NEEDS_FURTHER_ROUND if open_seats else State.COMPLETE


def _warnings(election: Election, quorum: Quorum, seating: Seating) -> tuple[str, ...]:
    limit = max_surplus(election.profile, election.seats)
    surplus = len(election.candidates) - election.seats
    found = {
        NO_QUORUM: not quorum.met,
        SUSPENDED_PRESENT: election.roster.present_suspended > 0,
        SURPLUS_OVER_MAX: limit is not None and surplus > limit and not election.run_off,
        OLDER_IS_ELECTED: bool(seating.tied) and election.profile.tie is Tie.OLDER,
    }
    return tuple(code for code, holds in found.items() if holds)
