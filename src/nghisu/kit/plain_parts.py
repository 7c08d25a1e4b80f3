"""Know the two large parts of an ordinary .xlsx by their exact form, without a look at each element.

What office programs write into a sheet of values is rows of cells that hold a number each, or the number of
a text; the texts are a list of their own. A part in any other form, and be it by one attribute, is not known
here and is read element by element. Plain Python.
"""

import re
from dataclasses import dataclass

LARGEST = 24 * 1024 * 1024  # what is larger is not held in memory whole
PROLOGUE = re.compile(
    rb'<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")?\s*\?>'
)
# Every digit is read as 0, so that rows of one form become equal and each form is looked at once.
NUMBER = rb'"-?0{1,9}(?:\.0{1,20})?"'
YES = rb'"(?:0|true|false)"'
# Attributes stand in the order of the standard, each at most once (ECMA-376, CT_Row and CT_Cell).
ATTRIBUTES: tuple[tuple[bytes, bytes], ...] = (
    (b"spans", rb'"[0: ]{1,80}"'),
    (b"s", rb'"0{1,6}"'),
    (b"customFormat", YES),
    (b"ht", NUMBER),
    (b"hidden", YES),
    (b"customHeight", YES),
    (b"outlineLevel", rb'"0"'),
    (b"collapsed", YES),
    (b"thickTop", YES),
    (b"thickBot", YES),
    (b"x14ac:dyDescent", NUMBER),
)
ROW = rb'<row r="0{1,7}"' + b"".join(b"(?: " + name + b"=" + value + b")?" for name, value in ATTRIBUTES)
CELL = (
    rb'<c r="[A-Z]{1,3}0{1,7}"(?: s="0{1,6}")?(?: t="[sn]")?'
    rb"(?:/>|>(?:<v>-?0[0.eE+-]{0,40}</v>)?</c>)"
)
UNFILLED = rb"(?:" + ROW + rb"/>)*+"
ROWS = re.compile(UNFILLED + ROW + rb">(?:" + CELL + rb")*+")  # up to the end of a row
REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})')
NUMBERS = re.compile(rb' r="[A-Z]{0,3}([0-9]+)"')
SAME_DIGITS = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else byte for byte in range(256))
TEXTS = re.compile(rb'<si><t(?:/>|(?: xml:space="preserve")?>([^<\x00-\x08\x0b-\x1f]*+)</t>)</si>')
SST = re.compile(rb"<sst(?: [a-zA-Z:]{1,20}=\"[^\"<&]{0,200}\")*+>")
STRANGE_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet of numbers.

    :param around: the part without the content of ``sheetData``, before and after it
    :param rows: that content
    :param last_column: the last in which a cell stands, filled or not; counted from 0
    """

    around: tuple[bytes, bytes]
    rows: bytes
    last_column: int

    @property
    def filled(self) -> int:
        """How many cells are filled."""
        return self.rows.count(b"<v>")

    @property
    def last_row(self) -> int:
        """The last row in which a cell stands, filled or not; counted from 0."""
        return max(map(int, set(NUMBERS.findall(self.rows))), default=1) - 1


def plain_sheet(part: bytes) -> PlainSheet | None:
    """Return a sheet whose rows hold numbers and nothing else; None for any other."""
    if not PROLOGUE.match(part) or b"<!" in part:
        return None
    before, opening, rest = part.partition(b"<sheetData>")
    rows, closing, after = rest.partition(b"</sheetData>")
    if not opening or not closing or (b" x14ac:" in rows and b" xmlns:x14ac=" not in before):
        return None
    forms = rows.translate(SAME_DIGITS).split(b"</row>")
    if not re.fullmatch(UNFILLED, forms.pop()):
        return None
    columns: set[bytes] = set()
    for form in set(forms):
        if not ROWS.fullmatch(form):
            return None
        columns.update(REFERENCE.findall(form))
    return PlainSheet((before + opening, closing + after), rows, max(map(column_place, columns), default=0))


def column_place(letters: bytes) -> int:
    """Return the place of a column counted from 0."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def plain_texts(part: bytes) -> list[str] | None:
    """Return the texts of a list of texts without any form inside; None for any other part."""
    head = PROLOGUE.match(part)
    if head is None or b"]]>" in part:
        return None
    body = part[head.end() :].strip(b" \n\r\t")
    sst = SST.match(body)
    if sst is None or not body.endswith(b"</sst>") or STRANGE_ENTITY.search(body):
        return None
    end, stop = sst.end(), len(body) - len(b"</sst>")
    texts: list[bytes] = []
    for one in TEXTS.finditer(body, end, stop):
        if one.start() != end:
            return None
        end = one.end()
        texts.append(one[1] or b"")
    if end != stop:
        return None
    try:
        decoded = b"\0".join(texts).decode()
    except UnicodeDecodeError:
        return None
    if "\ufffe" in decoded or "\uffff" in decoded:
        return None
    if "&" in decoded:
        for entity, letter in ENTITIES:
            decoded = decoded.replace(entity, letter)
    return decoded.split("\0") if texts else []
