"""The list of visits, and the plan of one: new, changed, planned anew."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import clock
from nghisu.kit.files import MEDIA_TYPES
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.kit.periods import ROMAN, Quarter
from nghisu.kit.tables import Badge, Choices, Column, Filter, Table, TextFilter, YesFilter
from nghisu.organisation.queries import names_in
from nghisu.visits import forms, queries
from nghisu.visits.actions import planning
from nghisu.visits.exports import plan as plan_paper
from nghisu.visits.rules.steps import FROM, STATE_WORDS, TONES, State, Taken


def _state(one: Any) -> Badge:
    state = State(one.state_then)
    return Badge(TONES[state], gettext(STATE_WORDS[state]))


def _quarters(table: Table) -> Choices:
    known = queries.quarters_known(table.request.standing)
    return [(str(one), f"{ROMAN[one.number - 1]}/{one.year}") for one in known]


class VisitsTable(Table):
    """Visits as they stood on the day."""

    title = _("Working visits")
    columns: ClassVar[Sequence[Column]] = [
        Column("code", _("Visit no."), sort=("year", "number")),
        Column("purpose", _("Purpose of the visit"), main=True, link="visit_detail"),
        Column("visited_name", _("Unit visited"), sort="visited__code"),
        Column("quarter", _("Quarter"), sort=("year", "quarter"), value=lambda one: one.quarter_label),
        Column("starts_at", _("It begins at"), sort="starts_at"),
        Column("goes", _("Who goes")),
        Column("state", _("Where it stands"), value=_state),
        Column("moved_on", _("Since"), sort="moved_on"),
        Column("asked", _("Questions"), number=True, value=lambda one: one.asked or 0),
        Column("told", _("Told back to the unit"), number=True, value=lambda one: one.told or 0),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        TextFilter("q", _("Words"), fields=("folded",)),
        Filter(
            "state",
            _("Where it stands"),
            choices=[(one.value, _(STATE_WORDS[one])) for one in State],
            apply=queries.of_state,
        ),
        Filter("quarter", _("Quarter"), choices=_quarters, apply=queries.of_quarter),
        YesFilter("owing", _("With questions not told back"), apply=queries.owing),
    ]
    order = "-starts_at"
    empty_title = _("No visit is planned here")
    empty_hint = _("The office plans visits by quarter; a unit sees its own from the announcement on.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = names_in(self.request.standing.tree, {one.visited_id for one in rows}, self.request.as_of)
        for one in rows:
            one.visited_name = names.get(one.visited_id) or one.visited.code
            one.goes = one.head.full_name if one.head else gettext(one.body.get_kind_display())
        return rows


@page("visit.see")
def visit_list(request: Request) -> HttpResponse:
    """List the visits that the reader's side makes, and those announced to the reader's unit."""
    rows = queries.with_states(queries.visits_visible_to(request.standing), request.as_of)
    rows = queries.with_counts(queries.told_then(rows, request.standing))
    plans = queries.plans_known(request.standing)
    names = names_in(request.standing.tree, {unit for unit, _year in plans}, request.as_of)
    context = {
        "plans": [{"unit": unit, "year": year, "name": names[unit]} for unit, year in plans],
        "may_plan": request.standing.may_somewhere("visit.plan") and request.as_of == request.today,
    }
    return VisitsTable(request, rows).respond("visits/list.html", context)


@page("visit.see")
def visit_plan(request: Request, pk: uuid.UUID, year: int) -> HttpResponse:
    """Give the plan of a year on paper, as .docx, or as PDF with ``?pdf=1``."""
    visits = queries.plan_of(request.standing, pk, year)
    if not visits:
        raise Http404
    unit, kind = visits[0].unit, "pdf" if request.GET.get("pdf") else "docx"
    write = plan_paper.plan_pdf if kind == "pdf" else plan_paper.plan_docx
    content = write(unit, year, visits, request.as_of)
    return attachment(content, MEDIA_TYPES[kind], plan_paper.plan_file_name(unit, year, kind))


@page("visit.plan")
def visit_new(request: Request) -> HttpResponse:
    """Put a visit into the plan."""
    units = queries.houses(request.standing, "visit.plan", day=request.today)
    if not units:
        raise Http404
    initial: dict[str, Any] = {"quarter": str(Quarter.of(request.today))}
    initial["unit"] = str(units[0][0])
    form = forms.PlanForm(request.POST or None, initial=initial)
    chosen = next((pk for pk, _name in units if str(pk) == request.POST.get("unit")), units[0][0])
    _offer(form, request, chosen)
    forms.offer(form, unit=units)
    if len(units) == 1:
        del form.fields["unit"]
    if request.method == "POST" and form.is_valid():
        unit = queries.unit_of(form.cleaned_data.get("unit") or chosen)
        assert unit is not None
        visit = attempt(
            form,
            lambda: planning.plan_visit(
                unit=unit,
                plan=_plan(form.cleaned_data),
                knows_clash=form.cleaned_data["knows_clash"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if visit:
            messages.success(request, gettext("The visit stands in the plan."))
            return redirect("visit_detail", pk=visit.pk)
    return form_page(request, form, gettext("Plan a visit"), gettext("Plan it"), reverse("visit_list"))


@page("visit.plan")
def visit_change(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Change the plan of a visit, or plan one anew that was put off."""
    visit = queries.visit_visible_to(request.standing, pk)
    if visit is None or not request.standing.may("visit.plan", unit=visit.unit_id):
        raise Http404
    state = State(visit.state)
    anew = state in FROM[Taken.RESUMED]
    if not anew and state not in FROM[Taken.CHANGED]:
        raise Http404
    quarter = Quarter(visit.year, visit.quarter)
    names = ("purpose", "starts_at", "ends_at", "place", "hosts", "programme", "version")
    initial = {name: getattr(visit, name) for name in names} | {
        "visited": str(visit.visited_id),
        "quarter": str(quarter),
        "body": str(visit.body_id or ""),
        "head": str(visit.head_id or ""),
        "members": [str(one) for one in visit.members.values_list("person_id", flat=True)],
    }
    form = forms.PlanForm(request.POST or None, initial=initial)
    _offer(form, request, visit.unit_id, also=quarter)
    del form.fields["unit"]
    if request.method == "POST" and form.is_valid():
        act: Callable[..., Any] = planning.plan_anew if anew else planning.change_visit
        done = attempt(
            form,
            lambda: act(
                visit=visit,
                version=form.cleaned_data["version"],
                plan=_plan(form.cleaned_data),
                knows_clash=form.cleaned_data["knows_clash"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The plan of the visit is saved."))
            return redirect("visit_detail", pk=visit.pk)
    title = gettext("Plan the visit anew") if anew else gettext("Change the plan of the visit")
    back = reverse("visit_detail", args=[visit.pk])
    return form_page(request, form, title, gettext("Save it"), back, lede=visit.purpose)


def _offer(form: forms.PlanForm, request: Request, unit: uuid.UUID, *, also: Quarter | None = None) -> None:
    people = queries.people_of(request.standing, unit, day=request.today)
    forms.offer(
        form,
        visited=queries.visitable(request.standing, unit, day=request.today),
        body=queries.bodies_of(unit),
        head=people,
        members=people,
    )
    form.fields["quarter"].choices = forms.quarters_around(request.today, also)  # type: ignore[attr-defined]


def _plan(cleaned: dict[str, Any]) -> planning.Plan:
    visited = queries.unit_of(cleaned["visited"])
    assert visited is not None
    (head,) = queries.persons_of([cleaned["head"]]) or (None,)
    return planning.Plan(
        visited=visited,
        quarter=cleaned["quarter"],
        purpose=cleaned["purpose"],
        body=queries.body_of(cleaned["body"]),
        head=head,
        members=queries.persons_of(cleaned["members"]),
        starts_at=cleaned["starts_at"],
        ends_at=cleaned["ends_at"],
        place=cleaned["place"],
        hosts=cleaned["hosts"],
        programme=cleaned["programme"],
    )


def form_page(
    request: Request, form: Any, title: str, action: str, back: str, *, lede: str = "", about: str = ""
) -> HttpResponse:
    """Answer with a form of a visit."""
    context = {"form": form, "title": title, "action": action, "back": back, "lede": lede, "about": about}
    return render(request, "visits/form.html", context, status=status_of(form))
