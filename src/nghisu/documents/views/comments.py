"""Pages of the consulted: what is asked of them, the draft with their comments, the answer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents.actions.comments import (
    comment,
    comment_by_file,
    keep_note,
    send_answer,
    take_answer_back,
    withdraw_comment,
)
from nghisu.documents.exports import as_docx
from nghisu.documents.forms.drafts import CommentedFileForm, CommentForm, NoteForm
from nghisu.documents.queries import drafts as queries
from nghisu.documents.rules.drafting import Act, may_still_comment
from nghisu.documents.rules.wording import difference
from nghisu.documents.views.drafts import answer_badge
from nghisu.kit import clock, docx, files
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, sentence_of
from nghisu.kit.refusals import Conflict, NotAllowed, Refusal
from nghisu.kit.tables import Badge, Column, DayFilter, Table, TextFilter, YesFilter


class RequestTable(Table):
    """Drafts that units and members are asked to comment on."""

    columns = (
        Column(
            "subject",
            _("Draft"),
            sort="consultation__draft__document__folded",
            main=True,
            value=lambda one: one.consultation.draft.document.subject,
            link=lambda one: reverse("request_detail", args=[one.pk]),
        ),
        Column("name", _("Asked"), sort="sort_key"),
        Column(
            "drafter",
            _("Issuer"),
            value=lambda one: one.consultation.draft.document.issuer_name,
        ),
        Column(
            "due_on",
            _("Comments by"),
            sort="consultation__due_on",
            value=lambda one: one.consultation.open_until,
        ),
        Column(
            "state",
            _("Answer"),
            sort="answered_at",
            value=lambda one: (
                Badge("good", gettext("Dispatched")) if one.answered_at else Badge("warn", gettext("Awaited"))
            ),
        ),
    )
    filters = (
        TextFilter("q", _("Words"), fields=("consultation__draft__document__folded",)),
        YesFilter("open", _("Awaited only"), apply=lambda rows, _on: rows.filter(answered_at=None)),
        DayFilter("due", _("Comments by"), field="consultation__due_on"),
    )
    order = "-due_on"
    empty_title = _("No draft waits for your comments")
    empty_hint = _("Drafts that your committee is asked about stand here until their deadline.")


@page(SIGNED_IN)
def request_list(request: Request) -> HttpResponse:
    """List the drafts that the asker is asked to comment on."""
    rows = queries.requests_visible_to(request.standing)
    table = RequestTable(request, rows, title=gettext("Drafts to comment on"))
    return table.respond(
        "documents/drafts.html",
        {"tab": "asked", "may_draft": request.standing.may_somewhere("document.draft")},
    )


def _asked(request: Request, pk: UUID) -> Any:
    asked = queries.request_visible_to(request.standing, pk)
    if asked is None:
        raise Http404
    return asked


def _page(request: Request, asked: Any, status: int = 200, **forms: Any) -> HttpResponse:
    consultation = asked.consultation
    version = consultation.draft
    document = version.document
    is_open = (
        document.is_draft
        and asked.answered_at is None
        and may_still_comment(request.today, due_on=consultation.due_on, later_until=consultation.later_until)
    )
    written: dict[UUID | None, list[Any]] = {}
    for said in queries.comments_by(asked):
        badge = answer_badge(said).html() if said.sent_at and said.answer else ""
        pieces = difference(said.base, said.wording) if said.is_wording else []
        written.setdefault(said.paragraph, []).append((said, pieces, badge))
    notes = queries.notes_of(request.standing, document.pk)
    refused = forms.get("form")
    chosen = forms.get("at", request.GET.get("doan", ""))
    rows = []
    for one in queries.paragraphs_of(version):
        is_here = is_open and chosen == str(one.number)
        form = refused if is_here and refused else None
        if is_here and form is None:
            form = CommentForm(
                is_whole=False,
                initial={"paragraph": one.identity, "wording": one.text, "act": Act.WORDING.value},
            )
        rows.append(
            {
                "paragraph": one,
                "comments": written.get(one.identity, []),
                "note": notes.get(one.identity, ""),
                "form": form,
                "note_form": NoteForm(
                    initial={"paragraph": one.identity, "text": notes.get(one.identity, "")},
                    auto_id="note_%s",
                )
                if chosen == str(one.number)
                else None,
            }
        )
    whole_form = refused if refused and not chosen else CommentForm(is_whole=True)
    return render(
        request,
        "documents/request.html",
        {
            "asked": asked,
            "consultation": consultation,
            "document": document,
            "version": version,
            "rows": rows,
            "whole": written.get(None, []),
            "whole_form": whole_form if is_open else None,
            "file_form": (forms.get("file_form") or CommentedFileForm()) if is_open else None,
            "is_open": is_open,
            "is_last_day_near": consultation.open_until - request.today <= timedelta(days=2),
            "count": sum(len(one) for one in written.values()),
            "may_take_back": asked.answered_at is not None
            and document.is_draft
            and may_still_comment(
                request.today, due_on=consultation.due_on, later_until=consultation.later_until
            ),
        },
        status=status,
    )


@page(SIGNED_IN)
def request_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a draft to whoever was asked, with the own comments and their answers."""
    return _page(request, _asked(request, pk))


@page(SIGNED_IN)
@require_POST
def request_comment(request: Request, pk: UUID) -> HttpResponse:
    """Write one comment."""
    asked = _asked(request, pk)
    is_whole = not request.POST.get("paragraph")
    form = CommentForm(request.POST, is_whole=is_whole)
    if form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: comment(
                request=asked,
                act=Act(values["act"]),
                paragraph=values["paragraph"],
                text=values["text"],
                wording=values.get("wording", ""),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, gettext("The comment is kept. Send the answer when all are written."))
            place = f"#doan-{made.number}" if made.number else ""
            return HttpResponseRedirect(reverse("request_detail", args=[pk]) + place)
    at = ""
    for one in queries.paragraphs_of(asked.consultation.draft):
        if str(one.identity) == request.POST.get("paragraph"):
            at = str(one.number)
    return _page(request, asked, status=422, form=form, at=at)


def _step(request: Request, pk: UUID, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except (NotAllowed, Conflict):
        raise
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("request_detail", args=[pk]))


@page(SIGNED_IN)
@require_POST
def request_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take back a comment that was not sent."""
    own = queries.own_comment(request.standing, pk)
    if own is None:
        raise Http404
    return _step(
        request,
        own.request_id,
        lambda: withdraw_comment(comment=own, by=request.standing, at=clock.now()),
        gettext("The comment is taken back."),
    )


@page(SIGNED_IN)
@require_POST
def request_send(request: Request, pk: UUID) -> HttpResponse:
    """Send the answer off."""
    asked = _asked(request, pk)
    return _step(
        request,
        pk,
        lambda: send_answer(request=asked, by=request.standing, at=clock.now()),
        gettext("The answer is sent."),
    )


@page(SIGNED_IN)
@require_POST
def request_reopen(request: Request, pk: UUID) -> HttpResponse:
    """Open a sent answer again."""
    asked = _asked(request, pk)
    return _step(
        request,
        pk,
        lambda: take_answer_back(request=asked, by=request.standing, at=clock.now()),
        gettext("The answer is open again."),
    )


@page(SIGNED_IN)
@require_POST
def request_file(request: Request, pk: UUID) -> HttpResponse:
    """Take the comments and tracked changes of a Word file."""
    asked = _asked(request, pk)
    form = CommentedFileForm(request.POST, request.FILES)
    if form.is_valid():
        made = attempt(
            form,
            lambda: comment_by_file(
                request=asked, upload=form.cleaned_data["file"], by=request.standing, at=clock.now()
            ),
        )
        if made is not None:
            messages.success(
                request,
                ngettext("%(count)d comment was read.", "%(count)d comments were read.", len(made))
                % {"count": len(made)},
            )
            return HttpResponseRedirect(reverse("request_detail", args=[pk]))
    return _page(request, asked, status=422, file_form=form)


@page(SIGNED_IN)
@require_POST
def request_note(request: Request, pk: UUID) -> HttpResponse:
    """Keep a note for oneself."""
    asked = _asked(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        keep_note(
            document_id=asked.consultation.draft.document_id,
            paragraph=form.cleaned_data["paragraph"],
            text=form.cleaned_data["text"],
            by=request.standing,
            at=clock.now(),
        )
        messages.success(request, gettext("The note is kept; nobody but you reads it."))
    return HttpResponseRedirect(reverse("request_detail", args=[pk]))


@page(SIGNED_IN)
def request_word(request: Request, pk: UUID) -> HttpResponse:
    """Give the draft as a Word file: the one it was read from, else one in the official form."""
    asked = _asked(request, pk)
    file = asked.consultation.draft.file
    if file is not None:
        answer: Any = files.answer(sha256=file.sha256, name=file.name, media_type=file.media_type)
        return answer  # type: ignore[no-any-return]
    response = HttpResponse(as_docx(asked.consultation.draft.document), content_type=docx.MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="du-thao.docx"'
    return response
