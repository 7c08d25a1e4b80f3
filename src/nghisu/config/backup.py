"""Sealed copies of a whole installation (bản sao lưu), written while it serves.

A copy is a tape (tar.gz) of the data folder and the database of one moment, encrypted in parts by a key of
its own (XChaCha20-Poly1305, libsodium's secretstream), which is sealed to the public key ``backup.pub`` of
the installation (X25519). Who holds the machine can write copies and read none: the secret key is elsewhere.
Each part is authenticated and the last one is marked: a copy that is damaged or cut is refused as a whole.
docs/formats.md describes the bytes.
"""

import base64
import gzip
import io
import json
import os
import secrets
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from nghisu.kit.files import sync_folder
from nghisu.kit.refusals import N_, Refusal

MAGIC = b"nghisu-backup 1\n"
PUBLIC, KEY_WORDS = "backup.pub", "NGHISU-BACKUP-KEY "
PART = 1024 * 1024
MANIFEST, DATABASE = "manifest.json", "database"
# Made anew by every start, or by this process alone.
LEFT_OUT = {"server.lock", "static"}
DRAFT = ".restoring"


class KeyMissing(Refusal):
    """No key was made for copies."""

    sentence = N_(
        "No key for copies has been made yet. Make one and keep it away from this machine: "
        "nghisu backup key --out FILE"
    )


class KeyTooNear(Refusal):
    """The secret key would lie beside the data."""

    sentence = N_(
        "The key would lie inside the data folder %(folder)s. Keep it elsewhere: whoever takes the data "
        "must not find the key with them."
    )


class FileThere(Refusal):
    """A file of that name exists."""

    sentence = N_("%(file)s exists already and is left as it is. Name another file.")


class FileAbsent(Refusal):
    """There is no such file."""

    sentence = N_("%(file)s cannot be read: %(reason)s")


class NotOurKey(Refusal):
    """The file is no key for copies."""

    sentence = N_("%(file)s is no key for copies. Give the file that `nghisu backup key` wrote.")


class WrongKey(Refusal):
    """The copy was sealed for another key."""

    sentence = N_(
        "This key does not open the copy: it was sealed for the key %(wanted)s, and this is %(given)s."
    )


class NotOurCopy(Refusal):
    """The file is no copy."""

    sentence = N_("%(file)s is not a copy made by `nghisu backup write`.")


class CopyDamaged(Refusal):
    """A byte of the copy changed, or its end is missing."""

    sentence = N_("The copy is damaged or cut short, so nothing of it was restored. Take an older copy.")


class CopyNewer(Refusal):
    """The copy comes from a newer version."""

    sentence = N_(
        "The copy was made by a newer version than this one (it knows %(unknown)s). Install that version "
        "first; nothing was restored."
    )


class OtherDatabase(Refusal):
    """The copy is of another kind of database."""

    sentence = N_(
        "The copy holds a database of %(there)s, and this installation uses %(here)s. Set "
        "NGHISU_DATABASE_URL accordingly; nothing was restored."
    )


class PlaceNotEmpty(Refusal):
    """There are data where the copy would go."""

    sentence = N_(
        "%(folder)s holds data already. A copy is restored into an empty place only: name a new folder with "
        "NGHISU_DATA (and an empty database). Nothing was touched."
    )


def fingerprint(key: PublicKey) -> str:
    """Return the first twelve signs of a public key, by which people tell keys apart."""
    return bytes(key).hex()[:12]


def make_key(out: Path, *, data: Path) -> PublicKey:
    """Make a pair of keys: the public one beside the data, the secret one at ``out``.

    :raises KeyTooNear: if ``out`` lies in the data folder
    :raises FileThere: if ``out`` exists
    """
    if out.resolve().is_relative_to(data.resolve()):
        raise KeyTooNear(folder=str(data))
    key = PrivateKey.generate()
    text = KEY_WORDS + base64.b64encode(bytes(key)).decode() + "\n"
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise FileThere(file=str(out)) from None
    except OSError as fault:
        raise FileAbsent(file=str(out), reason=fault.strerror or str(fault)) from None
    (data / PUBLIC).write_text(base64.b64encode(bytes(key.public_key)).decode() + "\n")
    return key.public_key


def read_public(data: Path) -> PublicKey:
    """Return the key that copies of this installation are sealed for.

    :raises KeyMissing: if none was made
    """
    try:
        return PublicKey(base64.b64decode((data / PUBLIC).read_text()))
    except (FileNotFoundError, ValueError, CryptoError):
        raise KeyMissing from None


def read_key(place: Path) -> PrivateKey:
    """Return a secret key.

    :raises FileAbsent: if it cannot be read
    :raises NotOurKey: if it is something else
    """
    try:
        text = place.read_text(encoding="ascii", errors="replace")
    except OSError as fault:
        raise FileAbsent(file=str(place), reason=fault.strerror or str(fault)) from None
    if not text.startswith(KEY_WORDS):
        raise NotOurKey(file=str(place))
    try:
        return PrivateKey(base64.b64decode(text.removeprefix(KEY_WORDS), validate=False))
    except (ValueError, CryptoError, TypeError):
        raise NotOurKey(file=str(place)) from None


class Sealing(io.RawIOBase):
    """A file that is encrypted while it is written; only ``finish`` makes it whole."""

    def __init__(self, out: BinaryIO, reader: PublicKey) -> None:
        self._out = out
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        own = sodium.crypto_secretstream_xchacha20poly1305_keygen()
        header = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, own)
        head = {
            "for": fingerprint(reader),
            "key": base64.b64encode(SealedBox(reader).encrypt(own)).decode(),
            "begin": base64.b64encode(header).decode(),
        }
        self._head = MAGIC + json.dumps(head).encode() + b"\n"
        out.write(self._head)
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held += data
        while len(self._held) > PART:
            self._push(bytes(self._held[:PART]), sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
            del self._held[:PART]
        return len(data)

    def finish(self) -> None:
        """Write what is held as the last part."""
        self._push(bytes(self._held), sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL)

    def _push(self, part: bytes, tag: int) -> None:
        sealed = sodium.crypto_secretstream_xchacha20poly1305_push(self._state, part, self._head, tag)
        self._out.write(len(sealed).to_bytes(4, "big") + sealed)


class Opening(io.RawIOBase):
    """A sealed file read from its beginning.

    :raises NotOurCopy: if it is no copy
    :raises WrongKey: if the key is not the one it was sealed for
    """

    def __init__(self, file: BinaryIO, key: PrivateKey, *, name: str) -> None:
        if file.read(len(MAGIC)) != MAGIC:
            raise NotOurCopy(file=name)
        line = file.readline(4096)
        self._head = MAGIC + line
        try:
            head = json.loads(line)
            sealed, begin = base64.b64decode(head["key"]), base64.b64decode(head["begin"])
            wanted = str(head["for"])
        except (ValueError, KeyError, TypeError):
            raise CopyDamaged from None
        self._file, self._state = file, sodium.crypto_secretstream_xchacha20poly1305_state()
        try:
            own = SealedBox(key).decrypt(sealed)
            sodium.crypto_secretstream_xchacha20poly1305_init_pull(self._state, begin, own)
        except (CryptoError, ValueError, TypeError):
            given = fingerprint(key.public_key)
            if wanted != given:
                raise WrongKey(wanted=wanted, given=given) from None
            raise CopyDamaged from None
        self._held = b""
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, space: Any, /) -> int:
        if not self._held and not self._is_over:
            self._pull()
        count = min(len(space), len(self._held))
        space[:count], self._held = self._held[:count], self._held[count:]
        return count

    def _pull(self) -> None:
        length = int.from_bytes(self._file.read(4), "big")
        sealed = self._file.read(length) if 0 < length <= PART + 64 else b""
        if not sealed or len(sealed) < length:
            raise CopyDamaged
        try:
            self._held, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(
                self._state, sealed, self._head
            )
        except (CryptoError, ValueError, RuntimeError):
            raise CopyDamaged from None
        self._is_over = tag == sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL

    def check_end(self) -> None:
        """Read on to the last part.

        :raises CopyDamaged: if it is missing, or something follows it
        """
        while not self._is_over:
            self._pull()
        if self._file.read(1):
            raise CopyDamaged


@dataclass(frozen=True)
class Written:
    """What went into a copy: how many files, and how many bytes the copy has."""

    files: int
    size: int


def write_copy(out: Path, *, data: Path, manifest: dict[str, Any], database: Any) -> Written:
    """Write a sealed copy of the data folder and the database; it gets its name when it is whole.

    Small files go first and uploaded ones last: the database then never names a file that is not in the copy,
    nor is the kept checkpoint of the record ever ahead of it.

    :param database: called with a folder, writes the database of this moment into it
    :raises FileThere: if ``out`` exists
    :raises KeyMissing: if no key was made
    """
    reader = read_public(data)
    if out.exists():
        raise FileThere(file=str(out))
    draft = out.with_name(f".{out.name}.{secrets.token_hex(6)}")
    count = 0
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealing = Sealing(file, reader)
            with (
                gzip.GzipFile(fileobj=sealing, mode="wb", compresslevel=3, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|") as tape,
            ):
                _put(tape, MANIFEST, json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode())
                for place in _own_files(data):
                    count += _put_file(tape, f"data/{place.name}", place)
                with tempfile.TemporaryDirectory(prefix=".backup-", dir=data) as folder:
                    database(Path(folder))
                    for place in sorted(Path(folder).iterdir()):
                        count += _put_file(tape, f"{DATABASE}/{place.name}", place)
                for place in _kept_files(data):
                    count += _put_file(tape, f"data/{place.relative_to(data).as_posix()}", place)
            sealing.finish()
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, out)  # unlike a rename, refuses to replace what came there meanwhile
    except FileExistsError:
        raise FileThere(file=str(out)) from None
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(out.parent)
    return Written(count, out.stat().st_size)


def _own_files(data: Path) -> Iterator[Path]:
    for place in sorted(data.iterdir()):
        if (
            place.is_file()
            and place.name not in LEFT_OUT
            and not place.name.startswith((".", "nghisu.sqlite3"))
        ):
            yield place


def _kept_files(data: Path) -> Iterator[Path]:
    for place in sorted((data / "files").rglob("*")):
        if place.is_file() and not any(part.startswith(".") for part in place.relative_to(data).parts):
            yield place


def _put(tape: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tape.addfile(entry, io.BytesIO(content))


def _put_file(tape: tarfile.TarFile, name: str, place: Path) -> int:
    """Put a file on the tape; one that was deleted meanwhile is left out."""
    try:
        file = place.open("rb")
    except FileNotFoundError:
        return 0
    with file:
        entry = tarfile.TarInfo(name)
        status = os.fstat(file.fileno())
        entry.size, entry.mode, entry.mtime = status.st_size, status.st_mode & 0o700, status.st_mtime
        tape.addfile(entry, file)
    return 1


@contextmanager
def opened(copy: Path, key: PrivateKey) -> Iterator[tuple[dict[str, Any], tarfile.TarFile, Opening]]:
    """Open a copy and read its manifest; what follows on the tape is read once, in its order.

    :raises FileAbsent, NotOurCopy, WrongKey, CopyDamaged: if it cannot be read
    """
    try:
        file = copy.open("rb")
    except OSError as fault:
        raise FileAbsent(file=str(copy), reason=fault.strerror or str(fault)) from None
    with file:
        opening = Opening(file, key, name=str(copy))
        with (
            _refusing_damage(),
            gzip.GzipFile(fileobj=io.BufferedReader(opening, PART)) as packed,
            tarfile.open(fileobj=packed, mode="r|") as tape,
        ):
            first = tape.next()
            words = tape.extractfile(first) if first is not None and first.name == MANIFEST else None
            if words is None:
                raise CopyDamaged
            yield json.loads(words.read()), tape, opening


@contextmanager
def _refusing_damage() -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError):
        raise CopyDamaged from None


def read_copy(tape: tarfile.TarFile, opening: Opening, *, into: Path | None) -> int:
    """Read the rest of a copy to its very end, into a new folder or only to check it; return how many files.

    :raises CopyDamaged: if anything changed; the folder is then to be thrown away
    """
    count = 0
    while (entry := tape.next()) is not None:
        parts = Path(entry.name).parts
        content = tape.extractfile(entry)
        if (
            content is None
            or ".." in parts
            or entry.name.startswith("/")
            or parts[0] not in {"data", DATABASE}
        ):
            raise CopyDamaged
        count += 1
        if into is None:
            while content.read(PART):
                pass
            continue
        place = into / entry.name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(
            os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, entry.mode | 0o600), "wb"
        ) as file:
            shutil.copyfileobj(content, file, PART)
            file.flush()
            os.fsync(file.fileno())
    opening.check_end()
    return count


@contextmanager
def draft_folder(data: Path) -> Iterator[Path]:
    """Give a folder beside the data that is gone afterwards, whatever happens."""
    draft = data / DRAFT
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def move_in(draft: Path, data: Path) -> None:
    """Move what was read into its place, replacing what this process itself made at its start."""
    for place in sorted((draft / "data").iterdir()):
        if place.is_dir() and (data / place.name).exists():
            shutil.rmtree(data / place.name)
        os.replace(place, data / place.name)
    sync_folder(data)
