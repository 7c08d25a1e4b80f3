"""Keep uploaded files: checked in memory first, stored under their hash, never half (tệp đính kèm)."""

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from nghisu.kit import archives, reading, secrecy
from nghisu.kit.archives import DamagedFile
from nghisu.kit.language import nfc, without_hidden_marks
from nghisu.kit.refusals import N_, Refusal

LARGEST = 50 * 1024 * 1024
LONGEST_NAME = 180
TEMPORARY = ".incoming"
PICTURES = frozenset({"png", "jpg", "tif"})

# Suffix → what the file is called on the wire. The first bytes decide; the name must agree with them.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "csv": "text/csv",
    "png": "image/png",
    "jpg": "image/jpeg",
    "tif": "image/tiff",
}
SAME = {"jpeg": "jpg", "tiff": "tif", "jpe": "jpg", "jfif": "jpg"}
OOXML_HOMES = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
OLE_KINDS = frozenset({"doc", "xls", "ppt"})
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
HASH = re.compile(r"[0-9a-f]{64}")


class EmptyFile(Refusal):
    """The file holds nothing."""

    sentence = N_("The file “%(name)s” is empty. Choose another one.")
    field = "file"


class FileTooLarge(Refusal):
    """The file is larger than may be kept."""

    sentence = N_(
        "The file “%(name)s” weighs %(megabytes)s MB; at most %(most)s MB may be kept. "
        "Make it smaller or part it."
    )
    field = "file"


class KindNotKept(Refusal):
    """The file is of a kind that is not kept."""

    sentence = N_("Files like “%(name)s” are not kept. Send one of these: %(kinds)s.")
    field = "file"


class NotWhatItsNameSays(Refusal):
    """The content is of another kind than the name says."""

    sentence = N_(
        "“%(name)s” is no %(kind)s file inside. Open it in its own program, save it as %(kind)s, "
        "and try again."
    )
    field = "file"


class NotAttested(Refusal):
    """The file is a picture or has pages that are, whose text no machine here can read."""

    sentence = N_(
        "The file “%(name)s” holds scanned pages, whose text cannot be checked. Look at every page and "
        "confirm that none carries a secrecy mark."
    )
    field = "attested"


class FileIsGone(Refusal):
    """The row is there and its file is not."""

    sentence = N_(
        "The stored file is missing or was changed. Tell the administrator; the record names its hash."
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """A file in memory that passed every check.

    :param is_scan: it, or a page of it, is a picture without text, so only a person can say that it bears no
        mark
    """

    content: bytes
    name: str
    kind: str
    is_scan: bool

    @property
    def sha256(self) -> str:
        """The hash that the file would be stored under."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is stored: its hash is its name on the disk."""

    sha256: str
    name: str
    size: int
    media_type: str
    is_scan: bool


def keep(
    upload: "UploadedFile[Any]", *, attested: bool | None = None, kinds: Iterable[str] = MEDIA_TYPES
) -> Kept:
    """Check an upload in memory and store it durably; the same content is stored once.

    On return the file and its name are on the disk (written, synced, renamed, folder synced). A refused
    file leaves nothing behind, and neither does a full disk.

    :param attested: False refuses a scan until a person confirmed that it bears no mark; None does not ask
    :raises Refusal: what is wrong with the file, in words
    :raises OSError: if the disk is full or failing; the middleware answers 507
    """
    checked = check(upload, attested=attested, kinds=kinds)
    return store(
        checked.content, name=checked.name, media_type=MEDIA_TYPES[checked.kind], is_scan=checked.is_scan
    )


def check(
    upload: "UploadedFile[Any]", *, attested: bool | None = None, kinds: Iterable[str] = MEDIA_TYPES
) -> Checked:
    """Check an upload without storing a byte: size, kind, what is inside, and no secrecy mark.

    :raises Refusal: what is wrong with the file, in words
    """
    name = clean_file_name(upload.name or "")
    size = upload.size or 0
    if size > LARGEST:
        raise FileTooLarge(name=name, megabytes=-(-size // 2**20), most=LARGEST // 2**20)
    upload.seek(0)
    content = upload.read()
    if not content:
        raise EmptyFile(name=name)
    secrecy.refuse_marked((), name)
    kind = _kind(content, name, tuple(kinds))
    has_text = kind in {"txt", "csv"}
    has_pictures = False
    for passage in reading.passages(content, kind):
        has_text = has_text or any(line.strip() for line in passage.lines if not passage.is_margin)
        has_pictures = has_pictures or passage.is_picture
        secrecy.refuse_marked((passage,))
    is_scan = has_pictures or not has_text
    if is_scan and attested is False:
        raise NotAttested(name=name)
    return Checked(content=content, name=name, kind=kind, is_scan=is_scan)


def store(content: bytes, *, name: str, media_type: str, is_scan: bool = False) -> Kept:
    """Store content that the product made or checked, under its hash, durably."""
    sha256 = hashlib.sha256(content).hexdigest()
    place = place_of(sha256)
    if not (place.exists() and place.stat().st_size == len(content)):
        _write(content, place)
    return Kept(sha256=sha256, name=name, size=len(content), media_type=media_type, is_scan=is_scan)


def store_all(contents: Iterable[bytes]) -> list[str]:
    """Store contents under their hashes, durably, syncing each folder once; return the hashes in order."""
    hashes: list[str] = []
    touched: set[Path] = set()
    for content in contents:
        sha256 = hashlib.sha256(content).hexdigest()
        hashes.append(sha256)
        place = place_of(sha256)
        if not (place.exists() and place.stat().st_size == len(content)):
            touched |= _write_unsynced(content, place)
    for folder in touched:
        sync_folder(folder)
    return hashes


def place_of(sha256: str) -> Path:
    """Return where content with this hash lies."""
    if not HASH.fullmatch(sha256):
        raise ValueError(sha256)
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def content_of(sha256: str) -> bytes:
    """Return stored content, after comparing it with its hash.

    :raises FileIsGone: if it is missing or was changed
    """
    try:
        content = place_of(sha256).read_bytes()
    except FileNotFoundError:
        raise FileIsGone from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileIsGone
    return content


def opened(sha256: str) -> BinaryIO:
    """Open stored content for reading.

    :raises FileIsGone: if it is missing
    """
    try:
        return place_of(sha256).open("rb")
    except FileNotFoundError:
        raise FileIsGone from None


def answer(*, sha256: str, name: str, media_type: str) -> FileResponse:
    """Answer with a stored file, to be saved and never shown inside our pages.

    :raises FileIsGone: if it is missing
    """
    response = FileResponse(opened(sha256), as_attachment=True, filename=name, content_type=media_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def sweep() -> int:
    """Remove what an interrupted write left; run at every start. Returns how many were removed."""
    folder = Path(settings.MEDIA_ROOT) / TEMPORARY
    left = sorted(folder.glob("*")) if folder.is_dir() else []
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def stored_hashes() -> Iterator[str]:
    """Yield the hash of everything stored, for a comparison with the rows."""
    for path in sorted(Path(settings.MEDIA_ROOT).glob("??/*")):
        if HASH.fullmatch(path.name):
            yield path.name


def clean_file_name(sent: str) -> str:
    """Return a file name that is safe on every system: composed, one piece, nothing unseen, not too long.

    The name is only shown; on the disk a file is called by its hash.
    """
    name = without_hidden_marks(nfc(sent)).replace("\\", "/").rpartition("/")[2]
    name = UNSAFE.sub("_", "".join(" " if part.isspace() else part for part in name))
    name = "".join(part for part in name if unicodedata.category(part)[0] != "C")
    stem, dot, suffix = " ".join(name.split()).rpartition(".")
    suffix = suffix.strip()
    if not dot or not suffix or len(suffix) > 10:
        stem, suffix = f"{stem}{dot}{suffix}", ""
    stem = stem.strip(" .") or "tep"
    if RESERVED.match(stem):
        stem = f"_{stem}"
    ending = f".{suffix}" if suffix else ""
    while len((stem + ending).encode()) > LONGEST_NAME:
        stem = stem[:-1]
    return stem + ending


def _kind(content: bytes, name: str, kinds: tuple[str, ...]) -> str:
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    claimed = SAME.get(suffix, suffix)
    if claimed not in kinds:
        raise KindNotKept(name=name, kinds=", ".join(f".{kind}" for kind in kinds))
    if not _agrees(content, claimed):
        raise NotWhatItsNameSays(name=name, kind=f".{claimed}")
    return claimed


def _agrees(content: bytes, claimed: str) -> bool:
    """Tell whether the content is what its suffix says."""
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content) == claimed
    if content.startswith(reading.OLE):
        return claimed in OLE_KINDS
    if content.startswith(b"%PDF-"):
        return claimed == "pdf" and b"PK\x05\x06" not in content[-70_000:]
    if content.startswith(b"{\\rtf"):
        return claimed == "rtf"
    if claimed in PICTURES:
        try:
            found = puremagic.from_string(content[:4096])
        except (puremagic.PureError, ValueError):
            return False
        return SAME.get(found.lstrip("."), found.lstrip(".")) == claimed
    if claimed in {"txt", "csv"}:
        return b"\0" not in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return False


def _office_kind(content: bytes) -> str:
    with archives.opened(content) as archive:
        names = archive.namelist()
        if "mimetype" in names:
            part = archive.getinfo("mimetype")
            declared = archive.read(part).decode("ascii", errors="replace") if part.file_size < 200 else ""
            return next((kind for kind, media in MEDIA_TYPES.items() if media == declared.strip()), "")
        if "[Content_Types].xml" not in names:
            return ""
        for home, kind in OOXML_HOMES.items():
            if any(name.startswith(home) for name in names):
                return kind
    return ""


def _write(content: bytes, place: Path) -> None:
    """Write, sync, rename, sync the folder; remove the half-written file if anything fails."""
    for folder in _write_unsynced(content, place):
        sync_folder(folder)


def _write_unsynced(content: bytes, place: Path) -> set[Path]:
    """Write, sync and rename a file; return the folders whose names are to be synced."""
    incoming = Path(settings.MEDIA_ROOT) / TEMPORARY
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = incoming / secrets.token_hex(16)
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return {place.parent, place.parent.parent}


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = [
    "Checked",
    "DamagedFile",
    "EmptyFile",
    "FileIsGone",
    "FileTooLarge",
    "Kept",
    "KindNotKept",
    "NotAttested",
    "NotWhatItsNameSays",
    "answer",
    "check",
    "clean_file_name",
    "content_of",
    "keep",
    "opened",
    "place_of",
    "store",
    "store_all",
    "stored_hashes",
    "sweep",
]
