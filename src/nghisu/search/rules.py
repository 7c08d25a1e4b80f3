"""What a question means: words without marks, or with exact marks, and where they stand in a text."""

from collections.abc import Iterator
from dataclasses import dataclass

from nghisu.kit import language


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. ``exact`` keeps marks: uỷ finds ủy, but dang does not find đảng."""

    text: str
    exact: bool = False
    kind: str = ""

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
    """Cut a title so that the words found can be marked on the accented original."""
    asked = [word for word in question.words.split() if word]
    for number, word in enumerate(title.split(" ")):
        lead = " " if number else ""
        folded = language.exact(word) if question.exact else language.fold(word)
        bare = folded.lstrip("“\"'(‘")
        yield Piece(lead + word, any(bare.startswith(one) for one in asked))
