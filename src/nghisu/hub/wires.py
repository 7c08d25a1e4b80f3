"""Open streams: bare sockets, written to directly, that know who listens and until when."""

import asyncio
import os
import select
from collections.abc import Callable

SLOWEST_BUFFER = 256 * 1024
MOST_SAID = 4096  # a listener says nothing; who talks on is cut
MOST_AT_ONCE = 512


class Board:
    """Watches all streams through one epoll of its own, which the loop watches as one file.

    For each stream the loop would keep three objects of its own, and make them anew after each break.
    """

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._wires: dict[int, Wire] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def watch(self, wire: "Wire") -> None:
        """Hear when the listener says something or leaves."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self._poll.fileno(), self._look)
        self._wires[wire.fd] = wire
        self._poll.register(wire.fd, select.EPOLLIN)

    def wait_for_room(self, wire: "Wire", *, waits: bool) -> None:
        """Hear, too, when more can be written; or no longer."""
        self._poll.modify(wire.fd, select.EPOLLIN | select.EPOLLOUT if waits else select.EPOLLIN)

    def forget(self, fd: int) -> None:
        """Hear nothing more of a stream; to be called before its socket is closed."""
        del self._wires[fd]
        self._poll.unregister(fd)

    def close(self) -> None:
        """Watch nothing any more."""
        if self._loop is not None:
            self._loop.remove_reader(self._poll.fileno())
        self._poll.close()

    def _look(self) -> None:
        for fd, event in self._poll.poll(0, MOST_AT_ONCE):
            wire = self._wires.get(fd)  # an earlier one of this turn may have ended it
            if wire is not None and event & select.EPOLLOUT:
                wire.flush()
            if wire is not None and event & ~select.EPOLLOUT and wire.fd >= 0:
                wire.hear()


class Wire:
    """A socket taken out of asyncio's hands: ten times smaller than a transport, and as fast as a C loop.

    :param gone: called once with the wire when its connection ended, whoever ended it
    """

    __slots__ = ("_board", "_said", "_waiting", "audience", "expires", "fd", "gone", "holder")

    def __init__(self, fd: int, board: Board, gone: Callable[["Wire"], None]) -> None:
        self.fd = fd
        self.gone = gone
        self.holder = ""
        self.audience: tuple[str, ...] = ()
        self.expires = 0
        self._board = board
        self._waiting: bytearray | None = None
        self._said = 0
        board.watch(self)

    @classmethod
    def taken_from(cls, transport: asyncio.Transport, board: Board, gone: Callable[["Wire"], None]) -> "Wire":
        """Take the connection over; the transport ends, the connection goes on. Nothing may wait in it."""
        fd = os.dup(transport.get_extra_info("socket").fileno())
        transport.abort()
        return cls(fd, board, gone)

    def write(self, data: bytes, /) -> None:
        """Send bytes, at once or as soon as there is room; cut a listener that is too far behind."""
        if self._waiting is None:
            try:
                sent = os.write(self.fd, data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self.abort()
                return
            if sent < len(data):
                self._waiting = bytearray(data[sent:])
                self._board.wait_for_room(self, waits=True)
        elif len(self._waiting) + len(data) > SLOWEST_BUFFER:
            self.abort()
        else:
            self._waiting += data

    def abort(self) -> None:
        """Cut the connection."""
        if self.fd < 0:
            return
        fd, self.fd = self.fd, -1
        self._board.forget(fd)
        self._waiting = None
        os.close(fd)
        self.gone(self)

    def flush(self) -> None:
        """Send what waited."""
        if self._waiting is None:
            return
        try:
            sent = os.write(self.fd, self._waiting)
        except BlockingIOError:
            return
        except OSError:
            self.abort()
            return
        del self._waiting[:sent]
        if not self._waiting:
            self._waiting = None
            self._board.wait_for_room(self, waits=False)

    def hear(self) -> None:
        """Take what the listener says, and notice when it has left."""
        try:
            said = os.read(self.fd, MOST_SAID)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        self._said += len(said)
        if not said or self._said > MOST_SAID:
            self.abort()
