"""A disk that may lose its power: what it must keep, what it may have kept, and what was torn.

It promises no more than POSIX does: a file's content once the file was synced, a name once its folder was.
What was not synced may be there or not, in any order and in part. A renaming is whole or not at all.
"""

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.drills.recorded import Operation

SECTOR = 512  # what a disk writes whole
FOLDER = -1
Image = dict[str, bytes]


@dataclass
class File:
    """The content of one file: as it is read now, as it was last synced, and the changes in between.

    A change is ``(offset, content)``, or ``(size, None)`` for a new size.
    """

    now: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    changes: list[tuple[int, bytes | None]] = field(default_factory=list)

    def apply(self, offset: int, content: bytes | None) -> None:
        """Change what is read now."""
        _apply(self.now, offset, content)
        self.changes.append((offset, content))

    def sync(self) -> None:
        """Keep what is read now."""
        if self.changes:
            self.synced, self.changes = bytes(self.now), []


def _apply(content: bytearray, offset: int, part: bytes | None) -> None:
    if part is None:
        if offset < len(content):
            del content[offset:]
        else:
            content.extend(bytes(offset - len(content)))
        return
    if offset > len(content):
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(part)] = part


@dataclass(frozen=True, slots=True)
class Naming:
    """A change of names that no sync has made sure of yet. ``file`` is a number, or FOLDER."""

    gone: str
    there: str
    file: int


class Disk:
    """The files of a folder, through all that is done to them.

    :param lies: sabotage: it says a sync is done and does nothing
    """

    def __init__(self, folder: Path, *, lies: bool = False) -> None:
        self.lies = lies
        self.files: list[File] = []
        self.names: dict[str, int] = {".": FOLDER}
        for place in sorted(folder.rglob("*")):
            path = place.relative_to(folder).as_posix()
            if place.is_dir():
                self.names[path] = FOLDER
            elif place.is_file() and not path.endswith("-shm"):
                content = place.read_bytes()
                self.files.append(File(bytearray(content), content))
                self.names[path] = len(self.files) - 1
        self.kept_names = dict(self.names)
        self.namings: list[Naming] = []

    def do(self, one: Operation) -> None:
        """Do one operation."""
        if one.what == "sync":
            self._sync(one.path)
        elif one.what in {"write", "size"}:
            number = self.names.get(one.path, FOLDER)
            if number != FOLDER:
                self.files[number].apply(one.offset, one.content if one.what == "write" else None)
        elif one.what == "make":
            if one.path not in self.names:
                self.files.append(File())
                self._name("", one.path, len(self.files) - 1)
        elif one.what == "folder":
            self._name("", one.path, FOLDER)
        elif one.what == "unlink":
            self._name(one.path, "", self.names.get(one.path, FOLDER))
        elif one.what == "rename":
            self._name(one.path, one.other, self.names[one.path])

    def _name(self, gone: str, there: str, number: int) -> None:
        naming = Naming(gone, there, number)
        _rename(self.names, naming)
        self.namings.append(naming)

    def _sync(self, path: str) -> None:
        if self.lies:
            return
        number = self.names.get(path)
        if number is None:
            return
        if number != FOLDER:
            self.files[number].sync()
            return
        left = []
        for naming in self.namings:
            if path in {_folder(one) for one in (naming.gone, naming.there) if one}:
                _rename(self.kept_names, naming)
            else:
                left.append(naming)
        self.namings = left

    def after_a_cut(self, chance: random.Random, way: str) -> Image:
        """Return the files as they may be found once the power is back.

        :param way: ``least`` keeps what was synced alone, ``most`` everything, ``some`` a part by chance
        """
        names = dict(self.kept_names)
        for naming in self.namings:
            if way == "most" or (way == "some" and chance.random() < 0.5):
                _rename(names, naming)
        whole = {path for path, number in names.items() if number == FOLDER}
        return {
            path: _content(self.files[number], chance, way)
            for path, number in names.items()
            if number != FOLDER and all(one in whole for one in _folders(path))
        }

    def copy(self) -> "Disk":
        """Return a disk of its own in the same state."""
        return copy.deepcopy(self)


def _content(file: File, chance: random.Random, way: str) -> bytes:
    if way == "least" or not file.changes:
        return file.synced
    if way == "most":
        return bytes(file.now)
    content = bytearray(file.synced)
    for offset, part in file.changes:
        dice = chance.random()
        if dice < 0.4:
            _apply(content, offset, part)
        elif dice < 0.6 and part is not None:
            for begin, torn in _sectors(offset, part):
                if chance.random() < 0.5:
                    _apply(content, begin, torn)
    return bytes(content)


def _sectors(offset: int, part: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut a write where a disk may cut it."""
    begin = 0
    while begin < len(part):
        until = min(len(part), begin + SECTOR - (offset + begin) % SECTOR)
        yield offset + begin, part[begin:until]
        begin = until


def _rename(names: dict[str, int], naming: Naming) -> None:
    """Carry out a naming where it still has its file."""
    if naming.gone:
        names.pop(naming.gone, None)
    if naming.there:
        names[naming.there] = naming.file


def _folder(path: str) -> str:
    return path.rpartition("/")[0] or "."


def _folders(path: str) -> Iterator[str]:
    while path != ".":
        path = _folder(path)
        yield path
