"""Files under their hash: written whole or not at all, and never a marked secret."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from nghisu.kit import language


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file."""

    sha256: str
    name: str
    size: int
    media_type: str


def place_of(sha256: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def keep(upload: UploadedFile) -> Kept:
    """Store an upload durably under its hash and return what was stored."""
    content = b"".join(upload.chunks())
    name = language.nfc(Path(upload.name or "").name)
    digest = hashlib.sha256(content).hexdigest()
    place = place_of(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        passing = place.with_suffix(".part")
        with passing.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        passing.rename(place)
    return Kept(digest, name, len(content), puremagic.from_string(content, mime=True, filename=name))


def opened(sha256: str) -> BinaryIO:
    """Open stored bytes for reading."""
    return place_of(sha256).open("rb")
