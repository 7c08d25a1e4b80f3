"""The whole demo out, into an empty instance, and out again: the same bytes but for the stamp.

Run on PostgreSQL, as the second half of ./test does, the empty instance is one of that server, and the
demo was filled on SQLite: what is exported there crosses between the two.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from nghisu.exchange.rules import whole as rules

ROOT = Path(__file__).parents[2]
PASSPHRASE = "mùa gặt đến sớm ở đồng bằng"
SERVER = os.environ.get("NGHISU_DATABASE_URL", "")


def run(data: Path, *words: str, database: str = "") -> str:
    """Run a command on an instance of its own and return what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NGHISU_")}
    kept |= {"NGHISU_DATA": str(data), "LC_ALL": "en_US.UTF-8", "PYTHONPATH": str(ROOT / "src")}
    if database:
        kept["NGHISU_DATABASE_URL"] = database
    told = subprocess.run(
        [sys.executable, "-m", "nghisu", *words], env=kept, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr[-2000:]
    return told.stdout


@pytest.fixture
def second_database() -> Iterator[str]:
    """Return the address of an empty database of the server that the tests run on; nothing on SQLite."""
    if not SERVER:
        yield ""
        return
    parts = urlsplit(SERVER)
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute("CREATE DATABASE demo_across")
        try:
            yield urlunsplit(parts._replace(path="/demo_across"))
        finally:
            server.execute("DROP DATABASE demo_across WITH (FORCE)")


def differing(first: Path, second: Path) -> list[str]:
    """Return the parts of two exports that are not the same bytes; the sealed part by what is sealed."""
    found: list[str] = []
    hidden = []
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        found += sorted(set(one.namelist()) ^ set(other.namelist()))
        for name in sorted(set(one.namelist()) & set(other.namelist()) - {rules.STAMP, rules.SEALED}):
            if one.read(name) != other.read(name):
                found.append(name)
        for archive in (one, other):
            kept = json.loads(rules.unseal(archive.read(rules.SEALED), PASSPHRASE))
            assert kept.pop("stamp") == rules.sha256(archive.read(rules.STAMP))
            hidden.append(kept)
    return found if hidden[0] == hidden[1] else [*found, rules.SEALED]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_whole_demo_is_the_same_after_moving_into_an_empty_instance(
    tmp_path: Path, second_database: str
) -> None:
    words = tmp_path / "passphrase"
    words.write_text(PASSPHRASE)
    sealed = ("--passphrase-file", str(words))
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    run(old, "demo")
    run(old, "export", "--whole", str(first), *sealed)

    told = run(new, "import", "--whole", str(first), *sealed, database=second_database)
    run(new, "export", "--whole", str(second), *sealed, database=second_database)

    assert "and the record holds." in told
    with zipfile.ZipFile(first) as archive:
        tables = json.loads(archive.read("manifest.json"))["tables"]
    assert sum(int(one["rows"]) for one in tables.values()) > 5_000
    assert differing(first, second) == []
