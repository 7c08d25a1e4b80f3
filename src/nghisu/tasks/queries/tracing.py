"""From a directive down to its evidence, and from counted tasks back to the directives and programmes."""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from nghisu.documents.models import Document, PointCitation
from nghisu.documents.queries import documents_visible_to
from nghisu.tasks.models import Evidence, Programme
from nghisu.tasks.queries import CoveredPoint, spans_visible_to
from nghisu.tasks.queries.planning import programmes_visible_to
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


@dataclass
class Line:
    """A point of a directive or a line of a programme, with those of the counted tasks that come of it.

    :param number: as it stands in the source; empty where the whole of it gave the work
    """

    key: str
    number: str
    text: str
    spans: list[Any] = field(default_factory=list)
    evidence: list[Document] = field(default_factory=list)


@dataclass
class Root:
    """Where work began: a directive, a programme, neither, or one that the asker may not open."""

    key: str
    directive: Document | None = None
    programme: Programme | None = None
    is_hidden: bool = False
    lines: dict[str, Line] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many of the counted tasks come of it."""
        return sum(len(line.spans) for line in self.lines.values())


def roots_of(spans: Iterable[Any], *, standing: "Standing", day: date) -> list[Root]:
    """Return where counted tasks come from, those of most tasks first, as far as the asker may see it.

    :param spans: what was known of each task on the day; the sum of all roots is their number
    """
    counted = list(spans)
    keys = [span.task_id for span in counted]
    seen = set(spans_visible_to(standing, day=day).filter(task_id__in=keys).values_list("task_id", flat=True))
    papers = documents_visible_to(standing)
    directives = papers.in_bulk({span.directive_id for span in counted if span.directive_id})
    items = {span.programme_item_id for span in counted if span.programme_item_id}
    programmes = programmes_visible_to(standing).filter(items__in=items).distinct().in_bulk()
    shown: dict[uuid.UUID, dict[uuid.UUID, Document]] = {}
    rows: Any = Evidence.objects.filter(
        task_id__in=seen, span__known_from__lte=day, document__in=papers
    ).select_related("document")
    for row in rows.order_by("document__dated_on", "document__reference"):
        shown.setdefault(row.task_id, {})[row.document_id] = row.document
    roots: dict[str, Root] = {}
    for span in counted:
        root, line = _began(span, directives, programmes) if span.task_id in seen else _hidden()
        root = roots.setdefault(root.key, root)
        line = root.lines.setdefault(line.key, line)
        line.spans.append(span)
        line.evidence += [one for one in shown.get(span.task_id, {}).values() if one not in line.evidence]
    for root in roots.values():
        root.lines = dict(sorted(root.lines.items(), key=lambda pair: natural(pair[1].number)))
    return sorted(roots.values(), key=lambda root: (root.is_hidden, -root.count))


def natural(number: str) -> list[tuple[int, str]]:
    """Return a key that puts 2 before 10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", number)]


def _hidden() -> tuple[Root, Line]:
    return Root("hidden", is_hidden=True), Line("hidden", "", "")


def _began(
    span: Any, directives: dict[uuid.UUID, Document], programmes: dict[uuid.UUID, Programme]
) -> tuple[Root, Line]:
    """Return the source of a task, and the point or line of it."""
    item, point = span.programme_item, span.task.point
    if item is not None:
        programme = programmes.get(item.programme_id)
        if programme is None:
            return _hidden()
        return Root(f"p{programme.pk}", programme=programme), Line(
            f"i{item.pk}", str(item.number), item.content
        )
    if span.directive_id is None:
        return Root("none"), Line("none", "", "")
    directive = directives.get(span.directive_id)
    if directive is None:
        return _hidden()
    root = Root(f"d{directive.pk}", directive=directive)
    if point is None or point.directive_id != directive.pk:
        return root, Line(f"w{directive.pk}", "", directive.subject)
    return root, Line(f"q{point.pk}", point.number, point.text)
