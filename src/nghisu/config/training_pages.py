"""The pages of training: the way there, the parts to play, and the button that begins anew."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from nghisu.config import training as ground
from nghisu.config import training_marks as marks
from nghisu.config.greeting import DEMO_ROLES
from nghisu.kit.pages import PUBLIC, Request, page
from nghisu.people.models import Person

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@page(PUBLIC)
def training(request: Request) -> HttpResponse:
    """Show in the real data set the way to training, and in training the parts to play."""
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
    """Sign in as one of the invented people; only in training."""
    if not settings.TRAINING or request.POST.get("part") not in dict(DEMO_ROLES):
        raise Http404
    person = get_object_or_404(Person, username=request.POST["part"], is_active=True)
    login(request, person, backend=SIGN_IN)
    return redirect("home")


@page(PUBLIC, stores_nothing=True)
@require_POST
def begin_anew(request: Request) -> HttpResponse:
    """Put the training back to its beginning; only in training, and only when it was confirmed."""
    if not settings.TRAINING:
        raise Http404
    if request.POST.get("sure") == "yes":
        marks.begin_anew()
        response = HttpResponseRedirect("/tap-huan/")
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
        request.session.modified = False
        return response
    return redirect("training")
