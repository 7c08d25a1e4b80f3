"""What the drills are, how large each is in which set, and how one is carried out."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from tests.drills import words

ROOT = Path(__file__).resolve().parents[2]
HELD, FAILED, NOT_RUN = "held", "FAILED", "NOT RUN"
Words = tuple[str, ...]
POSTGRES = (sys.executable, "tools/with_postgres.py")


class Done(NamedTuple):
    """What came of one step.

    :param sabotages: which faults were put in on purpose, and whether they were noticed
    """

    name: str
    title: str
    verdict: str
    figures: str
    sabotages: str
    seconds: float
    found: dict[str, Any]


class Step(NamedTuple):
    """One drill, as a program, or the tests that play it.

    :param module: a drill of this package; empty for tests
    :param ci: what is added to its words in the set of CI; None leaves it out there
    :param shown: which of its figures stand in the table
    :param before: words of a program that it runs under
    :param tests: what pytest is asked for instead
    """

    name: str
    title: str
    ci: Words | None
    full: Words | None
    module: str = ""
    shown: Words = ()
    before: Words = ()
    is_spoilt: bool = True
    limits: tuple[int, int] = (900, 14400)

    @property
    def harness(self) -> str:
        """The name in the plan of reliability: H1, H2 …"""
        return self.name.partition("/")[0]

    def words(self, size: str) -> Words | None:
        """Return what is asked for in a set, None if nothing is."""
        return self.full if size == "full" else self.ci


WHOLE = ("meant", "acknowledged", "lost", "doubled", "unasked", "refused")
QUICK = ("-m", "not browser and not full and not measure and not axe")
STEPS: tuple[Step, ...] = (
    Step(
        "H1/SQLite", "killed with -9 at any moment", ("--rounds", "10"), ("--rounds", "1000"),
        module="kill9", shown=("kills", *WHOLE),
    ),
    Step(
        "H1/PostgreSQL", "killed with -9 at any moment", None, ("--rounds", "300"),
        module="kill9", shown=("kills", *WHOLE), before=POSTGRES, is_spoilt=False,
    ),
    Step(
        "H2", "power cut after every recorded call on the disk",
        ("--states", "4000", "--writes", "40"), ("--states", "60000", "--writes", "80", "--rounds", "3"),
        module="power", shown=("operations", "states", "distinct", "acknowledged", "lost", "faulty"),
    ),
    Step(
        "H3", "disk full, set to read only, calls that fail",
        ("--fills", "4", "--faults", "60"), ("--fills", "20", "--faults", "500", "--breaks", "5"),
        module="storage", shown=("fills", "broken_off", "injected", "back_worst_s", *WHOLE),
    ),
    Step(
        "H4", "PostgreSQL killed, restarted, cut off, crowded", None, ("--rounds", "24"),
        module="database", shown=("killed", "restarted", "cut", "crowded", "back_worst_s", *WHOLE),
    ),
    Step("H7", "slow and hostile clients", None, ("tests/ground/test_attacks.py", "-k", "harness_H7")),
    Step(
        "H8", "the same form many times at once", ("--copies", "60"), ("--copies", "200", "--forms", "20"),
        module="copies", shown=("forms", "copies", "told_else", *WHOLE),
    ),
    Step(
        "H8/rules", "two people at one thing at once",
        ("tests/documents/test_concurrency.py", "tests/record/test_concurrency.py",
         "tests/meetings/test_floor_concurrency.py"),
        ("tests/documents/test_concurrency.py", "tests/record/test_concurrency.py",
         "tests/meetings/test_floor_concurrency.py"),
    ),
    Step(
        "H9", "copies written under load, killed, damaged, restored", ("--restores", "1"),
        ("--restores", "20"), module="restores",
        shown=("restores", "killed", "halves", "damaged_taken", "unverified", "restore_worst_s",
               "acknowledged", "lost"),
    ),
    Step(
        "H9/rules", "sealed copies", ("tests/ground/test_backup.py", "-k", "harness_H9"),
        ("tests/ground/test_backup.py",),
    ),
    Step(
        "H10", "an upgrade killed or out of room", None, ("--rounds", "30"), module="upgrade",
        shown=("killed", "full", "interrupted", "not_done", "another_root", "copy_not_whole", "unwhole"),
    ),
    Step(
        "H13", "everybody at every address", ("tests/house/test_rights_matrix.py", *QUICK),
        ("tests/house/test_rights_matrix.py",),
    ),
    Step(
        "H15", "hostile files and state secrets",
        ("tests/documents/test_secrets.py", "-k", "harness_H15"),
        ("tests/documents/test_secrets.py", "tests/kit/test_secrecy.py", "tests/kit/test_files.py"),
    ),
    Step(
        "H16", "bits of a copy of the record flipped", ("--flips", "8000"),
        ("--flips", "80000", "--lines", "120"), module="tamper", shown=("bits", "flips", "unseen"),
    ),
    Step(
        "H16/rules", "rows changed, rolled back, forked, shown differently",
        ("tests/record/test_copy.py", "tests/record/test_tamper_database.py", "-k", "harness_H16",
         "-m", "not slow"),
        ("tests/record/test_copy.py", "tests/record/test_tamper_database.py", "-k", "harness_H16"),
    ),
    Step("H12", "elections counted by hand beside", None, ("tests/ballots/test_properties.py",)),
    Step("H18", "accounts", None, ("tests/people/test_sign_in.py", "-k", "harness_H18")),
)  # fmt: skip


def carry_out(step: Step, *, size: str, seed: int, rounds: int | None = None) -> Done:
    """Run one step, then its sabotages, and say what came of it."""
    begun = time.monotonic()
    limit = step.limits[size == "full"]
    asked = step.words(size) or ()
    if rounds is not None and "--rounds" in asked and step.module == "kill9":
        asked = ("--rounds", str(rounds))
    if not step.module:
        verdict, figures, found = _tests(step, asked, limit)
        return Done(step.name, step.title, verdict, figures, "in the tests", _since(begun), found)
    drill = (*step.before, sys.executable, "-m", f"tests.drills.{step.module}", "--seed", str(seed))
    code, found = _asked((*drill, *asked), limit)
    if code == words.NOT_RUN:
        return Done(step.name, step.title, NOT_RUN, str(found["not_run"]), "", _since(begun), found)
    figures = ", ".join(f"{name} {found.get(name)}" for name in step.shown)
    verdict = HELD if code == words.HELD else FAILED
    if "fault" in found:
        figures = str(found["fault"])
    caught: dict[str, bool] = {}
    if step.is_spoilt:
        code, spoilt = _asked((*drill, "--sabotage", words.ALL), limit)
        caught = spoilt.get("caught", {})
        if code != words.HELD or not caught:
            verdict = FAILED
            found["sabotage_fault"] = spoilt
    told = ", ".join(
        f"{name} {'caught' if is_caught else 'NOT CAUGHT'}" for name, is_caught in caught.items()
    )
    return Done(step.name, step.title, verdict, figures, told, _since(begun), found)


def _since(begun: float) -> float:
    return round(time.monotonic() - begun, 1)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NGHISU_DATA", "PORT"}}
    return kept | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def _asked(said: Sequence[str], limit: int) -> tuple[int, dict[str, Any]]:
    """Run a drill; return its exit code and the object it printed. Over the limit it has failed."""
    with tempfile.TemporaryDirectory(prefix="nghisu-chaos-") as data, tempfile.TemporaryFile("w+") as wrong:
        process = subprocess.Popen(
            said, cwd=ROOT, env=_environment() | {"NGHISU_DATA": data}, stdout=subprocess.PIPE,
            stderr=wrong, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            told, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return words.FAILED, {"fault": f"not done within {limit} s"}
        wrong.seek(0)
        lines = [line for line in told.splitlines() if line.startswith("{")]
        if not lines:
            return words.FAILED, {"fault": f"it said nothing: {wrong.read()[-300:]}"}
        return process.returncode, dict(json.loads(lines[-1]))


def _tests(step: Step, asked: Words, limit: int) -> tuple[str, str, dict[str, Any]]:
    """Play tests; return the verdict, how many there were, and which failed."""
    with tempfile.TemporaryDirectory(prefix="nghisu-chaos-") as folder:
        said = Path(folder) / "said.xml"
        try:
            subprocess.run(
                [*step.before, sys.executable, "-m", "pytest", *asked, f"--junitxml={said}"],
                cwd=ROOT, env=_environment() | {"NGHISU_DATA": f"{folder}/data"},
                capture_output=True, check=False, timeout=limit,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return FAILED, f"not done within {limit} s", {}
        if not said.exists():
            return FAILED, "the tests did not begin", {}
        cases = list(ET.parse(said).getroot().iter("testcase"))
    wrong = [
        one.get("name") for one in cases if one.find("failure") is not None or one.find("error") is not None
    ]
    left_out = sum(one.find("skipped") is not None for one in cases)
    found = {"tests": len(cases), "skipped": left_out, "failed": wrong}
    figures = f"tests {len(cases) - left_out}, failed {len(wrong)}" + (
        f", skipped {left_out}" if left_out else ""
    )
    if len(cases) == left_out:
        return NOT_RUN, "every test was skipped on this machine", found
    return (FAILED if wrong else HELD), figures, found
