"""Looks at the files of a server after a power cut: is there what was promised, once, and nothing else?

Reads tables and bytes with SQLite and the office's own verify program; imports nothing of the product.
"""

import functools
import hashlib
import importlib.util
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.drills.disk import Image

try:  # the packaged SQLite reads what it wrote; any other one must read it as well
    import pysqlite3
except ImportError:
    pysqlite3 = sqlite3

TOOL = Path(__file__).parents[2] / "tools" / "verify_record.py"
DATABASE = "nghisu.sqlite3"
ENDS = ("", "-wal", "-journal")
HELD_DIGESTS = 200
ROWS = {
    "outside": "SELECT code, id FROM nghisu_outsidebody WHERE code LIKE 'W%'",
    "papers": "SELECT subject, id FROM nghisu_document WHERE subject LIKE 'W%'",
    "files": (
        "SELECT d.subject, f.sha256 FROM nghisu_documentfile f JOIN nghisu_document d ON d.id = f.document_id"
        " WHERE d.subject LIKE 'W%'"
    ),
    "lines": ("SELECT subject_id, '' FROM nghisu_entry WHERE verb IN ('outside.added', 'document.received')"),
}
Found = dict[str, Any]


@functools.cache
def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("verify_record", TOOL)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    # The same signature is looked at in thousands of states.
    made.is_signature = functools.cache(made.is_signature)  # type: ignore[attr-defined]
    made.sqlite3 = pysqlite3  # type: ignore[attr-defined]
    return made


class Looker:
    """Lays out images in a folder in memory and looks at them; an image seen before is not looked at again.

    :param key: the record's public key, as the office handed it out
    """

    def __init__(self, key: bytes) -> None:
        self.key = _tool().read_key(key) if key else None
        self.distinct = 0
        self._seen: dict[bytes, Found] = {}

    def look(self, image: Image, *, meant: dict[str, str]) -> Found:
        """Return what an image holds.

        :param meant: what was sent, and of which kind, in the whole drill
        """
        mark = _mark(image)
        found = self._seen.get(mark)
        if found is None:
            self.distinct += 1
            found = self._seen[mark] = self._look(image, meant)
        return found

    def _look(self, image: Image, meant: dict[str, str]) -> Found:
        place_for = "/dev/shm" if Path("/dev/shm").is_dir() else None
        with tempfile.TemporaryDirectory(prefix="nghisu-cut-", dir=place_for) as folder:
            found: Found = {"rows": Counter(), "faults": [], "voices": {}}
            try:
                self._look_at_tables(image, Path(folder), meant, found)
                self._look_at_boxes(image, Path(folder), found)
            except (pysqlite3.DatabaseError, sqlite3.DatabaseError) as error:
                found["faults"].append(f"not readable: {error}")
        return found

    def _look_at_tables(self, image: Image, folder: Path, meant: dict[str, str], found: Found) -> None:
        place = _laid_out(image, DATABASE, folder)
        if place is None:
            found["faults"].append("no database")
            return
        with closing(pysqlite3.connect(str(place))) as line:
            line.execute("PRAGMA wal_autocheckpoint=0")
            said = line.execute("PRAGMA integrity_check").fetchall()
            if said != [("ok",)]:
                found["faults"].append(f"integrity: {said[:2]}")
            read = {name: line.execute(words).fetchall() for name, words in ROWS.items()}
            if self.key is not None:
                faults, _ = _tool().database_faults(place, self.key)
                found["faults"] += [f"record: {one}" for one in faults[:2]]
        subjects = {pk: name for name, pk in (*read["outside"], *read["papers"])}
        rows = Counter(name for name, _ in (*read["outside"], *read["papers"]))
        lines = Counter(
            subjects[pk] for pk in (one.replace("-", "") for one, _ in read["lines"]) if pk in subjects
        )
        files = Counter(name for name, _ in read["files"])
        found["rows"] = rows
        for name, count in rows.items():
            if name not in meant:
                found["faults"].append(f"unasked: {name}")
            if count > 1:
                found["faults"].append(f"doubled: {name}")
            if lines[name] != count:
                found["faults"].append(f"without its line: {name}")
            if meant.get(name) == "incoming" and files[name] != count:
                found["faults"].append(f"without its file: {name}")
        for name, sha256 in read["files"]:
            content = image.get(f"files/{sha256[:2]}/{sha256}")
            if content is None or hashlib.sha256(content).hexdigest() != sha256:
                found["faults"].append(f"the file of {name} is {'gone' if content is None else 'torn'}")

    def _look_at_boxes(self, image: Image, folder: Path, found: Found) -> None:
        for path in image:
            if path.startswith("voices/") and path.endswith(".sqlite3"):
                place = _laid_out(image, path, folder)
                with closing(pysqlite3.connect(str(place))) as line:
                    line.execute("PRAGMA wal_autocheckpoint=0")
                    voices = line.execute("SELECT lower(hex(seat)), choice FROM voice").fetchall()
                found["voices"] |= dict(voices)


def _laid_out(image: Image, path: str, folder: Path) -> Path | None:
    """Write one database of an image with its journals into a folder."""
    if path not in image:
        return None
    for end in ENDS:
        if path + end in image:
            place = folder / (path + end)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(image[path + end])
    return folder / path


def _mark(image: Image) -> bytes:
    digest = hashlib.blake2b(digest_size=20)
    for path in sorted(image):
        if path.startswith((DATABASE, "files/", "voices/")):
            digest.update(f"{path}\0".encode() + _digest(image[path]))
    return digest.digest()


_known: dict[int, tuple[bytes, bytes]] = {}


def _digest(content: bytes) -> bytes:
    """Return the hash of a content; what is the same in thousands of images is hashed once."""
    held, digest = _known.get(id(content), (b"", b""))
    if held is not content:
        digest = hashlib.blake2b(content, digest_size=20).digest()
        if len(_known) > HELD_DIGESTS:
            _known.clear()
        _known[id(content)] = content, digest
    return digest


def missing(found: Found, acknowledged: dict[str, float], before: float) -> list[str]:
    """Return what had been acknowledged before a moment and is not there."""
    there = found["rows"].keys() | {f"{seat} {choice}" for seat, choice in found["voices"].items()}
    return [name for name, at in acknowledged.items() if at < before and name not in there]
