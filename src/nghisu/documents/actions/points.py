"""Say what a document asks for, point by point, and which document answers a point."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from nghisu.documents.actions.files import require_keeper
from nghisu.documents.models import DirectivePoint, Document, PointCitation
from nghisu.documents.queries.points import times_cited
from nghisu.documents.rules import points, states
from nghisu.kit.language import clean_name
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


def _order_of(document: Document) -> int:
    last: int | None = document.points.aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


@transaction.atomic
def mark_points(
    *, document: Document, sentences: Sequence[int], by: Standing, at: datetime
) -> list[DirectivePoint]:
    """Make points of sentences of the document's text; what is a point already stays as it is.

    :param sentences: the places of the sentences, as ``rules.points.sentences_of`` counts them
    :raises NothingMarked: if none of them is a new one
    """
    document = Document.locked(document.pk)
    require_keeper(document, by)
    marked = set(document.points.exclude(sentence=None).values_list("sentence", flat=True))
    wanted = set(sentences) - marked
    chosen = [one for one in points.sentences_of(document.text) if one.order in wanted]
    if not chosen:
        raise points.NothingMarked
    taken = set(document.points.values_list("number", flat=True))
    order = _order_of(document)
    made = []
    for place, one in enumerate(chosen):
        number = points.next_number(taken, one.number[:24])
        taken.add(number)
        made.append(
            DirectivePoint(
                directive=document,
                number=number,
                text=one.text,
                order=order + place,
                sentence=one.order,
            )
        )
    DirectivePoint.objects.bulk_create(made)
    note(
        verb="document.points_marked",
        subject=document,
        by=by,
        at=at,
        numbers=", ".join(one.number for one in made),
    )
    return made


@transaction.atomic
def add_point(
    *, document: Document, text: str, number: str = "", by: Standing, at: datetime
) -> DirectivePoint:
    """Enter a point of a document whose text is on paper; without a number it gets the next one.

    :raises NumberStands: if another point of the document has the number
    """
    document = Document.locked(document.pk)
    require_keeper(document, by)
    if not text.strip():
        raise points.NoWords
    taken = set(document.points.values_list("number", flat=True))
    number = clean_name(number)
    if number in taken:
        raise points.NumberStands(number=number)
    point = DirectivePoint.objects.create(
        directive=document,
        number=number or points.next_number(taken),
        text=clean_name(text)[: points.LONGEST],
        order=_order_of(document),
    )
    note(verb="document.points_marked", subject=document, by=by, at=at, numbers=point.number)
    return point


@transaction.atomic
def change_point(
    *, point: DirectivePoint, expected_version: int, number: str, text: str, by: Standing, at: datetime
) -> DirectivePoint:
    """Change number or words of a point; what cites it goes on citing it.

    :raises NumberStands: if another point of the document has the number
    """
    require_keeper(point.directive, by)
    number, text = clean_name(number), clean_name(text)[: points.LONGEST]
    if not text or not number:
        raise points.NoWords
    if point.directive.points.exclude(pk=point.pk).filter(number=number).exists():
        raise points.NumberStands(number=number)
    point.number, point.text = number, text
    point.save_over(expected_version, "number", "text")
    note(verb="document.point_changed", subject=point.directive, by=by, at=at, number=number, text=text)
    return point


@transaction.atomic
def remove_point(*, point: DirectivePoint, by: Standing, at: datetime) -> None:
    """Take a point back that nothing cites.

    :raises PointIsCited: if a document or a task cites it
    """
    document = Document.locked(point.directive_id)
    require_keeper(document, by)
    count = times_cited(point.pk)
    if count:
        raise points.PointIsCited(number=point.number, count=count)
    number = point.number
    point.delete()
    note(verb="document.point_removed", subject=document, by=by, at=at, number=number)


@transaction.atomic
def cite_points(
    *, document: Document, chosen: Sequence[DirectivePoint], by: Standing, at: datetime
) -> list[DirectivePoint]:
    """Say that a document answers points of others. Returns those it did not cite before."""
    require_keeper(document, by)
    if any(one.directive_id == document.pk for one in chosen):
        raise states.ToItself
    cited = set(document.cited_points.values_list("point_id", flat=True))
    new = [one for one in dict.fromkeys(chosen) if one.pk not in cited]
    PointCitation.objects.bulk_create(PointCitation(point=one, document=document) for one in new)
    if new:
        note(
            verb="document.points_cited",
            subject=document,
            by=by,
            at=at,
            touching=list({one.directive_id: one.directive for one in new}.values()),
            numbers=", ".join(one.number for one in new),
        )
    return new
