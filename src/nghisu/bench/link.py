"""A bad line between clients and a server, in user space: delay, loss, cuts. The kernel is left as it is.

Loss shows as TCP shows it to its users: not as missing bytes but as a stall until they were sent again.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

PART = 16 * 1024
RESENT_AFTER = (0.2, 1.0)
GIVEN_UP_AFTER = 20.0  # the hub's TCP_USER_TIMEOUT
Result = TypeVar("Result")


@dataclass(frozen=True)
class Line:
    """How bad the line is; each connection draws its own values from these ranges.

    :param delay: seconds one way, from and to
    :param loss: share of the parts that must be sent again, from and to
    :param rate: bytes a second that all connections share, each way; 0 for no limit
    :param scale: by which all times are shortened, for tests
    """

    delay: tuple[float, float] = (0.0, 0.0)
    loss: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    rate: float = 0.0


@dataclass(eq=False)
class _Pair:
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    waits: bool = False
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def reset(self) -> None:
        for writer in (self.client, self.server):
            writer.transport.abort()
        for task in self.tasks:
            task.cancel()


class Link:
    """A proxy on a port of its own, in a thread of its own."""

    def __init__(self, *, to_port: int, line: Line | None = None, seed: int = 1) -> None:
        self.to_port = to_port
        self.line = line or Line()
        self.port = 0
        self.accepted = 0
        self._random = random.Random(seed)  # noqa: S311 -- a line is bad by chance, not by secret
        self._pairs: set[_Pair] = set()
        self._is_refusing = False
        self._free_at = {True: 0.0, False: 0.0}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._flows = self._do(self._new_event())
        server = self._do(asyncio.start_server(self._carry, "127.0.0.1", 0, backlog=4096))
        self._server = server
        self.port = int(server.sockets[0].getsockname()[1])
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def drop(self, *, refuse: bool = False) -> None:
        """Reset all connections; while refusing, reset new ones too."""
        self._do(self._drop(refuse))

    def accept(self) -> None:
        """Take connections again."""
        self._is_refusing = False

    def hold(self) -> None:
        """Cut the line: nothing arrives any more, and nobody is told."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def let_go(self, *, after: float = 0.0) -> None:
        """Mend the line; what the server gave up on meanwhile (a cut of ``after`` seconds) is reset."""
        self._do(self._let_go(after))

    def _do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _new_event(self) -> asyncio.Event:
        event = asyncio.Event()
        event.set()
        return event

    async def _drop(self, refuse: bool) -> None:
        self._is_refusing = refuse
        for pair in list(self._pairs):
            pair.reset()

    async def _let_go(self, after: float) -> None:
        if after >= GIVEN_UP_AFTER * self.line.scale:
            for pair in list(self._pairs):
                if pair.waits:
                    pair.reset()
        self._flows.set()

    async def _end(self) -> None:
        self._server.close()
        await self._drop(refuse=True)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0.05)  # aborted connections are closed in the next turns of the loop

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.accepted += 1
        if self._is_refusing:
            writer.transport.abort()
            return
        try:
            await self._flows.wait()
            there, back = await asyncio.open_connection("127.0.0.1", self.to_port)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
            return
        with contextlib.suppress(OSError, asyncio.CancelledError):
            pair = _Pair(client=writer, server=back)
            self._pairs.add(pair)
            delay = self._random.uniform(*self.line.delay) * self.line.scale
            loss = self._random.uniform(*self.line.loss)
            pair.tasks = [
                asyncio.ensure_future(self._pass_on(reader, back, delay, loss, None)),
                asyncio.ensure_future(self._pass_on(there, writer, delay, loss, pair)),
            ]
            try:
                await pair.tasks[1]  # the server had its last word
                writer.close()
                await writer.wait_closed()
            finally:
                pair.reset()
                self._pairs.discard(pair)

    def _queued(self, size: int, *, is_up: bool) -> float:
        """Return how long a part waits until all before it, of every connection, went over the line."""
        if not self.line.rate:
            return 0.0
        now = self._loop.time()
        self._free_at[is_up] = max(now, self._free_at[is_up]) + size / self.line.rate
        return self._free_at[is_up] - now

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        delay: float,
        loss: float,
        pair: _Pair | None,
    ) -> None:
        with contextlib.suppress(OSError):
            while part := await reader.read(PART):
                wait = delay
                if loss and self._random.random() < loss:
                    wait += self._random.uniform(*RESENT_AFTER) * self.line.scale
                wait += self._queued(len(part), is_up=pair is None)
                if wait:
                    await asyncio.sleep(wait)
                if pair is not None:
                    pair.waits = not self._flows.is_set()
                await self._flows.wait()
                if pair is not None:
                    pair.waits = False
                writer.write(part)
                await writer.drain()
            writer.write_eof()
