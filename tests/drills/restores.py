"""H9, copies: written while people write, killed half-way, damaged, and restored in an empty place.

    python -m tests.drills.restores --restores 20 --seed 7

Each round people go on writing while ``nghisu backup write`` makes a sealed copy; once it is killed before it
is done, and what lies under its name then must be nothing or a whole copy. The copy is restored by
``nghisu backup restore`` into an empty folder: every write acknowledged before the copy began must be there,
and ``nghisu record verify`` must hold. With one bit turned it must be refused, and nothing touched.

``--sabotage late`` counts what was acknowledged after the copy as promised, ``stale`` restores the first copy
each time.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.drills.place import FAULTS, Place
from tests.drills.words import ask

SABOTAGES = ("late", "stale")
WRITES_BETWEEN = 6


def drill(*, restores: int, seed: int = 1, sabotage: str = "") -> dict[str, Any]:
    """Copy and restore so many times and return what was missing."""
    chance = random.Random(seed)
    found: dict[str, Any] = {
        "sabotage": sabotage,
        "restores": 0,
        "killed": 0,
        "halves": 0,
        "damaged_taken": 0,
    }
    found |= {"acknowledged": 0, "unverified": 0, "restore_worst_s": 0.0, **dict.fromkeys(FAULTS, 0)}
    with tempfile.TemporaryDirectory(prefix="nghisu-copy-") as folder, Place(Path(folder)) as place:
        key, copy = Path(folder) / "backup.key", Path(folder) / "0.nsb"
        _must(place.say("backup", "key", "--out", key))
        place.start()
        place.write(seed=seed, lines=3)
        place.wait_for(WRITES_BETWEEN)
        for number in range(restores):
            found["killed"] += 1
            found["halves"] += _is_half(place, Path(folder) / f"{number}-killed.nsb", key, chance)
            promised = place.ledger.read_text()
            if sabotage != "stale" or number == 0:
                copy = Path(folder) / f"{number}.nsb"
                _must(place.say("backup", "write", "--out", copy))
            place.wait_for(place.acknowledged() + WRITES_BETWEEN)
            if sabotage:
                promised = place.ledger.read_text()
            round_ = _restored(Path(folder) / f"place{number}", copy, key, promised, place.ledger.read_text())
            found["restores"] += 1
            found["acknowledged"] += round_["acknowledged"]
            found["unverified"] += not round_["record_holds"]
            found["restore_worst_s"] = max(found["restore_worst_s"], round_["seconds"])
            for name in FAULTS:
                found[name] += round_[name]
            found["damaged_taken"] += _is_taken(Path(folder) / f"bad{number}", copy, key, chance)
        place.rest()
        place.stop()
    return found


def _must(told: tuple[int, str]) -> None:
    assert told[0] == 0, told[1]


def _is_half(place: Place, copy: Path, key: Path, chance: random.Random) -> bool:
    """Kill a copy while it is written; tell whether what lies under its name is neither nothing nor whole."""
    writing = subprocess.Popen(
        [sys.executable, "-m", "nghisu", "backup", "write", "--out", str(copy)],
        env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + chance.uniform(0.2, 2.0)
    while writing.poll() is None and time.monotonic() < until:
        if list(copy.parent.glob(f".{copy.name}*")):  # it has begun to write
            time.sleep(chance.uniform(0, 0.05))
            break
        time.sleep(0.002)
    writing.kill()
    writing.wait(20)
    return copy.exists() and place.say("backup", "check", copy, "--key", key)[0] != 0


def _restored(folder: Path, copy: Path, key: Path, promised: str, meant: str) -> dict[str, Any]:
    """Restore a copy and compare it with what had been promised; more may be in it, if it was asked for."""
    folder.mkdir()
    elsewhere = Place(folder, made_by="")
    begun = time.monotonic()
    _must(elsewhere.say("backup", "restore", copy, "--key", key))
    taken = round(time.monotonic() - begun, 1)
    asked = [line for line in meant.splitlines() if '"intent"' in line]
    acknowledged = [line for line in promised.splitlines() if '"ack"' in line]
    elsewhere.ledger.write_text("\n".join([*asked, *acknowledged]) + "\n")
    found = elsewhere.check()
    found["record_holds"] &= elsewhere.say("record", "verify")[0] == 0
    return {**found, "seconds": taken}


def _is_taken(folder: Path, copy: Path, key: Path, chance: random.Random) -> bool:
    """Turn one bit of a copy; tell whether it was restored, or left anything of itself."""
    folder.mkdir()
    content = bytearray(copy.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    bad = folder / "bad.nsb"
    bad.write_bytes(content)
    elsewhere = Place(folder, made_by="")
    code, _ = elsewhere.say("backup", "restore", bad, "--key", key)
    left = {one.name for one in elsewhere.data.iterdir()}
    return code == 0 or bool(left & {"files", "record.key", "record.checkpoint"})


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether every promise was in every restored place, and no damaged copy was taken."""
    wrong = ("halves", "damaged_taken", "unverified", *FAULTS)
    return bool(found["restores"] and found["acknowledged"] and not any(found[one] for one in wrong))


if __name__ == "__main__":
    sys.exit(ask(drill, is_sound=is_sound, sabotages=SABOTAGES, small={"restores": 2}, restores=2))
