"""H3, trouble with the disk while people write: full, set to read only, and calls that fail.

    python -m tests.drills.storage --fills 20 --faults 500 --seed 7

The data folder lies on a small disk of its own, in memory and as ext4 in a file, by turns. It is filled to
the last byte while people write: what cannot be stored is refused with 507 or 503, pages are still read, and
after the room is back work goes on within a second. The ext4 disk is also set to read only by force, as Linux
does after a fault; the server is then ended, the disk mended and the server started again. In between
strace lets single calls of the server fail with EIO, ENOSPC or EROFS. In the end nothing acknowledged may be
missing, and no answer may ever have been 500.

``--sabotage status-500`` takes the product's notice of such trouble away, ``lose`` deletes one row.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.drills import recorded, words
from tests.drills.kill9 import SPOILT
from tests.drills.place import Place, Silent
from tests.drills.place import is_sound as is_whole
from tests.drills.words import NotRun, ask

SABOTAGES = ("status-500", "lose")
DISK_MB = 40
LOGIN = "/tai-khoan/dang-nhap/"
LIST = "/van-ban/"
BACK_WITHIN = 1.0
CALLS = ("pwrite64", "fdatasync", "ftruncate", "rename", "openat", "write", "fsync")
ERRORS = ("EIO", "ENOSPC", "EROFS")
LEAST_REFUSED = 3
COUNTED = ("fills", "broken_off", "injected", "unread", "late_back", "never_refused")
HELD_SECONDS = 10.0
GIVEN_UP_SECONDS = 30.0
FAIL_SECONDS = 5.0
FAIL_WRITES = 30  # on a busy machine, as long as so many writes take there
FAIL_AT_ONCE = 12
BUSY = 10  # on a busy machine, so many times what a write takes there anyway


class Disk:
    """A small disk mounted on a folder.

    :param kind: ``tmpfs`` or ``ext4``
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self.kind = kind
        self.file = folder / "disk.img"
        self.place = folder / "disk"
        self.place.mkdir()
        if kind == "ext4":
            with self.file.open("wb") as file:
                file.truncate(DISK_MB << 20)
            _do("mkfs.ext4", "-q", "-m", "0", self.file)
        self.mount()

    def mount(self) -> None:
        """Mount it."""
        if self.kind == "tmpfs":
            _do("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=700", "tmpfs", self.place)
        else:
            _do("mount", "-o", "loop", self.file, self.place)

    def break_off(self) -> None:
        """Set it to read only by force, as after a fault of the device."""
        _do("mount", "-o", "remount,abort", self.place)

    def mend(self) -> None:
        """Check it as a machine does when it starts, and mount it again."""
        for turn in range(50):
            with suppress(NotRun):
                _do("umount", self.place)
                break
            time.sleep(0.1 + turn / 100)
        subprocess.run(["fsck.ext4", "-y", self.file], capture_output=True, check=False)
        self.mount()

    def let_go(self) -> None:
        """Unmount it, whoever still holds it."""
        _do("umount", "-l", self.place)

    def fill(self) -> Path:
        """Take all the room there is."""
        ballast = self.place / "ballast"
        with ballast.open("ab", buffering=0) as file:
            for size in (65536, 1024, 1):
                with suppress(OSError):
                    while True:
                        file.write(b"x" * size)
        return ballast


def _do(*said: object) -> None:
    done = subprocess.run(list(map(str, said)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotRun(f"{said[0]}: {done.stderr.strip()}")


def drill(*, fills: int, faults: int, breaks: int = 1, seed: int = 1, sabotage: str = "") -> dict[str, Any]:
    """Run the drill on both kinds of disk and return what was found together."""
    words.needs_root("only root may mount a disk")
    found: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    rest: dict[str, Any] = {"back_worst_s": 0.0, "refusals": [], "record_holds": True}
    kinds = ("tmpfs", "ext4") if not sabotage else ("tmpfs",)
    for number, kind in enumerate(kinds):
        share = {"fills": _share(fills, len(kinds), number), "faults": _share(faults, len(kinds), number)}
        with tempfile.TemporaryDirectory(prefix="nghisu-disk-") as folder:
            disk = Disk(Path(folder), kind)
            try:
                fault = sabotage if sabotage == "status-500" else ""
                with Place(Path(folder), data=disk.place, fault=fault) as place:
                    round_ = _Round(place, disk, random.Random(f"{seed} {kind}"))
                    round_.run(**share, breaks=breaks if kind == "ext4" else 0, spoil=sabotage == "lose")
            finally:
                with suppress(NotRun):
                    disk.let_go()
        rest["back_worst_s"] = max(rest["back_worst_s"], round_.back_worst)
        rest["record_holds"] &= round_.found.pop("record_holds")
        rest["refusals"] += round_.found.pop("refusals")
        found.update(round_.found)
        statuses.update(round_.statuses)
    return {"sabotage": sabotage, **found, **rest, "statuses": dict(statuses)}


def _share(many: int, parts: int, number: int) -> int:
    return many // parts + (number < many % parts)


class _Round:
    """All that happens to one office on one disk."""

    def __init__(self, place: Place, disk: Disk, chance: random.Random) -> None:
        self.place = place
        self.disk = disk
        self.chance = chance
        self.back_worst = 0.0
        self.statuses: dict[str, int] = {}
        self.found: dict[str, Any] = dict.fromkeys(COUNTED, 0)

    def run(self, *, fills: int, faults: int, breaks: int, spoil: bool) -> None:
        place = self.place
        self.cookie = place.cookies("minh")[0]
        place.start()
        place.write(seed=self.chance.randrange(1000), lines=3, cookie=self.cookie)
        place.wait_for(6)
        self.usual = place.wait_for(place.acknowledged() + 6) / 6
        for _ in range(fills):
            self._fill()
        if faults:
            self._inject(faults)
        for _ in range(breaks):
            self._break_off()
        place.rest()
        if spoil:
            place.run(SPOILT["lose"])
        self.statuses = place.statuses()
        self.found |= place.check()

    def _fill(self) -> None:
        ballast = self.disk.fill()
        self._hold("fills")
        with ballast.open("ab") as file:
            file.truncate(0)
        ballast.unlink()
        self._back()

    def _hold(self, name: str) -> None:
        """Wait until people have been refused, and see that they can read."""
        before, until = self._refused(), time.monotonic() + HELD_SECONDS
        while self._refused() < before + LEAST_REFUSED and time.monotonic() < until:
            time.sleep(0.02)
        self.found["never_refused"] += self._refused() == before
        self.found[name] += 1
        for path, headers in ((LOGIN, {}), (LIST, {"Cookie": self.cookie})):
            self.found["unread"] += self.place.server.get(path, headers)[0] != 200

    def _refused(self) -> int:
        text = self.place.ledger.read_text()
        return text.count('"later"') + text.count('"refused"')

    def _back(self) -> None:
        try:
            taken = self.place.wait_for(self.place.acknowledged() + 1, within=GIVEN_UP_SECONDS)
        except Silent:
            taken = GIVEN_UP_SECONDS
        self.back_worst = max(self.back_worst, round(taken, 2))
        self.found["late_back"] += taken > max(BACK_WITHIN, BUSY * self.usual)

    def _break_off(self) -> None:
        self.disk.break_off()
        self._hold("broken_off")
        self.place.stop()
        self.disk.mend()
        self.place.start()
        self.place.wait_for(self.place.acknowledged() + 1)

    def _inject(self, faults: int) -> None:
        """Let single calls of the pages' process fail, one kind of call after the other."""
        if not recorded.is_here():
            raise NotRun("strace is not installed")
        trace = self.place.folder / "injected"
        idle = turn = 0
        while self.found["injected"] < faults:
            call, error = CALLS[turn % len(CALLS)], self.chance.choice(ERRORS)
            done = self._fail(call, error, trace)
            turn, idle = turn + 1, 0 if done else idle + 1
            if idle > 2 * len(CALLS):
                raise NotRun("strace could not let any call of the server fail")
            self.found["injected"] += done
        self._back()

    def _fail(self, call: str, error: str, trace: Path) -> int:
        """Let one kind of call fail now and then, for a moment; return how often it did."""
        begin, step = self.chance.randint(1, 5), self.chance.randint(2, 9)
        pages = self.place.processes()[1]
        tracer = subprocess.Popen(
            ["strace", "-f", "-p", str(pages), "-e", f"trace={call}", "-o", str(trace),
             "-e", f"inject={call}:error={error}:when={begin}+{step}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        done, until = 0, time.monotonic() + max(FAIL_SECONDS, FAIL_WRITES * self.usual)
        while done < FAIL_AT_ONCE and time.monotonic() < until:
            time.sleep(0.05)
            done = trace.read_text(errors="replace").count("(INJECTED)") if trace.exists() else 0
        tracer.terminate()
        tracer.wait(30)
        done = trace.read_text(errors="replace").count("(INJECTED)")
        trace.unlink()
        return done


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether nothing was lost, nothing answered with 500, and everything went on in time."""
    is_calm = not any(found[one] for one in ("unread", "late_back", "never_refused"))
    return is_whole(found) and is_calm and "500" not in found["statuses"]


if __name__ == "__main__":
    sys.exit(
        ask(
            drill, is_sound=is_sound, sabotages=SABOTAGES,
            small={"fills": 1, "faults": 0, "breaks": 0}, fills=4, faults=60, breaks=1,
        )
    )  # fmt: skip
