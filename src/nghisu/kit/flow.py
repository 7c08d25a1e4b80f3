"""A file as flowing text: what a .docx or a PDF says, in blocks that read well at any width and size.

Pictures and the layout of pages stay in the original. Blocks are numbered from 1 in their order, so that a
note keeps its place: the same bytes always give the same blocks.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from nghisu.kit import word
from nghisu.kit.reading import pdf_pages
from nghisu.kit.word import Kind

READABLE = ("docx", "pdf", "txt")
NEW_PARAGRAPH = re.compile(
    r"\s*(?:[-–+•*]\s|\d{1,3}(?:\.\d{1,3})*[.)/]\s|[a-zđ][.)]\s|\(\d{1,3}\)\s"
    r"|(?:Điều|Chương|Mục|Phần|Khoản)\s+[\dIVXLA-Z]+|[IVXL]{1,6}[.)]\s|[A-ZĐ][.)]\s)"
)
HEADING = re.compile(r"\s*(?:(?:Chương|Mục|Phần|Điều)\s+[\dIVXLA-Z]+|[IVXL]{1,6}[.)]\s)")
SENTENCE_ENDS = (".", ";", ":", "!", "?", "…", "./.", "”", '"')
PAGE_NUMBER = re.compile(r"\s*(?:trang|page)?\s*[-–]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–]?\s*", re.IGNORECASE)
LONGEST_HEADING = 120
RUNNING_ON = 3  # a line on so many pages at the same edge is a running head
SHORT_LINE = 0.8


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text: a heading (``level`` from 1), a paragraph, a table or a footnote.

    :param rows: of a table, its cells row by row; the first row is its head
    """

    number: int
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    is_footnote: bool = False


def of_file(content: bytes, kind: str) -> list[Block]:
    """Return the blocks of a file; none where it holds no text, as a scan.

    :param kind: its suffix, one of READABLE
    :raises Refusal: if the file cannot be read
    """
    if kind == "docx":
        return of_word(content)
    if kind == "pdf":
        return of_pages(pdf_pages(content))
    return of_text(content.decode("utf-8-sig", errors="replace"))


def of_text(text: str) -> list[Block]:
    """Return the blocks of plain text: each line that is not empty."""
    lines = [line.strip() for line in text.splitlines()]
    return [Block(number, line) for number, line in enumerate(filter(None, lines), start=1)]


def of_word(content: bytes) -> list[Block]:
    """Return the blocks of a .docx: paragraphs with their labels, tables as tables, notes at the end."""
    blocks: list[Block] = []
    table: dict[tuple[int, int], list[str]] = {}
    number_of_table = 0

    def end_table() -> None:
        if table:
            blocks.append(Block(len(blocks) + 1, _plain(rows := _rows(table)), rows=rows))
            table.clear()

    for one in word.read(content).body:
        if one.kind is Kind.CELL and one.cell is not None:
            if one.cell.table != number_of_table:
                end_table()
                number_of_table = one.cell.table
            table.setdefault((one.cell.row, one.cell.column), []).append(one.line)
            continue
        end_table()
        is_note = one.kind in {Kind.FOOTNOTE, Kind.ENDNOTE}
        for line in filter(None, (piece.strip() for piece in one.line.split("\n"))):
            level = one.level if one.level else _level_of(line)
            blocks.append(Block(len(blocks) + 1, line, 0 if is_note else level, is_footnote=is_note))
    end_table()
    return blocks


def of_pages(pages: Sequence[Sequence[str]]) -> list[Block]:
    """Return the blocks of pages of lines, as a PDF has them: lines joined, running heads left out."""
    lines = [line for page in without_running_heads(pages) for line in page]
    return [
        Block(number, text, _level_of(text)) for number, text in enumerate(joined(lines), start=1) if text
    ]


def without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the pages without page numbers and the lines that stand at the same edge of page after page."""
    kept = [[" ".join(line.split()) for line in page if line.strip()] for page in pages]
    seen: Counter[tuple[str, str]] = Counter()
    for page in kept:
        seen.update({("top", _pattern(line)) for line in page[:2]})
        seen.update({("bottom", _pattern(line)) for line in page[-2:]})

    def runs(edge: str, line: str) -> bool:
        return bool(PAGE_NUMBER.fullmatch(line)) or seen[edge, _pattern(line)] >= RUNNING_ON

    for page in kept:
        for _ in range(2):
            if page and runs("top", page[0]):
                page.pop(0)
            if page and runs("bottom", page[-1]):
                page.pop()
    return kept


def joined(lines: Sequence[str]) -> list[str]:
    """Return paragraphs: lines that the edge of the page broke are put together again."""
    if not lines:
        return []
    usual = quantiles([len(line) for line in lines], n=10)[8] if len(lines) > 1 else len(lines[0])
    found: list[str] = []
    before = ""
    for line in lines:
        begins = (
            not before
            or NEW_PARAGRAPH.match(line) is not None
            or (before.endswith(SENTENCE_ENDS) and len(before) < SHORT_LINE * usual)
            or _is_shouted(line) is not _is_shouted(before)
            or (len(before) < SHORT_LINE * usual and _is_shouted(before))
        )
        if begins:
            found.append(line)
        else:
            found[-1] = f"{found[-1]} {line}"
        before = line
    return found


def _is_shouted(line: str) -> bool:
    return line.isupper() and sum(letter.isalpha() for letter in line) > 3


def _level_of(line: str) -> int:
    """Return 2 for what reads as a heading in official papers, else 0."""
    if len(line) > LONGEST_HEADING:
        return 0
    is_heading = _is_shouted(line) or (HEADING.match(line) is not None and not line.endswith((".", ";")))
    return 2 if is_heading else 0


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _rows(table: dict[tuple[int, int], list[str]]) -> tuple[tuple[str, ...], ...]:
    rows = sorted({row for row, _column in table})
    widest = max(column for _row, column in table)
    return tuple(
        tuple("\n".join(filter(None, table.get((row, column), []))) for column in range(1, widest + 1))
        for row in rows
    )


def _plain(rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(" | ".join(cell.replace("\n", " ") for cell in row) for row in rows)
