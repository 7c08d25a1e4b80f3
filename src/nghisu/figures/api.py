"""Figures for programs: the registry, and each figure with exactly the records it counts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext

from nghisu.figures.queries import counts, registry, unit_by_code, unit_choices, unit_shown
from nghisu.figures.queries.registry import Asked
from nghisu.figures.rules.indicators import Indicator, UnknownIndicator
from nghisu.kit.api import AS_OF, Page, Parameter, endpoint, listed
from nghisu.kit.pages import SIGNED_IN, Request
from nghisu.kit.periods import NotAQuarter, Quarter
from nghisu.kit.refusals import N_


@dataclass(frozen=True)
class RecordOut:
    """One record that a figure counts; without label where you may not know it."""

    kind: str
    id: str
    label: str
    words: str
    day: date | None
    amount: Decimal
    page: str


@dataclass(frozen=True)
class DefinitionOut:
    """What is counted, of which day, by which rule."""

    code: str
    name: str
    measure: str
    kind: str
    definition: str
    sums_to: str
    source: str


@dataclass(frozen=True)
class FigureOut:
    """A figure with its definition and the records it counts."""

    unit: str
    quarter: str
    as_of: date
    value: Decimal
    definition: DefinitionOut
    records: list[RecordOut]


@endpoint(
    "figure.see",
    summary=N_("One figure of a unit's quarter as known on a day, with exactly the records it counts"),
    answer=FigureOut,
    tag="figures",
    query=(AS_OF,),
)
def api_figure(request: Request, unit: str, quarter: str, code: str) -> FigureOut:
    """Answer with one figure and its records."""
    asked = _asked(request, unit, quarter)
    try:
        found = registry.figure_shown(code, asked, request.standing)
    except UnknownIndicator as error:
        raise Http404 from error
    return FigureOut(
        unit=asked.unit.code,
        quarter=str(asked.quarter),
        as_of=asked.as_of,
        value=Decimal(found.value),
        definition=_definition(found.source, found.indicator, code),
        records=_records(found.records),
    )


@dataclass(frozen=True)
class CountOut:
    """A number of a page with its definition and the records it counts."""

    of: str
    thing: str
    as_of: date
    value: Decimal
    definition: DefinitionOut
    records: list[RecordOut]


@endpoint(
    SIGNED_IN,
    summary=N_("One number of a page, e.g. the lines of a programme, with exactly the records it counts"),
    answer=CountOut,
    tag="figures",
    query=(AS_OF,),
)
def api_count(request: Request, kind: str, key: str, code: str) -> CountOut:
    """Answer with one number of a thing and its records."""
    try:
        found = counts.count_shown(kind, key, code, standing=request.standing, day=request.as_of)
    except UnknownIndicator as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return _count(found)


@endpoint(
    SIGNED_IN,
    summary=N_("All numbers of a thing that has pages of its own, with the records they count"),
    answer=CountOut,
    tag="figures",
    many=True,
    query=(AS_OF,),
)
def api_counts(request: Request, kind: str, key: str) -> Page[CountOut]:
    """Answer with every number of a thing."""
    found = counts.counts_of(kind, key, standing=request.standing, day=request.as_of)
    if not found:
        raise Http404
    return listed(request, found, _count, most=500)


def _count(found: counts.ShownCount) -> CountOut:
    return CountOut(
        of=found.kind.kind,
        thing=found.about.title,
        as_of=found.as_of,
        value=Decimal(found.value),
        definition=_definition(found.kind, found.indicator, found.code),
        records=_records(found.records),
    )


def _records(found: list[registry.Counted]) -> list[RecordOut]:
    return [
        RecordOut(one.kind, one.pk, one.label, one.words, one.day, Decimal(one.amount), one.url)
        for one in found
    ]


@dataclass(frozen=True)
class ValueOut:
    """A figure without its records."""

    code: str
    name: str
    value: Decimal
    address: str


@endpoint(
    "figure.see",
    summary=N_("All figures of a unit's quarter as known on a day"),
    answer=ValueOut,
    tag="figures",
    many=True,
    query=(AS_OF,),
)
def api_figures(request: Request, unit: str, quarter: str) -> Page[ValueOut]:
    """Answer with every number of the quarter."""
    asked = _asked(request, unit, quarter)
    values = registry.values_of(asked)
    found = [
        ValueOut(code, gettext(one.name), Decimal(values[code]), registry.api_url(code, asked))
        for code, (_source, one) in registry.definitions(asked).items()
        if code in values
    ]
    return listed(request, found, lambda one: one, most=500)


UNIT = Parameter("unit", N_("Code of the unit; the first whose figures you may see without it"))


@endpoint(
    "figure.see",
    summary=N_("The definition of every figure: what is counted, of which day, by which rule"),
    answer=DefinitionOut,
    tag="figures",
    many=True,
    query=(UNIT, AS_OF),
)
def api_definitions(request: Request) -> Page[DefinitionOut]:
    """Answer with the registry, as it holds for the quarter of the day."""
    units = unit_choices(request.standing, day=request.as_of)
    unit = unit_shown(request.standing, request.GET.get("unit", ""), units)
    if unit is None:
        raise Http404
    asked = Asked(unit, Quarter.of(request.as_of), request.as_of)
    found = counts.all_definitions(asked)
    return listed(request, found, lambda one: _definition(*one), most=500)


def _asked(request: Request, code: str, quarter: str) -> Asked:
    unit = unit_by_code(code)
    try:
        which = Quarter.parse(quarter)
    except NotAQuarter as error:
        raise Http404 from error
    if unit is None or not request.standing.may("figure.see", unit=unit.pk):
        raise Http404
    return Asked(unit, which, request.as_of)


def _definition(source: registry.Source | counts.Kept, one: Indicator, code: str) -> DefinitionOut:
    return DefinitionOut(
        code=code,
        name=gettext(one.name),
        measure=gettext(one.unit),
        kind=one.kind.value,
        definition=gettext(one.definition),
        sums_to=gettext(one.sums_to),
        source=gettext(source.name),
    )
