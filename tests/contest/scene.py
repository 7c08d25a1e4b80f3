"""The contest of 18 October 2023 generated: 3,736 works of 52 of 61 units and the Youth Union.

Numbers follow the source; names, titles and texts are invented. Each file names its authors in its properties
and in a comment, where Word puts them.
"""

import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape

from docx import Document as Word

from nghisu.demo.contest import RELATIONS, SENTENCES, TYPES
from nghisu.demo.names import NameGiver

ENTRIES, UNITS, SENDERS = 3_736, 61, 52
MAGAZINES, RECORDINGS = 90, 600
GENRES = ("Bài tạp chí", "Bài báo điện tử", "Video clip")
LONG, SHORT, SCRIPT = 4_100, 130, 60
"""Words of a work: a magazine takes 4,000 at least; the others are short, so that the scene is quick."""
SLIM = frozenset({"docProps/core.xml", "word/document.xml", "word/people.xml"})
TWICE, OVER, LONG_CLIP, NAMED = 700, 1_400, 3_500, 2_100
"""Not taken at the check-in: the text of another, an author's second, a clip too long, its author named."""


@dataclass(frozen=True)
class Work:
    """A work of the scene.

    :param sender: the number of the unit that sends it, from 0
    """

    number: int
    sender: int
    genre: str
    seconds: int
    title: str
    authors: Sequence[tuple[str, str]]
    content: bytes


def works(*, taken_names: set[str], entries: int = ENTRIES, words: int = 0) -> Iterator[Work]:
    """Yield the works in the order they were sent, the same ones each time.

    :param taken_names: of persons who exist, whose names no author bears
    :param words: of every work, where they shall all be as long; their files are whole then, with styles
    """
    chance = random.Random(18_10_2023)
    names = NameGiver(chance)
    names.given |= taken_names
    texts: dict[int, list[str]] = {}
    authors_of: dict[int, list[tuple[str, str]]] = {}
    for number in range(entries):
        genre = GENRES[0 if number < MAGAZINES else 2 if number >= entries - RECORDINGS else 1]
        if words:
            genre = GENRES[1]
        workplace = f"Vụ {number % 40 + 1}"
        authors = [(names.next(), workplace) for _ in range(1 + (number % 7 == 0))]
        if number == OVER:
            authors = authors_of[OVER - 1]
        length = words or {GENRES[0]: LONG, GENRES[1]: SHORT, GENRES[2]: SCRIPT}[genre]
        text = text_of(number, length, chance)
        if number == TWICE:
            text = texts[TWICE - 1]
        if number == NAMED:
            text = [*text, f"Người viết: {authors[0][0]}."]
        if number in {TWICE - 1, OVER - 1}:
            texts[number], authors_of[number] = text, authors
        yield Work(
            number=number,
            sender=number % (SENDERS + 1),
            genre=genre,
            seconds=0 if genre != GENRES[2] else 301 if number == LONG_CLIP else 60 + number % 240,
            title=f"Tác phẩm dự thi thứ {number + 1}",
            authors=authors,
            content=word_file(text, author=authors[0][0], is_whole=bool(words)),
        )


def text_of(number: int, words: int, chance: random.Random) -> list[str]:
    """Return paragraphs of about so many words, never fewer, that no other work has."""
    found, count = [f"Bài viết ký hiệu {number:04d}."], 5
    while count < words:
        paragraph = " ".join(chance.choices(SENTENCES, k=5))
        found.append(f"“{paragraph}” – phần {len(found)}.")
        count += len(paragraph.split())
    return found


@cache
def template() -> dict[str, bytes]:
    """Return the parts of a file as Word writes them: styles, theme, settings, fonts."""
    out = io.BytesIO()
    Word().save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "thumbnail" not in name}


def word_file(paragraphs: Sequence[str], *, author: str, is_whole: bool) -> bytes:
    """Return a Word file of paragraphs, its author in the properties and beside each insertion."""
    parts = dict(template())
    head, _bar, rest = parts["word/document.xml"].partition(b"<w:body>")
    tail = rest[rest.rindex(b"<w:sectPr") :]
    body = "".join(
        f'<w:p w:rsidR="00{place:06X}"><w:pPr><w:jc w:val="both"/></w:pPr>'
        f'<w:ins w:id="{place}" w:author="{escape(author)}" w:date="2023-05-10T09:00:00Z">'
        f'<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
        "</w:ins></w:p>"
        for place, words in enumerate(paragraphs)
    )
    parts["word/document.xml"] = head + b"<w:body>" + body.encode() + tail
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = core.replace("python-docx", escape(author)).encode()
    parts["word/people.xml"] = f'<people xmlns="p"><person author="{escape(author)}"/></people>'.encode()
    if not is_whole:
        parts = {name: content for name, content in parts.items() if name in SLIM}
        parts |= {"[Content_Types].xml": TYPES.encode(), "_rels/.rels": RELATIONS.encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
