"""Give work from a directive, and see what of a directive has become work."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.organisation.queries import names_on
from nghisu.tasks import actions, forms, queries
from nghisu.tasks.queries.tracing import traces_of
from nghisu.tasks.rules.products import table_on
from nghisu.tasks.views.drawing import drawn_coverage
from nghisu.tasks.views.tables import name_units, status_badge


@page("task.give")
def assign(request: Request) -> HttpResponse:
    """Give the work of a directive to one or several units."""
    standing, day = request.standing, request.today
    asked = _uuid(request.GET.get("directive", ""))
    initial = {
        "directive": str(asked) if asked else None,
        "point": request.GET.get("point", "")[:24],
        "quote": request.GET.get("quote", "")[:2000],
    }
    form = forms.AssignForm(request.POST or None, initial=initial)
    form.fields["products"].of_kinds(table_on(day).kinds)  # type: ignore[attr-defined]
    units = queries.units_to_give(standing, day=day)
    leads = queries.leads_within(standing, [pk for pk, _name in units], day=day)
    forms.offer(
        form,
        directive=queries.document_choices(standing, also=asked),
        units=units,
        lead=leads,
        supports=leads,
        person=queries.people_of(standing, day=day),
    )
    if request.method == "POST" and form.is_valid():
        tasks = attempt(form, lambda: _assign(request, form.cleaned_data))
        if tasks:
            messages.success(
                request,
                ngettext("%(count)d task is given.", "%(count)d tasks are given.", len(tasks))
                % {"count": len(tasks)},
            )
            if len(tasks) == 1:
                return redirect("task_detail", pk=tasks[0].pk)
            return redirect("directive_coverage", pk=tasks[0].directive_id)
    return render(request, "tasks/assign.html", {"form": form}, status=status_of(form))


def _assign(request: Request, cleaned: dict[str, Any]) -> Any:
    standing = request.standing
    directive = queries.document_chosen(standing, cleaned["directive"])
    if directive is None:
        raise Http404
    supports = tuple(queries.units_of(cleaned["supports"]))
    shares = [
        actions.Share(
            unit=unit,
            lead=queries.unit_of(cleaned["lead"]),
            due_on=cleaned["due_on"],
            supports=supports,
            person_in_charge=queries.person_of(cleaned["person"]),
        )
        for unit in queries.units_of(cleaned["units"])
    ]
    return actions.assign_from_directive(
        directive=directive,
        shares=shares,
        title=cleaned["title"],
        point=cleaned["point"],
        quote=cleaned["quote"],
        products=cleaned["products"],
        criteria=cleaned["criteria"],
        starts_on=cleaned["starts_on"],
        is_urgent=cleaned["is_urgent"],
        by=standing,
        at=clock.now(),
    )


@page("task.see")
def coverage(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show which points of a directive have tasks, and which have none."""
    directive = queries.document_chosen(request.standing, pk)
    if directive is None:
        raise Http404
    points = queries.coverage_of(directive, standing=request.standing, day=request.as_of)
    tasks = list(queries.tasks_from(directive, standing=request.standing, day=request.as_of))
    loose = [span for span in tasks if span.task.point_id is None]
    spans = [span for one in points for span in one.spans] + loose
    names = names_on(request.as_of, queries.names_needed(spans))
    for span in spans:
        name_units(span, names)
        span.badge = status_badge(span)
    may_give = request.standing.may("task.give", unit=directive.unit_id)
    traces = traces_of(directive, points, standing=request.standing, day=request.as_of)
    context = {
        "directive": directive,
        "points": points,
        "traces": traces,
        "bare_count": sum(one.is_without_anything for one in traces),
        "evidence_count": len({document.pk for one in traces for document in one.evidence}),
        "unit_count": len({span.unit_id for span in spans}),
        "picture": drawn_coverage(directive.citation, traces) if traces else None,
        "open_count": sum(one.is_open for one in points),
        "loose": loose,
        "task_count": len(spans),
        "may_give": may_give and request.as_of == request.today,
        "assign_url": f"{reverse('task_assign')}?directive={directive.pk}",
    }
    return render(request, "tasks/coverage.html", context)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
