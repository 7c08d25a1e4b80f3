"""What a server asked of its disk: the system calls that strace wrote down, as operations on files.

    strace WORDS -o TRACE …

Each operation stands where its call had come back, with the moment before which it was not finished: what was
acknowledged earlier cannot have waited for it.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2")
SYNCS = ("fsync", "fdatasync", "syncfs", "sync_file_range")
NAMES = (
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "link",
    "linkat",
)
CALLS = (*WRITES, *SYNCS, *NAMES, "openat", "open", "creat", "lseek", "ftruncate", "truncate", "fallocate")
# Strings whole and in hexadecimal, files by their paths, moments by the microsecond; all threads.
WORDS = ("-f", "--seccomp-bpf", "-y", "-ttt", "-xx", "-s", "67108864", "-e", f"trace={','.join(CALLS)}")
LINE = re.compile(rb"^(\d+) +(\d+\.\d+) (.*)$")
BEGUN = re.compile(rb"^(.*) <unfinished \.\.\.>$")
RESUMED = re.compile(rb"^<\.\.\. \w+ resumed>(.*)$")
CALL = re.compile(rb"^(\w+)\((.*)\) += (-?\d+)")
FILE = re.compile(rb"(\d+|AT_FDCWD)<([^>]*)>")
STRING = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')
DELETED = " (deleted)"
MADE_ANEW = ("static/",)  # laid out by each start; nothing of anybody's work


class NotUnderstood(Exception):
    """A call on the data that the replay does not know; to pass over it would make the drill lie."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of a file, a name, or a wait for the disk.

    :param what: ``write``, ``size``, ``make``, ``sync``, ``rename``, ``unlink``, ``folder``
    :param at: seconds since 1970; before this moment it was not finished
    :param other: the new name, of a renaming
    """

    at: float
    what: str
    path: str
    offset: int = 0
    content: bytes = b""
    other: str = ""


def is_here() -> bool:
    """Tell whether the program that records is installed."""
    return shutil.which("strace") is not None


def operations(trace: Path, data: Path) -> list[Operation]:
    """Return what was done to the files of a folder, in the order in which it was done.

    :raises NotUnderstood: if something was done that the replay does not know
    """
    reader = Reader(str(data.resolve()))
    return [
        one
        for at, thread, call in _calls(trace)
        for one in reader.read(at, thread, call)
        if not one.path.startswith(MADE_ANEW)
    ]


def _calls(trace: Path) -> Iterator[tuple[float, int, bytes]]:
    """Yield every call once it has come back, with the moment its line was written."""
    begun: dict[int, bytes] = {}
    with trace.open("rb") as lines:
        for line in lines:
            found = LINE.match(line.rstrip(b"\n"))
            if found is None:
                continue
            thread, at, said = int(found[1]), float(found[2]), found[3]
            if unfinished := BEGUN.match(said):
                begun[thread] = unfinished[1]
            elif resumed := RESUMED.match(said):
                yield at, thread, begun.pop(thread, b"") + resumed[1]
            else:
                yield at, thread, said


class Reader:
    """Turns calls into operations; knows how far each open file was written."""

    def __init__(self, data: str) -> None:
        self.data = data
        self._written: dict[tuple[int, bytes], int] = {}  # by thread: each writes what it opened
        self._appending: set[tuple[int, bytes]] = set()
        self._sizes: dict[str, int] = {}

    def read(self, at: float, thread: int, said: bytes) -> list[Operation]:
        """Return what one call did to the data, mostly nothing."""
        found = CALL.match(said)
        if found is None or int(found[3]) < 0:
            return []
        call, told, came_back = found[1].decode(), found[2], int(found[3])
        paths = [self._inside(_text(one)) for one in STRING.findall(told)] if call not in WRITES else []
        file = FILE.search(told)
        path = self._inside(_text(file[2])) if file is not None and file[1] != b"AT_FDCWD" else ""
        if call in {"openat", "open", "creat"}:
            return self._opened(at, thread, told, said, paths[-1] if paths else "", call == "creat")
        if call in NAMES:
            return self._named(at, call, told, paths)
        if call == "truncate":
            path = paths[0]
        if not path or path.endswith("-shm"):  # shared memory of SQLite: made anew after a crash
            return []
        assert file is not None
        opened = (thread, file[1])
        if call == "lseek":
            self._written[opened] = came_back
            return []
        if call in SYNCS:
            return [Operation(at, "sync", path)]
        if call in {"ftruncate", "truncate"}:
            return [Operation(at, "size", path, offset=int(told.rpartition(b", ")[2]))]
        if call in {"write", "pwrite64"}:
            content = _bytes(STRING.search(told, file.end()))[:came_back]
            where = int(told.rpartition(b", ")[2]) if call == "pwrite64" else self._place(opened, path)
            if call == "write":
                self._written[opened] = where + came_back
            self._sizes[path] = max(self._sizes.get(path, 0), where + came_back)
            return [Operation(at, "write", path, offset=where, content=content)]
        raise NotUnderstood(said[:300].decode("latin-1"))

    def _opened(
        self, at: float, thread: int, told: bytes, said: bytes, path: str, is_creat: bool
    ) -> list[Operation]:
        if not path or path.endswith("-shm"):
            return []
        number = FILE.search(said, said.rfind(b" = "))
        flags = told.rpartition(b'"')[2]
        assert number is not None
        opened = (thread, number[1])
        self._written[opened] = 0
        self._appending.discard(opened)
        if b"O_TMPFILE" in flags:
            return []
        if b"O_APPEND" in flags:
            self._appending.add(opened)
        made = []
        if b"O_CREAT" in flags or is_creat:
            made.append(Operation(at, "make", path))
        if b"O_TRUNC" in flags or is_creat:
            made.append(Operation(at, "size", path, offset=0))
            self._sizes[path] = 0
        return made

    def _named(self, at: float, call: str, told: bytes, paths: list[str]) -> list[Operation]:
        if not any(paths) or any(path.endswith("-shm") for path in paths):
            return []
        if call.startswith("rename"):
            if not all(paths):
                raise NotUnderstood(f"{call} into or out of the data: {paths}")
            return [Operation(at, "rename", paths[0], other=paths[1])]
        if call.startswith("unlink") or call == "rmdir":
            return [Operation(at, "unlink", paths[0])]
        if call.startswith("mkdir"):
            return [Operation(at, "folder", paths[0])]
        raise NotUnderstood(f"{call}({told[:200].decode('latin-1')})")

    def _place(self, opened: tuple[int, bytes], path: str) -> int:
        if opened in self._appending:
            return self._sizes.get(path, 0)
        if opened not in self._written:
            raise NotUnderstood(f"{path} is written by a thread that did not open it")
        return self._written[opened]

    def _inside(self, path: str) -> str:
        """Return a path as seen from the data folder, nothing for one outside or for a removed file."""
        if path == self.data:
            return "."
        if not path.startswith(self.data + "/") or path.endswith(DELETED):
            return ""
        return path[len(self.data) + 1 :].rstrip("/")


def _bytes(found: "re.Match[bytes] | None") -> bytes:
    return bytes.fromhex(found[1].replace(b"\\x", b"").decode()) if found else b""


def _text(escaped: bytes) -> str:
    """Undo the escapes of a path; within ``<>`` strace leaves plain signs as they are."""
    return re.sub(rb"\\x([0-9a-f]{2})", lambda one: bytes([int(one[1], 16)]), escaped).decode(
        "utf-8", "surrogateescape"
    )
