"""The registers, and one document, for the one who asks."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from nghisu.documents.models import (
    Document,
    DocumentFile,
    DocumentRecipient,
    DocumentRouting,
    DocumentSigner,
    SigningStep,
)
from nghisu.documents.rules.numbering import NotAPartyReference, read_reference
from nghisu.documents.rules.states import BEFORE_ISSUE, Direction, Status
from nghisu.documents.rules.submission import State
from nghisu.kit.language import fold
from nghisu.organisation.models import UnitName
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing


def documents_visible_to(standing: Standing) -> QuerySet[Document]:
    """Return the documents the asker may see.

    Those in the registers of the asker's units; issued ones that went to them, or incoming ones routed to
    them; drafts only for those who write drafts there or give numbers.
    """
    own = standing.reach("document.see", "unit")
    received = standing.reach("document.see", "recipient")
    writers = standing.reach("document.draft", "unit")
    issuers = standing.reach("document.issue", "unit")
    sent_to = DocumentRecipient.objects.filter(
        document=OuterRef("pk"), unit_id__in=received, recalled_at__isnull=True
    )
    reviewed = standing.reach("document.review", "drafter")
    signing = DocumentSigner.objects.filter(document=OuterRef("pk"), person=standing.me)
    routed_to = DocumentRouting.objects.filter(document=OuterRef("pk"), unit_id__in=received)
    is_draft = Q(status__in=BEFORE_ISSUE)
    return Document.objects.filter(
        (~is_draft & Q(unit_id__in=own))
        | (Q(status__in=[Status.ISSUED, Status.VOID]) & Exists(sent_to))
        | Exists(routed_to)
        | (is_draft & Q(drafter_unit_id__in=writers))
        | (Q(status=Status.SUBMITTED) & Q(unit_id__in=issuers))
        | (Q(status=Status.SUBMITTED) & (Q(drafter_unit_id__in=reviewed) | Exists(signing)))
    )


def register(standing: Standing, direction: Direction, *, as_of: date | None = None) -> QuerySet[Document]:
    """Return one register, newest first; with ``as_of``, what stood in it at the end of that day.

    A document that came to the asker's unit from inside stands in the incoming one too.
    """
    rows = documents_visible_to(standing).filter(direction=direction)
    if as_of is not None:
        rows = rows.filter(created_at__date__lte=as_of)
    return rows.select_related("issuer_unit", "issuer_outside", "term")


def search_documents(rows: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Narrow to documents whose number, subject or issuer hold every word of the text, marks or not."""
    for word in fold(text).split():
        rows = rows.filter(folded__contains=word)
    return rows


def documents_cited_as(standing: Standing, text: str) -> QuerySet[Document]:
    """Return every document that an undated reference may mean, one for each term; never guessed."""
    try:
        wanted = str(read_reference(text))
    except NotAPartyReference:
        return Document.objects.none()
    return documents_visible_to(standing).filter(reference=wanted).order_by("dated_on")


def file_visible_to(standing: Standing, pk: UUID) -> DocumentFile | None:
    """Return the file if the asker may see a document that carries it, else None."""
    return (
        DocumentFile.objects.filter(pk=pk, document__in=documents_visible_to(standing))
        .select_related("document")
        .first()
    )


def entry_overdue(standing: Standing, day: date) -> QuerySet[Document]:
    """Return incoming documents whose tasks should have been entered before ``day`` and are not."""
    return documents_visible_to(standing).filter(
        direction=Direction.INCOMING,
        expected_tasks__gt=0,
        entered_at__isnull=True,
        entry_due_on__lt=day,
        unit_id__in=standing.reach("document.receive"),
    )


def awaiting_number(standing: Standing) -> QuerySet[Document]:
    """Return submitted documents that the asker may issue: signed, or put up without steps."""
    open_steps = SigningStep.objects.filter(document=OuterRef("pk"), state=State.WAITING)
    return Document.objects.filter(
        ~Exists(open_steps), status=Status.SUBMITTED, unit_id__in=standing.reach("document.issue")
    ).order_by("created_at")


def routed_to(standing: Standing) -> QuerySet[DocumentRouting]:
    """Return routings to the asker's units of documents not yet done, by deadline."""
    return (
        DocumentRouting.objects.filter(
            unit_id__in=standing.own_units, document__status__in=[Status.RECEIVED, Status.ROUTED]
        )
        .select_related("document")
        .order_by("due_on", "routed_at")
    )


def document_visible_to(standing: Standing, pk: UUID) -> Document | None:
    """Return the document, or None if there is none that the asker may see."""
    return (
        documents_visible_to(standing)
        .select_related("issuer_unit", "issuer_outside", "term", "unit", "original")
        .filter(pk=pk)
        .first()
    )


def routings_with_names(
    documents: Iterable[Document], day: date
) -> dict[UUID, list[tuple[str, date | None]]]:
    """Return (unit's name, deadline) of the routings of each document, in one query."""
    name = UnitName.objects.filter(on(day), unit_id=OuterRef("unit_id")).values("name")[:1]
    rows = (
        DocumentRouting.objects.filter(document__in=[one.pk for one in documents])
        .annotate(unit_name=Subquery(name))
        .order_by("routed_at")
    )
    found: dict[UUID, list[tuple[str, date | None]]] = {}
    for document, unit_name, due_on in rows.values_list("document_id", "unit_name", "due_on"):
        found.setdefault(document, []).append((unit_name or "", due_on))
    return found


def is_reference(text: str) -> bool:
    """Tell whether the text is a number with its symbol."""
    try:
        read_reference(text)
    except NotAPartyReference:
        return False
    return True
