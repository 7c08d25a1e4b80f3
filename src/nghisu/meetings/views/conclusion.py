"""Pages of the notice of conclusion."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nghisu.documents.queries import units_by_id
from nghisu.kit import clock
from nghisu.kit.forms import ConfirmForm
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings.actions import conclusion as actions
from nghisu.meetings.forms.conclusion import NoticeForm, ParagraphForm, WorkForm
from nghisu.meetings.queries import conclusion as read
from nghisu.meetings.queries.minutes import HELD_STATES
from nghisu.meetings.views.finding import done, meeting_or_404


def _found(request: Request, pk: UUID) -> tuple[Any, Any]:
    meeting = meeting_or_404(request, pk)
    notice = read.notice_for(request.standing, meeting)
    if notice is None:
        raise Http404
    return meeting, notice


def _written(request: Request, pk: UUID) -> tuple[Any, Any]:
    meeting, notice = _found(request, pk)
    if not notice.is_draft or not read.may_conclude(request.standing, meeting):
        raise Http404
    return meeting, notice


def _form_page(request: Request, meeting: Any, form: Any, **words: Any) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "back": reverse("conclusion_page", args=[meeting.pk]),
        "lead": "",
        "action": _("Save"),
        **words,
    }
    return render(request, "meetings/after_form.html", context, status=status_of(form))


@page(SIGNED_IN)
def conclusion_page(request: Request, pk: UUID) -> HttpResponse:
    """Show the notice of conclusion with its work: drafts until it is issued, tasks after."""
    meeting = meeting_or_404(request, pk)
    notice = read.notice_for(request.standing, meeting)
    writes = read.may_conclude(request.standing, meeting)
    if notice is None:
        if not writes or meeting.state not in HELD_STATES:
            raise Http404
        return render(request, "meetings/conclusion_none.html", {"meeting": meeting})
    document = notice.document
    context = {
        "meeting": meeting,
        "notice": notice,
        "view": read.notice_view(notice, request.standing, request.today),
        "may_write": notice.is_draft and writes,
        "may_approve": notice.is_draft and read.may_approve_conclusion(request.standing, meeting),
        "may_reopen": notice.state == notice.State.APPROVED
        and writes
        and request.standing.may("document.issue", unit=meeting.unit_id),
        "may_issue": notice.state == notice.State.APPROVED
        and document is not None
        and document.is_submitted
        and request.standing.may("document.issue", unit=meeting.unit_id),
    }
    return render(request, "meetings/conclusion.html", context)


@page(SIGNED_IN)
@require_POST
def conclusion_begin(request: Request, pk: UUID) -> HttpResponse:
    """Begin the notice."""
    meeting = meeting_or_404(request, pk)
    if not read.may_conclude(request.standing, meeting):
        raise Http404
    if not done(request, lambda: actions.begin_notice(meeting=meeting, by=request.standing, at=clock.now())):
        return redirect("meeting_detail", pk)
    return redirect("conclusion_page", pk)


@page(SIGNED_IN)
def conclusion_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change subject and opening words."""
    meeting, notice = _written(request, pk)
    initial = {name: getattr(notice, name) for name in ("subject", "opening", "version")}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.change_notice(
                notice=notice,
                expected_version=sent["version"],
                subject=sent["subject"],
                opening=sent["opening"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            return redirect("conclusion_page", pk)
    return _form_page(request, meeting, form, heading=_("Subject and opening words"))


@page(SIGNED_IN)
def paragraph_new(request: Request, pk: UUID) -> HttpResponse:
    """Add a paragraph."""
    meeting, notice = _written(request, pk)
    form = ParagraphForm(request.POST or None, initial={"number": str(notice.paragraphs.count() + 1)})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.write_paragraph(
                notice=notice, number=sent["number"], text=sent["text"], by=request.standing, at=clock.now()
            ),
        )
        if saved:
            return redirect("conclusion_page", pk)
    return _form_page(request, meeting, form, heading=_("Add a paragraph"))


def _paragraph(notice: Any, paragraph_pk: UUID) -> Any:
    paragraph = notice.paragraphs.filter(pk=paragraph_pk).first()
    if paragraph is None:
        raise Http404
    return paragraph


@page(SIGNED_IN)
def paragraph_edit(request: Request, pk: UUID, paragraph_pk: UUID) -> HttpResponse:
    """Change a paragraph."""
    meeting, notice = _written(request, pk)
    paragraph = _paragraph(notice, paragraph_pk)
    initial = {name: getattr(paragraph, name) for name in ("number", "text", "version")}
    form = ParagraphForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.write_paragraph(
                notice=notice,
                paragraph=paragraph,
                expected_version=sent["version"] or 0,
                number=sent["number"],
                text=sent["text"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            return redirect("conclusion_page", pk)
    return _form_page(request, meeting, form, heading=_("Change a paragraph"))


@page(SIGNED_IN)
def paragraph_remove(request: Request, pk: UUID, paragraph_pk: UUID) -> HttpResponse:
    """Take a paragraph out, after a question."""
    meeting, notice = _written(request, pk)
    paragraph = _paragraph(notice, paragraph_pk)
    form = ConfirmForm(request.POST or None, name=paragraph.number)
    if request.method == "POST" and form.is_valid():
        actions.remove_paragraph(paragraph=paragraph, by=request.standing, at=clock.now())
        messages.success(request, _("The paragraph is taken out."))
        return redirect("conclusion_page", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Take out a paragraph"),
        lead=paragraph.text,
        action=_("Take out"),
    )


@page(SIGNED_IN)
def work_new(request: Request, pk: UUID, paragraph_pk: UUID) -> HttpResponse:
    """Say what a paragraph asks of whom."""
    meeting, notice = _written(request, pk)
    paragraph = _paragraph(notice, paragraph_pk)
    form = WorkForm(request.POST or None, units=read.units_to_name(request.standing, request.today))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.give_work(
                paragraph=paragraph,
                title=sent["title"],
                product=sent["product"],
                due_on=sent["due_on"],
                units=list(units_by_id(sent["units"]).values()),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            return redirect("conclusion_page", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Give work"),
        lead=f"{paragraph.number}. {paragraph.text}",
    )


@page(SIGNED_IN)
def work_remove(request: Request, pk: UUID, work_pk: UUID) -> HttpResponse:
    """Take a piece of work out, after a question."""
    meeting, notice = _written(request, pk)
    view = read.notice_view(notice, request.standing, request.today)
    work = next(
        (one.work for paragraph in view.paragraphs for one in paragraph.work if one.work.pk == work_pk), None
    )
    if work is None:
        raise Http404
    form = ConfirmForm(request.POST or None, name=_("Take out"))
    if request.method == "POST" and form.is_valid():
        actions.remove_work(work=work, by=request.standing, at=clock.now())
        messages.success(request, _("The work is taken out."))
        return redirect("conclusion_page", pk)
    return _form_page(
        request, meeting, form, heading=_("Take out work"), lead=work.title, action=_("Take out")
    )


@page(SIGNED_IN)
def conclusion_approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve the conclusion as a chair."""
    meeting, notice = _found(request, pk)
    if not notice.is_draft or not read.may_approve_conclusion(request.standing, meeting):
        raise Http404
    form = ConfirmForm(request.POST or None, name=_("Approve"))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.approve_notice(
                notice=notice, expected_version=notice.version, by=request.standing, at=clock.now()
            ),
        )
        if done:
            messages.success(request, _("The conclusion is approved. The clerk gives it its number."))
            return redirect("conclusion_page", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Approve the conclusion"),
        lead=_(
            "Its document is drafted and handed over for its number. Its work becomes tasks, given by you, "
            "only when the document is issued."
        ),
        action=_("Approve"),
    )


@page(SIGNED_IN)
@require_POST
def conclusion_reopen(request: Request, pk: UUID) -> HttpResponse:
    """Take an approved conclusion back."""
    meeting, notice = _found(request, pk)
    if not read.may_conclude(request.standing, meeting):
        raise Http404
    if done(request, lambda: actions.reopen_notice(notice=notice, by=request.standing, at=clock.now())):
        messages.success(request, _("The conclusion can be changed again."))
    return redirect("conclusion_page", pk)
