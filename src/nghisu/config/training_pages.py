"""The pages of training and rehearsal: the way there, the parts to play, and the button that begins anew."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from nghisu.config import rehearsal as copying
from nghisu.config import training as ground
from nghisu.config import training_marks as marks
from nghisu.config.greeting import DEMO_ROLES
from nghisu.exchange.queries import rehearsal as queries
from nghisu.kit.pages import PUBLIC, Request, page, sentence_of
from nghisu.meetings.models import Meeting
from nghisu.people.models import Person

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@page(PUBLIC)
def training(request: Request) -> HttpResponse:
    """Show in the real data set the way to training, and in training the parts to play."""
    if settings.REHEARSAL and not (_is_invented() and request.user.is_anonymous):
        return _rehearsing(request)
    if settings.TRAINING:
        people = {
            one.username: one for one in Person.objects.filter(username__in=[key for key, _ in DEMO_ROLES])
        }
        parts = [(key, gettext(role), people[key].full_name) for key, role in DEMO_ROLES if key in people]
        return render(request, "kit/training_parts.html", {"parts": parts})
    port = ground.port_of(settings.DATA)
    address = settings.TRAINING_URL
    if not address and port:
        address = f"{request.scheme}://{request.get_host().rsplit(':', 1)[0]}:{port}/tap-huan/"
    return render(request, "kit/training_way.html", {"way": address, "command": "./run --training"})


@page(PUBLIC, stores_nothing=True)
@require_POST
def play(request: Request) -> HttpResponse:
    """Sign in as one of the invented people; only in training, and never where the people are real."""
    if (
        not settings.TRAINING
        or (settings.REHEARSAL and not _is_invented())
        or request.POST.get("part") not in dict(DEMO_ROLES)
    ):
        raise Http404
    person = get_object_or_404(Person, username=request.POST["part"], is_active=True)
    login(request, person, backend=SIGN_IN)
    return redirect("home")


@page(PUBLIC, stores_nothing=True)
@require_POST
def begin_anew(request: Request) -> HttpResponse:
    """Put the training back to its beginning; only in training, and only when it was confirmed.

    A rehearsal is put back by who calls the meeting alone.
    """
    if not settings.TRAINING or (settings.REHEARSAL and not _calls_the_meeting(request)):
        raise Http404
    if request.POST.get("sure") == "yes":
        marks.begin_anew()
        response = HttpResponseRedirect("/tap-huan/")
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
        request.session.modified = False
        return response
    return redirect("training")


def _is_invented() -> bool:
    return ground.is_invented_in(Path(settings.DATA))


def _rehearsing(request: Request) -> HttpResponse:
    """Show how far the rehearsal is; strangers are shown to the sign-in and learn nothing."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={reverse('training')}")
    meeting = queries.meeting_on_show(request.standing, settings.REHEARSAL)
    context = {
        "meeting": meeting,
        "tried": queries.tried(meeting) if meeting and _calls_the_meeting(request) else [],
        "pk": settings.REHEARSAL,
    }
    return render(request, "kit/rehearsal_state.html", context)


def _calls_the_meeting(request: Request) -> bool:
    if not request.user.is_authenticated:
        return False
    return queries.meeting_called_by(request.standing, UUID(settings.REHEARSAL)) is not None


@page("meeting.call")
@require_safe
def rehearsal(request: Request, pk: UUID) -> HttpResponse:
    """Show who calls a meeting how it is rehearsed, and the way there while the rehearsal is open."""
    meeting = _to_rehearse(request, pk)
    stands = copying.how_it_stands(Path(settings.DATA))
    is_this = stands.meeting == str(pk)
    address = ""
    if stands.port and is_this:
        host = f"{request.scheme}://{request.get_host().rsplit(':', 1)[0]}:{stands.port}/"
        address = settings.REHEARSAL_URL or host
    refusal = queries.why_not(meeting)
    is_free = stands.state is copying.State.CLOSED
    context = {
        "meeting": meeting,
        "way": address,
        "command": f"./run {copying.WORD} {pk}",
        "why_not": sentence_of(refusal) if refusal else "",
        "rehearsed": queries.rehearsed(meeting),
        "is_rehearsal": bool(settings.REHEARSAL),
        "is_preparing": is_this and stands.state is copying.State.PREPARING,
        "is_of_another": not is_free and not is_this,
        "is_reached": _is_reached(),
        "has_a_door": copying.has_a_door(os.environ),
        "share": stands.share,
        "told": stands.told if is_free else "",
    }
    return render(request, "kit/rehearsal_way.html", context)


@page("meeting.call", stores_nothing=True)
@require_POST
def open_rehearsal(request: Request, pk: UUID) -> HttpResponse:
    """Begin to copy the data and open the rehearsal beside this server."""
    meeting = _to_rehearse(request, pk)
    stands = copying.how_it_stands(Path(settings.DATA))
    may_open = copying.has_a_door(os.environ) and _is_reached() and queries.why_not(meeting) is None
    if may_open and not settings.REHEARSAL and stands.state is copying.State.CLOSED:
        copying.open_beside(str(pk), data=Path(settings.DATA), person=str(request.user.pk), around=os.environ)
        copying.wait_until_begun(Path(settings.DATA))
    return redirect("meeting_rehearsal", pk)


@page("meeting.call", stores_nothing=True)
@require_POST
def close_rehearsal(request: Request, pk: UUID) -> HttpResponse:
    """Close the rehearsal of the meeting and throw the copy away; also from inside it."""
    _to_rehearse(request, pk)
    if str(pk) == settings.REHEARSAL:
        copying.close(Path(settings.DATA))
        return render(request, "kit/rehearsal_closed.html")
    if copying.how_it_stands(Path(settings.DATA)).meeting == str(pk):
        copying.close(Path(settings.DATA) / copying.FOLDER)
        copying.wait_until_closed(Path(settings.DATA))
    return redirect("meeting_rehearsal", pk)


def _to_rehearse(request: Request, pk: UUID) -> Meeting:
    meeting = queries.meeting_called_by(request.standing, pk)
    if meeting is None:
        raise Http404
    return meeting


def _is_reached() -> bool:
    """Tell whether browsers reach a second port: directly, or where the settings say."""
    return bool(settings.REHEARSAL_URL) or not settings.HTTPS
