"""The numbers of what a task is to bring: expected, accepted, awaiting the giver, missing."""

from datetime import date
from typing import Any

from django.urls import reverse

from nghisu.documents.queries import documents_visible_to
from nghisu.figures.queries.counts import About, Kept, counts, key_of, register_kind, with_day
from nghisu.figures.queries.registry import Counted
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.models import ProductAcceptance, TaskProduct
from nghisu.tasks.queries import task_visible_to
from nghisu.tasks.queries.products import Followed, products_of

PIECES = N_("pieces")


def _product(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    row = TaskProduct.every.filter(pk=pk).first() if pk else None
    task = task_visible_to(standing, row.task_id) if row else None
    if row is None or task is None:
        return None
    found = [one for one in products_of(task, day=day) if one.product.pk == row.pk]
    if not found:
        return None
    title = f"{task.code}: {found[0].product}"
    return About(key, title, with_day(reverse("task_detail", args=[task.pk]), day), found[0])


def _of_product(code: str, of: Followed, standing: Standing, day: date) -> list[Counted]:
    whole = Counted("taskproduct", str(of.product.pk), str(of.product), amount=of.progress.expected)
    if code == "expected":
        return [whole]
    accepted = _accepted(of, day)
    waiting = _waiting(of, standing)
    if code == "accepted":
        return accepted
    if code == "waiting":
        return waiting
    if not of.progress.missing:
        return []
    return [whole, *(_less(one) for one in [*accepted, *waiting])]


def _accepted(of: Followed, day: date) -> list[Counted]:
    rows = ProductAcceptance.objects.filter(product=of.product, span__known_from__lte=day)
    return [
        Counted("taskspan", str(one.span_id), one.span.words, "", one.span.known_from, one.count)
        for one in rows.select_related("span").order_by("span__number")
    ]


def _waiting(of: Followed, standing: Standing) -> list[Counted]:
    seen = set(
        documents_visible_to(standing)
        .filter(pk__in=[one.pk for one in of.waiting])
        .values_list("pk", flat=True)
    )
    return [_paper(one, one.pk in seen) for one in of.waiting]


def _paper(document: Any, is_seen: bool) -> Counted:
    return Counted(
        "document",
        str(document.pk),
        document.citation if is_seen else "",
        document.subject if is_seen else "",
        document.dated_on if is_seen else None,
        url=reverse("document_detail", args=[document.pk]) if is_seen else "",
    )


def _less(one: Counted) -> Counted:
    return Counted(one.kind, one.pk, one.label, one.words, one.day, -one.amount, one.url)


register_kind(
    Kept(
        "product",
        N_("Products of tasks"),
        (
            counts(
                "expected",
                N_("Pieces expected of a product"),
                PIECES,
                N_("How many the task was to bring of it, as put right by the day."),
            ),
            counts(
                "accepted",
                N_("Pieces accepted"),
                PIECES,
                N_("How many of it the giver had accepted by the day, in whole or in part."),
            ),
            counts(
                "waiting",
                N_("Pieces awaiting the giver"),
                PIECES,
                N_("Documents that showed it when it was handed in last, and not answered by the day."),
            ),
            counts(
                "missing",
                N_("Pieces missing"),
                PIECES,
                N_(
                    "Those expected, less those accepted and those that await the giver; never less "
                    "than none."
                ),
            ),
        ),
        _product,
        _of_product,
    )
)
