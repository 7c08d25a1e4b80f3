"""A number that a page counts: it stands there with the name of its definition and opens its records.

The registry of definitions is in ``figures``; a page only says which one its number is, of what, as known on
which day. Nothing is asked of the database for that.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString

Number = int | Decimal | float


@lru_cache(maxsize=8)
def _home(_prefix: str) -> str:
    return reverse("figure_list")


def number_url(code: str, key: Any, day: date | None = None) -> str:
    """Return the address of the records behind a number: ``programme.lines`` of a key, as of a day."""
    kind, _dot, bare = code.partition(".")
    asked = f"?as_of={day.isoformat()}" if day else ""
    return f"{_home(get_script_prefix())}cua/{kind}/{quote(str(key), safe='')}/{bare}/{asked}"


def number_link(value: Number, code: str, key: Any, *, day: date | None = None, look: str = "") -> SafeString:
    """Return a number as a link to its records.

    :param code: its definition in the registry, the kind of thing before the dot: ``programme.lines``
    :param key: which thing of the kind
    :param day: as known when; none: the day on which it is opened
    :param look: classes of the link
    """
    return linked(value, code, number_url(code, key, day), look=look)


def linked(value: Number, code: str, url: str, *, look: str = "") -> SafeString:
    """Return a number as a link to where its records are listed, with the name of its definition."""
    return format_html(
        '<a class="{}" href="{}" data-figure="{}"><data value="{}">{}</data></a>',
        look or "counted",
        url,
        code,
        value,
        formats.number_format(value, use_l10n=True, force_grouping=True),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted number in a cell of a table."""

    value: Number
    code: str
    key: Any
    day: date | None = None

    def html(self) -> SafeString:
        """Return the markup."""
        return number_link(self.value, self.code, self.key, day=self.day)

    def plain(self) -> Number:
        """Return the number alone, for the export."""
        return self.value


@dataclass(frozen=True, slots=True)
class PartOf:
    """A counted part of a counted whole in a cell; each opens its own records."""

    part: Counted
    whole: Counted

    def html(self) -> SafeString:
        """Return the markup."""
        return format_html("{}/{}", self.part.html(), self.whole.html())

    def plain(self) -> str:
        """Return both numbers, for the export."""
        return f"{self.part.value}/{self.whole.value}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A number in a cell whose records are listed at an address of their own."""

    value: Number
    code: str
    url: str

    def html(self) -> SafeString:
        """Return the markup."""
        return linked(self.value, self.code, self.url)

    def plain(self) -> Number:
        """Return the number alone, for the export."""
        return self.value
