"""A real server on a temporary folder, and the client programs beside it, each a process of its own."""

import contextlib
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

from nghisu.bench.anchors import free_port
from nghisu.kit import tickets

STARTS_WITHIN = 90.0


class Silent(Exception):
    """A program did not answer in time."""


class Served:
    """`nghisu serve` on a folder of its own with a meeting to measure with.

    :param fault: what the saboteur is to spoil, empty for none
    """

    def __init__(
        self, *, points: int, items: int = 12, papers: int = 0, delegates: int = 5, fault: str = ""
    ) -> None:
        self.size = (points, items, papers, delegates)
        self.fault = fault
        self.port = free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="nghisu-bench-")
        self.data = Path(self._folder.name)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
        self.environment = {**kept, "NGHISU_DATA": str(self.data), "PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None
        self.hall: dict[str, Any] = {}

    def __enter__(self) -> Self:
        words = [sys.executable, "-m", "nghisu.bench.hall", "migrate", *map(str, self.size)]
        made = subprocess.run(words, env=self.environment, check=True, capture_output=True, text=True)  # noqa: S603
        self.hall = json.loads(made.stdout.splitlines()[-1])
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._folder.cleanup()

    def start(self) -> float:
        """Start the server, and return how long it took until it answered."""
        begun = time.monotonic()
        program = ["nghisu.bench.saboteur", self.fault] if self.fault else ["nghisu"]
        self.process = subprocess.Popen(  # noqa: S603 -- ourselves
            [sys.executable, "-m", *program, "serve", "--empty"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while time.monotonic() < begun + STARTS_WITHIN:
            with contextlib.suppress(OSError):
                if self.get("/tai-khoan/dang-nhap/")[0] == 200:
                    return time.monotonic() - begun
            time.sleep(0.05)
        raise Silent("the server does not start")

    def kill(self) -> None:
        """End the server as a power cut of the process would: nothing is said, nothing is finished."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def processes(self) -> list[int]:
        """Return the ids of the hub and of the pages' process."""
        assert self.process is not None
        own = self.process.pid
        return [own, *map(int, Path(f"/proc/{own}/task/{own}/children").read_text().split())]

    def get(self, path: str, session: str = "") -> tuple[int, bytes]:
        """Ask for a page."""
        line = http.client.HTTPConnection("localhost", self.port, timeout=30)
        try:
            line.request("GET", path, headers={"Cookie": f"nghisu={session}"} if session else {})
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def say(self, text: str, *, topic: str = "", event: str = "floor") -> None:
        """Send an event to the hub as the pages' process does once a transaction is committed."""
        wish = {"topic": topic or f"meeting:{self.hall['meeting']}", "event": event, "text": text}
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
            speaking.sendto(json.dumps(wish).encode(), (self.data / "hub.address").read_text())

    def targets(self, count: int) -> list[str]:
        """Return the address of the meeting's stream for so many holders."""
        key = tickets.key_from((self.data / "secret.key").read_text().strip())
        now = time.time()
        topics = (f"meeting:{self.hall['meeting']}", "part:0")
        return [
            "/live/?ticket="
            + tickets.write(
                tickets.Ticket(f"person:{number}", topics, int(now + 3600), int(now * 1000)), key=key
            )
            for number in range(count)
        ]

    def stored_reports(self) -> dict[str, int]:
        """Return how many reports are stored for each point that has one."""
        code = (
            "import django; django.setup()\n"
            "import collections, json\n"
            "from nghisu.meetings.models import PointReport\n"
            "print(json.dumps(collections.Counter(str(pk) for pk in "
            "PointReport.objects.values_list('point_id', flat=True))))"
        )
        surroundings = {"DJANGO_SETTINGS_MODULE": "nghisu.config.settings", **self.environment}
        words = [sys.executable, "-c", code]
        told = subprocess.run(words, env=surroundings, check=True, capture_output=True, text=True)  # noqa: S603
        return dict(json.loads(told.stdout))


class Program:
    """A client program that is spoken to in lines of JSON."""

    def __init__(self, name: str, config: dict[str, Any]) -> None:
        self._config = tempfile.NamedTemporaryFile("w", suffix=".json")  # noqa: SIM115 -- as long as we live
        json.dump(config, self._config)
        self._config.flush()
        self._process = subprocess.Popen(  # noqa: S603 -- ourselves
            [sys.executable, "-m", f"nghisu.bench.{name}", self._config.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.kill()
        self._process.wait(10)
        self._config.close()

    def ask(self, do: str, *, seconds: float = 60, **more: Any) -> dict[str, Any]:
        """Send a command and return its answer."""
        self.tell(do, seconds=seconds, **more)
        return self.line(seconds + 30)

    def tell(self, do: str, **more: Any) -> None:
        """Send a command; its answer is read later."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
        self._process.stdin.flush()

    def line(self, seconds: float) -> dict[str, Any]:
        """Return the next line that the program writes.

        :raises Silent: if none comes in time, or the program ended
        """
        assert self._process.stdout is not None
        source = self._process.stdout.fileno()
        until = time.monotonic() + seconds
        while b"\n" not in self._rest:
            ready, _, _ = select.select([source], [], [], max(0.0, until - time.monotonic()))
            part = os.read(source, 1 << 20) if ready else b""
            if not part:
                raise Silent("a client program does not answer")
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return dict(json.loads(line))
