"""Official copies: what kinds there are, their numbers and what may be copied.

Sources: Nghị định 30/2020/NĐ-CP, Điều 25, 26 and Phụ lục I, phần II (sao y, sao lục, trích sao; one
sequence for all of them a year); Hướng dẫn 36-HD/VPTW, thể thức bản sao (symbol BS, one sequence a
term). Read second-hand; the office confirms.
"""

from datetime import date
from enum import StrEnum

from nghisu.documents.rules.types import Family
from nghisu.kit.language import nfc
from nghisu.kit.refusals import N_, Refusal


class CopyKind(StrEnum):
    """What kind of copy."""

    FULL = "full"
    EXTRACT = "extract"
    OF_COPY = "of_copy"


COPY_NAMES = {
    CopyKind.FULL: N_("True copy of the whole (sao y)"),
    CopyKind.EXTRACT: N_("Copy of a part (trích sao)"),
    CopyKind.OF_COPY: N_("Copy of a copy (sao lục)"),
}
ON_PAPER = {
    Family.PARTY: {
        CopyKind.FULL: "SAO Y BẢN CHÍNH",
        CopyKind.EXTRACT: "TRÍCH SAO",
        CopyKind.OF_COPY: "SAO LỤC",
    },
    Family.STATE: {
        CopyKind.FULL: "SAO Y",
        CopyKind.EXTRACT: "TRÍCH SAO",
        CopyKind.OF_COPY: "SAO LỤC",
    },
}
SYMBOLS = {
    Family.PARTY: dict.fromkeys(CopyKind, "BS"),
    Family.STATE: {CopyKind.FULL: "SY", CopyKind.EXTRACT: "TrS", CopyKind.OF_COPY: "SL"},
}
BOOK = "BS"
"""The one sequence of all copies of a unit, in a term or a year."""


class NothingToCopy(Refusal):
    """Only what was issued or has arrived can be copied."""

    sentence = N_("Only a document that was issued or has arrived is copied; this one is not.")


class ExtractEmpty(Refusal):
    """A copy of a part has the part."""

    sentence = N_("Write out the part that is copied, word for word.")
    field = "text"


class NotInTheOriginal(Refusal):
    """A copy of a part says what the original says."""

    sentence = N_("These words do not stand in the original: “%(words)s”. Copy them unchanged.")
    field = "text"


class WhichCopy(Refusal):
    """A copy of a copy names the one it is made from."""

    sentence = N_("Write number and issuer of the copy that this one is made from, such as 05-BS/TU.")
    field = "from_copy"


class CopyBeforeOriginal(Refusal):
    """A copy is not older than what it copies."""

    sentence = N_("The copy of %(day)s would be older than the original of %(original)s.")
    field = "dated_on"


class CopyIsVoid(Refusal):
    """The number of the copy is void already."""

    sentence = N_("The number of this copy was declared void already.")


def check_copy(
    *, kind: CopyKind, original: str, text: str, from_copy: str, day: date, original_day: date | None
) -> None:
    """Refuse a copy that is no copy of the original.

    :param original: the words of the original as far as they are kept here, "" where only a scan is
    :raises ExtractEmpty: if a copy of a part has no words
    :raises NotInTheOriginal: if a line of it does not stand in the original
    :raises WhichCopy: if a copy of a copy does not name it
    :raises CopyBeforeOriginal: if it is older than the original
    """
    if original_day is not None and day < original_day:
        raise CopyBeforeOriginal(day=day, original=original_day)
    if kind is CopyKind.OF_COPY and not from_copy.strip():
        raise WhichCopy
    if kind is not CopyKind.EXTRACT:
        return
    lines = [line for line in text.splitlines() if line.strip() and set(line.strip()) - set(".…[]() ")]
    if not lines:
        raise ExtractEmpty
    if original.strip():
        stands = _bare(original)
        for line in lines:
            if _bare(line) not in stands:
                raise NotInTheOriginal(words=line.strip()[:80])


def _bare(text: str) -> str:
    return " ".join(nfc(text).split())
