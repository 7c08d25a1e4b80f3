"""Pages of the roster, mandates, assignments and absences."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import clock
from nghisu.kit.pages import Request, page
from nghisu.kit.refusals import N_
from nghisu.kit.tables import Badge, Column, Filter, Link, Several, Table, TextFilter
from nghisu.organisation import forms
from nghisu.organisation.actions import duties
from nghisu.organisation.actions import mandates as actions
from nghisu.organisation.queries import bodies, units
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.views.answers import Page, asked_id, fill_in, or_404, tabs

if TYPE_CHECKING:
    from nghisu.organisation.models import Absence, Assignment, Mandate


def office_name(code: str) -> str:
    """Return the name of an office in the reader's language."""
    return gettext(BY_CODE[code].name) if code in BY_CODE else code


def _with_unit(mandate: Any) -> str:
    name = office_name(mandate.office)
    return f"{name}, {mandate.unit_name}" if mandate.unit_name else name


class PersonTable(Table):
    """The persons on the roster; names and offices, nothing else."""

    columns = [
        Column("full_name", _("Full name"), sort="sort_key", main=True),
        Column("title", _("Post"), sort="title"),
        Column(
            "offices",
            _("Offices"),
            value=lambda person: Several([_with_unit(one) for one in person.shown_mandates]),
        ),
        Column(
            "signs_in",
            _("Signs in"),
            value=lambda person: Badge("info", _("yes")) if person.username and person.is_active else "",
        ),
    ]
    filters = [
        TextFilter("q", _("Full name")),
        Filter(
            "office",
            _("Office"),
            choices=lambda table: [(c, gettext(n)) for c, n in bodies.OFFICE_CHOICES],
            apply=bodies.holding,
        ),
    ]
    order = "full_name"
    title = _("Roster")
    empty_title = _("Nobody is on the roster on this day")
    empty_hint = _("Enrol a person and give them a mandate, or choose another day at the top.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Give each person their visible mandates."""
        found = bodies.offices_of(self.request.standing, self.request.as_of, rows)
        for person in rows:
            person.shown_mandates = found.get(person.pk, [])
        return rows


@page("roster.see")
def roster_list(request: Request) -> HttpResponse:
    """List who holds an office on the day."""
    rows = bodies.persons_visible_to(request.standing, request.as_of)
    context = tabs(request, "roster_list") | {
        "may_enrol": request.standing.may_somewhere("roster.change"),
        "may_give": request.standing.may_somewhere("mandate.give"),
    }
    return PersonTable(request, rows).respond("organisation/roster_list.html", context)


@page("roster.change")
def person_enrol(request: Request) -> HttpResponse:
    """Put a name on the roster."""
    form = forms.PersonForm(request.POST or None, initial={"unit": request.GET.get("unit", "")})
    picks = units.pickable_units(request.standing, "roster.change", request.today)
    form.fields["unit"].pick_from(picks.items())  # type: ignore[attr-defined]

    def run() -> Any:
        said = form.cleaned_data
        return actions.enrol_person(
            full_name=said["full_name"],
            title=said["title"],
            username=said["username"],
            unit=units.units_by_id([said["unit"]])[0],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Enrol a person"),
        about=gettext("Roster"),
        button=gettext("Enrol"),
        back=reverse("roster_list"),
        hint=gettext("The roster holds a name and a title for meetings, and no personal file."),
    )
    return fill_in(
        request,
        form,
        look,
        run,
        to=lambda person: f"{reverse('mandate_give')}?person={person.pk}",
        said=gettext("The person is on the roster. Give them their mandate now."),
    )


@page("roster.see")
def mandate_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show one mandate: how it was obtained, and what may be done with it."""
    mandate = or_404(bodies.mandate_by_id(request.standing, pk))
    context = {
        "mandate": mandate,
        "office": office_name(mandate.office),
        "unit_name": units.name_of(mandate.unit, request.as_of),
        "body_name": mandate.body.get_kind_display() if mandate.body else "",
        "suspensions": bodies.suspensions_of(mandate),
        "is_open": mandate.until is None or mandate.until > request.today,
        "may_end": request.standing.may("mandate.end", unit=mandate.unit_id),
        "may_correct": request.standing.may("mandate.correct", unit=mandate.unit_id),
        "may_suspend": request.standing.may("mandate.suspend", unit=mandate.unit_id),
    }
    return render(request, "organisation/mandate_detail.html", context)


def _to(mandate: "Mandate") -> str:
    return reverse("mandate_detail", args=[mandate.pk])


@page("mandate.give")
def mandate_give(request: Request) -> HttpResponse:
    """Give a person an office."""
    body = asked_id(request, "body")
    found = bodies.body_by_id(request.standing, body) if body else None
    form = forms.MandateGiveForm(
        request.POST or None,
        initial={
            "person": request.GET.get("person", ""),
            "unit": str(found.unit_id) if found else request.GET.get("unit", ""),
            "body": str(found.pk) if found else "",
            "office": "member" if found else "specialist",
            "obtained": "elected" if found else "assigned",
            "first": request.today,
        },
    )
    form.fields["person"].pick_from(bodies.roster_candidates(request.standing, request.today).items())  # type: ignore[attr-defined]
    form.fields["unit"].pick_from(  # type: ignore[attr-defined]
        units.pickable_units(request.standing, "mandate.give", request.today).items()
    )
    form.fields["body"].pick_from(bodies.bodies_to_fill(request.standing, request.today).items())  # type: ignore[attr-defined]

    def run() -> "Mandate":
        said = form.cleaned_data
        return actions.give_mandate(
            person=bodies.person_by_id(said["person"]),
            unit=units.units_by_id([said["unit"]])[0],
            office=said["office"],
            body=bodies.body_by_id(request.standing, said["body"]) if said["body"] else None,
            duty=said["duty"],
            order=said["order"] or 0,
            obtained=said["obtained"],
            document=said["document"],
            first=said["first"],
            until=said["until"],
            over_seats=said["over_seats"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Give a mandate"),
        about=gettext("Roster"),
        button=gettext("Give the mandate"),
        back=reverse("roster_list"),
        hint=gettext(
            "A proposal that still awaits the superior's decision is no mandate: "
            "enter it when the decision has come."
        ),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The mandate was given."))


def _mandate_page(mandate: "Mandate", title: str, button: str, hint: str = "") -> Page:
    about = f"{mandate.person.full_name}, {office_name(mandate.office)}"
    return Page(title=title, about=about, button=button, back=_to(mandate), hint=hint)


@page("mandate.end")
def mandate_end(request: Request, pk: UUID) -> HttpResponse:
    """End a mandate."""
    mandate = or_404(bodies.mandate_by_id(request.standing, pk))
    request.standing.require("mandate.end", unit=mandate.unit_id)
    form = forms.MandateEndForm(
        request.POST or None, initial={"until": request.today, "ended": "moved", "version": mandate.version}
    )

    def run() -> "Mandate":
        said = form.cleaned_data
        return actions.end_mandate(
            mandate=mandate,
            expected_version=said["version"],
            until=said["until"],
            ended=said["ended"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = _mandate_page(
        mandate,
        gettext("End the mandate"),
        gettext("End the mandate"),
        gettext("Who leaves the executive committee leaves the standing committee too."),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The mandate was ended."))


@page("mandate.correct")
def mandate_correct(request: Request, pk: UUID) -> HttpResponse:
    """Correct what was written wrong."""
    mandate = or_404(bodies.mandate_by_id(request.standing, pk))
    request.standing.require("mandate.correct", unit=mandate.unit_id)
    form = forms.MandateCorrectForm(
        request.POST or None,
        initial={
            "duty": mandate.duty,
            "order": mandate.order,
            "obtained": mandate.obtained,
            "document": mandate.obtained_document,
            "first": mandate.first,
            "until": mandate.until,
            "version": mandate.version,
        },
    )

    def run() -> "Mandate":
        said = form.cleaned_data
        return actions.correct_mandate(
            mandate=mandate,
            expected_version=said["version"],
            duty=said["duty"],
            order=said["order"] or 0,
            obtained=said["obtained"],
            document=said["document"],
            first=said["first"],
            until=said["until"],
            reason=said["reason"],
            by=request.standing,
            at=clock.now(),
        )

    look = _mandate_page(
        mandate,
        gettext("Correct the mandate"),
        gettext("Save the correction"),
        gettext("The record keeps what stood before, and why it was corrected."),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The mandate was corrected."))


@page("mandate.suspend")
def mandate_suspend(request: Request, pk: UUID) -> HttpResponse:
    """Leave a mandate out of the count of incumbents by the competent decision."""
    mandate = or_404(bodies.mandate_by_id(request.standing, pk))
    request.standing.require("mandate.suspend", unit=mandate.unit_id)
    form = forms.SuspendForm(request.POST or None, initial={"day": request.today, "version": mandate.version})

    def run() -> Any:
        said = form.cleaned_data
        return actions.suspend_mandate(
            mandate=mandate,
            expected_version=said["version"],
            first=said["day"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = _mandate_page(
        mandate,
        gettext("Leave out of the count"),
        gettext("Leave out of the count"),
        gettext("Incumbents less those left out are the base of every vote."),
    )
    return fill_in(
        request,
        form,
        look,
        run,
        to=lambda _: _to(mandate),
        said=gettext("The mandate is left out of the count."),
    )


@page("mandate.suspend")
def mandate_restore(request: Request, pk: UUID) -> HttpResponse:
    """Count a mandate among the incumbents again."""
    mandate = or_404(bodies.mandate_by_id(request.standing, pk))
    request.standing.require("mandate.suspend", unit=mandate.unit_id)
    form = forms.SuspendForm(request.POST or None, initial={"day": request.today, "version": mandate.version})

    def run() -> Any:
        said = form.cleaned_data
        return actions.restore_mandate(
            mandate=mandate,
            expected_version=said["version"],
            until=said["day"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = _mandate_page(mandate, gettext("Count again"), gettext("Count again"))
    return fill_in(
        request, form, look, run, to=lambda _: _to(mandate), said=gettext("The mandate is counted again.")
    )


@dataclass(frozen=True, slots=True)
class Fold:
    """Many names in a cell: how many, and the names behind a click; all of them in the export."""

    names: list[str]

    def html(self) -> Any:
        """Return the markup."""
        if not self.names:
            return ""
        count = len(self.names)
        words = ngettext("%(count)s unit", "%(count)s units", count) % {"count": count}
        lines = format_html_join("", "<li>{}</li>", ((name,) for name in self.names))
        return format_html("<details><summary>{}</summary><ul>{}</ul></details>", words, lines)

    def plain(self) -> str:
        """Return the names, for the export."""
        return "; ".join(self.names)


class AssignmentTable(Table):
    """Who is in charge of what."""

    columns = [
        Column(
            "person",
            _("Leader"),
            sort="person__sort_key",
            main=True,
            value=lambda row: row.person.full_name,
        ),
        Column("field", _("Field of work"), sort="field"),
        Column("over", _("In charge of"), value=lambda row: Fold(row.over_names)),
        Column(
            "rights",
            _("May"),
            value=lambda row: Several(
                [
                    gettext(word)
                    for word, held in ((N_("sign"), row.may_sign), (N_("chair"), row.may_chair))
                    if held
                ]
            ),
        ),
        Column("notice", _("By notice"), sort="notice"),
        Column("first", _("Since"), sort="first"),
        Column("until", _("Until"), sort="until"),
        Column("act", _("Change"), value=lambda row: row.act, exported=False),
    ]
    filters = [
        TextFilter("q", _("Leader"), fields=("person__folded",)),
    ]
    order = "person"
    title = _("Assignments")
    empty_title = _("Nobody is in charge of anything on this day")
    empty_hint = _("Enter the notice of assignment, or choose another day at the top.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Give each assignment the names of its units."""
        names = bodies.overseen(rows, self.request.as_of)
        for row in rows:
            row.over_names = names.get(row.pk, [])
            may = self.request.standing.may("duty.change", unit=row.unit_id)
            row.act = Link(gettext("End"), reverse("assignment_end", args=[row.pk])) if may else ""
        return rows


@page("duty.see")
def assignment_list(request: Request) -> HttpResponse:
    """List who is in charge of what on the day."""
    rows = bodies.assignments_visible_to(request.standing, request.as_of)
    reach = request.standing.reach("duty.change")
    context = tabs(request, "assignment_list") | {
        "may_change": bool(reach),
    }
    return AssignmentTable(request, rows).respond("organisation/assignment_list.html", context)


@page("duty.change")
def assignment_add(request: Request) -> HttpResponse:
    """Put a leader in charge."""
    form = forms.AssignForm(request.POST or None, initial={"first": request.today})
    picks = units.pickable_units(request.standing, "duty.change", request.today)
    form.fields["unit"].pick_from(picks.items())  # type: ignore[attr-defined]
    form.fields["person"].pick_from(bodies.pickable_persons(request.standing, request.today).items())  # type: ignore[attr-defined]
    affiliates = units.pickable_units(
        request.standing, "organisation.see", request.today, kinds=("committee", "branch")
    )
    form.fields["over_units"].pick_from(affiliates.items())  # type: ignore[attr-defined]

    def run() -> "Assignment":
        said = form.cleaned_data
        return duties.assign_duty(
            person=bodies.person_by_id(said["person"]),
            unit=units.units_by_id([said["unit"]])[0],
            field=said["field"],
            over_units=units.units_by_id(said["over_units"]),
            may_sign=said["may_sign"],
            may_chair=said["may_chair"],
            notice=said["notice"],
            first=said["first"],
            until=said["until"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Assign a field"),
        about=gettext("Assignments"),
        button=gettext("Assign"),
        back=reverse("assignment_list"),
        hint=gettext("Assignments drive routing, signing and chairing from their first day on."),
    )
    return fill_in(
        request,
        form,
        look,
        run,
        to=lambda _: reverse("assignment_list"),
        said=gettext("The assignment was entered."),
    )


@page("duty.change")
def assignment_end(request: Request, pk: UUID) -> HttpResponse:
    """End an assignment."""
    assignment = or_404(bodies.assignment_by_id(request.standing, pk))
    request.standing.require("duty.change", unit=assignment.unit_id)
    form = forms.EndDutyForm(
        request.POST or None, initial={"until": request.today, "version": assignment.version}
    )

    def run() -> "Assignment":
        said = form.cleaned_data
        return duties.end_duty(
            assignment=assignment,
            expected_version=said["version"],
            until=said["until"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("End the assignment"),
        about=f"{assignment.person.full_name}: {assignment.field}",
        button=gettext("End the assignment"),
        back=reverse("assignment_list"),
    )
    return fill_in(
        request,
        form,
        look,
        run,
        to=lambda _: reverse("assignment_list"),
        said=gettext("The assignment was ended."),
    )


class AbsenceTable(Table):
    """Who is away, and who stands in."""

    columns = [
        Column(
            "person", _("Away"), sort="person__sort_key", main=True, value=lambda row: row.person.full_name
        ),
        Column(
            "substitute",
            _("Stands in"),
            sort="substitute__sort_key",
            value=lambda row: row.substitute.full_name,
        ),
        Column("scope", _("What the substitute may do")),
        Column("first", _("First day away"), sort="first"),
        Column("until", _("First day back"), sort="until"),
        Column("document", _("By document"), sort="document"),
        Column("act", _("Change"), value=lambda row: row.act, exported=False),
    ]
    filters = [TextFilter("q", _("Full name"), fields=("person__folded", "substitute__folded"))]
    order = "first"
    title = _("Absences")
    empty_title = _("Nobody is away on this day or later")
    empty_hint = _("An absence ends by itself on the day the leader is back.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Give each absence the link that ends it earlier, where the reader may."""
        for row in rows:
            may = self.request.standing.may("absence.record", unit=row.unit_id)
            row.act = Link(gettext("Back earlier"), reverse("absence_shorten", args=[row.pk])) if may else ""
        return rows


@page("duty.see")
def absence_list(request: Request) -> HttpResponse:
    """List the absences that run on the day or come after it."""
    rows = bodies.absences_visible_to(request.standing, request.as_of)
    reach = request.standing.reach("absence.record")
    context = tabs(request, "absence_list") | {
        "may_change": bool(reach),
    }
    return AbsenceTable(request, rows).respond("organisation/absence_list.html", context)


@page("absence.record")
def absence_add(request: Request) -> HttpResponse:
    """Record days away."""
    form = forms.AbsenceForm(request.POST or None, initial={"first": request.today})
    picks = units.pickable_units(request.standing, "absence.record", request.today)
    form.fields["unit"].pick_from(picks.items())  # type: ignore[attr-defined]
    persons = bodies.pickable_persons(request.standing, request.today)
    form.fields["person"].pick_from(persons.items())  # type: ignore[attr-defined]
    form.fields["substitute"].pick_from(persons.items())  # type: ignore[attr-defined]

    def run() -> "Absence":
        said = form.cleaned_data
        return duties.record_absence(
            person=bodies.person_by_id(said["person"]),
            unit=units.units_by_id([said["unit"]])[0],
            substitute=bodies.person_by_id(said["substitute"]),
            scope=said["scope"],
            first=said["first"],
            until=said["until"],
            document=said["document"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Record an absence"),
        about=gettext("Absences"),
        button=gettext("Record the absence"),
        back=reverse("absence_list"),
    )
    return fill_in(
        request,
        form,
        look,
        run,
        to=lambda _: reverse("absence_list"),
        said=gettext("The absence was recorded."),
    )


@page("absence.record")
def absence_shorten(request: Request, pk: UUID) -> HttpResponse:
    """End an absence earlier."""
    absence = or_404(bodies.absence_by_id(request.standing, pk))
    request.standing.require("absence.record", unit=absence.unit_id)
    form = forms.ShortenForm(
        request.POST or None, initial={"until": request.today, "version": absence.version}
    )

    def run() -> "Absence":
        return duties.shorten_absence(
            absence=absence,
            expected_version=form.cleaned_data["version"],
            until=form.cleaned_data["until"],
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Back earlier"),
        about=absence.person.full_name,
        button=gettext("Save"),
        back=reverse("absence_list"),
    )
    return fill_in(
        request,
        form,
        look,
        run,
        to=lambda _: reverse("absence_list"),
        said=gettext("The absence was shortened."),
    )
