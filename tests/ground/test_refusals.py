"""What a server must not stand on is refused in a sentence, and nothing of it is touched."""

import datetime
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from tests.ground.conftest import ROOT, environment_for

from nghisu.config import ground
from nghisu.config.ground import ClockNotSet, DatabaseNewer, NotOurDatabase


def said_by_serve(folder: Path, code: str = "") -> tuple[int, str]:
    """Start a server on the folder; return its exit code and all it said."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport runpy, sys\nsys.argv = ['nghisu', 'serve', '--port', '8199'];"
            "runpy.run_module('nghisu', run_name='__main__')",
        ],
        env=environment_for(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_bad_input_a_database_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    if "NGHISU_DATABASE_URL" in os.environ:
        pytest.skip("only on SQLite: the file of another program lies in the folder")
    place = tmp_path / "nghisu.sqlite3"
    with sqlite3.connect(place) as line:
        line.execute("CREATE TABLE kho_sach (ten TEXT)")
        line.execute("INSERT INTO kho_sach VALUES ('Truyện Kiều')")
    line.close()

    code, said = said_by_serve(tmp_path)

    assert code == 1, said
    assert "tables of another program (kho_sach)" in said
    with sqlite3.connect(place) as line:
        assert line.execute("SELECT name FROM sqlite_master").fetchall() == [("kho_sach",)]
        assert line.execute("SELECT ten FROM kho_sach").fetchall() == [("Truyện Kiều",)]
    line.close()


@pytest.mark.slow
def test_bad_input_a_clock_in_1970_is_refused_and_nothing_is_laid_out(tmp_path: Path) -> None:
    stopped = "import datetime, time\ntime.time = lambda: 3600.0\n" + (
        "from django.utils import timezone\n"
        "timezone.now = lambda: datetime.datetime(1970, 1, 1, 1, tzinfo=datetime.timezone.utc)"
    )

    code, said = said_by_serve(tmp_path, stopped)

    assert code == 1, said
    assert "says 01/01/1970 01:00" in said
    assert not (tmp_path / "nghisu.sqlite3").exists()


def test_a_clock_of_today_is_taken_and_one_that_was_never_set_is_not() -> None:
    ground.check_clock(datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC))

    for year in (1970, 1980, 2000, 2019):
        with pytest.raises(ClockNotSet):
            ground.check_clock(datetime.datetime(year, 1, 1, tzinfo=datetime.UTC))


def test_bad_input_a_database_of_a_newer_version_is_refused_by_the_name_of_its_change(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied: dict[tuple[str, str], None] = {}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: applied)
    with monkeypatch.context() as other:
        other.setattr(connection.introspection, "table_names", lambda: ["kho_sach"])
        with pytest.raises(NotOurDatabase):
            ground.check_database()
    ground.check_database()  # our own tables without their history, as in a copy
    applied["nghisu", "0001_initial"] = None
    ground.check_database()
    applied["nghisu", "9999_later"] = None

    with pytest.raises(DatabaseNewer) as refusal:
        ground.check_database()

    assert refusal.value.values["change"] == "9999_later"
