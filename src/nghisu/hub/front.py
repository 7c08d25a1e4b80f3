"""One client's connection: whole requests in, answers out, and streams that stay open."""

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import unquote

from nghisu.hub import answers, relay
from nghisu.hub.booth import Booth
from nghisu.hub.messages import LONGEST_HEAD, Message, Reader, Unreadable
from nghisu.hub.streams import Streams
from nghisu.hub.wires import Board, Wire
from nghisu.kit import tickets
from nghisu.kit.voices import ADDRESS as VOICES

LIVE = b"/live/"
HEAD_SECONDS = 15.0
IDLE_SECONDS = 75.0
BODY_GRACE_SECONDS = 20.0
SLOWEST_BODY = 1024  # bytes a second, once the grace is over
LONGEST_BODY_SECONDS = 900.0
STUCK_SECONDS = 30.0
MOST_HELD = 256 * 1024 * 1024
MOST_CONNECTIONS = 16_000
MOST_AT_ONCE = 16
TRUSTED_PROXIES = {"127.0.0.1", "::1", ""}
LINGER_SECONDS = 2.0


@dataclass
class Hall:
    """What all connections share.

    :param pages: path of the socket where the pages' process answers
    :param behind_proxy: whether a proxy on this machine speaks HTTPS to the world
    :param turns: how many requests are with the pages' process at once; the others wait here, where waiting
        costs nothing, while each open connection costs that process something at every turn of its loop
    """

    pages: str
    ticket_key: bytes
    behind_proxy: bool = False
    streams: Streams = field(default_factory=Streams)
    board: Board = field(default_factory=Board)
    booth: Booth | None = None
    clients: set["Client"] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    held: int = 0
    most_connections: int = MOST_CONNECTIONS
    is_closing: bool = False
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))

    @property
    def has_room(self) -> bool:
        """Tell whether another connection may be held."""
        return len(self.clients) + self.streams.count <= self.most_connections

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start work and keep it until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


def make_quick(line: Any) -> None:
    """Let a connection over the network send at once, and notice when the other side is gone."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 20_000)


def admitted(hall: Hall, target: bytes, last_id: bytes | None) -> tuple[tickets.Ticket, str] | None:
    """Return the good ticket of a request for a stream, and the last id it has heard; None without one.

    :param last_id: the header in which a browser names it when it comes back by itself
    """
    _, _, query = target.partition(b"?")
    words = dict(word.partition("=")[::2] for word in query.decode("ascii", "replace").split("&"))
    ticket = tickets.read(words.get("ticket", ""), key=hall.ticket_key, now=time.time())
    if ticket is None or not hall.streams.admits(holder=ticket.holder, issued=ticket.issued):
        return None
    return ticket, (last_id or b"").decode("ascii", "replace") or unquote(words.get("last", ""))


class Client(asyncio.Protocol):
    """Speaks HTTP/1.1 with one client; one request is answered before the next is looked at."""

    transport: asyncio.Transport

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.loop = asyncio.get_running_loop()
        self.reader = Reader()
        self.peer = ""
        self.is_busy = False
        self.is_stream = False
        self.is_gone = False
        self.is_shut = False
        self.is_ended = False
        self._held = 0
        self._timer: asyncio.TimerHandle | None = None
        self._since = 0.0
        self._received = 0
        self._task: asyncio.Task[None] | None = None
        self._writable: asyncio.Event | None = None  # only while the client takes no more

    # What asyncio tells us.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else ""
        self.hall.clients.add(self)
        if not self.hall.has_room:
            self._refuse(503)
            return
        line = transport.get_extra_info("socket")
        if line is not None and self.peer:
            make_quick(line)
        self._wait(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        if self.is_stream or self.is_shut:
            return
        self._received += len(data)
        if not self.is_busy and not self.reader.held and not self.reader.is_in_body:
            self._wait(HEAD_SECONDS)
        self.reader.feed(data)
        self._account()
        if self.is_busy:
            if self.reader.held > LONGEST_HEAD:
                self.transport.pause_reading()
            return
        self._advance()

    def eof_received(self) -> bool:
        # A client that shut its side may still wait for the answer to what it sent.
        self.is_ended = True
        return self.is_busy and not self.is_stream

    def pause_writing(self) -> None:
        self._writable = asyncio.Event()

    def resume_writing(self) -> None:
        if self._writable is not None:
            self._writable.set()
            self._writable = None

    def connection_lost(self, error: Exception | None) -> None:
        self.is_gone = True
        self.resume_writing()
        self._stop_timer()
        self.hall.held -= self._held
        self._held = 0
        self.hall.clients.discard(self)
        if self._task is not None:
            self._task.cancel()

    # Reading requests.

    def _advance(self) -> None:
        try:
            message = self.reader.next()
        except Unreadable as fault:
            self._refuse(fault.status)
            return
        self._account()
        if message is None:
            self._still_waiting()
            return
        self._stop_timer()
        self._since = 0.0
        if self.hall.is_closing:
            self._refuse(503)
        elif message.target.startswith(LIVE):
            self._listen(message)
        elif self.hall.booth is not None and message.target.startswith(VOICES.encode()):
            self.is_busy = True
            self._task = self.hall.run(self._vote(message, self.hall.booth))
        else:
            self.is_busy = True
            self._task = self.hall.run(self._answer(message))

    def _still_waiting(self) -> None:
        if self.hall.held > MOST_HELD:
            self._refuse(503)
        elif self.reader.is_in_body:
            if self.reader.wants_continue:
                self.reader.wants_continue = False
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            if self._since == 0.0:
                self._since = time.monotonic()
                self._received = 0
                self._wait(BODY_GRACE_SECONDS, self._check_pace)

    def _check_pace(self) -> None:
        """Give up on a body that trickles."""
        passed = time.monotonic() - self._since
        if passed > LONGEST_BODY_SECONDS or self._received < SLOWEST_BODY * (passed - BODY_GRACE_SECONDS / 2):
            self._refuse(408)
        else:
            self._wait(5.0, self._check_pace)

    def _account(self) -> None:
        held = self.reader.held
        self.hall.held += held - self._held
        self._held = held

    # Answering.

    async def _answer(self, message: Message) -> None:
        self.hall.held += len(message.body)
        try:
            stays_open = await relay.answer(self, message)
        except relay.Gone:
            self.transport.abort()
            return
        except relay.NoAnswer as fault:
            if not self.is_gone:
                self._refuse(fault.status, is_head=message.method == b"HEAD")
            return
        finally:
            self.hall.held -= len(message.body)
        self._answered(stays_open=stays_open)

    async def _vote(self, message: Message, taken_by: Booth) -> None:
        """Hand in a voice; the answer is written once the voice is on the disk."""
        answer = await taken_by.answer(message)
        if not self.is_gone:
            self.transport.write(answer)
        self._answered(stays_open=message.stays_open)

    def _answered(self, *, stays_open: bool) -> None:
        self.is_busy = False
        self._task = None
        if self.is_gone:
            return
        is_done = self.is_ended and not self.reader.held
        if not stays_open or is_done or self.hall.is_closing or self.transport.is_closing():
            self.transport.close()
            return
        self.transport.resume_reading()
        self._wait(IDLE_SECONDS)
        if self.reader.held:
            self.loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        if not self.is_gone and not self.is_busy and not self.is_shut:
            self._wait(HEAD_SECONDS)
            self._advance()

    def _listen(self, message: Message) -> None:
        """Open a live stream for the holder of a good ticket."""
        if message.method != b"GET":
            self._refuse(405, is_head=message.method == b"HEAD")
            return
        found = admitted(self.hall, message.target, message.get(b"last-event-id"))
        if found is None:
            self._refuse(401)
            return
        self.is_stream = True
        self._open(*found)

    def _open(self, ticket: tickets.Ticket, last_id: str) -> None:
        """Turn the connection into a stream once earlier answers on it are sent."""
        if self.is_gone:
            return
        if self.transport.get_write_buffer_size():
            self.loop.call_later(0.05, self._open, ticket, last_id)
            return
        streams = self.hall.streams
        wire = Wire.taken_from(self.transport, self.hall.board, streams.close)
        streams.open(
            wire, holder=ticket.holder, topics=ticket.topics, last_id=last_id, expires=ticket.expires
        )

    async def send(self, part: bytes) -> None:
        """Send a part of an answer, as fast as the client takes it.

        :raises relay.Gone: if the client is gone or takes nothing any more
        """
        if self.is_gone:
            raise relay.Gone
        self.transport.write(part)
        if self._writable is not None:
            try:
                await asyncio.wait_for(self._writable.wait(), STUCK_SECONDS)
            except TimeoutError:
                raise relay.Gone from None
            if self.is_gone:
                raise relay.Gone

    def scheme(self, message: Message) -> str:
        """Return http or https; a proxy is believed only on this machine and when one is expected."""
        if self.hall.behind_proxy and self.peer in TRUSTED_PROXIES:
            return "https" if message.get(b"x-forwarded-proto") == b"https" else "http"
        return "http"

    def visitor(self, message: Message) -> str:
        """Return the address of who asks, as far as it can be believed."""
        if self.hall.behind_proxy and self.peer in TRUSTED_PROXIES:
            named = (message.get(b"x-forwarded-for") or b"").rpartition(b",")[2].strip()
            if named:
                return named.decode("ascii", "replace")
        return self.peer

    # Ending.

    def _refuse(self, status: int, *, is_head: bool = False) -> None:
        """Answer by ourselves and end the connection once the answer had time to arrive."""
        if self.is_gone or self.is_shut:
            return
        self.is_shut = True
        self._stop_timer()
        self.transport.write(answers.plain(status, is_head=is_head))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        # Closing at once with bytes unread would reset the connection, and the answer with it.
        self.transport.resume_reading()
        self._timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _wait(self, seconds: float, then: Callable[[], None] | None = None) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, then or self._too_slow)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        if self.reader.held:
            self._refuse(408)
        else:
            self.transport.close()
