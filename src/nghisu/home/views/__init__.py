"""The first screen."""

from django.http import HttpResponse
from django.shortcuts import render

from nghisu.kit.pages import SIGNED_IN, Request, page


@page(SIGNED_IN)
def awaiting(request: Request) -> HttpResponse:
    """Show what awaits the person who signed in."""
    return render(request, "home/awaiting.html")
