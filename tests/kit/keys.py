"""Keys and certificates of the tests: an authority, an office, a timestamp service."""

import datetime
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pypdf import PdfWriter

from nghisu.kit import pdf_signing
from nghisu.kit.pdf import Place
from nghisu.kit.pdf_signing import Stamp

FIRST = datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)
LAST = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
PASSPHRASE = "lúa chín đầu mùa"


@dataclass(frozen=True)
class Holder:
    """Who holds a key."""

    key: Any
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def key_file(self, passphrase: str = PASSPHRASE) -> bytes:
        """Return a PKCS#12 file."""
        lock = serialization.BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"nghisu", self.key, self.certificate, self.above, lock)


@cache
def _key(number: int) -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _holder(
    name: str,
    number: int,
    *,
    by: Holder | None = None,
    first: datetime.datetime = FIRST,
    last: datetime.datetime = LAST,
    organisation: str = "Văn phòng Trung ương (ví dụ)",
    is_authority: bool = False,
    tells_time: bool = False,
) -> Holder:
    key = _key(number)
    signer = by.key if by else key
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(name, organisation))
        .issuer_name(by.certificate.subject if by else _name(name, organisation))
        .public_key(key.public_key())
        .serial_number(1000 + number)
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(usage, critical=True)
    )
    if tells_time:
        usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        built = built.add_extension(usages, critical=True)
    made = built.sign(signer, hashes.SHA256())
    return Holder(key, made, (by.certificate,) if by else ())


@cache
def authority() -> Holder:
    """Return who issues the certificates."""
    return _holder("Cơ quan chứng thực (ví dụ)", 0, is_authority=True)


@cache
def office(first: datetime.datetime = FIRST, last: datetime.datetime = LAST) -> Holder:
    """Return the office that signs."""
    return _holder("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TRUNG ƯƠNG", 1, by=authority(), first=first, last=last)


@cache
def stranger() -> Holder:
    """Return somebody whose certificate nobody knows."""
    return _holder("Người lạ", 2, organisation="Không rõ")


@cache
def clock() -> Holder:
    """Return a timestamp service."""
    return _holder("Dịch vụ dấu thời gian (ví dụ)", 3, by=authority(), tells_time=True)


def blank() -> bytes:
    """Return a paper of one page."""
    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(stream)
    return stream.getvalue()


NOON = datetime.datetime(2023, 4, 21, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))


def signed_by(holder: Holder, place: Path, *, settings: Any, paper: bytes = b"", at: Any = NOON) -> bytes:
    """Return a paper with the electronic signature of a holder.

    :param place: where the key file may lie
    """
    place.write_bytes(holder.key_file())
    place.chmod(0o600)
    before, settings.SIGN_KEY_FILE = settings.SIGN_KEY_FILE, str(place)
    with pdf_signing.opened_key(PASSPHRASE) as key:
        stamp = Stamp(("Ký bởi: BAN TỔ CHỨC TRUNG ƯƠNG",), Place(0, 300, 700, 540, 760))
        made = pdf_signing.sign(
            paper or blank(), key=key, stamp=stamp, reason="Công văn", place="Hà Nội", at=at
        )
    settings.SIGN_KEY_FILE = before
    return made
