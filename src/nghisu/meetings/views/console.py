"""The console of a point's operator: one light page that works on a phone and on a bad line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.forms import KitForm
from nghisu.kit.live import address_for
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page
from nghisu.kit.refusals import N_
from nghisu.meetings import actions, queries
from nghisu.meetings.actions.attendance import check_in
from nghisu.meetings.actions.console import note_test, report_incident, solve_incident
from nghisu.meetings.actions.pulse import hear
from nghisu.meetings.actions.remarks import comment
from nghisu.meetings.forms.points import (
    BelowForm,
    CodeForm,
    CommentForm,
    HeadsForm,
    IncidentForm,
    NothingForm,
    SolvedForm,
    TestForm,
)
from nghisu.meetings.queries.codes import person_of_code, place_code, spelled
from nghisu.meetings.queries.console import console_of, incident_of, stamp_of
from nghisu.meetings.queries.floor import floor_of
from nghisu.meetings.rules.attendance import CodeUnknown, How
from nghisu.meetings.rules.points import ALIVE_EVERY, INCIDENT_NAMES
from nghisu.meetings.views.finding import point_or_404
from nghisu.meetings.views.queued import happened_at, is_queued, refused


@dataclass(frozen=True)
class Asked:
    """What an act is done with."""

    request: Request
    point: Any
    sent: dict[str, Any]
    at: datetime
    now: datetime


def _report(asked: Asked) -> Any:
    return actions.report_heads(
        point=asked.point,
        heads=asked.sent["heads"],
        by=asked.request.standing,
        at=asked.at,
        received_at=asked.now,
    )


def _connect(asked: Asked) -> Any:
    return actions.change_point_state(
        point=asked.point, state="connected", by=asked.request.standing, at=asked.at
    )


def _return(asked: Asked) -> Any:
    return actions.change_point_state(
        point=asked.point, state="returned", by=asked.request.standing, at=asked.at
    )


def _ready(asked: Asked) -> Any:
    return actions.change_point_state(
        point=asked.point, state="ready", by=asked.request.standing, at=asked.at
    )


def _test(asked: Asked) -> Any:
    return note_test(point=asked.point, by=asked.request.standing, at=asked.at, **asked.sent)


def _trouble(asked: Asked) -> Any:
    return report_incident(point=asked.point, by=asked.request.standing, at=asked.at, **asked.sent)


def _solved(asked: Asked) -> Any:
    incident = incident_of(asked.point, asked.sent["incident"])
    if incident is None:
        raise Http404
    return solve_incident(
        incident=incident, answer=asked.sent["answer"], by=asked.request.standing, at=asked.at
    )


def _below(asked: Asked) -> Any:
    heads = {
        UUID(name.removeprefix("heads_")): value for name, value in asked.sent.items() if value is not None
    }
    return actions.report_below(point=asked.point, heads=heads, by=asked.request.standing, at=asked.at)


def _check_in(asked: Asked) -> Any:
    person = person_of_code(asked.point.meeting, asked.sent["code"])
    if person is None:
        raise CodeUnknown(code=asked.sent["code"])
    return check_in(
        meeting=asked.point.meeting,
        person=person,
        point=asked.point,
        how=How.OPERATOR,
        moves=asked.sent["moves"],
        by=asked.request.standing,
        at=asked.at,
    )


def _comment(asked: Asked) -> Any:
    meeting = asked.point.meeting
    return comment(
        meeting=meeting,
        text=asked.sent["text"],
        item=floor_of(meeting).item,
        point=asked.point,
        by=asked.request.standing,
        at=asked.at,
    )


ACTS: dict[str, tuple[type[KitForm], Callable[[Asked], Any], str]] = {
    "heads": (HeadsForm, _report, N_("Your report is in. Send another one to correct it.")),
    "connect": (NothingForm, _connect, N_("The point is checked in.")),
    "return": (NothingForm, _return, N_("The point is connected again.")),
    "ready": (NothingForm, _ready, N_("The point is ready.")),
    "test": (TestForm, _test, N_("The test is noted.")),
    "trouble": (IncidentForm, _trouble, N_("The trouble is on the board of the hall.")),
    "solved": (SolvedForm, _solved, N_("The incident is closed.")),
    "comment": (CommentForm, _comment, N_("The comment is with the chair.")),
    "below": (BelowForm, _below, N_("The numbers of the points below are in.")),
    "check_in": (CodeForm, _check_in, N_("The person is checked in at this point.")),
}


@page(SIGNED_IN)
def point_console(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Show the console of a point to who operates it."""
    return _console(request, _point_to_run(request, pk, point_pk))


@page(SIGNED_IN)
def point_act(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Do what the operator asks; what waited for its line is done as of when the button was pressed."""
    point = _point_to_run(request, pk, point_pk)
    wanted = request.POST.get("act", "")
    if request.method != "POST" or wanted not in ACTS:
        raise Http404
    kind, act, said = ACTS[wanted]
    extra = {"children": queries.children_of(point)} if kind is BelowForm else {}
    form = kind(request.POST, **extra)
    now = clock.now()
    if form.is_valid():
        asked = Asked(request, point, form.cleaned_data, happened_at(request, now), now)
        attempt(form, lambda: act(asked))
    if not form.is_valid():
        return refused(form) if is_queued(request) else _console(request, point, wanted, form)
    if is_queued(request):
        return _console(request, point)
    messages.success(request, _(said))
    return redirect("point_console", pk, point_pk)


@page(SIGNED_IN, stores_nothing=True)
def point_pulse(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Hear that the console is alive; answer with a stamp that changes when the console should look anew.

    It stores no act of a person, so it needs neither key nor receipt; beats are written in bundles.
    """
    point = queries.point_operated(request.standing, pk, point_pk)
    if request.method != "POST" or point is None:
        raise Http404
    hear(point_pk, at=clock.now())
    return HttpResponse(stamp_of(point_pk), content_type="text/plain")


def _point_to_run(request: Request, pk: UUID, point_pk: UUID) -> Any:
    own = queries.point_operated(request.standing, pk, point_pk)
    if own is not None:
        return own
    point = point_or_404(request, pk, point_pk)
    if not queries.may_run_point(request.standing, point):
        raise Http404
    return point


def _console(request: Request, point: Any, wanted: str = "", form: KitForm | None = None) -> HttpResponse:
    is_part = is_queued(request) or "manh" in request.GET
    view = console_of(point, clock.now())
    code = place_code(point.meeting_id, point.pk)
    context = {
        "meeting": point.meeting,
        "point": point,
        "view": view,
        "wrong": wanted if form is not None else "",
        "sent": form.data if form is not None else {},
        "errors": [str(error) for errors in form.errors.values() for error in errors] if form else [],
        "kinds": [(kind.value, _(name)) for kind, name in INCIDENT_NAMES.items()],
        "beat_seconds": int(ALIVE_EVERY.total_seconds()),
        "stamp": stamp_of(point.pk),
        "place_code": spelled(code),
        "live": address_for(topics=[f"point:{point.pk}"], holder=f"person:{request.user.pk}"),
        "is_operator": point.operator_id == request.standing.person_id,
    }
    template = "meetings/_console.html" if is_part else "meetings/console.html"
    return render(request, template, context, status=422 if form is not None else 200)
