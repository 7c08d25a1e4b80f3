"""The one registry of figures: every number the product shows belongs to a source registered here.

A source says what it counts (indicators, with definition and rule of sum), and for a unit's quarter as known
on a day it gives the numbers and the records behind each. Packages above register theirs when they load.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from nghisu.figures.rules.indicators import Indicator, UnknownIndicator
from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Unit

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom, of which quarter, as known at the end of which day."""

    unit: Unit
    quarter: Quarter
    as_of: date

    @property
    def last_day(self) -> date:
        """The last day that counts: the quarter's, or the day asked where that comes earlier."""
        return min(self.quarter.last, self.as_of)


@dataclass(frozen=True, slots=True)
class Counted:
    """One record behind a figure, and how much of the figure it is.

    :param label: what it is called; empty where the asker may not know
    """

    kind: str
    pk: str
    label: str
    words: str = ""
    day: date | None = None
    amount: Number = 1
    url: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a source answers to one question: its definitions, and its numbers by code."""

    indicators: Sequence[Indicator]
    values: Mapping[str, Number]


@dataclass(frozen=True)
class Source:
    """Something that is counted, with everything known of how.

    :param indicators: those it has for the question asked; fixed for most sources
    :param values: the numbers by code
    :param records: the records behind one code, as far as the asker may know them
    :param together: the answers for several quarters of one unit as known on one day, in as many queries
        as for one; None: asked quarter by quarter
    """

    code: str
    name: str
    indicators: Callable[[Asked], Sequence[Indicator]]
    values: Callable[[Asked], Mapping[str, Number]]
    records: Callable[[str, Asked, "Standing | None"], list[Counted]]
    together: Callable[[Sequence[Asked]], list[Said]] | None = None

    def said(self, asked: Sequence[Asked]) -> list[Said]:
        """Return the answers for several quarters of one unit as known on one day, in their order."""
        if self.together is not None and asked:
            return self.together(asked)
        return [Said(self.indicators(one), self.values(one)) for one in asked]


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Add a source; once per code."""
    _sources[source.code] = source
    return source


def sources() -> list[Source]:
    """Return all sources in the order in which they registered."""
    return list(_sources.values())


def definitions(asked: Asked) -> dict[str, tuple[Source, Indicator]]:
    """Return every definition that holds for the question, by code."""
    return {
        indicator.code: (source, indicator) for source in sources() for indicator in source.indicators(asked)
    }


def values_of(asked: Asked) -> dict[str, Number]:
    """Return all numbers of a unit's quarter as known on the day.

    Asked without a standing: who may write or see a report may see the figures in it.
    """
    found: dict[str, Number] = {}
    for source in sources():
        found |= source.values(asked)
    return found


@dataclass(frozen=True)
class Shown:
    """A figure with its definition and exactly the records it counts."""

    asked: Asked
    source: Source
    indicator: Indicator
    value: Number
    records: list[Counted]


def figure_shown(code: str, asked: Asked, standing: "Standing | None") -> Shown:
    """Return one figure with its records.

    :raises UnknownIndicator: if there is none of that code
    :raises NotAllowed: if the asker may not see figures of the unit
    """
    if standing is not None:
        standing.require("figure.see", unit=asked.unit.pk)
    found = definitions(asked).get(code)
    if found is None:
        raise UnknownIndicator(code=code)
    source, indicator = found
    records = source.records(code, asked, standing)
    return Shown(asked, source, indicator, total(records), records)


def total(records: Iterable[Counted]) -> Number:
    """Return what records add up to."""
    return sum((record.amount for record in records), start=0)


def page_url(code: str, asked: Asked) -> str:
    """Return the address of the page of a figure."""
    return _url("figure_detail", code, asked)


def api_url(code: str, asked: Asked) -> str:
    """Return the address where a program asks for a figure with its records."""
    return _url("api_figure", code, asked)


def _url(name: str, code: str, asked: Asked) -> str:
    place = reverse(name, args=[asked.unit.code, str(asked.quarter), code])
    return f"{place}?{urlencode({'as_of': asked.as_of.isoformat()})}"
