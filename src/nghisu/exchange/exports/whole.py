"""All an installation holds, as files: tables, uploads, calendars, registers, record (docs/formats.md).

Two exports of the same state are the same bytes, but for the stamp and the sealed secrets. Everything is
written piece by piece: neither a large table nor a large file is ever whole in memory.
"""

import hashlib
import io
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import transaction

from nghisu.exchange.exports.registers import calendar_parts, register_parts
from nghisu.exchange.queries import whole as queries
from nghisu.exchange.rules import whole as rules
from nghisu.kit import files
from nghisu.meetings.models import OpenVote
from nghisu.meetings.rules.voting import VoteState
from nghisu.record.actions import sign_checkpoint
from nghisu.record.exports import parts_of
from nghisu.record.models import Checkpoint
from nghisu.record.queries.whole import one_moment

FIXED_DATE = (1980, 1, 1, 0, 0, 0)

Tell = Callable[[int, int], None]
Part = tuple[str, Iterator[bytes]]


class Sink(Protocol):
    """Where parts are written to."""

    def part(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """Open a new part for writing."""


class Counting:
    """Tells how far it is: rows and files done, of all."""

    def __init__(self, tell: Tell, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def add(self, count: int) -> None:
        """Go on by so many."""
        self.done += count
        self.tell(min(self.done, self.total), self.total)


def write_whole(sink: Sink, *, passphrase: str, at: datetime, tell: Tell) -> rules.Manifest:
    """Write everything into a sink, as of one moment.

    :raises rules.PassphraseTooShort: before anything is written
    :raises rules.VoteRunning: if voices lie in a box
    :raises rules.FileNotAsNamed: if a stored file is damaged
    """
    rules.check_passphrase(passphrase)
    with transaction.atomic():
        if OpenVote.objects.filter(state=VoteState.OPEN).exists():
            raise rules.VoteRunning
        sign_checkpoint(at=at)
    listed: dict[str, rules.Listed] = {}
    with one_moment():
        checkpoint = Checkpoint.objects.latest("pk")
        rows = {name: queries.count_of(model) for name, model in queries.tables().items()}
        hashes = list(files.stored_hashes())
        counting = Counting(tell, sum(rows.values()) + len(hashes) + 1)
        for path, pieces in _parts(checkpoint, hashes, counting):
            listed[path] = _put(sink, path, pieces)
            if path.startswith("files/") and listed[path].sha256 != Path(path).name:
                raise rules.FileNotAsNamed(name=Path(path).name)
        hidden = queries.secret_values()
    shapes = {
        name: {"columns": queries.columns_of(name, model), "rows": rows[name]}
        for name, model in queries.tables().items()
    }
    manifest = rules.Manifest(queries.schema(), queries.version(), listed, shapes)
    text = manifest.text()
    stamp = rules.stamp_text(at.isoformat(timespec="seconds"), text)
    hidden["stamp"] = rules.sha256(stamp)
    _put(sink, rules.MANIFEST, iter([text]))
    _put(sink, rules.STAMP, iter([stamp]))
    _put(sink, rules.SEALED, iter([rules.seal(rules.canonical(hidden), passphrase)]))
    counting.add(1)
    return manifest


def _parts(checkpoint: Checkpoint, hashes: list[str], counting: Counting) -> Iterator[Part]:
    for name, model in queries.tables().items():
        yield f"tables/{name}.json", queries.lines_of(name, model, counting.add)
    for path, pieces in parts_of(checkpoint):
        yield f"record/{path}", pieces
    for name in queries.OPEN_FILES:
        place = Path(settings.DATA) / name
        if place.exists():
            yield f"instance/{name}", iter([place.read_bytes()])
    yield from calendar_parts()
    yield from register_parts()
    for one in hashes:
        yield f"files/{one[:2]}/{one}", _pieces_of(one)
        counting.add(1)


def _pieces_of(digest: str) -> Iterator[bytes]:
    with files.opened(digest) as file:
        while piece := file.read(rules.PIECE):
            yield piece


def _put(sink: Sink, path: str, pieces: Iterator[bytes]) -> rules.Listed:
    digest, size = hashlib.sha256(), 0
    with sink.part(path) as place:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            place.write(piece)
    return rules.Listed(digest.hexdigest(), size)


class Folder:
    """Writes parts as files of a new folder, which gets its name when it is whole.

    :raises rules.PlaceTaken: if something is there
    """

    def __init__(self, out: Path) -> None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise rules.PlaceTaken(file=str(out))
        self.out = out
        self.draft = out.with_name(f".{out.name}.{secrets.token_hex(6)}")

    def __enter__(self) -> "Folder":
        self.draft.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(self, fault: type[BaseException] | None, *_rest: object) -> None:
        if fault is None:
            if self.out.exists():
                self.out.rmdir()
            self.draft.rename(self.out)
            files.sync_folder(self.out.parent)
        shutil.rmtree(self.draft, ignore_errors=True)

    def part(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """Open a new file."""
        place = self.draft / path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return place.open("xb")


class _Hashing(io.RawIOBase):
    """Passes bytes on and hashes all but the last ones, which will hold the hash itself."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.digest, self.held = out, hashlib.sha256(), b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.held += bytes(data)
        ready, self.held = self.held[: -rules.SEAL_LENGTH], self.held[-rules.SEAL_LENGTH :]
        self.digest.update(ready)
        self.out.write(ready)
        return len(data)

    def finish(self) -> None:
        """Write the hash in place of the last bytes."""
        self.out.write(self.digest.hexdigest().encode())


class Archive:
    """Writes parts into one .zip whose comment is the hash of all bytes before it."""

    def __init__(self, out: IO[bytes]) -> None:
        self.hashing = _Hashing(out)
        self.zip = zipfile.ZipFile(self.hashing, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, fault: type[BaseException] | None, *_rest: object) -> None:
        if fault is None:
            self.zip.comment = b"0" * rules.SEAL_LENGTH
            self.zip.close()
            self.hashing.finish()
        else:
            self.hashing.out = io.BytesIO()  # its end goes nowhere: the file is thrown away
            with suppress(ValueError):
                self.zip.close()

    def part(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """Open a new entry."""
        info = zipfile.ZipInfo(path, date_time=FIXED_DATE)
        is_packed = path.startswith(("files/", "registers/", "secrets"))
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        return self.zip.open(info, "w", force_zip64=True)


def write_to(out: Path, *, passphrase: str, at: datetime, tell: Tell) -> rules.Manifest:
    """Write everything into a new folder, or into one file where the name ends in .zip.

    :raises rules.PlaceTaken: if something is there
    """
    if out.suffix != ".zip":
        with Folder(out) as folder:
            return write_whole(folder, passphrase=passphrase, at=at, tell=tell)
    if out.exists():
        raise rules.PlaceTaken(file=str(out))
    draft = out.with_name(f".{out.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with Archive(file) as archive:
                manifest = write_whole(archive, passphrase=passphrase, at=at, tell=tell)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, out)
    finally:
        draft.unlink(missing_ok=True)
    files.sync_folder(out.parent)
    return manifest
