"""How one document bears on another: one edge a pair, whose inverse is read from it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from nghisu.documents.actions.files import require_keeper
from nghisu.documents.models import Document, DocumentLink
from nghisu.documents.rules import lineage, states
from nghisu.documents.rules.states import Edge
from nghisu.kit.language import clean_name
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


def _named(document: Document) -> str:
    return document.reference or document.subject


@transaction.atomic
def link(
    *,
    source: Document,
    target: Document,
    kind: Edge,
    paragraph: str = "",
    by: Standing,
    at: datetime,
) -> DocumentLink:
    """Say that ``source`` implements, amends, … ``target``.

    :raises NotByIssuer: if it changes a document of another issuer that is no affiliate's
    :raises NotItsIssuer: if it corrects a document of another issuer
    :raises LinkedAlready: if the pair is linked in another way
    :raises EarlierThanItsTarget: if the source is dated before its target
    """
    require_keeper(source, by)
    if source.pk == target.pk:
        raise states.ToItself
    if kind in states.BY_ISSUER_OR_SUPERIOR and not may_change(source, target, by):
        raise states.NotByIssuer(reference=_named(target))
    if kind is Edge.CORRECTS:
        _check_corrects(source, target)
    lineage.check_order(
        source=_named(source), source_on=source.dated_on, target=_named(target), target_on=target.dated_on
    )
    standing = (
        DocumentLink.objects.filter(
            Q(source=source, target=target) | Q(source=target, target=source),
        )
        .select_related("source", "target")
        .first()
    )
    if standing is not None and standing.source_id == source.pk and standing.kind == kind.value:
        return standing
    if standing is not None:
        raise lineage.LinkedAlready(
            source=_named(standing.source), words=standing.kind_name.lower(), target=_named(standing.target)
        )
    edge = DocumentLink.objects.create(
        source=source, target=target, kind=kind, paragraph=clean_name(paragraph)
    )
    note(
        verb="document.linked",
        subject=source,
        by=by,
        at=at,
        touching=[target],
        target=str(target.pk),
        kind=kind.value,
    )
    return edge


@transaction.atomic
def unlink(*, edge: DocumentLink, by: Standing, at: datetime) -> None:
    """Take a wrong link back; the record keeps that it stood."""
    source, target, kind = edge.source, edge.target, edge.kind
    require_keeper(source, by)
    edge.delete()
    note(
        verb="document.unlinked",
        subject=source,
        by=by,
        at=at,
        touching=[target],
        target=str(target.pk),
        kind=kind,
    )


def _check_corrects(source: Document, target: Document) -> None:
    """Refuse a corrigendum of another issuer, or of what was never issued."""
    if target.is_open:
        raise states.CorrectsNothing(reference=_named(target))
    same_house = (source.issuer_unit_id, source.issuer_outside_id) == (
        target.issuer_unit_id,
        target.issuer_outside_id,
    )
    if not same_house or source.issuer_name != target.issuer_name:
        raise states.NotItsIssuer(reference=_named(target))


def may_change(source: Document, target: Document, by: Standing) -> bool:
    """Tell whether the issuer of ``source`` is the issuer of ``target`` or stands above it."""
    if target.issuer_unit_id is not None:
        if source.issuer_unit_id is None:
            return source.issuer_outside_id is not None  # entered from the paper of a superior
        return source.issuer_unit_id == target.issuer_unit_id or source.issuer_unit_id in by.tree.above(
            target.issuer_unit_id
        )
    return source.issuer_unit_id is None
