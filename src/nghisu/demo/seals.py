"""A certificate the office trusts, and a paper that arrived signed where signatures are installed."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile

from nghisu.documents import actions
from nghisu.documents.actions import seals
from nghisu.documents.models import Document
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.seals import stamp_lines
from nghisu.documents.rules.types import Family
from nghisu.kit import pdf, pdf_signing, signatures
from nghisu.kit.certificates import KeyFile, certificate_of
from nghisu.kit.official import Paper, Signature, blocks_of
from nghisu.kit.pdf_signing import Stamp
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing

HOLDER = "Văn phòng Trung ương (khóa minh họa)"


def key_of_the_demo() -> KeyFile:
    """Return a key with its own certificate, made anew each time and kept nowhere."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Cơ quan cấp trên (minh họa)"),
            x509.NameAttribute(NameOID.COMMON_NAME, HOLDER),
        ]
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2022, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=365 * 10))
        .sign(key, hashes.SHA256())
    )
    return KeyFile(certificate_of(built), key, ())


def trust_and_attach(
    *, unit: Unit, document: Document, chief: Standing, clerk: Standing, at: datetime
) -> None:
    """Trust the certificate of the demo, and attach a paper signed with it to an incoming document."""
    file = key_of_the_demo()
    certificate = x509.load_der_x509_certificate(file.certificate.der).public_bytes(Encoding.PEM)
    seals.trust(unit=unit, upload=SimpleUploadedFile("chung-thu-so.pem", certificate), by=chief, at=at)
    if not signatures.is_installed():
        return
    form = profile_on(at.date(), Family.PARTY)
    paper = Paper(
        issuer=document.issuer_name,
        number_line=document.number_line,
        date_line="",
        type_name=document.vietnamese_type,
        subject=document.subject,
        blocks=blocks_of("(Bản minh họa: chỉ có chữ ký số, không có nội dung.)"),
        signature=Signature("", "(minh họa)", "(minh họa)"),
    )
    stamp = Stamp(
        stamp_lines(issuer=document.issuer_name, number_line=document.number_line, at=at),
        pdf.place_to_sign(paper, form),
    )
    signed = pdf_signing.sign(
        pdf.write(paper, form),
        key=pdf_signing.key_in(file),
        stamp=stamp,
        reason=document.citation,
        place="Hà Nội",
        at=at,
    )
    upload = SimpleUploadedFile("van-ban-den-ky-so.pdf", signed)
    actions.attach_file(document=document, upload=upload, attested=True, by=clerk, at=at)
