"""Read documents, for the one who asks."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from nghisu.documents.models import (
    Document,
    DocumentFile,
    DocumentLink,
    DocumentRecipient,
    DocumentRouting,
)
from nghisu.documents.rules.numbering import NotAPartyReference, read_reference
from nghisu.documents.rules.states import BEFORE_ISSUE, Direction, Edge, Status
from nghisu.kit.language import fold
from nghisu.organisation.models import OutsideBody, Term, Unit, UnitName
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
    sent_to = DocumentRecipient.objects.filter(document=OuterRef("pk"), unit_id__in=received)
    routed_to = DocumentRouting.objects.filter(document=OuterRef("pk"), unit_id__in=received)
    is_draft = Q(status__in=BEFORE_ISSUE)
    return Document.objects.filter(
        (~is_draft & Q(unit_id__in=own))
        | (Q(status__in=[Status.ISSUED, Status.VOID]) & Exists(sent_to))
        | Exists(routed_to)
        | (is_draft & Q(drafter_unit_id__in=writers))
        | (Q(status=Status.SUBMITTED) & Q(unit_id__in=issuers))
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


def links_of(standing: Standing, document: Document) -> list[tuple[str, DocumentLink, Document]]:
    """Return (words, link, other document) in both directions, only to documents the asker may see."""
    seen = documents_visible_to(standing)
    found: list[tuple[str, DocumentLink, Document]] = [
        (link.kind_name, link, link.target)
        for link in document.links_out.filter(target__in=seen)
        .select_related("target")
        .order_by("kind", "target__dated_on")
    ]
    found += [
        (link.inverse_name, link, link.source)
        for link in document.links_in.filter(source__in=seen)
        .select_related("source")
        .order_by("kind", "source__dated_on")
    ]
    return found


def is_in_force(document: Document, day: date) -> bool:
    """Tell whether an issued document was neither replaced nor revoked by one dated up to the day."""
    if document.dated_on is None or document.dated_on > day or document.is_void:
        return False
    return not document.links_in.filter(
        kind__in=[Edge.REPLACES, Edge.REVOKES],
        source__dated_on__lte=day,
        source__status__in=[Status.ISSUED, Status.RECEIVED, Status.ROUTED, Status.DONE],
    ).exists()


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
    """Return submitted documents that the asker may issue."""
    return Document.objects.filter(
        status=Status.SUBMITTED, unit_id__in=standing.reach("document.issue")
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


def term_at(unit_id: UUID, moment: datetime) -> Term | None:
    """Return the term of the unit that holds the moment; the clerk sets the moments, not midnight."""
    return (
        Term.objects.filter(unit_id=unit_id, opened_at__lte=moment)
        .filter(Q(closed_at__isnull=True) | Q(closed_at__gt=moment))
        .order_by("-opened_at")
        .first()
    )


def name_row(unit_id: UUID, day: date) -> UnitName | None:
    """Return what the unit is called on the day, with its symbol."""
    return UnitName.objects.filter(on(day), unit_id=unit_id).first()


def superior_name_of(standing: Standing, unit_id: UUID, day: date) -> str:
    """Return the superior as it stands above the issuer: a superior unit, else the outside superior."""
    parent = standing.tree.parent_of.get(unit_id)
    if parent is not None:
        row = name_row(parent, day)
        return row.name if row else ""
    outside = OutsideBody.objects.filter(
        on(day), to_unit_id=unit_id, relation=OutsideBody.Relation.SUPERIOR
    ).first()
    return outside.name if outside else ""


def unit_choices(day: date, units: frozenset[UUID]) -> list[tuple[str, str]]:
    """Return (id, name) of units on the day, in Vietnamese order, for a list to choose from."""
    rows = UnitName.objects.filter(on(day), unit_id__in=units).order_by("sort_key")
    return [(str(unit), name) for unit, name in rows.values_list("unit_id", "name")]


def outside_choices(day: date) -> list[tuple[str, str]]:
    """Return (id, name) of outside bodies on the day."""
    rows = OutsideBody.objects.filter(on(day)).order_by("folded")
    return [(str(pk), name) for pk, name in rows.values_list("id", "name")]


def place_of(unit_id: UUID) -> str:
    """Return the place in the unit's date line; the office's own, else Hà Nội."""
    return Unit.objects.filter(pk=unit_id).values_list("place", flat=True).first() or "Hà Nội"
