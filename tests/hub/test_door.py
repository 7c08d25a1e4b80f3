"""The short way in for listeners: what it takes, the strict reader takes with the same meaning."""

import asyncio
import contextlib
import socket
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nghisu.hub.door import Door, plainly_asked
from nghisu.hub.front import Hall
from nghisu.hub.messages import Reader, Unreadable
from nghisu.kit import tickets

PLAIN = b"GET /live/?ticket=a.b HTTP/1.1\r\nHost: h\r\nLast-Event-ID:  7-1 \r\nAccept: x\r\n\r\n"
LINES = st.sampled_from(
    [
        *(b"Host: h", b"host:h", b"HOST: \xff", b"Last-Event-ID: 5-7", b"last-event-id:", b"X: y", b"X_Y: z"),
        *(
            b" folded: x",
            b"Content-Length: 0",
            b"Transfer-Encoding: chunked",
            b"Expect: 100-continue",
            b"bad",
        ),
        *(b"Last_Event_ID: 9", b"X:\x00", b"X: a\rb", b"X: a\nHost: b", b"", b": x", b"X-Last-Event-ID: 4"),
    ]
)


def test_a_plain_request_is_understood() -> None:
    assert plainly_asked(PLAIN) == (b"/live/?ticket=a.b", b"7-1")
    assert plainly_asked(PLAIN.replace(b"Last-Event-ID:  7-1 \r\n", b"")) == (b"/live/?ticket=a.b", None)


@pytest.mark.parametrize(
    "other",
    [
        PLAIN[:-2],
        PLAIN + b"G",
        PLAIN + PLAIN,
        PLAIN.replace(b"GET", b"POST"),
        PLAIN.replace(b"1.1", b"1.0"),
        PLAIN.replace(b"/live/", b"/lives"),
        PLAIN.replace(b"Host: h\r\n", b""),
        PLAIN.replace(b"Accept: x", b"Host: g"),
        PLAIN.replace(b"Accept: x", b"Content-Length: 0"),
        PLAIN.replace(b"Accept: x", b"X: y\r\n" * 100 + b"X: y"),
        b"\r\n" + PLAIN,
        b"",
    ],
)
def test_anything_else_goes_the_long_way(other: bytes) -> None:
    assert plainly_asked(other) is None


@given(st.lists(LINES, max_size=6), st.binary(max_size=3), st.integers(0, 60))
@example([b"Host: h", b"Last-Event-ID: 5-7"], b"", 0)
def test_both_ways_understand_the_same(lines: list[bytes], noise: bytes, place: int) -> None:
    head = b"\r\n".join([b"GET /live/?ticket=a.b HTTP/1.1", *lines]) + b"\r\n\r\n"
    asked = head[:place] + noise + head[place:]
    found = plainly_asked(asked)
    reader = Reader()
    reader.feed(asked)
    message = None
    with contextlib.suppress(Unreadable):
        message = reader.next()

    if found is not None:
        assert message is not None
        assert reader.held == 0
        assert found == (message.target, message.get(b"last-event-id"))


def test_listeners_come_in_at_once_and_their_connections_are_made_quick(monkeypatch: Any) -> None:
    opened: list[int] = []

    async def run() -> tuple[bytes, int, list[int]]:
        hall = Hall(pages="", ticket_key=b"key")
        listening = socket.create_server(("127.0.0.1", 0))
        door = Door(hall, listening)
        ticket = tickets.write(tickets.Ticket("a", ("t",), int(time.time()) + 60), key=b"key")
        with socket.create_connection(listening.getsockname()) as line:
            line.sendall(PLAIN.replace(b"a.b", ticket.encode()))
            line.setblocking(False)
            heard = await asyncio.get_running_loop().sock_recv(line, 4096)
            for wire in hall.streams.lines():
                theirs = socket.socket(fileno=wire.fd)  # type: ignore[attr-defined]
                names = (
                    (socket.IPPROTO_TCP, socket.TCP_NODELAY),
                    (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
                    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
                )
                opened.extend(theirs.getsockopt(*name) for name in names)
                theirs.detach()
            known = len(hall.clients)
        for wire in hall.streams.lines():
            wire.abort()
        door.close()
        hall.board.close()
        return heard, known, opened

    heard, clients, options = asyncio.run(run())

    assert heard.startswith(b"HTTP/1.1 200 OK\r\n")
    assert (clients, options) == (0, [1, 1, 20_000])
