"""H8, the same write many times at once: one effect, whoever comes first.

    python -m tests.drills.copies --copies 200 --forms 4 --seed 7

Each form is filled in once and sent so many times at the same moment, on lines of their own, as an impatient
browser or a doubtful proxy would. Exactly one row, one line of the record and one file may come of it, and no
copy may be told anything but that it is done or to come again. The checker is a program of its own.

``--sabotage no-receipt`` lets the product forget that it has seen a form before.
"""

import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

from tests.drills.place import Place
from tests.drills.place import is_sound as is_whole
from tests.drills.words import ask
from tests.drills.writers import KINDS, Ledger, Writer

SABOTAGES = ("no-receipt",)
AT_ONCE = 50
DONE = {302, 303}
LATER = {502, 503, 504, 507}


def send_copies(place: Place, cookie: str, *, name: str, kind: str, copies: int) -> Counter[str]:
    """Send one form so many times, some tens of them at every moment; return what was told how often."""
    key, _, value = cookie.partition("=")
    ledger = Ledger(place.ledger)
    writer = Writer(place.url, {key: value}, ledger, seed=1)
    made = writer.filled(kind, name)
    assert made is not None, place.said()
    at_once = min(AT_ONCE, copies)
    gate = Barrier(at_once)
    ledger.write(intent=name, kind=kind)

    def send(number: int) -> str:
        line = Writer(place.url, dict(writer.cookies), ledger, seed=number)
        if number < at_once:
            gate.wait()
        while True:
            try:
                status, _, _ = line.send("POST", KINDS[kind], *made)
            except OSError:
                return "silence"
            if status not in LATER:
                return "done" if status in DONE else str(status)

    with ThreadPoolExecutor(at_once) as pool:
        told = Counter(pool.map(send, range(copies)))
    if told["done"]:
        ledger.write(ack=name)
    return told


def drill(*, copies: int, forms: int, seed: int = 1, sabotage: str = "") -> dict[str, Any]:
    """Send each form so many times at once and return what came of it."""
    told: Counter[str] = Counter()
    chance = random.Random(seed)
    with (
        tempfile.TemporaryDirectory(prefix="nghisu-copies-") as folder,
        Place(Path(folder), fault=sabotage) as place,
    ):
        cookie = place.cookies("minh")[0]
        place.start()
        kinds = [*sorted(KINDS), *chance.choices(sorted(KINDS), k=max(0, forms - len(KINDS)))]
        for number, kind in enumerate(kinds):
            told += send_copies(place, cookie, name=f"W{seed}-{number}", kind=kind, copies=copies)
        place.stop()
        found = place.check()
    other = sum(told.values()) - told["done"]
    return {"sabotage": sabotage, "forms": len(kinds), "copies": sum(told.values()), "told_else": other,
            "told": dict(told), **found}  # fmt: skip


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether each form had one effect and every copy was told so."""
    return is_whole(found) and not found["told_else"]


if __name__ == "__main__":
    sys.exit(
        ask(
            drill, is_sound=is_sound, sabotages=SABOTAGES,
            small={"copies": 20, "forms": 2}, copies=200, forms=2,
        )
    )  # fmt: skip
