"""Keep the parts running together: the door, the pages' process behind it, and their common end."""

import asyncio
import contextlib
import gc
import json
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from nghisu.hub.booth import Booth
from nghisu.hub.door import Door
from nghisu.hub.front import MOST_CONNECTIONS, Hall
from nghisu.hub.streams import HEARTBEAT_SECONDS, Streams, Wish
from nghisu.kit import tickets

GRACE_SECONDS = 0.5
SLOWEST_RESTART = 5.0
LONG_ENOUGH = 20.0
ADDRESS = "hub.address"
LIFE = "hub.life"
REVOKED = "hub.revoked"
LONGEST_WISH = 256 * 1024
MOST_AT_ONCE = 1024
SPARE_FILES = 256
GARBAGE_AFTER = 50_000  # thousands of listeners are no garbage to look through again and again


@dataclass(frozen=True)
class Plan:
    """What the hub is told at its start.

    :param door: the listening socket
    :param data: the data folder, where other processes find the hub's address
    :param secret: from which the key of the tickets is derived
    :param behind_proxy: whether a proxy on this machine speaks HTTPS to the world
    """

    door: socket.socket
    data: str
    secret: str
    behind_proxy: bool


class _Ears:
    """Hears what other processes of this installation ask of the hub."""

    def __init__(self, hall: Hall, place: Path, kept: Path) -> None:
        self.hall = hall
        self.kept = kept
        self._line = _bound(place, socket.SOCK_DGRAM)
        asyncio.get_running_loop().add_reader(self._line, self._hear)

    def _hear(self) -> None:
        """Take all that waits at once, so that nobody who speaks to us has to wait for our listeners."""
        heard: list[bytes] = []
        with contextlib.suppress(BlockingIOError):
            while len(heard) < MOST_AT_ONCE:
                heard.append(self._line.recv(LONGEST_WISH))
        revoked = dict(self.hall.streams.revoked)
        Wish.fulfil_all(self.hall.streams, heard)
        if self.hall.streams.revoked != revoked:
            _keep(self.kept, self.hall.streams.revoked)

    def close(self) -> None:
        """Hear nothing any more."""
        asyncio.get_running_loop().remove_reader(self._line)
        self._line.close()


def _keep(place: Path, kept: object) -> None:
    fresh = place.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(kept))
    fresh.replace(place)


def _kept(place: Path) -> dict[str, int]:
    try:
        kept = json.loads(place.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): int(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def next_life(place: Path) -> str:
    """Return a word that no earlier life of the hub had, wherever the clock has been since."""
    life = max(_kept(place).get("life", 0) + 1, time.time_ns() // 1_000_000)
    _keep(place, {"life": life})
    return format(life, "x")


async def run(plan: Plan) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    loop = asyncio.get_running_loop()
    told_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told_to_stop.set)
    room = Path(tempfile.mkdtemp(prefix="nghisu-"))
    address = Path(plan.data) / ADDRESS
    hall = Hall(
        pages=str(room / "pages"),
        ticket_key=tickets.key_from(plan.secret),
        behind_proxy=plan.behind_proxy,
        booth=Booth(plan.data, tickets.voting_key_from(plan.secret)),
        streams=Streams(next_life(Path(plan.data) / LIFE), revoked=_kept(Path(plan.data) / REVOKED)),
        most_connections=min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES),
    )
    ears = _Ears(hall, room / "ears", Path(plan.data) / REVOKED)
    pages_socket = _bound(room / "pages", socket.SOCK_STREAM)
    pages_socket.listen(2048)
    door = Door(hall, plan.door)
    address.write_text(str(room / "ears"))
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    beating = loop.create_task(_beat(hall))
    pages = Pages(pages_socket)
    watching = loop.create_task(pages.keep_running())
    stopping = loop.create_task(told_to_stop.wait())
    try:
        await asyncio.wait({stopping, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hall.is_closing = True
        door.close()
        beating.cancel()
        await _end_clients(hall)
        if hall.booth is not None:
            hall.booth.end()
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        await pages.end()
        ears.close()
        hall.board.close()
        address.unlink(missing_ok=True)
        shutil.rmtree(room, ignore_errors=True)
    return 0 if told_to_stop.is_set() else 1


async def _end_clients(hall: Hall) -> None:
    """End the streams at once, and give answers that are under way a moment to finish."""
    for client in list(hall.clients):
        if not client.is_busy:
            client.transport.abort()
    for line in hall.streams.lines():
        line.abort()
    if hall.tasks:
        await asyncio.wait(list(hall.tasks), timeout=GRACE_SECONDS)
    for client in list(hall.clients):
        client.transport.abort()
    for task in list(hall.tasks):
        task.cancel()


async def _beat(hall: Hall) -> None:
    """Send each stream a sign of life every ten seconds, a share of them at a time."""
    parts = HEARTBEAT_SECONDS * 4
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS / parts)
        hall.streams.beat(parts, now=time.time())


def _bound(place: Path, kind: socket.SocketKind) -> socket.socket:
    bound = socket.socket(socket.AF_UNIX, kind)
    bound.bind(str(place))
    bound.setblocking(False)
    return bound


class Pages:
    """The pages' process: Django and the periodic jobs, started again whenever it ends by itself."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.process: asyncio.subprocess.Process | None = None
        # The pages' process ends when the other end of this pipe closes, however we ended.
        self._life_read, self._life_write = os.pipe()

    async def keep_running(self) -> None:
        """Start the process, and again each time it ends; give up when it cannot even start."""
        pause = 0.1
        has_lasted = False
        while True:
            begun = time.monotonic()
            surroundings = {
                "MALLOC_ARENA_MAX": "2",
                **os.environ,
                "NGHISU_PAGES_FD": str(self.listening.fileno()),
                "NGHISU_LIFE_FD": str(self._life_read),
            }
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "nghisu.config.server"),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(self.listening.fileno(), self._life_read),
                env=surroundings,
            )
            os.environ.pop("NGHISU_GREET", None)  # the greeting is said once
            code = await self.process.wait()
            lasted = time.monotonic() - begun
            has_lasted = has_lasted or lasted > LONG_ENOUGH
            pause = 0.1 if lasted > LONG_ENOUGH else min(pause * 2, SLOWEST_RESTART)
            if not has_lasted and pause > 1:
                sys.stderr.write("The process of the pages cannot be started; its last words stand above.\n")
                return
            sys.stderr.write(f"The process of the pages ended ({code}); it is started again.\n")
            await asyncio.sleep(pause)

    async def end(self) -> None:
        """Ask the process to end, and make it."""
        os.close(self._life_write)
        if self.process is None or self.process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), GRACE_SECONDS / 2)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()
