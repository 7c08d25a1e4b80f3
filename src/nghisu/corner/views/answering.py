"""Answer a form, whether a page sent it or a device that had no line (static/corner/device.js)."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse

from nghisu.kit.pages import Request
from nghisu.meetings.views.queued import is_queued, refused


def done(request: Request, said: str, to: str) -> HttpResponse:
    """Say that it is done: the page goes on, a device is told in a sentence."""
    if is_queued(request):
        return JsonResponse({"said": said})
    messages.success(request, said)
    return HttpResponseRedirect(to)


def refused_later(request: Request, form: BaseForm) -> HttpResponse | None:
    """Return the sentences of the refusal for a device that sends what waited; None for a page."""
    return refused(form) if is_queued(request) and not form.is_valid() else None


def for_device(request: Request) -> bool:
    """Tell whether a device asks for the page to keep it: then nothing of closed parts stands on it."""
    return "X-Offline" in request.headers
