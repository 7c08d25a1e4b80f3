"""Read HTTP/1.1 requests strictly, and write them anew for the pages' process. No input or output here.

Whatever two readers of one byte stream could understand differently is refused: two lengths, a length
and chunks, folded lines, bare line ends. What goes on to the pages is written from the parsed request,
so nothing can be smuggled past this door.
"""

import re
from dataclasses import dataclass

LONGEST_HEAD = 32 * 1024
MOST_HEADERS = 100
LONGEST_BODY = 64 * 1024 * 1024
LONGEST_CHUNK_LINE = 256
LONGEST_TRAILER = 8 * 1024

REQUEST_LINE = re.compile(rb"([A-Z]{1,20}) (/[\x21-\x7e\x80-\xff]*) HTTP/1\.([01])")
HEADER_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
HEADER_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
LENGTH = re.compile(rb"[0-9]{1,12}")
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?")

# Spoken between two neighbours only, or said by us alone.
NOT_PASSED_ON = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"proxy-authorization",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"expect",
        b"content-length",
        b"forwarded",
        b"x-real-ip",
    }
)


class Unreadable(Exception):
    """A request that is refused before anybody understands it.

    :param status: what the answer says
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(slots=True)
class Message:
    """One whole request. Header names are in small letters; names with an underscore are left out."""

    method: bytes
    target: bytes
    minor: int
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""

    def get(self, name: bytes) -> bytes | None:
        """Return the first header of that name."""
        for known, value in self.headers:
            if known == name:
                return value
        return None

    @property
    def stays_open(self) -> bool:
        """Tell whether another request may follow on the same connection."""
        words = (self.get(b"connection") or b"").lower()
        if self.minor == 0:
            return b"keep-alive" in words
        return b"close" not in words


class Reader:
    """Turns received bytes into requests, one after the other."""

    def __init__(self, longest_body: int = LONGEST_BODY) -> None:
        self.longest_body = longest_body
        self._buffer = bytearray()
        self._message: Message | None = None
        self._length: int | None = None
        self._body: bytearray | None = None
        self._seen = 0
        self._chunk_left = -1
        self._in_trailer = False
        self.wants_continue = False

    def feed(self, received: bytes) -> None:
        """Take in what came from the network."""
        self._buffer += received

    @property
    def is_in_body(self) -> bool:
        """Tell whether a head was read and its body is still coming."""
        return self._message is not None

    @property
    def held(self) -> int:
        """How many bytes are held in memory."""
        return len(self._buffer) + (len(self._body) if self._body is not None else 0)

    def next(self) -> Message | None:
        """Return the next whole request, or None when more bytes are needed.

        :raises Unreadable: if it must be refused; nothing after it on the connection may be believed
        """
        if self._message is None and not self._read_head():
            return None
        message = self._message
        if message is None or not self._read_body():
            return None
        message.body = bytes(self._body or b"")
        self._message = self._length = self._body = None
        self._chunk_left, self._in_trailer, self.wants_continue = -1, False, False
        return message

    def _read_head(self) -> bool:
        buffer = self._buffer
        while buffer[:2] == b"\r\n":
            del buffer[:2]
        end = buffer.find(b"\r\n\r\n", max(0, self._seen - 3))
        if end < 0:
            self._seen = len(buffer)
            if len(buffer) > LONGEST_HEAD:
                raise Unreadable(431, "head too long")
            if buffer and b"\n" in buffer and b"\r\n" not in buffer:
                raise Unreadable(400, "bare line end")
            return False
        if end > LONGEST_HEAD:
            raise Unreadable(431, "head too long")
        lines = bytes(buffer[:end]).split(b"\r\n")
        del buffer[: end + 4]
        self._seen = 0
        self._message = _head(lines)
        self._begin_body(self._message)
        return True

    def _begin_body(self, message: Message) -> None:
        lengths = [value for name, value in message.headers if name == b"content-length"]
        codings = [value for name, value in message.headers if name == b"transfer-encoding"]
        if len(lengths) > 1 or (lengths and codings):
            raise Unreadable(400, "more than one length")
        if codings:
            if message.minor == 0 or len(codings) > 1 or codings[0].lower() != b"chunked":
                raise Unreadable(501, "unknown transfer coding")
            self._length = None
        else:
            if lengths and not LENGTH.fullmatch(lengths[0]):
                raise Unreadable(400, "length is no number")
            self._length = int(lengths[0]) if lengths else 0
            if self._length > self.longest_body:
                raise Unreadable(413, "body too long")
        self._body = bytearray()
        expected = message.get(b"expect")
        if expected is not None:
            if expected.lower() != b"100-continue":
                raise Unreadable(417, "unknown expectation")
            self.wants_continue = message.minor == 1 and self._length != 0

    def _read_body(self) -> bool:
        if self._body is None:
            return True
        if self._length is None:
            return self._read_chunks(self._body)
        missing = self._length - len(self._body)
        self._body += self._buffer[:missing]
        del self._buffer[:missing]
        return len(self._body) == self._length

    def _read_chunks(self, body: bytearray) -> bool:
        buffer = self._buffer
        while True:
            if self._in_trailer:
                return self._read_trailer()
            if self._chunk_left < 0:
                end = buffer.find(b"\r\n", 0, LONGEST_CHUNK_LINE + 2)
                if end < 0:
                    if len(buffer) > LONGEST_CHUNK_LINE or b"\n" in buffer:
                        raise Unreadable(400, "chunk line")
                    return False
                found = CHUNK_SIZE.fullmatch(bytes(buffer[:end]))
                if found is None:
                    raise Unreadable(400, "chunk size")
                del buffer[: end + 2]
                self._chunk_left = int(found[1], 16)
                if len(body) + self._chunk_left > self.longest_body:
                    raise Unreadable(413, "body too long")
                if self._chunk_left == 0:
                    self._in_trailer = True
                    continue
            taken = min(self._chunk_left, len(buffer))
            body += buffer[:taken]
            del buffer[:taken]
            self._chunk_left -= taken
            if self._chunk_left or len(buffer) < 2:
                return False
            if buffer[:2] != b"\r\n":
                raise Unreadable(400, "chunk end")
            del buffer[:2]
            self._chunk_left = -1

    def _read_trailer(self) -> bool:
        """Read past the trailer: its fields are not passed on."""
        buffer = self._buffer
        while True:
            end = buffer.find(b"\r\n")
            if end < 0:
                if len(buffer) > LONGEST_TRAILER:
                    raise Unreadable(431, "trailer too long")
                return False
            line = bytes(buffer[:end])
            del buffer[: end + 2]
            if not line:
                return True
            name, colon, value = line.partition(b":")
            if not colon or not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
                raise Unreadable(400, "trailer")


def _head(lines: list[bytes]) -> Message:
    first = REQUEST_LINE.fullmatch(lines[0])
    if first is None:
        raise Unreadable(400, "request line")
    if len(lines) - 1 > MOST_HEADERS:
        raise Unreadable(431, "too many headers")
    headers: list[tuple[bytes, bytes]] = []
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        value = value.strip(b" \t")
        if not colon or not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise Unreadable(400, "header")
        if b"_" not in name:
            headers.append((name.lower(), value))
    hosts = [value for name, value in headers if name == b"host"]
    minor = int(first[3])
    if len(hosts) > 1 or (minor == 1 and not hosts):
        raise Unreadable(400, "host")
    target = first[2]
    if not target.isascii():
        target = b"".join(b"%%%02X" % byte if byte >= 0x80 else bytes((byte,)) for byte in target)
    return Message(method=first[1], target=target, minor=minor, headers=headers)


def for_pages(message: Message, *, peer: str, scheme: str) -> bytes:
    """Write the request anew for the pages' process, with who asked and over what.

    HTTP/1.0 asks for an answer that ends with the connection, so that its length is never in doubt.
    """
    lines = [message.method + b" " + message.target + b" HTTP/1.0"]
    for name, value in message.headers:
        if name not in NOT_PASSED_ON and not name.startswith((b"x-forwarded-", b"x-nghisu-")):
            lines.append(name + b": " + value)
    lines.append(b"content-length: %d" % len(message.body))
    lines.append(b"x-nghisu-peer: " + peer.encode("ascii", "ignore"))
    lines.append(b"x-nghisu-scheme: " + scheme.encode("ascii", "ignore"))
    return b"\r\n".join(lines) + b"\r\n\r\n" + message.body


@dataclass(slots=True)
class AnswerHead:
    """The head of an answer of the pages' process.

    :param length: bytes of the body, None when it ends with the connection
    """

    status: int
    lines: list[bytes]
    length: int | None

    @classmethod
    def read(cls, head: bytes) -> "AnswerHead":
        """Read the head, without what is spoken between neighbours only.

        :raises ValueError: if it is no answer
        """
        first, *rest = head.split(b"\r\n")
        version, status, reason = (*first.split(b" ", 2), b"")[:3]
        if not version.startswith(b"HTTP/1."):
            raise ValueError("not an answer")
        lines = [b"HTTP/1.1 " + status + b" " + reason]
        length: int | None = None
        for line in rest:
            name = line.partition(b":")[0].lower()
            if name == b"content-length":
                length = int(line.partition(b":")[2])
            elif name not in NOT_PASSED_ON:
                lines.append(line)
        return cls(status=int(status), lines=lines, length=length)

    def has_body(self, method: bytes) -> bool:
        """Tell whether a body follows this head in answer to that method."""
        return method != b"HEAD" and self.status not in {204, 304} and self.status >= 200
