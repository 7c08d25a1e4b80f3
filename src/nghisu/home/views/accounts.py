"""The office's pages for accounts: who can sign in, one-time links, and second factors for roles."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import BaseForm, Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from nghisu.home.actions import accounts as act
from nghisu.home.forms.accounts import FactorForm, LinkForm, OpenForm, ReasonForm
from nghisu.home.queries.accounts import (
    Row,
    account_visible_to,
    accounts_visible_to,
    committees_of,
    role_factors,
)
from nghisu.kit import clock
from nghisu.kit.forms import cleaned_text
from nghisu.kit.pages import Request, attempt, page
from nghisu.organisation.rules.policy import Role
from nghisu.people.queries.accounts import MOST_FOUND, State, usernames_like
from nghisu.people.queries.links import fresh_link, open_links, token_of
from nghisu.people.rules.usernames import propose_username

SEARCHES = {"people_search": "60/m/user"}  # nobody copies the roster by asking for it name by name


@page("account.help")
@require_safe
def accounts(request: Request) -> HttpResponse:
    """List the accounts within reach, at most 20 for a search."""
    if not ratelimit.consume(request, app="nghisu", action="people_search", config=SEARCHES, limit_get=True):
        return render(request, "429.html", status=429)
    words = cleaned_text(request.GET.get("q", ""))[:100].strip()
    chosen = request.GET.get("state", "")
    state = State(chosen) if chosen in set(State) else None
    rows = accounts_visible_to(request.standing, words, state)
    context = {
        "rows": rows,
        "words": words,
        "chosen": chosen,
        "may_be_more": len(rows) == MOST_FOUND,
        "most": MOST_FOUND,
        "may_require": request.standing.may_somewhere("factor.require"),
    }
    return render(request, "home/accounts.html", context)


@page("account.help")
@require_safe
def account(request: Request, pk: UUID) -> HttpResponse:
    """Show one account and what the office may do with it now."""
    return _show(request, _row(request, pk))


@page("account.help")
@require_POST
def open_one(request: Request, pk: UUID) -> HttpResponse:
    """Create the account of a person on the roster."""
    form = OpenForm(request.POST)
    done = gettext("The account is created. Hand out a link so that the first password can be set.")
    return _do(
        request,
        pk,
        form,
        lambda: act.open_account(
            person_id=pk, username=form.cleaned_data["username"], by=request.standing, at=clock.now()
        ),
        done,
    )


@page("account.help")
@require_POST
def hand_out(request: Request, pk: UUID) -> HttpResponse:
    """Make a one-time link."""
    form = LinkForm(request.POST)
    done = gettext("The link is made. Hand it to the person yourself; it is shown here for 15 minutes.")
    return _do(
        request,
        pk,
        form,
        lambda: act.hand_out_link(
            person_id=pk,
            clears_factors=form.cleaned_data["clears_factors"],
            reason=form.cleaned_data["reason"],
            by=request.standing,
            at=clock.now(),
        ),
        done,
    )


@page("account.help")
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Make the open links useless."""
    return _do(
        request,
        pk,
        Form(request.POST),
        lambda: act.withdraw_links(person_id=pk, by=request.standing, at=clock.now()),
        gettext("The link is withdrawn."),
    )


@page("account.help")
@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close the account."""
    form = ReasonForm(request.POST)
    return _do(
        request,
        pk,
        form,
        lambda: act.close_account(
            person_id=pk, reason=form.cleaned_data["reason"], by=request.standing, at=clock.now()
        ),
        gettext("The account is closed and signed out everywhere."),
    )


@page("account.help")
@require_POST
def reopen(request: Request, pk: UUID) -> HttpResponse:
    """Open a closed account again."""
    form = ReasonForm(request.POST)
    return _do(
        request,
        pk,
        form,
        lambda: act.reopen_account(
            person_id=pk, reason=form.cleaned_data["reason"], by=request.standing, at=clock.now()
        ),
        gettext("The account is open again."),
    )


@page("factor.require")
@require_safe
def second_factors(request: Request) -> HttpResponse:
    """Show which roles need a second factor, and how many of their holders have one."""
    committees = [
        {"name": name, "roles": role_factors(request.standing, unit_id)}
        for unit_id, name in committees_of(request.standing)
    ]
    return render(request, "home/second_factors.html", {"committees": committees})


@page("factor.require")
@require_POST
def change_second_factor(request: Request) -> HttpResponse:
    """Require a second factor for a role, or no longer."""
    form = FactorForm(request.POST)
    if not form.is_valid():
        raise Http404
    change = act.require_factor if form.cleaned_data["wanted"] else act.release_factor
    change(
        role=Role(form.cleaned_data["role"]),
        unit_id=form.cleaned_data["unit"],
        by=request.standing,
        at=clock.now(),
    )
    return redirect("second_factors")


def _row(request: Request, pk: UUID) -> Row:
    try:
        return account_visible_to(request.standing, pk)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _do(request: Request, pk: UUID, form: Any, action: Callable[[], Any], done: str) -> HttpResponse:
    """Run the action of a form and go back to the account; what is wrong stands beside its field."""
    row = _row(request, pk)
    if form.is_valid():
        attempt(form, action)
    if form.errors:
        return _show(request, row, form)
    messages.success(request, done)
    return redirect("account_of_person", pk)


def _show(request: Request, row: Row, sent: BaseForm | None = None) -> HttpResponse:
    now = clock.now()
    person_id = row.account.person_id
    link = fresh_link(person_id, request.user.pk, now)
    open_link = open_links(person_id, now).first()
    forms: dict[str, BaseForm] = {
        "open_form": OpenForm(initial={"username": _proposal(row)}),
        "link_form": LinkForm(),
        "reason_form": ReasonForm(),
    }
    for name, form in forms.items():
        if sent is not None and type(form) is type(sent):
            forms[name] = sent
    context = {
        **forms,
        "row": row,
        "is_own": person_id == request.user.pk,
        "link": link,
        "address": request.build_absolute_uri(reverse("recover", args=[token_of(link)])) if link else "",
        "open_link": open_link,
    }
    return render(request, "home/account.html", context, status=422 if sent is not None else 200)


def _proposal(row: Row) -> str:
    stem = propose_username(row.account.full_name, ())
    return propose_username(row.account.full_name, usernames_like(stem))
