"""The page of what became of a resolution, from which the report on it is begun."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.documents.queries import document_visible_to, drafter_for
from nghisu.kit import clock
from nghisu.kit.pages import Request, page
from nghisu.reporting.actions.review import draft_review
from nghisu.reporting.queries.review import collected


@page("document.see")
def resolution_review(request: Request, pk: UUID) -> HttpResponse:
    """Show what cites and implements a document, its reviews and figures; begin the report on it."""
    document = document_visible_to(request.standing, pk)
    if document is None:
        raise Http404
    if request.method == "POST":
        made = draft_review(document=document, by=request.standing, at=clock.now())
        messages.success(request, gettext("The report is begun; write the judgement into it."))
        return HttpResponseRedirect(reverse("document_detail", args=[made.pk]))
    found = collected(request.standing, document, request.as_of)
    drafter = drafter_for(request.standing, document.unit_id)
    return render(
        request,
        "reporting/review.html",
        {
            "document": document,
            "found": found,
            "first_key": f"{document.unit.code}.{found.review.dated_on.year}",
            "last_key": f"{document.unit.code}.{found.review.day.year}",
            "may_draft": request.standing.may("document.draft", unit=drafter),
        },
    )
