"""The first screen: what awaits me, by when."""

from django.http import HttpResponse
from django.shortcuts import render

from nghisu.home.queries import waiting
from nghisu.home.queries.first_steps import steps_on_first_screen
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, page


@page(SIGNED_IN)
def awaiting(request: Request) -> HttpResponse:
    """Show what awaits the person who signed in, and the meetings to come."""
    groups = waiting.waiting_for(request.standing, day=request.today, now=clock.now())
    return render(
        request,
        "home/awaiting.html",
        {
            "groups": groups,
            "count": sum(group.count for group in groups),
            "first_steps": steps_on_first_screen(request.standing),
            "coming": waiting.coming(request.standing, day=request.today),
        },
    )
