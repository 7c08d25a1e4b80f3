"""An office of a drill: its data folder, its server as people start it, its writers, its checker.

Each is a program of its own; the ledger of the writers lies outside the data folder.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tests.ground.conftest import ROOT, Server, environment_for, free_port, prepare

MADE = "from tests.conftest import house; house.__wrapped__(None)"
TABLES = "from nghisu.management.commands.demo import bring_up_to_date; bring_up_to_date()"
STARTS_WITHIN = 300.0
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
COOKIES = f"""
from django.conf import settings
from django.test import Client
from nghisu.people.models import Person
import json
kept = []
for name in %r:
    client = Client()
    client.force_login(Person.objects.get(username=name), backend={SIGN_IN!r})
    kept.append(settings.SESSION_COOKIE_NAME + "=" + client.cookies[settings.SESSION_COOKIE_NAME].value)
print(json.dumps(kept))
"""
FAULTS = ("lost", "doubled", "unasked", "without_line", "without_file", "refused")


class Silent(Exception):
    """A program of the drill did not answer in time."""


class Place:
    """One office on a folder of its own.

    :param made_by: Python that fills it before its door opens; as a rule the small cast of the tests
    :param fault: sabotage: what ``tests.drills.careless`` spoils in the server
    """

    def __init__(
        self, folder: Path, *, made_by: str = MADE, fault: str = "", data: Path | None = None
    ) -> None:
        self.folder = folder
        self.data = data or folder / "data"
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.ledger = folder / "ledger"
        self.environment = environment_for(self.data)
        if fault:
            self.environment |= {
                "DJANGO_SETTINGS_MODULE": "tests.drills.careless",
                "NGHISU_DRILL_FAULT": fault,
            }
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._writers: list[subprocess.Popen[bytes]] = []
        prepare(self.environment)
        if made_by:
            self.run(f"{TABLES}\n{made_by}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers:
            writer.kill()
            writer.wait(10)
        self.kill()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    @property
    def server(self) -> Server:
        """Its server, for those who ask it."""
        return Server(self.data, self.port, self.environment, self.process)  # type: ignore[arg-type]

    def run(self, code: str) -> str:
        """Run Python on its data, in a process of its own; return what it printed."""
        return self.server.run(code)

    def say(self, *words: object, within: float = 600.0) -> tuple[int, str]:
        """Run one command of the product; return its exit code and all it said."""
        done = subprocess.run(
            [sys.executable, "-m", "nghisu", *map(str, words)],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=within,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def cookies(self, *names: str) -> list[str]:
        """Sign people in; return what each browser sends."""
        return list(json.loads(self.run(COOKIES % (names,))))

    def start(self, *before: str) -> float:
        """Start the server and wait until it answers; return how long that took.

        :param before: words of a program that starts it, such as strace
        """
        begun = time.monotonic()
        said = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "nghisu", "serve", "--empty"],
            env={**self.environment, "PORT": str(self.port)},
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
        said.close()
        while time.monotonic() < begun + STARTS_WITHIN:
            if self.process.poll() is not None:
                break
            with suppress(OSError):
                if self.server.get("/tai-khoan/dang-nhap/")[0] < 500:
                    return time.monotonic() - begun
            time.sleep(0.1)
        raise Silent(f"The server does not answer: {self.said()}")

    def said(self) -> str:
        """Return the last words of the server."""
        return (self.folder / "server.log").read_text(errors="replace")[-2000:]

    def processes(self) -> list[int]:
        """Return the ids of the server and of all it started, the hub first."""
        return _family(self.process.pid) if self.process is not None else []

    def kill(self) -> None:
        """End the server at once, with all it started."""
        if self.process is not None and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)

    def stop(self) -> None:
        """Ask the server to end, and wait; under strace it is the child that is asked."""
        if self.process is None or self.process.poll() is not None:
            return
        own = self.processes()
        is_traced = Path(f"/proc/{own[0]}/comm").read_text().strip() == "strace"
        with suppress(ProcessLookupError):
            os.kill(own[1] if is_traced and len(own) > 1 else own[0], signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def write(self, *, seed: int, lines: int = 4, cookie: str = "") -> "subprocess.Popen[bytes]":
        """Let several browsers write until told to end, as the chief of the office."""
        sent = cookie or self.cookies("minh")[0]
        words = [sys.executable, "-m", "tests.drills.writers", self.url, sent]
        writer = subprocess.Popen(
            [*words, str(self.ledger), "--seed", str(seed), "--lines", str(lines)], cwd=ROOT
        )
        self._writers.append(writer)
        return writer

    def rest(self, within: float = 90.0) -> None:
        """Let the writers finish what they began."""
        for writer in self._writers:
            writer.terminate()
        for writer in self._writers:
            writer.wait(within)
        self._writers = []

    def told(self) -> list[dict[str, Any]]:
        """Return the ledger."""
        lines = self.ledger.read_text().splitlines() if self.ledger.exists() else []
        return [json.loads(line) for line in lines]

    def acknowledged(self) -> int:
        """Return how many writes were acknowledged so far."""
        return self.ledger.read_text().count('"ack"') if self.ledger.exists() else 0

    def wait_for(self, many: int, *, within: float = 90.0) -> float:
        """Wait until so many writes were acknowledged; return how long that took.

        :raises Silent: if they were not
        """
        begun = time.monotonic()
        while self.acknowledged() < many:
            if time.monotonic() > begun + within:
                raise Silent(f"{self.acknowledged()} of {many} writes in {within:.0f} s. {self.said()}")
            time.sleep(0.02)
        return time.monotonic() - begun

    def check(self) -> dict[str, Any]:
        """Compare the ledger with the data, in a program of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.drills.checker", str(self.ledger)],
            cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return dict(json.loads(done.stdout))

    def statuses(self) -> dict[str, int]:
        """Return how often which status was told instead of an acknowledgement."""
        found: dict[str, int] = {}
        for one in self.told():
            if "status" in one:
                found[str(one["status"])] = found.get(str(one["status"]), 0) + 1
        return found


def is_sound(found: dict[str, Any]) -> bool:
    """Tell whether nothing was lost, doubled, made up or refused, and the record holds."""
    return bool(found["record_holds"] and found["acknowledged"] and not any(found[one] for one in FAULTS))


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return [pid]
    return [pid, *(one for child in children for one in _family(int(child)))]


def has_program(name: str) -> bool:
    """Tell whether a program is installed."""
    return shutil.which(name) is not None
