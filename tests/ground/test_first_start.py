"""An empty database gets its tables in one step, and they are those that the migrations make."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.ground.conftest import HAS_MIGRATIONS, ROOT, environment_for

LAID_OUT = """
import django
django.setup()
from nghisu.management.commands.demo import bring_up_to_date
bring_up_to_date()
"""


def tables_of(data: Path) -> dict[str, Any]:
    """Return each table with its columns and rules, and each index; the order of columns does not count."""
    line = sqlite3.connect(data / "nghisu.sqlite3")
    try:
        made = line.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        return {
            f"{kind} {name}": sorted(split(sql)) if kind == "table" and sql else sql
            for kind, name, sql in made
        } | {"migrations": sorted(line.execute("SELECT app, name FROM django_migrations"))}
    finally:
        line.close()


def split(sql: str) -> list[str]:
    """Part the columns and constraints of CREATE TABLE at the commas outside brackets."""
    parts, depth, start = [], 0, sql.index("(") + 1
    for place, sign in enumerate(sql[start:-1], start=start):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append(sql[start:place].strip())
            start = place + 1
    return [*parts, sql[start:-1].strip()]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.skipif(not HAS_MIGRATIONS, reason="NOT RUN: there are no migrations")
def test_the_tables_of_a_first_start_are_those_of_the_migrations(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("NGHISU_DATABASE_URL", raising=False)
    made = []
    for name, words in (("first", ["-c", LAID_OUT]), ("moved", ["-m", "nghisu", "migrate", "-v0"])):
        data = tmp_path / name
        data.mkdir(mode=0o700)
        subprocess.run([sys.executable, *words], env=environment_for(data), cwd=ROOT, check=True)
        made.append(tables_of(data))
    first, moved = made

    assert first == moved
