"""The words of a Word file, read from its XML parts once: those of the body, and those beside it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree

from nghisu.contest.rules.limits import is_named_in, words_of
from nghisu.kit import language

BODY = re.compile(r"^word/(document\d*|footnotes|endnotes)\.xml$")
BESIDE = re.compile(r"^word/(header|footer)\d*\.xml$")
PARTING = frozenset({"p", "br", "cr", "tab"})
UNSEEN = frozenset({"instrText", "delText"})


def body_words(parts: Mapping[str, bytes]) -> list[str]:
    """Return the words of body and notes, folded, in their order; headers and footers left out."""
    return words_of("".join(piece for name in parts if BODY.match(name) for piece in _pieces(parts[name])))


def is_any_named(parts: Mapping[str, bytes], body: Iterable[str], names: Iterable[str]) -> bool:
    """Tell whether one of the names stands anywhere in the file, as whole words.

    :param body: what ``body_words`` returned
    """
    wanted = [" ".join(words_of(name)) for name in names]
    if is_named_in(" ".join(body), wanted):
        return True
    for name, content in parts.items():
        if BODY.match(name):
            continue
        if BESIDE.match(name):
            text = "".join(_pieces(content))
        else:
            text = content.decode("utf-8", "replace")
            folded = language.fold(text)
            if not any(one.split(" ")[0] in folded and one in folded for one in wanted if one):
                continue
        if is_named_in(" ".join(words_of(text)), wanted):
            return True
    return False


def _pieces(content: bytes) -> Iterator[str]:
    """Yield the text of a part; a paragraph, a break and a tabulator part words."""
    root = ElementTree.fromstring(content)  # noqa: S314 -- a document type was refused when it was sent
    if b"Fallback" in content:  # what an older program shows in the place of a text box, said twice
        for parent in list(root.iter()):
            for child in [one for one in parent if one.tag.endswith("}Fallback")]:
                parent.remove(child)
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag in PARTING:
            yield "\n"
        elif element.text and tag not in UNSEEN:
            yield element.text
