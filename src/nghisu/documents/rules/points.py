"""A directive's points (nội dung chỉ đạo): its sentences, and the numbers they carry."""

import re
from dataclasses import dataclass

from nghisu.kit.refusals import N_, Refusal

LONGEST = 2000
MARKER = re.compile(
    r"\s*(?:"
    r"(?P<article>(?:Điều|Khoản|Mục|Phần|Chương)\s+(?:\d{1,3}|[IVXLC]{1,7}))\s*[.:]?"
    r"|(?P<roman>[IVXLC]{1,7})\s*[.)-]"
    r"|(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})\s*[.)](?!\d)"
    r"|(?P<letter>[a-zđ])\s*\)"
    r"|(?P<dash>[-–+•*])"
    r")\s+"
)
SENTENCE_END = re.compile(r"(?<=[.!?…])[”\"')\]]*\s+(?=[“\"'(\[]?[A-ZÀ-ỸĐ0-9])")
NO_END = re.compile(
    r"(?:(?:^|\s)(?:TS|ThS|GS|PGS|Tp|TP|v\.v|Ô|Bà|đ/c|Đ/c|tr|Tr|số|Số|[A-ZĐ])\.|(?:^|\s)\d{1,3}(?:\.\d{1,3})*[.)]"
    r"|(?:^|\s)[IVXLC]{1,7}\.)$"
)


class NoWords(Refusal):
    """A point without words."""

    sentence = N_("Write what the point asks for.")
    field = "text"


class NumberStands(Refusal):
    """Another point of the document has this number."""

    sentence = N_("Point %(number)s stands already. Give this one another number.")
    field = "number"


class NothingMarked(Refusal):
    """No sentence was ticked."""

    sentence = N_("Tick at least one sentence that asks for something.")
    field = "sentences"


class PointIsCited(Refusal):
    """Something cites the point, so that it may not go."""

    sentence = N_("Point %(number)s is cited by %(count)s, so that it stays. Change its words instead.")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text.

    :param number: the mark before it as it is cited: ``1.2``, ``a``, ``Điều 3``; empty where it has none
    """

    order: int
    number: str
    text: str
    paragraph: int


def sentences_of(text: str) -> list[Sentence]:
    """Return the sentences of a text in order, each with the mark that its paragraph begins with.

    A letter or a dash is cited below the number before it: ``2.a``.
    """
    found: list[Sentence] = []
    above = ""
    for place, line in enumerate(text.splitlines()):
        number, rest = _mark_of(line, above)
        if number and not _is_letter(line):
            above = number
        for index, piece in enumerate(_pieces(rest)):
            found.append(Sentence(len(found), number if not index else "", piece[:LONGEST], place))
    return found


def _mark_of(line: str, above: str) -> tuple[str, str]:
    mark = MARKER.match(line)
    if not mark:
        return "", line.strip()
    rest = line[mark.end() :].strip()
    if mark["dash"]:
        return "", rest
    if mark["letter"]:
        return (f"{above}.{mark['letter']}" if above else mark["letter"]), rest
    return (mark["article"] or mark["roman"] or mark["number"]), rest


def _is_letter(line: str) -> bool:
    mark = MARKER.match(line)
    return bool(mark and mark["letter"])


def _pieces(line: str) -> list[str]:
    pieces: list[str] = []
    begun = ""
    for piece in SENTENCE_END.split(line):
        begun = f"{begun} {piece}".strip() if begun else piece.strip()
        if not NO_END.search(begun):
            pieces.append(begun)
            begun = ""
    if begun:
        pieces.append(begun)
    return [piece for piece in pieces if piece]


def next_number(taken: set[str], wanted: str = "") -> str:
    """Return ``wanted`` if no point has it, else the first whole number that none has."""
    if wanted and wanted not in taken:
        return wanted
    count = 1
    while str(count) in taken:
        count += 1
    return str(count)
