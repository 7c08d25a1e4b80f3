"""Documents as a graph: who bears on whom, as far as the asker may see, and what holds on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from nghisu.documents.models import Document, DocumentLink
from nghisu.documents.queries.register import documents_visible_to
from nghisu.documents.rules.lineage import Arrow, Box, Force, Picture, drawn, force_on
from nghisu.documents.rules.states import Edge, Status
from nghisu.kit.language import short_date
from nghisu.organisation.rules.policy import Standing

HELD = (Status.ISSUED, Status.RECEIVED, Status.ROUTED, Status.DONE)
FARTHEST = 3


@dataclass(frozen=True)
class Node:
    """A document in the picture."""

    box: Box
    document: Document
    force: Force


@dataclass(frozen=True)
class Edged:
    """An edge in the picture, with both its ends."""

    arrow: Arrow
    link: DocumentLink


@dataclass(frozen=True)
class Lineage:
    """The picture of a document's kin, and the same as rows."""

    picture: Picture
    nodes: list[Node]
    edges: list[Edged]
    links: list[DocumentLink]

    @property
    def view_box(self) -> str:
        """The size of the picture, as SVG writes it."""
        return f"0 0 {self.picture.width} {self.picture.height}"


def lineage_of(standing: Standing, document: Document, day: date) -> Lineage | None:
    """Return the documents up to three edges away and the edges among them; None where there is none.

    Only documents that the asker may see, and only through such: no edge tells of what is hidden.
    """
    links = _near_links(standing, document.pk)
    if not links:
        return None
    ids = {document.pk} | {one.source_id for one in links} | {one.target_id for one in links}
    by_id = Document.objects.in_bulk(ids)
    forces = forces_of(by_id.values(), day)
    ordered = sorted(by_id.values(), key=lambda one: (one.dated_on or date.max, one.reference, str(one.pk)))
    words = {one.pk: _words(one) for one in ordered}
    edges = [(one.source_id, one.target_id, Edge(one.kind)) for one in links]
    picture = drawn(document.pk, words, edges)
    shown = {box.key for box in picture.boxes}
    drawn_links = [one for one in links if one.source_id in shown and one.target_id in shown]
    return Lineage(
        picture,
        [Node(box, by_id[box.key], forces[box.key]) for box in picture.boxes],
        [Edged(arrow, one) for arrow, one in zip(picture.arrows, drawn_links, strict=True)],
        links,
    )


def _words(document: Document) -> str:
    first = document.reference or document.vietnamese_type.capitalize()
    dated = f" ({short_date(document.dated_on)})" if document.dated_on else ""
    return f"{first}{dated} {document.subject}"


def _near_links(standing: Standing, pk: UUID) -> list[DocumentLink]:
    seen = documents_visible_to(standing).values("pk")
    found: dict[UUID, DocumentLink] = {}
    reached, newest = {pk}, {pk}
    for _step in range(FARTHEST):
        rows = (
            DocumentLink.objects.filter(Q(source_id__in=newest) | Q(target_id__in=newest))
            .filter(source_id__in=seen, target_id__in=seen)
            .select_related("source", "target")
            .order_by("kind", "source__dated_on", "pk")
        )
        newest = set()
        for one in rows:
            found.setdefault(one.pk, one)
            newest |= {one.source_id, one.target_id} - reached
        reached |= newest
        if not newest:
            break
    return list(found.values())


def forces_of(documents: Iterable[Document], day: date) -> dict[UUID, Force]:
    """Return what each document is worth on the day, in one query."""
    rows = list(documents)
    changes: dict[UUID, list[tuple[Edge, date | None]]] = {}
    links = DocumentLink.objects.filter(
        target_id__in=[one.pk for one in rows],
        kind__in=[Edge.AMENDS, Edge.REPLACES, Edge.REVOKES],
        source__status__in=HELD,
    )
    for target, kind, dated_on in links.values_list("target_id", "kind", "source__dated_on"):
        changes.setdefault(target, []).append((Edge(kind), dated_on))
    return {
        one.pk: force_on(day, dated_on=one.dated_on, is_void=one.is_void, changes=changes.get(one.pk, []))
        for one in rows
    }


def in_force_on(standing: Standing, day: date) -> QuerySet[Document]:
    """Return the documents that the asker may see and that are in force on the day."""
    ended = DocumentLink.objects.filter(
        target=OuterRef("pk"),
        kind__in=[Edge.REPLACES, Edge.REVOKES],
        source__dated_on__lte=day,
        source__status__in=HELD,
    )
    return (
        documents_visible_to(standing)
        .filter(status__in=HELD, dated_on__lte=day)
        .exclude(Exists(ended))
        .exclude(original__isnull=False)
    )


def link_visible_to(standing: Standing, pk: UUID) -> DocumentLink | None:
    """Return the link if the asker may see both ends."""
    seen = documents_visible_to(standing).values("pk")
    return (
        DocumentLink.objects.filter(pk=pk, source_id__in=seen, target_id__in=seen)
        .select_related("source", "target")
        .first()
    )
