"""Text with figures: ``{{done_planned}}`` stands for a number of the registry and is never typed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from nghisu.kit.refusals import N_, Refusal

REFERENCE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}")
NUMBER = re.compile(r"(?<![\w/.,-])\d{1,3}(?:\.\d{3})*(?:,\d+)?%?(?![\w/-])")
ALLOWED = re.compile(
    r"ngày \d{1,2}(?:/\d{1,2}/\d{4}| tháng \d{1,2} năm \d{4})|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}"
    r"|năm \d{4}|giai đoạn \d{4}\s*-\s*\d{4}|nhiệm kỳ \d{4}\s*-\s*\d{4}|quý [IVX]+/\d{4}|tháng \d{1,2}"
    r"|số \d+[-/][^\s,;.]+|\d+-[A-ZĐ][\w/Đ]*|(?:lần thứ|khóa|kỳ họp|điều|khoản|mục) \d+|\d+ năm"
    r"|^\d+\.",
    re.IGNORECASE | re.MULTILINE,
)


class UnknownFigure(Refusal):
    """The text refers to a figure that the registry does not have."""

    sentence = N_("There is no figure “%(code)s”. Use one of the codes listed beside the text.")
    field = "text"


class BrokenReference(Refusal):
    """A brace without its twin."""

    sentence = N_("A figure is written like {{done}}; near “%(near)s” a brace is missing.")
    field = "text"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; with ``code`` it is a figure."""

    text: str
    code: str = ""


def codes_in(text: str) -> list[str]:
    """Return the codes of the figures that a text refers to, each once, in order."""
    return list(dict.fromkeys(REFERENCE.findall(text)))


def check_references(text: str, known: Iterable[str]) -> None:
    """Refuse a reference to a figure that does not exist.

    :raises UnknownFigure: naming the first one
    :raises BrokenReference: if braces are left over
    """
    codes = set(known)
    for code in codes_in(text):
        if code not in codes:
            raise UnknownFigure(code=code)
    rest = REFERENCE.sub("", text)
    found = BRACES.search(rest)
    if found:
        raise BrokenReference(near=rest[max(0, found.start() - 20) : found.end() + 20])


def pieces(text: str, values: Mapping[str, int | Decimal]) -> Iterator[Piece]:
    """Yield the text with each reference replaced by its number."""
    place = 0
    for found in REFERENCE.finditer(text):
        if found.start() > place:
            yield Piece(text[place : found.start()])
        value = values.get(found[1])
        yield Piece(number_words(value) if value is not None else found[0], found[1])
        place = found.end()
    if place < len(text):
        yield Piece(text[place:])


def filled(text: str, values: Mapping[str, int | Decimal]) -> str:
    """Return the text with every reference replaced."""
    return "".join(piece.text for piece in pieces(text, values))


def number_words(value: int | Decimal) -> str:
    """Return a number as documents write it: 1.234, 12,5, and 05 below ten."""
    if isinstance(value, Decimal) and value != value.to_integral_value():
        whole, _, places = f"{value.normalize():,f}".partition(".")
        return f"{whole.replace(',', '.')},{places}"
    whole_value = int(value)
    return f"{whole_value:02d}" if 0 < whole_value < 10 else f"{whole_value:,}".replace(",", ".")


def numbers_without_source(text: str) -> list[str]:
    """Return the numbers typed by hand: neither a reference nor a date, a term, or a document's number."""
    rest = ALLOWED.sub(" ", REFERENCE.sub(" ", text))
    return [found.strip() for found in NUMBER.findall(rest)]
