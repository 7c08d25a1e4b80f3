"""Pages of issuing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.documents import actions, exports, queries
from nghisu.documents.forms import (
    IssueForm,
    RemarksForm,
    VoidForm,
)
from nghisu.documents.rules import form_check
from nghisu.documents.views.registers import found
from nghisu.kit import clock, docx
from nghisu.kit.pages import Request, attempt, page, status_of

if TYPE_CHECKING:
    from nghisu.documents.models import Document


@page("document.issue")
def document_hand_back(request: Request, pk: UUID) -> HttpResponse:
    """Return a submitted document to its drafter."""
    document = found(request, pk)
    form = RemarksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.hand_back(
                document=document,
                remarks=form.cleaned_data["remarks"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The document is back with its drafter."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {
        "form": form,
        "title": gettext("Return to the drafter"),
        "back": reverse("document_detail", args=[document.pk]),
    }
    return render(request, "documents/form.html", context, status=status_of(form))


@page("document.issue")
def document_issue(request: Request, pk: UUID) -> HttpResponse:
    """Give the number and send the document out, after a confirmation."""
    document = found(request, pk)
    request.standing.require("document.issue", unit=document.unit_id)
    name = document.vietnamese_type.capitalize()
    form = IssueForm(
        request.POST or None,
        name=name,
        initial={"dated_on": request.today, "version": document.version},
    )
    if request.method == "POST" and form.is_valid():
        issued = attempt(form, lambda: _issue(request, document, form.cleaned_data))
        if issued:
            messages.success(request, gettext("Issued as %(reference)s.") % {"reference": issued.reference})
            return HttpResponseRedirect(reverse("document_detail", args=[issued.pk]))
    expected = queries.next_reference(document, day=request.today, at=clock.now(), standing=request.standing)
    context = {
        "form": form,
        "document": document,
        "title": gettext("Issue the document"),
        "warning": gettext("It gets the next number, %(reference)s unless somebody issues before you.")
        % {"reference": expected}
        if expected
        else gettext("It gets the next number of its sequence."),
        "action": gettext("Issue"),
        "back": reverse("document_detail", args=[document.pk]),
        "findings": form_check.faults(
            form_check.check(
                exports.as_docx(document), exports.form_of(document), is_letter=document.type == "letter"
            )
        ),
        "form_name": exports.form_of(document).name,
    }
    return render(request, "documents/issue.html", context, status=status_of(form))


def _issue(request: Request, document: "Document", values: dict[str, Any]) -> "Document":
    by, at = request.standing, clock.now()
    issued = actions.issue(
        document=document,
        dated_on=values["dated_on"],
        signed_on=values["signed_on"],
        expected_version=values["version"],
        by=by,
        at=at,
    )
    actions.attach_made(
        document=issued,
        content=exports.as_docx(issued),
        name=exports.file_name(issued, "docx"),
        media_type=docx.MEDIA_TYPE,
        by=by,
        at=at,
    )
    return issued


@page("document.issue")
def document_void(request: Request, pk: UUID) -> HttpResponse:
    """Declare a number void, after a confirmation."""
    document = found(request, pk)
    request.standing.require("document.issue", unit=document.unit_id)
    return void_page(
        request,
        reference=document.reference,
        void=lambda reason: actions.void_number(
            document=document, reason=reason, by=request.standing, at=clock.now()
        ),
        back=reverse("document_detail", args=[document.pk]),
    )


def void_page(request: Request, *, reference: str, void: Callable[[str], object], back: str) -> HttpResponse:
    """Ask for the reason why a number becomes void, and declare it."""
    form = VoidForm(request.POST or None, name=reference)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: void(form.cleaned_data["reason"]))
        if done:
            messages.success(request, gettext("The number is void; it stays in the register."))
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "title": gettext("Declare the number void"),
        "warning": gettext("The number %(reference)s stays taken and visible with your reason.")
        % {"reference": reference},
        "action": gettext("Declare void"),
        "back": back,
    }
    return render(request, "kit/confirm.html", context, status=status_of(form))
