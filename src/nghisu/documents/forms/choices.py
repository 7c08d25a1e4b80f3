"""Choices that several forms offer."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from nghisu.documents.rules import types
from nghisu.documents.rules.types import Family

ACCEPT = ".pdf,.docx,.xlsx,.odt,.ods,.doc,.xls,.png,.jpg,.tif,.txt"


def named(names: Any) -> list[tuple[str, Any]]:
    """Return choices with their words in the reader's language."""
    return [(one.value, _(name)) for one, name in names.items()]


def type_choices(
    day: date, family: Family = Family.PARTY, *, without_symbol: bool = False
) -> list[tuple[str, Any]]:
    """Return the types of the day's table.

    :param without_symbol: also those that no number can be given to, which arrive all the same
    """
    table = types.table_on(day, family)
    listed = (*table.types, *(table.without_symbol if without_symbol else ()))
    return [(kind.code, _(kind.name)) for kind in listed]
