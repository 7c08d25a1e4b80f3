"""The first few of many rows, with the count of all, in one query."""

from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet, Window

Row = TypeVar("Row", bound=Model)


def first_few(rows: "QuerySet[Row]", most: int) -> tuple[list[Row], int]:
    """Return the first ``most`` rows and how many there are in all; the order is the queryset's."""
    few: list[Any] = list(rows.annotate(count_of_all=Window(Count("*")))[:most])
    return few, few[0].count_of_all if few else 0
