"""Know a secrecy mark (MẬT, TỐI MẬT, TUYỆT MẬT) from the word in a sentence. Plain Python.

Source: Luật Bảo vệ bí mật nhà nước 117/2025/QH15, Điều 5(2): secret documents are not drafted or kept on
machines connected to a network.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nghisu.kit.language.folding import nfc, without_hidden_marks
from nghisu.kit.language.legacy import from_tcvn3, from_vni
from nghisu.kit.refusals import N_, Refusal

MARKS = {"TUYỆTMẬT": "TUYỆT MẬT", "TỐIMẬT": "TỐI MẬT", "MẬT": "MẬT"}
LABELS = ("ĐỘMẬT", "MỨCĐỘMẬT", "CẤPĐỘMẬT", "MỨCMẬT", "DẤUMẬT", "LOẠI", "TÀILIỆU", "VĂNBẢN")
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


def mark_in(passages: Iterable[Passage]) -> str | None:
    """Return the mark that stands in the passages as a stamp, or None.

    A stamp is a line, a cell or a paragraph of its own in capitals; near the top or in a margin also in
    small letters, or beside the words of a letterhead. The word inside a sentence is none.
    """
    for passage in passages:
        for place, line in enumerate(passage.lines, start=passage.first_line):
            found = _stamp(line, near_top=passage.is_margin or place < TOP_LINES)
            if found:
                return found
    return None


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
    if len(line) < 3:
        return None
    line = nfc(without_hidden_marks(line))
    if "M" not in line and "m" not in line:
        return None
    for segment in (line, *SEGMENTS.split(line)):
        if len(segment) > LONGEST_STAMP:
            continue
        found = _alone(segment, near_top=near_top)
        if found:
            return found
    return _beside_letterhead(line) if near_top else None


def _alone(segment: str, *, near_top: bool) -> str | None:
    """Return the mark if the segment is nothing else, in Unicode or an old encoding."""
    for text in (segment, from_tcvn3(segment), from_vni(segment)):
        letters = STRIPPED.sub("", text)
        capitals = letters.upper()
        if not capitals.endswith("MẬT"):
            continue
        if capitals in MARKS:
            if letters == capitals or text is not segment:
                return MARKS[capitals]
            if near_top and letters[0].isupper():
                return MARKS[capitals]
        for label in LABELS:
            rest = capitals.removeprefix(label)
            if rest != capitals and rest in MARKS and (":" in text or letters == capitals):
                if label in {"TÀILIỆU", "VĂNBẢN", "LOẠI"} and not near_top:
                    continue
                return MARKS[rest]
    return None


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
