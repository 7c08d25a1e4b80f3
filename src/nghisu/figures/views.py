"""The figures of a unit: quarter by quarter, each a link to its records."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nghisu.figures import queries
from nghisu.figures.forms import CloseQuarterForm
from nghisu.figures.queries import counts, registry
from nghisu.figures.queries.registry import Asked
from nghisu.figures.rules.indicators import INDICATORS, KIND_NAMES, Kind, Share, UnknownIndicator
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.kit.periods import NotAQuarter, Quarter
from nghisu.kit.tables import Column, Link, Table
from nghisu.tasks import actions
from nghisu.tasks.queries.tracing import roots_of
from nghisu.tasks.views.drawing import drawn_roots, root_url, root_words


@page("figure.see")
def figure_list(request: Request) -> HttpResponse:
    """Show the figures of the year's quarters of one unit, as known on the day."""
    units = queries.unit_choices(request.standing, day=request.as_of)
    unit = queries.unit_shown(request.standing, request.GET.get("unit", ""), units)
    if unit is None:
        raise Http404
    year = _year(request)
    quarters = [Quarter(year, number) for number in range(1, 5)]
    begun = [quarter for quarter in quarters if quarter.first <= request.as_of]
    found = queries.figures_of([unit], quarters=begun, as_of=request.as_of, standing=request.standing)
    closed = queries.closed_on(unit, year, day=request.as_of)
    frozen = queries.closed_values(unit, year) if closed else {}
    language = "vi" if (get_language() or "vi").startswith("vi") else "en"
    columns: list[dict[str, Any]] = [
        {
            "quarter": one.quarter,
            "is_closed": one.quarter in closed,
            "close_url": _close_url(request, unit, one.quarter)
            if one.quarter not in closed and one.quarter.until <= request.today
            else "",
            "cells": {
                what.code: {
                    "value": frozen.get((one.quarter, what.code), one.values[what.code])
                    if one.quarter in closed
                    else one.values[what.code],
                    "code": what.code,
                    "url": registry.page_url(
                        what.code, Asked(unit, one.quarter, closed.get(one.quarter, request.as_of))
                    ),
                    "quarter": one.quarter,
                }
                for what in INDICATORS
            },
        }
        for one in found
    ]
    context = {
        "unit": unit,
        "unit_name": dict(units).get(unit.code, unit.code),
        "units": units,
        "year": year,
        "years": range(request.as_of.year, request.as_of.year - 6, -1),
        "quarters": columns,
        "rows": [
            {
                "name": gettext(what.name),
                "definition": gettext(what.definition),
                "figures": [one["cells"][what.code] for one in columns],
            }
            for what in INDICATORS
        ],
        "others": _others([Asked(unit, one.quarter, request.as_of) for one in found]),
        "shares": [
            _share(gettext("Done of what was due"), "due_done", "due", columns, language),
            _share(gettext("In time, of what was done"), "done_in_time", "done", columns, language),
        ],
        "corrections": queries.corrections_shown(unit, year, day=request.as_of),
    }
    return render(request, "figures/list.html", context)


@page("quarter.close")
def quarter_close(request: Request, code: str, quarter: str) -> HttpResponse:
    """Close the count of a quarter, after its label is typed."""
    unit = queries.unit_by_code(code)
    try:
        which = Quarter.parse(quarter)
    except NotAQuarter as error:
        raise Http404 from error
    if unit is None or not request.standing.may("quarter.close", unit=unit.pk):
        raise Http404
    form = CloseQuarterForm(request.POST or None, name=which.label)
    back = f"{reverse('figure_list')}?{urlencode([('unit', unit.code), ('year', str(which.year))])}"
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: actions.close_quarter(unit=unit, quarter=which, by=request.standing, at=clock.now()),
        )
        if form.is_valid():
            messages.success(request, gettext("Quarter %(quarter)s is closed.") % {"quarter": which.label})
            return redirect(back)
    context = {
        "form": form,
        "title": gettext("Close quarter %(quarter)s of %(unit)s")
        % {"quarter": which.label, "unit": unit.code},
        "warning": gettext(
            "After closing, nothing is accepted into this quarter and no task changes between planned and "
            "arising. What proves wrong is corrected, and the next report shows the corrections."
        ),
        "action": gettext("Close the quarter"),
        "back": back,
    }
    return render(request, "kit/confirm.html", context, status=status_of(form))


def _others(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Return the figures that are counted of other things than tasks, with a value for each quarter."""
    rows: list[dict[str, Any]] = []
    for source in registry.sources():
        if source.code == "tasks":
            continue
        said = source.said(asked)
        named = {what.code: what for one in said if one.values for what in one.indicators}
        rows += [
            {
                "name": gettext(what.name),
                "definition": gettext(what.definition),
                "figures": [
                    {
                        "value": found.values.get(code),
                        "code": code,
                        "url": registry.page_url(code, one),
                        "quarter": one.quarter,
                    }
                    for one, found in zip(asked, said, strict=True)
                ],
            }
            for code, what in named.items()
        ]
    return rows


class RecordTable(Table):
    """The records of one figure."""

    title = _("Records")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "label", _("Code or number"), value=lambda one: Link(one.label, one.url) if one.url else one.label
        ),
        Column("words", _("Content"), main=True),
        Column("day", _("Day")),
        Column("amount", _("Counts"), number=True),
    )
    empty_title = _("The figure counts no record")


@page("figure.see")
def figure_detail(request: Request, unit: str, quarter: str, code: str) -> HttpResponse:
    """Show one figure: what is counted, by which rule, as known when, and exactly its records."""
    shown, asked = _shown(request, unit, quarter, code)
    table = RecordTable(request, shown.records, title=gettext(shown.indicator.name))
    context = {
        "shown": shown,
        "name": gettext(shown.indicator.name),
        "unit_name": dict(queries.unit_choices(request.standing, day=request.as_of)).get(unit, unit),
        "hidden": sum(not record.label for record in shown.records),
        "is_stock": shown.indicator.kind is Kind.STOCK,
        "api_url": registry.api_url(code, asked),
        "list_url": queries.records_url(code, unit=asked.unit, quarter=asked.quarter, as_of=request.as_of)
        if shown.source.code == "tasks"
        else "",
        "roots_url": reverse("figure_roots", args=[unit, quarter, code])
        if shown.source.code == "tasks" and shown.records
        else "",
    }
    return table.respond("figures/detail.html", context)


@page(SIGNED_IN)
def count_detail(request: Request, kind: str, key: str, code: str) -> HttpResponse:
    """Show a number of a page: what is counted, by which rule, as known when, and exactly its records."""
    shown = counted_for(request, kind, key, code)
    name = gettext(shown.indicator.name)
    table = RecordTable(request, shown.records, title=name)
    hidden = sum(not record.label for record in shown.records)
    return table.respond("figures/count.html", {"shown": shown, "name": name, "hidden": hidden})


def counted_for(request: Request, kind: str, key: str, code: str) -> counts.ShownCount:
    """Return a number of a page with its records, where the reader may see the thing that it is of."""
    try:
        shown = counts.count_shown(kind, key, code, standing=request.standing, day=request.as_of)
    except UnknownIndicator as error:
        raise Http404 from error
    if shown is None:
        raise Http404
    return shown


def _shown(request: Request, unit: str, quarter: str, code: str) -> tuple[registry.Shown, Asked]:
    """Return the figure asked for with its records, where the reader may see it."""
    found_unit = queries.unit_by_code(unit)
    try:
        which = Quarter.parse(quarter)
    except NotAQuarter as error:
        raise Http404 from error
    if found_unit is None or not request.standing.may("figure.see", unit=found_unit.pk):
        raise Http404
    asked = Asked(found_unit, which, request.as_of)
    try:
        shown = registry.figure_shown(code, asked, request.standing)
    except UnknownIndicator as error:
        raise Http404 from error
    return shown, asked


@page("figure.see")
def figure_roots(request: Request, unit: str, quarter: str, code: str) -> HttpResponse:
    """Show the way from a figure of tasks back to the directives and programmes, drawn and as a table."""
    shown, asked = _shown(request, unit, quarter, code)
    if shown.source.code != "tasks":
        raise Http404
    spans = queries.records(code, unit=asked.unit, quarter=asked.quarter, as_of=asked.as_of)
    roots = roots_of(
        spans.select_related("programme_item", "task__point"), standing=request.standing, day=request.as_of
    )
    name = gettext(shown.indicator.name)
    context = {
        "shown": shown,
        "name": name,
        "unit_name": dict(queries.unit_choices(request.standing, day=request.as_of)).get(unit, unit),
        "roots": [(root, root_words(root), root_url(root)) for root in roots],
        "picture": drawn_roots(name, roots) if roots else None,
    }
    return render(request, "figures/roots.html", context)


class DefinitionTable(Table):
    """Everything that the product counts."""

    title = _("What is counted")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", _("Figure"), value=lambda one: gettext(one[1].name), main=True),
        Column("code", _("Code"), value=lambda one: one[2]),
        Column("measure", _("Counted in"), value=lambda one: gettext(one[1].unit)),
        Column("kind", _("Flow or stock"), value=lambda one: gettext(KIND_NAMES[one[1].kind])),
        Column("definition", _("Definition"), value=lambda one: gettext(one[1].definition)),
        Column("sums_to", _("How it adds up"), value=lambda one: gettext(one[1].sums_to)),
        Column("source", _("Source"), value=lambda one: gettext(one[0].name)),
    )


@page("figure.see")
def figure_definitions(request: Request) -> HttpResponse:
    """Show the registry: what is counted, by which rule, and how it adds up."""
    units = queries.unit_choices(request.standing, day=request.as_of)
    unit = queries.unit_shown(request.standing, request.GET.get("unit", ""), units)
    if unit is None:
        raise Http404
    asked = Asked(unit, Quarter.of(request.as_of), request.as_of)
    return DefinitionTable(request, counts.all_definitions(asked)).respond("figures/definitions.html", {})


def _share(name: str, part: str, whole: str, found: Sequence[Any], language: str) -> dict[str, Any]:
    """Return a row of percentages; each opens its part and its whole."""
    return {
        "name": name,
        "parts": [
            {
                "quarter": one["quarter"],
                "part": one["cells"][part],
                "whole": one["cells"][whole],
                "percent": Share(one["cells"][part]["value"], one["cells"][whole]["value"]).percent(language),
            }
            for one in found
        ],
    }


def _close_url(request: Request, unit: Any, quarter: Quarter) -> str:
    if request.as_of != request.today or not request.standing.may("quarter.close", unit=unit.pk):
        return ""
    return reverse("quarter_close", args=[unit.code, str(quarter)])


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else request.as_of.year
