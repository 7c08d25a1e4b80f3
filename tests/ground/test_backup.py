"""Sealed copies: whole or refused, written while others write, restored into an empty place only (H9)."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pysqlite3
import pytest
from tests.ground.conftest import ROOT, Server, environment_for

pytestmark = pytest.mark.slow

TABLES = "from nghisu.management.commands.demo import bring_up_to_date\nbring_up_to_date()\n"
FILLED = (
    "import pathlib\n"
    "from django.conf import settings\n"
    "from nghisu.people.models import Person\n"
    "from nghisu.record.actions import note\n"
    "from nghisu.record.jobs import hourly\n"
    "from django.db import transaction\n"
    "from django.utils import timezone\n"
    "one = Person.objects.create_person(full_name='Nguyễn Văn An', username='an', password='đồng lúa chín')\n"
    "with transaction.atomic():\n"
    "    for _ in range(20):\n"
    "        note(verb='person.renamed', subject=one, by=None, at=timezone.now())\n"
    "hourly(at=timezone.now())\n"
    "place = pathlib.Path(settings.DATA) / 'files' / 'ab'\n"
    "place.mkdir(parents=True)\n"
    "(place / ('ab' * 32)).write_bytes(b'canary-of-the-file' * 1000)\n"
)
COUNTED = (
    "from nghisu.people.models import Person\nfrom nghisu.record.models import Entry\n"
    "print(Entry.objects.count(), Person.objects.get().full_name)"
)


class Office:
    """An installation of its own with some work in it, spoken to by its command line."""

    def __init__(self, folder: Path) -> None:
        self.data = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self.environment = environment_for(folder)

    def say(self, *words: object) -> tuple[int, str]:
        """Run one command; return its exit code and all it said."""
        done = subprocess.run(
            [sys.executable, "-m", "nghisu", *map(str, words)],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def run(self, code: str) -> str:
        return Server.run(self, code)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("office"))
    made.run(TABLES + FILLED)
    return made


@pytest.fixture(scope="module")
def key(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("safe") / "backup.key"
    code, said = office.say("backup", "key", "--out", place)
    assert (code, place.stat().st_mode & 0o777) == (0, 0o600)
    assert "Without it no copy can be read" in said
    return place


@pytest.fixture(scope="module")
def copy(office: Office, key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("copies") / "monday.nsb"
    code, said = office.say("backup", "write", "--out", place)
    assert code == 0, said
    return place


def test_harness_H9_a_copy_restored_in_an_empty_place_holds_all_the_work_and_a_record_that_verifies(
    office: Office, key: Path, copy: Path, tmp_path: Path
) -> None:
    elsewhere = Office(tmp_path / "new")

    code, said = elsewhere.say("backup", "restore", copy, "--key", key)

    assert code == 0, said
    assert "a record that holds" in said
    lines, _, name = elsewhere.run(COUNTED).partition(" ")
    assert (int(lines), name) == (20, "Nguyễn Văn An\n")
    kept = {place.relative_to(elsewhere.data) for place in elsewhere.data.rglob("*") if place.is_file()}
    assert Path("files/ab") / ("ab" * 32) in kept
    for own in ("record.key", "record.checkpoint", "secret.key", "backup.pub"):
        assert (elsewhere.data / own).read_bytes() == (office.data / own).read_bytes()
    assert elsewhere.say("record", "verify")[0] == 0
    assert not list(elsewhere.data.glob(".restoring*"))


def test_harness_H9_no_word_of_the_work_can_be_read_in_a_copy(copy: Path, office: Office) -> None:
    words = copy.read_bytes()

    assert b"canary-of-the-file" not in words
    assert "Nguyễn".encode() not in words
    assert office.environment["NGHISU_DATA"].encode() not in words
    assert copy.stat().st_mode & 0o777 == 0o600


def test_harness_H9_a_copy_with_a_flipped_bit_or_a_lost_end_is_refused_and_nothing_is_touched(
    key: Path, copy: Path, tmp_path: Path
) -> None:
    from nghisu.config import backup

    whole, chance = copy.read_bytes(), random.Random(9)
    opened = backup.read_key(key)
    places = [*range(300), *(chance.randrange(len(whole)) for _ in range(300))]
    damaged = [whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :] for at in places]
    cut = [whole[: chance.randrange(len(whole))] for _ in range(50)] + [whole + b"x", whole + whole, b""]
    bad = tmp_path / "bad.nsb"

    for words in (*damaged, *cut):
        bad.write_bytes(words)
        with (
            pytest.raises((backup.CopyDamaged, backup.NotOurCopy, backup.WrongKey)),
            backup.opened(bad, opened) as (_, tape, opening),
        ):
            backup.read_copy(tape, opening, into=None)

    bad.write_bytes(damaged[-1])
    elsewhere = Office(tmp_path / "new")
    code, said = elsewhere.say("backup", "restore", bad, "--key", key)
    assert (code, "damaged or cut short" in said) == (1, True)
    assert {place.name for place in elsewhere.data.iterdir()} <= MADE_AT_START


MADE_AT_START = {
    "secret.key",
    "server.lock",
    "static",
    "nghisu.sqlite3",
    "nghisu.sqlite3-wal",
    "nghisu.sqlite3-shm",
}


def test_a_copy_is_never_restored_over_work(office: Office, key: Path, copy: Path) -> None:
    before = office.run(COUNTED)

    code, said = office.say("backup", "restore", copy, "--key", key)

    assert (code, "into an empty place only" in said) == (1, True)
    assert office.run(COUNTED) == before


def test_each_wrong_step_has_its_sentence(office: Office, key: Path, copy: Path, tmp_path: Path) -> None:
    from nghisu.config import backup

    other, not_ours = tmp_path / "other.key", tmp_path / "letter.txt"
    not_ours.write_text("Kính gửi")
    bare = tmp_path / "bare"
    bare.mkdir()
    backup.make_key(other, data=bare)
    (bare / backup.PUBLIC).unlink()

    def written(out: Path, data: Path) -> None:
        backup.write_copy(out, data=data, manifest={}, database=lambda folder: None)

    def read(place: Path, by: Path) -> None:
        with backup.opened(place, backup.read_key(by)):
            pass

    for refusal, step in (
        (backup.KeyMissing, lambda: written(tmp_path / "a.nsb", bare)),
        (backup.KeyTooNear, lambda: backup.make_key(office.data / "backup.key", data=office.data)),
        (backup.FileThere, lambda: backup.make_key(other, data=office.data)),
        (backup.FileThere, lambda: written(copy, office.data)),
        (backup.WrongKey, lambda: read(copy, other)),
        (backup.NotOurKey, lambda: read(copy, not_ours)),
        (backup.NotOurCopy, lambda: read(not_ours, key)),
        (backup.FileAbsent, lambda: read(tmp_path / "nothing", key)),
        (backup.FileAbsent, lambda: read(copy, tmp_path / "nothing")),
    ):
        with pytest.raises(refusal):
            step()

    assert list(tmp_path.glob(".*")) == []  # no half of a copy is left
    code, said = office.say("backup", "check", copy, "--key", other)
    assert (code, "sealed for the key" in said) == (1, True)
    code, said = Office(tmp_path / "void").say("record", "verify")
    assert (code, "There are no data in" in said) == (1, True)


def test_a_copy_of_a_newer_version_or_of_another_database_is_refused(
    office: Office, key: Path, tmp_path: Path
) -> None:
    from nghisu.config import backup

    elsewhere = Office(tmp_path / "new")
    here = "sqlite" if "NGHISU_DATABASE_URL" not in os.environ else "postgresql"
    sentences = []
    manifests: list[dict[str, Any]] = [
        {
            "database": here,
            "migrations": [["nghisu", "9999_later"]],
            "made_at": "2030-01-01T00:00:00+00:00",
        },
        {"database": "oracle", "migrations": [], "made_at": "2030-01-01T00:00:00+00:00"},
    ]

    for number, manifest in enumerate(manifests):
        out = tmp_path / f"{number}.nsb"
        backup.write_copy(out, data=office.data, manifest=manifest, database=lambda folder: None)
        sentences.append(elsewhere.say("backup", "restore", out, "--key", key))

    assert [code for code, _ in sentences] == [1, 1]
    assert "made by a newer version" in sentences[0][1]
    assert "a database of oracle" in sentences[1][1]
    assert {place.name for place in elsewhere.data.iterdir()} <= MADE_AT_START


def test_harness_H9_what_was_acknowledged_before_a_copy_began_is_in_it_while_others_go_on_writing(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server()
    office = Office(server.data)
    office.environment = server.environment
    key, copy = tmp_path / "k", tmp_path / "c.nsb"
    office.say("backup", "key", "--out", key)
    acknowledged: list[int] = []
    is_over = threading.Event()
    writing = (
        "import sys\nfrom nghisu.people.models import Person\nfrom django.db import transaction\n"
        "from nghisu.record.actions import note\nfrom django.utils import timezone\n"
        "one = Person.objects.create_person(full_name='Lê B', username='b', password='đồng lúa chín')\n"
        "for n in range(100000):\n"
        "    with transaction.atomic():\n"
        "        note(verb='person.renamed', subject=one, by=None, at=timezone.now())\n"
        "    print(n + 1, flush=True)\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", "import django; django.setup()\n" + writing],
        env=server.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )

    def follow() -> None:
        assert writer.stdout is not None
        for line in writer.stdout:
            acknowledged.append(int(line))
            if is_over.is_set():
                return

    following = threading.Thread(target=follow)
    following.start()
    while len(acknowledged) < 50:
        is_over.wait(0.05)
    before = acknowledged[-1]
    code, said = office.say("backup", "write", "--out", copy)
    after = acknowledged[-1]
    writer.kill()
    is_over.set()
    following.join(10)
    writer.wait(10)
    if writer.stdout is not None:
        writer.stdout.close()

    restored = Office(tmp_path / "new")
    assert code == 0, said
    assert restored.say("backup", "restore", copy, "--key", key)[0] == 0
    lines = int(restored.run(COUNTED).partition(" ")[0])
    assert before <= lines <= after + 1
    assert after > before  # others did go on


def test_the_tables_are_kept_beside_the_data_before_a_new_version_changes_them(tmp_path: Path) -> None:
    if os.environ.get("NGHISU_DATABASE_URL"):
        pytest.skip("only on SQLite: PostgreSQL is copied by its own tools before an upgrade")
    office = Office(tmp_path / "old")
    office.run(TABLES + FILLED)

    office.run("from nghisu.config.snapshot import keep_before_upgrade\nkeep_before_upgrade('0002_next')")

    kept = office.data / "before-0002_next.sqlite3"
    with closing(pysqlite3.connect(str(kept))) as line:
        assert line.execute("SELECT COUNT(*) FROM nghisu_entry").fetchone() == (20,)
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_copy_before_an_upgrade_that_was_cut_off_never_stands_as_a_whole_one(office: Office) -> None:
    cut_off = (
        "from nghisu.config import snapshot\n"
        "def torn(place): place.write_bytes(b'half'); raise SystemExit(9)\n"
        "whole, snapshot.copy_sqlite = snapshot.copy_sqlite, torn\n"
        "try: snapshot.keep_before_upgrade('0003_later')\n"
        "except SystemExit: pass\n"
        "print(list(snapshot.Path(snapshot.settings.DATA).glob('before-0003*.sqlite3')))\n"
        "snapshot.copy_sqlite = whole\n"
        "kept = snapshot.keep_before_upgrade('0003_later')\n"
        "print(kept and kept.stat().st_size > 100_000)"
    )
    expected = "[]\nTrue\n" if "NGHISU_DATABASE_URL" not in os.environ else "[]\nNone\n"

    assert office.run(cut_off) == expected
