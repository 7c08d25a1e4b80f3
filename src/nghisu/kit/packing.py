"""Static files as they travel: the sheets of the kit as one file, and each text with its packed twin.

A page on a thin line pays a way there and back for each file, so the sheets, kept apart in the source, go out
as one. WhiteNoise sends ``name.gz`` where it lies beside ``name``. Both are made under the data folder when
they are first looked for, and again when a source has changed.
"""

import gzip
import logging
import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, FileSystemFinder
from django.core.files.storage import FileSystemStorage

SHEETS = (
    *("tokens", "base", "frame", "button", "badge", "form", "table"),
    *("facts", "message", "empty", "crumbs", "steps", "conflict", "live", "chart", "print"),
)
BUNDLE = "kit/sheets.css"
log = logging.getLogger(__name__)
TEXTS = (".css", ".js", ".svg", ".json")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANKS = re.compile(r"\s*\n\s*")


class PackedFinder(BaseFinder):
    """Finds the bundle of sheets, and the texts of all packages, under the data folder, ready to be sent."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self._sources = FileSystemFinder()
        self._folder = Path(settings.STATIC_ROOT) / "packed"
        self._storage = FileSystemStorage(location=self._folder)
        self._lock = threading.Lock()

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        place = self._made(path)
        if place is None:
            return []
        return [str(place)] if find_all else str(place)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        paths = [path for path, _storage in self._sources.list([*(ignore_patterns or ())])]
        for path in [*paths, BUNDLE]:
            if self._made(path) is not None:
                yield path, self._storage
                yield f"{path}.gz", self._storage  # WhiteNoise knows of a twin only what is listed

    def _made(self, path: str) -> Path | None:
        """Return where the packed copy of a path lies, made now if it is missing or old; None for no text."""
        if not path.endswith(TEXTS):
            return None
        names = [f"kit/{name}.css" for name in SHEETS] if path == BUNDLE else [path]
        found = [self._sources.find(name) for name in names]
        sources = [Path(one) for one in found if isinstance(one, str)]
        if len(sources) < len(names):
            return None
        place = self._folder / path
        with self._lock:
            newest = max(source.stat().st_mtime_ns for source in sources)
            if not place.exists() or place.stat().st_mtime_ns != newest:
                content = bundled(sources) if path == BUNDLE else sources[0].read_bytes()
                try:
                    _write(place.with_name(place.name + ".gz"), gzip.compress(content, 9, mtime=0), newest)
                    _write(place, content, newest)
                except OSError:  # a full disk: the files of the package are sent as they are
                    log.exception("static files could not be packed")
                    return None
        return place


def bundled(sources: Sequence[Path]) -> bytes:
    """Return sheets one after the other, without comments and indents."""
    texts = (COMMENT.sub("", source.read_text()) for source in sources)
    return "\n".join(BLANKS.sub("\n", text).strip() for text in texts).encode()


def _write(place: Path, content: bytes, moment: int) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.write_bytes(content)
    os.utime(draft, ns=(moment, moment))
    draft.replace(place)
