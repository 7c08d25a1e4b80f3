"""Look at what a sheet reader does not tell: formulas, fonts of old encodings, and how large a sheet is.

A cell at the far corner makes a reader set aside memory for the whole rectangle, so it is looked at first.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from nghisu.kit.archives import DamagedFile
from nghisu.kit.plain_parts import plain_sheet
from nghisu.kit.refusals import N_, Refusal

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 200, 2_000_000
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
DIGITS = "0123456789"
CELL_HOLDS = frozenset({"v", "is", "f"})
END_OF_CHAIN = 0xFFFFFFFE
FORMULA, SHEET_NAME, BEGIN, DIMENSIONS = 0x0006, 0x0085, 0x0809, 0x0200


class SheetTooLarge(Refusal):
    """The sheet has more rows or columns than an import takes."""

    sentence = N_(
        "The sheet “%(sheet)s” has more than %(rows)s rows or %(columns)s columns. "
        "Delete empty rows and columns at its end, or part it into several files."
    )
    field = "file"


@dataclass
class Look:
    """What was seen of one sheet; places are (row, column) counted from 0."""

    name: str
    formulas: set[tuple[int, int]] = field(default_factory=set)
    fonts: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0

    @property
    def is_too_large(self) -> bool:
        """Whether more is filled than an import takes."""
        return (
            self.last_row >= MOST_ROWS
            or self.last_column >= MOST_COLUMNS
            or (self.last_row + 1) * (self.last_column + 1) > MOST_CELLS
        )

    def check_size(self) -> None:
        """Refuse a sheet too large to be read.

        :raises SheetTooLarge: if it is
        """
        if self.is_too_large:
            raise SheetTooLarge(sheet=self.name, rows=MOST_ROWS, columns=MOST_COLUMNS)

    def seen(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


def look_at(content: bytes, kind: str) -> dict[str, Look]:
    """Return what each sheet of a checked file holds besides values, by the sheet's name.

    :raises SheetTooLarge: if one is
    :raises DamagedFile: if the file is no sheet inside
    """
    try:
        if kind == "xlsx":
            looks = _xlsx(content)
        elif kind == "ods":
            looks = _ods(content)
        else:
            looks = _xls(content)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, IndexError, struct.error):
        raise DamagedFile from None
    for look in looks.values():
        look.check_size()
    return looks


def _parsed(content: bytes, start: Any, end: Any = None, text: Any = None) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, values: start(tag.rpartition(":")[2], values)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    parser.Parse(content, True)


def _xlsx(content: bytes) -> dict[str, Look]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        targets: dict[str, str] = {}
        sheets: list[tuple[str, str]] = []

        def relation(tag: str, values: dict[str, str]) -> None:
            if tag == "Relationship":
                targets[values["Id"]] = values["Target"]

        def named(tag: str, values: dict[str, str]) -> None:
            if tag == "sheet":
                link = next((value for key, value in values.items() if key.endswith(":id")), "")
                sheets.append((values.get("name", ""), link))

        _parsed(archive.read("xl/_rels/workbook.xml.rels"), relation)
        _parsed(archive.read("xl/workbook.xml"), named)
        fonts = _fonts(archive.read("xl/styles.xml")) if "xl/styles.xml" in archive.namelist() else []
        looks: dict[str, Look] = {}
        for name, link in sheets:
            target = targets.get(link, "").lstrip("/")
            path = target if target.startswith("xl/") else f"xl/{target}"
            looks[name] = (
                _xlsx_sheet(name, archive.read(path), fonts) if path in archive.namelist() else Look(name)
            )
        return looks


def _fonts(content: bytes) -> list[str]:
    """Return the font of each cell style, in order."""
    names: list[str] = []
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, values: dict[str, str]) -> None:
        inside.append(tag)
        if tag == "font" and "fonts" in inside:
            names.append("")
        elif tag == "name" and "fonts" in inside and names:
            names[-1] = values.get("val", "")
        elif tag == "xf" and "cellXfs" in inside:
            styles.append(int(values.get("fontId", "0")))

    _parsed(content, start, lambda _tag: inside.pop())
    return [names[style] if style < len(names) else "" for style in styles]


def _xlsx_sheet(name: str, content: bytes, fonts: list[str]) -> Look:
    look = Look(name)
    old = {str(style): font for style, font in enumerate(fonts) if font.lower().startswith((".vn", "vni-"))}
    plain = None if old else plain_sheet(content)
    if plain is not None:
        reach = Look(name, last_row=plain.last_row, last_column=plain.last_column)
        if not reach.is_too_large:  # else only what is filled counts
            return reach
    columns: dict[str, int] = {}  # by their letters, each found out once
    row, column = -1, -1
    here = (0, 0)

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal here, row, column
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "c":
            name = values.get("r", "")
            letters = name.rstrip(DIGITS)
            if letters not in columns or not 1 <= len(name) - len(letters) <= 7:
                found = REFERENCE.fullmatch(name)
                here = (int(found[2]) - 1, _column(found[1])) if found else (row, column + 1)
                if found:
                    columns[letters] = here[1]
            else:
                here = (int(name[len(letters) :]) - 1, columns[letters])
            column = here[1]
            if old and (style := str(int(values.get("s", "0")))) in old:
                look.fonts[here] = old[style]
        elif tag in CELL_HOLDS:
            look.last_row = max(look.last_row, here[0])
            look.last_column = max(look.last_column, here[1])
            if tag == "f":
                look.formulas.add(here)
        elif tag == "row":
            row, column = int(values["r"]) - 1 if "r" in values else row + 1, -1

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    return look


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _ods(content: bytes) -> dict[str, Look]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("content.xml")
    looks: dict[str, Look] = {}
    look = Look("")
    row = column = repeated_rows = 0

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal look, row, column, repeated_rows
        plain = {key.rpartition(":")[2]: value for key, value in values.items()}
        if tag == "table":
            look = Look(plain.get("name", ""))
            looks[look.name] = look
            row = 0
        elif tag == "table-row":
            column, repeated_rows = 0, int(plain.get("number-rows-repeated", "1"))
        elif tag in {"table-cell", "covered-table-cell"}:
            repeated = int(plain.get("number-columns-repeated", "1"))
            if "formula" in plain:
                look.formulas.add((row, column))
            if "value-type" in plain or "formula" in plain:
                look.seen(row + repeated_rows - 1, column + repeated - 1)
            column += repeated

    def end(tag: str) -> None:
        nonlocal row
        if tag == "table-row":
            row += repeated_rows

    _parsed(body, start, end)
    return looks


def _xls(content: bytes) -> dict[str, Look]:
    """Read the records of a .xls: names of the sheets, their formulas, their size."""
    book = _stream(content, ("Workbook", "Book"))
    names: dict[int, str] = {}
    looks: dict[str, Look] = {}
    look: Look | None = None
    for place, code, body in _records(book):
        if code == SHEET_NAME and len(body) >= 8:
            (begin,) = struct.unpack_from("<I", body)
            letters = body[8 : 8 + body[6] * 2] if body[7] & 1 else body[8 : 8 + body[6]]
            names[begin] = letters.decode("utf-16-le" if body[7] & 1 else "latin-1", errors="replace")
        elif code == BEGIN and place in names:
            look = looks.setdefault(names[place], Look(names[place]))
        elif look is not None and code == FORMULA:
            row, column = struct.unpack_from("<HH", body)
            look.formulas.add((row, column))
            look.seen(row, column)
        elif look is not None and code == DIMENSIONS and len(body) >= 12:
            _first, past, _left, right = struct.unpack_from("<IIHH", body)
            look.seen(max(past - 1, 0), max(right - 1, 0))
    return looks


def _records(book: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + 4 <= len(book):
        code, size = struct.unpack_from("<HH", book, place)
        yield place, code, book[place + 4 : place + 4 + size]
        place += 4 + size


def _stream(content: bytes, wanted: tuple[str, ...]) -> bytes:
    """Return a stream of an OLE file. Source: [MS-CFB]."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    small_size = 1 << struct.unpack_from("<H", content, 32)[0]
    directory, smallest = struct.unpack_from("<I", content, 48)[0], struct.unpack_from("<I", content, 56)[0]
    first_small, first_more = (
        struct.unpack_from("<I", content, 60)[0],
        struct.unpack_from("<I", content, 68)[0],
    )

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    tables = list(struct.unpack_from("<109I", content, 76))
    seen = 0
    while first_more < END_OF_CHAIN - 4 and seen <= len(content) // size:
        entries = struct.unpack(f"<{size // 4}I", sector(first_more))
        tables += entries[:-1]
        first_more = entries[-1]
        seen += 1
    links: list[int] = []
    for table in tables:
        if table < END_OF_CHAIN - 4 and len(sector(table)) == size:
            links += struct.unpack(f"<{size // 4}I", sector(table))

    def chain(first: int, follow: list[int]) -> Iterator[int]:
        left = len(follow)
        while first < len(follow) and left:
            yield first
            first = follow[first]
            left -= 1

    def whole(first: int) -> bytes:
        return b"".join(sector(number) for number in chain(first, links))

    listing = whole(directory)
    root = b""
    for place in range(0, len(listing) - 127, 128):
        length = struct.unpack_from("<H", listing, place + 64)[0]
        name = listing[place : place + max(length - 2, 0)].decode("utf-16-le", errors="replace")
        kind = listing[place + 66]
        first, weight = struct.unpack_from("<II", listing, place + 116)
        if kind == 5:
            root = whole(first)
        if name in wanted and kind == 2:
            if weight >= smallest:
                return whole(first)[:weight]
            small = struct.unpack(f"<{len(whole(first_small)) // 4}I", whole(first_small))
            parts = (
                root[number * small_size : (number + 1) * small_size] for number in chain(first, list(small))
            )
            return b"".join(parts)[:weight]
    raise DamagedFile
