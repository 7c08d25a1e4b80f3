"""The lists of revoked certificates that the office keeps in a folder (danh sách chứng thư số bị thu hồi)."""

import hashlib
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from nghisu.kit import egress, revocation
from nghisu.kit.language import nfc
from nghisu.kit.refusals import Refusal

log = logging.getLogger("nghisu.jobs")
LARGEST = 16 * 1024 * 1024
MOST = 60
SUFFIXES = frozenset({".crl", ".der", ".pem"})


@dataclass(frozen=True, slots=True)
class KeptList:
    """What a list tells of itself.

    :param until: when the issuer means to tell anew, None if it does not say
    """

    file_name: str
    issuer: str
    told_at: datetime
    until: datetime | None
    count: int


def _files() -> list[Path]:
    folder = Path(settings.CRL_FOLDER)
    if not folder.is_dir():
        return []
    found = sorted(one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES and one.is_file())
    return [one for one in found if one.stat().st_size <= LARGEST][:MOST]


def kept_lists() -> list[bytes]:
    """Return the content of every list in the folder; a file that cannot be read is passed over."""
    found = []
    for path in _files():
        try:
            found.append(path.read_bytes())
        except OSError:
            log.warning("The list of revoked certificates %s cannot be read", path.name)
    return found


def lists_told() -> list[KeptList]:
    """Return what each list of the folder tells of itself, for a page."""
    told = []
    for path in _files():
        try:
            content = path.read_bytes()
        except OSError:
            continue
        for one in revocation.lists_in(content):
            name = one.issuer.rfc4514_string()
            for part in one.issuer:
                if part.oid.dotted_string == "2.5.4.3":
                    name = str(part.value)
            told.append(
                KeptList(path.name, nfc(name)[:200], one.last_update_utc, one.next_update_utc, len(one))
            )
    return told


def fetch_lists() -> list[str]:
    """Fetch the lists from the addresses of the settings; return the names of the files that were written.

    An address that fails keeps the list it gave before; nothing is called where no address is named.
    """
    written = []
    for url in settings.CRL_URLS:
        host = (urlsplit(url).hostname or "").lower()
        try:
            answer = egress.get(url, allowed=(host,), seconds=20, most_read=LARGEST + 1)
        except (Refusal, OSError) as fault:
            log.warning("The list of revoked certificates of %s was not fetched: %s", host, fault)
            continue
        if not answer.is_taken or len(answer.content) > LARGEST or not revocation.lists_in(answer.content):
            log.warning("%s did not answer with a list of revoked certificates", host)
            continue
        written.append(_keep(url, answer.content))
    return written


def _keep(url: str, content: bytes) -> str:
    folder = Path(settings.CRL_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.crl"
    temporary = place.with_suffix(".part")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(place)
    return place.name
