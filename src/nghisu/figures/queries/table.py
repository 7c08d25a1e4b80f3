"""The whole table of tasks done, units by quarters, as known on any day; closed quarters are only read.

One statement asks the index of spans for each unit and quarter: every cell is one stretch of the index, so
nothing is sorted and each entry is read once. Both origins are summed in one pass, the second by the billion.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Min

from nghisu.figures.models import ClosedFigure
from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Unit

Table = dict[tuple[UUID, Quarter, str], int]
ARISING = 1_000_000_000


def done_sql(quarters: int, mark: str = "%s") -> str:
    """Return the statement; it takes the day twice, then number, first day and day after of each quarter."""
    spans = f" UNION ALL SELECT {mark}, {mark}, {mark}" * (quarters - 1)
    return (
        f"SELECT units.id, quarters.place, (SELECT SUM(CASE origin WHEN 'planned' THEN 1 ELSE {ARISING} END)"  # noqa: S608 -- no input
        " FROM nghisu_taskspan AS spans WHERE spans.unit_id = units.id"
        " AND spans.accepted_on >= quarters.first AND spans.accepted_on < quarters.until"
        f" AND known_from <= {mark} AND (known_until IS NULL OR known_until > {mark}))"
        f" FROM nghisu_unit AS units CROSS JOIN (SELECT {mark} AS place, {mark} AS first, {mark} AS until"
        f"{spans}) AS quarters"
    )


def quarters_until(first: date, day: date) -> list[Quarter]:
    """Return the quarters from the one a day lies in to that of another."""
    found = [Quarter.of(first)]
    while found[-1] < Quarter.of(day):
        found.append(found[-1].next)
    return found


def arguments(quarters: Sequence[Quarter], day: date) -> list[Any]:
    """Return what the statement takes."""
    places = [(place, one.first, one.until) for place, one in enumerate(quarters)]
    return [day, day, *(value for row in places for value in row)]


def done_table(day: date) -> Table:
    """Return the tasks done by unit, quarter and origin, as known on the day; what is zero is left out."""
    first = Unit.objects.aggregate(first=Min("first"))["first"]
    if first is None or first > day:
        return {}
    quarters = quarters_until(first, day)
    found: Table = {}
    with connection.cursor() as cursor:
        cursor.execute(done_sql(len(quarters)), arguments(quarters, day))
        for unit, place, many in cursor.fetchall():
            arising, planned = divmod(int(many or 0), ARISING)
            for origin, value in (("planned", planned), ("arising", arising)):
                if value:
                    found[UUID(str(unit)), quarters[int(place)], origin] = value
    return found


def closed_table(code: str) -> dict[tuple[UUID, Quarter], int]:
    """Return one figure of every closed quarter as it was closed."""
    rows = ClosedFigure.objects.filter(code=code).values_list("unit_id", "year", "number", "value")
    return {(unit, Quarter(year, number)): value for unit, year, number, value in rows}
