"""The reader on duty: whom urgent issues reach at once."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.organisation.queries import names_in
from nghisu.organisation.queries.bodies import person_by_id
from nghisu.situation import queries
from nghisu.situation.actions import duty as actions
from nghisu.situation.forms.duty import DutyForm
from nghisu.situation.queries.duty import duties_visible_to, readers


@page("reading_duty.set")
def reading_duty(request: Request) -> HttpResponse:
    """Show who is on duty now and later, and put somebody on duty."""
    standing, today = request.standing, request.today
    units = standing.reach("reading_duty.set") & standing.tree.committees
    names = names_in(standing.tree, units, today)
    form: Any = DutyForm(
        request.POST or None,
        initial={
            "unit": str(next(iter(units))) if len(units) == 1 else "",
            "first": today,
            "last": today + datetime.timedelta(days=6),
        },
    )
    form.fields["unit"].pick_from(names.items())
    offered = {pk: name for unit in units for pk, name in readers(unit, standing, today).items()}
    form.fields["person"].pick_from(offered.items())
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        (unit,) = queries.units_by_id([cleaned["unit"]])
        made = attempt(
            form,
            lambda: actions.set_duty(
                unit=unit,
                person=person_by_id(cleaned["person"]),
                first=cleaned["first"],
                last=cleaned["last"],
                by=standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, gettext("The duty is set. Urgent issues await this reader at once."))
            return redirect("reading_duty")
    duties: list[Any] = list(duties_visible_to(standing, today))
    for one in duties:
        one.last = one.until - datetime.timedelta(days=1)
        one.is_now = one.first <= today
        one.unit_name = names.get(one.unit_id) or one.unit.code
    context = {"form": form, "duties": duties, "nobody": not any(one.is_now for one in duties)}
    return render(request, "situation/duty.html", context, status=status_of(form))


@page("reading_duty.set")
@require_POST
def reading_duty_end(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take somebody off duty."""
    duty = duties_visible_to(request.standing, request.today).filter(pk=pk).first()
    if duty is None:
        raise Http404
    actions.end_duty(duty=duty, by=request.standing, at=clock.now())
    messages.success(request, gettext("The duty is ended."))
    return redirect("reading_duty")
