"""Wordings compared and brought together word by word (so sánh, hợp nhất câu chữ)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|[^\W_]+|_|[^\w\s]", re.UNICODE)


def tokens_of(text: str) -> list[str]:
    """Return words, spaces and marks, each by itself; joined they are the text again."""
    return TOKEN.findall(text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a difference: ``same``, ``removed`` or ``added``."""

    kind: str
    text: str

    @property
    def is_removed(self) -> bool:
        """Whether it stood in the old text alone."""
        return self.kind == "removed"

    @property
    def is_added(self) -> bool:
        """Whether it stands in the new text alone."""
        return self.kind == "added"


@dataclass(frozen=True, slots=True)
class Edit:
    """Tokens ``start`` to ``end`` (not taken) of a text become ``words``."""

    start: int
    end: int
    words: tuple[str, ...]


def edits_between(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """Return what changes one list of tokens into the other, in order, none touching the next."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Edit(i1, i2, tuple(new[j1:j2])) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"
    ]


def difference(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in order; without the removed ones they are the new text.

    A lone blank between two changes is drawn into them, so that a phrase reads as one change.
    """
    before, after = tokens_of(old), tokens_of(new)
    found: list[list[str]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    spans: list[tuple[str, str, str]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        is_gap = tag == "equal" and not gone.strip() and spans and j2 < len(after) and i2 < len(before)
        if spans and spans[-1][0] == "changed" and (tag != "equal" or is_gap):
            spans[-1] = ("changed", spans[-1][1] + gone, spans[-1][2] + come)
        else:
            spans.append(("same" if tag == "equal" else "changed", gone, come))
    for kind, gone, come in spans:
        if kind == "same":
            found.append(["same", come])
            continue
        if gone:
            found.append(["removed", gone])
        if come:
            found.append(["added", come])
    return [Piece(kind, text) for kind, text in found]


def is_alike(old: str, new: str) -> float:
    """Return how much two texts share, 0 to 1, by their words."""
    before = [one for one in tokens_of(old) if not one.isspace()]
    after = [one for one in tokens_of(new) if not one.isspace()]
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class Clash:
    """Wordings that change the same words differently. Numbers are places among the proposals."""

    start: int
    end: int
    sides: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What proposals come to together: the text, or the clashes that keep it from being one."""

    text: str | None
    clashes: tuple[Clash, ...] = ()


def clash_between(one: Edit, other: Edit) -> bool:
    """Tell whether two edits cannot both be made: they share a token, or stand at one place.

    The same edit twice is one edit. Where one ends and the other begins, an insertion would have two
    possible places, so that it is a clash, too; two replacements side by side are none.
    """
    if one == other:
        return False
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def merged(base: str, proposals: Sequence[str]) -> Merged:
    """Return the base with the edits of every proposal, or the clashes among them."""
    words = tokens_of(base)
    by_side = [edits_between(words, tokens_of(one)) for one in proposals]
    clashes = []
    for left, edits in enumerate(by_side):
        for right in range(left + 1, len(by_side)):
            clashes += [
                Clash(min(one.start, other.start), max(one.end, other.end), (left, right))
                for one in edits
                for other in by_side[right]
                if clash_between(one, other)
            ]
    if clashes:
        return Merged(None, tuple(clashes))
    made = sorted({edit for edits in by_side for edit in edits}, key=lambda edit: (edit.start, edit.end))
    result: list[str] = []
    place = 0
    for edit in made:
        result += words[place : edit.start]
        result += edit.words
        place = edit.end
    result += words[place:]
    return Merged("".join(result))
