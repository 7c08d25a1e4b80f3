"""Words for the public rest on facts of the record: every number, name and office leads to one.

A mark ``[[code]]`` stands for a fact. Words that are literally the value of one fact, and hold a letter,
lead to it without a mark; a bare number never does, because 12 may be many things. What is left over and
looks like a number, a name or an office is unresolved, and the communiqué cannot be approved.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal

MARK = re.compile(r"\[\[\s*([\w.\-]+)\s*\]\]")
NUMBER = re.compile(r"\d+(?:[.,/\-]\d+)*\s?%?")
ROMAN = re.compile(r"\b(?:quý|khóa|thứ)\s+([IVXLC]+)\b")
COUNTED = "ủy viên|đồng chí|đại biểu|báo cáo|điểm cầu|dự thảo|phiếu|nhiệm vụ|nội dung|ý kiến|nghị quyết|người"
NUMBER_WORD = re.compile(rf"\b(hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: \w+)?)\s+(?={COUNTED})", re.IGNORECASE)
CAPITAL = "[A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]"
WORD = rf"{CAPITAL}[^\W\d_]*"
ADDRESSED = re.compile(rf"(?:[Đđ]ồng chí|[Đđ]/c|[ÔôBb](?:ng|à))[ :]+({WORD}(?:\s+{WORD}){{1,4}})")
SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Mai|Lại|Trịnh|Đào|Đoàn|"
    "Cao|Lương|Tô|Hà|Tạ|Thái|Chu|Quách|Vương|Lâm|Lưu|Phùng|Triệu"
)
SURNAMED = re.compile(rf"\b(?:{SURNAMES})(?:\s+{WORD}){{2,4}}")
NEUTRAL = ("Hồ Chí Minh",)
OFFICE = re.compile(
    r"\b(?:Tổng Bí thư|Phó Bí thư(?: Thường trực)?|Bí thư|Phó Chánh Văn phòng|Chánh Văn phòng|Phó Trưởng Ban|"
    r"Trưởng Ban|Phó Chủ nhiệm|Chủ nhiệm|Phó Chủ tịch|Chủ tịch|"
    r"Ủy viên (?:Trung ương|Bộ Chính trị|Ban \w+ \w+)|"
    r"Thứ trưởng|Bộ trưởng|Thủ tướng|Phó Thủ tướng)",
    re.IGNORECASE,
)
ELECTED = re.compile(r"bầu\s+bổ\s+sung", re.IGNORECASE)
PROPOSED = re.compile(r"đề\s+nghị|giới\s+thiệu|trình\s+cấp\s+trên", re.IGNORECASE)


class Kind(StrEnum):
    """What is unresolved."""

    MARK = "mark"
    NUMBER = "number"
    NAME = "name"
    OFFICE = "office"


KIND_NAMES: dict[Kind, str] = {
    Kind.MARK: N_("A mark of no chosen fact"),
    Kind.NUMBER: N_("A number"),
    Kind.NAME: N_("A name"),
    Kind.OFFICE: N_("An office"),
}


class NotResolved(Refusal):
    """The text says what no chosen fact holds."""

    sentence = N_(
        "%(count)s numbers, names or offices in the text lead to no chosen fact: %(words)s. "
        "Choose the facts, mark them, or take the words out."
    )


class FactsMoved(Refusal):
    """The record says something else by now."""

    sentence = N_("The record has changed since these facts were chosen: %(labels)s. Choose the facts anew.")


class NotCompared(Refusal):
    """A warning that nobody looked at."""

    sentence = N_(
        "The text says “bầu bổ sung” where the record says “đề nghị” or “giới thiệu”. Compare it with the "
        "record, mend it, or confirm that you compared it."
    )
    field = "is_compared"


class NothingToTell(Refusal):
    """An empty communiqué."""

    sentence = N_("The communiqué has no text yet.")


class CommuniqueStandsStill(Refusal):
    """The communiqué is approved."""

    sentence = N_(
        "This communiqué is approved and does not change. Take it back before its hour, or withdraw it."
    )


class AlreadyReleased(Refusal):
    """The hour has come."""

    sentence = N_("The hour of release has come; the communiqué can only be withdrawn, with a reason.")


class ReleaseInThePast(Refusal):
    """An hour of release that is over."""

    sentence = N_("The hour of release lies in the past. Give one from now on.")
    field = "release_at"


class NotDeclaredOpen(Refusal):
    """A picture without the declaration."""

    sentence = N_("Confirm that the picture shows no closed part and no ballot; else it cannot be published.")
    field = "is_declared_open"


class NoCaption(Refusal):
    """A picture without a caption."""

    sentence = N_("Write what the picture shows.")
    field = "caption"


class CaptionNotResolved(Refusal):
    """A caption that says what no chosen fact holds."""

    sentence = N_(
        "The caption says “%(words)s”, which leads to no chosen fact. Choose the fact, or leave it out."
    )
    field = "caption"


class WithdrawnWithoutReason(Refusal):
    """A withdrawal without its reason."""

    sentence = N_("Write why the communiqué is withdrawn; the page says so in its place.")
    field = "reason"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the record that may be told: its code for marks, what it is, what it says, its place."""

    code: str
    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text; with ``code`` it leads to that fact."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that lead to no chosen fact."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The text in pieces, and what is wrong with it."""

    pieces: tuple[Piece, ...]
    unresolved: tuple[Finding, ...]


def check(text: str, facts: Sequence[Fact], names: Iterable[str] = ()) -> Checked:
    """Return the text in pieces that lead to facts, and what leads nowhere.

    :param names: the names of persons that are known; each is looked for as it stands
    """
    by_code = {fact.code: fact for fact in facts}
    literals = _literals(facts)
    pieces: list[Piece] = []
    unresolved: list[Finding] = []
    place = 0
    for mark in MARK.finditer(text):
        pieces += _literal_pieces(text[place : mark.start()], literals)
        fact = by_code.get(mark[1])
        if fact is None:
            unresolved.append(Finding(Kind.MARK, mark[0]))
            pieces.append(Piece(mark[0]))
        else:
            pieces.append(Piece(fact.value, fact.code))
        place = mark.end()
    pieces += _literal_pieces(text[place:], literals)
    known = sorted({name for name in names if len(name.split()) > 1}, key=len, reverse=True)
    for piece in pieces:
        if not piece.code and not MARK.fullmatch(piece.text):
            unresolved += _loose(piece.text, known)
    return Checked(tuple(piece for piece in pieces if piece.text), tuple(unresolved))


def in_words(text: str, facts: Sequence[Fact]) -> str:
    """Return a line with the marks of chosen facts replaced by their words; marks of nothing stay."""
    values = {fact.code: fact.value for fact in facts}
    return MARK.sub(lambda mark: values.get(mark[1], mark[0]), text)


def _literals(facts: Sequence[Fact]) -> list[tuple[str, str]]:
    """Return (words, code) that lead to exactly one fact, the longest first."""
    codes: dict[str, set[str]] = {}
    for fact in facts:
        values = [fact.value]
        if fact.code.startswith("chu-tri"):
            values += fact.value.split(", ", 1)
        for value in values:
            if any(letter.isalpha() for letter in value) and len(value) > 2:
                codes.setdefault(value, set()).add(fact.code)
    found = [(words, next(iter(of))) for words, of in codes.items() if len(of) == 1]
    return sorted(found, key=lambda one: -len(one[0]))


def _literal_pieces(text: str, literals: list[tuple[str, str]]) -> list[Piece]:
    if not text or not literals:
        return [Piece(text)]
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(words)}(?!\w)" for words, _code in literals))
    codes = dict(literals)
    pieces: list[Piece] = []
    place = 0
    for found in pattern.finditer(text):
        pieces += [Piece(text[place : found.start()]), Piece(found[0], codes[found[0]])]
        place = found.end()
    return [*pieces, Piece(text[place:])]


def _loose(text: str, known: Sequence[str]) -> list[Finding]:
    found: list[tuple[int, Finding]] = []

    def take(kind: Kind, start: int, words: str) -> None:
        nonlocal text
        found.append((start, Finding(kind, words.strip())))
        text = text[:start] + "\0" * len(words) + text[start + len(words) :]

    for name in NEUTRAL:
        text = text.replace(name, "\0" * len(name))
    for name in known:
        while (start := text.find(name)) >= 0:
            take(Kind.NAME, start, name)
    for pattern, group, kind in (
        (ADDRESSED, 1, Kind.NAME),
        (SURNAMED, 0, Kind.NAME),
        (OFFICE, 0, Kind.OFFICE),
        (NUMBER, 0, Kind.NUMBER),
        (ROMAN, 1, Kind.NUMBER),
        (NUMBER_WORD, 1, Kind.NUMBER),
    ):
        for match in list(pattern.finditer(text)):
            take(kind, match.start(group), match[group])
    return [finding for _start, finding in sorted(found, key=lambda one: one[0])]


def says_elected_where_proposed(text: str, record: Iterable[str]) -> bool:
    """Tell whether the text says that somebody was elected where the record says proposed or introduced."""
    return bool(ELECTED.search(text)) and any(PROPOSED.search(words) for words in record)
