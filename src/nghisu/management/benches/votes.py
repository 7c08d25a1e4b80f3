"""`nghisu bench votes`: 5,000 devices vote in the same second; a Django request for each is the anchor.

The hub runs as its own process, as in `nghisu serve`, with an open box; this process plays the devices over
real connections on this machine. The anchor is a Django view without sessions and middleware that asks once
and writes once in one durable transaction: less than any page of ours does.
"""

import asyncio
import json
import os
import resource
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from nghisu.kit import tickets, voices

SECRET = "nghisu bench votes"  # noqa: S105 -- of an installation that lives for a minute
ROUNDS = 3
ANCHOR_VOTES = 400
LIMIT_SECONDS, LIMIT_P99, LIMIT_SYNCS, LIMIT_CPU = 5.0, 3.0, 0.05, 0.2


@dataclass(frozen=True)
class Burst:
    """What one burst came to; seconds, and CPU seconds of the hub per vote."""

    acknowledged: int
    stored: int
    all_within: float
    p50: float
    p99: float
    cpu: float
    commits: int


def run(say: Callable[[str], object], *, devices: int = 5000) -> bool:
    """Measure bursts and anchors in turn; tell whether the figures of the product are reached."""
    _open_files(devices)
    bursts, anchors = [], []
    for number in range(ROUNDS):
        bursts.append(burst(devices))
        anchors.append(anchor())
        one = bursts[-1]
        say(
            f"round {number + 1}: {one.acknowledged} of {devices} acknowledged, {one.stored} stored, "
            f"all within {one.all_within:.2f} s, p50 {one.p50:.2f} s, p99 {one.p99:.2f} s, "
            f"{one.cpu * 1000:.3f} ms CPU a vote, {one.commits} commits; "
            f"Django request: {anchors[-1] * 1000:.3f} ms CPU a vote"
        )
    slowest = statistics.median(one.all_within for one in bursts)
    p99 = statistics.median(one.p99 for one in bursts)
    syncs = statistics.median(one.commits for one in bursts) / devices
    share = statistics.median(one.cpu for one in bursts) / statistics.median(anchors)
    rows = (
        ("all acknowledged within", slowest, LIMIT_SECONDS, "s"),
        ("p99", p99, LIMIT_P99, "s"),
        ("disk syncs a vote", syncs, LIMIT_SYNCS, ""),
        ("CPU of a Django request", share, LIMIT_CPU, ""),
    )
    is_whole = all(one.acknowledged == one.stored == devices for one in bursts)
    say(f"{'every voice acknowledged and stored':<40} {'yes' if is_whole else 'NO'}")
    for name, value, limit, unit in rows:
        say(f"{name:<40} {value:8.4f} {unit:<2} at most {limit:g} {'ok' if value <= limit else 'MISSED'}")
    return is_whole and all(value <= limit for _, value, limit, _ in rows)


def _open_files(devices: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    if hard < devices + 100:
        sys.exit(f"This machine lets a process open {hard} files only; try fewer devices.")


def burst(devices: int) -> Burst:
    """Let the devices vote at once and return what was measured."""
    with tempfile.TemporaryDirectory(prefix="nghisu-votes-") as data:
        vote = uuid4()
        box = voices.Box(data, vote)
        box.open()
        with Hub(data) as hub:
            before = hub.cpu_seconds()
            times = asyncio.run(_vote(hub.port, vote.hex, devices))
            cpu = hub.cpu_seconds() - before
        sums = box.close()
        commits = int((Path(data) / "commits").read_text())
        box.destroy()
        times.sort()
        return Burst(
            acknowledged=len(times),
            stored=sum(sums.values()),
            all_within=times[-1] if times else 0.0,
            p50=times[len(times) // 2] if times else 0.0,
            p99=times[int(len(times) * 0.99)] if times else 0.0,
            cpu=cpu / devices,
            commits=commits,
        )


class Hub:
    """The hub as its own process, without pages behind it."""

    def __init__(self, data: str) -> None:
        self.data = data
        door = socket.create_server(("127.0.0.1", 0), backlog=8192)
        self.port = int(door.getsockname()[1])
        self.process = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-m", "nghisu.management.benches.votes", data],
            pass_fds=(door.fileno(),),
            env={**os.environ, "NGHISU_DOOR_FD": str(door.fileno())},
            stdout=subprocess.PIPE,
        )
        door.close()
        assert self.process.stdout is not None
        self.process.stdout.readline()

    def cpu_seconds(self) -> float:
        """Return the CPU time of all its threads so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self) -> "Hub":
        return self

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        if self.process.stdout is not None:
            self.process.stdout.close()


def request(vote: str, seat: bytes, choice: str) -> bytes:
    """Return a device's whole request."""
    ticket = tickets.Ticket(seat.hex(), (vote, "/"), int(time.time()) + 3600)
    word = tickets.write(ticket, key=tickets.voting_key_from(SECRET))
    body = urlencode({"ticket": word, "choice": choice}).encode()
    head = (
        "POST /y-kien/ HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Device(asyncio.Protocol):
    def __init__(self, heard: list[float], done: Callable[[], None]) -> None:
        self.heard, self.done, self.sent_at = heard, done, 0.0
        self.transport: asyncio.Transport | None = None
        self.is_done = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def say(self, request: bytes) -> None:
        self.sent_at = time.monotonic()
        assert self.transport is not None
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"HTTP/1.1 200"):
            self.heard.append(time.monotonic() - self.sent_at)
        self._end()

    def connection_lost(self, error: Exception | None) -> None:
        self._end()

    def _end(self) -> None:
        if not self.is_done:
            self.is_done = True
            self.done()


async def _vote(port: int, vote: str, devices: int) -> list[float]:
    """Connect every device, then let all speak in one second; return how long each waited."""
    loop = asyncio.get_running_loop()
    heard: list[float] = []
    left = devices
    all_done = asyncio.Event()

    def done() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            all_done.set()

    requests = [request(vote, secrets.token_bytes(16), voices.CHOICES[n % 3]) for n in range(devices)]
    connected = []
    for begin in range(0, devices, 200):
        made = (
            loop.create_connection(lambda: _Device(heard, done), "127.0.0.1", port)
            for _ in range(min(200, devices - begin))
        )
        connected += [device for _, device in await asyncio.gather(*made)]
    for device, words in zip(connected, requests, strict=True):
        device.say(words)
        if secrets.randbelow(100) == 0:
            await asyncio.sleep(0)
    try:
        await asyncio.wait_for(all_done.wait(), 60)
    finally:
        for device in connected:
            if device.transport is not None:
                device.transport.abort()
    return heard


async def _serve(data: str) -> None:
    """Be the hub of a burst: its hall and its door, no pages."""
    from nghisu.hub.booth import Booth  # noqa: PLC0415 -- the hub's own process only
    from nghisu.hub.front import Client, Hall  # noqa: PLC0415

    booth = Booth(data, tickets.voting_key_from(SECRET))
    hall = Hall(pages="", ticket_key=tickets.key_from(SECRET), booth=booth)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    door = socket.socket(fileno=int(os.environ["NGHISU_DOOR_FD"]))
    server = await loop.create_server(lambda: Client(hall), sock=door, backlog=8192)
    os.write(1, b"ready\n")
    await stop.wait()
    server.close()
    booth.end()
    (Path(data) / "commits").write_text(str(booth.commits))


ANCHOR = """
import io, json, os, sys, time
import django
from django.conf import settings
settings.configure(ROOT_URLCONF="__main__", SECRET_KEY="x", ALLOWED_HOSTS=["*"], INSTALLED_APPS=[],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1] + "/anchor.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}}})
django.setup()
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.urls import path

class Voice(models.Model):
    seat = models.CharField(max_length=32, unique=True)
    choice = models.CharField(max_length=8)
    class Meta:
        app_label = "anchor"

def vote(request):
    with transaction.atomic():
        if Voice.objects.filter(seat=request.POST["seat"]).exists():
            return HttpResponse("already", status=409)
        Voice.objects.create(seat=request.POST["seat"], choice=request.POST["choice"])
    return HttpResponse("counted")

urlpatterns = [path("vote/", vote)]
with connection.schema_editor() as editor:
    editor.create_model(Voice)
pages = get_wsgi_application()
def ask(number):
    body = f"seat={number:032d}&choice=for".encode()
    surroundings = {"REQUEST_METHOD": "POST", "PATH_INFO": "/vote/", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "wsgi.url_scheme": "http"}
    answer = pages(surroundings, lambda status, headers: None)
    b"".join(answer); answer.close()
for number in range(20): ask(number)
count = int(sys.argv[2])
begun = time.process_time()
for number in range(20, 20 + count): ask(number)
print((time.process_time() - begun) / count)
"""


def anchor(votes: int = ANCHOR_VOTES) -> float:
    """Return the CPU seconds of one Django request with one durable transaction."""
    with tempfile.TemporaryDirectory(prefix="nghisu-anchor-") as data:
        surroundings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-c", ANCHOR, data, str(votes)],
            capture_output=True,
            text=True,
            check=True,
            env=surroundings,
        )
        return float(json.loads(done.stdout))


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
