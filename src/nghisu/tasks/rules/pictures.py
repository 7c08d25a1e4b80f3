"""The geometry of pictures drawn on the server: a timeline, a flow (Sankey), a matrix. Plain Python.

Each picture is a list of shapes in points of the screen; a template writes them as SVG. Colours are classes,
and every picture stands beside a table that says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

ROW, HEAD, LABEL = 26, 30, 300
LETTER = 7.2  # the mean width of a letter at the size of a picture's words
NODE, GAP, BAND = 14, 10, 190
LONGEST_LABEL = 42


@dataclass(frozen=True, slots=True)
class Shape:
    """A box (``width`` set), a curve (``path`` set) or words (``words`` set).

    :param kind: the class that colours it
    :param hint: what is said when it is pointed at
    """

    kind: str
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    path: str = ""
    words: str = ""
    anchor: str = "start"
    url: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a size; ``title`` says in words what it shows, for who does not see it."""

    title: str
    width: int
    height: int
    shapes: tuple[Shape, ...]

    @property
    def role(self) -> str:
        """What it is to who does not see it: an image, or a group of links where parts of it lead on."""
        return "group" if any(one.url for one in self.shapes) else "img"


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a timeline: from a day to its deadline, and the day it was done."""

    words: str
    start: date
    due: date | None
    done: date | None = None
    tone: str = "info"
    url: str = ""
    hint: str = ""


def short(words: str, most: int = LONGEST_LABEL) -> str:
    """Return words that fit beside a row."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def timeline(
    title: str,
    bars: Sequence[Bar],
    *,
    months: Sequence[tuple[int, int]],
    today: date,
    month_words: Sequence[str],
    month_width: int = 56,
) -> Picture:
    """Draw bars over months: from start to deadline, a mark on the day of acceptance, a line for today."""
    if len(months) <= 4:
        month_width = 170
    first = date(*months[0], 1)
    last_year, last_month = months[-1]
    until = date(last_year + last_month // 12, last_month % 12 + 1, 1)
    days = (until - first).days
    wide = month_width * len(months)
    height = HEAD + ROW * len(bars) + 8

    def at(day: date) -> float:
        return round(LABEL + wide * min(max((day - first).days, 0), days) / days, 1)

    shapes: list[Shape] = []
    for (year, month), words in zip(months, month_words, strict=True):
        left = at(date(year, month, 1))
        shapes.append(Shape("grid", left, 22, 1, height - 26))
        shapes.append(Shape("label", left + 4, 16, words=words))
    for number, bar in enumerate(bars):
        top = HEAD + ROW * number
        shapes.append(Shape("words", 0, top + 15, words=short(bar.words), url=bar.url, hint=bar.words))
        end = bar.due or (until - timedelta(days=1))
        left, right = at(min(bar.start, end)), at(end + timedelta(days=1))
        kind = f"bar {bar.tone}" if bar.due else f"bar endless {bar.tone}"
        shapes.append(Shape(kind, left, top + 4, round(max(right - left, 4), 1), 14, hint=bar.hint))
        if bar.done is not None:
            shapes.append(Shape("done", at(bar.done) - 2, top + 1, 4, 20, hint=bar.hint))
    if first <= today < until:
        shapes.append(Shape("today", at(today), 20, 2, height - 24))
    return Picture(title, LABEL + wide + 8, height, tuple(shapes))


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a flow, in a column from the left."""

    key: str
    column: int
    words: str
    tone: str = "plain"
    url: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """So much goes from one node to another."""

    source: str
    target: str
    count: int
    tone: str = "plain"


@dataclass(slots=True)
class _Placed:
    """Where a node stands, and how much of its two sides is taken."""

    node: Node
    x: float
    y: float
    height: float
    taken_left: float = field(default=0)
    taken_right: float = field(default=0)


def flow(title: str, nodes: Sequence[Node], flows: Sequence[Flow], *, unit: float = 14) -> Picture:
    """Draw a flow from left to right: bands as wide as what goes, nodes as high as what passes.

    A node without any band is drawn one unit high, so that what leads nowhere is seen.
    """
    into: dict[str, int] = {}
    out: dict[str, int] = {}
    for one in flows:
        out[one.source] = out.get(one.source, 0) + one.count
        into[one.target] = into.get(one.target, 0) + one.count
    most = max(
        (
            sum(
                max(into.get(node.key, 0), out.get(node.key, 0), 1) for node in nodes if node.column == column
            )
            for column in {node.column for node in nodes}
        ),
        default=1,
    )
    unit = min(unit, max(620 / most, 0.6))
    columns = max((node.column for node in nodes), default=0) + 1
    label = int(LONGEST_LABEL * LETTER * 0.62)
    step = NODE + label + BAND * 0.45
    placed: dict[str, _Placed] = {}
    height = 0.0
    for column in range(columns):
        y = 8.0
        for node in (one for one in nodes if one.column == column):
            size = max(max(into.get(node.key, 0), out.get(node.key, 0), 1) * unit, 3)
            placed[node.key] = _Placed(node, round(column * step, 1), y, size)
            y += max(size, 16) + GAP
        height = max(height, y)
    shapes: list[Shape] = []
    for one in flows:
        a, b = placed[one.source], placed[one.target]
        thick = one.count * unit
        x1, x2 = a.x + NODE, b.x
        y1, y2 = a.y + a.taken_right + thick / 2, b.y + b.taken_left + thick / 2
        a.taken_right += thick
        b.taken_left += thick
        bend = (x2 - x1) / 2
        path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        shapes.append(
            Shape(
                f"band {one.tone}",
                height=round(max(thick, 1), 1),
                path=path,
                hint=f"{a.node.words} → {b.node.words}: {one.count}",
            )
        )
    for spot in placed.values():
        shapes.append(Shape(f"node {spot.node.tone}", spot.x, spot.y, NODE, round(spot.height, 1)))
        shapes.append(
            Shape(
                "words halo",
                spot.x + NODE + 5,
                round(spot.y + max(min(spot.height / 2 + 5, spot.height), 12), 1),
                words=short(spot.node.words, 30),
                url=spot.node.url,
                hint=spot.node.hint or spot.node.words,
            )
        )
    return Picture(title, int(columns * step + 20), int(height + 8), tuple(shapes))


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of a matrix."""

    row: int
    column: int
    tone: str
    mark: str = ""
    url: str = ""
    hint: str = ""


def matrix(
    title: str,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    squares: Sequence[Square],
    *,
    side: int = 24,
) -> Picture:
    """Draw a matrix: one row and one column for each (words, url), a square where they meet."""
    shapes: list[Shape] = []
    for number, (words, url) in enumerate(columns):
        shapes.append(
            Shape(
                "label",
                LABEL + number * side + side / 2,
                16,
                words=short(words, 6),
                anchor="middle",
                url=url,
                hint=words,
            )
        )
    for number, (words, url) in enumerate(rows):
        shapes.append(Shape("words", 0, HEAD + number * side + 16, words=short(words), url=url, hint=words))
    for one in squares:
        left, top = LABEL + one.column * side, HEAD + one.row * side
        shapes.append(
            Shape(f"square {one.tone}", left + 2, top + 2, side - 4, side - 4, url=one.url, hint=one.hint)
        )
        if one.mark:
            shapes.append(
                Shape(f"mark {one.tone}", left + side / 2, top + 16, words=one.mark, anchor="middle")
            )
    return Picture(title, LABEL + side * len(columns) + 12, HEAD + side * len(rows) + 8, tuple(shapes))
