"""The office says that it held a regulation against its text."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nghisu.ballots.actions.regulations import confirm_regulation
from nghisu.ballots.rules.steps import UnknownStep
from nghisu.ballots.views.completing import procedure_or_404
from nghisu.kit import clock
from nghisu.kit.pages import Request, page


@page("rules.confirm")
@require_POST
def regulation_confirm(request: Request, pk: UUID, subject: str) -> HttpResponse:
    """Say that the office held the regulation of a procedure against the original text."""
    procedure = procedure_or_404(request, pk)
    if not request.standing.may("rules.confirm", unit=procedure.unit_id):
        raise Http404
    try:
        confirm_regulation(procedure=procedure, subject=subject, by=request.standing, at=clock.now())
    except UnknownStep:
        raise Http404 from None
    messages.success(request, _("The regulation is confirmed by the office."))
    return redirect("procedure_detail", procedure.pk)
