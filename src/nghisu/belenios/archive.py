"""The archive of an election: an old-style tar that only grows, with a chain of events in it.

Files: ``BELENIOS`` (version and time), payloads ``<sha256>.data.json``, events ``<sha256>.event.json``. Each
event names its parent, its height and its payload. The bytes are fixed: whoever reads an archive writes it
anew and compares.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nghisu.belenios import texts
from nghisu.belenios.refused import Refused

BLOCK = 512
HEADER = "BELENIOS"
LARGEST_RECORD = 64 * 1024 * 1024
NEXT = {
    "": {"Setup"},
    "Setup": {"Ballot", "EndBallots"},
    "Ballot": {"Ballot", "EndBallots"},
    "EndBallots": {"EncryptedTally"},
    "EncryptedTally": {"PartialDecryption"},
    "PartialDecryption": {"PartialDecryption", "Result"},
    "Result": set(),
}
UNKNOWN_HERE = {"Shuffle", "EndShuffles"}


@dataclass(frozen=True)
class Event:
    """An event of the chain, with the bytes of its payload."""

    kind: str
    height: int
    digest: str
    payload: bytes | None


@dataclass
class Archive:
    """An archive in memory: its events and the payloads they and the payloads name."""

    stamp: int
    events: list[Event] = field(default_factory=list)
    data: dict[str, bytes] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Event]:
        """Return the events of a kind."""
        return [event for event in self.events if event.kind == kind]

    @property
    def head(self) -> str:
        """The hash of the last event: what two readers compare."""
        return self.events[-1].digest if self.events else ""


def _record(name: str, content: bytes, stamp: int) -> bytes:
    head = bytearray(BLOCK)
    head[: len(name)] = name.encode()
    head[100:108] = b"0000644\0"
    head[108:116] = b"0000000\0"
    head[116:124] = b"0000000\0"
    head[124:136] = b"%011o\0" % len(content)
    head[136:148] = b"%011o\0" % stamp
    head[148:156] = b" " * 8
    head[156:157] = b"0"
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + content + bytes(-len(content) % BLOCK)


def _records(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each record.

    :raises Refused: if a header could have been written otherwise, or the file ends early
    """
    offset, stamp = 0, None
    while offset < len(content):
        head = content[offset : offset + BLOCK]
        try:
            name = head[:100].rstrip(b"\0").decode("ascii")
            size = int(head[124:135], 8)
            stamp = int(head[136:147], 8) if stamp is None else stamp
        except ValueError:
            raise Refused("archive_shape", what=f"header at {offset}") from None
        if size < 0 or size > LARGEST_RECORD:
            raise Refused("archive_shape", what=f"size at {offset}")
        body = content[offset + BLOCK : offset + BLOCK + size]
        written = _record(name, body, stamp) if len(body) == size else b""
        if not written or content[offset : offset + len(written)] != written:
            raise Refused("archive_shape", what=f"record at {offset}")
        yield name, body
        offset += len(written)


def read(content: bytes) -> Archive:
    """Return the archive that the bytes hold, its chain checked.

    :raises Refused: if it could have been written otherwise, a hash is wrong, or an event is out of place
    """
    records = _records(content)
    first = next(records, None)
    if first is None or first[0] != HEADER:
        raise Refused("archive_shape", what="first record")
    header = texts.fields(texts.read(first[1], "header"), ("version", "timestamp"), "header")
    if header["version"] != 1:
        raise Refused("out_of_profile", what=f"archive version {header['version']!r}")
    stamp = int(content[136:147], 8)
    if header["timestamp"] != str(stamp):
        raise Refused("archive_shape", what="timestamp")
    archive = Archive(stamp)
    used: set[str] = set()
    for name, body in records:
        digest, _, kind = name.partition(".")
        if texts.sha256_hex(body) != digest or kind not in {"data.json", "event.json"}:
            raise Refused("archive_name", name=name)
        if kind == "data.json":
            if digest in archive.data:
                raise Refused("ballot_twice")
            archive.data[digest] = body
        else:
            _follow(archive, body, digest, used)
    return archive


def _follow(archive: Archive, body: bytes, digest: str, used: set[str]) -> None:
    height = len(archive.events)
    parent = archive.events[-1] if archive.events else None
    names = ("height", "type") if parent is None else ("parent", "height", "type")
    found = texts.fields(texts.read(body, "event"), names, "event", ("payload",))
    if found["height"] != height or (parent is not None and found["parent"] != parent.digest):
        raise Refused("chain", height=height, what="parent, height")
    kind = found["type"]
    if kind in UNKNOWN_HERE:
        raise Refused("out_of_profile", what=f"event {kind}")
    if kind not in NEXT[parent.kind if parent else ""]:
        raise Refused("chain", height=height, what=str(kind))
    payload = None
    if (kind == "EndBallots") != ("payload" not in found):
        raise Refused("chain", height=height, what="payload")
    if "payload" in found:
        payload = archive.data.get(found["payload"])
        if payload is None or found["payload"] in used:
            raise Refused("chain", height=height, what="payload")
        used.add(found["payload"])
    archive.events.append(Event(kind, height, digest, payload))


class Writer:
    """Writes an archive; each call returns the bytes to append to the file."""

    def __init__(self, stamp: int) -> None:
        self.stamp = stamp
        self.height = 0
        self.parent = ""

    def begin(self, election: bytes, trustees: bytes, credentials: bytes) -> bytes:
        """Return the bytes of a new archive up to its Setup event."""
        header = texts.write({"version": 1, "timestamp": str(self.stamp)})
        names = {"election": election, "trustees": trustees, "credentials": credentials}
        setup = texts.write({name: texts.sha256_hex(body) for name, body in names.items()})
        parts = [_record(HEADER, header, self.stamp)]
        parts += [self._data(body) for body in names.values()]
        return b"".join(parts) + self._event("Setup", setup)

    def ballot(self, content: bytes) -> bytes:
        """Return the bytes that append a ballot."""
        return self._event("Ballot", content)

    def end_ballots(self) -> bytes:
        """Return the bytes that close the voting."""
        return self._event("EndBallots", None)

    def encrypted_tally(self, content: bytes, ballots: int) -> bytes:
        """Return the bytes that append the encrypted tally."""
        payload = texts.write(
            {"num_tallied": ballots, "total_weight": ballots, "encrypted_tally": texts.sha256_hex(content)}
        )
        return self._data(content) + self._event("EncryptedTally", payload)

    def partial_decryption(self, owner: int, content: bytes) -> bytes:
        """Return the bytes that append a trustee's share."""
        payload = texts.write({"owner": owner, "payload": texts.sha256_hex(content)})
        return self._data(content) + self._event("PartialDecryption", payload)

    def result(self, counts: list[list[int]]) -> bytes:
        """Return the bytes that append the result."""
        return self._event("Result", texts.write({"result": counts}))

    def _data(self, content: bytes) -> bytes:
        return _record(f"{texts.sha256_hex(content)}.data.json", content, self.stamp)

    def _event(self, kind: str, payload: bytes | None) -> bytes:
        event: dict[str, Any] = {"parent": self.parent} if self.parent else {}
        event |= {"height": self.height, "type": kind}
        before = b""
        if payload is not None:
            event["payload"] = texts.sha256_hex(payload)
            before = self._data(payload)
        body = texts.write(event)
        self.parent = hashlib.sha256(body).hexdigest()
        self.height += 1
        return before + _record(f"{self.parent}.event.json", body, self.stamp)


def grown(earlier: bytes, later: bytes) -> bool:
    """Tell whether an archive is an earlier one that only grew: what two readers of a board can compare."""
    return later.startswith(earlier)


def joined(parts: Iterable[bytes]) -> bytes:
    """Return the bytes of an archive from what its writer gave."""
    return b"".join(parts)
