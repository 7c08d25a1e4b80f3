"""Pages of what arrives."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from nghisu.documents import actions, queries
from nghisu.documents.forms import (
    IncomingForm,
    RouteForm,
)
from nghisu.documents.rules.entry import Urgency
from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of

if TYPE_CHECKING:
    from nghisu.documents.models import Document
from nghisu.documents.views.drafting import take_step
from nghisu.documents.views.registers import detail_page, found, register_url


@page("document.receive")
def document_receive(request: Request) -> HttpResponse:
    """Register an incoming document."""
    form = IncomingForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and form.is_valid():
        document = attempt(form, lambda: _register(request, form.cleaned_data))
        if document:
            messages.success(
                request,
                gettext("Registered as incoming no. %(number)d of %(year)d.")
                % {"number": document.received_number, "year": document.received_year},
            )
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {"form": form, "title": gettext("Register an incoming document"), "back": register_url("den")}
    return render(request, "documents/form.html", context, status=status_of(form))


def _register(request: Request, values: dict[str, Any]) -> "Document":
    by, at = request.standing, clock.now()
    document = actions.register_incoming(
        unit=queries.units_by_id([values["unit"]])[values["unit"]],
        type_code=values["type"],
        subject=values["subject"],
        dated_on=values["dated_on"],
        reference=values["reference"],
        issuer=next(iter(queries.outside_by_id([values["issuer"]]).values()), None)
        if values["issuer"]
        else None,
        issuer_name=values["issuer_name"],
        urgency=Urgency(values["urgency"]),
        expected_tasks=values["expected_tasks"] or 0,
        text=values["text"],
        received_at=values["received_at"],
        by=by,
        at=at,
    )
    if values["file"]:
        actions.attach_file(
            document=document, upload=values["file"], attested=values["attested"], by=by, at=at
        )
    if values["route_to"]:
        actions.route(
            document=document,
            to_unit=queries.units_by_id([values["route_to"]])[values["route_to"]],
            due_on=values["route_due_on"],
            remark=values["remark"],
            by=by,
            at=at,
        )
    return document


@page("document.receive")
@require_POST
def document_route(request: Request, pk: UUID) -> HttpResponse:
    """Send an incoming document on to a unit."""
    document = found(request, pk)
    request.standing.require("document.receive", unit=document.unit_id)
    form = RouteForm(request.POST, request=request, unit_id=document.unit_id)
    if form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.route(
                document=document,
                to_unit=queries.units_by_id([values["to_unit"]])[values["to_unit"]],
                due_on=values["due_on"],
                remark=values["remark"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The document is routed."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    return detail_page(request, document, status=422, route_form=form)


@page("document.receive")
@require_POST
def document_entered(request: Request, pk: UUID) -> HttpResponse:
    """Say that all tasks of the document are entered."""
    document = found(request, pk)
    return take_step(
        request,
        document,
        lambda: actions.mark_entered(document=document, by=request.standing, at=clock.now()),
        gettext("All tasks of the document are entered."),
    )


@page("document.receive")
@require_POST
def document_close(request: Request, pk: UUID) -> HttpResponse:
    """Say that the document is dealt with."""
    document = found(request, pk)
    return take_step(
        request,
        document,
        lambda: actions.close_incoming(document=document, by=request.standing, at=clock.now()),
        gettext("The document is dealt with."),
    )
