"""The numbers of a paper as a program reads them: each has a bookmark in the text and its fact beside it.

As in a report by Inline XBRL, the file holds for each number what is counted, of whom, of which period, as
known on which day, and the address that answers with exactly the records counted.
"""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from docx.oxml import parse_xml

from nghisu.kit.official import Fact

PART_NAME = "/customXml/facts.xml"
NAMESPACE = "urn:nghi-su:facts:1"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELDS = ("code", "name", "value", "unit", "period", "as_of", "address")


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A number read from a file: what its text says, and its fact."""

    text: str
    fact: Fact


def as_xml(facts: Iterable[tuple[str, Fact]]) -> bytes:
    """Return the list of numbers with the names of their bookmarks."""
    lines = "".join(
        "<fact " + " ".join(f'{name}="{escape(text)}"' for name, text in _attributes(bookmark, fact)) + "/>"
        for bookmark, fact in facts
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><facts xmlns="{NAMESPACE}">{lines}</facts>'.encode()


def _attributes(bookmark: str, fact: Fact) -> list[tuple[str, str]]:
    return [("bookmark", bookmark), *((name, str(getattr(fact, name))) for name in FIELDS)]


def facts_in(content: bytes) -> list[FoundFact]:
    """Return the numbers of a .docx file in the order of their list, with the text under each bookmark."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if PART_NAME.lstrip("/") not in archive.namelist():
            return []
        listed = parse_xml(archive.read(PART_NAME.lstrip("/")))
        texts = _bookmarked(parse_xml(archive.read("word/document.xml")))
    return [
        FoundFact(texts.get(one.attrib["bookmark"], ""), Fact(**{name: one.attrib[name] for name in FIELDS}))
        for one in listed
    ]


def _bookmarked(document: Any) -> dict[str, str]:
    """Return the text between the two ends of each bookmark, by its name."""
    open_now: dict[str, str] = {}
    texts: dict[str, str] = {}
    for element in document.iter():
        if element.tag == f"{WORD}bookmarkStart":
            name = element.attrib[f"{WORD}name"]
            open_now[element.attrib[f"{WORD}id"]] = name
            texts.setdefault(name, "")
        elif element.tag == f"{WORD}bookmarkEnd":
            open_now.pop(element.attrib[f"{WORD}id"], None)
        elif element.tag == f"{WORD}t" and element.text:
            for name in open_now.values():
                texts[name] += element.text
    return texts
