"""Hand one whole request to the pages' process and its answer back to the client."""

import asyncio
from typing import TYPE_CHECKING

from nghisu.hub.messages import AnswerHead, Message, for_pages

if TYPE_CHECKING:
    from nghisu.hub.front import Client

LONGEST_ANSWER_HEAD = 64 * 1024
ANSWER_SECONDS = 300.0
PART = 64 * 1024
REPEATABLE = {b"GET", b"HEAD", b"OPTIONS"}


class Gone(Exception):
    """The client is gone, or what it got can no longer be made whole."""


class NoAnswer(Exception):
    """The pages' process gave no answer.

    :param status: what the client is told
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def answer(client: "Client", message: Message) -> bool:
    """Relay one request; return whether the connection may go on.

    A request that changes nothing is asked again once when the pages' process ended under it.

    :raises NoAnswer: if nothing was sent to the client yet
    :raises Gone: if the answer broke off
    """
    try:
        return await _once(client, message)
    except NoAnswer as fault:
        if fault.status != 503 or message.method not in REPEATABLE:
            raise
        await asyncio.sleep(0.5)
        return await _once(client, message)


async def _once(client: "Client", message: Message) -> bool:
    writer: asyncio.StreamWriter | None = None
    try:
        async with client.hall.turns:
            try:
                reader, writer = await asyncio.open_unix_connection(
                    client.hall.pages, limit=LONGEST_ANSWER_HEAD
                )
            except OSError:
                raise NoAnswer(503) from None
            head = await _ask(reader, writer, client, message)
        return await _give(reader, client, message, head)
    finally:
        if writer is not None:
            writer.transport.abort()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, client: "Client", message: Message
) -> AnswerHead:
    try:
        writer.write(for_pages(message, peer=client.visitor(message), scheme=client.scheme(message)))
        await writer.drain()
        async with asyncio.timeout(ANSWER_SECONDS):
            return AnswerHead.read((await reader.readuntil(b"\r\n\r\n"))[:-4])
    except TimeoutError:
        raise NoAnswer(504) from None
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
        raise NoAnswer(503) from None


async def _give(reader: asyncio.StreamReader, client: "Client", message: Message, head: AnswerHead) -> bool:
    has_body = head.has_body(message.method)
    chunked = has_body and head.length is None and message.minor == 1
    stays_open = message.stays_open and (head.length is not None or chunked or not has_body)
    lines = head.lines
    if head.length is not None:
        lines.append(b"Content-Length: %d" % head.length)
    if chunked:
        lines.append(b"Transfer-Encoding: chunked")
    lines.append(
        b"Connection: keep-alive" if stays_open and not client.hall.is_closing else b"Connection: close"
    )
    await client.send(b"\r\n".join(lines) + b"\r\n\r\n")
    if not has_body:
        return stays_open
    sent = 0
    while part := await _part(reader):
        sent += len(part)
        if head.length is not None and sent > head.length:
            raise Gone
        await client.send(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
    if head.length is not None and sent < head.length:
        raise Gone
    if chunked:
        await client.send(b"0\r\n\r\n")
    return stays_open


async def _part(reader: asyncio.StreamReader) -> bytes:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await reader.read(PART)
    except (OSError, TimeoutError):
        raise Gone from None
