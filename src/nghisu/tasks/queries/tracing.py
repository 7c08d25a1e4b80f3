"""From a directive down to its evidence: documents, tasks, units and evidence of each point."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from nghisu.documents.models import Document, PointCitation
from nghisu.documents.queries import documents_visible_to
from nghisu.tasks.models import Evidence
from nghisu.tasks.queries import CoveredPoint
from nghisu.tasks.rules.status import DONE, Status

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@dataclass
class Trace:
    """What a point became, as known on a day: documents that answer it, its tasks, units, evidence."""

    covered: CoveredPoint
    documents: list[Document] = field(default_factory=list)
    evidence: list[Document] = field(default_factory=list)

    @property
    def units(self) -> int:
        """How many units have a task of it."""
        return len({span.unit_id for span in self.covered.spans})

    @property
    def counts(self) -> list[tuple[Status, int]]:
        """How many of its tasks stand at each status."""
        found = Counter(Status(span.status) for span in self.covered.spans)
        return [(status, found[status]) for status in Status if status in found]

    @property
    def is_without_anything(self) -> bool:
        """Whether neither a task nor a document answers it."""
        return not self.covered.spans and not self.documents

    @property
    def is_without_evidence(self) -> bool:
        """Whether something of it is done and no document shows it."""
        return not self.evidence and any(Status(span.status) in DONE for span in self.covered.spans)


def traces_of(
    directive: Document, points: Sequence[CoveredPoint], *, standing: "Standing", day: date
) -> list[Trace]:
    """Return what each point became, as far as the asker may see it, in the text's order."""
    seen = documents_visible_to(standing)
    answers: dict[uuid.UUID, list[Document]] = {}
    for cited in (
        PointCitation.objects.filter(
            point__directive=directive, document__in=seen, document__dated_on__lte=day
        )
        .select_related("document")
        .order_by("document__dated_on")
    ):
        answers.setdefault(cited.point_id, []).append(cited.document)
    tasks = {span.task_id: one.point.pk for one in points for span in one.spans}
    shown: dict[uuid.UUID, dict[uuid.UUID, Document]] = {}
    rows: Any = Evidence.objects.filter(
        task__point__directive=directive, span__known_from__lte=day, document__in=seen
    ).select_related("document")
    for row in rows:
        if row.task_id in tasks:
            shown.setdefault(tasks[row.task_id], {})[row.document_id] = row.document
    return [
        Trace(one, answers.get(one.point.pk, []), list(shown.get(one.point.pk, {}).values()))
        for one in points
    ]
