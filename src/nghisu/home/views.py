"""The first screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nghisu.kit.pages import SIGNED_IN, page


@page(SIGNED_IN)
def awaiting(request: HttpRequest) -> HttpResponse:
    """Show what awaits the person who signed in."""
    return render(request, "home/awaiting.html")
