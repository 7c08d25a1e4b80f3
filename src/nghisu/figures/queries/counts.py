"""The numbers on pages: what each counts, and exactly its records, as known on a day.

The other half of the registry (``registry`` holds what belongs to a unit's quarter): here a number belongs to
a thing of some kind, e.g. the lines of a programme. Packages above register their kinds when they load.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from nghisu.figures.queries.registry import Asked, Counted, Number, Source, definitions, total
from nghisu.figures.rules.indicators import STOCK_SUM, Indicator, Kind, UnknownIndicator
from nghisu.kit.numbers import number_url
from nghisu.organisation.queries import tree_on
from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True)
class About:
    """The thing that a number is of, as found for the asker."""

    key: str
    title: str
    url: str
    of: Any


@dataclass(frozen=True)
class Kept:
    """A kind of thing that has numbers on its pages.

    :param find: the thing of a key, None where there is none that the asker may see
    :param records: what one number counts; its amounts add up to the number
    :param further: definitions that depend on the thing, e.g. what a campaign asks for
    """

    kind: str
    name: str
    indicators: tuple[Indicator, ...]
    find: Callable[[str, Standing, date], About | None]
    records: Callable[[str, Any, Standing, date], list[Counted]]
    further: Callable[[Any, date], Sequence[Indicator]] | None = None

    def defined(self, of: Any, day: date) -> list[Indicator]:
        """Return what the numbers of a thing count."""
        return [*self.indicators, *(self.further(of, day) if self.further else ())]


def all_definitions(asked: Asked) -> "list[tuple[Source | Kept, Indicator, str]]":
    """Return the whole registry as it holds for a quarter, each with its whole code."""
    return [
        *((source, one, code) for code, (source, one) in definitions(asked).items()),
        *((kind, one, code) for code, (kind, one) in page_definitions().items()),
    ]


def counts(code: str, name: str, measure: str, definition: str) -> Indicator:
    """Return the definition of a number on a page; like a stock, it is never added over time."""
    return Indicator(code, name, measure, Kind.STOCK, definition, STOCK_SUM)


_kinds: dict[str, Kept] = {}


def register_kind(kind: Kept) -> Kept:
    """Add a kind of thing with its numbers; once per kind."""
    _kinds[kind.kind] = kind
    return kind


def kinds() -> list[Kept]:
    """Return all kinds, in the order in which they registered."""
    return list(_kinds.values())


def page_definitions() -> dict[str, tuple[Kept, Indicator]]:
    """Return every definition by its whole code, ``programme.lines``."""
    return {f"{kind.kind}.{one.code}": (kind, one) for kind in kinds() for one in kind.indicators}


@dataclass(frozen=True)
class ShownCount:
    """A number of a page with its definition and exactly the records it counts."""

    kind: Kept
    indicator: Indicator
    about: About
    as_of: date
    value: Number
    records: list[Counted]

    @property
    def code(self) -> str:
        """The whole code."""
        return f"{self.kind.kind}.{self.indicator.code}"

    @property
    def page_url(self) -> str:
        """The address of its page."""
        return number_url(self.code, self.about.key, self.as_of)

    @property
    def api_url(self) -> str:
        """The address where a program asks for it."""
        place = reverse("api_count", args=[self.kind.kind, self.about.key, self.indicator.code])
        return f"{place}?as_of={self.as_of.isoformat()}"


def about_of(kind: str, key: str, *, standing: Standing, day: date) -> tuple[Kept, About] | None:
    """Return a thing that has numbers, None where there is none that the asker may see."""
    found = _kinds.get(kind)
    about = found.find(key, standing, day) if found is not None else None
    return (found, about) if found is not None and about is not None else None


def count_shown(kind: str, key: str, code: str, *, standing: Standing, day: date) -> ShownCount | None:
    """Return one number of a thing with its records, None where the asker may not see the thing.

    :raises UnknownIndicator: if the kind has no such number
    """
    found = about_of(kind, key, standing=standing, day=day)
    if found is None:
        return None
    what, about = found
    indicator = next((one for one in what.defined(about.of, day) if one.code == code), None)
    if indicator is None:
        raise UnknownIndicator(code=f"{kind}.{code}")
    records = what.records(code, about.of, standing, day)
    return ShownCount(what, indicator, about, day, total(records), records)


def counts_of(kind: str, key: str, *, standing: Standing, day: date) -> list[ShownCount]:
    """Return every number of a thing, with its records."""
    found = about_of(kind, key, standing=standing, day=day)
    if found is None:
        return []
    what, about = found
    shown = []
    for one in what.defined(about.of, day):
        records = what.records(one.code, about.of, standing, day)
        shown.append(ShownCount(what, one, about, day, total(records), records))
    return shown


class Whole(Standing):
    """Who reads the database itself: the command line, whose user holds the data already."""

    def reach(self, action: str, side: str = "unit") -> frozenset[UUID]:
        return self.tree.known

    def may(self, action: str, **units: Any) -> bool:
        return True

    def may_somewhere(self, action: str) -> bool:
        return True


def whole_standing(day: date) -> Standing:
    """Return a standing that sees every unit's things; for the command line only."""
    return Whole(None, "", day, (), tree_on(day), {})


def key_of(key: str) -> UUID | None:
    """Return the key of an address as an id."""
    try:
        return UUID(key)
    except ValueError:
        return None


def split_key(key: str) -> tuple[str, str]:
    """Return the two parts of a key with a dot in it."""
    first, _dot, second = key.partition(".")
    return first, second


def with_day(url: str, day: date) -> str:
    """Return an address that asks for a day."""
    return f"{url}?as_of={day.isoformat()}"
