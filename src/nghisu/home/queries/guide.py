"""The guide as pages: its text of docs/ in the reader's language, its pictures, and its search."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from nghisu.home.rules.guide import CHAPTERS, PICTURES, Chapter, Picture
from nghisu.kit.language import fold

FILES = {"vi": "huong-dan.md", "en": "guide.md"}
PLACES = (Path(settings.PACKAGE) / "home" / "guide", Path(settings.PACKAGE).parent.parent / "docs")
_MARKS = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*]+)\*"), r"<em>\1</em>"),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),  # links lead to files that no page shows
)
_NUMBER = re.compile(r"^\d+\.\s+")
SHORTEST = 2


@dataclass(frozen=True)
class Section:
    """What stands under one heading."""

    number: int
    title: str
    html: SafeString
    words: str
    pictures: tuple[Picture, ...] = ()

    @property
    def anchor(self) -> str:
        """The name of the place in the page."""
        return f"muc-{self.number}"


@dataclass(frozen=True)
class Told:
    """A chapter in one language; its first section is what stands before any heading of its own."""

    chapter: Chapter
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Hit:
    """A place of the guide that fits what was asked."""

    chapter: Chapter
    title: str
    section: Section
    words: str = field(default="")


def chapters(language: str) -> tuple[Told, ...]:
    """Return the chapters in a language."""
    return _read(language if language in FILES else "vi")


def told(chapter: Chapter, language: str) -> Told:
    """Return one chapter in a language."""
    return chapters(language)[chapter.number - 1]


def found(asked: str, language: str) -> list[Hit]:
    """Return the sections that hold all the words asked for, with or without marks, and a line of each."""
    words = fold(asked).split()
    if not words or len("".join(words)) < SHORTEST:
        return []
    hits = []
    for one in chapters(language):
        for section in one.sections:
            lines = [one.title, section.title, *section.words.splitlines()]
            text = fold(" ".join(lines))
            if all(word in text for word in words):
                line = max(lines, key=lambda line: sum(word in fold(line) for word in words))
                hits.append(Hit(one.chapter, one.title, section, line))
    return hits


def picture_of(picture: Picture, language: str) -> str:
    """Return the static file of a picture, or nothing where it was not made."""
    name = f"home/guide/{picture.slug}-{language if language in FILES else 'vi'}.webp"
    return name if finders.find(name) else ""


@lru_cache(maxsize=2)
def _read(language: str) -> tuple[Told, ...]:
    place = next(one for one in PLACES if (one / FILES[language]).exists())
    _head, *parts = re.split(r"(?m)^## ", (place / FILES[language]).read_text(encoding="utf-8"))
    made = []
    for chapter, part in zip(CHAPTERS, parts, strict=True):
        title, _line, text = part.partition("\n")
        first, *rest = re.split(r"(?m)^### ", text)
        pairs = [("", first), *((one.partition("\n")[0], one.partition("\n")[2]) for one in rest)]
        sections = tuple(
            Section(
                number,
                heading.strip(),
                _html(body),
                plain(body),
                tuple(one for one in PICTURES if (one.chapter, one.section) == (chapter.number, number)),
            )
            for number, (heading, body) in enumerate(pairs)
        )
        made.append(Told(chapter, _NUMBER.sub("", title).strip(), sections))
    return tuple(made)


def plain(text: str) -> str:
    """Return the words of a text without its marks, a line a paragraph."""
    lines = (re.sub(r"^(\* |\d+\. |\| ?)", "", line).strip() for line in text.splitlines())
    return "\n".join(
        re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", re.sub(r"[*`]", "", line)) for line in lines if line
    )


def _inline(text: str) -> str:
    html = escape(text)
    for mark, put in _MARKS:
        html = SafeString(mark.sub(put, html))
    return html


def _html(text: str) -> SafeString:
    """Write the few marks that the guide uses: paragraphs, lists with points or numbers, tables."""
    out: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if not lines:
            continue
        if lines[0].startswith("|"):
            out.append(_table(lines))
            continue
        kind = ""
        for line in lines:
            item = re.match(r"(\*|\d+\.) (.*)", line)
            wanted = "" if item is None else "ul" if item[1] == "*" else "ol"
            if wanted != kind:
                out += [f"</{kind}>"] * bool(kind) + [f"<{wanted}>"] * bool(wanted)
                kind = wanted
            out.append(f"<li>{_inline(item[2])}</li>" if item else f"<p>{_inline(line)}</p>")
        out += [f"</{kind}>"] * bool(kind)
    return mark_safe("\n".join(out))  # noqa: S308 -- every word was escaped


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in rows[2:]
    )
    return (
        f'<div class="table-frame"><table class="table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
