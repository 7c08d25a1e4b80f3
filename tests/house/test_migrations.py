"""The migrations make exactly the tables that the models describe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HAS_MIGRATIONS = any((ROOT / "src/nghisu/migrations").glob("0*.py"))

pytestmark = pytest.mark.skipif(not HAS_MIGRATIONS, reason="only once the first migration is committed")


def manage(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a SQLite database of its own."""
    environment = {**os.environ, "NGHISU_DATA": str(data), "PYTHONPATH": "src"}
    environment.pop("NGHISU_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "nghisu", *words],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_no_model_waits_for_a_migration(tmp_path: Path) -> None:
    done = manage(tmp_path, "makemigrations", "--check", "--dry-run")

    assert done.stdout.strip() == "No changes detected"
    assert done.returncode == 0


def test_an_empty_folder_is_migrated_from_zero_and_has_every_table(tmp_path: Path) -> None:
    migrated = manage(tmp_path, "migrate", "-v0")
    code = (
        "from django.apps import apps; from django.db import connection; "
        "there = set(connection.introspection.table_names()); "
        "print(sorted(m._meta.db_table for m in apps.get_models() if m._meta.db_table not in there))"
    )
    asked = manage(tmp_path, "shell", "-v0", "-c", code)

    assert (migrated.returncode, migrated.stderr) == (0, "")
    assert asked.stdout.strip() == "[]"
