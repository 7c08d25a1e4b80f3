"""Pages of the list of speakers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.kit.refusals import Refusal
from nghisu.meetings.actions import speaking as actions
from nghisu.meetings.forms.floor import ListForm, PointSpeakerForm, SpeakerForm
from nghisu.meetings.live import floor_moved, stream_for
from nghisu.meetings.queries import floor as queries
from nghisu.meetings.queries import floor_rights as rights
from nghisu.meetings.views.finding import meeting_or_404
from nghisu.meetings.views.refusing import refused_page

BACK = {"console": "floor_console", "queue": "floor_queue", "floor": "floor"}


@page("floor.keep")
def floor_queue(request: Request, pk: UUID) -> HttpResponse:
    """Show the list of speakers to who keeps it; put somebody on it."""
    meeting = meeting_or_404(request, pk)
    view = queries.floor_view(meeting, request.standing)
    if not rights.may_keep(request.standing, view.part, meeting):
        raise Http404
    people = rights.people_in(view.part)
    form = SpeakerForm(request.POST or None, people=[(pk, name) for pk, (name, _duty) in people.items()])
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        made = attempt(
            form,
            lambda: actions.add_speaker(
                meeting=meeting,
                person=rights.person_by_id(person),
                speaker=form.cleaned_data["speaker"],
                duty=people[person][1] if person else "",
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            floor_moved(meeting, made.part)
            messages.success(request, _("%(name)s is on the list.") % {"name": made.speaker})
            return redirect("floor_queue", pk)
    context = {
        "meeting": meeting,
        "view": view,
        "form": form,
        "list_form": ListForm(
            initial={"seconds": view.floor.seconds, "is_open": view.floor.list_is_open}, prefix="list"
        ),
        "may_keep": True,
        "came_from": "queue",
        "now": clock.now(),
        "stream": stream_for(request.standing, meeting),
    }
    return render(request, "meetings/floor/queue.html", context, status=status_of(form))


@page("floor.keep")
def floor_list(request: Request, pk: UUID) -> HttpResponse:
    """Open or close the list, and set the time of each speaker."""
    meeting = meeting_or_404(request, pk)
    form = ListForm(request.POST or None, prefix="list")
    if request.method == "POST" and form.is_valid():
        floor = attempt(
            form,
            lambda: actions.set_list(
                meeting=meeting,
                is_open=form.cleaned_data["is_open"],
                seconds=form.cleaned_data["seconds"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if floor:
            floor_moved(meeting, floor.part)
            messages.success(request, _("The list of speakers is set."))
            return redirect("floor_queue", pk)
    if not form.is_bound:
        return redirect("floor_queue", pk)
    context = {"form": form, "meeting": meeting, "heading": _("Time of each speaker"), "back": "floor_queue"}
    return render(request, "meetings/floor/form.html", context, status=status_of(form))


@page(SIGNED_IN)
def floor_ask(request: Request, pk: UUID) -> HttpResponse:
    """Ask for the floor from one's own device."""
    meeting = meeting_or_404(request, pk)
    if request.method != "POST":
        return redirect("floor", pk)
    try:
        turn = actions.ask_to_speak(meeting=meeting, by=request.standing, at=clock.now())
    except Refusal as refusal:
        return refused_page(request, meeting, refusal)
    floor_moved(meeting, turn.part)
    messages.success(request, _("Your request to speak is on the list."))
    return redirect("floor", pk)


@page(SIGNED_IN)
def floor_ask_for_point(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Ask for the floor for somebody at a point, by its operator."""
    meeting = meeting_or_404(request, pk)
    point = next((one for one in rights.own_points(request.standing, meeting) if one.pk == point_pk), None)
    if point is None:
        raise Http404
    form = PointSpeakerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        turn = attempt(
            form,
            lambda: actions.ask_for_point(
                point=point, speaker=form.cleaned_data["speaker"], by=request.standing, at=clock.now()
            ),
        )
        if turn:
            floor_moved(meeting, turn.part)
            messages.success(request, _("%(name)s is on the list.") % {"name": turn.speaker})
            return redirect("floor", pk)
    context = {"form": form, "meeting": meeting, "heading": _("Ask to speak for the point"), "point": point}
    return render(request, "meetings/floor/form.html", context, status=status_of(form))


@page(SIGNED_IN)
def floor_turn(request: Request, pk: UUID, turn_pk: UUID) -> HttpResponse:
    """Give or take the floor, switch the microphone, order or withdraw a request."""
    meeting = meeting_or_404(request, pk)
    turn = queries.turn_for(request.standing, meeting, turn_pk)
    back = BACK.get(request.POST.get("from", ""), "floor")
    acts: dict[str, Callable[..., Any]] = {
        "give": actions.give_floor,
        "on": lambda **rest: actions.switch_microphone(on=True, **rest),
        "off": lambda **rest: actions.switch_microphone(on=False, **rest),
        "end": actions.end_turn,
        "withdraw": actions.withdraw_turn,
        "first": actions.move_first,
        "minute": lambda **rest: actions.set_minuted(minuted=True, **rest),
        "unminute": lambda **rest: actions.set_minuted(minuted=False, **rest),
    }
    act = acts.get(request.POST.get("act", ""))
    if turn is None or request.method != "POST" or act is None:
        raise Http404
    try:
        act(turn=turn, by=request.standing, at=clock.now())
    except Refusal as refusal:
        return refused_page(request, meeting, refusal, back)
    floor_moved(meeting, turn.part)
    return redirect(back, pk)
