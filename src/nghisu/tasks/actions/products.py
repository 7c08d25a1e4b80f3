"""Write down the products that work is to bring, and what of them was accepted and how it was judged."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from nghisu.kit.stored import columns_of, store_rows
from nghisu.tasks.models import (
    Evaluation,
    ItemProduct,
    ProductAcceptance,
    ProductChange,
    Task,
    TaskProduct,
    TaskSpan,
)
from nghisu.tasks.queries.products import accepted_before
from nghisu.tasks.rules.evaluation import Judged
from nghisu.tasks.rules.products import (
    VIETNAMESE,
    Expected,
    Kind,
    MoreAcceptedThanThere,
    ProductOfAnotherTask,
    check_part,
    in_words,
    words_of,
)

if TYPE_CHECKING:
    from nghisu.documents.models import Document

Products = Mapping[uuid.UUID, Sequence[Expected]]


def named(products: Sequence[Expected], words: str = "") -> tuple[Expected, ...]:
    """Return the products that work is to bring: those in rows, or free text as the words of one."""
    return tuple(products) or in_words(words)


def store_products(
    wanted: Products,
    *,
    owner: str = "task_id",
    model: type[TaskProduct] | type[ItemProduct] = TaskProduct,
    tell: Callable[[int], None] = lambda _count: None,
) -> None:
    """Store the products of new tasks, or with ``owner`` and ``model`` of new lines of a programme."""
    if any(wanted.values()):
        store_rows(model, _rows(wanted, columns_of(model), owner), tell=tell)


def _rows(wanted: Products, columns: Sequence[str], owner: str) -> Iterator[Sequence[Any]]:
    at = {column: place for place, column in enumerate(columns)}
    for key, products in wanted.items():
        for number, one in enumerate(products, start=1):
            row: list[Any] = [None] * len(columns)
            row[at["id"]], row[at[owner]], row[at["number"]] = uuid.uuid4(), key, number
            row[at["kind"]], row[at["count"]] = one.kind.value, one.count
            row[at["form"]], row[at["words"]] = one.form.value, one.words
            yield row


def change_products(
    task: Task, span: TaskSpan, products: Sequence[tuple[uuid.UUID | None, Expected]]
) -> None:
    """Store what a task is to bring from a span on, and beside it what each product was before.

    :param products: all of them, each with the key of the product that it was, None for a new one
    """
    kept = {key: one for key, one in products if key is not None}
    own = list(TaskProduct.objects.filter(task=task))
    gone = [one for one in own if one.pk not in kept]
    changed = [one for one in own if one.pk in kept and one.expected != kept[one.pk]]
    ProductChange.objects.bulk_create(
        ProductChange(product=one, span=span, kind=one.kind, count=one.count, form=one.form, words=one.words)
        for one in changed
    )
    for one in changed:
        _set(one, kept[one.pk])
    for one in gone:
        one.dropped_in = span
    TaskProduct.every.bulk_update([*changed, *gone], ["kind", "count", "form", "words", "dropped_in"])
    last = TaskProduct.every.filter(task=task).aggregate(last=Max("number"))["last"] or 0
    new = [one for key, one in products if key is None]
    made = [TaskProduct(task=task, number=last + place, added_in=span) for place in range(1, len(new) + 1)]
    for row, expected in zip(made, new, strict=True):
        _set(row, expected)
    TaskProduct.every.bulk_create(made)


def _set(row: TaskProduct, one: Expected) -> None:
    row.kind, row.count, row.form, row.words = one.kind.value, one.count, one.form.value, one.words


def matched(
    task: Task, shows: "Mapping[uuid.UUID, Sequence[Document]]"
) -> "dict[uuid.UUID, list[tuple[Document, TaskProduct]]]":
    """Return, by document, the products of the task that documents are said to show.

    :raises ProductOfAnotherTask: if the task does not expect one of them
    """
    own = {one.pk: one for one in TaskProduct.objects.filter(task=task)}
    found: dict[uuid.UUID, list[tuple[Document, TaskProduct]]] = {}
    for product, documents in shows.items():
        if product not in own:
            raise ProductOfAnotherTask
        for document in documents:
            found.setdefault(document.pk, []).append((document, own[product]))
    return found


def accept_products(
    task: Task,
    span: TaskSpan,
    counts: Mapping[uuid.UUID, int],
    *,
    is_part: bool = False,
) -> list[str]:
    """Store how many of each product an act accepts; return them in words, for the record.

    :raises ProductOfAnotherTask: if the task does not expect one of them
    :raises MoreAcceptedThanThere: if more are accepted than expected
    """
    own = list(TaskProduct.objects.filter(task=task))
    if not {one.pk for one in own} >= set(counts):
        raise ProductOfAnotherTask
    if not own and not is_part:
        return []
    before = accepted_before(task)
    rows = [(one, before.get(one.pk, 0), counts.get(one.pk, 0)) for one in own]
    if is_part:
        check_part([(one.expected, already, now) for one, already, now in rows])
    for one, already, now in rows:
        if now < 0 or already + now > one.count:
            raise MoreAcceptedThanThere(
                count=now, product=words_of(one.expected), expected=one.count, accepted=already
            )
    ProductAcceptance.objects.bulk_create(
        ProductAcceptance(product=one, span=span, count=now) for one, _already, now in rows if now
    )
    return [
        f"{now}/{one.count} {one.words or VIETNAMESE[Kind(one.kind)]}" for one, _already, now in rows if now
    ]


def judge(task: Task, span: TaskSpan, judged: Judged | None) -> Evaluation | None:
    """Store the evaluation that comes with an acceptance, where there is one."""
    if judged is None:
        return None
    return Evaluation.objects.create(
        span=span, task=task, quality=judged.quality.value, reached=judged.reached
    )
