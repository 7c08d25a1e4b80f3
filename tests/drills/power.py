"""H2, power cut: each moment at which the power may fail while people write, and what the disk then holds.

    python -m tests.drills.power --states 60000 --seed 7

The server runs under strace. Each of its calls on the data folder is replayed on a disk that promises no more
than POSIX; after each call the power is cut, once keeping what was synced alone, once everything, and many
times a part by chance, with writes torn between sectors. What is then found must open, hold every write that
had been acknowledged, once, with its line and its file, and a record that verifies.

``--sabotage normal`` lets the database not wait for the disk, ``lies`` lets the disk not keep what it says,
``early`` counts each write as acknowledged two seconds before it was: each must be reported as loss.
"""

import itertools
import multiprocessing
import random
import shutil
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.drills import recorded
from tests.drills.after_cut import Looker, missing
from tests.drills.disk import Disk
from tests.drills.place import MADE, Place
from tests.drills.recorded import Operation
from tests.drills.voices import give_voices
from tests.drills.words import NotRun, ask

SABOTAGES = ("normal", "lies", "early")
EARLY_SECONDS = 2.0
SIGNED = "from nghisu.record.jobs import hourly; from django.utils import timezone; hourly(at=timezone.now())"
WAYS = ("least", "most", "some")
KEPT_EXAMPLES = 5
VOICES_A_WRITE = 5  # many share one commit


@dataclass
class Recording:
    """What a server did to its disk while people wrote, and what they were told.

    :param before: the folder as it was before the server started
    :param acknowledged: name of a write → the moment of its acknowledgement
    """

    before: Path
    operations: list[Operation]
    meant: dict[str, str]
    acknowledged: dict[str, float]


def record(folder: Path, *, flow: str, writes: int, seed: int, fault: str = "") -> Recording:
    """Let people write to a server under strace.

    :param flow: ``papers`` for forms and files, ``voices`` for an open vote on devices
    """
    trace, before = folder / "trace", folder / "before"
    with Place(folder, made_by=f"{MADE}\n{SIGNED}", fault=fault) as place:
        vote = uuid.UUID(int=random.Random(seed).getrandbits(128), version=4)
        if flow == "voices":
            place.run(f"from nghisu.kit.voices import Box\nBox({str(place.data)!r}, {str(vote)!r}).open()")
        cookie_made = place.cookies("minh")  # a session is written before the picture is taken
        shutil.copytree(place.data, before)
        place.start("strace", *recorded.WORDS, "-o", str(trace))
        if flow == "voices":
            give_voices(place, vote, many=writes * VOICES_A_WRITE, seed=seed)
        else:
            place.write(seed=seed, lines=3, cookie=cookie_made[0])
            place.wait_for(writes, within=600)
            place.rest()
        place.stop()
        told = place.told()
        operations = recorded.operations(trace, place.data)
    return Recording(
        before,
        operations,
        {one["intent"]: one["kind"] for one in told if "intent" in one},
        {one["ack"]: one["at"] for one in told if "ack" in one},
    )


def replay(
    made: Recording, *, states: int, seed: int, lies: bool = False, share: tuple[int, int] = (0, 1)
) -> dict[str, Any]:
    """Cut the power at every moment of a recording and look at what is left.

    :param states: how many states are looked at, over all moments
    :param share: which part of the moments, of how many parts
    """
    place, parts = share
    total = len(made.operations) + 1
    rounds, beyond = divmod(states, total)
    chance = random.Random(seed)
    fewer = set(chance.sample(range(total), beyond)) if beyond else set()
    key = made.before / "record.pub"
    looker = Looker(key.read_bytes() if key.exists() else b"")
    disk = Disk(made.before, lies=lies)
    found: dict[str, Any] = {"states": 0, "lost_in": 0, "lost": 0, "faulty": 0, "examples": []}
    lost: set[str] = set()
    for number in range(total):
        if number:
            disk.do(made.operations[number - 1])
        if number % parts != place:
            continue
        before = made.operations[number].at if number < len(made.operations) else float("inf")
        dice = random.Random(f"{seed} {number}")
        for turn in range(rounds + (number in fewer)):
            way = WAYS[turn] if rounds and turn < len(WAYS) else dice.choice(WAYS) if not rounds else "some"
            state = looker.look(disk.after_a_cut(dice, way), meant=made.meant)
            gone = missing(state, made.acknowledged, before)
            found["states"] += 1
            found["lost_in"] += bool(gone)
            found["faulty"] += bool(state["faults"])
            lost.update(gone)
            if (gone or state["faults"]) and len(found["examples"]) < KEPT_EXAMPLES:
                found["examples"].append(
                    {"after": number, "way": way, "lost": gone[:3], "faults": state["faults"][:3]}
                )
    return found | {"lost": len(lost), "distinct": looker.distinct}


def drill(
    *, states: int, writes: int = 40, rounds: int = 1, seed: int = 1, sabotage: str = ""
) -> dict[str, Any]:
    """Record each flow so many times, replay all, and return what was found in all states together.

    :param states: how many states are looked at, shared out by how much was done to the disk
    :param rounds: how many times each flow is recorded, each with a seed of its own
    """
    if not recorded.is_here():
        raise NotRun("strace is not installed")
    found: dict[str, Any] = {"sabotage": sabotage, "acknowledged": 0, "silent_flows": 0, "operations": 0}
    found |= {"states": 0, "distinct": 0, "lost": 0, "lost_in": 0, "faulty": 0, "examples": []}
    flows = ("papers", "voices") if not sabotage else ("papers",)
    with tempfile.TemporaryDirectory(prefix="nghisu-cut-") as folder:
        made = []
        for flow, number in itertools.product(flows, range(rounds)):
            place = Path(folder) / f"{flow}{number}"
            place.mkdir()
            fault = "normal" if sabotage == "normal" else ""
            one = record(place, flow=flow, writes=writes, seed=seed + number, fault=fault)
            if sabotage == "early":
                one.acknowledged = {name: at - EARLY_SECONDS for name, at in one.acknowledged.items()}
            made.append(one)
        total = sum(len(one.operations) for one in made)
        for one in made:
            found["acknowledged"] += len(one.acknowledged)
            found["silent_flows"] += not one.acknowledged
            found["operations"] += len(one.operations)
            share = max(1, round(states * len(one.operations) / max(1, total)))
            for part in _in_parts(one, states=share, seed=seed, lies=sabotage == "lies"):
                for name, value in part.items():
                    found[name] += value
    return found | {"examples": found["examples"][:KEPT_EXAMPLES]}


def _in_parts(made: Recording, *, states: int, seed: int, lies: bool) -> list[dict[str, Any]]:
    """Replay on all processors, each its share of the moments."""
    many = multiprocessing.cpu_count() if states > 1000 else 1
    if many == 1:
        return [replay(made, states=states, seed=seed, lies=lies)]
    with multiprocessing.get_context("fork").Pool(many) as pool:
        begun = [
            pool.apply_async(
                replay, (made,), {"states": states, "seed": seed, "lies": lies, "share": (place, many)}
            )
            for place in range(many)
        ]
        return [one.get() for one in begun]


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether every flow was acknowledged, nothing of it was lost, and every state was whole."""
    is_tried = found["states"] > 0 and not found["silent_flows"]
    return bool(is_tried and not found["lost_in"] and not found["faulty"])


if __name__ == "__main__":
    sys.exit(
        ask(
            drill, is_sound=is_sound, sabotages=SABOTAGES,
            small={"states": 300, "writes": 12, "rounds": 1}, states=4000, writes=40, rounds=1,
        )
    )  # fmt: skip
