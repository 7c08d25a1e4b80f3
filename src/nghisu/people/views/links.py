"""What a one-time link opens: a sign-in, or a page to set a new password. Opening it spends nothing."""

from typing import cast

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from nghisu.kit import clock
from nghisu.kit.pages import PUBLIC, Request, page, sentence_of, status_of
from nghisu.people.actions.links import use_recovery_link, use_sign_in_link
from nghisu.people.forms.sign_in import NewPasswordForm
from nghisu.people.queries.links import open_link
from nghisu.people.rules.links import LinkSpent, Purpose


@page(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_link(request: Request, token: str) -> HttpResponse:
    """Ask before the link is spent, then sign in; a second factor is asked for as always."""
    at = clock.now()
    try:
        if request.method == "POST":
            person = use_sign_in_link(token=token, at=at)
            return cast(HttpResponse, perform_login(request, person, email_verification="none"))
        link = open_link(token, Purpose.SIGN_IN, at)
    except LinkSpent as refusal:
        return _spent(request, refusal)
    return _not_kept(render(request, "people/sign_in_by_link.html", {"person": link.person}))


@page(PUBLIC)
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: Request, token: str) -> HttpResponse:
    """Let the person of a recovery link set a new password; they sign in with it afterwards."""
    at = clock.now()
    try:
        link = open_link(token, Purpose.RECOVERY, at)
        form = NewPasswordForm(request.POST or None, user=link.person)
        if request.method == "POST" and form.is_valid():
            use_recovery_link(token=token, password=form.cleaned_data["password1"], at=at)
            messages.success(request, gettext("The new password is set. Sign in with it."))
            return redirect("account_login")
    except LinkSpent as refusal:
        return _spent(request, refusal)
    context = {"form": form, "person": link.person, "link": link}
    return _not_kept(render(request, "people/recover.html", context, status=status_of(form)))


def _spent(request: Request, refusal: LinkSpent) -> HttpResponse:
    """Say the same for every link that does not work, whatever the cause."""
    return render(request, "people/link_spent.html", {"sentence": sentence_of(refusal)}, status=404)


def _not_kept(response: HttpResponse) -> HttpResponse:
    """Keep the page out of caches: its address is the secret.

    The referrer stays on this site as on every page; "no-referrer" would make browsers send the form with
    ``Origin: null``, which the guard against forgery refuses.
    """
    response.headers["Cache-Control"] = "no-store, private"
    return response
