"""Certificates of electronic signatures and the key file that goes with one (chứng thư số, tệp khóa)."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import NameOID

from nghisu.kit.language import nfc
from nghisu.kit.refusals import N_, Refusal

LARGEST = 64 * 1024
OPEN_TO_OTHERS = 0o077


class NotACertificate(Refusal):
    """The file holds no certificate."""

    sentence = N_(
        "“%(name)s” is no certificate. Save the certificate as a .cer, .crt or .pem file, and try again."
    )
    field = "file"


class PrivateKeyInside(Refusal):
    """The file holds a private key, which nobody else may have."""

    sentence = N_(
        "“%(name)s” holds a private key. Never send it on: save the certificate alone, and try again."
    )
    field = "file"


class CertificateExpired(Refusal):
    """The certificate is no longer valid."""

    sentence = N_("The certificate of %(name)s ended on %(day)s. Ask who issued it for a new one.")


class CertificateNotYet(Refusal):
    """The clock stands before the first moment of the certificate."""

    sentence = N_(
        "The certificate of %(name)s begins on %(day)s, and the clock of this machine stands before that "
        "day. Set the clock right, or wait for the day."
    )


class KeyFileMissing(Refusal):
    """The file of the settings is not there, or the server may not read it."""

    sentence = N_("The file “%(name)s” named in the settings cannot be read. Tell the administrator.")


class KeyFileOpenToOthers(Refusal):
    """Others on the machine could read the file."""

    sentence = N_(
        "Others on this machine can read the file “%(name)s”. The administrator has to set its rights to "
        "0600 before it is used."
    )


class KeyFileDamaged(Refusal):
    """The file is no key file."""

    sentence = N_(
        "The key file is damaged or is no PKCS#12 file (.p12, .pfx). Tell the administrator to put the "
        "original file there again."
    )


class KeyFileHasNoKey(Refusal):
    """The file holds no private key with its certificate."""

    sentence = N_("The key file holds no private key with its certificate. Tell the administrator.")


class WrongPassphrase(Refusal):
    """The passphrase does not open the key file."""

    sentence = N_("The passphrase does not open the key. Nothing was signed; enter it again.")
    field = "key_password"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who may sign with a key, from when until when.

    :param name: the common name of its holder
    :param fingerprint: SHA-256 over the certificate, hex
    """

    name: str
    organisation: str
    issuer: str
    first_at: datetime
    last_at: datetime
    fingerprint: str
    der: bytes

    def check(self, at: datetime) -> None:
        """Refuse a certificate that is not valid at the moment.

        :raises CertificateNotYet: before its first moment
        :raises CertificateExpired: after its last
        """
        if at < self.first_at:
            raise CertificateNotYet(name=self.name, day=self.first_at.astimezone(at.tzinfo).date())
        if at > self.last_at:
            raise CertificateExpired(name=self.name, day=self.last_at.astimezone(at.tzinfo).date())


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A private key with its certificate and those above it."""

    certificate: Certificate
    key: Any
    chain: tuple[bytes, ...]


def certificate_of(found: x509.Certificate) -> Certificate:
    """Return what is told of a certificate."""
    return Certificate(
        name=_words(found.subject, NameOID.COMMON_NAME) or nfc(found.subject.rfc4514_string())[:200],
        organisation=_words(found.subject, NameOID.ORGANIZATION_NAME),
        issuer=_words(found.issuer, NameOID.COMMON_NAME) or nfc(found.issuer.rfc4514_string())[:200],
        first_at=found.not_valid_before_utc,
        last_at=found.not_valid_after_utc,
        fingerprint=found.fingerprint(hashes.SHA256()).hex(),
        der=found.public_bytes(Encoding.DER),
    )


def _words(name: x509.Name, what: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(what)
    value = found[0].value if found else ""
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else value
    return " ".join(nfc(text).split())[:200]


def read_certificate(content: bytes, *, name: str) -> Certificate:
    """Read a certificate in either of its two spellings (PEM, DER).

    :param name: of the file, for the refusal
    :raises PrivateKeyInside: if it holds a private key
    :raises NotACertificate: if it is none
    """
    if b"PRIVATE KEY-----" in content:
        raise PrivateKeyInside(name=name)
    if len(content) > LARGEST:
        raise NotACertificate(name=name)
    try:
        read = x509.load_pem_x509_certificate if b"-----BEGIN" in content else x509.load_der_x509_certificate
        return certificate_of(read(content))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NotACertificate(name=name) from None


def read_key_file(content: bytes, passphrase: str) -> KeyFile:
    """Open a PKCS#12 file.

    :raises KeyFileDamaged: if it is none
    :raises WrongPassphrase: if the passphrase does not open it
    :raises KeyFileHasNoKey: if it holds no key with its certificate
    """
    if not _is_pkcs12(content):
        raise KeyFileDamaged
    try:
        found = pkcs12.load_pkcs12(content, passphrase.encode() or None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise WrongPassphrase from None
    if found.key is None or found.cert is None:
        raise KeyFileHasNoKey
    return KeyFile(
        certificate=certificate_of(found.cert.certificate),
        key=found.key,
        chain=tuple(one.certificate.public_bytes(Encoding.DER) for one in found.additional_certs),
    )


def _is_pkcs12(content: bytes) -> bool:
    """Tell whether the outermost piece is a whole sequence that begins with version 3, as PKCS#12 does."""
    if len(content) < 32 or content[0] != 0x30:
        return False
    if content[1] == 0x80:  # of a length not told beforehand, as old programs write
        return content[2:5] == b"\x02\x01\x03" and content.endswith(b"\0\0")
    length, start = content[1], 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4:
            return False
        length, start = int.from_bytes(content[2 : 2 + count], "big"), 2 + count
    return len(content) == start + length and content[start : start + 3] == b"\x02\x01\x03"


def private_bytes(place: str) -> bytes:
    """Return the content of a file that only the server may read.

    :raises KeyFileMissing: if it is not there
    :raises KeyFileOpenToOthers: if others on the machine may read it
    """
    path = Path(place)
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and mode & OPEN_TO_OTHERS:
            raise KeyFileOpenToOthers(name=path.name)
        return path.read_bytes()
    except OSError:
        raise KeyFileMissing(name=path.name) from None


def private_line(place: str) -> str:
    """Return the first line of such a file: a passphrase or a PIN."""
    text = private_bytes(place).decode("utf-8", errors="replace")
    return text.splitlines()[0].strip() if text.strip() else ""
