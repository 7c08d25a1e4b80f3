"""Fill the placeholders of a Word file: ``{{so_ky_hieu}}`` becomes the number, in the look it stands in.

Values are words, never markup. A paragraph that is nothing but a placeholder of many lines is repeated
for each line, with a dash before it and a stop after it where they stand there. Headers and footers are
filled too; everything else of the file stays byte for byte.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from nghisu.kit import archives
from nghisu.kit.language import nfc
from nghisu.kit.word import BODY, NotWord

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PLACEHOLDER = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\}\}")
ALONE = re.compile(rf"(- )?{PLACEHOLDER.pattern}(\./\.|[.,;])?")
FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")

Values = Mapping[str, str | Sequence[str]]


def names_in(content: bytes) -> list[str]:
    """Return the names of the placeholders of a Word file, in the order of their first places.

    :raises NotWord: if it is another kind of file
    :raises Refusal: for a bomb, a DOCTYPE, a macro, a password (see ``kit.archives``)
    """
    found: dict[str, None] = {}
    with archives.opened(content) as archive:
        if BODY not in archive.namelist():
            raise NotWord
        for _passage in archives.passages_of(archive):
            pass  # refuses a DOCTYPE and whatever else no office program writes
        parts = sorted(name for name in archive.namelist() if FILLED.fullmatch(name))
        for name in sorted(parts, key=lambda one: one != BODY):
            for paragraph in _tree(archive.read(name)).iter(f"{W}p"):
                found.update(dict.fromkeys(one.lower() for one in PLACEHOLDER.findall(_words(paragraph))))
    return list(found)


def fill(content: bytes, values: Values) -> bytes:
    """Return the Word file with its placeholders filled; one without a value becomes empty."""
    stream = io.BytesIO()
    with archives.opened(content) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for part in archive.infolist():
            data = archive.read(part.filename)
            if FILLED.fullmatch(part.filename):
                data = _filled(data, values)
            made.writestr(part.filename, data)
    return stream.getvalue()


def _tree(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _filled(data: bytes, values: Values) -> bytes:
    root = _tree(data)
    for paragraph in list(root.iter(f"{W}p")):
        words = _words(paragraph)
        alone = ALONE.fullmatch(words.strip())
        value = values.get(alone[2].lower(), "") if alone else ""
        if alone and not isinstance(value, str):
            _repeat(paragraph, _marked(value, alone[1] or "", alone[3] or ""))
        elif PLACEHOLDER.search(words):
            _replace(paragraph, values)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _texts(paragraph: Any) -> list[Any]:
    """Return the pieces of text of a paragraph itself, not of a text box inside it."""
    return [one for one in paragraph.iter(f"{W}t") if next(one.iterancestors(f"{W}p")) is paragraph]


def _words(paragraph: Any) -> str:
    return "".join(one.text or "" for one in _texts(paragraph))


def _marked(lines: Sequence[str], dash: str, mark: str) -> list[str]:
    """Return the lines, each with the dash that stands before the placeholder, the last with its mark."""
    found = [dash + line.removeprefix(dash) for line in lines]
    if found and mark:
        found[-1] = found[-1].rstrip(" .,;/") + mark
    return found


def _repeat(paragraph: Any, lines: Sequence[str]) -> None:
    """Put a paragraph for each line in its place, an empty one where there are none."""
    for line in list(lines) or [""]:
        copy = deepcopy(paragraph)
        texts = _texts(copy)
        _write(texts[0], line)
        for one in texts[1:]:
            one.text = ""
        paragraph.addprevious(copy)
    paragraph.getparent().remove(paragraph)


def _replace(paragraph: Any, values: Values) -> None:
    """Replace each placeholder where it begins, in the look of its first letter."""
    texts = _texts(paragraph)
    while True:
        found = PLACEHOLDER.search("".join(one.text or "" for one in texts))
        if found is None:
            return
        value = values.get(found[1].lower(), "")
        words = value if isinstance(value, str) else "; ".join(value)
        words = words.replace("{{", "{\u200b{")  # a value that looks like a placeholder stays words
        place = 0
        is_written = False
        for one in texts:
            text = one.text or ""
            first, last = found.start() - place, found.end() - place
            place += len(text)
            if last <= 0 or first >= len(text):
                continue
            kept = text[: max(first, 0)], text[min(last, len(text)) :]
            _write(one, kept[0] + ("" if is_written else words) + kept[1])
            is_written = True


def _write(text: Any, words: str) -> None:
    text.text = nfc(words)
    text.set(SPACE, "preserve")
