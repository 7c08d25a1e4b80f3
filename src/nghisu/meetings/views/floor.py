"""The chair's console, and the page on which everybody follows a running meeting."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, page, sentence_of
from nghisu.kit.refusals import Refusal
from nghisu.meetings.actions import floor as actions
from nghisu.meetings.actions.speaking import give_floor
from nghisu.meetings.live import floor_moved, stream_for
from nghisu.meetings.queries import floor as queries
from nghisu.meetings.queries import floor_rights as rights
from nghisu.meetings.queries.attendance import headline
from nghisu.meetings.queries.calling import parts_and_items
from nghisu.meetings.queries.points import points_visible_to
from nghisu.meetings.rules import floor as rules
from nghisu.meetings.rules.floor import Proposal, Step
from nghisu.meetings.views.finding import meeting_or_404

LONGEST_PAUSE = 240


@dataclass(frozen=True)
class StepView:
    """A step as the console shows it: a button, or a link where more must be said first."""

    step: str
    name: str
    named: str
    about: str = ""
    url: str = ""
    is_pause: bool = False


@page("floor.run")
def floor_console(request: Request, pk: UUID) -> HttpResponse:
    """Show the chair where the meeting stands and what comes next; take the step that was chosen."""
    meeting = meeting_or_404(request, pk)
    if not rights.may_run(request.standing, meeting):
        raise Http404
    if request.method == "POST":
        try:
            _take_step(request, meeting)
        except rules.MovedMeanwhile as refusal:
            return _console(request, meeting, refused=sentence_of(refusal), status=409)
        except Refusal as refusal:
            return _console(request, meeting, refused=sentence_of(refusal), status=422)
        return redirect("floor_console", pk)
    return _console(request, meeting)


def _console(request: Request, meeting: Any, *, refused: str = "", status: int = 200) -> HttpResponse:
    now = clock.now()
    meeting.refresh_from_db()
    view = queries.floor_view(meeting, request.standing)
    situation = queries.situation_of(meeting, view.floor, now)
    steps = [_step_view(one, meeting) for one in rules.possible(situation)]
    return render(
        request,
        "meetings/floor/console.html",
        {
            "meeting": meeting,
            "view": view,
            "version": view.floor.version,
            "next": steps[0] if steps else None,
            "others": steps[1:],
            "parts": situation.parts,
            "headline": headline(meeting),
            "coming": situation.coming,
            "refused": refused,
            "now": now,
            "stream": stream_for(request.standing, meeting, attendance=True),
            "may_keep": rights.may_keep(request.standing, view.part, meeting),
        },
        status=status,
    )


def _step_view(proposal: Proposal, meeting: Any) -> StepView:
    about = str(proposal.about or "")
    urls: dict[Step, Callable[[], str]] = {
        Step.PREPARE: lambda: reverse("meeting_detail", args=[meeting.pk]),
        Step.QUORUM: lambda: reverse("attendance", args=[meeting.pk]),
        Step.OPEN_VOTE: lambda: reverse("vote_new", args=[meeting.pk]),
        Step.CLOSE_VOTE: lambda: reverse("vote_detail", args=[meeting.pk, about]),
        Step.CONCLUDE: lambda: reverse("floor_conclude", args=[meeting.pk]),
    }
    url = urls.get(proposal.step)
    return StepView(
        proposal.step.value,
        _(proposal.name),
        proposal.named,
        about,
        url() if url else "",
        proposal.step is Step.PAUSE,
    )


def _take_step(request: Request, meeting: Any) -> None:
    sent, at, by = request.POST, clock.now(), request.standing
    parts, items = parts_and_items(meeting)
    version = int(sent.get("version") or 0) if (sent.get("version") or "0").isdigit() else 0
    about = _uuid(sent.get("about", ""))
    before = queries.floor_of(meeting).part
    match sent.get("step"):
        case Step.OPEN:
            actions.open_meeting(meeting=meeting, by=by, at=at)
            touched = None
        case Step.BEGIN_PART if about in parts:
            actions.begin_part(part=parts[about], expected_version=version, by=by, at=at)
            touched = parts[about]
        case Step.TAKE_ITEM if about in items:
            actions.take_item(item=items[about], expected_version=version, by=by, at=at)
            touched = before
        case Step.PAUSE:
            minutes = sent.get("minutes", "")
            length = min(int(minutes), LONGEST_PAUSE) if minutes.isdigit() else None
            actions.pause(meeting=meeting, expected_version=version, by=by, at=at, minutes=length)
            touched = before
        case Step.RESUME:
            actions.resume(meeting=meeting, expected_version=version, by=by, at=at)
            touched = before
        case Step.END_PART:
            actions.end_part(meeting=meeting, expected_version=version, by=by, at=at)
            touched = before
        case Step.GIVE_FLOOR if about is not None:
            turn = queries.turn_for(by, meeting, about)
            if turn is None:
                raise Http404
            give_floor(turn=turn, by=by, at=at)
            touched = before
        case _:
            raise Http404
    floor_moved(meeting, touched)


@page("floor.run")
def floor_conclude(request: Request, pk: UUID) -> HttpResponse:
    """Ask before a meeting is concluded, naming what is still open; then conclude it."""
    meeting = meeting_or_404(request, pk)
    if not rights.may_run(request.standing, meeting):
        raise Http404
    view = queries.floor_view(meeting, request.standing)
    refused, status = "", 200
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            actions.conclude(
                meeting=meeting,
                expected_version=int(version) if version.isdigit() else 0,
                by=request.standing,
                at=clock.now(),
            )
        except rules.MovedMeanwhile as refusal:
            refused, status = sentence_of(refusal), 409
        except Refusal as refusal:
            refused, status = sentence_of(refusal), 422
        else:
            floor_moved(meeting, view.part)
            floor_moved(meeting, None)
            messages.success(request, _("The meeting is concluded."))
            return redirect("meeting_detail", pk)
    situation = queries.situation_of(meeting, view.floor, clock.now())
    return render(
        request,
        "meetings/floor/conclude.html",
        {
            "meeting": meeting,
            "view": view,
            "version": view.floor.version,
            "refused": refused,
            "left": [
                item
                for part in situation.parts
                for item in part.items
                if not item.is_done and not item.has_items and item.pk != situation.item
            ],
            "open_proposals": queries.proposals_visible_to(request.standing, meeting)
            .filter(state="open")
            .count(),
        },
        status=status,
    )


@page(SIGNED_IN)
def floor(request: Request, pk: UUID) -> HttpResponse:
    """Show a running meeting to who may see it, and what one may do there oneself."""
    meeting = meeting_or_404(request, pk)
    view = queries.floor_view(meeting, request.standing)
    own = rights.own_turn(request.standing, view.part)
    points = (
        rights.own_points(request.standing, meeting)
        if points_visible_to(request.standing, meeting).exists()
        else []
    )
    return render(
        request,
        "meetings/floor/floor.html",
        {
            "meeting": meeting,
            "view": view,
            "own_turn": queries.TurnView(own, "") if own else None,
            "is_summoned": rights.is_summoned(request.standing, meeting, view.part),
            "points": points,
            "may_run": rights.may_run(request.standing, meeting),
            "may_keep": rights.may_keep(request.standing, view.part, meeting),
            "members_papers": [paper for paper in view.papers if paper.members_only],
            "now": clock.now(),
            "stream": stream_for(request.standing, meeting),
        },
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
