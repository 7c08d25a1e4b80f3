"""Real servers, started as people start them, each on a data folder of its own."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from nghisu.kit import tickets

ROOT = Path(__file__).resolve().parents[2]
HAS_MIGRATIONS = any((ROOT / "src/nghisu/migrations").glob("0*.py"))
STARTS_WITHIN = 60.0


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@dataclass
class Server:
    """One `nghisu serve` under test."""

    data: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[str]

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Ask for one page on a connection of its own."""
        return self.send("GET", path, None, headers or {})

    def send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request; header names of the answer are in small letters."""
        line = http.client.HTTPConnection("localhost", self.port, timeout=30)
        try:
            line.request(method, path, body=body, headers=headers)
            answer = line.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            line.close()

    def raw(self, sent: bytes) -> bytes:
        """Send bytes as they are, and return all that comes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(sent)
            received = b""
            while part := line.recv(65536):
                received += part
            return received

    def ticket(self, *topics: str, holder: str = "test", lasts: float = 60.0) -> str:
        """Return a ticket as a page would issue it."""
        key = tickets.key_from((self.data / "secret.key").read_text().strip())
        return tickets.write(
            tickets.Ticket(holder, topics, int(time.time() + lasts), time.time_ns() // 1_000_000), key=key
        )

    def listen(self, *topics: str, last_id: str = "") -> socket.socket:
        """Open a live stream and read its head."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        asked = f"GET /live/?ticket={self.ticket(*topics)} HTTP/1.1\r\nHost: localhost\r\n"
        line.sendall((asked + (f"Last-Event-ID: {last_id}\r\n" if last_id else "") + "\r\n").encode())
        head = b""
        until = b"retry:" if last_id else b"event: beat"
        while not (until in head and head.endswith(b"\n\n")):
            head += line.recv(1)
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        return line

    def run(self, code: str) -> str:
        """Run Python with Django set up on this server's data, in a process of its own."""
        begin = "import django; django.setup()\n"
        words = [sys.executable, "-c", begin + code]
        return subprocess.run(
            words, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    def processes(self) -> list[int]:
        """Return the ids of the server's own process and its children."""
        own = self.process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return [own, *(int(child) for child in children)]

    def stop(self, number: int = signal.SIGINT) -> float:
        """Send a signal, wait for the end, and return how long that took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(10)
        return time.monotonic() - begun


def environment_for(data: Path) -> dict[str, str]:
    """Return the surroundings of a server on this folder, with a database of its own on PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    kept |= {
        "NGHISU_DATA": str(data),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "LANG": "en_US.UTF-8",
    }
    kept["DJANGO_SETTINGS_MODULE"] = "nghisu.config.settings" if HAS_MIGRATIONS else "tests.ground.settings"
    kept.pop("LC_ALL", None)
    address = os.environ.get("NGHISU_DATABASE_URL", "")
    if address.startswith("postgres"):
        import psycopg

        name = f"server_{secrets.token_hex(6)}"
        with psycopg.connect(address, autocommit=True) as line:
            line.execute(f"CREATE DATABASE {name}".encode())
        kept["NGHISU_DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    return kept


def prepare(environment: dict[str, str]) -> None:
    """Make the tables; with migrations the server would do it by itself."""
    if not HAS_MIGRATIONS:
        words = [sys.executable, "-m", "nghisu", "migrate", "--run-syncdb", "-v0"]
        subprocess.run(words, env=environment, cwd=ROOT, check=True)


def start(data: Path, environment: dict[str, str], *words: str, port: int | None = None) -> Server:
    """Start a server and wait until it answers."""
    chosen = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "nghisu", "serve", *(words or ("--empty",))],
        env={**environment, "PORT": str(chosen)},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    server = Server(data=data, port=chosen, environment=environment, process=process)
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"The server ended: {process.stdout.read() if process.stdout else ''}")
        try:
            if server.get("/tai-khoan/dang-nhap/")[0] < 500:
                return server
        except OSError:
            pass
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    raise AssertionError(f"No answer: {process.stdout.read() if process.stdout else ''}")


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Return a function that starts a server on an empty folder; all are stopped at the end."""
    started: list[Server] = []

    def begin(*words: str, data: Path | None = None, environment: dict[str, str] | None = None) -> Server:
        folder = data or tmp_path / f"data{len(started)}"
        folder.mkdir(exist_ok=True, mode=0o700)
        surroundings = environment or environment_for(folder)
        if environment is None:
            prepare(surroundings)
        server = start(folder, surroundings, *words)
        started.append(server)
        return server

    yield begin
    for server in started:
        end(server)


def end(server: Server) -> None:
    """End a server, whatever state it is in."""
    if server.process.poll() is None:
        server.stop(signal.SIGTERM)
    if server.process.stdout:
        server.process.stdout.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[Server]:
    """Return one running server for the tests of a module that leave it as it is."""
    data = tmp_path_factory.mktemp("data")
    environment = environment_for(data)
    prepare(environment)
    running = start(data, environment)
    yield running
    end(running)
