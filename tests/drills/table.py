"""The table of the drills: printed at the end of a run, and kept in docs/chaos.md by nothing else."""

import os
import platform
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.drills.plan import ROOT, STEPS, Done

PAGE = ROOT / "docs" / "chaos.md"
HEAD = (
    "harness",
    "what happens",
    "verdict",
    "figures",
    "sabotages",
    "s",
    "set",
    "seed",
    "commit",
    "day",
    "machine",
)
INTRODUCTION = """# The failure drills

Written by `python -m tests.drills --write` (`make chaos WRITE=1`, `make chaos-full WRITE=1`), and by nothing
else: a row is what a drill printed, with the commit, the seed and the machine. A `+` after the commit says
that the tree held changes that were not committed.

Server, workload, nemesis and checker are programs of their own; what was promised to the workload is kept
outside the data folder. A drill that *held* was run again with each named fault put in on purpose, and saw
it. `ci` is the small set, `full` the whole size. A machine that others use at the same time makes the seconds
longer, nothing else.
"""


class Surroundings(NamedTuple):
    """Where and when a run was made."""

    commit: str
    seed: int
    size: str
    day: str
    machine: str


def commit() -> str:
    """Return the commit of the tree, with a plus if it was changed since."""

    def said(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = [line for line in said("status", "--porcelain").splitlines() if not line.endswith(PAGE.name)]
    return (said("rev-parse", "--short=9", "HEAD") or "no git") + ("+" if changed else "")


def machine() -> str:
    """Return what this machine is, in a few words."""
    cpu = re.search(r"^model name\s*: (.*)$", _read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s+(\d+)", _read("/proc/meminfo"), re.MULTILINE)
    system = re.search(r'^PRETTY_NAME="?([^"\n]*)', _read("/etc/os-release"), re.MULTILINE)
    return ", ".join((
        f"{os.cpu_count()} × {cpu[1] if cpu else platform.machine()}",
        f"{int(memory[1]) / 2**20:.0f} GB" if memory else "memory unknown",
        f"{system[1] if system else platform.system()}, Python {platform.python_version()}",
    ))  # fmt: skip


def _read(place: str) -> str:
    try:
        return Path(place).read_text(encoding="utf-8")
    except OSError:
        return ""


def row(one: Done, about: Surroundings) -> tuple[str, ...]:
    """Return the cells of a row."""
    told = (one.name, one.title, one.verdict, one.figures, one.sabotages or "–", f"{one.seconds:.0f}")
    cells = (*told, about.size, str(about.seed), about.commit, about.day, about.machine)
    return tuple(re.sub(r"[|\s]+", " ", cell).strip() for cell in cells)


def printed(done: Iterable[Done], about: Surroundings) -> str:
    """Return the table as text."""
    return _table(row(one, about) for one in done)


def write(done: Iterable[Done], about: Surroundings) -> None:
    """Put rows into the page, in place of those of the same harness and set."""
    rows = {(cells[0], cells[6]): cells for cells in _rows_of(PAGE)}
    rows |= {(one.name, about.size): row(one, about) for one in done}
    order = [(step.name, size) for step in STEPS for size in ("ci", "full")]
    PAGE.write_text(
        f"{INTRODUCTION}\n{_table(rows[key] for key in order if key in rows)}\n", encoding="utf-8"
    )


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = [HEAD, ("---",) * len(HEAD), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rows_of(page: Path) -> list[tuple[str, ...]]:
    if not page.exists():
        return []
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| H")]
    cells = [tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in lines]
    return [one for one in cells if len(one) == len(HEAD)]
