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


def type_choices(day: date, family: Family = Family.PARTY) -> list[tuple[str, Any]]:
    """Return the types of the day's table with their symbols."""
    return [(kind.code, _(kind.name)) for kind in types.table_on(day, family).types]
