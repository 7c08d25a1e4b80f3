"""From this database into SQLite by the real commands, and back: the same bytes each time.

Run on PostgreSQL, as the second half of ./test does, this crosses between the two in both directions.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import House, at
from tests.exchange.cast import a_full_house, forget_everything
from tests.exchange.test_whole import PASSPHRASE, content_of, quiet, take

from nghisu.exchange.exports.whole import write_to
from nghisu.record.queries.whole import check_record

ROOT = Path(__file__).parents[2]


def elsewhere(data: Path, *words: str) -> str:
    """Run a command on a SQLite instance of its own and return what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NGHISU_")}
    told = subprocess.run(
        [sys.executable, "-m", "nghisu", *words],
        env={**kept, "NGHISU_DATA": str(data), "LC_ALL": "en_US.UTF-8", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.slow
def test_an_export_goes_into_a_new_sqlite_instance_and_back_into_this_database(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    a_full_house(house)
    folder = tmp_path_factory.mktemp("across")
    data, words = folder / "data", folder / "passphrase"
    data.mkdir()
    words.write_text(PASSPHRASE)
    write_to(folder / "first.zip", passphrase=PASSPHRASE, at=at("2023-04-21 15:00"), tell=quiet)

    told = elsewhere(data, "import", "--whole", str(folder / "first.zip"), "--passphrase-file", str(words))
    elsewhere(data, "export", "--whole", str(folder / "second"), "--passphrase-file", str(words))
    forget_everything()
    take(folder / "second")
    write_to(folder / "third", passphrase=PASSPHRASE, at=at("2024-04-21 15:00"), tell=quiet)

    assert "and the record holds." in told
    first = content_of(folder / "first.zip")
    for other in ("second", "third"):
        found = content_of(folder / other)
        assert found.keys() == first.keys()
        assert [path for path in first if found[path] != first[path]] == []
    assert check_record().is_green
