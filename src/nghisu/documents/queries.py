"""Read documents, for the one who asks."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from nghisu.documents.models import (
    Document,
    DocumentFile,
    DocumentLink,
    DocumentRecipient,
    DocumentRouting,
    NumberSequence,
)
from nghisu.documents.rules.numbering import NotAPartyReference, Reference, read_reference
from nghisu.documents.rules.states import BEFORE_ISSUE, Direction, Edge, Status
from nghisu.documents.rules.types import Family
from nghisu.kit.language import fold
from nghisu.organisation.models import OutsideBody, Term, Unit, UnitName, UnitPlace
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


def superior_name_of(unit_id: UUID, day: date) -> str:
    """Return the superior as it stands above the issuer: a superior unit, else the outside superior."""
    parent = UnitPlace.objects.filter(on(day), unit_id=unit_id).values_list("parent_id", flat=True).first()
    if parent is not None:
        row = name_row(parent, day)
        return row.name if row else ""
    outside = OutsideBody.objects.filter(
        on(day), to_unit_id=unit_id, relation=OutsideBody.Relation.SUPERIOR
    ).order_by("code")
    names = [one.name for one in outside]
    committees = [name for name in names if name.startswith("Ban Chấp hành")]
    return (committees or names or [""])[0]


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


def recipient_labels(document: Document) -> tuple[str, ...]:
    """Return the lines under Nơi nhận; many units may share one line."""
    return tuple(dict.fromkeys(document.recipients.values_list("label", flat=True)))


def issuers_for(standing: Standing) -> frozenset[UUID]:
    """Return the units in whose name the asker may draft: the own ones and the committees they serve."""
    drafters = standing.reach("document.draft")
    return drafters | {standing.tree.committee_of(unit) for unit in drafters}


def drafter_for(standing: Standing, issuer_id: UUID) -> UUID:
    """Return the unit as which the asker drafts a document of the issuer."""
    drafters = standing.reach("document.draft")
    if issuer_id in drafters:
        return issuer_id
    serving = sorted(str(one) for one in drafters if standing.tree.committee_of(one) == issuer_id)
    return UUID(serving[0]) if serving else issuer_id


def recipient_units(standing: Standing) -> frozenset[UUID]:
    """Return the units a document of the asker's may go to: superiors, the house, affiliates."""
    tree = standing.tree
    found: set[UUID] = set()
    for issuer in issuers_for(standing):
        committee = tree.committee_of(issuer)
        found |= tree.house_of(committee) | set(tree.above(committee))
        found |= {child for child in tree.children_of.get(committee, ()) if child in tree.committees}
    return frozenset(found)


def units_by_id(ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """Return the units with these ids, in their order."""
    found = Unit.objects.in_bulk(list(ids))
    return {pk: found[pk] for pk in ids if pk in found}


def outside_by_id(ids: Iterable[UUID]) -> dict[UUID, OutsideBody]:
    """Return the outside bodies with these ids, in their order."""
    found = OutsideBody.objects.in_bulk(list(ids))
    return {pk: found[pk] for pk in ids if pk in found}


def link_choices(standing: Standing, document: Document) -> list[tuple[str, str]]:
    """Return (id, words) of the newest documents that one may be linked to."""
    rows = documents_visible_to(standing).exclude(pk=document.pk).order_by("-dated_on", "-created_at")[:300]
    return [(str(one.pk), f"{one.reference or '–'}: {one.subject}"[:160]) for one in rows]


def document_visible_to(standing: Standing, pk: UUID) -> Document | None:
    """Return the document, or None if there is none that the asker may see."""
    return (
        documents_visible_to(standing)
        .select_related("issuer_unit", "issuer_outside", "term", "unit", "original")
        .filter(pk=pk)
        .first()
    )


def next_reference(document: Document, *, day: date, at: datetime, standing: Standing) -> str:
    """Return the number that the document would get now, if nobody issues before; "" if it cannot."""
    name = name_row(document.unit_id, day)
    if name is None or not name.symbol:
        return ""
    family = Family(document.family)
    wanted = NumberSequence.objects.filter(unit_id=document.unit_id, symbol=document.symbol)
    if family is Family.PARTY:
        term = term_at(document.unit_id, at) or term_at(standing.tree.committee_of(document.unit_id), at)
        if term is None:
            return ""
        wanted = wanted.filter(term=term)
    else:
        wanted = wanted.filter(year=day.year)
    last = wanted.values_list("last", flat=True).first() or 0
    return str(Reference(family, last + 1, document.symbol, name.symbol))


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


def draft_values(document: Document) -> dict[str, Any]:
    """Return what the form of a draft begins with."""
    signer = document.signers.first()
    recipients = list(document.recipients.all())
    return {
        "version": document.version,
        "type": document.type,
        "organ": document.organ,
        "subject": document.subject,
        "urgency": document.urgency,
        "addressed_to": document.addressed_to,
        "bases": document.bases,
        "text": document.text,
        "right": signer.right if signer else "",
        "in_name_of": signer.in_name_of if signer else "",
        "signer_title": signer.title if signer else "",
        "signer_name": signer.name if signer else "",
        "recipient_units": [str(one.unit_id) for one in recipients if one.unit_id],
        "recipient_outside": [str(one.outside_id) for one in recipients if one.outside_id],
        "recipient_others": "\n".join(
            one.label for one in recipients if not one.unit_id and not one.outside_id
        ),
    }
