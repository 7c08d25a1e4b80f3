"""The figures of a unit: quarter by quarter, each a link to its records."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext

from nghisu.figures import queries
from nghisu.figures.forms import CloseQuarterForm
from nghisu.figures.rules.indicators import INDICATORS, Share
from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.kit.periods import NotAQuarter, Quarter
from nghisu.tasks import actions


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
    closed = queries.closed_quarters(unit, year, day=request.as_of)
    language = "vi" if (get_language() or "vi").startswith("vi") else "en"
    context = {
        "unit": unit,
        "unit_name": dict(units).get(unit.code, unit.code),
        "units": units,
        "year": year,
        "years": range(request.as_of.year, request.as_of.year - 6, -1),
        "quarters": [
            {
                "quarter": one.quarter,
                "is_closed": one.quarter in closed,
                "close_url": _close_url(request, unit, one.quarter)
                if one.quarter not in closed and one.quarter.until <= request.today
                else "",
            }
            for one in found
        ],
        "rows": [
            {
                "name": gettext(what.name),
                "definition": gettext(what.definition),
                "figures": [one.figure(what.code) for one in found],
            }
            for what in INDICATORS
        ],
        "shares": [
            _share(gettext("Done of what was due"), [one.due_share for one in found], language),
            _share(gettext("In time, of what was done"), [one.on_time_share for one in found], language),
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


def _share(name: str, shares: list[Share], language: str) -> dict[str, Any]:
    return {"name": name, "words": [share.words(language) for share in shares]}


def _close_url(request: Request, unit: Any, quarter: Quarter) -> str:
    if request.as_of != request.today or not request.standing.may("quarter.close", unit=unit.pk):
        return ""
    return reverse("quarter_close", args=[unit.code, str(quarter)])


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else request.as_of.year
