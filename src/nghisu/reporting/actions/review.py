"""Begin the report on a resolution after years, with what was collected."""

from datetime import datetime

from django.db import transaction

from nghisu.documents.actions import day_of, draft_outgoing, link
from nghisu.documents.models import Document
from nghisu.documents.queries import drafter_for, units_by_id
from nghisu.documents.rules.states import Edge
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.queries.review import collected
from nghisu.reporting.rules.review import composed


@transaction.atomic
def draft_review(*, document: Document, by: Standing, at: datetime) -> Document:
    """Draft the report of the document's unit on it, in the official form, linked as its review."""
    unit = document.unit
    drafter_id = drafter_for(by, unit.pk)
    drafter = units_by_id([drafter_id])[drafter_id]
    found = collected(by, document, day_of(at))
    made = draft_outgoing(
        drafter=drafter,
        unit=unit,
        type_code="report",
        subject=f"Kết quả {found.review.years} năm thực hiện {document.citation}",
        text=composed(found.review),
        by=by,
        at=at,
    )
    link(source=made, target=document, kind=Edge.REVIEWS, by=by, at=at)
    return made
