"""How one document bears on another."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.documents.models import (
    Document,
    DocumentLink,
)
from nghisu.documents.rules import states
from nghisu.documents.rules.states import Edge
from nghisu.kit.language import clean_name
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

if TYPE_CHECKING:
    pass
from nghisu.documents.actions.files import require_keeper


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
    """
    require_keeper(source, by)
    if source.pk == target.pk:
        raise states.ToItself
    if kind in states.BY_ISSUER_OR_SUPERIOR and not may_change(source, target, by):
        raise states.NotByIssuer(reference=target.reference or target.subject)
    edge, is_new = DocumentLink.objects.get_or_create(
        source=source, target=target, kind=kind, defaults={"paragraph": clean_name(paragraph)}
    )
    if is_new:
        note(verb="document.linked", subject=source, by=by, at=at, target=str(target.pk), kind=kind.value)
    return edge


def may_change(source: Document, target: Document, by: Standing) -> bool:
    """Tell whether the issuer of ``source`` is the issuer of ``target`` or stands above it."""
    if target.issuer_unit_id is not None:
        if source.issuer_unit_id is None:
            return source.issuer_outside_id is not None  # entered from the paper of a superior
        return source.issuer_unit_id == target.issuer_unit_id or source.issuer_unit_id in by.tree.above(
            target.issuer_unit_id
        )
    return source.issuer_unit_id is None
