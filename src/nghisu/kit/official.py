"""What stands on an official paper, and the measurements of its form. Plain Python; knows no committee."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

MM = 1440 / 25.4
"""Twentieths of a point in a millimetre."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of a form, with where it is read.

    :param low: the least allowed, where the form gives a range
    :param confirmed: whether an office has compared it with the original text
    """

    value: Any
    source: str
    confirmed: bool
    low: float | None = None
    high: float | None = None

    def admits(self, found: Any) -> bool:
        """Tell whether a value found in a file agrees with the form."""
        if self.low is not None and self.high is not None:
            return found is not None and self.low <= found <= self.high
        return bool(found == self.value)

    @property
    def expected(self) -> str:
        """The value or its range, to be read."""
        if self.low is not None and self.high is not None and self.low != self.high:
            return f"{self.low:g}-{self.high:g}"
        return f"{self.value:g}" if isinstance(self.value, int | float) else str(self.value)


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """One form (thể thức), in force from a day on."""

    code: str
    name: str
    family: str
    first: date
    until: date | None
    values: Mapping[str, Measure]

    def __getitem__(self, key: str) -> Any:
        return self.values[key].value

    def holds(self, day: date) -> bool:
        """Tell whether the form is in force on the day."""
        return self.first <= day and (self.until is None or day < self.until)

    @property
    def is_state(self) -> bool:
        """Whether it is a form of the state and not of the Party."""
        return self.family == "state"

    @property
    def is_confirmed(self) -> bool:
        """Whether an office has compared every value with the original text."""
        return all(measure.confirmed for measure in self.values.values())


class Part(StrEnum):
    """What a block of the body is."""

    PART = "part"
    SECTION = "section"
    SUBSECTION = "subsection"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Fact:
    """A number on a paper and where its records are: what is counted, of whom, of when, as known when.

    :param address: where a program asks for the figure with its records
    """

    code: str
    name: str
    value: str
    unit: str
    period: str
    as_of: str
    address: str


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; with ``anchor`` it leads to the place of that name in the same paper.

    :param fact: the number this text is, where it is one that opens its records
    """

    text: str
    bold: bool = False
    italic: bool = False
    anchor: str = ""
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph of the body."""

    runs: tuple[Run, ...]
    part: Part = Part.PARAGRAPH

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an annex table."""

    title: str
    width_mm: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an annex table; ``anchor`` is the place that a figure in the text leads to.

    :param facts: by the place of the cell, the number that the cell holds
    """

    cells: tuple[str, ...]
    anchor: str = ""
    facts: Mapping[int, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Annex:
    """A table after the text, on a page of its own."""

    label: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    anchor: str = ""
    note_runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block: ``T/M BAN THƯỜNG VỤ`` / ``PHÓ BÍ THƯ`` / the bare name."""

    line: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class CopyMark:
    """What stands below the dividing line of an official copy.

    :param kind: in capitals: ``SAO Y BẢN CHÍNH``
    :param source: what it was copied from
    """

    issuer: str
    number_line: str
    date_line: str
    kind: str
    source: str
    signature: Signature
    superior: str = ""
    recipients: tuple[str, ...] = ()
    keep_line: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that stands on one paper, in the order of the form.

    :param second_signature: who signs on the left, where recipients stand else: the recorder of minutes
    :param third_signature: who confirms what the two signed, below them: the chief of the office
    :param is_signed: whether the name stands below the word that it was signed, as a copy shows it
    :param copy: what stands below the dividing line of a copy
    :param is_sheet: whether nothing but the block of a copy stands on it, the original lying above
    """

    issuer: str
    number_line: str
    date_line: str
    type_name: str
    subject: str
    blocks: tuple[Block, ...]
    superior: str = ""
    urgency: str = ""
    addressed_to: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    signature: Signature | None = None
    second_signature: Signature | None = None
    third_signature: Signature | None = None
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    is_letter: bool = False
    is_submission: bool = False
    is_draft: bool = False
    keep_line: str = ""
    is_signed: bool = False
    copy: CopyMark | None = None
    is_sheet: bool = False
    language: str = "vi-VN"
    properties: Mapping[str, str] = field(default_factory=dict)


NEVER_LAST = frozenset({"CÁC", "CỦA", "VÀ", "VỀ", "TẠI"})


def two_lines(text: str, width_mm: float, size: float) -> tuple[str, ...]:
    """Part a name that is too long for its column in two, the second no shorter than the first.

    ``ĐẢNG ỦY KHỐI CÁC CƠ QUAN TRUNG ƯƠNG`` becomes ``ĐẢNG ỦY KHỐI`` / ``CÁC CƠ QUAN TRUNG ƯƠNG``.
    """
    words = text.split()
    if len(text) * size * 0.64 * 25.4 / 72 <= width_mm or len(words) < 2:
        return (text,)
    best = 1
    for count in range(1, len(words)):
        first, second = " ".join(words[:count]), " ".join(words[count:])
        if len(first) <= len(second) and words[count - 1].upper() not in NEVER_LAST:
            best = count
    return (" ".join(words[:best]), " ".join(words[best:]))


def plain(text: str, part: Part = Part.PARAGRAPH) -> Block:
    """Return a block of one run."""
    return Block((Run(text),), part)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Read plain text: a line is a paragraph; ``I.`` and ``1.`` begin headings, as offices number them."""
    found: list[Block] = []
    for line in text.splitlines():
        words = line.strip()
        if words:
            found.append(plain(words, heading_of(words)))
    return tuple(found)


def heading_of(line: str) -> Part:
    """Tell a heading by its number: ``I. KẾT QUẢ`` or ``1. Công tác tư tưởng`` without a closing stop."""
    mark = line.split(".", 1)[0]
    is_short = len(line) < 160 and not line.endswith((".", ";", ":"))
    if mark and set(mark) <= set("IVX") and "." in line:
        return Part.PART
    if mark.isdigit() and is_short and "." in line:
        return Part.SECTION
    return Part.PARAGRAPH
