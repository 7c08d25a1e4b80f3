"""The registers of dispatch and of the stamp."""

from typing import Any
from uuid import UUID

from django.db.models import Count as CountOf
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nghisu.documents.models import (
    Document,
    DocumentOpening,
    DocumentRecipient,
    NumberSequence,
    StampUse,
)
from nghisu.documents.rules.states import Direction, Status
from nghisu.organisation.models import UnitName
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing


def _opened(field: str) -> Subquery:
    rows = DocumentOpening.objects.filter(document=OuterRef("document"), unit=OuterRef("unit"))
    return Subquery(rows.order_by("opened_at").values(field)[:1])


def dispatches(standing: Standing) -> QuerySet[DocumentRecipient, Any]:
    """Return each recipient of each issued document of the asker's registers."""
    return (
        DocumentRecipient.objects.filter(
            document__status__in=[Status.ISSUED, Status.VOID],
            document__unit_id__in=standing.reach("document.issue"),
        )
        .select_related("document")
        .annotate(opened_at=_opened("opened_at"))
    )


def dispatches_of(document: Document) -> QuerySet[DocumentRecipient, Any]:
    """Return the recipients of one document with the first opening at each, in the order of the paper."""
    return document.recipients.select_related("unit", "outside").annotate(opened_at=_opened("opened_at"))


def recipient_of(standing: Standing, document: Document, pk: UUID) -> DocumentRecipient | None:
    """Return a recipient of a document, or None."""
    return document.recipients.filter(pk=pk).select_related("unit").first()


def openings_of(document: Document, unit_id: UUID | None) -> list[DocumentOpening]:
    """Return who of a receiving unit opened the document, in order."""
    return list(document.openings.filter(unit_id=unit_id).select_related("person")) if unit_id else []


def own_recipient(standing: Standing, document: Document) -> DocumentRecipient | None:
    """Return the asker's unit among the recipients, None for the sender's own people."""
    if not document.is_issued or document.unit_id in standing.reach("document.see"):
        return None
    return (
        document.recipients.filter(
            unit_id__in=standing.reach("document.see", "recipient"),
            sent_at__isnull=False,
            recalled_at__isnull=True,
        )
        .select_related("unit")
        .first()
    )


def arrived_from_inside(standing: Standing) -> QuerySet[DocumentRecipient, Any]:
    """Return documents of other units of this installation that wait to be taken into the incoming book."""
    taken = Document.objects.filter(
        direction=Direction.INCOMING, original=OuterRef("document"), unit=OuterRef("unit")
    )
    return (
        DocumentRecipient.objects.filter(
            unit_id__in=standing.reach("document.receive"),
            document__status=Status.ISSUED,
            sent_at__isnull=False,
            recalled_at__isnull=True,
        )
        .exclude(Exists(taken))
        .select_related("document", "unit")
        .annotate(
            unit_name=Subquery(
                UnitName.objects.filter(on(standing.day), unit_id=OuterRef("unit_id")).values("name")[:1]
            )
        )
    )


def recalled_from(standing: Standing) -> QuerySet[DocumentRecipient, Any]:
    """Return recalled dispatches to the asker's units."""
    return DocumentRecipient.objects.filter(
        unit_id__in=standing.reach("document.receive"), recalled_at__isnull=False
    ).select_related("document")


def stamp_uses(standing: Standing) -> QuerySet[StampUse]:
    """Return the register of the stamp of the asker's units, newest first."""
    return StampUse.objects.filter(unit_id__in=standing.reach("document.issue")).select_related(
        "document", "stamped_by"
    )


def stampers(standing: Standing) -> frozenset[UUID]:
    """Return the units whose stamp the asker keeps."""
    return standing.reach("document.issue")


def sequences(standing: Standing) -> QuerySet[NumberSequence, Any]:
    """Return the sequences of the asker's units with the last number, those issued and those void."""
    void = (
        Document.objects.filter(sequence=OuterRef("pk"), status=Status.VOID)
        .order_by()
        .values("sequence")
        .annotate(n=CountOf("pk"))
        .values("n")
    )
    return (
        NumberSequence.objects.filter(unit_id__in=standing.reach("document.see"))
        .filter(Q(documents__isnull=False) | Q(copies__isnull=False))
        .select_related("term")
        .annotate(
            given=CountOf("documents", distinct=True) + CountOf("copies", distinct=True),
            voided=Coalesce(Subquery(void), 0)
            + CountOf("copies", filter=~Q(copies__void_reason=""), distinct=True),
            latest=Coalesce(Max("documents__dated_on"), Max("copies__dated_on")),
            unit_name=Subquery(
                UnitName.objects.filter(on(standing.day), unit_id=OuterRef("unit_id")).values("name")[:1]
            ),
        )
    )
