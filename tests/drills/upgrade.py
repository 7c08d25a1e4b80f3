"""H10, a new version: its migration is killed or finds the disk full half-way, and is then run again.

    python -m tests.drills.upgrade --rounds 30 --seed 7

Some work is written by this version. A version with one more migration is then started on a copy of these
data, and by turns killed with -9 at some moment or left with too little room. Started again with room it must
end at the new tables, once; the record must have the root it had before, every write be there, and the copy
that the product keeps before an upgrade be the database of before, whole.

``--sabotage torn-version`` has a migration that is not whole or nothing; ``lose`` deletes a row on the way.
"""

import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from tests.drills.kill9 import SPOILT
from tests.drills.place import TABLES, Place
from tests.drills.place import is_sound as is_whole
from tests.drills.storage import Disk
from tests.drills.words import NotRun, ask
from tests.ground.conftest import ROOT

SABOTAGES = ("torn-version", "lose")
WRITES = 30
KEPT = "before-0002_next.sqlite3"
HEAD = "SELECT size, hex(root) FROM nghisu_head"


def drill(*, rounds: int, seed: int = 1, sabotage: str = "") -> dict[str, Any]:
    """Interrupt an upgrade so many times and return what was found after each."""
    chance = random.Random(seed)
    found: dict[str, Any] = {"sabotage": sabotage, "killed": 0, "full": 0, "interrupted": 0, "not_done": 0}
    found |= {"another_root": 0, "unwhole": 0, "copy_not_whole": 0, "examples": []}
    with tempfile.TemporaryDirectory(prefix="nghisu-next-") as folder, Place(Path(folder)) as place:
        place.start()
        place.write(seed=seed)
        place.wait_for(WRITES)
        place.rest()
        place.stop()
        root = asked(place.data / "nghisu.sqlite3", HEAD)
        lasts = _upgraded(place, _copied(place, Path(folder) / "first"), sabotage)[1]
        for number in range(rounds):
            work = Path(folder) / f"round{number}"
            one = _Round(place, work, root=root, sabotage=sabotage)
            is_full = number % 2 == 1 and not sabotage
            is_begun = one.fill_up(chance) if is_full else one.kill_at(chance.uniform(0.4, 1) * lasts)
            found["full" if is_full else "killed"] += 1
            found["interrupted"] += is_begun
            for name in one.finish():
                found[name] += 1
                found["examples"] = [*found["examples"], one.said[-200:]][:3]
            shutil.rmtree(work, ignore_errors=True)
    return found


def asked(place: Path, words: str) -> list[tuple[Any, ...]]:
    """Ask a database file."""
    with closing(sqlite3.connect(place)) as line:
        return line.execute(words).fetchall()


def _copied(place: Place, folder: Path) -> Path:
    return Path(shutil.copytree(place.data, folder / "data", dirs_exist_ok=True))


def _begin(place: Place, data: Path, sabotage: str) -> "subprocess.Popen[str]":
    fault = sabotage if sabotage == "torn-version" else "next-version"
    environment = {
        **place.environment,
        "NGHISU_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "tests.drills.careless",
        "NGHISU_DRILL_FAULT": fault,
    }
    words = [sys.executable, "-c", f"import django; django.setup()\n{TABLES}"]
    return subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _upgraded(place: Place, data: Path, sabotage: str) -> tuple[int, float, str]:
    begun = time.monotonic()
    process = _begin(place, data, sabotage)
    said, _ = process.communicate(timeout=600)
    return process.returncode, time.monotonic() - begun, said


class _Round:
    """One interrupted upgrade."""

    def __init__(self, place: Place, folder: Path, *, root: list[tuple[Any, ...]], sabotage: str) -> None:
        self.place = place
        self.root = root
        self.sabotage = sabotage
        self.said = ""
        folder.mkdir()
        self.folder = folder
        self.data = folder / "data"
        self.disk: Disk | None = None

    def kill_at(self, seconds: float) -> bool:
        """Begin, and kill it after a while; tell whether it was not done."""
        _copied(self.place, self.folder)
        process = _begin(self.place, self.data, self.sabotage)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        is_begun = process.poll() is None
        process.kill()
        process.communicate()
        return is_begun

    def fill_up(self, chance: random.Random) -> bool:
        """Begin with too little room; tell whether it gave up."""
        self.disk = Disk(self.folder, "tmpfs")
        self.data = _copied(self.place, self.disk.place)
        ballast = self.disk.fill()
        size = (self.data / "nghisu.sqlite3").stat().st_size
        with ballast.open("ab") as file:
            file.truncate(max(0, ballast.stat().st_size - chance.randrange(2 * size)))
        code, _, self.said = _upgraded(self.place, self.data, self.sabotage)
        ballast.unlink()
        return code != 0

    def finish(self) -> list[str]:
        """Run it again and name what is wrong then."""
        try:
            code, _, said = _upgraded(self.place, self.data, self.sabotage)
            self.said = said or self.said
            if code != 0:
                return ["not_done"]
            return self._wrong()
        finally:
            if self.disk is not None:
                with suppress(NotRun):
                    self.disk.let_go()

    def _wrong(self) -> list[str]:
        database, wrong = self.data / "nghisu.sqlite3", []
        rows = asked(database, "SELECT count(*), count(DISTINCT number) FROM nghisu_drillrow")
        run = asked(database, "SELECT count(*) FROM django_migrations WHERE name = '0002_next'")
        if rows != [(3000, 3000)] or run != [(1,)]:
            wrong.append("not_done")
        if asked(database, HEAD) != self.root:
            wrong.append("another_root")
        before = self.data / KEPT
        with suppress(sqlite3.DatabaseError):
            is_kept = before.exists() and asked(before, "PRAGMA integrity_check") == [("ok",)]
            if is_kept and asked(before, HEAD) == self.root:
                before = Path()
        if before != Path():
            wrong.append("copy_not_whole")
        there = Place(self.folder, data=self.data, made_by="")
        there.ledger = self.place.ledger
        if self.sabotage == "lose":
            there.run(SPOILT["lose"])
        if not is_whole(there.check()):
            wrong.append("unwhole")
        return wrong


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether every interrupted upgrade was finished by the next start, with nothing lost."""
    wrong = ("not_done", "another_root", "unwhole", "copy_not_whole")
    return found["interrupted"] > 0 and not any(found[one] for one in wrong)


if __name__ == "__main__":
    sys.exit(ask(drill, is_sound=is_sound, sabotages=SABOTAGES, small={"rounds": 3}, rounds=6))
