"""Pages of the directory of bodies outside."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import clock
from nghisu.kit.pages import Request, page
from nghisu.kit.tables import Badge, Column, Filter, Link, Several, Table, TextFilter
from nghisu.organisation import forms
from nghisu.organisation.actions import outside as actions
from nghisu.organisation.queries import bodies, units
from nghisu.organisation.views.answers import Page, fill_in, or_404, tabs

if TYPE_CHECKING:
    from nghisu.organisation.models import OutsideBody

TONES = {"superior": "info", "specialised": "info", "partner": "plain"}


class OutsideTable(Table):
    """The directory of a day."""

    columns = [
        Column("name", _("Name of the body"), sort="folded", main=True),
        Column("code", _("Code"), sort="code"),
        Column("symbol", _("Symbol"), sort="symbol"),
        Column(
            "relation",
            _("Relation"),
            sort="relation",
            value=lambda row: Badge(TONES[row.relation], row.get_relation_display()),
        ),
        Column("to_unit", _("In relation to"), sort="unit_name", value=lambda row: row.unit_name),
        Column("first", _("Since"), sort="first"),
        Column("act", _("Change"), value=lambda row: Several(row.acts), exported=False),
    ]
    filters = [
        TextFilter("q", _("Name of the body")),
        Filter("relation", _("Relation"), choices=bodies.RELATIONS),
    ]
    order = "name"
    title = _("Outside bodies")
    empty_title = _("The directory is empty on this day")
    empty_hint = _("Superiors and partners outside are entered once, and kept by day.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Give each row the links that change it, where the reader may."""
        for row in rows:
            may = row.until is None and self.request.standing.may("outside.change", unit=row.to_unit_id)
            acts = (("outside_change", gettext("Change")), ("outside_end", gettext("Take out")))
            row.acts = [Link(words, reverse(name, args=[row.pk])) for name, words in acts] if may else []
        return rows


@page("organisation.see")
def outside_list(request: Request) -> HttpResponse:
    """List the bodies outside as of the day."""
    rows = bodies.outside_visible_to(request.standing, request.as_of)
    reach = request.standing.reach("outside.change")
    context = tabs(request, "outside_list") | {
        "may_change": bool(reach),
    }
    return OutsideTable(request, rows).respond("organisation/outside_list.html", context)


def _to(row: "OutsideBody") -> str:
    return reverse("outside_list")


@page("outside.change")
def outside_add(request: Request) -> HttpResponse:
    """Add a body to the directory."""
    form = forms.OutsideAddForm(request.POST or None, initial={"first": request.today})
    picks = units.pickable_units(request.standing, "outside.change", request.today)
    form.fields["to_unit"].pick_from(picks.items())  # type: ignore[attr-defined]

    def run() -> "OutsideBody":
        said = form.cleaned_data
        return actions.add_outside_body(
            code=said["code"],
            name=said["name"],
            symbol=said["symbol"],
            relation=said["relation"],
            to_unit=units.units_by_id([said["to_unit"]])[0],
            first=said["first"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Add an outside body"),
        about=gettext("Outside bodies"),
        button=gettext("Add to the directory"),
        back=reverse("outside_list"),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The body is in the directory."))


@page("outside.change")
def outside_change(request: Request, pk: UUID) -> HttpResponse:
    """Enter a new name or relation from a day on."""
    row = or_404(bodies.outside_by_id(request.standing, pk))
    request.standing.require("outside.change", unit=row.to_unit_id)
    form = forms.OutsideChangeForm(
        request.POST or None,
        initial={
            "name": row.name,
            "symbol": row.symbol,
            "relation": row.relation,
            "day": request.today,
            "version": row.version,
        },
    )

    def run() -> "OutsideBody":
        said = form.cleaned_data
        return actions.change_outside_body(
            outside=row,
            expected_version=said["version"],
            name=said["name"],
            symbol=said["symbol"],
            relation=said["relation"],
            day=said["day"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Change name or relation"),
        about=row.name,
        button=gettext("Save"),
        back=reverse("outside_list"),
        hint=gettext("Documents and pages of earlier days keep the old name."),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The directory was changed."))


@page("outside.change")
def outside_end(request: Request, pk: UUID) -> HttpResponse:
    """Take a body out of the directory."""
    row = or_404(bodies.outside_by_id(request.standing, pk))
    request.standing.require("outside.change", unit=row.to_unit_id)
    form = forms.OutsideEndForm(
        request.POST or None, name=row.name, initial={"day": request.today, "version": row.version}
    )

    def run() -> "OutsideBody":
        said = form.cleaned_data
        return actions.end_outside_body(
            outside=row,
            expected_version=said["version"],
            day=said["day"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Take out of the directory"),
        about=row.name,
        button=gettext("Take out"),
        back=reverse("outside_list"),
        warning=gettext("From that day on it can no longer be chosen; earlier pages still show it."),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The directory was changed."))
