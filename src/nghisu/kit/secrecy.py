"""Know a secrecy mark (MẬT, TỐI MẬT, TUYỆT MẬT) from the word in a sentence. Plain Python.

Source: Luật Bảo vệ bí mật nhà nước 117/2025/QH15, Điều 5(2): secret documents are not drafted or kept on
machines connected to a network.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nghisu.kit.language.folding import nfc, without_hidden_marks
from nghisu.kit.language.legacy import from_tcvn3, from_vni
from nghisu.kit.refusals import N_, Refusal

MARKS = {"TUYỆTMẬT": "TUYỆT MẬT", "TỐIMẬT": "TỐI MẬT", "MẬT": "MẬT"}
LABELS = (
    *("ĐỘMẬT", "MỨCĐỘMẬT", "CẤPĐỘMẬT", "MỨCMẬT", "DẤUMẬT", "DẤUĐỘMẬT", "DẤUCHỈĐỘMẬT", "DẤUCHỈMỨCĐỘMẬT"),
    *("ĐÓNGDẤU", "PHÂNLOẠI", "LOẠI", "TÀILIỆU", "VĂNBẢN"),
)
UNACCENTED = {"TUYETMAT": "TUYỆT MẬT", "TOIMAT": "TỐI MẬT", "DOMATMAT": "MẬT"}
TOP_LINES = 30  # where a stamp stands, beside the name of the issuer
LONGEST_STAMP = 60

# Words that make another word of "mật": bí mật nhà nước, mật khẩu, mật ong, bỏ phiếu kín …
BEFORE = frozenset(
    ("BÍ", "BẢO", "CƠ", "ĐỘ", "KÍN", "LIỆU", "BẢN", "TIN", "DẤU", "MỨC", "THÂN", "NGHIÊM", "TRÁI", "ĐƯỜNG")
)
AFTER = frozenset(
    (
        "KHẨU",
        "ONG",
        "ĐỘ",
        "THIẾT",
        "MÃ",
        "THƯ",
        "NGHỊ",
        "VỤ",
        "DANH",
        "BÁO",
        "GẤU",
        "MÍA",
        "HOA",
        "ĐÀM",
        "NGỌT",
    )
    + ("LỆNH", "TÍN", "PHÁP", "TÔNG", "CHỈ", "HIỆU", "VÀ", "HOẶC", "HAY", "NHÀ", "CỦA", "TRONG", "CHO", "KHI")
    + ("ĐƯỢC", "PHẢI", "KHÔNG", "LÀ")
)
SEGMENTS = re.compile(r"\t+|\s{2,}|[|;]|\x07")
STRIPPED = re.compile(r"[\s\W\d_]+", re.UNICODE)
SPACED = re.compile(r"(?<!\w)((?:\w\s+){2,}\w)(?!\w)")
# Letters of other alphabets and forms that look like those of the marks.
STRANGE = re.compile("[\u0370-\u052f\u2460-\u24ff\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff]")
# A line without any of these bears no mark, and is looked at no further: M and T with a letter beyond ASCII
# between, for however Ậ is written, composed or not or in an old encoding, one of its characters is none of
# ASCII; the letters of MAT; a letter that looks like another.
MAY_STAND = re.compile(
    r"[Mm][\x00-LN-SU-ln-su-\x7f]*+[^\x00-\x7f][^MmTt]*+[Tt]|M[\W\d_]*+A[\W\d_]*+T|" + STRANGE.pattern
)
LOOKALIKES = str.maketrans("МмΜАаΑТΤОоΟΥУЕеΕІΙ", "MmMAaATTOoOYYEeEII")
SHEET_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z&])')
# What stands in one line with a mark: other marks, urgency, the number of the paper or of its copy.
PIECES = re.compile(r"[-–—/,:;()\[\]|*.]+|\s{2,}")
CAPITAL_MARK = re.compile(r"\b(?:TUYỆT\s+|TỐI\s+)?MẬT\b")
COMPANIONS = re.compile(
    r"(THƯỢNG )?KHẨN|HỎA TỐC|HOẢ TỐC|LƯU HÀNH NỘI BỘ|KHÔNG SAO CHỤP|CẤM SAO CHỤP|BẢN SỐ|SỐ BẢN"
    r"|BẢN|SỐ|(SỐ )?\d{1,5}|(BẢN )?SỐ \d{1,4}|BẢN \d{1,3}|ĐỘ KHẨN"
)
NUMBER = re.compile(r"(?:(?:Số|SỐ)\s*:?\s*\d*|\d+)\s*[-/][-/\w]+")


class MarkedSecret(Refusal):
    """The file carries a secrecy mark; nothing of it is kept."""

    sentence = N_(
        "This file carries the secrecy mark “%(mark)s”. Secret documents may not be kept on a machine "
        "that is connected to a network (Law 117/2025/QH15, article 5). Nothing of the file was stored. "
        "Handle it on the separate machine for secrets, and hand it to the clerk in charge of secret papers."
    )
    field = "file"


@dataclass(frozen=True, slots=True)
class Passage:
    """Some lines from one place of a file: the body, a header, a text box, a page."""

    lines: tuple[str, ...]
    first_line: int = 0  # how many lines of the place came before
    is_margin: bool = False  # a header or footer, a text box, a stamp: always where a mark would stand
    is_picture: bool = False  # a page that shows something and has no text, or was not read


def mark_in(passages: Iterable[Passage]) -> str | None:
    """Return the mark that stands in the passages as a stamp, or None.

    A stamp is a line, a cell or a paragraph of its own in capitals; near the top or in a margin also in
    small letters, or beside the words of a letterhead. The word inside a sentence is none.
    """
    for passage in passages:
        single, last = "", -1  # letters that stand one below the other, and where the last of them stood
        for number in _worth_a_look(passage.lines):
            line, place = passage.lines[number], passage.first_line + number
            single, last = single if number == last + 1 else "", number
            near_top = passage.is_margin or place < TOP_LINES
            found = _stamp(line, near_top=near_top)
            if found:
                return found
            letter = line.strip()
            single = single + letter if 0 < len(letter) <= 3 and len(nfc(letter)) == 1 else ""
            if len(single) >= 3 and (found := _stamp(single, near_top=near_top)):
                return found
    return None


def _worth_a_look(lines: Sequence[str]) -> list[int]:
    """Return the places of the lines in which a mark may stand, alone or with those around it."""
    may_stand = MAY_STAND.search
    return [place for place, line in enumerate(lines) if len(line.strip()) <= 3 or may_stand(line)]


def mark_in_name(file_name: str) -> str | None:
    """Return the mark that stands in a file name in capitals, or None."""
    words = re.split(r"[\s_.\-()\[\]]+", nfc(without_hidden_marks(file_name)))
    for place, word in enumerate(words):
        if word == "MẬT":
            before = words[place - 1].upper() if place else ""
            after = words[place + 1].upper() if place + 1 < len(words) else ""
            if before in {"TỐI", "TUYỆT"}:
                return MARKS[before + "MẬT"]
            if before not in BEFORE and after not in AFTER:
                return "MẬT"
    return None


def refuse_marked(passages: Iterable[Passage], file_name: str = "") -> None:
    """Refuse a file that carries a secrecy mark in its text or its name.

    :raises MarkedSecret: naming the mark
    """
    mark = mark_in_name(file_name) or mark_in(passages)
    if mark:
        raise MarkedSecret(mark=mark)


def _stamp(line: str, *, near_top: bool) -> str | None:
    if len(line) < 3 or not MAY_STAND.search(line):
        return None
    if STRANGE.search(line):
        line = unicodedata.normalize("NFKC", line.translate(LOOKALIKES)).translate(LOOKALIKES)
    if "M" not in line and "m" not in line:
        return None
    line = nfc(without_hidden_marks(line))
    if line.startswith("&"):
        line = SHEET_CODES.sub("\t", line)
    for segment in (line, *SEGMENTS.split(line)):
        if len(segment) > LONGEST_STAMP:
            continue
        found = _alone(segment, near_top=near_top) or _among_companions(segment)
        if found:
            return found
    return _beside_letterhead(line) if near_top else None


def _alone(segment: str, *, near_top: bool) -> str | None:
    """Return the mark if the segment is nothing else, in Unicode or an old encoding."""
    for text in (segment, from_tcvn3(segment), from_vni(segment)):
        letters = STRIPPED.sub("", text)
        capitals = letters.upper()
        if capitals in UNACCENTED and letters == capitals:
            return UNACCENTED[capitals]
        if not capitals.endswith("MẬT"):
            continue
        if capitals in MARKS:
            if letters == capitals or text != segment or capitals != "MẬT":
                return MARKS[capitals]
            if near_top and letters[0].isupper():
                return MARKS[capitals]
        for label in LABELS:
            rest = capitals.removeprefix(label)
            if rest != capitals and rest in MARKS and (":" in text or letters == capitals):
                if label in {"TÀILIỆU", "VĂNBẢN", "LOẠI", "PHÂNLOẠI"} and not near_top:
                    continue
                return MARKS[rest]
    return None


def _among_companions(segment: str) -> str | None:
    """Return the mark that stands in one line with others, an urgency or a number, and with nothing else."""
    if "MẬT" not in segment.upper():
        return None
    rest, numbers = NUMBER.subn(" - ", segment)
    rest = CAPITAL_MARK.sub(r" - \g<0> - ", rest)
    pieces = [piece for piece in (" ".join(one.split()) for one in PIECES.split(rest)) if piece]
    marks = {piece.upper() for piece in pieces if (piece.upper() if numbers else piece) in MARKS.values()}
    others = [piece.upper() for piece in pieces if piece.upper() not in marks]
    if len(marks) != 1 or not all(COMPANIONS.fullmatch(piece) for piece in others):
        return None
    return marks.pop()


def _beside_letterhead(line: str) -> str | None:
    """Return the mark that begins or ends a line of capitals, as where two columns ran together."""
    line = SPACED.sub(lambda spaced: spaced[0] if len(spaced[0]) > 30 else "".join(spaced[0].split()), line)
    words = [word for word in re.split(r"[\s\W\d_]+", line) if word]
    if len(words) < 2 or len(words) > 16 or any(word != word.upper() for word in words):
        return None
    for place in (0, 1, len(words) - 1):
        if words[place] not in {"MẬT", "TỐIMẬT", "TUYỆTMẬT"}:
            continue
        if words[place] != "MẬT":
            return MARKS[words[place]]
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if before in {"TỐI", "TUYỆT"} and after not in AFTER:
            return MARKS[before + "MẬT"]
        alone_at_start = place == 0 and after not in AFTER
        alone_at_end = place == len(words) - 1 and place > 0 and before in {"NAM", "ỦY", "UỶ", "KHỐI", "ƯƠNG"}
        if alone_at_start or alone_at_end:
            return "MẬT"
    return None
