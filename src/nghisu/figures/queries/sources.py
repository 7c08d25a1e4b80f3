"""What is counted below the fields of work: tasks, documents, and the units themselves."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from nghisu.documents.models import Document
from nghisu.documents.queries import documents_visible_to
from nghisu.documents.rules.states import Direction
from nghisu.figures.queries.quarters import quarter_figures, records
from nghisu.figures.queries.registry import Asked, Counted, Number, Said, Source, register
from nghisu.figures.rules.indicators import FLOW_SUM, INDICATORS, STOCK_SUM, Indicator, Kind
from nghisu.kit.periods import day_ends, day_starts
from nghisu.kit.refusals import N_
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import names_on, tree_on, trees_on
from nghisu.tasks.queries import spans_visible_to

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing
    from nghisu.organisation.rules.tree import Tree

DOCUMENTS, UNITS = N_("documents"), N_("units")


def fixed(*indicators: Indicator) -> Callable[[Asked], Sequence[Indicator]]:
    """Return what a source has whoever asks."""
    return lambda _asked: indicators


# Tasks


def _task_values(asked: Asked) -> dict[str, Number]:
    found = quarter_figures(unit=asked.unit, quarter=asked.quarter, as_of=asked.as_of, standing=None)
    return dict(found.values)


def _task_records(code: str, asked: Asked, standing: "Standing | None") -> list[Counted]:
    spans = list(records(code, unit=asked.unit, quarter=asked.quarter, as_of=asked.as_of))
    return tasks_shown(spans, standing, asked.as_of)


def tasks_shown(spans: Sequence[Any], standing: "Standing | None", day: date) -> list[Counted]:
    """Return tasks as records, those that the asker may not know without their names."""
    seen = None
    if standing is not None:
        mine = spans_visible_to(standing, day=day).filter(task_id__in=[one.task_id for one in spans])
        seen = set(mine.values_list("task_id", flat=True))
    return [
        Counted(
            kind="task",
            pk=str(span.task_id),
            label=span.task.code if known else "",
            words=span.task.title if known else "",
            day=span.accepted_on or span.due_on,
            url=f"{reverse('task_detail', args=[span.task_id])}?as_of={day}" if known else "",
        )
        for span in spans
        for known in [seen is None or span.task_id in seen]
    ]


register(Source("tasks", N_("Tasks"), fixed(*INDICATORS), _task_values, _task_records))


# Documents

DOCUMENT_INDICATORS = (
    Indicator(
        "documents_issued",
        N_("Documents issued"),
        DOCUMENTS,
        Kind.FLOW,
        N_(
            "Documents of the unit that bear a date of the quarter and went out by the day asked; one whose "
            "number was declared void later still counts, because the number stays."
        ),
        FLOW_SUM,
    ),
    Indicator(
        "documents_received",
        N_("Documents received"),
        DOCUMENTS,
        Kind.FLOW,
        N_("Documents entered in the unit's incoming book on a day of the quarter, by the day asked."),
        FLOW_SUM,
    ),
    Indicator(
        "directives_received",
        N_("Documents of superiors received"),
        DOCUMENTS,
        Kind.FLOW,
        N_("Of the documents received, those of the committee's superiors outside the tree."),
        FLOW_SUM,
    ),
)


def _documents_that(code: str, asked: Asked) -> Q:
    """Return which of the unit's documents a figure counts."""
    quarter = asked.quarter
    if code == "documents_issued":
        return ~Q(direction=Direction.INCOMING) & Q(
            dated_on__gte=quarter.first, dated_on__lt=quarter.until, issued_at__lt=day_ends(asked.as_of)
        )
    received = Q(
        direction=Direction.INCOMING,
        received_at__gte=day_starts(quarter.first),
        received_at__lt=min(day_ends(quarter.last), day_ends(asked.as_of)),
    )
    if code == "directives_received":
        received &= Q(issuer_outside__relation__in=["superior", "specialised"])
    return received


def documents_counted(code: str, asked: Asked) -> QuerySet[Document]:
    """Return the documents that a figure counts, oldest first."""
    rows = Document.objects.filter(_documents_that(code, asked), unit=asked.unit)
    if code == "documents_issued":
        return rows.order_by("dated_on", "number")
    return rows.order_by("received_at", "received_number")


def _document_values(asked: Asked) -> dict[str, Number]:
    return Document.objects.filter(unit=asked.unit).aggregate(
        **{one.code: Count("pk", filter=_documents_that(one.code, asked)) for one in DOCUMENT_INDICATORS}
    )


def _documents_together(asked: Sequence[Asked]) -> list[Said]:
    """Count the documents of several quarters in one query."""
    counts = {
        f"{one.code}_{place}": Count("pk", filter=_documents_that(one.code, quarter))
        for place, quarter in enumerate(asked)
        for one in DOCUMENT_INDICATORS
    }
    found = Document.objects.filter(unit=asked[0].unit).aggregate(**counts)
    return [
        Said(DOCUMENT_INDICATORS, {one.code: found[f"{one.code}_{place}"] for one in DOCUMENT_INDICATORS})
        for place in range(len(asked))
    ]


def _document_records(code: str, asked: Asked, standing: "Standing | None") -> list[Counted]:
    return documents_shown(list(documents_counted(code, asked)), standing)


def documents_shown(rows: Sequence[Document], standing: "Standing | None") -> list[Counted]:
    """Return documents as records, those that the asker may not know without their names."""
    seen = None
    if standing is not None:
        mine = documents_visible_to(standing).filter(pk__in=[one.pk for one in rows])
        seen = set(mine.values_list("pk", flat=True))
    return [
        Counted(
            kind="document",
            pk=str(one.pk),
            label=one.reference if known else "",
            words=one.subject if known else "",
            day=one.received_on if one.is_incoming else one.dated_on,
            url=reverse("document_detail", args=[one.pk]) if known else "",
        )
        for one in rows
        for known in [seen is None or one.pk in seen]
    ]


register(
    Source(
        "documents",
        N_("Documents"),
        fixed(*DOCUMENT_INDICATORS),
        _document_values,
        _document_records,
        _documents_together,
    )
)


# Units

UNIT_INDICATORS = (
    Indicator(
        "affiliates",
        N_("Affiliated committees"),
        UNITS,
        Kind.STOCK,
        N_("Committees directly under the unit on the last day of the quarter, or on an earlier day asked."),
        STOCK_SUM,
    ),
)


def _affiliate_ids(unit: Unit, day: date, tree: "Tree | None" = None) -> list[UUID]:
    tree = tree or tree_on(day)
    return [child for child in tree.children_of.get(unit.pk, ()) if child in tree.committees]


def affiliates_on(unit: Unit, day: date) -> list[Unit]:
    """Return the committees directly under a unit on a day, by code."""
    return list(Unit.objects.filter(pk__in=_affiliate_ids(unit, day)).order_by("code"))


def _unit_values(asked: Asked) -> dict[str, Number]:
    return {"affiliates": len(_affiliate_ids(asked.unit, asked.last_day))}


def _units_together(asked: Sequence[Asked]) -> list[Said]:
    trees = trees_on(one.last_day for one in asked)
    return [
        Said(
            UNIT_INDICATORS,
            {"affiliates": len(_affiliate_ids(one.unit, one.last_day, trees[one.last_day]))},
        )
        for one in asked
    ]


def _unit_records(_code: str, asked: Asked, _standing: Any) -> list[Counted]:
    units = affiliates_on(asked.unit, asked.last_day)
    names = names_on(asked.last_day, {one.pk for one in units})
    return [
        Counted(
            "unit", str(one.pk), one.code, names.get(one.pk, ""), url=reverse("unit_detail", args=[one.code])
        )
        for one in units
    ]


register(Source("units", N_("Units"), fixed(*UNIT_INDICATORS), _unit_values, _unit_records, _units_together))
