"""A Word file without any trace of who wrote it: properties, people, comments, dates, and pictures' data."""

import io
import re
import zipfile
from collections.abc import Callable

DROPPED = re.compile(
    r"^(docProps/|customXml/|word/(people|comments\w*|commentsExtended|glossary)\b|word/embeddings/"
    r"|_xmlsignatures/)",
    re.IGNORECASE,
)
TRACES = re.compile(rb'\s(?:w|w15|w14|w16cid|w16cex|w16du)?:?(?:author|initials|userId|providerId)="[^"]*"')
DATES = re.compile(rb'\sw:date="[^"]*"')
PARTS = re.compile(rb"<Override\b[^>]*/>")
RELATIONS = re.compile(rb"<Relationship\b[^>]*/>")
NAMED = re.compile(rb'(?:PartName|Target)="([^"]*)"')
COMMENT_MARKS = re.compile(rb"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^>]*/>")
VARIABLES = re.compile(rb"<w:docVars>.*?</w:docVars>", re.DOTALL)
ATTACHED = re.compile(rb"<w:attachedTemplate\b[^>]*/>")
NEUTRAL = (1980, 1, 1, 0, 0, 0)


def bare_docx(content: bytes, *, bare_picture: Callable[[bytes], bytes | None]) -> bytes:
    """Return the file with text and form only.

    :param bare_picture: returns a picture without its data, or None where it cannot; it is left out then
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for part in source.infolist():
            if part.is_dir() or DROPPED.match(part.filename):
                continue
            body = source.read(part)
            if part.filename.startswith("word/media/"):
                picture = bare_picture(body)
                body = picture if picture is not None else EMPTY_PICTURE
            elif part.filename.lower().endswith((".xml", ".rels")):
                body = _bare_xml(body, part.filename)
            entry = zipfile.ZipInfo(part.filename, NEUTRAL)
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, body)
    return out.getvalue()


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
    body = COMMENT_MARKS.sub(b"", VARIABLES.sub(b"", ATTACHED.sub(b"", body)))
    return DATES.sub(
        b"", TRACES.sub(lambda found: b' w:author=""' if b"author" in found.group(0) else b"", body)
    )


def _is_dropped(tag: bytes) -> bool:
    found = NAMED.search(tag)
    if b"attachedTemplate" in tag:
        return True
    if found is None:
        return False
    target = found.group(1).decode("utf-8", "replace").lstrip("/").removeprefix("../")
    return bool(DROPPED.match(target) or DROPPED.match(f"word/{target}"))
