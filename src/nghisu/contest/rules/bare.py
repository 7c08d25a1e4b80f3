"""A Word file without any trace of who wrote it: properties, people, comments, dates, and pictures' data."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

DROPPED = re.compile(
    r"^(docProps/|customXml/|word/(people|comments\w*|commentsExtended|glossary)\b|word/embeddings/"
    r"|_xmlsignatures/)",
    re.IGNORECASE,
)
TRACES = re.compile(
    rb"\s(?:w|w15|w14|w16cid|w16cex|w16du)?:?(?:author|initials|userId|providerId)\s*=\s*"
    rb"(?:\"[^\"]*\"|'[^']*')"
)
DATES = re.compile(rb"\sw:date\s*=\s*(?:\"[^\"]*\"|'[^']*')")
PARTS = re.compile(rb"<Override\b[^>]*/>")
RELATIONS = re.compile(rb"<Relationship\b[^>]*/>")
NAMED = re.compile(rb'(?:PartName|Target)="([^"]*)"')
COMMENT_MARKS = re.compile(rb"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^>]*/>")
VARIABLES = re.compile(rb"<w:docVars>.*?</w:docVars>", re.DOTALL)
ATTACHED = re.compile(rb"<w:attachedTemplate\b[^>]*/>")
CUT: tuple[tuple[tuple[bytes, ...], re.Pattern[bytes], Callable[[re.Match[bytes]], bytes]], ...] = (
    ((b"attachedTemplate",), ATTACHED, lambda _found: b""),
    ((b"docVars",), VARIABLES, lambda _found: b""),
    ((b"w:comment",), COMMENT_MARKS, lambda _found: b""),
    (
        (b"author", b"initials", b"userId", b"providerId"),
        TRACES,
        lambda found: b' w:author=""' if b"author" in found.group(0) else b"",
    ),
    ((b"w:date",), DATES, lambda _found: b""),
)
"""What is cut from a part: hints that it is there, where it is, what stays in its place."""
DECLARATION = re.compile(r"^\ufeff?<\?xml[^>]*\?>")
QUICK = 1  # of compression: most of a file is styles, which are small in any way
NEUTRAL = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bare:
    """A Word file without traces, with its XML parts as they were read, so that nobody reads them twice."""

    content: bytes
    parts: dict[str, bytes]


def bare_docx(content: bytes, *, bare_picture: Callable[[bytes], bytes | None]) -> Bare:
    """Return the file with text and form only.

    :param bare_picture: returns a picture without its data, or None where it cannot; it is left out then
    """
    out = io.BytesIO()
    parts: dict[str, bytes] = {}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as kept,
    ):
        for part in source.infolist():
            if part.is_dir() or DROPPED.match(part.filename):
                continue
            body = source.read(part)
            if part.filename.startswith("word/media/"):
                picture = bare_picture(body)
                body = picture if picture is not None else EMPTY_PICTURE
            elif part.filename.lower().endswith((".xml", ".rels")):
                body = parts[part.filename] = _bare_xml(_utf8(body), part.filename)
            entry = zipfile.ZipInfo(part.filename, NEUTRAL)
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, body, compresslevel=QUICK)
    return Bare(out.getvalue(), parts)


def _utf8(body: bytes) -> bytes:
    """Return XML as UTF-8, so that no trace hides in another coding."""
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body
    text = body.decode("utf-16", "replace")
    return DECLARATION.sub('<?xml version="1.0" encoding="UTF-8"?>', text, count=1).encode()


EMPTY_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364600000000600023081d02f0000000049454e44ae426082"
)
"""One point, in the place of a picture that cannot be freed of its data."""


def _bare_xml(body: bytes, name: str) -> bytes:
    if name == "[Content_Types].xml":
        return PARTS.sub(lambda found: b"" if _is_dropped(found.group(0)) else found.group(0), body)
    if name.endswith(".rels"):
        return RELATIONS.sub(lambda found: b"" if _is_dropped(found.group(0)) else found.group(0), body)
    for hints, pattern, kept in CUT:
        if any(hint in body for hint in hints):  # most parts have none, and looking for a word is quick
            body = pattern.sub(kept, body)
    return body


def _is_dropped(tag: bytes) -> bool:
    found = NAMED.search(tag)
    if b"attachedTemplate" in tag:
        return True
    if found is None:
        return False
    target = found.group(1).decode("utf-8", "replace").lstrip("/").removeprefix("../")
    return bool(DROPPED.match(target) or DROPPED.match(f"word/{target}"))
