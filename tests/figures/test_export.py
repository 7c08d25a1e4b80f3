"""The same number from outside: one SQL statement over the exported tables."""

import csv
import sqlite3
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from tests.conftest import House, at
from tests.tasks.conftest import Desk, day

from nghisu.figures.queries import quarter_figures
from nghisu.kit.periods import Quarter
from nghisu.tasks import actions
from nghisu.tasks.models import Task

DONE_IN_THE_QUARTER = """
    SELECT sum(origin = 'planned'), sum(origin = 'arising'), count(*)
    FROM taskspan JOIN unit ON unit.id = taskspan.unit_id
    WHERE unit.code = 'DUK'
      AND accepted_on BETWEEN '2023-01-01' AND '2023-03-31'
      AND known_from <= :as_of AND (known_until = '' OR known_until > :as_of)
"""


def counted_outside(folder: Path, as_of: str) -> tuple[int, int, int]:
    """Export all tables, load two of them into an empty database, and count by one statement."""
    call_command("export", "--out", str(folder), stdout=StringIO())
    outside = sqlite3.connect(":memory:")
    for name in ("taskspan", "unit"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            columns = next(rows)
            outside.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            outside.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    found = outside.execute(DONE_IN_THE_QUARTER, {"as_of": as_of}).fetchone()
    outside.close()
    return (found[0] or 0, found[1] or 0, found[2])


def counted_inside(house: House, as_of: str) -> tuple[int, int, int]:
    found = quarter_figures(
        unit=house.units["DUK"], quarter=Quarter(2023, 1), as_of=day(as_of), standing=None
    )
    return found.planned, found.arising, found.total


def test_one_statement_over_the_export_counts_what_the_product_counts(
    desk: Desk, house: House, quarter_one: list[Task], tmp_path: Path
) -> None:
    assert counted_outside(tmp_path / "before", "2023-04-21") == (89, 17, 106)

    first, second = (desk.now(task) for task in quarter_one[:2])
    moment = at("2023-04-24 08:00")
    actions.correct(
        task=first, version=first.version, accepted_on=day("3/4/2023"), reason="…", by=desk.minh, at=moment
    )
    actions.correct(
        task=second, version=second.version, unit=house.units["A1"], reason="…", by=desk.minh, at=moment
    )

    for as_of, shown, total in (("2023-04-21", "21/4/2023", 106), ("2023-04-24", "24/4/2023", 104)):
        outside = counted_outside(tmp_path / f"as-of-{as_of}", as_of)
        assert outside == counted_inside(house, shown)
        assert outside[2] == total


def test_the_two_counts_agree_on_any_day(house: House, quarter_one: list[Task], tmp_path: Path) -> None:
    for as_of in ("2023-01-31", "2023-02-15", "2023-03-31", "2023-04-03"):
        year, month, number = as_of.split("-")
        outside = counted_outside(tmp_path / as_of, as_of)

        assert outside == counted_inside(house, f"{number}/{month}/{year}")
