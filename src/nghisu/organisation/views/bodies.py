"""Pages of bodies and terms."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.kit import clock
from nghisu.kit.numbers import Counted
from nghisu.kit.pages import Request, page
from nghisu.kit.tables import Badge, Column, Filter, Link, Table, TextFilter
from nghisu.organisation import forms
from nghisu.organisation.actions import bodies as actions
from nghisu.organisation.queries import bodies, rules, units
from nghisu.organisation.rules.mandates import quorum_of
from nghisu.organisation.rules.offices import BY_CODE, OFFICES
from nghisu.organisation.rules.profiles import BY_CODE as PROFILES
from nghisu.organisation.rules.profiles import Gathering, NoRulesOnThatDay, RuleProfile
from nghisu.organisation.views.answers import Page, fill_in, or_404, tabs

if TYPE_CHECKING:
    from nghisu.organisation.models import Body, Term

BY_RANK = {office.rank: office for office in OFFICES}
UNCONFIRMED = _("not yet held against the original text")
CONFIRMED = _("confirmed by the office")


def frequency(body: "Body") -> str:
    """Return how often a body meets, in words."""
    if body.frequency_months:
        return ngettext("every month", "every %(count)s months", body.frequency_months) % {
            "count": body.frequency_months
        }
    if body.frequency_weeks:
        return ngettext("every week", "every %(count)s weeks", body.frequency_weeks) % {
            "count": body.frequency_weeks
        }
    return ""


def _state(body: "Body") -> Badge:
    return Badge("good", CONFIRMED) if body.confirmed else Badge("warn", UNCONFIRMED)


class BodyTable(Table):
    """The bodies of the terms that hold on a day."""

    columns = [
        Column(
            "kind",
            _("Body"),
            sort="kind_order",
            main=True,
            value=lambda body: body.get_kind_display(),
            link="body_detail",
        ),
        Column("unit", _("Unit"), sort="unit_name", value=lambda body: body.unit_name),
        Column("term", _("Term"), sort="term__ordinal", value=lambda body: str(body.term)),
        Column("seats", _("Seats decided"), sort="seats", number=True),
        Column(
            "incumbents",
            _("Incumbents"),
            value=lambda body: Counted(body.incumbent_count or 0, "body.incumbents", body.pk, body.as_of),
            number=True,
        ),
        Column(
            "quorum", _("Quorum"), value=lambda body: f"{body.quorum_numerator}/{body.quorum_denominator}"
        ),
        Column("frequency", _("Meets"), value=frequency),
        Column("state", _("Rules"), value=_state),
    ]
    filters = [
        Filter("kind", _("Body"), choices=bodies.BODY_KINDS),
        Filter("confirmed", _("Rules"), choices=[("True", CONFIRMED), ("False", UNCONFIRMED)]),
    ]
    title = _("Bodies")
    empty_title = _("No body existed on this day")
    empty_hint = _("A body is created in a term; open a term first.")


@page("organisation.see")
def body_list(request: Request) -> HttpResponse:
    """List the bodies of the day."""
    rows = bodies.bodies_visible_to(request.standing, request.as_of)
    context = tabs(request, "body_list") | {"may_change": request.standing.may_somewhere("body.change")}
    return BodyTable(request, rows).respond("organisation/body_list.html", context)


def _office(mandate: Any) -> str:
    office = BY_RANK.get(mandate.rank) or BY_CODE.get(mandate.office)
    return gettext(office.name) if office else mandate.office


def _mandate_link(mandate: Any) -> str:
    return reverse("mandate_detail", args=[mandate.pk])


class RosterTable(Table):
    """The members of a body, by office or by name."""

    columns = [
        Column(
            "full_name",
            _("Full name"),
            sort="person__sort_key",
            main=True,
            value=lambda row: row.person.full_name,
            link=_mandate_link,
        ),
        Column("office", _("Office"), sort=("rank", "order", "person__sort_key"), value=_office),
        Column("duty", _("Title on lists"), sort="duty"),
        Column("obtained", _("How obtained"), sort="obtained", value=lambda row: row.get_obtained_display()),
        Column("first", _("Since"), sort="first"),
        Column(
            "counted",
            _("Counted"),
            value=lambda row: Badge("warn", _("left out of the count")) if row.is_suspended else "",
        ),
    ]
    filters = [TextFilter("q", _("Full name"), fields=("person__folded",))]
    order = "office"
    size = 50
    title = _("Members")
    empty_title = _("Nobody is a member on this day")
    empty_hint = _("Give a mandate, or choose another day at the top.")


@page("organisation.see")
def body_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a body with its rules and, to those who may see the roster, its members."""
    body = or_404(bodies.body_by_id(request.standing, pk))
    sees_roster = request.standing.may("roster.see", unit=body.unit_id)
    incumbents = bodies.count_incumbents(body, request.as_of)
    profile = PROFILES.get(body.rule_profile)
    context = {
        "body": body,
        "kind": body.get_kind_display(),
        "unit_name": units.name_of(body.unit, request.as_of),
        "incumbents": incumbents,
        "vacant": max(0, body.seats - incumbents),
        "quorum": quorum_of(incumbents, body.quorum_numerator, body.quorum_denominator),
        "frequency": frequency(body),
        "profile": gettext(profile.name) if profile else body.rule_profile,
        "profile_source": profile.source if profile else "",
        "rules": _rules_of(body, request),
        "sees_roster": sees_roster,
        "may_change": request.standing.may("body.change", unit=body.unit_id),
        "may_confirm": request.standing.may("body.confirm", unit=body.unit_id) and not body.confirmed,
        "may_give": request.standing.may("mandate.give", unit=body.unit_id),
    }
    rows = bodies.roster_of(body, request.as_of) if sees_roster else []
    return RosterTable(request, rows).respond("organisation/body_detail.html", context)


def _rules_of(body: "Body", request: Request) -> RuleProfile | None:
    try:
        return rules.rules_for(body, Gathering.SESSION, request.as_of)
    except NoRulesOnThatDay:
        return None


def _to(body: "Body") -> str:
    return reverse("body_detail", args=[body.pk])


@page("body.change")
def body_create(request: Request) -> HttpResponse:
    """Create a body in an open term."""
    form = forms.BodyCreateForm(
        request.POST or None,
        initial={
            "term": request.GET.get("term", ""),
            "quorum_numerator": 2,
            "quorum_denominator": 3,
            "rule_profile": bodies.profile_on(request.today),
        },
    )
    terms = {term.pk: term for term in bodies.terms_to_change(request.standing)}
    form.fields["term"].pick_from((pk, f"{term.unit_name}, {term}") for pk, term in terms.items())  # type: ignore[attr-defined]

    def run() -> "Body":
        return actions.create_body(
            term=terms[form.cleaned_data["term"]],
            kind=form.cleaned_data["kind"],
            values=form.values(),
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Create a body"),
        about=gettext("Organisation"),
        button=gettext("Create the body"),
        back=reverse("body_list"),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The body was created."))


@page("body.change")
def body_update(request: Request, pk: UUID) -> HttpResponse:
    """Change what the working regulation says of a body."""
    body = or_404(bodies.body_by_id(request.standing, pk))
    request.standing.require("body.change", unit=body.unit_id)
    names = [name for name in forms.BodyUpdateForm.base_fields if name != "reason"]
    form = forms.BodyUpdateForm(request.POST or None, initial={name: getattr(body, name) for name in names})

    def run() -> "Body":
        return actions.update_body(
            body=body,
            expected_version=form.cleaned_data["version"],
            values=form.values(),
            reason=form.cleaned_data["reason"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Change the rules of the body"),
        about=f"{body.get_kind_display()}, {units.name_of(body.unit, request.today)}",
        button=gettext("Save"),
        back=_to(body),
        hint=gettext("The office confirms changed values anew."),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The rules of the body were saved."))


@page("body.confirm")
@require_POST
def body_confirm(request: Request, pk: UUID) -> HttpResponse:
    """Say that the office held the values against the original text."""
    body = or_404(bodies.body_by_id(request.standing, pk))
    version = request.POST.get("version", "")
    actions.confirm_body(
        body=body,
        expected_version=int(version)
        if version.isascii() and version.isdecimal() and len(version) < 9
        else 0,
        by=request.standing,
        at=clock.now(),
    )
    messages.success(request, gettext("The rules of the body were confirmed."))
    return HttpResponseRedirect(_to(body))


class TermTable(Table):
    """All terms."""

    columns = [
        Column("unit", _("Unit"), sort="unit_name", value=lambda term: term.unit_name, main=True),
        Column("ordinal", _("Ordinal (khóa)"), sort="ordinal", number=True),
        Column(
            "years", _("Years"), sort="first_year", value=lambda term: f"{term.first_year}-{term.last_year}"
        ),
        Column("opened_at", _("Opened at"), sort="opened_at"),
        Column("closed_at", _("Closed at"), sort="closed_at"),
        Column(
            "state",
            _("State"),
            value=lambda term: Badge("plain", _("closed")) if term.closed_at else Badge("good", _("open")),
        ),
        Column("act", _("Change"), value=lambda term: term.act, exported=False),
    ]
    order = "-opened_at"
    title = _("Terms")
    empty_title = _("There is no term yet")
    empty_hint = _("A term begins at the closing of the congress.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Give each open term the link that closes it, where the reader may."""
        reach = self.request.standing.reach("body.change")
        for term in rows:
            may = term.closed_at is None and term.unit_id in reach
            term.act = Link(gettext("Close the term"), reverse("term_close", args=[term.pk])) if may else ""
        return rows


@page("organisation.see")
def term_list(request: Request) -> HttpResponse:
    """List the terms of the units."""
    table = TermTable(request, bodies.terms_visible_to(request.standing))
    context = tabs(request, "term_list") | {
        "may_change": request.standing.may_somewhere("body.change"),
    }
    return table.respond("organisation/term_list.html", context)


@page("body.change")
def term_open(request: Request) -> HttpResponse:
    """Open a term."""
    form = forms.TermOpenForm(request.POST or None, initial={"unit": request.GET.get("unit", "")})
    picks = units.pickable_units(
        request.standing, "body.change", request.today, kinds=("committee", "branch")
    )
    form.fields["unit"].pick_from(picks.items())  # type: ignore[attr-defined]

    def run() -> "Term":
        said = form.cleaned_data
        return actions.open_term(
            unit=units.units_by_id([said["unit"]])[0],
            ordinal=said["ordinal"],
            first_year=said["first_year"],
            last_year=said["last_year"],
            opened_at=said["opened_at"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Open a term"),
        about=gettext("Organisation"),
        button=gettext("Open the term"),
        back=reverse("term_list"),
        hint=gettext("The moment is the closing of the congress; document numbers begin anew from it."),
    )
    return fill_in(
        request,
        form,
        look,
        run,
        to=lambda term: f"{reverse('body_create')}?term={term.pk}",
        said=gettext("The term was opened. Create its bodies now."),
    )


@page("body.change")
def term_close(request: Request, pk: UUID) -> HttpResponse:
    """Close a term."""
    term = or_404(bodies.term_by_id(request.standing, pk))
    request.standing.require("body.change", unit=term.unit_id)
    name = gettext("term %(ordinal)s") % {"ordinal": term.ordinal}
    form = forms.TermCloseForm(request.POST or None, name=name)

    def run() -> "Term":
        return actions.close_term(
            term=term, closed_at=form.cleaned_data["closed_at"], by=request.standing, at=clock.now()
        )

    look = Page(
        title=gettext("Close the term"),
        about=f"{term.unit_name}, {term}",
        button=gettext("Close the term"),
        back=reverse("term_list"),
        warning=gettext("All mandates in the bodies of this term end with that day."),
    )
    return fill_in(
        request, form, look, run, to=lambda _: reverse("term_list"), said=gettext("The term was closed.")
    )
