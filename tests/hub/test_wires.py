"""A stream on a bare socket: what is sent, what waits, who is cut."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from nghisu.hub.house import next_life
from nghisu.hub.wires import MOST_SAID, SLOWEST_BUFFER, Board, Wire


def with_a_wire(test: Callable[[Wire, socket.socket, list[Wire]], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        gone: list[Wire] = []
        board = Board()
        wire = Wire(ours.detach(), board, gone.append)
        with theirs:
            await test(wire, theirs, gone)
            wire.abort()
        board.close()

    asyncio.run(run())


def test_what_is_written_arrives_in_its_order_also_when_it_had_to_wait() -> None:
    async def test(wire: Wire, theirs: socket.socket, gone: list[Wire]) -> None:
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        theirs.setblocking(False)
        parts = [bytes([number]) * 5000 for number in range(60)]
        for part in parts:
            wire.write(part)
        heard = b""
        while len(heard) < 300_000:
            heard += await asyncio.get_running_loop().sock_recv(theirs, 65536)

        assert heard == b"".join(parts)
        assert gone == []

    with_a_wire(test)


def test_a_listener_that_takes_nothing_any_more_is_cut() -> None:
    async def test(wire: Wire, theirs: socket.socket, gone: list[Wire]) -> None:
        for _ in range(200):
            wire.write(b"x" * (SLOWEST_BUFFER // 16))

        assert gone == [wire]

    with_a_wire(test)


def test_a_listener_that_leaves_or_talks_on_is_noticed() -> None:
    async def leaves(wire: Wire, theirs: socket.socket, gone: list[Wire]) -> None:
        theirs.close()
        await asyncio.sleep(0.05)

        assert gone == [wire]

    async def talks(wire: Wire, theirs: socket.socket, gone: list[Wire]) -> None:
        theirs.sendall(b"x" * MOST_SAID)
        await asyncio.sleep(0.05)
        assert gone == []

        theirs.sendall(b"x")
        await asyncio.sleep(0.05)
        assert gone == [wire]

    with_a_wire(leaves)
    with_a_wire(talks)


def test_no_life_of_the_hub_is_like_an_earlier_one_wherever_the_clock_goes(tmp_path: Path) -> None:
    place = tmp_path / "hub.life"
    place.write_text('{"life": 99999999999999}')

    lives = [int(next_life(place), 16) for _ in range(3)]

    assert lives == [100000000000000, 100000000000001, 100000000000002]
