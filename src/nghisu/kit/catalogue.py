"""Keep the compiled catalogues (.mo) in step with the written ones (.po). Plain Python."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def compile_stale(folders: Iterable[Path]) -> list[Path]:
    """Compile each catalogue whose compiled twin is missing or was made from other words; name those made.

    A compiled catalogue carries the hash of its source, so that neither a checkout nor an unpacked wheel
    confuses it by file times. Where the folder cannot be written, what is there is used as it is.
    """
    made: list[Path] = []
    for folder in folders:
        for written in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            compiled = written.with_suffix(".mo")
            mark = _mark(written)
            if compiled.exists() and mark.encode() in compiled.read_bytes():
                continue
            try:
                _compile(written, compiled, mark)
            except OSError:
                if not compiled.exists():
                    raise
                continue
            made.append(compiled)
    return made


def _mark(written: Path) -> str:
    return f"X-Source-Hash: {hashlib.sha256(written.read_bytes()).hexdigest()}"


def _compile(written: Path, compiled: Path, mark: str) -> None:
    import polib  # noqa: PLC0415 -- needed only when a catalogue changed

    catalogue = polib.pofile(str(written))
    name, _, value = mark.partition(": ")
    catalogue.metadata[name] = value
    handle, place = tempfile.mkstemp(dir=compiled.parent, suffix=".mo.part")
    with os.fdopen(handle, "wb") as file:
        file.write(catalogue.to_binary())
    Path(place).chmod(0o644)
    Path(place).replace(compiled)  # another process may read it at this moment
