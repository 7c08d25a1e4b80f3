"""One's own account: means of signing in, devices, language."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from nghisu.kit import clock
from nghisu.kit.pages import PUBLIC, SIGNED_IN, Request, page, sentence_of
from nghisu.people.actions.accounts import (
    NoSuchLanguage,
    NotYourDevice,
    choose_language,
    sign_out_device,
    sign_out_other_devices,
)
from nghisu.people.queries.devices import devices_of
from nghisu.people.queries.means import means_of
from nghisu.people.rules.addresses import own_path

LANGUAGE_KEPT_SECONDS = 365 * 24 * 3600


@page(SIGNED_IN)
@require_safe
def account(request: Request) -> HttpResponse:
    """Show with what the person signs in."""
    return render(request, "people/account.html", {"means": means_of(request.user, clock.offset())})


@page(SIGNED_IN)
@require_safe
def devices(request: Request) -> HttpResponse:
    """Show where the person is signed in."""
    found = devices_of(request.user, request.session.session_key or "", clock.offset())
    return render(request, "people/devices.html", {"devices": found})


@page(SIGNED_IN)
@require_POST
def sign_out_one(request: Request, key: str) -> HttpResponse:
    """Sign out one of the person's own devices; another's is not there."""
    try:
        sign_out_device(
            key=key, this_session_key=request.session.session_key or "", by=request.user, at=clock.now()
        )
    except NotYourDevice as refusal:
        raise Http404 from refusal
    messages.success(request, gettext("The device is signed out."))
    return redirect("devices")


@page(SIGNED_IN)
@require_POST
def sign_out_others(request: Request) -> HttpResponse:
    """Sign out all of the person's devices but this one."""
    count = sign_out_other_devices(
        this_session_key=request.session.session_key or "", by=request.user, at=clock.now()
    )
    messages.success(
        request,
        ngettext("%(count)d other device is signed out.", "%(count)d other devices are signed out.", count)
        % {"count": count},
    )
    return redirect("devices")


@page(PUBLIC, stores_nothing=True)
@require_POST
def set_language(request: Request) -> HttpResponse:
    """Speak another language from now on, and stay on the page."""
    language = request.POST.get("language", "")
    response = redirect(own_path(request.POST.get("next", "")))
    try:
        if request.user.is_authenticated:
            choose_language(language=language, by=request.user, at=clock.now())
        elif language not in dict(settings.LANGUAGES):
            raise NoSuchLanguage
    except NoSuchLanguage as refusal:
        messages.error(request, sentence_of(refusal))
        return response
    translation.activate(language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
