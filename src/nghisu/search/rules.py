"""What a question means: words without marks, or with exact marks, and where they stand in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nghisu.kit import language

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. ``exact`` keeps marks: uỷ finds ủy, but dang does not find đảng."""

    text: str
    exact: bool = False
    kind: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def words(self) -> str:
        """The question as the index stores words."""
        return language.exact(self.text) if self.exact else language.fold(self.text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a title; ``found`` where it holds a word of the question."""

    text: str
    found: bool


def pieces(title: str, question: Question) -> Iterator[Piece]:
    """Cut a title so that the words found can be marked on the accented original, letter for letter.

    A word of the title is found where a word of the question begins it: ``02-NQ/ĐUK`` is found by ``nq``.
    """
    asked = WORD.findall(question.words)
    text = language.nfc(title)
    begun = 0
    for word in WORD.finditer(text):
        folded = language.exact(word[0]) if question.exact else language.fold(word[0])
        if any(folded.startswith(one) for one in asked):
            if begun < word.start():
                yield Piece(text[begun : word.start()], False)
            yield Piece(word[0], True)
            begun = word.end()
    if begun < len(text):
        yield Piece(text[begun:], False)
