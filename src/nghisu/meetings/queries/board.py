"""The control board of the points: who reported, who is silent or lost, and sums that say what they lack."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from nghisu.kit import language
from nghisu.meetings.models import Meeting, PointIncident
from nghisu.meetings.queries.points import points_visible_to
from nghisu.meetings.rules.points import (
    INCIDENT_NAMES,
    STATE_NAMES,
    STATE_TONES,
    IncidentKind,
    PointState,
    Totals,
    state_on_line,
    totals,
)
from nghisu.organisation.rules.policy import Standing

SILENT, TROUBLE = "silent", "trouble"


@dataclass(slots=True)
class BoardRow:
    """A point on the board with the sums of itself and all under it."""

    pk: UUID
    parent_id: UUID | None
    code: str
    name: str
    place: str
    operator: str
    phone: str
    expected: int
    heads: int | None
    reported_at: datetime | None
    state: PointState
    is_online: bool
    depth: int = 0
    troubles: list[str] = field(default_factory=list)
    children: list["BoardRow"] = field(default_factory=list)
    totals: Totals = Totals(0, 0, 0, 0)
    is_open: bool = False

    @property
    def state_name(self) -> str:
        """The state in words."""
        return gettext(STATE_NAMES[self.state])

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return STATE_TONES[self.state]

    @property
    def is_silent(self) -> bool:
        """Whether it reported nothing."""
        return self.heads is None


@dataclass(frozen=True)
class Board:
    """The whole board for one reader."""

    top: list[BoardRow]
    all: list[BoardRow]
    totals: Totals

    @property
    def silent(self) -> list[BoardRow]:
        """The points that reported nothing."""
        return [row for row in self.all if row.is_silent and row.state is not PointState.CLOSED]

    @property
    def lost(self) -> list[BoardRow]:
        """The points whose line is lost."""
        return [row for row in self.all if row.state is PointState.LOST]

    @property
    def troubled(self) -> list[BoardRow]:
        """The points with trouble that is not solved."""
        return [row for row in self.all if row.troubles]

    @property
    def online(self) -> int:
        """How many consoles are heard."""
        return sum(row.is_online for row in self.all)

    def shown(self, *, state: str, text: str, opened: frozenset[str]) -> list[BoardRow]:
        """Return the rows to be shown: those that fit a filter, or the tree with its branches folded.

        The top and what stands directly under it is always open; ``opened`` names further codes, or ``*``.
        """
        words = language.fold(text).split()
        if state or words:
            return [
                row
                for row in self.all
                if _fits(row, state)
                and all(word in language.fold(f"{row.code} {row.name} {row.place}") for word in words)
            ]
        return list(_unfolded(self.top, opened))


def _fits(row: BoardRow, state: str) -> bool:
    if state == SILENT:
        return row.is_silent
    if state == TROUBLE:
        return bool(row.troubles)
    return not state or row.state == state


def _unfolded(rows: Iterable[BoardRow], opened: frozenset[str]) -> Iterable[BoardRow]:
    for row in rows:
        row.is_open = row.depth == 0 or "*" in opened or row.code in opened
        yield row
        if row.is_open:
            yield from _unfolded(row.children, opened)


def board_of(standing: Standing, meeting: Meeting, now: datetime) -> Board:
    """Return the board for the asker, in two queries whatever the number of points."""
    rows: dict[UUID, BoardRow] = {}
    for found in points_visible_to(standing, meeting).values(
        *("pk", "parent_id", "code", "name", "place", "operator_name", "operator__full_name", "phone"),
        *("expected", "heads", "reported_at", "state", "pulse__heard_at", "pulse__back_at"),
    ):
        heard_at = found["pulse__heard_at"]
        state = state_on_line(
            PointState(found["state"]), heard_at=heard_at, back_at=found["pulse__back_at"], now=now
        )
        rows[found["pk"]] = BoardRow(
            found["pk"],
            found["parent_id"],
            found["code"],
            found["name"],
            found["place"],
            found["operator_name"] or found["operator__full_name"] or "",
            found["phone"],
            found["expected"],
            found["heads"],
            found["reported_at"],
            state,
            is_online=heard_at is not None and state not in {PointState.LOST, PointState.CLOSED},
        )
    troubles: dict[UUID, list[str]] = defaultdict(list)
    for point_id, kind, text in (
        PointIncident.objects.filter(point__meeting=meeting, solved_at__isnull=True)
        .order_by("at")
        .values_list("point_id", "kind", "text")
    ):
        troubles[point_id].append(text or gettext(INCIDENT_NAMES[IncidentKind(kind)]))
    top: list[BoardRow] = []
    for row in rows.values():
        row.troubles = troubles[row.pk]
        above = rows.get(row.parent_id) if row.parent_id else None
        (above.children if above else top).append(row)
    for row in top:
        _sum(row, 0)
    everything = list(rows.values())
    return Board(top, everything, totals((row.expected, row.heads) for row in everything))


def _sum(row: BoardRow, depth: int) -> Totals:
    """Sum a point and all under it; the sums of the children with its own are the parent's."""
    row.depth = depth
    points, reported = 1, int(row.heads is not None)
    heads, expected = row.heads or 0, row.expected
    for child in row.children:
        below = _sum(child, depth + 1)
        points, reported = points + below.points, reported + below.reported
        heads, expected = heads + below.heads, expected + below.expected
    row.totals = Totals(points, reported, heads, expected)
    return row.totals
