"""How documents bear on each other as a picture: who stands left of whom, and which day changes what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from nghisu.documents.rules.states import Edge
from nghisu.kit.refusals import N_, Refusal

MOST_NODES = 60
BOX_WIDTH, BOX_HEIGHT = 210, 62
GAP_X, GAP_Y = 150, 18
MARGIN = 8
LINE_LETTERS = 24


class LinkedAlready(Refusal):
    """One edge a pair: the inverse is read from it."""

    sentence = N_(
        "The two documents are linked already: %(source)s %(words)s %(target)s. "
        "Take that link back first if it is wrong."
    )
    field = "target"


class EarlierThanItsTarget(Refusal):
    """What came first cannot implement, amend or answer what came later."""

    sentence = N_(
        "%(source)s of %(first)s came before %(target)s of %(later)s and cannot bear on it. "
        "Link them the other way round."
    )
    field = "target"


class Force(StrEnum):
    """What a document is worth on a day."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    REPLACED = "replaced"
    REVOKED = "revoked"
    VOID = "void"


FORCE_NAMES = {
    Force.NOT_YET: N_("Not yet issued"),
    Force.IN_FORCE: N_("In force"),
    Force.AMENDED: N_("In force, amended"),
    Force.REPLACED: N_("Replaced"),
    Force.REVOKED: N_("Revoked"),
    Force.VOID: N_("Number void"),
}
FORCE_TONES = {
    Force.NOT_YET: "plain",
    Force.IN_FORCE: "good",
    Force.AMENDED: "info",
    Force.REPLACED: "bad",
    Force.REVOKED: "bad",
    Force.VOID: "bad",
}
ENDS = {Edge.REPLACES: Force.REPLACED, Edge.REVOKES: Force.REVOKED}


def force_on(
    day: date, *, dated_on: date | None, is_void: bool, changes: Iterable[tuple[Edge, date | None]]
) -> Force:
    """Return what a document is worth on the day.

    :param changes: (kind, day) of issued documents that bear on it
    """
    if is_void:
        return Force.VOID
    if dated_on is None or dated_on > day:
        return Force.NOT_YET
    so_far = [(changed_on, kind) for kind, changed_on in changes if changed_on and changed_on <= day]
    ended = sorted((changed_on, kind) for changed_on, kind in so_far if kind in ENDS)
    if ended:
        return ENDS[ended[0][1]]
    return Force.AMENDED if any(kind is Edge.AMENDS for _on, kind in so_far) else Force.IN_FORCE


def check_order(*, source: str, source_on: date | None, target: str, target_on: date | None) -> None:
    """Refuse an edge from an earlier document to a later one; a draft has no day and may bear on anything.

    :raises EarlierThanItsTarget: if the source came first
    """
    if source_on and target_on and source_on < target_on:
        raise EarlierThanItsTarget(source=source, first=source_on, target=target, later=target_on)


@dataclass(frozen=True, slots=True)
class Box:
    """A document in the picture; places in units of the picture."""

    key: UUID
    x: int
    y: int
    lines: tuple[str, ...]
    is_centre: bool

    @property
    def placed(self) -> list[tuple[int, int, str]]:
        """Each line of words with its place."""
        return [(self.x + 8, self.y + 19 + 17 * row, line) for row, line in enumerate(self.lines)]


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge in the picture, from its source to its target."""

    path: str
    words_x: int
    words_y: int
    kind: Edge


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture. ``left_out`` counts documents that found no room."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    left_out: int = 0


def columns_of(centre: UUID, edges: Sequence[tuple[UUID, UUID, Edge]]) -> dict[UUID, int]:
    """Return the column of each document: what it rests on stands left of it, what rests on it right.

    The centre is 0. Each document stands as far away as its shortest way from the centre.
    """
    found: dict[UUID, int] = {centre: 0}
    waiting = [centre]
    while waiting:
        here = waiting.pop(0)
        for source, target, _kind in edges:
            if source == here and target not in found:
                found[target] = found[here] - 1
                waiting.append(target)
            elif target == here and source not in found:
                found[source] = found[here] + 1
                waiting.append(source)
    return found


def drawn(
    centre: UUID,
    words: Mapping[UUID, str],
    edges: Sequence[tuple[UUID, UUID, Edge]],
) -> Picture:
    """Return the picture of documents and the edges among them, nearest documents first.

    :param words: what stands in each box, in the order in which boxes of a column stand
    """
    columns = columns_of(centre, edges)
    order = {key: place for place, key in enumerate(words)}
    near = sorted((key for key in columns if key in words), key=lambda key: (abs(columns[key]), order[key]))
    shown = near[:MOST_NODES]
    first = min((columns[key] for key in shown), default=0)
    stacks: dict[int, list[UUID]] = {}
    for key in sorted(shown, key=order.__getitem__):
        stacks.setdefault(columns[key] - first, []).append(key)
    tallest = max(len(stack) for stack in stacks.values())
    height = 2 * MARGIN + tallest * BOX_HEIGHT + (tallest - 1) * GAP_Y
    boxes: dict[UUID, Box] = {}
    for column, stack in stacks.items():
        used = len(stack) * BOX_HEIGHT + (len(stack) - 1) * GAP_Y
        top = (height - used) // 2
        for place, key in enumerate(stack):
            boxes[key] = Box(
                key=key,
                x=MARGIN + column * (BOX_WIDTH + GAP_X),
                y=top + place * (BOX_HEIGHT + GAP_Y),
                lines=wrapped(words[key]),
                is_centre=key == centre,
            )
    arrows = tuple(
        _arrow(boxes[source], boxes[target], kind)
        for source, target, kind in edges
        if source in boxes and target in boxes
    )
    width = 2 * MARGIN + len(stacks) * BOX_WIDTH + (max(stacks) if stacks else 0) * GAP_X
    return Picture(width, height, tuple(boxes.values()), arrows, len(near) - len(shown))


def _arrow(source: Box, target: Box, kind: Edge) -> Arrow:
    """Draw from the nearer sides; in one column, around its right side."""
    y1, y2 = source.y + BOX_HEIGHT // 2, target.y + BOX_HEIGHT // 2
    if source.x == target.x:
        x1 = x2 = source.x + BOX_WIDTH
        bend = x1 + GAP_X // 3
        return Arrow(f"M{x1} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}", bend, (y1 + y2) // 2 - 4, kind)
    x1 = source.x if source.x > target.x else source.x + BOX_WIDTH
    x2 = target.x + BOX_WIDTH if source.x > target.x else target.x
    middle = (x1 + x2) // 2
    path = f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"
    return Arrow(path, middle, (y1 + y2) // 2 - 4, kind)


def wrapped(words: str, *, lines: int = 3) -> tuple[str, ...]:
    """Return the words in at most three lines, cut with an ellipsis."""
    found: list[str] = []
    line = ""
    for word in words.split():
        if line and len(line) + 1 + len(word) > LINE_LETTERS:
            found.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    found.append(line)
    if len(found) <= lines:
        return tuple(found)
    last = found[lines - 1][: LINE_LETTERS - 1].rstrip()
    return (*found[: lines - 1], f"{last}…")
