"""The form of a whole export: one text for one state, and how a damaged one is told from a good one.

docs/formats.md describes the bytes. Plain Python; the database and the disk are elsewhere.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from nghisu.kit.refusals import N_, Refusal

FORMAT = "nghisu-whole 1"
MANIFEST, STAMP, SEALED = "manifest.json", "stamp.json", "secrets.sealed"
OWN = (MANIFEST, STAMP, SEALED)
SEAL_MAGIC = b"nghisu-secrets 1\n"
SEAL_SALT = 16
SEAL_LENGTH = 64  # the hash of a .zip, in its comment
PIECE = 1024 * 1024
SHORTEST_PASSPHRASE = 12
KNOWN_PATH = re.compile(r"(?:tables|files|record|calendar|registers|instance)(?:/[A-Za-z0-9_.-]+)+")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class NotOurExport(Refusal):
    """There is no whole export."""

    sentence = N_("%(file)s is no whole export of Nghị Sự. Give the file or folder that “export” wrote.")


class ExportDamaged(Refusal):
    """A byte of the export changed, or a part is missing."""

    sentence = N_(
        "The export is damaged: %(part)s is missing or was changed. Nothing was imported; take another copy."
    )


class PassphraseWrong(Refusal):
    """The secrets do not open."""

    sentence = N_(
        "The passphrase does not open this export, or its sealed part was changed. Nothing was imported."
    )
    field = "passphrase"


class PassphraseTooShort(Refusal):
    """The passphrase would be tried out."""

    sentence = N_("A passphrase has at least %(least)d characters. Take a sentence nobody else knows.")
    field = "passphrase"


class ExportNewer(Refusal):
    """The export comes from a newer version."""

    sentence = N_(
        "The export was made by a newer version (%(there)s) than this one (%(here)s). Install that version "
        "first; nothing was imported."
    )


class ExportOlder(Refusal):
    """The export comes from an older version, whose tables are others."""

    sentence = N_(
        "The export was made by an older version (%(there)s) than this one (%(here)s). Import it with that "
        "version, then update; nothing was imported."
    )


class NotEmpty(Refusal):
    """There are data already."""

    sentence = N_(
        "%(folder)s holds data already. An export is imported into an empty instance only: name a new folder "
        "with NGHISU_DATA (and an empty database). Nothing was touched."
    )


class VoteRunning(Refusal):
    """Voices lie in the box of a running vote."""

    sentence = N_("A vote is being taken, and its voices are in no table. Close it first, then export.")


class FileNotAsNamed(Refusal):
    """A stored file is damaged."""

    sentence = N_("The stored file %(name)s was changed on the disk. Restore it from a copy, then export.")


class PlaceTaken(Refusal):
    """Something lies where the export would go."""

    sentence = N_("%(file)s exists already and is left as it is. Name another one.")


def canonical(value: Any) -> bytes:
    """Return the one JSON text of a value: keys in order, no blanks, Unicode as it is, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def sha256(content: bytes) -> str:
    """Return the hash in hex."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of an export."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds: every file with its hash, every table with its columns and rows.

    :param schema: the last change of the tables it knows, by which versions are told apart
    """

    schema: str
    version: str
    files: Mapping[str, Listed]
    tables: Mapping[str, Mapping[str, Any]]

    def text(self) -> bytes:
        """Return the manifest as it is written."""
        files = {path: [one.sha256, one.size] for path, one in self.files.items()}
        return (
            canonical(
                {
                    "files": files,
                    "format": FORMAT,
                    "schema": self.schema,
                    "tables": dict(self.tables),
                    "version": self.version,
                }
            )
            + b"\n"
        )

    @classmethod
    def read(cls, text: bytes, *, name: str) -> "Manifest":
        """Return what a manifest says.

        :raises ExportDamaged: if it is not in its one form
        """
        try:
            found = json.loads(text)
            files = {path: Listed(str(digest), int(size)) for path, (digest, size) in found["files"].items()}
            manifest = cls(str(found["schema"]), str(found["version"]), files, found["tables"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ExportDamaged(part=name) from None
        if found.get("format") != FORMAT or manifest.text() != text:
            raise ExportDamaged(part=name)
        if not all(KNOWN_PATH.fullmatch(path) and "/.." not in path for path in files):
            raise ExportDamaged(part=name)
        return manifest


def stamp_text(made_at: str, manifest: bytes) -> bytes:
    """Return the export's own stamp: when it was made, and of what."""
    return canonical({"format": FORMAT, "made_at": made_at, "manifest": sha256(manifest)}) + b"\n"


def read_stamp(text: bytes, *, name: str) -> dict[str, str]:
    """Return what a stamp says.

    :raises NotOurExport: if it is none
    """
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT or "manifest" not in found:
        raise NotOurExport(file=name)
    return found


def new_passphrase() -> str:
    """Return a passphrase of six groups that can be read out on the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(6))


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that could be tried out.

    :raises PassphraseTooShort: if it is too short
    """
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShort(least=SHORTEST_PASSPHRASE)


def seal(content: bytes, passphrase: str) -> bytes:
    """Return content under a passphrase (Argon2id, XSalsa20-Poly1305).

    :raises PassphraseTooShort: if it could be tried out
    """
    check_passphrase(passphrase)
    salt = secrets.token_bytes(SEAL_SALT)
    return SEAL_MAGIC + salt + bytes(SecretBox(_key(passphrase, salt)).encrypt(content))


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """Return what was sealed.

    :raises PassphraseWrong: if it does not open
    """
    start = len(SEAL_MAGIC)
    if not sealed.startswith(SEAL_MAGIC) or len(sealed) < start + SEAL_SALT + 40:
        raise PassphraseWrong
    try:
        return SecretBox(_key(passphrase, sealed[start : start + SEAL_SALT])).decrypt(
            sealed[start + SEAL_SALT :]
        )
    except CryptoError:
        raise PassphraseWrong from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE,
        passphrase.strip().encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )
