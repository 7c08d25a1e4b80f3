"""Pages of polls of confidence: the rounds, and the result of one with what follows from it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from nghisu.ballots.queries import polls as queries
from nghisu.ballots.tables.completing import PollTable
from nghisu.kit.pages import Request, page


@page("completing.see")
def confidence_list(request: Request) -> HttpResponse:
    """List the announced polls of confidence by round, never by person."""
    rows = queries.polls_visible_to(request.standing).filter(announced_at__date__lte=request.as_of)
    return PollTable(request, rows).respond("ballots/confidence_list.html", {})


@page("completing.see")
def confidence_result(request: Request, pk: UUID) -> HttpResponse:
    """Show the result of one poll: shares, both thresholds, and what follows."""
    found = queries.poll_for(request.standing, pk)
    if found is None:
        raise Http404
    view = queries.poll_view(found)
    return render(request, "ballots/confidence_result.html", {"view": view, "round": found})
