"""Papers as flowing text, with private notes and marked words."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nghisu.corner.forms.member import NoteForm
from nghisu.corner.queries import reading as queries
from nghisu.corner.views.answering import done, for_device, refused_later
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page
from nghisu.kit.views import A_YEAR, way_back
from nghisu.meetings.actions.papers import write_note

SIZES = ("1", "2", "3", "4", "5")
USUAL_SIZE = "2"
SIZE_COOKIE = "nghisu-text"


@page(SIGNED_IN)
def corner_paper(request: Request, pk: UUID, number: int | None = None) -> HttpResponse:
    """Show a version of a paper as flowing text, with the reader's notes and watermark."""
    return _read(request, pk, number)


def _read(request: Request, pk: UUID, number: int | None, form: NoteForm | None = None) -> HttpResponse:
    paper = queries.paper_text(request.standing, pk, number)
    if paper is None or (for_device(request) and not paper.may_be_kept):
        raise Http404
    asked = request.GET.get("doan", "")
    chosen = int(asked) if asked.isdecimal() and len(asked) < 8 else None
    if form is not None:
        chosen = form.cleaned_data.get("paragraph")
    notes = {one.block.number: one.note for one in paper.passages}
    notes[0] = paper.whole_note
    if form is None and chosen in notes:
        note = notes[chosen]
        text = note.text if note else ""
        initial = {
            "paragraph": chosen,
            "text": text,
            "read_as": text,
            "marked": note.marked if note else "",
        }
        form = NoteForm(initial=initial, auto_id="note_%s")
    chosen_size = request.COOKIES.get(SIZE_COOKIE, "")
    context = {
        "paper": paper.paper,
        "part": paper.paper.item.part,
        "meeting": paper.paper.item.part.meeting,
        "view": paper.view,
        "text": paper,
        "form": form if chosen in notes else None,
        "chosen": chosen,
        "blank": NoteForm(auto_id="new_%s"),
        "size": chosen_size if chosen_size in SIZES else USUAL_SIZE,
        "sizes": SIZES,
        "mark": request.standing.name,
        "read_at": clock.now(),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "corner/paper.html", context, status=status)


@page(SIGNED_IN)
@require_POST
def corner_note(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Keep a private note on a paragraph of a version, also from a device that had no line."""
    paper = queries.paper_text(request.standing, pk, number)
    if paper is None:
        raise Http404
    form = NoteForm(request.POST, auto_id="note_%s")
    if form.is_valid():
        sent = form.cleaned_data
        kept = attempt(
            form,
            lambda: [
                write_note(
                    paper=paper.paper,
                    number=number,
                    paragraph=sent["paragraph"],
                    text=sent["text"],
                    marked=sent["marked"],
                    read_as=sent["read_as"] if "read_as" in request.POST else None,
                    by=request.standing,
                    at=clock.now(),
                )
            ],
        )
        if kept:
            place = f"#doan-{sent['paragraph']}" if sent["paragraph"] else "#ghi-chu"
            to = reverse("corner_paper_version", args=[pk, number]) + place
            return done(request, _("Your note is kept. Only you can read it."), to)
    return refused_later(request, form) or _read(request, pk, number, form)


@page(SIGNED_IN, stores_nothing=True)
@require_POST
def corner_size(request: Request) -> HttpResponse:
    """Keep in a cookie how large the reader wants the text."""
    response = HttpResponseRedirect(way_back(request))
    size = request.POST.get("size", "")
    if size in SIZES:
        response.set_cookie(
            SIZE_COOKIE, size, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=False
        )
    return response
