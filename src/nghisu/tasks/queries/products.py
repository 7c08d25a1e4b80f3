"""What tasks are to bring and how much of it is there, as known on a day; how they were judged."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from nghisu.documents.models import Document
from nghisu.tasks.models import Evaluation, Evidence, ProductAcceptance, Task, TaskProduct, TaskSpan
from nghisu.tasks.rules.evaluation import Quality
from nghisu.tasks.rules.products import FORM_SHOWN, Form, Progress
from nghisu.tasks.rules.status import Stage


@dataclass
class Followed:
    """An expected product with how much of it is there on a day, and the documents that show it."""

    product: TaskProduct
    progress: Progress
    documents: list[Document] = field(default_factory=list)
    waiting: list[Document] = field(default_factory=list)

    @property
    def form_words(self) -> str:
        """The form, for translation."""
        return FORM_SHOWN[Form(self.product.form)]

    @property
    def handed_in_now(self) -> int:
        """How many await the giver's answer and are not too many."""
        return min(self.progress.waiting, self.progress.expected - self.progress.accepted)


def expected_on(day: date) -> QuerySet[TaskProduct]:
    """Return the products that were expected on a day; ask each ``as_of`` what it was."""
    there = Q(added_in=None) | Q(added_in__known_from__lte=day)
    there &= Q(dropped_in=None) | Q(dropped_in__known_from__gt=day)
    return TaskProduct.every.filter(there).prefetch_related("changes__span").order_by("task", "number")


def _known(product: TaskProduct, day: date) -> TaskProduct:
    """Return a product as it was on a day; it is not to be saved."""
    then = product.as_of(day)
    product.kind, product.count = then.kind.value, then.count
    product.form, product.words = then.form.value, then.words
    return product


def accepted_before(task: Task) -> dict[uuid.UUID, int]:
    """Return how many of each product of a task are accepted so far."""
    rows = ProductAcceptance.objects.filter(product__task=task).values_list("product_id")
    return dict(rows.annotate(Sum("count")))


def products_of(task: Task, *, day: date) -> list[Followed]:
    """Return what a task is to bring with what is accepted, awaits the giver, and is missing, on the day."""
    products = [_known(one, day) for one in expected_on(day).filter(task=task)]
    if not products:
        return []
    accepted = dict(
        ProductAcceptance.objects.filter(product__task=task, span__known_from__lte=day)
        .values_list("product_id")
        .annotate(Sum("count"))
    )
    shown: dict[uuid.UUID, dict[uuid.UUID, Document]] = {}
    waiting: dict[uuid.UUID, dict[uuid.UUID, Document]] = {}
    known = TaskSpan.objects.filter(task=task, known_from__lte=day).order_by("-number")
    stage, handed_in = _waiting_since(known)
    evidence = Evidence.objects.filter(task=task, product__isnull=False, span__known_from__lte=day)
    for row in evidence.select_related("document", "span").order_by("span__number"):
        assert row.product_id is not None
        shown.setdefault(row.product_id, {})[row.document_id] = row.document
        if stage == Stage.SUBMITTED and row.span_id == handed_in:
            waiting.setdefault(row.product_id, {})[row.document_id] = row.document
    return [
        Followed(
            one,
            Progress(one.count, accepted.get(one.pk, 0), len(waiting.get(one.pk, ()))),
            list(shown.get(one.pk, {}).values()),
            list(waiting.get(one.pk, {}).values()),
        )
        for one in products
    ]


def _waiting_since(spans: Any) -> tuple[str, uuid.UUID | None]:
    """Return the stage of the newest span, and the last span that handed something in."""
    last = spans.first()
    handed_in = spans.filter(act=TaskSpan.Act.SUBMITTED).first()
    return (last.stage if last else "", handed_in.pk if handed_in else None)


def product_counts(tasks: Iterable[uuid.UUID], *, day: date) -> dict[uuid.UUID, tuple[int, int]]:
    """Return, of each task that names products, how many pieces are accepted and how many expected."""
    expected: dict[uuid.UUID, int] = {}
    for one in expected_on(day).filter(task__in=list(tasks)):
        expected[one.task_id] = expected.get(one.task_id, 0) + one.as_of(day).count
    accepted = dict(
        ProductAcceptance.objects.filter(product__task__in=expected, span__known_from__lte=day)
        .values_list("product__task_id")
        .annotate(Sum("count"))
    )
    return {key: (accepted.get(key, 0), count) for key, count in expected.items()}


def evaluations_of(tasks: Iterable[uuid.UUID], *, day: date) -> dict[uuid.UUID, Evaluation]:
    """Return how each accepted task was judged, as known on the day."""
    rows = Evaluation.objects.filter(task__in=list(tasks), span__known_from__lte=day)
    return {one.task_id: one for one in rows.select_related("span").order_by("span__number")}


def of_quality(spans: QuerySet[Any], grade: str) -> QuerySet[Any]:
    """Keep the tasks that stand accepted and were judged at a grade."""
    judged = Evaluation.objects.filter(task_id=OuterRef("task_id"), quality=grade)
    return spans.filter(Exists(judged), stage=Stage.ACCEPTED)


def grades_of(tasks: Iterable[uuid.UUID], *, day: date) -> dict[uuid.UUID, Quality]:
    """Return the grade of each judged task, as known on the day."""
    rows = Evaluation.objects.filter(task__in=list(tasks), span__known_from__lte=day)
    return {task: Quality(grade) for task, grade in rows.values_list("task_id", "quality")}
