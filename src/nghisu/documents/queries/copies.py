"""Official copies, for the one who asks."""

from uuid import UUID

from django.db.models import QuerySet

from nghisu.documents.models import Document, DocumentCopy
from nghisu.documents.queries.register import documents_visible_to
from nghisu.organisation.rules.policy import Standing


def copies_visible_to(standing: Standing) -> QuerySet[DocumentCopy]:
    """Return the copies that the asker's units made, of documents the asker may see, newest first."""
    return DocumentCopy.objects.filter(
        unit_id__in=standing.reach("document.see", "unit"), document__in=documents_visible_to(standing)
    ).select_related("document", "unit")


def copies_of(standing: Standing, document: Document) -> list[DocumentCopy]:
    """Return the copies made of a document that the asker may see, oldest first."""
    return list(copies_visible_to(standing).filter(document=document).order_by("dated_on", "number"))


def copy_visible_to(standing: Standing, pk: UUID) -> DocumentCopy | None:
    """Return the copy, None if there is none that the asker may see."""
    return copies_visible_to(standing).filter(pk=pk).first()


def copiers(standing: Standing) -> frozenset[UUID]:
    """Return the units that the asker numbers copies for."""
    return standing.reach("document.issue")
