"""The numbers that Word sets before paragraphs by itself; they are words of the text, too."""

from typing import Any

from nghisu.kit.language import nfc, roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DEEPEST_STYLE = 12
DASHES = frozenset("-–—")


class Numbering:
    """Counts through a document, list by list; ask for each paragraph in the order of the text."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.lists: dict[str, str] = {}
        self.begins: dict[tuple[str, int], int] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.by_style: dict[str, Any] = {}
        self.based_on: dict[str, str] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read(self, part: Any) -> None:
        for one in part.findall(f"{W}abstractNum"):
            key = one.get(f"{W}abstractNumId") or ""
            self.levels[key] = {
                _number(level.get(f"{W}ilvl")): (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    _number(_value(level, "start", "1"), 1),
                )
                for level in one.findall(f"{W}lvl")
            }
        for one in part.findall(f"{W}num"):
            key = one.get(f"{W}numId") or ""
            self.lists[key] = _value(one, "abstractNumId", "")
            for override in one.findall(f"{W}lvlOverride"):
                begin = override.find(f"{W}startOverride")
                if begin is not None:
                    place = _number(override.get(f"{W}ilvl"))
                    self.begins[key, place] = _number(begin.get(f"{W}val"), 1)

    def _read_styles(self, part: Any) -> None:
        for style in part.findall(f"{W}style"):
            key = style.get(f"{W}styleId") or ""
            self.by_style[key] = style.find(f"{W}pPr/{W}numPr")
            self.based_on[key] = _value(style, "basedOn", "")

    def label_of(self, properties: Any) -> str:
        """Return the number of the next paragraph, from its properties; "" where it has none."""
        key, level = self._list_of(properties)
        table = self.levels.get(self.lists.get(key, ""), {})
        if key in {"", "0"} or level not in table:
            return ""
        kind, pattern, _begin = table[level]
        # lists that share an abstract one go on counting together, unless one begins anew
        group = key if any(one == key for one, _level in self.begins) else self.lists[key]
        counts = self.counts.setdefault(group, {})
        begin = self.begins.get((key, level), table[level][2])
        counts[level] = counts.get(level, begin - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if kind == "none":
            return ""
        if kind == "bullet":
            return "-" if pattern in DASHES or not pattern.strip() else "•"
        label = pattern
        for place in range(level + 1):
            its_kind, _pattern, its_begin = table.get(place, ("decimal", "", 1))
            label = label.replace(f"%{place + 1}", written(counts.get(place, its_begin), its_kind))
        return nfc(" ".join(label.split()))

    def _list_of(self, properties: Any) -> tuple[str, int]:
        if properties is None:
            return "", 0
        own = properties.find(f"{W}numPr")
        style = _value(properties, "pStyle", "")
        key = _value(own, "numId", "") if own is not None else ""
        level = _value(own, "ilvl", "") if own is not None else ""
        for _step in range(DEEPEST_STYLE):
            if (key and level) or not style:
                break
            theirs = self.by_style.get(style)
            if theirs is not None:
                key = key or _value(theirs, "numId", "")
                level = level or _value(theirs, "ilvl", "")
            style = self.based_on.get(style, "")
        return key, _number(level)


def written(count: int, kind: str) -> str:
    """Return a count as a list writes it: ``iv``, ``b``, ``03``."""
    if kind in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        return roman(count) if kind == "upperRoman" else roman(count).lower()
    if kind in {"lowerLetter", "upperLetter"} and count > 0:
        letter = LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    return f"{count:02d}" if kind == "decimalZero" else str(count)


def _value(parent: Any, name: str, otherwise: str) -> str:
    element = parent.find(f"{W}{name}")
    return otherwise if element is None else (element.get(f"{W}val") or otherwise)


def _number(text: str | None, otherwise: int = 0) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise
