"""What a signed checkpoint says: which log, how many lines, which root. Source: c2sp.org/tlog-checkpoint."""

import base64
from dataclasses import dataclass
from typing import Self

from nghisu.record.rules.signed_note import NotANote, exact_base64
from nghisu.record.rules.tree import HASH_BYTES


@dataclass(frozen=True, slots=True)
class Statement:
    """The three lines of a checkpoint."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the exact text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what the text says.

        :raises NotANote: if it is not in the one form that ``text`` writes
        """
        lines = text.split("\n")
        if len(lines) != 4 or not lines[0] or not lines[1].isascii() or not lines[1].isdigit():
            raise NotANote("A checkpoint has three lines: origin, size, root.")
        statement = cls(lines[0], int(lines[1]), exact_base64(lines[2]))
        if len(statement.root) != HASH_BYTES or statement.text() != text:
            raise NotANote("The checkpoint is not in its one form.")
        return statement
