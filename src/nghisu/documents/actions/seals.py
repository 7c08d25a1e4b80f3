"""Sign a document with the organisation's key, check signatures of files, keep the list of certificates."""

from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from nghisu.documents.models import Document, DocumentFile, FileSignature, TrustedCertificate
from nghisu.documents.queries.seals import is_sealed, trusted_by
from nghisu.documents.rules import seals
from nghisu.documents.rules.seals import Finding
from nghisu.kit import certificates, files, pdf, pdf_signing, revoked, signatures
from nghisu.kit.certificates import Certificate
from nghisu.kit.pdf_signing import Stamp
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


def check_may_seal(document: Document) -> None:
    """Refuse a document that cannot be signed with the organisation's key, or where there is none.

    :raises Refusal: what is missing, in words
    """
    pdf_signing.check_ready()
    seals.check_may_seal(
        status=document.status,
        is_incoming=document.is_incoming,
        has_paper=bool(document.form_profile),
        is_sealed=is_sealed(document),
        unit_code=document.unit.code,
        key_of=settings.SIGN_UNIT,
    )


@transaction.atomic
def seal(
    *, document: Document, paper: bytes, stamp: Stamp, name: str, password: str, by: Standing, at: datetime
) -> DocumentFile:
    """Sign the paper of an issued document with the organisation's key; the copy is kept beside the original.

    The organisation's own certificate comes on the unit's list at the first signature.

    :param paper: the PDF to sign
    :param stamp: what is seen of the signature, and where
    :param name: of the signed file
    :param password: passphrase or PIN, "" where the settings name a file that holds it
    :raises Refusal: what is wrong with document, settings, key or passphrase; nothing is kept then
    """
    document = Document.locked(document.pk)
    by.require("document.seal", unit=document.unit_id)
    check_may_seal(document)
    with pdf_signing.opened_key(password) as key:
        signed = pdf_signing.sign(
            paper, key=key, stamp=stamp, reason=document.citation, place=document.place, at=at
        )
        certificate = key.certificate
    kept = files.store(signed, name=name, media_type=pdf.MEDIA_TYPE)
    file = DocumentFile.objects.create(
        document=document,
        role=DocumentFile.Role.SIGNED,
        name=kept.name,
        sha256=kept.sha256,
        size=kept.size,
        media_type=kept.media_type,
        attached_at=at,
    )
    if not _is_listed(document.unit, certificate):
        _listed(document.unit, certificate, is_own=True, by=by, at=at)
    keep_signatures(file, signed, at=at)
    note(
        verb="document.sealed",
        subject=document,
        by=by,
        at=at,
        reference=document.reference,
        name=kept.name,
        hash=kept.sha256,
        holder=certificate.name,
        certificate=certificate.fingerprint,
    )
    return file


def keep_signatures(file: DocumentFile, content: bytes, *, at: datetime) -> list[FileSignature]:
    """Check the signatures of a file against the unit's list, and keep what was found instead of before."""
    if file.media_type != pdf.MEDIA_TYPE or not signatures.is_signed(content):
        return []
    found = signatures.signatures_in(
        content, trusted=trusted_by(file.document.unit_id), lists=revoked.kept_lists(), at=at
    )
    file.signatures.all().delete()
    if found is None:
        return [FileSignature.objects.create(file=file, order=0, finding=Finding.UNCHECKED, checked_at=at)]
    return FileSignature.objects.bulk_create(
        FileSignature(
            file=file,
            order=order,
            finding=seals.finding_of(one, at),
            name=one.name,
            organisation=one.organisation,
            issuer_name=one.issuer,
            fingerprint=one.fingerprint,
            last_at=one.last_at,
            signed_at=one.signed_at,
            stamped_at=one.stamped_at,
            revocation=one.revocation,
            told_at=one.told_at,
            told_until=one.told_until,
            revoked_at=one.revoked_at,
            reason=one.reason[:24],
            checked_at=at,
        )
        for order, one in enumerate(found)
    )


def told(found: list[FileSignature]) -> str:
    """Return what was found of each signature, for a line of the record; "" without any."""
    return ", ".join(Finding(one.finding).value for one in found)


@transaction.atomic
def trust(*, unit: Unit, upload: "UploadedFile[bytes]", by: Standing, at: datetime) -> TrustedCertificate:
    """Put a certificate on the list of a unit.

    :raises NotACertificate: if the file holds none
    :raises PrivateKeyInside: if it holds a private key
    :raises CertificateExpired: if it has ended
    :raises CertificateKnown: if it is on the list
    """
    by.require("certificate.keep", unit=unit.pk)
    name = files.clean_file_name(upload.name or "")
    upload.seek(0)
    certificate = certificates.read_certificate(upload.read(certificates.LARGEST + 1), name=name)
    certificate.check(at)
    if _is_listed(unit, certificate):
        raise seals.CertificateKnown(name=certificate.name)
    made = _listed(unit, certificate, is_own=False, by=by, at=at)
    note(
        verb="certificate.kept",
        subject=made,
        by=by,
        at=at,
        within=unit,
        holder=certificate.name,
        certificate=certificate.fingerprint,
    )
    return made


@transaction.atomic
def distrust(*, certificate: TrustedCertificate, by: Standing, at: datetime) -> TrustedCertificate:
    """Take a certificate off the list; what was checked before keeps its result until it is checked again.

    :raises CertificateEnded: if it was taken off already
    """
    row = TrustedCertificate.objects.select_for_update().get(pk=certificate.pk)
    by.require("certificate.keep", unit=row.unit_id)
    if row.ended_at is not None:
        raise seals.CertificateEnded(name=row.name)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    note(
        verb="certificate.ended",
        subject=row,
        by=by,
        at=at,
        within=row.unit,
        holder=row.name,
        certificate=row.fingerprint,
    )
    return row


def _is_listed(unit: Unit, certificate: Certificate) -> bool:
    return TrustedCertificate.objects.filter(
        unit=unit, fingerprint=certificate.fingerprint, ended_at=None
    ).exists()


def _listed(
    unit: Unit, certificate: Certificate, *, is_own: bool, by: Standing, at: datetime
) -> TrustedCertificate:
    return TrustedCertificate.objects.create(
        unit=unit,
        name=certificate.name,
        organisation=certificate.organisation,
        issuer_name=certificate.issuer,
        fingerprint=certificate.fingerprint,
        first_at=certificate.first_at,
        last_at=certificate.last_at,
        der=certificate.der,
        is_own=is_own,
        kept_by_id=by.person_id,
        kept_at=at,
    )
