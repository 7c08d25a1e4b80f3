"""Marks: weighted totals, the gap that asks for a third judge, means, the cut, ranking with ties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from nghisu.kit.refusals import N_, Refusal

LEAST_SCORES = 2
CENT = Decimal("0.01")


class ThirdMean(StrEnum):
    """What is averaged when a third judge scored."""

    CLOSEST = "closest"
    ALL = "all"


THIRD_WORDS: dict[ThirdMean, str] = {
    ThirdMean.CLOSEST: N_("the mean of the two closest"),
    ThirdMean.ALL: N_("the mean of all three"),
}


class WeightsNotWhole(Refusal):
    """The weights of a rubric make no hundred."""

    sentence = N_("The weights make %(total)d and should make 100.")


class TooFewScores(Refusal):
    """An entry with fewer than two scores."""

    sentence = N_("%(count)d entries have no two scores yet, or await a third judge. Wait for their judges.")


class TieOverPrizes(Refusal):
    """A tie stands over the end of a prize."""

    sentence = N_(
        "%(count)d entries are level on the place where “%(prize)s” ends. Let the jury vote, enter the "
        "votes, and rank again."
    )


def check_weights(weights: Sequence[int]) -> None:
    """Refuse weights that do not make a hundred.

    :raises WeightsNotWhole: if they do not
    """
    if sum(weights) != 100:
        raise WeightsNotWhole(total=sum(weights))


def total_of(points: Sequence[Decimal | int], weights: Sequence[int]) -> Decimal:
    """Return the weighted total of points from 0 to 100."""
    whole = sum((Decimal(one) * weight for one, weight in zip(points, weights, strict=True)), Decimal(0))
    return (whole / 100).quantize(CENT, ROUND_HALF_UP)


def needs_third(totals: Sequence[Decimal], *, gap: int) -> bool:
    """Tell whether two scores lie further apart than the gap, so that a third judge is asked."""
    return len(totals) == LEAST_SCORES and abs(totals[0] - totals[1]) > gap


def chosen_scores(totals: Sequence[Decimal], *, gap: int, third: ThirdMean) -> list[int]:
    """Return the places of the scores that are averaged.

    Of three, the two closest or all, as set; where the middle one lies in the very middle, all three.
    """
    places = list(range(len(totals)))
    if len(totals) != LEAST_SCORES + 1 or third is ThirdMean.ALL:
        return places
    low, middle, high = sorted(places, key=lambda place: totals[place])
    below, above = totals[middle] - totals[low], totals[high] - totals[middle]
    if below == above:
        return places
    return sorted([low, middle] if below < above else [middle, high])


def mean_of(totals: Sequence[Decimal], *, gap: int, third: ThirdMean) -> Decimal | None:
    """Return the mean, or None while a score is missing."""
    if len(totals) < LEAST_SCORES or needs_third(totals, gap=gap):
        return None
    return _mean([totals[place] for place in chosen_scores(totals, gap=gap, third=third)])


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(CENT, ROUND_HALF_UP)


def criteria_means(marks: Sequence[Sequence[Decimal]]) -> tuple[Decimal, ...]:
    """Return the mean of each criterion over the judges whose scores count."""
    return tuple(_mean(column) for column in zip(*marks, strict=True))


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with what it is ranked by.

    :param criteria: the means of the criteria, in the order of the rubric
    :param votes: of the jury on a tie
    """

    key: UUID
    mean: Decimal
    criteria: tuple[Decimal, ...] = ()
    votes: int = 0

    @property
    def order(self) -> tuple[Decimal | int, ...]:
        """What decides, the first first: mean, then the rubric in its order, then the vote."""
        return (self.mean, *self.criteria, self.votes)


def ranked(entries: Iterable[Scored]) -> list[tuple[int, Scored]]:
    """Return (rank, entry), best first; those level in everything share a rank: 1, 2, 2, 4."""
    found: list[tuple[int, Scored]] = []
    for place, one in enumerate(sorted(entries, key=lambda entry: entry.order, reverse=True), start=1):
        level = found and found[-1][1].order == one.order
        found.append((found[-1][0] if level else place, one))
    return found


def cut(entries: Iterable[Scored], *, most: int) -> list[Scored]:
    """Return those that go on: the best ``most``, and whoever is level with the last of them on the mean."""
    order = sorted(entries, key=lambda entry: entry.mean, reverse=True)
    if len(order) <= most:
        return order
    bound = order[most - 1].mean
    return [one for one in order if one.mean >= bound]


def prizes_of(entries: Sequence[tuple[int, Scored]], prizes: Sequence[tuple[str, int]]) -> dict[UUID, str]:
    """Return the prize of each entry that gets one, from a ranking that is best first.

    :raises TieOverPrizes: if entries are level where a prize ends
    """
    given: dict[UUID, str] = {}
    place = 0
    for name, count in prizes:
        block = entries[place : place + count]
        given |= {one.key: name for _rank, one in block}
        place += count
        if block and place < len(entries) and entries[place][0] == block[-1][0]:
            level = sum(rank == block[-1][0] for rank, _one in entries)
            raise TieOverPrizes(count=level, prize=name)
    return given
