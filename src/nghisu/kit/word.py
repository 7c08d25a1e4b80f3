"""Read a .docx as Word and LibreOffice write it: every word, its paragraphs, comments and tracked changes.

Nothing is believed that the file says about itself; see ``kit.archives``. Formatting is not read, and what
is left behind is counted, so that people can be told.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from nghisu.kit import archives
from nghisu.kit.archives import DamagedFile, DoctypeInside
from nghisu.kit.language import nfc
from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.word_numbering import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = "word/document.xml"
HEADING = re.compile(r"(?:heading|Heading|Tiêuđề|Titre)\s*(\d)$")
NOTES = (("footnote", "word/footnotes.xml"), ("endnote", "word/endnotes.xml"))


class NotWord(Refusal):
    """The file is no .docx."""

    sentence = N_(
        "This is no Word file (.docx). Open it in Word or LibreOffice, save it as .docx, try again."
    )
    field = "file"


class Kind(StrEnum):
    """Where a paragraph stands."""

    BODY = "body"
    CELL = "cell"
    BOX = "box"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    HEADER = "header"
    FOOTER = "footer"


KIND_NAMES = {
    Kind.BODY: N_("Text"),
    Kind.CELL: N_("Cell of a table"),
    Kind.BOX: N_("Text box"),
    Kind.FOOTNOTE: N_("Footnote"),
    Kind.ENDNOTE: N_("Endnote"),
    Kind.HEADER: N_("Page header"),
    Kind.FOOTER: N_("Page footer"),
}


class Loss(StrEnum):
    """A kind of formatting that is not kept."""

    LETTERS = "letters"
    ALIGNMENT = "alignment"
    PICTURES = "pictures"
    LINKS = "links"
    FIELDS = "fields"
    FORMULAS = "formulas"
    LAYOUT = "layout"


LOSS_NAMES = {
    Loss.LETTERS: N_("bold, italic, underlined or coloured letters"),
    Loss.ALIGNMENT: N_("alignment and indents of paragraphs"),
    Loss.PICTURES: N_("pictures and drawings"),
    Loss.LINKS: N_("addresses behind words"),
    Loss.FIELDS: N_("fields that Word computes (page numbers, tables of contents)"),
    Loss.FORMULAS: N_("the layout of formulas"),
    Loss.LAYOUT: N_("merged cells, columns and sections"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table, all counted from 1."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as it reads with every tracked change accepted.

    :param label: what Word numbers it with: ``Điều 1.``, ``a)``; for a note, ``[1]``
    :param level: of a heading, 1 to 9; 0 for text
    """

    kind: Kind
    text: str
    label: str = ""
    level: int = 0
    cell: Cell | None = None

    @property
    def line(self) -> str:
        """The label and the words, as on paper."""
        return f"{self.label} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the margin.

    :param paragraph: the place of the paragraph it is about, among ``WordFile.before``; None for the whole
    :param reply_to: the place of the comment that it answers, among the comments
    """

    author: str
    at: datetime | None
    text: str
    quoted: str
    paragraph: int | None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """Paragraphs with tracked changes: as they read before, and as the changes would have them.

    :param first: the place of the first one, among ``WordFile.before``
    :param before: none for paragraphs that were added; :param after: none for ones that were deleted
    """

    first: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordFile:
    """What was read. ``before`` are the lines as they read with every tracked change refused."""

    paragraphs: tuple[Paragraph, ...]
    before: tuple[str, ...]
    comments: tuple[Comment, ...]
    changes: tuple[Changed, ...]
    lost: tuple[tuple[Loss, int], ...]

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs without headers and footers of pages."""
        return tuple(one for one in self.paragraphs if one.kind not in {Kind.HEADER, Kind.FOOTER})


def read(content: bytes) -> WordFile:
    """Return what stands in a .docx.

    :raises NotWord: if it is another kind of file
    :raises Refusal: for a bomb, a DOCTYPE, a macro, a password (see ``kit.archives``)
    """
    with archives.opened(content) as archive:
        names = set(archive.namelist())
        if BODY not in names:
            raise NotWord
        for _passage in archives.passages_of(archive):
            pass  # refuses a DOCTYPE and whatever else no office program writes, in every part
        return _Reader(archive, names).read()


def _tree(archive: ZipFile, name: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        content = archive.read(name).replace(STRICT.encode(), MAIN.encode())
        root = etree.fromstring(content, parser)  # entities, DTD and network are off
    except (etree.XMLSyntaxError, BadZipFile, zlib.error, EOFError, RuntimeError):
        raise DamagedFile from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DoctypeInside
    return root


@dataclass(slots=True)
class _Line:
    """A w:p as it is read: the words with and without its tracked changes."""

    kind: Kind
    after: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    label: str = ""
    level: int = 0
    cell: Cell | None = None
    mark: str = ""  # the paragraph's end: "", "ins" or "del"
    authors: set[str] = field(default_factory=set)
    is_changed: bool = False
    starts: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, archive: ZipFile, names: set[str]) -> None:
        self.archive, self.names = archive, names
        self.lost: Counter[Loss] = Counter()
        self.lines: list[_Line] = []
        self.tables = 0
        self.notes: dict[tuple[str, str], int] = {}
        self.ranges: dict[str, list[str]] = {}
        self.quotes: dict[str, list[str]] = {}
        self.anchored: dict[str, _Line] = {}
        self.numbering = Numbering(self._part("word/numbering.xml"), self._part("word/styles.xml"))

    def _part(self, name: str) -> Any:
        return _tree(self.archive, name) if name in self.names else None

    def read(self) -> WordFile:
        root = _tree(self.archive, BODY)
        body = root.find(f"{W}body")
        if body is None:
            raise DamagedFile
        self._blocks(body, Kind.BODY, None)
        for kind, name in NOTES:
            self._notes(kind, name)
        for name in sorted(self.names):
            if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
                kind = Kind.HEADER if name.startswith("word/header") else Kind.FOOTER
                self._blocks(_tree(self.archive, name), kind, None)
        return self._told()

    # Blocks

    def _blocks(self, parent: Any, kind: Kind, cell: Cell | None) -> None:
        for element in parent:
            tag = element.tag
            if tag == f"{W}p":
                self._paragraph(element, kind, cell)
            elif tag == f"{W}tbl":
                self._table(element, kind)
            elif tag == f"{W}sectPr":
                self.lost[Loss.LAYOUT] += bool(element.find(f"{W}cols[@{W}num]") is not None)
            elif tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"}:
                self._blocks(element, kind, cell)
            elif isinstance(tag, str) and tag.endswith("}AlternateContent"):
                self._blocks(_chosen(element), kind, cell)

    def _table(self, table: Any, kind: Kind) -> None:
        self.tables += 1
        number = self.tables
        inner = Kind.CELL if kind is Kind.BODY else kind
        for row_number, row in enumerate(_inside(table, "tr"), start=1):
            for column, cell in enumerate(_inside(row, "tc"), start=1):
                properties = cell.find(f"{W}tcPr")
                if properties is not None and (
                    properties.find(f"{W}gridSpan") is not None or properties.find(f"{W}vMerge") is not None
                ):
                    self.lost[Loss.LAYOUT] += 1
                self._blocks(cell, inner, Cell(number, row_number, column))

    def _notes(self, kind: str, name: str) -> None:
        part = self._part(name)
        if part is None:
            return
        texts = {one.get(f"{W}id"): one for one in part.findall(f"{W}{kind}")}
        for (which, key), number in sorted(self.notes.items(), key=lambda item: item[1]):
            if which == kind and key in texts:
                begun = len(self.lines)
                self._blocks(texts[key], Kind(kind), None)
                for line in self.lines[begun : begun + 1]:
                    line.label = f"[{number}]"

    # One paragraph

    def _paragraph(self, paragraph: Any, kind: Kind, cell: Cell | None) -> None:
        line = _Line(kind, cell=cell)
        properties = paragraph.find(f"{W}pPr")
        line.label = self.numbering.label_of(properties)
        if properties is not None:
            line.level = _level_of(properties)
            if properties.find(f"{W}jc") is not None or properties.find(f"{W}ind") is not None:
                self.lost[Loss.ALIGNMENT] += 1
            marks = properties.find(f"{W}rPr")
            if marks is not None:
                for name in ("ins", "del", "moveFrom", "moveTo"):
                    mark = marks.find(f"{W}{name}")
                    if mark is not None:
                        line.mark = "ins" if name in {"ins", "moveTo"} else "del"
                        line.authors.add(nfc(mark.get(f"{W}author") or ""))
        self.lines.append(line)
        self._runs(paragraph, line, "")

    def _runs(self, parent: Any, line: _Line, state: str) -> None:
        for element in parent:
            tag = element.tag
            if not isinstance(tag, str):
                continue
            name = tag.rpartition("}")[2]
            if not tag.startswith(W):
                self._foreign(element, name, line, state)
            elif name in {"ins", "moveTo", "del", "moveFrom"}:
                inner = "ins" if name in {"ins", "moveTo"} else "del"
                line.authors.add(nfc(element.get(f"{W}author") or ""))
                line.is_changed = True
                self._runs(element, line, "gone" if state and state != inner else inner)
            elif name == "commentRangeStart":
                self._comment_begins(element, line)
            elif name == "commentRangeEnd":
                self._comment_ends(element)
            elif name in {"pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "rPrChange", "pPrChange"}:
                if name == "rPr":
                    self._letters(element)
            else:
                self._run_piece(element, name, line, state)

    def _run_piece(self, element: Any, name: str, line: _Line, state: str) -> None:
        if name in {"t", "delText"}:
            self._say(element.text or "", line, state)
        elif name in {"tab", "ptab"}:
            self._say("\t", line, state)
        elif name in {"br", "cr"}:
            self._say("\n" if element.get(f"{W}type") not in {"page", "column"} else " ", line, state)
        elif name == "noBreakHyphen":
            self._say("-", line, state)
        elif name == "sym":
            self._say(_symbol(element), line, state)
        elif name in {"footnoteReference", "endnoteReference"}:
            key = (name.removesuffix("Reference"), element.get(f"{W}id") or "")
            number = self.notes.setdefault(key, len(self.notes) + 1)
            self._say(f"[{number}]", line, state)
        elif name == "commentReference":
            key_text = element.get(f"{W}id") or ""
            self.anchored.setdefault(key_text, line)
        elif name in {"instrText", "delInstrText", "fldChar", "footnoteRef", "endnoteRef", "softHyphen"}:
            self.lost[Loss.FIELDS] += name == "instrText"
        elif name in {"drawing", "pict", "object"}:
            self._drawing(element)
        else:
            if name == "hyperlink":
                self.lost[Loss.LINKS] += 1
            elif name == "fldSimple":
                self.lost[Loss.FIELDS] += 1
            self._runs(element, line, state)

    def _foreign(self, element: Any, name: str, line: _Line, state: str) -> None:
        """Read what another vocabulary holds: formulas, shapes, what old programs read instead."""
        if name == "AlternateContent":
            self._runs(_chosen(element), line, state)
        elif name in {"oMath", "oMathPara"}:
            self.lost[Loss.FORMULAS] += 1
            self._say("".join(one.text or "" for one in element.iter() if _ends(one, "t")), line, state)
        else:
            self._runs(element, line, state)

    def _drawing(self, element: Any) -> None:
        """Read the text boxes of a drawing as paragraphs of their own."""
        boxes = [one for one in element.iter() if one.tag == f"{W}txbxContent"]
        self.lost[Loss.PICTURES] += 1
        for box in boxes:
            if not any(above in boxes for above in box.iterancestors()):
                self._blocks(box, Kind.BOX, None)
        words = [
            "".join(one.text or "" for one in block.iter() if _ends(one, "t"))
            for block in element.iter()
            if _ends(block, "p") and not str(block.tag).startswith(W)
        ]
        for text in words:
            if text.strip():
                self.lines.append(_Line(Kind.BOX, [text], [text]))

    def _letters(self, properties: Any) -> None:
        kinds = ("b", "i", "u", "strike", "color", "highlight", "shd", "vertAlign", "caps", "smallCaps")
        if any(properties.find(f"{W}{kind}") is not None for kind in kinds):
            self.lost[Loss.LETTERS] += 1

    def _say(self, text: str, line: _Line, state: str) -> None:
        if state in {"", "ins"}:
            line.after.append(text)
        if state in {"", "del"}:
            line.before.append(text)
        if state != "gone":
            for quoted in self.ranges.values():
                quoted.append(text)

    def _comment_begins(self, element: Any, line: _Line) -> None:
        key = element.get(f"{W}id") or ""
        self.ranges[key] = []
        self.anchored.setdefault(key, line)
        self.quotes.setdefault(key, self.ranges[key])

    def _comment_ends(self, element: Any) -> None:
        self.ranges.pop(element.get(f"{W}id") or "", None)

    # What was read, told

    def _told(self) -> WordFile:
        paragraphs: list[Paragraph] = []
        before: list[str] = []
        changes: list[Changed] = []
        place_of: dict[int, int] = {}
        for group in self._groups():
            first = len(before)
            old = _joined(group, is_old=True)
            new = _joined(group, is_old=False)
            for line in group:
                place_of[id(line)] = first
            head = group[0]
            olds = [f"{label} {text}".strip() for label, text in old if text]
            news = [(label, text) for label, text in new if text]
            before += olds
            for number, (label, text) in enumerate(news):
                level = head.level if not number else 0
                paragraphs.append(Paragraph(head.kind, text, label, level, head.cell))
            lines = [f"{label} {text}".strip() for label, text in news]
            if olds != lines:
                authors = sorted({one for line in group for one in line.authors if one})
                changes.append(Changed(first, tuple(olds), tuple(lines), tuple(authors)))
        comments = self._comments(place_of, len(before))
        lost = tuple((loss, self.lost[loss]) for loss in Loss if self.lost[loss])
        return WordFile(tuple(paragraphs), tuple(before), comments, tuple(changes), lost)

    def _groups(self) -> Iterator[list[_Line]]:
        """Yield lines that tracked changes of paragraph ends tie together."""
        group: list[_Line] = []
        for line in self.lines:
            if group and (line.kind, line.cell) != (group[0].kind, group[0].cell):
                yield group
                group = []
            group.append(line)
            if not line.mark:
                yield group
                group = []
        if group:
            yield group

    def _comments(self, place_of: dict[int, int], most: int) -> tuple[Comment, ...]:
        part = self._part("word/comments.xml")
        if part is None:
            return ()
        parents = self._replies()
        found: list[Comment] = []
        place_by_mark: dict[str, int] = {}
        for element in part.findall(f"{W}comment"):
            key = element.get(f"{W}id") or ""
            texts = [_words_of(one) for one in element.iter(f"{W}p")]
            marks = [one.get(f"{W14}paraId") or "" for one in element.iter(f"{W}p")]
            line = self.anchored.get(key)
            place = place_of.get(id(line)) if line is not None else None
            if place is not None and place >= most:
                place = most - 1 if most else None
            parent = next((parents[mark] for mark in marks if parents.get(mark)), "")
            found.append(
                Comment(
                    author=nfc(element.get(f"{W}author") or "").strip(),
                    at=_moment(element.get(f"{W}date")),
                    text=nfc("\n".join(text for text in texts if text.strip())).strip(),
                    quoted=nfc("".join(self.quotes.get(key, ()))).strip(),
                    paragraph=place,
                    reply_to=place_by_mark.get(parent),
                )
            )
            place_by_mark.update((mark, len(found) - 1) for mark in marks if mark)
        return tuple(found)

    def _replies(self) -> dict[str, str]:
        part = self._part("word/commentsExtended.xml")
        if part is None:
            return {}
        return {
            one.get(f"{W15}paraId") or "": one.get(f"{W15}paraIdParent") or ""
            for one in part.iter(f"{W15}commentEx")
        }


def _joined(group: list[_Line], *, is_old: bool) -> list[tuple[str, str]]:
    """Return (label, words) of the paragraphs of a group, old or new; broken where its ends break then."""
    through = "ins" if is_old else "del"
    found: list[tuple[str, str]] = []
    pieces: list[str] = []
    label = ""
    for number, line in enumerate(group):
        words = line.before if is_old else line.after
        if not pieces:
            label = line.label
        pieces += words
        if line.mark != through or number == len(group) - 1:
            found.append((label, _tidy("".join(pieces))))
            pieces = []
    return found


def _tidy(text: str) -> str:
    """Return the words of a paragraph in NFC; soft line breaks stay as blanks, no blank at either end."""
    return " ".join(nfc(text).replace("\u00ad", "").split())


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """Yield rows or cells, also those that stand in content controls."""
    for element in parent:
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}del"}:
            yield from _inside(element, name)


def _chosen(element: Any) -> Any:
    """Return the branch of an alternative that is read: the newer one, where there is one."""
    for child in element:
        if _ends(child, "Choice"):
            return child
    return next((child for child in element if _ends(child, "Fallback")), element)


def _ends(element: Any, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def _level_of(properties: Any) -> int:
    outline = properties.find(f"{W}outlineLvl")
    if outline is not None and (outline.get(f"{W}val") or "").isdigit():
        level = int(outline.get(f"{W}val")) + 1
        return level if level <= 9 else 0
    style = properties.find(f"{W}pStyle")
    found = HEADING.match(style.get(f"{W}val") or "") if style is not None else None
    return int(found[1]) if found else 0


def _symbol(element: Any) -> str:
    code = element.get(f"{W}char") or ""
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "•" if "\ue000" <= letter <= "\uf8ff" else letter


def _words_of(paragraph: Any) -> str:
    found = []
    for one in paragraph.iter():
        if one.tag == f"{W}t":
            found.append(one.text or "")
        elif one.tag in {f"{W}tab", f"{W}br"}:
            found.append(" ")
    return "".join(found)


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
