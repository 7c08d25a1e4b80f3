"""One open stream: a bare socket, written to directly, that knows who listens and until when."""

import asyncio
import os
from collections.abc import Callable

SLOWEST_BUFFER = 256 * 1024
MOST_SAID = 4096  # a listener says nothing; who talks on is cut


class Wire:
    """A socket taken out of asyncio's hands: ten times smaller than a transport, and as fast as a C loop.

    :param gone: called once with the wire when its connection ended, whoever ended it
    """

    __slots__ = ("_loop", "_said", "_waiting", "audience", "expires", "fd", "gone", "holder")

    def __init__(self, fd: int, loop: asyncio.AbstractEventLoop, gone: Callable[["Wire"], None]) -> None:
        self.fd = fd
        self.gone = gone
        self.holder = ""
        self.audience: tuple[str, ...] = ()
        self.expires = 0
        self._loop = loop
        self._waiting: bytearray | None = None
        self._said = 0
        loop.add_reader(fd, self._heard)

    @classmethod
    def taken_from(cls, transport: asyncio.Transport, gone: Callable[["Wire"], None]) -> "Wire":
        """Take the connection over; the transport ends, the connection goes on. Nothing may wait in it."""
        fd = os.dup(transport.get_extra_info("socket").fileno())
        transport.abort()
        return cls(fd, asyncio.get_running_loop(), gone)

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
                self._loop.add_writer(self.fd, self._flush)
        elif len(self._waiting) + len(data) > SLOWEST_BUFFER:
            self.abort()
        else:
            self._waiting += data

    def abort(self) -> None:
        """Cut the connection."""
        if self.fd < 0:
            return
        fd, self.fd = self.fd, -1
        self._loop.remove_reader(fd)
        if self._waiting is not None:
            self._loop.remove_writer(fd)
            self._waiting = None
        os.close(fd)
        self.gone(self)

    def _flush(self) -> None:
        assert self._waiting is not None
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
            self._loop.remove_writer(self.fd)

    def _heard(self) -> None:
        try:
            said = os.read(self.fd, MOST_SAID)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        self._said += len(said)
        if not said or self._said > MOST_SAID:
            self.abort()
