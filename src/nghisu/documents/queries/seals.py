"""Electronic signatures and trusted certificates, for the one who asks."""

from uuid import UUID

from django.db.models import QuerySet

from nghisu.documents.models import Document, DocumentFile, TrustedCertificate
from nghisu.organisation.rules.policy import Standing


def certificates_visible_to(standing: Standing) -> QuerySet[TrustedCertificate]:
    """Return the certificates on the lists of the asker's units, ended ones too."""
    return TrustedCertificate.objects.filter(unit_id__in=standing.reach("document.issue")).select_related(
        "unit", "kept_by"
    )


def certificate_visible_to(standing: Standing, pk: UUID) -> TrustedCertificate | None:
    """Return the certificate, None if there is none that the asker may see."""
    return certificates_visible_to(standing).filter(pk=pk).first()


def list_keepers(standing: Standing) -> frozenset[UUID]:
    """Return the units whose list the asker keeps."""
    return standing.reach("certificate.keep")


def trusted_by(unit_id: UUID) -> list[bytes]:
    """Return the certificates that a unit trusts, as DER."""
    rows = TrustedCertificate.objects.filter(unit_id=unit_id, ended_at=None).order_by("kept_at")
    return [bytes(one) for one in rows.values_list("der", flat=True)]


def files_with_signatures(document: Document) -> list[DocumentFile]:
    """Return the files of a document, each with the signatures found in it."""
    return list(document.files.prefetch_related("signatures"))


def is_sealed(document: Document) -> bool:
    """Tell whether the document has a copy signed with the organisation's key."""
    return document.files.filter(role=DocumentFile.Role.SIGNED).exists()
