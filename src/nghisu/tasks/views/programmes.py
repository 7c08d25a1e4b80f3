"""Programmes of work and their lines."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.organisation.queries import name_in
from nghisu.tasks import actions, forms, queries
from nghisu.tasks.actions.planning import draft_plan, realise, realise_as
from nghisu.tasks.forms import planning as planning_forms
from nghisu.tasks.queries import planning
from nghisu.tasks.rules.planning import HOW_PLANNED_WORDS, Becomes, FieldOfWork, HowPlanned
from nghisu.tasks.rules.products import table_on
from nghisu.tasks.views.drawing import drawn_timeline
from nghisu.tasks.views.tables import ItemTable, ProgrammeTable, TimelineTable


@page("programme.see")
def programme_list(request: Request) -> HttpResponse:
    """List the programmes of the reader's units."""
    table = ProgrammeTable(request, planning.programmes_listed(request.standing, day=request.as_of))
    return table.respond(
        "tasks/programmes.html", {"may_draft": request.standing.may_somewhere("programme.adopt")}
    )


@page("programme.see")
def programme_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show a programme: its lines with their tasks, and how much of it has become work."""
    programme = _programme(request, pk)
    progress = planning.progress_of(programme, day=request.as_of)
    may_change = request.standing.may("programme.adopt", unit=programme.unit_id)
    table = ItemTable(request, planning.items_of(programme))
    context = {
        "programme": programme,
        "unit_name": name_in(request.standing.tree, programme.unit_id, request.as_of),
        "progress": progress,
        "may_change": may_change and request.as_of == request.today,
        "may_give": request.standing.may("task.give", unit=programme.unit_id)
        and programme.adopted_on is not None
        and request.as_of == request.today,
        "hows": [
            {
                "words": gettext(HOW_PLANNED_WORDS[how]),
                "count": progress.by_how.get(how, 0),
                "code": how.value,
                "figure": f"programme.how_{how.value}",
            }
            for how in HowPlanned
        ],
        **planning.plans_around(programme, request.standing),
        "open_items": list(planning.without_task(programme.items.all())) if programme.adopted_on else [],
    }
    return table.respond("tasks/programme.html", context)


@page("programme.see")
def programme_timeline(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show the lines of a programme over the months, with the same lines in a table beside the picture."""
    programme = _programme(request, pk)
    table = TimelineTable(request, planning.items_of(programme))
    context = {
        "programme": programme,
        "unit_name": name_in(request.standing.tree, programme.unit_id, request.as_of),
        "progress": planning.progress_of(programme, day=request.as_of),
        "picture": drawn_timeline(programme, table.page_rows, day=request.as_of),
    }
    return table.respond("tasks/timeline.html", context)


@page("programme.adopt")
def programme_new(request: Request) -> HttpResponse:
    """Begin a programme, or the plan of a quarter or a month from what stands and what is left."""
    asked = request.GET.get("period", "")[:3]
    form = planning_forms.ProgrammeForm(
        request.POST or None,
        initial={
            "year": request.GET.get("year", "")[:4] or request.today.year,
            "period": asked,
            "take": bool(asked),
        },
    )
    reach = request.standing.reach("programme.adopt") & request.standing.tree.committees
    forms.offer(form, unit=queries.named_units(reach, day=request.today))
    if request.method == "POST" and form.is_valid():
        programme = attempt(form, lambda: _begin(request, form.cleaned_data))
        if programme:
            return redirect("programme_detail", pk=programme.pk)
    context = {"form": form, "title": gettext("New programme"), "action": gettext("Begin")}
    return render(request, "tasks/programme_form.html", context, status=status_of(form))


def _begin(request: Request, cleaned: dict[str, Any]) -> Any:
    period = cleaned["planned"]
    common: dict[str, Any] = {
        "unit": queries.unit_of(cleaned["unit"]),
        "title": cleaned["title"],
        "by": request.standing,
        "at": clock.now(),
    }
    if cleaned["take"]:
        return draft_plan(period=period, **common)
    return actions.draft_programme(year=period.year, quarter=period.quarter, month=period.month, **common)


@page("programme.adopt")
def item_add(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Add a line to a programme."""
    programme = _programme(request, pk, "programme.adopt")
    form = planning_forms.ItemForm(request.POST or None, initial={"version": programme.version})
    form.fields["products"].of_kinds(table_on(request.today).kinds)  # type: ignore[attr-defined]
    leads = queries.leads_within(request.standing, [programme.unit_id], day=request.today)
    forms.offer(form, lead=leads, supports=leads, asked_by=planning.superiors(request.today))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        attempt(
            form,
            lambda: actions.add_item(
                programme=programme,
                version=cleaned["version"],
                line=_line(cleaned),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, gettext("The line is added."))
            return redirect("programme_detail", pk=programme.pk)
    context = {
        "form": form,
        "programme": programme,
        "title": gettext("Add a line"),
        "action": gettext("Add the line"),
    }
    return render(request, "tasks/programme_form.html", context, status=status_of(form))


def _line(cleaned: dict[str, Any]) -> actions.Line:
    lead = queries.unit_of(cleaned["lead"])
    assert lead is not None
    return actions.Line(
        content=cleaned["content"],
        lead=lead,
        products=cleaned["products"],
        starts_on=cleaned["starts_on"],
        due_on=cleaned["due_on"],
        supports=tuple(queries.units_of(cleaned["supports"])),
        asked_by=planning.superior(cleaned["asked_by"]),
        field_of_work=FieldOfWork(cleaned["field_of_work"] or FieldOfWork.OTHER),
        becomes=Becomes(cleaned["becomes"] or Becomes.DOCUMENT),
    )


@page("programme.adopt")
def item_realise(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Say what a line became: documents, drafts, meetings."""
    item = planning.item_visible_to(request.standing, pk)
    if item is None or not request.standing.may("programme.adopt", unit=item.programme.unit_id):
        raise Http404
    form = planning_forms.RealiseForm(request.POST or None)
    offered = planning.offered_to_realise(request.standing, day=request.today)
    if not offered.get("meetings"):
        del form.fields["meetings"]
    forms.offer(form, **offered)
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: _realise(request, item, form.cleaned_data))
        if form.is_valid():
            messages.success(request, gettext("What the line became is recorded."))
            return redirect("programme_detail", pk=item.programme_id)
    context = {
        "form": form,
        "programme": item.programme,
        "title": gettext("What line %(number)d became: %(content)s")
        % {"number": item.number, "content": item.content},
        "action": gettext("Record it"),
    }
    return render(request, "tasks/programme_form.html", context, status=status_of(form))


def _realise(request: Request, item: Any, cleaned: dict[str, Any]) -> None:
    common = {"item": item, "by": request.standing, "at": clock.now()}
    documents = [queries.document_chosen(request.standing, pk) for pk in cleaned["documents"]]
    if documents:
        realise(documents=[one for one in documents if one is not None], **common)
    for pk in cleaned.get("meetings") or []:
        realise_as(kind="meeting", key=pk, on=request.today, **common)


@page("programme.adopt")
def programme_adopt(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Adopt a programme."""
    programme = _programme(request, pk, "programme.adopt")
    form = forms.AdoptForm(
        request.POST or None,
        name=programme.title,
        initial={"version": programme.version, "adopted_on": request.today},
    )
    forms.offer(form, document=queries.document_choices(request.standing))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        attempt(
            form,
            lambda: actions.adopt_programme(
                programme=programme,
                version=cleaned["version"],
                adopted_on=cleaned["adopted_on"],
                document=queries.document_chosen(request.standing, cleaned["document"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(
                request, gettext("The programme is adopted; its work is planned from that day on.")
            )
            return redirect("programme_detail", pk=programme.pk)
    context = {
        "form": form,
        "title": gettext("Adopt the programme"),
        "warning": gettext(
            "From the day of adoption on, work given from these lines counts as planned. "
            "Lines added later count from the day they are added."
        ),
        "action": gettext("Adopt"),
        "back": reverse("programme_detail", args=[programme.pk]),
    }
    return render(request, "kit/confirm.html", context, status=status_of(form))


@page("programme.adopt")
def item_drop(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take a line out of a programme."""
    item = planning.item_visible_to(request.standing, pk)
    if item is None or not request.standing.may("programme.adopt", unit=item.programme.unit_id):
        raise Http404
    form = forms.DropItemForm(request.POST or None, initial={"version": item.version})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        attempt(
            form,
            lambda: actions.drop_item(
                item=item,
                version=cleaned["version"],
                reason=cleaned["reason"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, gettext("The line is dropped; it stays to be read."))
            return redirect("programme_detail", pk=item.programme_id)
    context = {
        "form": form,
        "programme": item.programme,
        "title": gettext("Drop line %(number)d: %(content)s")
        % {"number": item.number, "content": item.content},
        "action": gettext("Drop the line"),
    }
    return render(request, "tasks/programme_form.html", context, status=status_of(form))


@page("task.give")
def item_give(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give the work of a programme line: its one planned task."""
    item = planning.item_visible_to(request.standing, pk)
    if item is None or not request.standing.may("task.give", unit=item.programme.unit_id):
        raise Http404
    form = forms.PlannedForm(
        request.POST or None,
        initial={
            "version": item.version,
            "title": item.content,
            "products": [one.expected for one in item.products.all()],
            "lead": str(item.lead_id),
            "due_on": item.due_on,
        },
    )
    form.fields["products"].of_kinds(table_on(request.today).kinds)  # type: ignore[attr-defined]
    leads = queries.leads_within(request.standing, [item.programme.unit_id], day=request.today)
    forms.offer(
        form, lead=leads, supports=leads, person=queries.people_of(request.standing, day=request.today)
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        task = attempt(form, lambda: _give(request, item, cleaned))
        if task:
            messages.success(request, gettext("The work is given, as planned."))
            return redirect("task_detail", pk=task.pk)
    context = {
        "form": form,
        "programme": item.programme,
        "title": gettext("Give the work of line %(number)d") % {"number": item.number},
        "action": gettext("Give"),
    }
    return render(request, "tasks/programme_form.html", context, status=status_of(form))


def _give(request: Request, item: Any, cleaned: dict[str, Any]) -> Any:
    return actions.assign_planned(
        item=item,
        title=cleaned["title"],
        products=cleaned["products"],
        lead=queries.unit_of(cleaned["lead"]),
        supports=queries.units_of(cleaned["supports"]),
        person_in_charge=queries.person_of(cleaned["person"]),
        due_on=cleaned["due_on"],
        by=request.standing,
        at=clock.now(),
    )


def _programme(request: Request, pk: uuid.UUID, action: str = "programme.see") -> Any:
    programme = planning.programmes_visible_to(request.standing).filter(pk=pk).first()
    if programme is None or not request.standing.may(action, unit=programme.unit_id):
        raise Http404
    return programme
