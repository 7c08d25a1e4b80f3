"""Pages of papers: reading with versions and own notes, a new version, taking back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.documents.queries import documents_visible_to
from nghisu.kit import clock, files
from nghisu.kit.live import address_for
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page
from nghisu.meetings import queries
from nghisu.meetings.actions import papers as actions
from nghisu.meetings.forms.papers import NoteForm, PaperEditForm, VersionForm
from nghisu.meetings.forms.preparing import BareForm
from nghisu.meetings.queries import papers, preparing
from nghisu.meetings.queries.clearance import topic_of
from nghisu.meetings.views.finding import meeting_or_404, meeting_to_run_or_404
from nghisu.meetings.views.preparing import ask


@page(SIGNED_IN)
def paper_detail(request: Request, pk: UUID, paper_pk: UUID, number: int | None = None) -> HttpResponse:
    """Show a version of a paper to those it is laid before, with their own notes; keep a note."""
    meeting = meeting_or_404(request, pk)
    paper = queries.paper_for(request.standing, meeting, paper_pk)
    view = papers.reading(request.standing, paper, number) if paper else None
    if paper is None or view is None:
        raise Http404
    form = NoteForm(request.POST or None, initial={"text": view.own_note.text if view.own_note else ""})
    if request.method == "POST" and form.is_valid():
        actions.write_note(
            paper=paper,
            number=view.number,
            text=form.cleaned_data["text"],
            by=request.standing,
            at=clock.now(),
        )
        messages.success(request, _("Your note is kept. Only you can read it."))
        return redirect(request.path)
    return render(
        request,
        "meetings/paper.html",
        {
            "meeting": meeting,
            "paper": paper,
            "view": view,
            "form": form,
            "stream": address_for(
                topics=[topic_of(paper.item.part)], holder=f"person:{request.standing.person_id}"
            ),
            "may_call": request.standing.may("meeting.call", unit=meeting.unit_id),
            "in_register": documents_visible_to(request.standing).filter(pk=paper.document_id).exists(),
        },
        status=422 if form.is_bound else 200,
    )


@page(SIGNED_IN)
def paper_file(request: Request, pk: UUID, paper_pk: UUID, file_pk: UUID) -> HttpResponse:
    """Give a file of a paper to those it is laid before."""
    meeting = meeting_or_404(request, pk)
    found = papers.paper_file(request.standing, meeting, paper_pk, file_pk)
    if found is None:
        raise Http404
    answer: Any = files.answer(sha256=found.sha256, name=found.name, media_type=found.media_type)
    return answer  # type: ignore[no-any-return]


@page("meeting.call")
def paper_replace(request: Request, pk: UUID, paper_pk: UUID) -> HttpResponse:
    """Lay a new version of a paper."""
    meeting, paper = _paper(request, pk, paper_pk)
    documents = {
        document.pk: document
        for document in documents_visible_to(request.standing).order_by("-created_at")[:300]
    }
    documents.setdefault(paper.document_id, paper.document)
    form = VersionForm(
        request.POST or None,
        documents=[
            (document.pk, " — ".join(filter(None, [document.reference, document.subject])))
            for document in documents.values()
        ],
        initial={"document": paper.document_id},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.replace_paper(
                paper=paper,
                document=documents[sent["document"]],
                remark=sent["remark"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("Every reader has the new version now; notes stay where they were."))
            return redirect("paper_detail", pk, paper_pk)
    return ask(
        request,
        meeting,
        form,
        heading=_("A new version of “%(title)s”") % {"title": paper.title},
        lede=_("Version %(number)s lies before the meeting now.") % {"number": paper.number},
        act=_("Lay the new version"),
    )


@page("meeting.call")
def paper_edit(request: Request, pk: UUID, paper_pk: UUID) -> HttpResponse:
    """Change how a paper lies before the meeting."""
    meeting, paper = _paper(request, pk, paper_pk)
    _parts, items = queries.parts_and_items(meeting)
    form = PaperEditForm(
        request.POST or None,
        items=[(item.pk, f"{item.number}. {item.title}") for item in items.values()],
        initial={
            "item": paper.item_id,
            "title": paper.title,
            "members_only": paper.members_only,
            "to_return": paper.to_return,
        },
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.change_paper(
                paper=paper,
                item=items[sent["item"]],
                title=sent["title"],
                members_only=sent["members_only"],
                to_return=sent["to_return"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The paper is saved."))
            return redirect("meeting_prepare", pk)
    return ask(request, meeting, form, heading=_("Change the paper"))


@page("meeting.call")
def paper_withdraw(request: Request, pk: UUID, paper_pk: UUID) -> HttpResponse:
    """Take a paper back from its readers, after a question; or lay it again."""
    meeting, paper = _paper(request, pk, paper_pk)
    form = BareForm(request.POST or None)
    act = actions.lay_again if paper.is_withdrawn else actions.withdraw_paper
    if request.method == "POST" and form.is_valid():
        was_withdrawn = paper.is_withdrawn
        attempt(form, lambda: act(paper=paper, by=request.standing, at=clock.now()))
        if form.is_valid():
            messages.success(
                request,
                _("The paper lies before the meeting again.")
                if was_withdrawn
                else _("The paper is taken back. Lay it again from this page to undo it."),
            )
            return redirect("meeting_prepare", pk)
    if paper.is_withdrawn:
        words = {"heading": _("Lay “%(title)s” again?"), "act": _("Lay it again")}
    else:
        words = {
            "heading": _("Take “%(title)s” back?"),
            "act": _("Take it back"),
            "warning": _("Nobody but the office sees it any more. Notes of readers stay with them."),
        }
    words["heading"] %= {"title": paper.title}
    return ask(request, meeting, form, is_bad=not paper.is_withdrawn, **words)


def _paper(request: Request, pk: UUID, paper_pk: UUID) -> tuple[Any, Any]:
    meeting = meeting_to_run_or_404(request, pk)
    paper = preparing.papers_of(meeting).filter(pk=paper_pk).first()
    if paper is None:
        raise Http404
    return meeting, paper
