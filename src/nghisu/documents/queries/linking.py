"""How documents bear on each other."""

from datetime import date

from nghisu.documents.models import (
    Document,
    DocumentLink,
)
from nghisu.documents.queries.register import documents_visible_to
from nghisu.documents.rules.states import Edge, Status
from nghisu.organisation.rules.policy import Standing


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


def link_choices(standing: Standing, document: Document) -> list[tuple[str, str]]:
    """Return (id, words) of the newest documents that one may be linked to."""
    rows = documents_visible_to(standing).exclude(pk=document.pk).order_by("-dated_on", "-created_at")[:300]
    return [(str(one.pk), f"{one.reference or '–'}: {one.subject}"[:160]) for one in rows]
