"""One's own data: what is held, to read and to take along; its erasure asked for, and decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from nghisu.exchange.actions import erasure as actions
from nghisu.exchange.forms import AskErasureForm, DecideErasureForm
from nghisu.exchange.queries import own_data as queries
from nghisu.exchange.rules.own_data import STATE_NAMES, State
from nghisu.exchange.rules.whole import canonical
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attachment, attempt, page, status_of
from nghisu.kit.refusals import N_
from nghisu.record.actions import note_own_data

PACKAGES = {
    "ballots": N_("Elections"),
    "contest": N_("Contest"),
    "corner": N_("Calendar and notes"),
    "documents": N_("Documents"),
    "exchange": N_("Programs and requests"),
    "inspection": N_("Inspection"),
    "meetings": N_("Meetings"),
    "notices": N_("Notices"),
    "organisation": N_("Offices and duties"),
    "people": N_("Account"),
    "reporting": N_("Reports"),
    "situation": N_("Situation"),
    "tasks": N_("Tasks"),
    "visits": N_("Visits"),
}


@page(SIGNED_IN)
@require_GET
def own_data(request: Request) -> HttpResponse:
    """Show what is held on who asks."""
    return _own(request, AskErasureForm())


def _own(request: Request, form: AskErasureForm) -> HttpResponse:
    counts = queries.counts_of(request.user)
    context = {
        "person": request.user,
        "counts": [(gettext(PACKAGES.get(name, name)), count) for name, count in counts],
        "requests": [
            (one, gettext(STATE_NAMES[State(one.state)])) for one in queries.requests_of(request.user.pk)
        ],
        "waiting": queries.waiting_of(request.user.pk),
        "form": form,
    }
    return render(request, "exchange/own_data.html", context, status=status_of(form))


@page(SIGNED_IN)
@require_POST
def own_data_file(request: Request) -> HttpResponse:
    """Give everything held on who asks as one file, JSON that can be read."""
    note_own_data(by=request.user, at=clock.now())
    held: dict[str, Any] = {
        "format": "nghisu-own-data 1",
        "made_at": clock.now().isoformat(timespec="seconds"),
        "record": queries.own_lines(request.user),
        "rows": queries.own_rows(request.user),
    }
    return attachment(canonical(held), "application/json", "du-lieu-cua-toi.json")


@page(SIGNED_IN)
@require_POST
def erasure_ask(request: Request) -> HttpResponse:
    """Ask for the erasure of one's own data."""
    form = AskErasureForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: actions.ask_erasure(person=request.user, reason=form.cleaned_data["reason"], at=clock.now()),
    ):
        messages.success(
            request, gettext("Your request is with the office; the answer comes within two working days.")
        )
        return redirect("own_data")
    return _own(request, form)


@page("erasure.decide")
@require_GET
def erasure_list(request: Request) -> HttpResponse:
    """Show the requests that the asker decides on, those that wait first."""
    found = queries.requests_to_decide(request.standing).order_by("-state", "answer_due")[:200]
    rows = [(one, gettext(STATE_NAMES[State(one.state)]), one.answer_due < request.today) for one in found]
    return render(request, "exchange/erasure_list.html", {"rows": rows})


@page("erasure.decide")
def erasure_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a request; refuse it, or erase."""
    found = queries.requests_to_decide(request.standing).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = DecideErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = actions.erase_person if form.cleaned_data["decision"] == "erase" else actions.refuse_erasure
        done = attempt(
            form,
            lambda: act(
                request=found,
                version=found.version,
                answer=form.cleaned_data["answer"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done is not None:
            messages.success(request, gettext("The request is decided."))
            return redirect("erasure_detail", pk)
    context = {
        "one": found,
        "state": gettext(STATE_NAMES[State(found.state)]),
        "is_open": found.decided_at is None,
        "offices": queries.offices_held(found.person_id, request.standing),
        "kept": [(count, gettext(words)) for _table, count, words in found.kept],
        "form": form,
    }
    return render(request, "exchange/erasure_detail.html", context, status=status_of(form))
