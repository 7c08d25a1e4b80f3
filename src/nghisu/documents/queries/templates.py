"""An office's own Word templates."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from nghisu.documents.models import Document, PaperTemplate
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing


def templates_visible_to(standing: Standing) -> QuerySet[PaperTemplate]:
    """Return the templates of the asker's units, those in use first."""
    return PaperTemplate.objects.filter(unit_id__in=standing.reach("document.issue")).select_related(
        "unit", "kept_by"
    )


def template_visible_to(standing: Standing, pk: UUID) -> PaperTemplate | None:
    """Return the template, None if there is none that the asker may see."""
    return templates_visible_to(standing).filter(pk=pk).first()


def template_for(document: Document, day: date) -> PaperTemplate | None:
    """Return the template that a document is written in on the day, None where the form is used."""
    return PaperTemplate.objects.filter(on(day), unit_id=document.unit_id, type=document.type).first()
