"""Tell the page of a document's points which tasks carry them out."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from nghisu.documents.queries.points import Cited, register_citer
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.models import Task
from nghisu.tasks.queries import spans_visible_to


def _tasks_citing(standing: Standing, ids: Iterable[UUID]) -> list[Cited]:
    seen = spans_visible_to(standing, day=standing.day).values("task_id")
    rows = Task.objects.filter(point_id__in=list(ids), pk__in=seen).order_by("code")
    return [
        Cited(one.point_id, f"{one.code} {one.title}", reverse("task_detail", args=[one.pk]))
        for one in rows
        if one.point_id
    ]


def _count(ids: Iterable[UUID]) -> int:
    return Task.objects.filter(point_id__in=list(ids)).count()


def tell_citations() -> None:
    """Register with the documents; called once, when the product starts."""
    register_citer(_tasks_citing, _count)
