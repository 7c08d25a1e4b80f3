"""Where connections come in: listeners with a good ticket at once, everybody else through HTTP.

After a break thousands of listeners come back in one second. Their request lies ready when they are taken in,
so they need neither a transport nor a turn of the loop; whatever is not exactly that goes the long way.
"""

import asyncio
import functools
import re
import socket

from nghisu.hub.front import Client, Hall, admitted, make_quick
from nghisu.hub.messages import LONGEST_HEAD, MOST_HEADERS
from nghisu.hub.wires import Wire

AT_ONCE = 256
BACKLOG = 4096
PLAIN = re.compile(
    rb"GET (/live/[\x21-\x7e]*) HTTP/1\.1\r"
    rb"((?:\n[!#$%&'*+\-.^`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r)+)\n\r\n"
)
BEYOND_PLAIN = re.compile(rb"\n(?:content-length|transfer-encoding|expect):")
LAST_EVENT_ID = re.compile(rb"\nlast-event-id:([^\r]*)\r", re.IGNORECASE)
OUT_OF_FILES_SECONDS = 0.5


class Door:
    """The listening socket."""

    def __init__(self, hall: Hall, door: socket.socket) -> None:
        self.hall = hall
        self.door = door
        self.loop = asyncio.get_running_loop()
        door.setblocking(False)
        make_quick(door)  # who comes in through it is made so, too
        door.listen(BACKLOG)
        self._open()

    def close(self) -> None:
        """Take nobody in any more."""
        self.loop.remove_reader(self.door)
        self.door.close()
        self.hall.is_closing = True

    def _open(self) -> None:
        if not self.hall.is_closing:
            self.loop.add_reader(self.door, self._take_in)

    def _take_in(self) -> None:
        for _ in range(AT_ONCE):
            try:
                line, _address = self.door.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # no file is left for it: those who are in go on, this one waits
                self.loop.remove_reader(self.door)
                self.loop.call_later(OUT_OF_FILES_SECONDS, self._open)
                return
            line.setblocking(False)
            if not self._listens(line):
                self.hall.run(self._go_the_long_way(line))

    async def _go_the_long_way(self, line: socket.socket) -> None:
        try:
            await self.loop.connect_accepted_socket(functools.partial(Client, self.hall), line)
        except OSError:
            line.close()

    def _listens(self, line: socket.socket) -> bool:
        """Open a stream if a whole and good request for one lies ready; leave it there if not."""
        try:
            asked = line.recv(LONGEST_HEAD, socket.MSG_PEEK)
        except OSError:
            return False
        found = plainly_asked(asked)
        if found is None or not self.hall.has_room:
            return False
        admission = admitted(self.hall, *found)
        if admission is None:
            return False
        line.recv(len(asked))
        ticket, last_id = admission
        streams = self.hall.streams
        wire = Wire(line.detach(), self.hall.board, streams.close)
        streams.open(
            wire, holder=ticket.holder, topics=ticket.topics, last_id=last_id, expires=ticket.expires
        )
        return True


def plainly_asked(head: bytes) -> tuple[bytes, bytes | None] | None:
    """Return target and last event id of one whole request for a stream; None for what is not plainly one.

    What this takes, the strict reader (`hub.messages`) takes with the same meaning, but not the reverse.
    """
    found = PLAIN.fullmatch(head)
    if found is None:
        return None
    names = found[2].lower()
    if names.count(b"\n") > MOST_HEADERS or names.count(b"\nhost:") != 1 or BEYOND_PLAIN.search(names):
        return None
    last = LAST_EVENT_ID.search(found[2])
    return found[1], last[1].strip(b" \t") if last else None
