"""Take a whole export into an empty instance: proved byte by byte first, then taken in one transaction."""

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction

from nghisu.exchange.queries import whole as queries
from nghisu.exchange.rules import whole as rules
from nghisu.kit import files
from nghisu.record.queries.whole import check_record

BATCH = 1000
LARGEST_LINE = 64 * 1024 * 1024
RECORD_FILES = {"record/record.pub": "record.pub", "record/checkpoint": "record.checkpoint"}

Tell = Callable[[int, int], None]


class Source(Protocol):
    """Where parts are read from."""

    name: str

    def paths(self) -> set[str]:
        """Return the parts that are there."""

    def open(self, path: str) -> IO[bytes]:
        """Open a part for reading.

        :raises rules.ExportDamaged: if it is not there
        """


class FolderSource:
    """A whole export as a folder."""

    def __init__(self, place: Path) -> None:
        self.place, self.name = place, str(place)

    def paths(self) -> set[str]:
        """Return the files of the folder."""
        return {
            one.relative_to(self.place).as_posix()
            for one in self.place.rglob("*")
            if one.is_file() or one.is_symlink()
        }

    def open(self, path: str) -> IO[bytes]:
        """Open a file of the folder; a link to elsewhere is none."""
        place = self.place / path
        if place.is_symlink() or not place.is_file():
            raise rules.ExportDamaged(part=path)
        return place.open("rb")


class ZipSource:
    """A whole export as one file, whose comment is the hash of what stands before it."""

    def __init__(self, place: Path) -> None:
        self.name = str(place)
        _check_archive(place)
        try:
            self.zip = zipfile.ZipFile(place)
        except zipfile.BadZipFile:
            raise rules.NotOurExport(file=self.name) from None

    def paths(self) -> set[str]:
        """Return the entries."""
        return set(self.zip.namelist())

    def open(self, path: str) -> IO[bytes]:
        """Open an entry."""
        try:
            return self.zip.open(path)
        except (KeyError, zipfile.BadZipFile, NotImplementedError):
            raise rules.ExportDamaged(part=path) from None


def _check_archive(place: Path) -> None:
    digest, rest = hashlib.sha256(), place.stat().st_size - rules.SEAL_LENGTH
    with place.open("rb") as file:
        if file.read(2) != b"PK" or rest <= 0:
            raise rules.NotOurExport(file=str(place))
        file.seek(0)
        while rest and (piece := file.read(min(rules.PIECE, rest))):
            digest.update(piece)
            rest -= len(piece)
        if file.read() != digest.hexdigest().encode():
            raise rules.ExportDamaged(part=place.name)


def source_at(place: Path) -> Source:
    """Return the export at a place.

    :raises rules.NotOurExport: if there is none
    :raises rules.ExportDamaged: if a .zip is not as it was written
    """
    if place.is_dir():
        return FolderSource(place)
    if place.is_file():
        return ZipSource(place)
    raise rules.NotOurExport(file=str(place))


@dataclass(frozen=True)
class Proved:
    """An export whose every byte was held against the stamp, which is held against the seal."""

    source: Source
    manifest: rules.Manifest
    made_at: str
    hidden: dict[str, Any]


def prove(source: Source, *, passphrase: str, tell: Tell) -> Proved:
    """Read an export to its last byte, writing nothing.

    :raises rules.NotOurExport: if it is none
    :raises rules.PassphraseWrong: if its secrets do not open
    :raises rules.ExportNewer, rules.ExportOlder: if its tables are others
    :raises rules.ExportDamaged: if a byte changed, or a part is missing or was added
    """
    paths = source.paths()
    if not paths >= set(rules.OWN):
        raise rules.NotOurExport(file=source.name)
    stamp = _small(source, rules.STAMP)
    said = rules.read_stamp(stamp, name=source.name)
    hidden = json.loads(rules.unseal(_small(source, rules.SEALED), passphrase))
    if hidden["stamp"] != rules.sha256(stamp):
        raise rules.ExportDamaged(part=rules.STAMP)
    text = _small(source, rules.MANIFEST)
    if said["manifest"] != rules.sha256(text):
        raise rules.ExportDamaged(part=rules.MANIFEST)
    manifest = rules.Manifest.read(text, name=rules.MANIFEST)
    _check_shape(manifest)
    strange = sorted(paths ^ (set(manifest.files) | set(rules.OWN)))
    if strange:
        raise rules.ExportDamaged(part=strange[0])
    for count, (path, listed) in enumerate(manifest.files.items(), 1):
        if _digest(source, path) != (listed.sha256, listed.size):
            raise rules.ExportDamaged(part=path)
        tell(count, len(manifest.files))
    return Proved(source, manifest, said["made_at"], hidden)


def _check_shape(manifest: rules.Manifest) -> None:
    here, there = queries.schema(), manifest.schema
    shapes = {name: queries.columns_of(name, model) for name, model in queries.tables().items()}
    written = {name: one["columns"] for name, one in manifest.tables.items()}
    if there > here or (there == here and shapes != written):
        raise rules.ExportNewer(there=there, here=here)
    if there < here:
        raise rules.ExportOlder(there=there, here=here)


def _small(source: Source, path: str) -> bytes:
    with _reading(path), source.open(path) as file:
        return file.read(LARGEST_LINE)


def _digest(source: Source, path: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with _reading(path), source.open(path) as file:
        while piece := file.read(rules.PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


@contextmanager
def _reading(path: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        raise rules.ExportDamaged(part=path) from None


def check_place() -> None:
    """Let an export in only where there is nothing.

    :raises rules.NotEmpty: if a table, the record or the files hold anything
    """
    data = Path(settings.DATA)
    has_files = any(True for _ in files.stored_hashes())
    if has_files or (data / "record.key").exists() or not queries.is_empty():
        raise rules.NotEmpty(folder=str(data))


def take_in(proved: Proved, *, index: Callable[[], object], tell: Tell) -> int:
    """Take a proved export in, whole or not at all; return how many rows came.

    :param index: builds the search index, in the same transaction
    :raises rules.NotEmpty: if there are data
    :raises rules.ExportDamaged: if what it holds does not fit together
    """
    check_place()
    total = sum(int(one["rows"]) for one in proved.manifest.tables.values())
    done, placed = 0, list[Path]()
    try:
        with transaction.atomic():
            for name, model in queries.tables().items():
                count = 0
                for batch in _batches(proved, name, model):
                    model._base_manager.bulk_create(batch, batch_size=BATCH)
                    count += len(batch)
                    tell(done + count, total)
                if count != proved.manifest.tables[name]["rows"]:
                    raise rules.ExportDamaged(part=f"tables/{name}.json")
                done += count
            for name, model in queries.sealed_tables().items():
                rows = proved.hidden["tables"][name]
                model._base_manager.bulk_create([queries.build("", model, row, {}) for row in rows])
            queries.go_on_counting()
            _place_files(proved, placed)
            index()
            if not check_record().is_green:
                raise rules.ExportDamaged(part="record")
    except IntegrityError:
        _take_away(placed)
        raise rules.ExportDamaged(part="tables") from None
    except BaseException:
        _take_away(placed)
        raise
    return done


def _batches(proved: Proved, name: str, model: queries.Model) -> Iterator[list[Any]]:
    hidden = proved.hidden["columns"].get(name, {})
    batch: list[Any] = []
    with proved.source.open(f"tables/{name}.json") as file:
        for line in file:
            text = line.strip().removesuffix(b",")
            if text in (b"[", b"]", b""):
                continue
            batch.append(queries.build(name, model, json.loads(text), hidden))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _place_files(proved: Proved, placed: list[Path]) -> None:
    data = Path(settings.DATA)
    for path in proved.manifest.files:
        if path.startswith("files/"):
            _copy(proved.source, path, files.place_of(Path(path).name), placed)
        elif path.startswith("instance/") and Path(path).name in queries.OPEN_FILES:
            _copy(proved.source, path, data / Path(path).name, placed)
        elif path in RECORD_FILES:
            _copy(proved.source, path, data / RECORD_FILES[path], placed)
    for name in queries.KEY_FILES:
        if name in proved.hidden["files"]:
            _write(data / name, proved.hidden["files"][name].encode(), placed)


def keep_key(proved: Proved) -> bool:
    """Put the installation's own key in place; tell whether it counts, or the settings name another."""
    place = Path(settings.DATA) / "secret.key"
    if os.environ.get("NGHISU_SECRET_KEY"):
        return bool(os.environ["NGHISU_SECRET_KEY"] == proved.hidden["key"])
    place.unlink(missing_ok=True)
    _write(place, proved.hidden["key"].encode(), [])
    return True


def _copy(source: Source, path: str, place: Path, placed: list[Path]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    placed.append(place)
    with source.open(path) as file, os.fdopen(_new(place), "wb") as out:
        shutil.copyfileobj(file, out, rules.PIECE)
        out.flush()
        os.fsync(out.fileno())
    files.sync_folder(place.parent)


def _write(place: Path, content: bytes, placed: list[Path]) -> None:
    placed.append(place)
    with os.fdopen(_new(place), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    files.sync_folder(place.parent)


def _new(place: Path) -> int:
    return os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _take_away(placed: list[Path]) -> None:
    for place in placed:
        place.unlink(missing_ok=True)
