"""A page that says why a step of the floor was not done, with the way back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from nghisu.kit.pages import Request, sentence_of
from nghisu.kit.refusals import Conflict, NotAllowed, Refusal


def refused_page(request: Request, meeting: Any, refusal: Refusal, back: str = "floor") -> HttpResponse:
    """Say why something was not done; what the door has pages for goes on to the door.

    :param back: name of the page of the meeting that leads on
    """
    if isinstance(refusal, (NotAllowed, Conflict)):
        raise refusal
    context = {"meeting": meeting, "sentence": sentence_of(refusal), "back": back}
    return render(request, "meetings/floor/refused.html", context, status=422)
