"""Thousands of listeners in one thread: a client program of its own, on epoll, that reports its own CPU.

    python -m nghisu.bench.listeners CONFIG.json

Reads one command a line (JSON) and answers each with one line. Knows nothing of the product but its wire:
server-sent events whose text holds ``~n=NUMBER;t=NANOSECONDS~``, the number and the moment of sending.
"""

import json
import os
import random
import resource
import select
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

RECEIVED = 64 * 1024
MOST_AT_ONCE = 512
OPENING_SECONDS = 8.0
SILENCE_SECONDS = 25.0


class Listener:
    """One stream. ``last`` is the number of the last event, -1 before the first and after a resync."""

    __slots__ = ("again_at", "asked", "fd", "heard_at", "is_open", "last", "rest", "socket", "tail", "tries")

    def __init__(self, target: str) -> None:
        self.asked = target
        self.socket: socket.socket | None = None
        self.fd = -1
        self.is_open = False
        self.last = -1
        self.rest = b""
        self.tail = b""
        self.tries = 0
        self.again_at = 0.0
        self.heard_at = 0.0

    def last_id(self) -> str:
        """Return the id of the last event that was received."""
        place = self.tail.rfind(b"id: ")
        return self.tail[place + 4 : self.tail.find(b"\n", place)].decode() if place >= 0 else ""


@dataclass
class Counts:
    """What was received since the last report."""

    received: int = 0
    lost: int = 0
    doubled: int = 0
    resyncs: int = 0
    beats: int = 0


class Program:
    """All listeners, and the commands that come from outside."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.address = ("127.0.0.1", int(config["port"]))
        self.scale = float(config.get("scale", 1.0))
        self.in_flight = int(config.get("in_flight", 128))
        self.keeps = bool(config.get("reconnect", False))
        self.listeners = [Listener(target) for target in config["targets"]]
        self.by_fd: dict[int, Listener] = {}
        self.waiting: list[Listener] = []
        self.opening = 0
        self.open = 0
        self.counts = Counts()
        self.delays: dict[int, list[int]] = {}
        self.unstamped: list[int] = []
        self.poll = select.epoll()
        self.poll.register(0, select.EPOLLIN)
        self.commands = b""
        self.deadline = 0.0
        self.want: tuple[str, int] | None = None
        self.begun = 0.0
        self.chance = random.Random(7)  # noqa: S311 -- spreads connections, guards nothing
        self.next_look = 0.0

    def run(self) -> None:
        """Serve commands until the input ends."""
        while True:
            busy = bool(self.waiting) and self.opening < self.in_flight
            for fd, event in self.poll.poll(0 if busy else 0.02, MOST_AT_ONCE):
                if fd == 0:
                    part = os.read(0, RECEIVED)
                    if not part:
                        return
                    self.commands += part
                    while b"\n" in self.commands:
                        line, _, self.commands = self.commands.partition(b"\n")
                        self.obey(json.loads(line))
                else:
                    listener = self.by_fd.get(fd)
                    if listener is not None:
                        self.serve(listener, event)
            while self.waiting and self.opening < self.in_flight:
                self.connect(self.waiting.pop())
            self.look()

    def obey(self, command: dict[str, Any]) -> None:
        """Begin what was asked; the answer comes when it is done or its time is over."""
        what = command["do"]
        self.begun = time.monotonic()
        self.deadline = self.begun + float(command.get("seconds", 60))
        if what == "open":
            self.waiting = [one for one in self.listeners if one.fd < 0]
            self.want = ("open", len(self.listeners))
        elif what == "storm":
            for one in self.listeners:
                self.close(one, again=False)
            self.answer({"closed": len(self.listeners)})
        elif what == "wait_open":
            self.want = ("open", len(self.listeners))
        elif what == "wait_last":
            self.want = ("last", int(command["n"]))
        elif what == "wait_unstamped":
            self.want = ("unstamped", int(command["n"]))
        elif what == "report":
            self.report()

    def look(self) -> None:
        """See whether what is waited for has come, and mind listeners that must try again."""
        now = time.monotonic()
        if self.keeps and now >= self.next_look:
            self.next_look = now + 0.05 * max(self.scale, 0.2)
            for one in self.listeners:
                if one.fd >= 0:
                    limit = SILENCE_SECONDS if one.is_open else OPENING_SECONDS
                    if now - one.heard_at > limit * self.scale:
                        self.close(one, again=True)
                elif one.again_at and now >= one.again_at:
                    one.again_at = 0.0
                    self.waiting.append(one)
        if self.want is None:
            return
        what, wanted = self.want
        if what == "last":
            there, goal = self.in_step(wanted), len(self.listeners)
        else:
            there, goal = (self.open if what == "open" else len(self.unstamped)), wanted
        if there >= goal or now > self.deadline:
            self.want = None
            self.answer({"there": there, "of": goal, "seconds": now - self.begun})

    def in_step(self, number: int) -> int:
        """How many have this event as their last."""
        if self.open < len(self.listeners):
            return min(self.open, len(self.listeners) - 1)
        return sum(1 for one in self.listeners if one.last >= number)

    def report(self) -> None:
        """Tell what was received since the last report, and forget it."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        self.answer(
            {
                **vars(self.counts),
                "open": self.open,
                "cpu": used.ru_utime + used.ru_stime,
                "delays": {number: sorted(delays) for number, delays in self.delays.items()},
                "unstamped": sorted(self.unstamped),
            }
        )
        self.counts = Counts()
        self.unstamped = []
        self.delays = {}

    def answer(self, words: dict[str, Any]) -> None:
        """Write one line."""
        sys.stdout.write(json.dumps(words) + "\n")
        sys.stdout.flush()

    # Connections.

    def connect(self, one: Listener) -> None:
        """Begin to open a stream."""
        line = socket.socket()
        line.setblocking(False)
        line.connect_ex(self.address)
        one.socket, one.fd, one.is_open, one.rest = line, line.fileno(), False, b""
        one.heard_at = time.monotonic()
        self.by_fd[one.fd] = one
        self.poll.register(one.fd, select.EPOLLOUT)
        self.opening += 1

    def close(self, one: Listener, *, again: bool) -> None:
        """End a stream, and try again later where streams are kept."""
        if one.socket is not None:
            if one.is_open:
                self.open -= 1
            else:
                self.opening -= 1
            del self.by_fd[one.fd]
            self.poll.unregister(one.fd)
            one.socket.close()
            one.socket, one.fd, one.is_open = None, -1, False
        if again and self.keeps:
            one.tries = min(one.tries + 1, 4)
            pause = min(0.7 * 2**one.tries, 8.0) * (0.5 + self.chance.random() / 2)
            one.again_at = time.monotonic() + pause * self.scale

    def serve(self, one: Listener, event: int) -> None:
        """Do what a connection is ready for."""
        assert one.socket is not None
        if event & select.EPOLLOUT and not one.is_open:
            last = one.last_id()
            named = f"Last-Event-ID: {last}\r\n" if last else ""
            request = (
                f"GET {one.asked} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{named}\r\n"
            )
            try:
                one.socket.send(request.encode())
            except OSError:
                self.close(one, again=True)
                return
            self.poll.modify(one.fd, select.EPOLLIN)
            return
        try:
            data = one.socket.recv(RECEIVED)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        now = time.monotonic_ns()
        if not data:
            self.close(one, again=True)
            return
        one.heard_at = now / 1e9
        if one.rest:
            data = one.rest + data
            one.rest = b""
        if not one.is_open:
            if b"\r\n\r\n" not in data:
                one.rest = data
                return
            if b" 200 " not in data[:20]:
                self.close(one, again=True)
                return
            one.is_open = True
            one.tries = 0
            self.opening -= 1
            self.open += 1
            data = data.partition(b"\r\n\r\n")[2]
        if not data.endswith(b"\n\n"):
            whole, end, one.rest = data.rpartition(b"\n\n")
            data = whole + end
        if data:
            self.take(one, data, now)

    def take(self, one: Listener, data: bytes, now: int) -> None:
        """Count the events in whole lines."""
        if b"id: " in data:
            one.tail = data
        place = data.find(b"~n=")
        if place < 0 and b"event: floor" in data:
            self.unstamped.append(now)
        elif place < 0:
            self.counts.beats += 1
        if b"event: resync" in data:
            self.counts.resyncs += 1
            one.last = -1
        while place >= 0:
            end = data.find(b";t=", place)
            stop = data.find(b"~", end)
            number = int(data[place + 3 : end])
            self.counts.received += 1
            if one.last >= 0:
                if number <= one.last:
                    self.counts.doubled += 1
                elif number > one.last + 1:
                    self.counts.lost += number - one.last - 1
            one.last = max(one.last, number)
            self.delays.setdefault(number, []).append(now - int(data[end + 3 : stop]))
            place = data.find(b"~n=", stop)


def main() -> None:
    """Raise the limit of open files, and listen."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with open(sys.argv[1]) as config:
        program = Program(json.load(config))
    program.run()


if __name__ == "__main__":
    main()
