"""The box of an open vote on devices (hòm ý kiến): each device counts once, and at the end only sums remain.

Plain Python: the hub writes voices into it by the thousand, the pages' process opens, closes and empties it.
A box is one small SQLite file beside the database. It knows a device by a hash with the box's own salt, so
that nobody counts twice; when the vote is closed the sums are read and the file is overwritten and removed.
Whether the first voice of a device counts or its last is decided once, when the box is opened.
"""

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self
from uuid import UUID

import pysqlite3 as sqlite3

FOLDER = "voices"
ADDRESS = "/y-kien/"  # where the hub takes voices
SWEPT_AFTER_SECONDS = 3600.0
CHOICES = ("for", "against", "abstain")
BUSY_SECONDS = 5.0
ENDS = ("", "-wal", "-shm")
OVERWRITTEN_AT_ONCE = 1 << 20


class Kept(StrEnum):
    """Which voice of a device counts."""

    FIRST = "first"
    LAST = "last"


class Said(StrEnum):
    """What became of a voice."""

    COUNTED = "counted"
    ALREADY = "already"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Voice:
    """One device's choice; ``seat`` is what the box knows the device by."""

    seat: bytes
    choice: str


class Box:
    """One vote's box, opened by its address in the data folder."""

    def __init__(self, data: Path | str, vote: UUID | str) -> None:
        self.vote = UUID(str(vote))
        self.place = Path(data) / FOLDER / f"{self.vote.hex}.sqlite3"
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.let_go()

    @property
    def is_there(self) -> bool:
        """Tell whether the box exists."""
        return self.place.exists()

    def open(self, *, kept: Kept = Kept.FIRST) -> None:
        """Make the box; one that is there stays as it is."""
        self.place.parent.mkdir(mode=0o700, exist_ok=True)
        if self.is_there:
            return
        made = self.place.with_suffix(f".{secrets.token_hex(4)}")
        connection = sqlite3.connect(str(made), isolation_level=None)
        made.chmod(0o600)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE voice (seat BLOB PRIMARY KEY, choice TEXT NOT NULL) WITHOUT ROWID")
        connection.execute(
            "CREATE TABLE box (kept TEXT NOT NULL, salt BLOB NOT NULL, closed INTEGER NOT NULL)"
        )
        connection.execute("INSERT INTO box VALUES (?, ?, 0)", (kept.value, secrets.token_bytes(32)))
        connection.close()  # the journal is written into the file, so that it can be moved alone
        made.replace(self.place)

    def seat_of(self, person: UUID | str) -> bytes:
        """Return what the box knows a person's device by."""
        salt = self._connect().execute("SELECT salt FROM box").fetchone()[0]
        return hashlib.blake2b(UUID(str(person)).bytes, key=salt, digest_size=16).digest()

    def has(self, person: UUID | str) -> bool:
        """Tell whether a person's device has spoken, never what it said."""
        if not self.is_there:
            return False
        found = self._connect().execute("SELECT 1 FROM voice WHERE seat = ?", (self.seat_of(person),))
        return found.fetchone() is not None

    def count(self) -> int:
        """Return how many devices have spoken."""
        return (
            int(self._connect().execute("SELECT count(*) FROM voice").fetchone()[0]) if self.is_there else 0
        )

    def take(self, voices: Iterable[Voice]) -> list[Said]:
        """Put voices into the box in one durable transaction, and say what became of each.

        The same voice again is counted, once: a device that lost the answer may ask again.
        """
        connection = self._connect()
        said = []
        with _written(connection):
            kept, closed = connection.execute("SELECT kept, closed FROM box").fetchone()
            for voice in voices:
                said.append(Said.CLOSED if closed else _put(connection, voice, Kept(kept)))
        return said

    def close(self) -> dict[str, int]:
        """Take no voice from now on and return the sums; closing again returns them again."""
        if not self.is_there:
            return dict.fromkeys(CHOICES, 0)
        connection = self._connect()
        with _written(connection):
            connection.execute("UPDATE box SET closed = 1")
            sums = dict(connection.execute("SELECT choice, count(*) FROM voice GROUP BY choice").fetchall())
        return {choice: sums.get(choice, 0) for choice in CHOICES}

    def destroy(self) -> None:
        """Overwrite and remove the box: from then on nobody can say which device said what."""
        held = []
        for end in ENDS:
            with contextlib.suppress(FileNotFoundError):
                held.append(os.open(f"{self.place}{end}", os.O_RDWR))
        self.let_go()  # may remove the journal, whose bytes are still reached through what is held
        for file in held:
            left = os.fstat(file).st_size
            while left > 0:
                left -= os.write(file, bytes(min(left, OVERWRITTEN_AT_ONCE)))
            os.fsync(file)
            os.close(file)
        for end in ENDS:
            Path(f"{self.place}{end}").unlink(missing_ok=True)

    def let_go(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                f"{self.place.as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                timeout=BUSY_SECONDS,
                check_same_thread=False,
            )
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA secure_delete=ON")
            self._connection.execute("PRAGMA wal_autocheckpoint=100000")  # a burst waits for no checkpoint
        return self._connection


def _put(connection: sqlite3.Connection, voice: Voice, kept: Kept) -> Said:
    if kept is Kept.LAST:
        connection.execute(
            "INSERT INTO voice VALUES (?, ?) ON CONFLICT (seat) DO UPDATE SET choice = excluded.choice",
            (voice.seat, voice.choice),
        )
        return Said.COUNTED
    put = connection.execute("INSERT OR IGNORE INTO voice VALUES (?, ?)", (voice.seat, voice.choice))
    if put.rowcount:
        return Said.COUNTED
    first = connection.execute("SELECT choice FROM voice WHERE seat = ?", (voice.seat,)).fetchone()[0]
    return Said.COUNTED if first == voice.choice else Said.ALREADY


@contextlib.contextmanager
def _written(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def sweep(data: Path | str, *, open_votes: Iterable[UUID]) -> int:
    """Destroy the boxes that votes which are over left behind; return how many there were.

    A box younger than an hour stays: its vote may be opening at this moment.
    """
    wanted = {vote.hex for vote in open_votes}
    gone = 0
    for place in (Path(data) / FOLDER).glob("*.sqlite3"):
        if place.stem not in wanted and time.time() - place.stat().st_mtime > SWEPT_AFTER_SECONDS:
            Box(data, place.stem).destroy()
            gone += 1
    return gone
