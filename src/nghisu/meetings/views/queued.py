"""Answers to forms that may have waited in a browser for their line (static/kit/queue.js)."""

from datetime import datetime

from django.forms import BaseForm
from django.http import HttpResponse

from nghisu.kit.pages import Request
from nghisu.meetings.rules.attendance import moment_of


def is_queued(request: Request) -> bool:
    """Tell whether a script sent the form and wants a fragment for its answer."""
    return request.headers.get("X-Queued") == "1"


def happened_at(request: Request, now: datetime) -> datetime:
    """Return when the person pressed the button; only how long ago is believed of the device's clock."""
    pressed, sent = request.POST.get("pressed_at", ""), request.headers.get("X-Device-Now", "")
    if not (pressed.isdecimal() and sent.isdecimal() and len(pressed) < 16 and len(sent) < 16):
        return now
    return moment_of(now=now, seconds_ago=(int(sent) - int(pressed)) // 1000)


def refused(form: BaseForm) -> HttpResponse:
    """Return what is wrong with a form in sentences, for the script that sent it."""
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    return HttpResponse(" ".join(sentences), status=422, content_type="text/plain; charset=utf-8")
