"""Look into office files, which are ZIP archives of XML, without trusting a word they say. Plain Python."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from nghisu.kit import plain_parts
from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.secrecy import Passage

MOST_ENTRIES = 4000
MOST_BYTES = 200 * 1024 * 1024
MOST_XML_BYTES = 64 * 1024 * 1024
BOMB_FROM = 8 * 1024 * 1024
BOMB_RATIO = 60
CHUNK = 64 * 1024
MOST_DEPTH = 200
XML_NAMES = (".xml", ".rels", ".vml", ".svg", ".xhtml")
PARAGRAPHS = frozenset({"p", "h", "si", "is", "comment", "text"})
LINE_BREAKS = frozenset({"br", "line-break", "cr"})
TABS = frozenset({"tab", "s"})
UNSEEN = frozenset({"instrText", "delText", "binary-data"})
MARGINS = re.compile(
    r"header|footer|styles\.xml|comments|drawing|textbox|custom\.xml|core\.xml|meta\.xml", re.IGNORECASE
)
FORM_ONLY = re.compile(
    r"^(word|xl|ppt)/(styles|stylesWithEffects|fontTable|webSettings|numbering|theme/theme\d*)\.xml$"
)
"""Parts of form without paragraphs, read without a look at each element: styles are the largest of all."""
SHEET_PARTS = re.compile(r"^xl/(worksheets/sheet\d+|sharedStrings)\.xml$")
MACROS = re.compile(r"vbaProject|vbaData|(^|/)(Basic|Scripts)/|macrosheets/|activeX/", re.IGNORECASE)
OTHER_TEXT = (".htm", ".html", ".mht", ".mhtml", ".txt", ".rtf")
CAPITALS = frozenset({"caps", "smallCaps"})
EMBEDDED = re.compile(r"(^|/)(embeddings/|Object |ObjectReplacements/)", re.IGNORECASE)
CALLS_OUT = (b"attachedTemplate", b"oleObject", b"frame", b"subDocument", b"externalLinkPath")


class DamagedFile(Refusal):
    """The file cannot be read."""

    sentence = N_(
        "This file is damaged and cannot be read. Open it in its own program, save it again, and try again."
    )
    field = "file"


class FileTooDense(Refusal):
    """The file unpacks to far more than it weighs."""

    sentence = N_(
        "This file unpacks to far more than a document holds, and was refused. Save it again as a new file."
    )
    field = "file"


class DoctypeInside(Refusal):
    """A part of the file declares a document type, which no office program writes."""

    sentence = N_(
        "This file holds a document type declaration, which no office program writes, and was refused. "
        "Save it again as a new file."
    )
    field = "file"


class ActiveContent(Refusal):
    """The file holds a macro, a script, or calls something from outside."""

    sentence = N_(
        "This file holds macros, scripts or links that run by themselves, and was refused. "
        "Save it without them (.docx, .xlsx, .pdf) and try again."
    )
    field = "file"


class LockedFile(Refusal):
    """The file is protected by a password, so it cannot be checked."""

    sentence = N_(
        "This file is protected by a password and cannot be checked. Remove the password and try again."
    )
    field = "file"


class StrangePartName(Refusal):
    """A part of the archive names a place outside it."""

    sentence = N_(
        "This file holds a part with an impossible name, and was refused. Save it again as a new file."
    )
    field = "file"


def opened(content: bytes) -> zipfile.ZipFile:
    """Return the archive, after checks of its directory that read no content.

    :raises Refusal: for a bomb, a lying or encrypted directory, an impossible name, a macro
    """
    if not content.startswith(b"PK\x03\x04"):
        raise DamagedFile
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError):
        raise DamagedFile from None
    parts = archive.infolist()
    if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_BYTES:
        raise FileTooDense
    if sum(part.file_size for part in parts) > 2 * BOMB_FROM + BOMB_RATIO * len(content):
        raise FileTooDense
    seen: set[str] = set()
    for part in parts:
        _check_part(part, seen)
    return archive


def _check_part(part: zipfile.ZipInfo, seen: set[str]) -> None:
    name = part.orig_filename if "\x00" in part.orig_filename else part.filename
    pieces = name.split("/")
    if "\\" in name or "\x00" in name or name.startswith("/") or ".." in pieces or ":" in pieces[0]:
        raise StrangePartName
    if name.lower() in seen:
        raise StrangePartName
    seen.add(name.lower())
    if part.flag_bits & 0x1:
        raise LockedFile
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise DamagedFile
    if part.file_size > BOMB_FROM and part.file_size > BOMB_RATIO * max(part.compress_size, 1):
        raise FileTooDense
    if _is_xml(name) and part.file_size > MOST_XML_BYTES:
        raise FileTooDense
    if MACROS.search(name):
        raise ActiveContent


def _is_xml(name: str) -> bool:
    return name.lower().endswith(XML_NAMES)


def passages_of(archive: zipfile.ZipFile) -> Iterator[Passage]:
    """Yield the text of every XML part, headers, text boxes, comments and properties included.

    :raises Refusal: for a DOCTYPE in any part, a link that runs by itself, encrypted or damaged content
    """
    left = MOST_XML_BYTES
    for part in archive.infolist():
        if part.is_dir() or not _is_xml(part.filename):
            continue
        is_margin = bool(MARGINS.search(part.filename))
        reader: _Reader | _FormReader = (
            _FormReader()
            if FORM_ONLY.match(part.filename)
            else _Reader(is_relations=part.filename.endswith(".rels"))
        )
        try:
            if SHEET_PARTS.match(part.filename) and part.file_size <= plain_parts.LARGEST:
                content = archive.read(part)
                left -= len(content)
                if left < 0:
                    raise FileTooDense
                yield from _of_sheet(content, is_margin=is_margin)
                continue
            with archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise FileTooDense
                    reader.feed(chunk)
                    yield from reader.taken(is_margin=is_margin)
                reader.close()
                yield from reader.taken(is_margin=is_margin)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            expat.ExpatError,
            NotImplementedError,
            RuntimeError,
        ):
            raise DamagedFile from None


def _of_sheet(content: bytes, *, is_margin: bool) -> Iterator[Passage]:
    """Yield the text of a sheet or of the list of its texts; element by element where its form is unusual."""
    reader = _Reader(is_relations=False)
    texts = plain_parts.plain_texts(content)
    sheet = plain_parts.plain_sheet(content) if texts is None else None
    if texts is not None:
        reader.take(line for text in texts for line in text.split("\n"))
    elif sheet is not None:
        reader.feed(sheet.around[0])
        yield from reader.taken(is_margin=is_margin)
        if sheet.filled:  # numbers bear no mark; they are text, so that the file is no scan
            yield Passage(("0",), first_line=reader.taken_count, is_margin=is_margin)
        reader.taken_count += sheet.filled
        reader.feed(sheet.around[1])
        reader.close()
    else:
        for start in range(0, len(content), CHUNK):
            reader.feed(content[start : start + CHUNK])
            yield from reader.taken(is_margin=is_margin)
        reader.close()
    yield from reader.taken(is_margin=is_margin)


def embedded_in(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """Yield the files embedded in an office file (a table in a report, an object of another program)."""
    for part in archive.infolist():
        if EMBEDDED.search(part.filename) and not _is_xml(part.filename):
            try:
                yield archive.read(part)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
                raise DamagedFile from None


def other_texts_in(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield suffix and content of parts in another form, as Word keeps a piece of HTML."""
    for part in archive.infolist():
        suffix = part.filename.lower().rpartition(".")[2]
        if f".{suffix}" in OTHER_TEXT and part.file_size <= MOST_XML_BYTES:
            try:
                yield suffix, archive.read(part)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
                raise DamagedFile from None


class _FormReader:
    """Reads a part of form: whatever text stands in it is in the margin; a document type is refused."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.CharacterDataHandler = self.pieces.append

    def feed(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)

    def close(self) -> None:
        self.parser.Parse(b"", True)

    def taken(self, *, is_margin: bool) -> Iterator[Passage]:
        """Yield the lines read since the last call; they stand in the margin, whatever ``is_margin`` says."""
        lines = tuple(line for line in "".join(self.pieces).splitlines() if line.strip())
        self.pieces.clear()
        if lines:
            yield Passage(lines, is_margin=True)

    def _doctype(self, *_: object) -> None:
        raise DoctypeInside


class _Reader:
    """Collects the paragraphs of one XML part; refuses what a document has no need of."""

    def __init__(self, *, is_relations: bool) -> None:
        self.lines: list[str] = []
        self.margin_lines: list[str] = []
        self.taken_count = 0
        self.is_relations = is_relations
        self.open: list[str] = []
        self.pending: list[list[str]] = [[]]
        self.boxes = 0
        self.is_capital = False  # the run is shown in capitals, however it was typed
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)

    def close(self) -> None:
        self.parser.Parse(b"", True)
        self._emit(self.pending.pop())

    def take(self, lines: Iterable[str]) -> None:
        """Collect lines that were read elsewhere."""
        self.lines.extend(line for line in lines if line.strip())

    def taken(self, *, is_margin: bool) -> Iterator[Passage]:
        """Yield the lines read since the last call, so that a large part needs little memory."""
        if self.lines:
            yield Passage(tuple(self.lines), first_line=self.taken_count, is_margin=is_margin)
            self.taken_count += len(self.lines)
            self.lines.clear()
        if self.margin_lines:
            yield Passage(tuple(self.margin_lines), is_margin=True)
            self.margin_lines.clear()

    def _doctype(self, *_: object) -> None:
        raise DoctypeInside

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self.open.append(name)
        if len(self.open) > MOST_DEPTH:
            raise FileTooDense
        if self.is_relations and name == "Relationship" and attributes.get("TargetMode") == "External":
            kind = attributes.get("Type", "").encode()
            if any(kind.endswith(word) for word in CALLS_OUT):
                raise ActiveContent
        if name == "encryption-data":
            raise LockedFile
        if name in {"txbxContent", "text-box", "textbox"}:
            self.boxes += 1
        if name in PARAGRAPHS:
            self.pending.append([])
        elif name in LINE_BREAKS:
            self.pending[-1].append("\n")
        elif name in TABS:
            self.pending[-1].append("\t" if name == "tab" else " ")
        elif name == "r":
            self.is_capital = False
        elif name in CAPITALS:
            self.is_capital = all(value not in {"0", "false", "off"} for value in attributes.values())
        if name == "textpath" and attributes.get("string"):
            self.margin_lines.append(attributes["string"])
        if name in {"sheet", "table"}:
            self._name_of_table(attributes)

    def _end(self, tag: str) -> None:
        name = self.open.pop()
        if name in PARAGRAPHS:
            self._emit(self.pending.pop())
        elif len(self.pending) == 1 and self.pending[0]:
            self._emit(self.pending[0])
            self.pending[0] = []
        if name in {"txbxContent", "text-box", "textbox"}:
            self.boxes -= 1

    def _text(self, text: str) -> None:
        if self.open[-1] not in UNSEEN:
            self.pending[-1].append(text.upper() if self.is_capital else text)

    def _name_of_table(self, attributes: dict[str, str]) -> None:
        """Take the name of a sheet for a line in the margin where it is written in capitals."""
        for key, value in attributes.items():
            if key.rpartition(" ")[2] == "name" and value == value.upper():
                self.margin_lines.append(value)

    def _emit(self, pieces: list[str]) -> None:
        kept = self.margin_lines if self.boxes else self.lines
        kept.extend(line for line in "".join(pieces).split("\n") if line.strip())
