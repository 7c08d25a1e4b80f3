"""The first steps of a new office: the list, and putting it away."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nghisu.home.actions import first_steps as actions
from nghisu.home.queries import first_steps as queries
from nghisu.kit import clock
from nghisu.kit.pages import Request, page


@page("firststeps.see")
@require_safe
def first_steps(request: Request) -> HttpResponse:
    """Show every step of each committee that the asker looks after."""
    return render(request, "home/first_steps.html", {"lists": queries.first_steps(request.standing)})


@page("firststeps.see")
@require_POST
def put_first_steps_away(request: Request, pk: UUID) -> HttpResponse:
    """Take the list from the first screen, or put it back there."""
    unit = queries.committee_begun_by(request.standing, pk)
    if unit is None:
        raise Http404
    act = actions.show_again if request.POST.get("again") else actions.put_away
    act(unit=unit, by=request.standing, at=clock.now())
    return redirect("first_steps")
