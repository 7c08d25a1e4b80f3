"""Live streams: who listens to what, what was said lately, and who is let in or let go."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

KEPT_EVENTS = 256
KEPT_SECONDS = 900.0
JUST_NOW = 120.0  # a page may take this long from its making to its stream
HEARTBEAT_SECONDS = 10
JUST_HEARD = 5.0  # with the longest pause between two beats still far from what a page takes for silence
MOST_SHARED = 512
OVERLOAD = 32
LONGEST_TICKET_LIFE = 24 * 3600
HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/event-stream; charset=utf-8\r\n"
    b"Cache-Control: no-store\r\n"
    b"X-Accel-Buffering: no\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
    b"Connection: close\r\n\r\n"
)
# The pause before coming back differs from stream to stream.
OPENINGS = [HEAD + b"retry: %d\n\n" % (2000 + 1237 * number % 3001) for number in range(64)]
RESYNC = b"event: resync\ndata:\n\n"
HEARTBEAT = b"event: beat\ndata:\n\n"  # a comment would be no sign to the page


class Line(Protocol):
    """The end of a connection to one listener."""

    holder: str
    audience: tuple[str, ...]
    expires: int

    def write(self, data: bytes, /) -> None:
        """Send bytes."""

    def abort(self) -> None:
        """Cut the connection."""


@dataclass(slots=True)
class Said:
    """One event that is kept.

    :param at: seconds of the hub's own clock, which never goes back
    """

    number: int
    at: float
    event: str
    encoded: bytes


class Streams:
    """All listeners of this hub by what they may hear, with a bounded memory of what each topic said.

    :param life: a word for this life of the hub; ids of another life are never taken for ours
    :param revoked: holders whose tickets issued up to a moment (milliseconds) count no more
    """

    def __init__(
        self,
        life: str = "",
        *,
        revoked: dict[str, int] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.life = life or format(time.time_ns() // 1_000_000, "x")
        self.revoked = revoked if revoked is not None else {}
        self._now = now
        self._said = 0
        self._forgotten: dict[str, int] = {}
        self._kept: dict[str, deque[Said]] = {}
        # Listeners with equal topics form one audience, so that each is held once however much it hears.
        # In the order of their coming, which is the kernel's order, too: sending is a walk through memory.
        self._audiences: dict[tuple[str, ...], dict[Line, None]] = {}
        self._same: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._audiences_of: dict[str, set[tuple[str, ...]]] = {}
        self._lines: dict[Line, None] = {}
        self._heard: dict[tuple[str, ...], float] = {}
        self._openings = 0
        self._missed_since: dict[tuple[tuple[str, ...], str], bytes] = {}
        self._beat = 0

    @property
    def count(self) -> int:
        """How many streams are open."""
        return len(self._lines)

    def admits(self, *, holder: str, issued: int) -> bool:
        """Tell whether tickets of that holder issued at that moment (milliseconds) still count."""
        return issued > self.revoked.get(holder, -1)

    def open(
        self,
        line: Line,
        *,
        holder: str,
        topics: tuple[str, ...],
        last_id: str = "",
        expires: int = 2**62,
    ) -> None:
        """Begin a stream: its head, then what was missed since ``last_id``, or the advice to load anew."""
        audience = self._same.setdefault(topics, topics)
        line.holder, line.audience, line.expires = holder, audience, expires
        self._lines[line] = None
        listeners = self._audiences.get(audience)
        if listeners is None:
            listeners = self._audiences[audience] = {}
            for topic in topics:
                self._audiences_of.setdefault(topic, set()).add(audience)
        listeners[line] = None
        self._openings += 1
        line.write(OPENINGS[self._openings % len(OPENINGS)] + self._since(audience, last_id))

    def close(self, line: Line) -> None:
        """Forget a stream whose connection is gone."""
        if self._lines.pop(line, 0) == 0:
            return
        audience = line.audience
        listeners = self._audiences[audience]
        del listeners[line]
        if not listeners:
            del self._audiences[audience], self._same[audience]
            self._heard.pop(audience, None)
            for topic in set(audience):
                others = self._audiences_of[topic]
                others.discard(audience)
                if not others:
                    del self._audiences_of[topic]

    def say(self, topic: str, event: str, text: str) -> int:
        """Send an event to everybody who listens to the topic; return how many that were."""
        self._said += 1
        encoded = self._encode(self._said, event, text)
        kept = self._kept.setdefault(topic, deque(maxlen=KEPT_EVENTS))
        if len(kept) == KEPT_EVENTS:
            self._forgotten[topic] = kept[0].number
        at = self._now()
        kept.append(Said(self._said, at, event, encoded))
        self._missed_since.clear()
        reached = 0
        for audience in list(self._audiences_of.get(topic, ())):
            listeners = list(self._audiences.get(audience, ()))
            self._heard[audience] = at
            for line in listeners:
                line.write(encoded)
            reached += len(listeners)
        return reached

    def revoke(self, holder: str, *, at: int) -> int:
        """End every stream of a holder at once and refuse its tickets so far; return how many ended."""
        self.revoked[holder] = at
        for old in [name for name, when in self.revoked.items() if at - when > LONGEST_TICKET_LIFE * 1000]:
            del self.revoked[old]
        lines = [line for line in self._lines if line.holder == holder]
        for line in lines:
            line.abort()
            self.close(line)
        return len(lines)

    def beat(self, parts: int, *, now: float = 0.0) -> None:
        """Send a sign of life to one of ``parts`` shares of the listeners, the next share each time.

        Who heard something a moment ago needs none. End those whose ticket has expired by ``now``, seconds of
        the epoch; who may listen on has a new one.
        """
        self._beat = (self._beat + 1) % parts
        if self._beat == 0:
            self._forget()
        lately = self._now() - JUST_HEARD
        for line in list(self._lines)[self._beat :: parts]:
            if self._heard.get(line.audience, lately) <= lately:
                line.write(HEARTBEAT)
            if line.expires <= now:
                line.abort()
                self.close(line)

    def lines(self) -> Iterable[Line]:
        """Return all open streams."""
        return list(self._lines)

    def _forget(self) -> None:
        """Keep nothing longer than it may be asked for."""
        self._missed_since.clear()
        oldest = self._now() - KEPT_SECONDS
        for topic, kept in list(self._kept.items()):
            while kept and kept[0].at < oldest:
                self._forgotten[topic] = kept.popleft().number
            if not kept:
                del self._kept[topic]

    def _encode(self, number: int, event: str, text: str) -> bytes:
        lines = "".join(f"data: {part}\n" for part in text.splitlines() or [""])
        return f"id: {self.life}-{number}\nevent: {event}\n{lines}\n".encode()

    def _since(self, topics: tuple[str, ...], last_id: str) -> bytes:
        """Return what a listener missed; after a break thousands missed the same."""
        known = self._missed_since.get((topics, last_id))
        if known is None:
            if len(self._missed_since) >= MOST_SHARED:
                self._missed_since.clear()
            known = self._missed_since[topics, last_id] = b"".join(self._missed(topics, last_id))
        return known

    def _missed(self, topics: tuple[str, ...], last_id: str) -> list[bytes]:
        now = f"id: {self.life}-{self._said}\n".encode()
        if not last_id:
            # Who has heard nothing yet must know, after a break, since when.
            return [*self._just_said(topics), now + HEARTBEAT]
        life, dash, number = last_id.partition("-")
        known = life == self.life and dash and number.isascii() and number.isdigit() and len(number) < 18
        if not known or any(self._forgotten.get(topic, 0) > int(number) for topic in topics):
            return [now + RESYNC]
        missed = {one.number: one for topic in topics for one in self._kept.get(topic, ())}
        return [missed[one].encoded for one in sorted(missed) if one > int(number)]

    def _just_said(self, topics: tuple[str, ...]) -> list[bytes]:
        """Return the last of each name said while the page was on its way; their ids would go back."""
        since = self._now() - JUST_NOW
        last = {
            (topic, one.event): one
            for topic in topics
            for one in self._kept.get(topic, ())
            if one.at >= since
        }
        return [one.encoded.partition(b"\n")[2] for one in sorted(last.values(), key=lambda one: one.number)]


class Wish:
    """What other processes ask of the hub, each as one datagram of JSON."""

    @staticmethod
    def fulfil(streams: Streams, datagram: bytes) -> None:
        """Do what was asked; a datagram that is no wish is passed over."""
        Wish.fulfil_all(streams, [datagram])

    @staticmethod
    def fulfil_all(streams: Streams, datagrams: list[bytes]) -> None:
        """Do what was asked in its order; under a flood, only the newest state of each thing is said."""
        wishes = [wish for wish in map(_wish, datagrams) if wish is not None]
        if len(wishes) > OVERLOAD:
            newest = {
                (wish.get("topic"), wish.get("event")): wish
                for wish in sorted(wishes, key=_version)
                if _version(wish) >= 0
            }
            wishes = [
                wish
                for wish in wishes
                if _version(wish) < 0 or newest[wish.get("topic"), wish.get("event")] is wish
            ]
        for wish in wishes:
            _fulfil(streams, wish)


def _wish(datagram: bytes) -> dict[str, object] | None:
    try:
        wish = json.loads(datagram)
    except ValueError:
        return None
    return wish if isinstance(wish, dict) else None


def _version(wish: dict[str, object]) -> int:
    version = wish.get("version")
    hashable = isinstance(wish.get("topic"), str) and isinstance(wish.get("event"), str)
    return version if isinstance(version, int) and hashable else -1


def _fulfil(streams: Streams, wish: dict[str, object]) -> None:
    topic, holder = wish.get("topic"), wish.get("revoke")
    if isinstance(topic, str):
        event = "".join(sign for sign in str(wish.get("event", "changed")) if sign.isalnum() or sign in "-_")
        streams.say(topic, event, str(wish.get("text", "")))
    elif isinstance(holder, str):
        streams.revoke(holder, at=time.time_ns() // 1_000_000)
