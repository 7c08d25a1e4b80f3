"""The pages of training and rehearsal: the way there, the parts to play, and the button that begins anew."""

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
from nghisu.people.models import Person

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@page(PUBLIC)
def training(request: Request) -> HttpResponse:
    """Show in the real data set the way to training, and in training the parts to play."""
    if settings.REHEARSAL:
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
    if not settings.TRAINING or settings.REHEARSAL or request.POST.get("part") not in dict(DEMO_ROLES):
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


def _rehearsing(request: Request) -> HttpResponse:
    """Show how far the rehearsal is; strangers are shown to the sign-in and learn nothing."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={reverse('training')}")
    meeting = queries.meeting_on_show(request.standing, settings.REHEARSAL)
    context = {
        "meeting": meeting,
        "tried": queries.tried(meeting) if meeting and _calls_the_meeting(request) else [],
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
    meeting = queries.meeting_called_by(request.standing, pk)
    if meeting is None:
        raise Http404
    said = ground.said_of(settings.DATA / copying.FOLDER)
    port = ground.port_of(settings.DATA, copying.FOLDER) if said.get("meeting") == str(pk) else None
    address = ""
    if port:
        host = f"{request.scheme}://{request.get_host().rsplit(':', 1)[0]}:{port}/"
        address = settings.REHEARSAL_URL or host
    refusal = queries.why_not(meeting)
    context = {
        "meeting": meeting,
        "way": address,
        "command": f"./run {copying.WORD} {pk}",
        "why_not": sentence_of(refusal) if refusal else "",
        "rehearsed": queries.rehearsed(meeting),
        "is_rehearsal": bool(settings.REHEARSAL),
    }
    return render(request, "kit/rehearsal_way.html", context)
