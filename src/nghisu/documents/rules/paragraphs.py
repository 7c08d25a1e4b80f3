"""Follow paragraphs from one version to the next: kept, changed, moved, split, merged, new, removed."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from nghisu.documents.rules.wording import tokens_of
from nghisu.kit.refusals import N_

ALIKE = 0.5
PART_OF = 0.8
FEWEST_WORDS = 4
FEWEST_PIECE_WORDS = 8
PIECE = 0.9


class Change(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"


CHANGE_NAMES = {
    Change.SAME: N_("Unchanged"),
    Change.CHANGED: N_("Changed"),
    Change.MOVED: N_("Moved"),
    Change.SPLIT: N_("Split off"),
    Change.MERGED: N_("Joined with another"),
    Change.NEW: N_("New"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """Where a paragraph of the new version comes from.

    :param old: the place of the paragraph whose identity it keeps; None for one that has a new identity
    :param split_from: the place of the paragraph that it was cut from
    :param absorbed: the places of the paragraphs that went into it, beside ``old``
    """

    old: int | None
    change: Change
    split_from: int | None = None
    absorbed: tuple[int, ...] = ()


def follow(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """Return for each new paragraph where it comes from, in the order of the new version.

    Every old paragraph gives its identity to at most one new one.
    """
    before = [" ".join(one.split()) for one in old]
    after = [" ".join(one.split()) for one in new]
    pairs = _same(before, after)
    _alike(before, after, pairs)
    moved = _out_of_order(pairs)
    bags_before = [_bag(one) for one in before]
    bags_after = [_bag(one) for one in after]
    split = _splits(bags_before, bags_after, pairs)
    absorbed = _merges(bags_before, bags_after, pairs)
    steps: list[Step] = []
    for place, text in enumerate(after):
        source = pairs.get(place)
        if source is None:
            origin = split.get(place)
            steps.append(Step(None, Change.NEW if origin is None else Change.SPLIT, split_from=origin))
        elif absorbed.get(place):
            steps.append(Step(source, Change.MERGED, absorbed=tuple(absorbed[place])))
        elif place in moved:
            steps.append(Step(source, Change.MOVED))
        else:
            steps.append(Step(source, Change.SAME if before[source] == text else Change.CHANGED))
    return steps


def removed_from(old: Sequence[str], steps: Sequence[Step]) -> list[int]:
    """Return the places of old paragraphs that live on in none of the new ones."""
    living = {step.old for step in steps if step.old is not None}
    living |= {one for step in steps for one in step.absorbed}
    return [place for place in range(len(old)) if place not in living]


def _same(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Pair equal paragraphs: first those in order, then those that went elsewhere."""
    pairs: dict[int, int] = {}
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            pairs[block.b + step] = block.a + step
    taken = set(pairs.values())
    waiting: dict[str, list[int]] = {}
    for place, text in enumerate(before):
        if place not in taken and text:
            waiting.setdefault(text, []).append(place)
    for place, text in enumerate(after):
        if place not in pairs and waiting.get(text):
            pairs[place] = waiting[text].pop(0)
    return pairs


def _alike(before: Sequence[str], after: Sequence[str], pairs: dict[int, int]) -> None:
    """Pair what shares most words, nearest first where two are as alike."""
    taken = set(pairs.values())
    left = [place for place, text in enumerate(before) if place not in taken and text]
    right = [place for place, text in enumerate(after) if place not in pairs and text]
    if not left or not right:
        return
    holding: dict[str, list[int]] = {}
    bags = {place: _bag(before[place]) for place in left}
    for place, bag in bags.items():
        for word in bag:
            holding.setdefault(word, []).append(place)
    offers: list[tuple[float, int, int, int]] = []
    for place in right:
        bag = _bag(after[place])
        shared: Counter[int] = Counter()
        for word, count in bag.items():
            for other in holding.get(word, ()):
                shared[other] += min(count, bags[other][word])
        size = bag.total()
        for other, count in shared.items():
            share = 2 * count / (size + bags[other].total())
            smaller = min(size, bags[other].total())
            if smaller >= FEWEST_PIECE_WORDS and count >= PIECE * smaller:
                share = max(share, ALIKE)
            if share >= ALIKE:
                distance = abs(place / len(after) - other / len(before))
                offers.append((-share, round(distance * 1000), place, other))
    for _share, _distance, place, other in sorted(offers):
        if place not in pairs and other not in taken:
            pairs[place] = other
            taken.add(other)


def _out_of_order(pairs: dict[int, int]) -> set[int]:
    """Return the new places outside the longest run that keeps the old order."""
    places = sorted(pairs)
    tails: list[int] = []
    tail_at: list[int] = []
    previous: dict[int, int | None] = {}
    for place in places:
        source = pairs[place]
        at = bisect_left(tails, source)
        previous[place] = tail_at[at - 1] if at else None
        if at == len(tails):
            tails.append(source)
            tail_at.append(place)
        else:
            tails[at], tail_at[at] = source, place
    kept: set[int] = set()
    here: int | None = tail_at[-1] if tail_at else None
    while here is not None:
        kept.add(here)
        here = previous[here]
    return set(places) - kept


def _bag(text: str) -> Counter[str]:
    return Counter(word.lower() for word in tokens_of(text) if not word.isspace())


def _part_of(piece: Counter[str], whole: Counter[str]) -> float:
    """Return how much of the piece stands in the whole; pairs of rare words only, never mere marks."""
    size = piece.total()
    return (piece & whole).total() / size if size >= FEWEST_WORDS else 0.0


def _splits(
    before: Sequence[Counter[str]], after: Sequence[Counter[str]], pairs: dict[int, int]
) -> dict[int, int]:
    """Return new places that were cut from an old paragraph, whose other part stands beside them."""
    found: dict[int, int] = {}
    by_old = {source: place for place, source in pairs.items()}
    for step in (1, -1):
        places = range(len(after)) if step == 1 else range(len(after) - 1, -1, -1)
        for place in places:
            if place in pairs or place in found:
                continue
            neighbour = place - step
            source = pairs.get(neighbour, found.get(neighbour))
            if source is None or source not in by_old:
                continue
            rest = before[source] - after[by_old[source]]
            if _part_of(after[place], rest) >= PART_OF:
                found[place] = source
    return found


def _merges(
    before: Sequence[Counter[str]], after: Sequence[Counter[str]], pairs: dict[int, int]
) -> dict[int, list[int]]:
    """Return old places that went into a new paragraph, beside the one whose identity it keeps."""
    found: dict[int, list[int]] = {}
    taken = set(pairs.values())
    by_old = {source: place for place, source in pairs.items()}
    went: dict[int, int] = {}
    for step in (1, -1):
        places = range(len(before)) if step == 1 else range(len(before) - 1, -1, -1)
        for source in places:
            if source in taken or source in went:
                continue
            neighbour = source - step
            place = by_old.get(neighbour, went.get(neighbour))
            if place is None:
                continue
            rest = after[place] - before[pairs[place]]
            if _part_of(before[source], rest) >= PART_OF:
                went[source] = place
                found.setdefault(place, []).append(source)
    return {place: sorted(sources) for place, sources in found.items()}
