"""Take the voices of an open vote on devices: many in one durable commit, each answered only after it.

A page of Django gives each member a signed ticket; the voice comes straight to the hub, as a form (the answer
leads back to the page) or asking for JSON. One thread writes: it gathers what has come for a moment, commits,
and wakes everybody in the batch.
"""

import asyncio
import json
import queue
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

import pysqlite3 as sqlite3

from nghisu.hub.messages import Message
from nghisu.kit import tickets
from nghisu.kit.voices import CHOICES, Box, Said, Voice

LONGEST_BODY = 4096
GATHER_SECONDS = 0.012
MOST_AT_ONCE = 1000
IDLE_SECONDS = 5.0
STATUS = {Said.COUNTED: 200, Said.ALREADY: 409, Said.CLOSED: 410}
REASONS = {
    200: "OK",
    303: "See Other",
    400: "Bad Request",
    401: "Unauthorized",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    413: "Content Too Large",
    503: "Service Unavailable",
}


class NotTaken(Exception):
    """A voice that is not taken.

    :param status: what the answer says
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class _Waiting:
    vote: UUID
    voice: Voice
    answer: "asyncio.Future[Said]"


class Booth:
    """Where voices are handed in. ``commits`` counts the transactions, each one disk sync."""

    def __init__(self, data: Path | str, key: bytes) -> None:
        self.data = data
        self.key = key
        self.commits = 0
        self._boxes: dict[UUID, Box] = {}
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None

    async def answer(self, message: Message) -> bytes:
        """Take the voice in a request and return the whole answer, once the voice is on the disk."""
        wants_json = b"application/json" in (message.get(b"accept") or b"")
        try:
            ticket, choice = self._read(message)
            said = await self._put(ticket, choice)
        except NotTaken as refused:
            return _answer(refused.status, b"{}", message)
        if wants_json:
            body = json.dumps({"said": said.value}).encode()
            return _answer(STATUS[said], body, message)
        return _answer(303, b"", message, back_to=ticket.topics[1])

    def _read(self, message: Message) -> tuple[tickets.Ticket, str]:
        if message.method != b"POST":
            raise NotTaken(405)
        if len(message.body) > LONGEST_BODY:
            raise NotTaken(413)
        try:
            fields = parse_qs(message.body.decode("ascii"), max_num_fields=8)
        except ValueError:
            raise NotTaken(400) from None
        ticket = tickets.read(fields.get("ticket", [""])[0], key=self.key, now=time.time())
        if ticket is None:
            raise NotTaken(401)
        choice = fields.get("choice", [""])[0]
        if choice not in CHOICES:
            raise NotTaken(400)
        return ticket, choice

    def _put(self, ticket: tickets.Ticket, choice: str) -> "asyncio.Future[Said]":
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, name="voices", daemon=True)
            self._writer.start()
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        voice = Voice(bytes.fromhex(ticket.holder), choice)
        self._waiting.put(_Waiting(UUID(ticket.topics[0]), voice, answer))
        return answer

    def end(self) -> None:
        """Write what has come, and end the thread."""
        if self._writer is not None:
            self._waiting.put(None)
            self._writer.join(timeout=5)
            self._writer = None

    # In the writer's thread.

    def _write(self) -> None:
        while True:
            try:
                first = self._waiting.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                self._let_go()  # a box that was destroyed must not live on in an open file
                continue
            if first is None:
                break
            time.sleep(GATHER_SECONDS)  # what comes in this moment shares one disk sync
            batch, is_over = self._gathered(first)
            for vote in dict.fromkeys(one.vote for one in batch):
                self._commit(vote, [one for one in batch if one.vote == vote])
            if is_over:
                break
        self._let_go()

    def _let_go(self) -> None:
        for box in self._boxes.values():
            box.let_go()
        self._boxes.clear()

    def _gathered(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        batch = [first]
        while len(batch) < MOST_AT_ONCE:
            try:
                one = self._waiting.get_nowait()
            except queue.Empty:
                break
            if one is None:
                return batch, True
            batch.append(one)
        return batch, False

    def _commit(self, vote: UUID, batch: list[_Waiting]) -> None:
        said: list[Said] | None = None
        try:
            said = self._taken(vote, [one.voice for one in batch])
        except (sqlite3.Error, OSError):
            self._forget(vote)
        loop = batch[0].answer.get_loop()
        loop.call_soon_threadsafe(_wake, batch, said)

    def _taken(self, vote: UUID, voices: list[Voice]) -> list[Said]:
        box = self._boxes.get(vote) or self._boxes.setdefault(vote, Box(self.data, vote))
        if not box.is_there:  # closed, read and destroyed
            self._forget(vote)
            return [Said.CLOSED] * len(voices)
        said = box.take(voices)
        self.commits += 1
        if said[0] is Said.CLOSED:
            self._forget(vote)
        return said

    def _forget(self, vote: UUID) -> None:
        box = self._boxes.pop(vote, None)
        if box is not None:
            box.let_go()


def _wake(batch: list[_Waiting], said: list[Said] | None) -> None:
    for number, one in enumerate(batch):
        if one.answer.done():
            continue
        if said is None:
            one.answer.set_exception(NotTaken(503))
        else:
            one.answer.set_result(said[number])


def _answer(status: int, body: bytes, message: Message, *, back_to: str = "") -> bytes:
    lines = [
        f"HTTP/1.1 {status} {REASONS[status]}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
    ]
    if back_to:
        lines.append(f"Location: {back_to}")
    if not message.stays_open:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
