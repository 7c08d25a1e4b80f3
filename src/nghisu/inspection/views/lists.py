"""The list of inspections, and programmes with their lines and their count."""

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.inspection import forms, queries
from nghisu.inspection.actions import programmes as actions
from nghisu.inspection.rules.steps import FORM_WORDS, STATE_WORDS, TONES, Form, Output, State
from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, Filter, Table, TextFilter, YesFilter
from nghisu.organisation.queries import names_in


def _state(one: Any) -> Badge:
    state = State(one.state_then)
    return Badge(TONES[state], gettext(STATE_WORDS[state]))


class InspectionsTable(Table):
    """Inspections as they stood on the day."""

    title = _("Inspection and supervision")
    columns: ClassVar[Sequence[Column]] = [
        Column("year", _("Year"), sort="programme__year", value=lambda one: str(one.programme.year)),
        Column("number", _("Line no."), sort="number", value=lambda one: str(one.number)),
        Column("content", _("Content"), main=True, link="inspection_detail"),
        Column("form", _("Form of the work"), sort="form", value=lambda one: gettext(one.form_words)),
        Column("inspected_name", _("Inspected body"), sort="inspected__code"),
        Column("lead_name", _("Lead"), sort="lead__code"),
        Column(
            "months",
            _("Months"),
            sort="first_month",
            value=lambda one: (
                f"{one.first_month}–{one.last_month}"
                if one.first_month != one.last_month
                else str(one.first_month)
            ),
        ),
        Column("state", _("Where it stands"), value=_state),
        Column("moved_on", _("Since"), sort="moved_on"),
        Column("is_outside", _("Outside the programme"), sort="is_outside"),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        TextFilter("q", _("Words"), fields=("folded",)),
        Filter(
            "state",
            _("Where it stands"),
            choices=[(one.value, _(STATE_WORDS[one])) for one in State],
            apply=queries.of_state,
        ),
        Filter("form", _("Form of the work"), choices=[(one.value, _(FORM_WORDS[one])) for one in Form]),
        YesFilter("outside", _("Outside the programme"), apply=queries.outside_only),
    ]
    order = "-year"
    empty_title = _("No inspection is planned here")
    empty_hint = _("The year's programme brings them; an inspected body sees its own from the plan on.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        wanted = {one.inspected_id for one in rows} | {one.lead_id for one in rows}
        names = names_in(self.request.standing.tree, wanted, self.request.as_of)
        for one in rows:
            one.inspected_name = names.get(one.inspected_id) or one.inspected.code
            one.lead_name = names.get(one.lead_id) or one.lead.code
        return rows


@page("inspection.see")
def inspection_list(request: Request) -> HttpResponse:
    """List the inspections that the reader carries out or is inspected by."""
    rows = queries.with_states(queries.inspections_visible_to(request.standing), request.as_of)
    context = {
        "programmes": list(queries.programmes_visible_to(request.standing)[:12]),
        "may_begin": request.standing.may_somewhere("inspection.run") and request.as_of == request.today,
    }
    return InspectionsTable(request, queries.told_then(rows, request.standing)).respond(
        "inspection/list.html", context
    )


@page("inspection.see")
def inspection_programme(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show a programme with its lines, and how it is counted on the day."""
    programme = _programme(request, pk)
    rows = queries.with_states(
        queries.inspections_visible_to(request.standing).filter(programme=programme), request.as_of
    )
    progress = queries.progress_on(programme, request.as_of)
    is_today = request.as_of == request.today
    names = names_in(request.standing.tree, {programme.unit_id}, request.as_of)
    context = {
        "programme": programme,
        "is_adopted": programme.adopted_on is not None and programme.adopted_on <= request.as_of,
        "unit_name": names[programme.unit_id] or programme.unit.code,
        "progress": progress,
        "remedies_late": queries.remedies_late(programme, day=request.as_of),
        "may_add": is_today and request.standing.may("inspection.run", unit=programme.unit_id),
        "may_adopt": is_today
        and programme.adopted_on is None
        and request.standing.may("inspection.adopt", unit=programme.unit_id),
    }
    return InspectionsTable(request, rows, title=programme.title).respond(
        "inspection/programme.html", context
    )


@page("inspection.run")
def inspection_programme_new(request: Request) -> HttpResponse:
    """Begin the programme of a year."""
    form = forms.ProgrammeForm(request.POST or None, initial={"year": request.today.year})
    units = queries.houses(request.standing, "inspection.run", day=request.today)
    forms.offer(form, unit=units)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        unit = queries.unit_of(cleaned["unit"])
        programme = attempt(
            form,
            lambda: actions.draft_inspection_programme(
                unit=unit,  # type: ignore[arg-type]
                year=cleaned["year"],
                title=cleaned["title"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if programme:
            messages.success(request, gettext("The programme is begun. Add its lines."))
            return redirect("inspection_programme", pk=programme.pk)
    return _form_page(
        request, form, gettext("Begin the programme of a year"), gettext("Begin"), reverse("inspection_list")
    )


@page("inspection.run")
def inspection_add(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Add a line to a programme; to an adopted one, outside it."""
    programme = _programme(request, pk)
    if not request.standing.may("inspection.run", unit=programme.unit_id):
        raise Http404
    form = forms.LineForm(request.POST or None)
    forms.offer(
        form,
        inspected=queries.inspectable(request.standing, programme.unit_id, day=request.today),
        lead=queries.leads(request.standing, programme.unit_id, day=request.today),
    )
    if programme.adopted_on is None:
        del form.fields["outside_reason"]
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        inspected, lead = queries.unit_of(cleaned["inspected"]), queries.unit_of(cleaned["lead"])
        assert inspected is not None
        assert lead is not None
        attempt(
            form,
            lambda: actions.add_inspections(
                programme=programme,
                lines=[
                    actions.Line(
                        form=Form(cleaned["form"]),
                        content=cleaned["content"],
                        inspected=inspected,
                        lead=lead,
                        first_month=cleaned["first_month"],
                        last_month=cleaned["last_month"],
                        output=Output(cleaned["output"]),
                        outside_reason=cleaned.get("outside_reason", ""),
                    )
                ],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, gettext("The line is added."))
            return redirect("inspection_programme", pk=programme.pk)
    return _form_page(
        request,
        form,
        gettext("Add a line"),
        gettext("Add it"),
        reverse("inspection_programme", args=[programme.pk]),
        lede=programme.title,
    )


@page("inspection.adopt")
def inspection_adopt(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Say that the body adopted the programme."""
    programme = _programme(request, pk)
    if not request.standing.may("inspection.adopt", unit=programme.unit_id):
        raise Http404
    form = forms.AdoptForm(request.POST or None, initial={"version": programme.version, "on": request.today})
    forms.offer(form, body=queries.bodies_of(programme.unit_id))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        body = queries.body_of(cleaned["body"])
        assert body is not None
        attempt(
            form,
            lambda: actions.adopt_inspection_programme(
                programme=programme,
                expected_version=cleaned["version"],
                number=cleaned["number"],
                body=body,
                adopted_on=cleaned["on"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, gettext("The programme is adopted. Its inspections can be decided."))
            return redirect("inspection_programme", pk=programme.pk)
    return _form_page(
        request,
        form,
        gettext("Adopt the programme"),
        gettext("It is adopted"),
        reverse("inspection_programme", args=[programme.pk]),
        lede=programme.title,
    )


def _programme(request: Request, pk: uuid.UUID) -> Any:
    programme = queries.programme_visible_to(request.standing, pk)
    if programme is None:
        raise Http404
    return programme


def _form_page(
    request: Request, form: Any, title: str, action: str, back: str, *, lede: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "back": back, "lede": lede}
    return render(request, "inspection/form.html", context, status=status_of(form))
