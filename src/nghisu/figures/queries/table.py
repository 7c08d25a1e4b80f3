"""The whole table of tasks done, units by quarters, as known on any day; closed quarters are only read.

One statement over the index of spans: the inner grouping follows the order of the index and needs no
sorting, the outer one folds days into quarters.
"""

from datetime import date
from uuid import UUID

from django.db import connection

from nghisu.figures.models import ClosedFigure
from nghisu.kit.periods import Quarter

Table = dict[tuple[UUID, Quarter, str], int]
QUARTERS = {
    "sqlite": (
        "(CAST(substr(accepted_on, 1, 4) AS INTEGER) * 4"
        " + (CAST(substr(accepted_on, 6, 2) AS INTEGER) + 2) / 3 - 1)"
    ),
    "postgresql": (
        "(CAST(EXTRACT(YEAR FROM accepted_on) AS INTEGER) * 4"
        " + CAST(EXTRACT(QUARTER FROM accepted_on) AS INTEGER) - 1)"
    ),
}


def done_sql(vendor: str, mark: str = "%s") -> str:
    """Return the statement; the day as known on which is asked goes in twice."""
    return (
        f"SELECT unit_id, {QUARTERS[vendor]} AS quarter, origin, SUM(many) FROM ("  # noqa: S608 -- no input
        "SELECT unit_id, accepted_on, origin, COUNT(*) AS many FROM nghisu_taskspan"
        f" WHERE accepted_on IS NOT NULL AND known_from <= {mark}"
        f" AND (known_until IS NULL OR known_until > {mark})"
        " GROUP BY unit_id, accepted_on, origin) AS days GROUP BY 1, 2, 3"
    )


def done_table(day: date) -> Table:
    """Return the tasks done by unit, quarter and origin, as known on the day; what is zero is left out."""
    with connection.cursor() as cursor:
        cursor.execute(done_sql(connection.vendor), [day, day])
        return {
            (UUID(str(unit)), Quarter(int(quarter) // 4, int(quarter) % 4 + 1), str(origin)): int(many)
            for unit, quarter, origin, many in cursor.fetchall()
        }


def closed_table(code: str) -> dict[tuple[UUID, Quarter], int]:
    """Return one figure of every closed quarter as it was closed."""
    rows = ClosedFigure.objects.filter(code=code).values_list("unit_id", "year", "number", "value")
    return {(unit, Quarter(year, number)): value for unit, year, number, value in rows}
