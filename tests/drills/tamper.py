"""H16, tampering: bits of a copy of the record flipped one by one, read by the program a witness has.

    python -m tests.drills.tamper --flips 80000 --seed 7

An office writes some work and gives out a copy of its record. Each flip changes one bit of one file of that
copy; ``tools/verify_record.py``, which is no part of the product, must report it. Where the copy has fewer
bits than flips are asked for, every bit is flipped, and a second office is asked for another copy.

``--sabotage lax`` reads first and hashes what it understood, as many programs do; ``blind`` looks at no word
of the lines. Both must let flips pass, and the drill must notice.
"""

import base64
import functools
import importlib.util
import json
import multiprocessing
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.drills.place import MADE, Place
from tests.drills.words import NotRun, ask

SABOTAGES = ("blind", "lax")
TOOL = Path(__file__).parents[2] / "tools" / "verify_record.py"
NOT_OF_THE_RECORD = "README.md"
KEPT_EXAMPLES = 5
Files = dict[str, bytes]
GROWN = """
from django.db import transaction
from django.utils import timezone
from nghisu.organisation.models import Unit
from nghisu.record.actions import note
unit = Unit.objects.first()
with transaction.atomic():
    for number in range(%d):
        note(verb="unit.renamed", subject=unit, by=None, at=timezone.now(), name=f"tên {number}")
"""


@functools.cache
def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("verify_record", TOOL)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    # A flip outside the signed note leaves the same signature over the same words.
    made.is_signature = functools.cache(made.is_signature)  # type: ignore[attr-defined]
    return made


def by_the_tool(files: Files) -> list[str]:
    """Check as a witness does."""
    return list(_tool().Copy(files).faults)


def by_a_lax_program(files: Files) -> list[str]:
    """Check what was understood of the lines instead of the bytes that were signed."""
    try:
        lines = [
            line for path, content in files.items() if "entries" in path for line in _leaves(path, content)
        ]
        understood = [json.dumps(json.loads(line), sort_keys=True).encode() for line in lines]
        size = int(files["checkpoint"].decode().split("\n")[1])
        base64.b64decode(files["checkpoint"].decode().split("\n")[2])
    except (ValueError, KeyError, IndexError):
        return ["unreadable"]
    return [] if size == len(understood) else ["another size"]


def by_a_blind_program(files: Files) -> list[str]:
    """Check the signed note and nothing else."""
    tool = _tool()
    try:
        tool.read_checkpoint(files["checkpoint"], tool.read_key(files["record.pub"]))
    except Exception:
        return ["unreadable"]
    return []


CHECKS: dict[str, Callable[[Files], list[str]]] = {
    "": by_the_tool,
    "lax": by_a_lax_program,
    "blind": by_a_blind_program,
}


def _leaves(path: str, content: bytes) -> list[bytes]:
    return list(_tool().read_bundle(content, int(path.rpartition("/")[2]) if ".p/" in path else 256))


def copy_of(folder: Path, lines: int) -> Files:
    """Let an office write and give out a copy of its record."""
    with Place(folder, made_by=f"{MADE}\n{GROWN % lines}") as place:
        out = folder / "copy"
        code, said = place.say("record", "export", "--out", out)
        if code:
            raise NotRun(said)
    return {
        one.relative_to(out).as_posix(): one.read_bytes()
        for one in sorted(out.rglob("*"))
        if one.is_file() and one.name != NOT_OF_THE_RECORD
    }


def flip(files: Files, bits: list[tuple[str, int]], sabotage: str) -> tuple[int, int, list[str]]:
    """Flip bit after bit; return how many, how many nobody noticed, and some of these."""
    check, unseen = CHECKS[sabotage], []
    for path, at in bits:
        content = bytearray(files[path])
        content[at // 8] ^= 1 << at % 8
        if not check(files | {path: bytes(content)}):
            unseen.append(f"{path}, bit {at}")
    return len(bits), len(unseen), unseen[:KEPT_EXAMPLES]


def drill(*, flips: int, lines: int = 30, seed: int = 1, sabotage: str = "") -> dict[str, Any]:
    """Flip so many bits of a copy, or all of them where there are no more."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="nghisu-tamper-") as folder:
        files = copy_of(Path(folder), lines)
    whole = CHECKS[sabotage](files)
    every = [(path, at) for path, content in files.items() for at in range(len(content) * 8)]
    chosen = every if len(every) <= flips else chance.sample(every, flips)
    many = multiprocessing.cpu_count()
    with multiprocessing.get_context("fork").Pool(many) as pool:
        parts = pool.starmap(flip, [(files, chosen[number::many], sabotage) for number in range(many)])
    return {
        "sabotage": sabotage,
        "bits": len(every),
        "flips": sum(done for done, _, _ in parts),
        "unseen": sum(unseen for _, unseen, _ in parts),
        "examples": [one for _, _, some in parts for one in some][:KEPT_EXAMPLES],
        "faults_untouched": len(whole),
    }


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether every flip was noticed, and the copy nobody touched was found whole."""
    return found["flips"] > 0 and not found["unseen"] and not found["faults_untouched"]


if __name__ == "__main__":
    sys.exit(ask(drill, is_sound=is_sound, sabotages=SABOTAGES, small={"flips": 500}, flips=8000, lines=60))
