"""Pages of a document's points."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from nghisu.documents.actions.files import may_keep, require_keeper
from nghisu.documents.actions.points import add_point, change_point, cite_points, mark_points, remove_point
from nghisu.documents.forms.points import CiteForm, MarkForm, PointForm
from nghisu.documents.queries.points import cited_by, point_rows, point_visible_to, times_cited
from nghisu.documents.views.registers import found
from nghisu.kit import clock
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import Refusal


def _shown(request: Request, pk: UUID, status: int = 200, **forms: KitForm) -> HttpResponse:
    document = found(request, pk)
    may_mark = may_keep(document, request.standing)
    context = {
        "document": document,
        "rows": point_rows(request.standing, document),
        "cited": cited_by(document),
        "may_mark": may_mark,
        "mark_form": forms.get("mark_form")
        or (MarkForm(document=document) if may_mark and document.text.strip() else None),
        "add_form": forms.get("add_form") or (PointForm() if may_mark else None),
        "cite_form": forms.get("cite_form")
        or (CiteForm(document=document, standing=request.standing) if may_mark else None),
    }
    return render(request, "documents/points.html", context, status=status)


@page("document.see")
def document_points(request: Request, pk: UUID) -> HttpResponse:
    """Show the points of a document with what cites them; mark sentences as points."""
    document = found(request, pk)
    if request.method != "POST":
        return _shown(request, pk)
    require_keeper(document, request.standing)
    form = MarkForm(request.POST, document=document)
    if form.is_valid():
        made = attempt(
            form,
            lambda: mark_points(
                document=document,
                sentences=form.cleaned_data["sentences"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(
                request,
                ngettext(
                    "%(count)d sentence is a point now.", "%(count)d sentences are points now.", len(made)
                )
                % {"count": len(made)},
            )
            return HttpResponseRedirect(reverse("document_points", args=[pk]))
    return _shown(request, pk, status=422, mark_form=form)


@page("document.see")
@require_POST
def document_point_add(request: Request, pk: UUID) -> HttpResponse:
    """Enter a point by hand."""
    document = found(request, pk)
    require_keeper(document, request.standing)
    form = PointForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            lambda: add_point(
                document=document,
                number=form.cleaned_data["number"],
                text=form.cleaned_data["text"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, gettext("Point %(number)s is entered.") % {"number": made.number})
            return HttpResponseRedirect(reverse("document_points", args=[pk]))
    return _shown(request, pk, status=422, add_form=form)


@page("document.see")
@require_POST
def document_cite(request: Request, pk: UUID) -> HttpResponse:
    """Say which points of others the document answers."""
    document = found(request, pk)
    require_keeper(document, request.standing)
    form = CiteForm(request.POST, document=document, standing=request.standing)
    if form.is_valid():
        done = attempt(
            form,
            lambda: cite_points(
                document=document,
                chosen=list(form.cleaned_data["points"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The points it answers are kept."))
            return HttpResponseRedirect(reverse("document_points", args=[pk]))
    return _shown(request, pk, status=422, cite_form=form)


@page("document.see")
def document_point(request: Request, pk: UUID) -> HttpResponse:
    """Change one point."""
    point = point_visible_to(request.standing, pk)
    if point is None or not may_keep(point.directive, request.standing):
        raise Http404
    back = reverse("document_points", args=[point.directive_id])
    form = PointForm(
        request.POST or None,
        initial={"version": point.version, "number": point.number, "text": point.text},
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: change_point(
                point=point,
                expected_version=form.cleaned_data["version"] or 0,
                number=form.cleaned_data["number"] or point.number,
                text=form.cleaned_data["text"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The point is saved."))
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "point": point,
        "document": point.directive,
        "back": back,
        "may_remove": not times_cited(point.pk),
    }
    return render(request, "documents/point.html", context, status=status_of(form))


@page("document.see")
@require_POST
def document_point_remove(request: Request, pk: UUID) -> HttpResponse:
    """Take back a point that nothing cites."""
    point = point_visible_to(request.standing, pk)
    if point is None:
        raise Http404
    back = reverse("document_points", args=[point.directive_id])
    try:
        remove_point(point=point, by=request.standing, at=clock.now())
    except Refusal as refusal:
        if type(refusal).__name__ in {"NotAllowed", "Conflict"}:
            raise
        messages.error(request, sentence_of(refusal))
    else:
        messages.success(request, gettext("The point is taken back."))
    return HttpResponseRedirect(back)
