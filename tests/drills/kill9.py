"""H1, kill -9: the hub and the pages' process are killed at random moments while people write.

    python -m tests.drills.kill9 --rounds 1000 --seed 7

Server, writers and checker are programs of their own; the ledger lies outside the data folder. Every write
that was acknowledged must be in the data once, with its line of the record and its file; no write that nobody
asked for; the record must verify. ``--sabotage lose`` and ``double`` spoil the data before the check, which
must then fail. Prints one JSON object; exit 1 with a fault.
"""

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.browser.served import Served
from tests.drills.words import ask
from tests.ground.conftest import ROOT, start

MADE = "from tests.conftest import house; house.__wrapped__(None)"
SPOILT = {
    "lose": (
        "from nghisu.organisation.models import OutsideBody as O\n"
        "O.objects.filter(code__startswith='W').first().delete()"
    ),
    "double": (
        "from nghisu.documents.models import Document as D\n"
        "one, other = D.objects.filter(subject__startswith='W')[:2]\n"
        "D.objects.filter(pk=other.pk).update(subject=one.subject)"
    ),
}
FAULTS = ("lost", "doubled", "unasked", "without_line", "without_file", "refused")


def drill(*, rounds: int, seed: int, sabotage: str = "", lines: int = 4) -> dict[str, Any]:
    """Run the drill and return what the checker found, with the number of kills."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="nghisu-drill-") as folder:
        data, ledger = Path(folder) / "data", Path(folder) / "ledger"
        data.mkdir(mode=0o700)
        served = Served(data, made_by=MADE)
        name, cookies = served.cookies("minh")
        words = [
            sys.executable,
            "-m",
            "tests.drills.writers",
            served.url,
            f"{name}={cookies['minh']}",
            str(ledger),
        ]
        writers = subprocess.Popen([*words, "--seed", str(seed), "--lines", str(lines)], cwd=ROOT)
        kills = 0
        try:
            _wait_for(ledger, 8)
            for _ in range(rounds):
                time.sleep(chance.uniform(0.1, 1.5))
                victim = chance.choice(["hub", "pages"])
                processes = served.server.processes()
                before = _acknowledged(ledger)
                if victim == "pages" and len(processes) > 1:
                    subprocess.run(["kill", "-9", str(processes[1])], check=False)
                else:
                    served.server.process.send_signal(signal.SIGKILL)
                    served.server.process.wait(10)
                    if served.server.process.stdout:
                        served.server.process.stdout.close()
                    served.server = start(data, served.environment, "--empty", port=served.port)
                kills += 1
                _wait_for(ledger, before + 2)
            writers.terminate()
            writers.wait(60)
            if sabotage:
                served.run(SPOILT[sabotage])
            found = json.loads(
                subprocess.run(
                    [sys.executable, "-m", "tests.drills.checker", str(ledger)],
                    cwd=ROOT, env=served.environment, check=True, capture_output=True, text=True,
                ).stdout
            )  # fmt: skip
        finally:
            writers.kill()
            writers.wait(10)
            served.end()
    return {"sabotage": sabotage, "kills": kills, **found}


def _acknowledged(ledger: Path) -> int:
    return ledger.read_text().count('"ack"') if ledger.exists() else 0


def _wait_for(ledger: Path, many: int, *, within: float = 90.0) -> None:
    """Wait until the writers have been told so often that their work is done."""
    until = time.monotonic() + within
    while _acknowledged(ledger) < many:
        if time.monotonic() > until:
            last = ledger.read_text()[-2000:] if ledger.exists() else ""
            raise AssertionError(f"No work was acknowledged for {within:.0f} s. {last}")
        time.sleep(0.05)


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether nothing was lost, doubled, made up or refused, and the record holds."""
    return found["record_holds"] and found["acknowledged"] > 0 and not any(found[name] for name in FAULTS)


if __name__ == "__main__":
    sys.exit(ask(drill, is_sound=is_sound, sabotages=sorted(SPOILT), small={"rounds": 0}, rounds=20))
