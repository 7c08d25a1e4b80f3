"""Files, hand-overs and disposals, for the one who asks."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from nghisu.documents.models import CaseFile, CaseFilePaper, Disposal, Document, HandOver
from nghisu.documents.queries.register import documents_visible_to
from nghisu.documents.rules.archive import FOREVER, FileState
from nghisu.documents.rules.states import Status
from nghisu.organisation.models import UnitName
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing


def _name(field: str, day: date) -> Subquery:
    return Subquery(UnitName.objects.filter(on(day), unit_id=OuterRef(field)).values("name")[:1])


def files_visible_to(standing: Standing) -> QuerySet[CaseFile, Any]:
    """Return the files of the asker's units and of the archives the asker keeps."""
    rows = CaseFile.objects.filter(keeper_id__in=standing.reach("file.see"))
    rows = rows | CaseFile.objects.filter(unit_id__in=standing.reach("archive.keep"))
    return rows.select_related("hand_over", "disposal").annotate(
        keeper_name=_name("keeper_id", standing.day), paper_count=Count("papers", distinct=True)
    )


def file_visible_to(standing: Standing, pk: UUID) -> Any:
    """Return one file, or None if there is none that the asker may see."""
    return files_visible_to(standing).filter(pk=pk).first()


def papers_of(standing: Standing, case_file: CaseFile) -> QuerySet[CaseFilePaper]:
    """Return the documents in a file that the asker may see, in order."""
    return case_file.papers.filter(document__in=documents_visible_to(standing)).select_related("document")


def years_of_files(standing: Standing) -> list[int]:
    """Return the years that have a list, newest first."""
    return sorted(
        set(files_visible_to(standing).order_by().values_list("year", flat=True).distinct()), reverse=True
    )


def open_files(standing: Standing) -> list[tuple[str, str]]:
    """Return (id, words) of the open files the asker keeps."""
    rows = CaseFile.objects.filter(state=FileState.OPEN, keeper_id__in=standing.reach("file.keep"))
    return [(str(one.pk), f"{one.code}: {one.title}") for one in rows.order_by("-year", "code")[:300]]


def files_to_hand_over(standing: Standing, unit_id: UUID, from_unit_id: UUID) -> QuerySet[CaseFile]:
    """Return the closed files of a unit that its archive has not got."""
    return CaseFile.objects.filter(
        unit_id=unit_id,
        keeper_id=from_unit_id,
        state=FileState.CLOSED,
        unit__in=standing.reach("archive.keep"),
    ).order_by("year", "code")


def keepers_with_closed_files(standing: Standing) -> list[UUID]:
    """Return the units that have closed files to hand over."""
    return list(
        CaseFile.objects.filter(state=FileState.CLOSED, unit_id__in=standing.reach("archive.keep"))
        .order_by()
        .values_list("keeper_id", flat=True)
        .distinct()
    )


def files_past_their_time(standing: Standing, day: date) -> list[CaseFile]:
    """Return files whose time has passed on the day, oldest first."""
    rows = CaseFile.objects.filter(
        unit_id__in=standing.reach("archive.dispose"),
        state__in=[FileState.CLOSED, FileState.HANDED],
        closed_on__lt=date(day.year, 1, 1),
    ).exclude(years=FOREVER)
    return [one for one in rows.order_by("year", "code") if (one.kept_until or day.year) < day.year]


def hand_overs_visible_to(standing: Standing) -> QuerySet[HandOver, Any]:
    """Return hand-overs of the asker's archives and of the asker's units."""
    rows = HandOver.objects.filter(unit_id__in=standing.reach("archive.keep"))
    rows = rows | HandOver.objects.filter(from_unit_id__in=standing.reach("file.see"))
    return rows.annotate(
        from_name=_name("from_unit_id", standing.day), file_count=Count("files", distinct=True)
    )


def disposals_visible_to(standing: Standing) -> QuerySet[Disposal, Any]:
    """Return disposals of the asker's archives."""
    return (
        Disposal.objects.filter(unit_id__in=standing.reach("archive.keep"))
        .select_related("decision")
        .annotate(file_count=Count("files", distinct=True))
    )


def decisions_for_disposal(standing: Standing) -> list[tuple[str, str]]:
    """Return (id, words) of issued decisions, newest first."""
    rows = Document.objects.filter(
        type="decision", status=Status.ISSUED, unit_id__in=standing.reach("archive.dispose")
    ).order_by("-dated_on")[:200]
    return [(str(one.pk), f"{one.reference}: {one.subject}") for one in rows]


def archives_of(standing: Standing) -> frozenset[UUID]:
    """Return the committees whose archive the asker keeps."""
    return standing.reach("archive.keep") & standing.tree.committees


def files_of_document(standing: Standing, document: Document) -> list[CaseFile]:
    """Return the files a document lies in, as far as the asker may see them."""
    return list(files_visible_to(standing).filter(papers__document=document))
