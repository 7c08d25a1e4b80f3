"""The controlled list with who decides what, and the opening of sensitive fields."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.organisation.queries import names_in
from nghisu.situation import actions, forms, queries
from nghisu.situation.rules.competence import FIELD_BY_CODE, FIELDS, LEVEL_NAMES, MATTERS


@page("issue.see")
def competence(request: Request) -> HttpResponse:
    """Show the list: field, matter, who decides it, by which source, and which fields are open."""
    standing = request.standing
    houses = standing.own_units & standing.tree.committees
    handlers = {queries.handler_of(one, standing.tree) or one for one in houses}
    opened = {one.field: one for one in queries.openings(handlers | houses)}
    fields: list[dict[str, Any]] = [
        {
            "field": one,
            "name": gettext(one.name),
            "opening": opened.get(one.code),
            "matters": [
                {
                    "name": gettext(row.name),
                    "level": gettext(LEVEL_NAMES[row.decided_by]),
                    "authority": gettext(row.authority) if row.authority else "",
                    "source": gettext(row.source),
                    "is_checked": row.is_checked,
                }
                for row in MATTERS
                if row.field == one.code and row.holds_on(request.as_of)
            ],
        }
        for one in FIELDS
    ]
    context = {"fields": fields, "may_open": standing.may_somewhere("field.open")}
    return render(request, "situation/competence.html", context)


@page("field.open")
def field_open(request: Request, field: str) -> HttpResponse:
    """Open a sensitive field by the office's declaration on state secrets."""
    known = FIELD_BY_CODE.get(field)
    if known is None or not known.is_sensitive:
        raise Http404
    units = request.standing.reach("field.open") & request.standing.tree.committees
    names = names_in(request.standing.tree, units, request.today)
    form = forms.OpenFieldForm(
        request.POST or None, initial={"unit": str(next(iter(units))) if len(units) == 1 else ""}
    )
    form.fields["unit"].pick_from(names.items())  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        (unit,) = queries.units_by_id([form.cleaned_data["unit"]])
        opened = attempt(
            form,
            lambda: actions.open_field(
                unit=unit,
                field=field,
                declared=form.cleaned_data["declared"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if opened:
            messages.success(request, gettext("The field is open. The declaration stands in the record."))
            return redirect("competence")
    context = {
        "form": form,
        "title": gettext("Open the field “%(field)s”") % {"field": gettext(known.name)},
        "action": gettext("Open the field"),
        "back": reverse("competence"),
    }
    return render(request, "situation/form.html", context, status=status_of(form))
