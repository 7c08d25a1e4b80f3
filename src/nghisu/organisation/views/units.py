"""Pages of units: list, tree, one unit, and its changes."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import clock
from nghisu.kit.pages import Request, page
from nghisu.kit.tables import Column, Filter, Table, TextFilter
from nghisu.organisation import forms
from nghisu.organisation.actions import units as actions
from nghisu.organisation.queries import bodies, units
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.views.answers import Page, fill_in, tabs, unit_or_404

if TYPE_CHECKING:
    from nghisu.organisation.models import Unit


def _level(row: Any) -> Any:
    return units.LEVEL_NAMES.get(row.level, "")


class UnitTable(Table):
    """The units of a day."""

    columns = [
        Column(
            "name",
            _("Name of the unit"),
            sort="sort_key",
            main=True,
            link=lambda row: reverse("unit_detail", args=[row.unit.code]),
        ),
        Column("code", _("Code"), sort="unit__code", value=lambda row: row.unit.code),
        Column("symbol", _("Symbol"), sort="symbol"),
        Column("kind", _("Kind"), sort="unit__kind", value=lambda row: row.unit.get_kind_display()),
        Column("level", _("Level"), sort="level", value=_level),
        Column("superior", _("Superior unit"), sort="superior_name", value=lambda row: row.superior_name),
        Column("first", _("Named so since"), sort="first"),
    ]
    filters = [
        TextFilter("q", _("Name or code"), apply=units.matching),
        Filter("kind", _("Kind"), choices=units.KINDS, field="unit__kind"),
        Filter("level", _("Level"), choices=units.LEVELS),
    ]
    order = ""
    title = _("Units")
    empty_title = _("No unit existed on this day")
    empty_hint = _("Choose a later day at the top.")


@page("organisation.see")
def unit_list(request: Request) -> HttpResponse:
    """List the units of the day."""
    rows = units.unit_names(request.standing, request.as_of)
    context = tabs(request, "unit_list") | {"may_found": _may_found(request)}
    return UnitTable(request, rows).respond("organisation/unit_list.html", context)


def _may_found(request: Request) -> bool:
    return request.standing.may_somewhere("organisation.change")


@page("organisation.see")
def unit_tree(request: Request) -> HttpResponse:
    """Show who stands under whom on the day, one page of units at a time."""
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    tree = units.tree_page(
        request.standing, request.as_of, code=request.GET.get("under", "")[:40], page=number
    )
    if tree is None:
        raise Http404
    context = tabs(request, "unit_tree") | {"tree": tree, "may_found": _may_found(request)}
    return render(request, "organisation/unit_tree.html", context)


@page("organisation.see")
def unit_detail(request: Request, code: str) -> HttpResponse:
    """Show one unit as of the day, with everything it was called and everything it went through."""
    unit = unit_or_404(request, code)
    found = units.unit_page(unit, request.as_of, request.standing)
    may_change = request.standing.may("organisation.change", unit=unit.pk)
    staff = (
        [(row, BY_CODE[row.office].name) for row in bodies.staff_of(unit, request.as_of)]
        if request.standing.may("roster.see", unit=unit.pk)
        else None
    )
    context = {
        "found": found,
        "unit": unit,
        "title": found.name.name if found.name else units.name_of(unit, request.as_of),
        "level": units.LEVEL_NAMES.get(found.place.level, "") if found.place else "",
        "kind": unit.get_kind_display(),
        "staff": staff,
        "may_change": may_change and unit.until is None,
        "may_correct": may_change,
        "may_give": request.standing.may("mandate.give", unit=unit.pk),
    }
    return render(request, "organisation/unit_detail.html", context)


def _to(unit: "Unit") -> str:
    return reverse("unit_detail", args=[unit.code])


def _page(request: Request, unit: "Unit", title: str, button: str, **more: str) -> Page:
    return Page(title=title, about=units.name_of(unit, request.today), button=button, back=_to(unit), **more)


@page("organisation.change")
def unit_found(request: Request) -> HttpResponse:
    """Found a unit."""
    form = forms.FoundForm(
        request.POST or None,
        initial={"parent": request.GET.get("under", ""), "day": request.today, "kind": "committee"},
    )
    picks = units.pickable_units(request.standing, "organisation.change", request.today)
    form.fields["parent"].pick_from(picks.items())  # type: ignore[attr-defined]

    def run() -> "Unit":
        said = form.cleaned_data
        parents = units.units_by_id([said["parent"]] if said["parent"] else [])
        return actions.found_unit(
            unit=form.new_unit(kind=said["kind"], level=said["level"], order=said["order"] or 0),
            parent=parents[0] if parents else None,
            day=said["day"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Found a unit"),
        about=gettext("Organisation"),
        button=gettext("Found the unit"),
        back=reverse("unit_list"),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The unit was founded."))


@page("organisation.change")
def unit_update(request: Request, code: str) -> HttpResponse:
    """Change what about a unit is not dated."""
    unit = unit_or_404(request, code)
    request.standing.require("organisation.change", unit=unit.pk)
    form = forms.UpdateForm(
        request.POST or None,
        initial={"place": unit.place, "charter_code": unit.charter_code, "version": unit.version},
    )

    def run() -> "Unit":
        said = form.cleaned_data
        return actions.update_unit(
            unit=unit,
            expected_version=said["version"],
            place=said["place"],
            charter_code=said["charter_code"],
            by=request.standing,
            at=clock.now(),
        )

    look = _page(request, unit, gettext("Change details"), gettext("Save"))
    return fill_in(request, form, look, run, to=_to, said=gettext("The details were saved."))


@page("organisation.change")
def unit_rename(request: Request, code: str) -> HttpResponse:
    """Give a unit another name from a day on."""
    unit = unit_or_404(request, code)
    request.standing.require("organisation.change", unit=unit.pk)
    name = units.name_row(unit, request.today)
    form = forms.RenameForm(
        request.POST or None,
        initial={
            "symbol": name.symbol if name else "",
            "day": request.today,
            "version": unit.version,
        },
    )

    def run() -> Any:
        said = form.cleaned_data
        return actions.rename_unit(
            unit=unit,
            expected_version=said["version"],
            name=said["name"],
            short=said["short"],
            symbol=said["symbol"],
            day=said["day"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = _page(
        request,
        unit,
        gettext("Rename"),
        gettext("Rename the unit"),
        hint=gettext("Documents and pages of earlier days keep the old name."),
    )
    return fill_in(request, form, look, run, to=lambda _: _to(unit), said=gettext("The unit was renamed."))


@page("organisation.change")
def unit_correct_name(request: Request, code: str) -> HttpResponse:
    """Mend a name that was typed wrong."""
    unit = unit_or_404(request, code)
    request.standing.require("organisation.change", unit=unit.pk)
    name = units.name_row(unit, request.as_of)
    if name is None:
        raise Http404
    form = forms.CorrectNameForm(
        request.POST or None,
        initial={
            "name": name.name,
            "short": name.short,
            "symbol": name.symbol,
            "version": unit.version,
        },
    )

    def run() -> Any:
        said = form.cleaned_data
        return actions.correct_unit_name(
            row=name,
            expected_version=said["version"],
            name=said["name"],
            short=said["short"],
            symbol=said["symbol"],
            reason=said["reason"],
            by=request.standing,
            at=clock.now(),
        )

    look = _page(
        request,
        unit,
        gettext("Correct the name"),
        gettext("Save the correction"),
        hint=gettext(
            "Only for a name that was typed wrong. Where the name changed, rename the unit instead."
        ),
    )
    return fill_in(request, form, look, run, to=lambda _: _to(unit), said=gettext("The name was corrected."))


@page("organisation.change")
def unit_move(request: Request, code: str) -> HttpResponse:
    """Put a unit under another superior, or on another level."""
    unit = unit_or_404(request, code)
    request.standing.require("organisation.change", unit=unit.pk)
    place = units.place_row(unit, request.today)
    form = forms.MoveForm(
        request.POST or None,
        initial={
            "parent": str(place.parent_id or "") if place else "",
            "level": place.level if place else "",
            "order": place.order if place else 0,
            "day": request.today,
            "version": unit.version,
        },
    )
    picks = units.pickable_units(request.standing, "organisation.change", request.today)
    form.fields["parent"].pick_from((pk, name) for pk, name in picks.items() if pk != unit.pk)  # type: ignore[attr-defined]

    def run() -> Any:
        said = form.cleaned_data
        parents = units.units_by_id([said["parent"]] if said["parent"] else [])
        return actions.move_unit(
            unit=unit,
            expected_version=said["version"],
            parent=parents[0] if parents else None,
            level=said["level"],
            order=said["order"],
            day=said["day"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = _page(request, unit, gettext("Move"), gettext("Move the unit"))
    return fill_in(request, form, look, run, to=lambda _: _to(unit), said=gettext("The unit was moved."))


@page("organisation.change")
def unit_merge(request: Request, code: str) -> HttpResponse:
    """Merge a unit, alone or with others, into another or a new one."""
    unit = unit_or_404(request, code)
    request.standing.require("organisation.change", unit=unit.pk)
    form = forms.MergeForm(
        request.POST or None,
        name=units.name_of(unit, request.today),
        initial={"day": request.today, "version": unit.version},
    )
    picks = units.pickable_units(request.standing, "organisation.change", request.today)
    others = [(pk, name) for pk, name in picks.items() if pk != unit.pk]
    form.fields["into"].pick_from(others)  # type: ignore[attr-defined]
    form.fields["others"].pick_from(others)  # type: ignore[attr-defined]

    def run() -> "Unit":
        said = form.cleaned_data
        more = units.units_by_id(said["others"])
        into: Any = actions.NewUnit(
            code=said["code"], name=said["new_name"], symbol=said["symbol"], kind=unit.kind, place=unit.place
        )
        if said["into"]:
            into = units.units_by_id([said["into"]])[0]
        return actions.merge_units(
            sources=[unit, *more],
            expected_versions=[said["version"], *(one.version for one in more)],
            into=into,
            day=said["day"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = _page(
        request,
        unit,
        gettext("Merge"),
        gettext("Merge the units"),
        warning=gettext(
            "The merged units end on that day with their bodies and mandates. "
            "Their affiliates and their papers go to the result; their history stays readable."
        ),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The units were merged."))


@page("organisation.change")
def unit_split(request: Request, code: str) -> HttpResponse:
    """Split a unit."""
    unit = unit_or_404(request, code)
    request.standing.require("organisation.change", unit=unit.pk)
    form = forms.SplitForm(
        request.POST or None,
        name=units.name_of(unit, request.today),
        initial={"day": request.today, "version": unit.version},
    )

    def run() -> Any:
        said = form.cleaned_data
        place = units.place_row(unit, request.today)
        return actions.split_unit(
            unit=unit,
            expected_version=said["version"],
            parts=form.parts(kind=unit.kind, place=unit.place, level=place.level if place else ""),
            ends=said["ends"],
            day=said["day"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = _page(
        request,
        unit,
        gettext("Split"),
        gettext("Split the unit"),
        warning=gettext(
            "The new units begin on that day beside the old one. Where the old one ends, "
            "its bodies and mandates end with it."
        ),
    )
    return fill_in(request, form, look, run, to=lambda _: _to(unit), said=gettext("The unit was split."))


@page("organisation.change")
def unit_dissolve(request: Request, code: str) -> HttpResponse:
    """End a unit."""
    unit = unit_or_404(request, code)
    request.standing.require("organisation.change", unit=unit.pk)
    form = forms.DissolveForm(
        request.POST or None,
        name=units.name_of(unit, request.today),
        initial={"day": request.today, "version": unit.version},
    )

    def run() -> "Unit":
        said = form.cleaned_data
        return actions.dissolve_unit(
            unit=unit,
            expected_version=said["version"],
            day=said["day"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = _page(
        request,
        unit,
        gettext("Dissolve"),
        gettext("Dissolve the unit"),
        warning=gettext(
            "From that day the unit, its bodies and its mandates no longer exist. "
            "Everything it did stays readable."
        ),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The unit was dissolved."))
