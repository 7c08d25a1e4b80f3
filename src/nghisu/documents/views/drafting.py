"""Pages of drafts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from nghisu.documents import actions, queries
from nghisu.documents.actions.submitting import put_up
from nghisu.documents.forms import (
    OutgoingForm,
)
from nghisu.documents.rules.states import Direction
from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import Refusal

if TYPE_CHECKING:
    from nghisu.documents.models import Document
from nghisu.documents.views.registers import detail_page, found, register_url


@page("document.draft")
def document_draft(request: Request) -> HttpResponse:
    """Begin an outgoing or internal document."""
    form = OutgoingForm(request.POST or None, request=request, is_new=True)
    if request.method == "POST" and form.is_valid():
        issuer = form.cleaned_data["unit"]
        drafter = queries.drafter_for(request.standing, issuer)
        units = queries.units_by_id([issuer, drafter])
        document = attempt(
            form,
            lambda: actions.draft_outgoing(
                drafter=units[drafter],
                unit=units[issuer],
                direction=Direction(form.cleaned_data["direction"]),
                **form.words(),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if document:
            _warn_of_title(request, form)
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {"form": form, "title": gettext("Draft a document"), "back": register_url("di")}
    return render(request, "documents/form.html", context, status=status_of(form))


def _warn_of_title(request: Request, form: OutgoingForm) -> None:
    dropped = form.dropped_title()
    if dropped:
        messages.warning(
            request,
            gettext("“%(title)s” was left out: no degree stands before the name of the signatory.")
            % {"title": dropped},
        )


@page("document.draft")
def document_revise(request: Request, pk: UUID) -> HttpResponse:
    """Change a draft."""
    document = found(request, pk)
    request.standing.require("document.draft", unit=document.drafter_unit_id)
    form = OutgoingForm(
        request.POST or None, request=request, is_new=False, initial=queries.draft_values(document)
    )
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.revise_draft(
                document=document,
                expected_version=form.cleaned_data["version"] or 0,
                **form.words(),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            _warn_of_title(request, form)
            messages.success(request, gettext("The draft is saved."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {
        "form": form,
        "title": gettext("Change the draft"),
        "back": reverse("document_detail", args=[document.pk]),
    }
    return render(request, "documents/form.html", context, status=status_of(form))


def take_step(request: Request, document: "Document", act: Callable[[], Any], done: str) -> HttpResponse:
    """Do one step that asks for nothing; a refusal is told on the document's page."""
    try:
        act()
    except Refusal as refusal:
        if type(refusal).__name__ in {"NotAllowed", "Conflict"}:
            raise
        messages.error(request, sentence_of(refusal))
        return detail_page(request, document, status=422)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))


@page("document.draft")
@require_POST
def document_submit(request: Request, pk: UUID) -> HttpResponse:
    """Hand a draft over for signature."""
    document = found(request, pk)
    return take_step(
        request,
        document,
        lambda: put_up(document=document, by=request.standing, at=clock.now()),
        gettext("The draft is submitted for signature."),
    )
