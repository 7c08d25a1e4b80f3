"""Show marked words in a text."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text."""

    text: str
    is_marked: bool = False


def pieces(text: str, marks: Iterable[str]) -> list[Piece]:
    """Return the text in pieces; every place of every marked run of words is marked, overlaps once."""
    marked = bytearray(len(text))
    for mark in marks:
        start = text.find(mark) if mark else -1
        while start >= 0:
            marked[start : start + len(mark)] = b"\1" * len(mark)
            start = text.find(mark, start + len(mark))
    found: list[Piece] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marked[place] != marked[begin]:
            found.append(Piece(text[begin:place], bool(marked[begin])))
            begin = place
    return found
