"""Whom to put forward: lấy phiếu giới thiệu, the steps of choosing cadres, and who enters a list.

Neither elects nor judges anybody: the result is a list of names for the next step.
Source: 377-QĐ/TW (08/10/2025) and 80-QĐ/TW (18/8/2022), five steps; 190-QĐ/TW, Điều 14.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from nghisu.ballots.rules.papers import Mode, Paper, Sums, sum_up
from nghisu.organisation.rules.majority import max_surplus, may_be_put_to_the_meeting
from nghisu.organisation.rules.profiles import RuleProfile

GO_ON_WITH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """Who goes on to the next step.

    :param chosen: over half of the base, the most supported first, not more than the places
    :param level: those level on the last place: the head of the committee chooses among them
    :param carried: where nobody is over half, the two with most votes (more if the second are level)
    """

    votes: tuple[tuple[str, int], ...]
    threshold: int
    chosen: tuple[str, ...]
    level: tuple[str, ...]
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """A list cut to what the rules allow.

    :param level: those level on the last place: the head of the committee chooses among them
    """

    kept: tuple[str, ...]
    left_out: tuple[str, ...]
    level: tuple[str, ...]


def count_introduction(papers: tuple[Paper, ...], names: tuple[str, ...], *, places: int) -> Sums:
    """Add up papers on which names are put forward: at most as many as there are places, at least one."""
    return sum_up(papers, names, Mode.INTRODUCTION, seats=places, blank_is_valid=False)


def introduced(votes: Mapping[str, int], *, base: int, places: int) -> Introduced:
    """Choose whom a step puts forward: the highest over half of the base (those summoned).

    :param votes: in the order of the list, which parts nobody
    """
    ranked = _ranked(votes)
    enough = base // 2 + 1
    over_half = [(name, number) for name, number in ranked if number >= enough]
    chosen, level = _first(over_half, places)
    carried: tuple[str, ...] = ()
    if not over_half and ranked:
        second = ranked[min(GO_ON_WITH, len(ranked)) - 1][1]
        carried = tuple(name for name, number in ranked if number >= max(second, 1))
    return Introduced(votes=tuple(ranked), threshold=enough, chosen=chosen, level=level, carried=carried)


def enters_the_list(profile: RuleProfile, support: Mapping[str, int], *, attending: int) -> tuple[str, ...]:
    """Return the names from the floor that come before the meeting: over 30 % of those attending."""
    return tuple(
        name
        for name, number in support.items()
        if may_be_put_to_the_meeting(profile, attending=attending, support=number)
    )


def shorten(profile: RuleProfile, support: Mapping[str, int], *, seats: int) -> Shortened:
    """Cut a list to the seats and the most names beyond them, by a poll of opinions.

    :param support: in the order of the list; with no limit in the rules nobody is left out
    """
    surplus = max_surplus(profile, seats)
    if surplus is None:
        return Shortened(kept=tuple(support), left_out=(), level=())
    kept, level = _first(_ranked(support), seats + surplus)
    left_out = tuple(name for name in support if name not in kept and name not in level)
    return Shortened(kept=kept, left_out=left_out, level=level)


def _ranked(votes: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(votes.items(), key=lambda pair: -pair[1])


def _first(ranked: list[tuple[str, int]], places: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who is surely among the first so many, and who is level on the last place."""
    if len(ranked) <= places:
        return tuple(name for name, _ in ranked), ()
    cut = ranked[places - 1][1]
    if ranked[places][1] < cut:
        return tuple(name for name, _ in ranked[:places]), ()
    above = tuple(name for name, number in ranked if number > cut)
    return above, tuple(name for name, number in ranked if number == cut)
