"""Tokens of the reader, and what programs find where."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.exchange import actions, queries
from nghisu.exchange.forms import TokenForm
from nghisu.exchange.rules.mapping import MAPPING
from nghisu.exchange.rules.scopes import SCOPE_NAMES, Scope
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, Table


class TokenTable(Table):
    """The reader's own tokens."""

    title = _("Tokens for programs")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", _("Program"), sort="name", main=True),
        Column(
            "scopes",
            _("It may"),
            value=lambda one: "; ".join(gettext(SCOPE_NAMES[Scope(code)]) for code in one.scope_list),
        ),
        Column("until", _("Until"), sort="until"),
        Column("used_on", _("Last used"), sort="used_on"),
        Column(
            "state",
            _("State"),
            value=lambda one: (
                Badge("plain", gettext("withdrawn")) if one.withdrawn_at else Badge("good", gettext("valid"))
            ),
        ),
    )
    order = "name"
    empty_title = _("You have made no token")
    empty_hint = _("A token lets a program read what you may read, until the day you choose.")


@page(SIGNED_IN)
def token_list(request: Request) -> HttpResponse:
    """Show the reader's tokens; make one."""
    return _list(request, TokenForm(request=request))


def _list(request: Request, form: TokenForm, secret: str = "") -> HttpResponse:
    tokens = queries.tokens_of(request.standing)
    context = {
        "form": form,
        "secret": secret,
        "valid": tokens.filter(withdrawn_at=None, until__gte=request.today),
        "mapping": MAPPING,
    }
    response = TokenTable(request, tokens).respond("exchange/token_list.html", context)
    response.status_code = status_of(form)
    return response


@page(SIGNED_IN)
@require_POST
def token_make(request: Request) -> HttpResponse:
    """Make a token; its secret is on the answer once."""
    form = TokenForm(request.POST, request=request)
    if form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.make_token(
                name=values["name"],
                scopes=values["scopes"],
                unit=values["unit"],
                until=values["until"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            _token, secret = made
            answer = render(request, "exchange/token_made.html", {"secret": secret, "name": _token.name})
            answer.headers["Cache-Control"] = "no-store"
            answer.after_once = reverse("token_list")  # type: ignore[attr-defined]
            return answer
    return _list(request, form)


@page(SIGNED_IN)
@require_POST
def token_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw one of the reader's tokens."""
    token = queries.token_of(request.standing, pk)
    if token is None:
        raise Http404
    actions.withdraw_token(token=token, by=request.standing, at=clock.now())
    messages.success(request, gettext("The token is withdrawn; it opens nothing any more."))
    return HttpResponseRedirect(reverse("token_list"))
