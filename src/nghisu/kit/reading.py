"""Read the text of an uploaded file in memory, to look for a secrecy mark before a byte is kept."""

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nghisu.kit import archives
from nghisu.kit.archives import ActiveContent, DamagedFile, FileTooDense, LockedFile
from nghisu.kit.secrecy import Passage

PDF_PROGRAM = Path(__file__).with_name("pdf_text.py")
PDF_SECONDS = 40
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\ufffd]+")
DEEPEST = 2
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TAGS = re.compile(r"<[^<>]{0,2000}>")
RTF = re.compile(
    r"\\u(-?\d{1,6}) ?\??(?:\\'[0-9a-f]{2})?"  # a letter by its number, and its stand-in for old programs
    r"|\\'([0-9a-f]{2})"  # a byte of the code page
    r"|\\(par|line|cell|row|tab|sect|page)\b ?"
    r"|\\[a-z]+-?\d* ?|\\[^a-z]|[{}\r\n]",
    re.IGNORECASE,
)


def passages(content: bytes, kind: str) -> Iterator[Passage]:
    """Yield the text of a file; nothing for a picture, which has none.

    :param kind: the suffix of the kind of file, as ``docx``
    :raises Refusal: if the file cannot be read, is locked, or holds what runs by itself
    """
    if kind in {"docx", "xlsx", "pptx", "odt", "ods", "odp"}:
        yield from _office(content, depth=0)
    elif kind == "pdf":
        yield from _pdf(content)
    elif kind in {"doc", "xls", "ppt"}:
        yield from _ole(content)
    elif kind == "rtf":
        yield Passage(tuple(_rtf(content).splitlines()))
    elif kind in {"txt", "csv"}:
        yield from (Passage(tuple(text.splitlines())) for text in decoded(content))


def _office(content: bytes, *, depth: int) -> Iterator[Passage]:
    """Yield the text of an office file and of the files embedded in it."""
    if depth > DEEPEST:
        raise FileTooDense
    with archives.opened(content) as archive:
        yield from archives.passages_of(archive)
        for suffix, part in archives.other_texts_in(archive):
            for text in [_rtf(part)] if suffix == "rtf" else decoded(part):
                yield Passage(tuple(html.unescape(TAGS.sub("\n", text)).splitlines()), is_margin=True)
        for embedded in archives.embedded_in(archive):
            if embedded.startswith(ZIP):
                yield from _office(embedded, depth=depth + 1)
            elif embedded.startswith(OLE):
                yield from _ole(embedded)
            elif embedded.startswith(b"%PDF-"):
                yield from _pdf(embedded)


def decoded(content: bytes) -> list[str]:
    """Return plain text as each encoding that fits it would read it, the likeliest first."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [content.decode("utf-16", errors="replace")]
    try:
        return [content.decode("utf-8-sig")]
    except UnicodeDecodeError:
        return [content.decode("cp1258", errors="replace"), content.decode("latin-1")]


def _pdf(content: bytes) -> Iterator[Passage]:
    answer = _pdf_answer(content)
    if answer["attached"]:
        raise ActiveContent
    for lines in answer["pages"]:
        yield Passage(tuple(lines))
    if answer["unread"]:
        yield Passage((), is_picture=True)
    yield Passage(tuple(answer["margins"]), is_margin=True)


def pdf_pages(content: bytes) -> list[list[str]]:
    """Return the lines of each page of a PDF; a scan has pages without any.

    :raises Refusal: if it cannot be read
    """
    pages: list[list[str]] = _pdf_answer(content)["pages"]
    return pages


def _pdf_answer(content: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 -- our own program, its input on standard input
            [sys.executable, "-I", str(PDF_PROGRAM)],
            input=content,
            capture_output=True,
            timeout=PDF_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileTooDense from None
    if done.returncode:
        raise FileTooDense
    answer: dict[str, Any] = json.loads(done.stdout)
    match answer.get("fault"):
        case "locked":
            raise LockedFile
        case "active":
            raise ActiveContent
        case "dense":
            raise FileTooDense
        case "damaged":
            raise DamagedFile
    return answer


def _ole(content: bytes) -> Iterator[Passage]:
    """Yield what looks like text in a .doc, .xls or .ppt: letters of 16 bits, then bytes."""
    if not content.startswith(OLE):
        raise DamagedFile
    directory = content.replace(b"\0", b"")
    if b"_VBA_PROJECT" in directory:
        raise ActiveContent
    if b"EncryptedPackage" in directory or b"EncryptionInfo" in directory:
        raise LockedFile
    for start in (0, 1):
        text = content[start:].decode("utf-16-le", errors="replace")
        # A string of .xls follows its length and a flag; the flag reads as one strange letter before it.
        yield Passage(tuple(_pieces(text.replace("\u0100", "\r"))))
    yield Passage(tuple(_pieces(content.decode("latin-1"))))


def _pieces(text: str) -> Iterator[str]:
    return (piece for piece in CONTROLS.split(text) if 3 <= len(piece) <= 2000)


def _rtf(content: bytes) -> str:
    """Return the text of RTF, its groups flattened: paragraphs and cells are lines."""

    def plain(found: re.Match[str]) -> str:
        if found[1]:
            code = int(found[1])
            return chr(code & 0xFFFF)
        if found[2]:
            return bytes([int(found[2], 16)]).decode("cp1258", errors="replace")
        if found[3]:
            return "\t" if found[3] == "tab" else "\n"
        return ""

    return RTF.sub(plain, content.decode("latin-1"))
