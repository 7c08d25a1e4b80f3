"""The points of a document, and what cites them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from nghisu.documents.models import DirectivePoint, Document, PointCitation
from nghisu.documents.queries.register import documents_visible_to
from nghisu.documents.rules.points import Sentence, sentences_of
from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True, slots=True)
class Cited:
    """Something that cites a point, as far as the asker may see it."""

    point_id: UUID
    words: str
    url: str


Citer = Callable[[Standing, Iterable[UUID]], list[Cited]]
Counter = Callable[[Iterable[UUID]], int]
_citers: list[Citer] = []
_counters: list[Counter] = []


def register_citer(citer: Citer, counter: Counter) -> None:
    """Let a package above tell what of it cites points.

    :param citer: returns what the asker may see
    :param counter: returns how much cites the points, seen or not; a cited point may not go
    """
    if citer not in _citers:
        _citers.append(citer)
        _counters.append(counter)


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point with what cites it."""

    point: DirectivePoint
    cited: list[Cited] = field(default_factory=list)


def points_of(document_id: UUID) -> list[DirectivePoint]:
    """Return the points of a document, in their order."""
    return list(DirectivePoint.objects.filter(directive_id=document_id))


def point_choices(document_id: UUID) -> list[tuple[str, str]]:
    """Return (id, words) of the points, for a list to choose from."""
    return [(str(one.pk), f"{one.number}. {one.text}"[:160]) for one in points_of(document_id)]


def point_visible_to(standing: Standing, pk: UUID) -> DirectivePoint | None:
    """Return the point if the asker may see its document, else None."""
    return (
        DirectivePoint.objects.filter(pk=pk, directive__in=documents_visible_to(standing))
        .select_related("directive")
        .first()
    )


def point_rows(standing: Standing, document: Document) -> list[PointRow]:
    """Return the points with what cites each, as far as the asker may see it."""
    points = points_of(document.pk)
    ids = [one.pk for one in points]
    by_point: dict[UUID, list[Cited]] = {}
    for citer in (_documents_citing, *_citers):
        for cited in citer(standing, ids):
            by_point.setdefault(cited.point_id, []).append(cited)
    return [PointRow(one, by_point.get(one.pk, [])) for one in points]


def _documents_citing(standing: Standing, ids: Iterable[UUID]) -> list[Cited]:
    rows = (
        PointCitation.objects.filter(point_id__in=list(ids), document__in=documents_visible_to(standing))
        .select_related("document")
        .order_by("document__dated_on")
    )
    return [
        Cited(one.point_id, one.document.citation, reverse("document_detail", args=[one.document_id]))
        for one in rows
    ]


def times_cited(point_id: UUID) -> int:
    """Return how much cites the point, whether anybody may see it or not."""
    count = PointCitation.objects.filter(point_id=point_id).count()
    return count + sum(counter([point_id]) for counter in _counters)


def unmarked_sentences(document: Document) -> list[Sentence]:
    """Return the sentences of the document's text that are no point yet."""
    marked = set(document.points.exclude(sentence=None).values_list("sentence", flat=True))
    return [one for one in sentences_of(document.text) if one.order not in marked]


def cited_by(document: Document) -> list[DirectivePoint]:
    """Return the points of others that the document cites."""
    return list(
        DirectivePoint.objects.filter(citations__document=document)
        .select_related("directive")
        .order_by("directive__dated_on", "order")
    )


def citable_points(standing: Standing, document: Document) -> QuerySet[DirectivePoint]:
    """Return the points that the document may still say to answer: of those it is linked to."""
    targets = document.links_out.filter(target__in=documents_visible_to(standing)).values("target_id")
    return (
        DirectivePoint.objects.filter(directive_id__in=targets)
        .exclude(citations__document=document)
        .select_related("directive")
        .order_by("directive__dated_on", "directive_id", "order")
    )
