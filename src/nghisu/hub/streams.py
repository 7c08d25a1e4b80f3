"""Live streams: who listens to what, what was said lately, and who is too slow to go on listening."""

import json
import secrets
import time
from collections import deque
from collections.abc import Iterable
from typing import Protocol

KEPT_EVENTS = 256
HEARTBEAT_SECONDS = 10
SLOWEST_BUFFER = 256 * 1024
HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/event-stream; charset=utf-8\r\n"
    b"Cache-Control: no-store\r\n"
    b"X-Accel-Buffering: no\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
    b"Connection: close\r\n\r\n"
)
RESYNC = b"event: resync\ndata:\n\n"
HEARTBEAT = b"event: beat\ndata:\n\n"  # a comment would be no sign to the page


class Line(Protocol):
    """The end of a connection to one listener: an asyncio transport."""

    def write(self, data: bytes, /) -> None:
        """Send bytes."""

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait to be sent."""

    def abort(self) -> None:
        """Cut the connection."""


class Streams:
    """All listeners of this hub, by topic, with a bounded memory of what each topic said."""

    def __init__(self) -> None:
        # Event ids of another life of the hub are never taken for ours.
        self.life = format(time.time_ns() // 1_000_000, "x")
        self._said = 0
        self._forgotten: dict[str, int] = {}
        self._kept: dict[str, deque[tuple[int, bytes]]] = {}
        self._listeners: dict[str, set[Line]] = {}
        self._holders: dict[str, set[Line]] = {}
        self._topics_of: dict[Line, tuple[str, tuple[str, ...]]] = {}
        self._beat = 0

    @property
    def count(self) -> int:
        """How many streams are open."""
        return len(self._topics_of)

    def open(self, line: Line, *, holder: str, topics: tuple[str, ...], last_id: str = "") -> None:
        """Begin a stream: its head, then what was missed since ``last_id``, or the advice to load anew."""
        self._topics_of[line] = (holder, topics)
        self._holders.setdefault(holder, set()).add(line)
        for topic in topics:
            self._listeners.setdefault(topic, set()).add(line)
        retry = b"retry: %d\n\n" % (2000 + secrets.randbelow(3001))  # spreads reconnects
        line.write(HEAD + retry + b"".join(self._missed(topics, last_id)))

    def close(self, line: Line) -> None:
        """Forget a stream whose connection is gone."""
        holder, topics = self._topics_of.pop(line, ("", ()))
        _take_out(self._holders, holder, line)
        for topic in topics:
            _take_out(self._listeners, topic, line)

    def say(self, topic: str, event: str, text: str) -> int:
        """Send an event to everybody who listens to the topic; return how many that were."""
        self._said += 1
        encoded = self._encode(self._said, event, text)
        kept = self._kept.setdefault(topic, deque(maxlen=KEPT_EVENTS))
        if len(kept) == KEPT_EVENTS:
            self._forgotten[topic] = kept[0][0]
        kept.append((self._said, encoded))
        listeners = list(self._listeners.get(topic, ()))
        for line in listeners:
            self._send(line, encoded)
        return len(listeners)

    def revoke(self, holder: str) -> int:
        """End every stream of a holder at once; return how many that were."""
        lines = list(self._holders.get(holder, ()))
        for line in lines:
            line.abort()
            self.close(line)
        return len(lines)

    def beat(self, parts: int) -> None:
        """Send a sign of life to one of ``parts`` shares of the listeners, the next share each time."""
        self._beat = (self._beat + 1) % parts
        for place, line in enumerate(list(self._topics_of)):
            if place % parts == self._beat:
                self._send(line, HEARTBEAT)

    def lines(self) -> Iterable[Line]:
        """Return all open streams."""
        return list(self._topics_of)

    def _send(self, line: Line, encoded: bytes) -> None:
        if line.get_write_buffer_size() > SLOWEST_BUFFER:
            line.abort()
            self.close(line)
        else:
            line.write(encoded)

    def _encode(self, number: int, event: str, text: str) -> bytes:
        lines = "".join(f"data: {part}\n" for part in text.splitlines() or [""])
        return f"id: {self.life}-{number}\nevent: {event}\n{lines}\n".encode()

    def _missed(self, topics: tuple[str, ...], last_id: str) -> list[bytes]:
        now = f"id: {self.life}-{self._said}\n".encode()
        if not last_id:
            return [now + HEARTBEAT]  # who has heard nothing yet must know, after a break, since when
        life, dash, number = last_id.partition("-")
        known = life == self.life and dash and number.isascii() and number.isdigit() and len(number) < 18
        if not known or any(self._forgotten.get(topic, 0) > int(number) for topic in topics):
            return [now + RESYNC]
        missed = [one for topic in topics for one in self._kept.get(topic, ()) if one[0] > int(number)]
        return [encoded for _, encoded in sorted(missed)]


def _take_out(table: dict[str, set[Line]], name: str, line: Line) -> None:
    lines = table.get(name)
    if lines is not None:
        lines.discard(line)
        if not lines:
            del table[name]


class Wish:
    """What another process asks of the hub, as one datagram of JSON."""

    @staticmethod
    def fulfil(streams: Streams, datagram: bytes) -> None:
        """Do what was asked; a datagram that is no wish is passed over."""
        try:
            wish = json.loads(datagram)
        except ValueError:
            return
        if not isinstance(wish, dict):
            return
        if isinstance(wish.get("topic"), str):
            event = "".join(
                sign for sign in str(wish.get("event", "changed")) if sign.isalnum() or sign in "-_"
            )
            streams.say(wish["topic"], event, str(wish.get("text", "")))
        elif isinstance(wish.get("revoke"), str):
            streams.revoke(wish["revoke"])
