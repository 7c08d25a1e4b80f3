"""Collect what became of a resolution: what cites and implements it, the tasks, the figures of two years."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext

from nghisu.documents.models import Document, DocumentLink
from nghisu.documents.queries import documents_visible_to
from nghisu.documents.rules.states import Edge
from nghisu.figures.queries.registry import Asked, definitions, values_of
from nghisu.figures.rules.indicators import Kind
from nghisu.kit.periods import Quarter
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.rules.review import Compared, Review
from nghisu.tasks.models import TaskSpan
from nghisu.tasks.queries import spans_visible_to, with_status
from nghisu.tasks.rules.status import DONE, Status

FOLLOWING = (Edge.IMPLEMENTS, Edge.BASED_ON, Edge.CITES, Edge.REPLIES, Edge.AMENDS)


@dataclass(frozen=True)
class Collected:
    """What was found, with the documents themselves for the page."""

    review: Review
    following: list[DocumentLink]
    reviews: list[DocumentLink]


def collected(standing: Standing, document: Document, day: date) -> Collected:
    """Return what the asker may see of what became of the document, up to the day."""
    links = _links(document, standing, day)
    following = [one for one in links if one.kind in FOLLOWING]
    reviews = [one for one in links if one.kind == Edge.REVIEWS]
    spans = with_status(_born(document, following, standing, day), day)
    states = [Status(one) for one in spans.values_list("status", flat=True)]
    dated_on = document.dated_on or day
    figures = (
        _figures(document, dated_on.year, day) if standing.may("figure.see", unit=document.unit_id) else []
    )
    review = Review(
        citation=document.citation,
        dated_on=dated_on,
        day=day,
        following=[f"{one.source.citation}: {one.source.subject}" for one in following],
        reviews=[f"{one.source.issuer_name}: {one.source.citation}" for one in reviews],
        task_count=len(states),
        done_count=sum(one in DONE for one in states),
        figures=figures,
    )
    return Collected(review, following, reviews)


def _links(document: Document, standing: Standing, day: date) -> list[DocumentLink]:
    seen = documents_visible_to(standing).values("pk")
    return list(
        DocumentLink.objects.filter(target=document, source_id__in=seen, source__dated_on__lte=day)
        .select_related("source")
        .order_by("source__dated_on", "source__reference")
    )


def _born(
    document: Document, following: list[DocumentLink], standing: Standing, day: date
) -> QuerySet[TaskSpan]:
    born_of = [document.pk, *(one.source_id for one in following)]
    return spans_visible_to(standing, day=day).filter(directive_id__in=born_of)


def spans_born(document: Document, standing: Standing, day: date) -> QuerySet[TaskSpan]:
    """Return the tasks that the asker may see and that came of the document or of one that follows it."""
    following = [one for one in _links(document, standing, day) if one.kind in FOLLOWING]
    return _born(document, following, standing, day)


def _figures(document: Document, first_year: int, day: date) -> list[Compared]:
    first, last = _year(document, first_year, day), _year(document, day.year, day)
    asked = Asked(document.unit, Quarter.of(day), day)
    return [
        Compared(gettext(indicator.name), first.get(code, 0), last.get(code, 0), code)
        for code, (_source, indicator) in definitions(asked).items()
        if indicator.kind is Kind.FLOW and (first.get(code) or last.get(code))
    ]


def _year(document: Document, year: int, day: date) -> dict[str, float]:
    """Return the sums of the quarters of a year that have begun by the day."""
    sums: dict[str, float] = {}
    for number in range(1, 5):
        quarter = Quarter(year, number)
        if quarter.first <= day:
            for code, value in values_of(Asked(document.unit, quarter, day)).items():
                sums[code] = sums.get(code, 0) + float(value)
    return sums
