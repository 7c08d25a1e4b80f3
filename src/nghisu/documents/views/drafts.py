"""Pages of whoever drafts: versions, differences, consultations, the consolidation table, the merge."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents.actions.comments import keep_note
from nghisu.documents.actions.drafts import (
    answer_comment,
    consult,
    keep_version,
    let_comments_go_on,
    merge,
    settle,
    tell_outcome,
)
from nghisu.documents.forms.drafts import (
    AnswerForm,
    ConsultForm,
    GoOnForm,
    MergeForm,
    NoteForm,
    OutcomeForm,
    SettleForm,
    VersionForm,
)
from nghisu.documents.queries import drafts as queries
from nghisu.documents.queries import units_by_id
from nghisu.documents.rules.drafting import (
    ANSWER_NAMES,
    ANSWER_TONES,
    OUTCOME_TONES,
    Answer,
    Outcome,
)
from nghisu.documents.rules.wording import difference
from nghisu.documents.tables import consolidation_paper
from nghisu.documents.views.registers import found
from nghisu.kit import clock, docx
from nghisu.kit.forms import KitForm
from nghisu.kit.numbers import Counted
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, Filter, Table, TextFilter, YesFilter
from nghisu.kit.word import LOSS_NAMES, Loss

if TYPE_CHECKING:
    from nghisu.documents.models import Document
    from nghisu.documents.models.drafts import DraftComment, DraftVersion


def steered(request: Request, pk: UUID) -> "Document":
    """Return the document that the asker drafts, or answer 404."""
    document = found(request, pk)
    if document.is_incoming or not queries.may_steer(document, request.standing):
        raise Http404
    return document


class DraftTable(Table):
    """Drafts with their comments."""

    columns = (
        Column(
            "subject",
            _("Draft"),
            sort="folded",
            main=True,
            link=lambda one: reverse("draft_home", args=[one.pk]),
        ),
        Column("type_name", _("Type"), sort="type", value=lambda one: gettext(one.type_name)),
        Column("last_version", _("Version"), sort="last_version", number=True),
        Column(
            "comment_count",
            _("Comments"),
            sort="comment_count",
            number=True,
            value=lambda one: Counted(one.comment_count, "draft.comments", one.pk, one.as_of),
        ),
        Column(
            "open_count",
            _("Without answer"),
            sort="open_count",
            number=True,
            value=lambda one: Counted(one.open_count, "draft.open", one.pk, one.as_of),
        ),
        Column("status_name", _("State"), value=lambda one: gettext(one.status_name)),
    )
    filters = (
        TextFilter("q", _("Words"), fields=("folded",)),
        YesFilter("open", _("Without answer only"), apply=lambda rows, _on: rows.filter(open_count__gt=0)),
    )
    order = "-open_count"
    empty_title = _("No draft has a version yet")
    empty_hint = _("Open a draft among the outgoing documents and keep its first version.")


@page("document.draft")
def draft_list(request: Request) -> HttpResponse:
    """List the drafts one steers, with what waits for an answer."""
    table = DraftTable(
        request, queries.steered_by(request.standing, request.as_of), title=gettext("Drafts and comments")
    )
    return table.respond("documents/drafts.html", {"tab": "steered", "may_draft": True})


def _home(request: Request, document: "Document", status: int = 200, **forms: KitForm) -> HttpResponse:
    versions = queries.versions_of(document)
    outcome = queries.last_outcome(document.pk)
    latest = versions[0] if versions else None
    return render(
        request,
        "documents/draft_home.html",
        {
            "document": document,
            "versions": versions,
            "latest": latest,
            "previous": versions[1] if len(versions) > 1 else None,
            "consultations": queries.consultations_of(document, request.as_of),
            "counted": queries.counted(document, request.as_of),
            "outcome": outcome,
            "outcome_badge": Badge(
                OUTCOME_TONES[Outcome(outcome.outcome)], gettext(outcome.outcome_name)
            ).html()
            if outcome
            else "",
            "later_until": queries.open_until(document.pk),
            "version_form": forms.get("version_form") or (VersionForm() if document.is_draft else None),
            "has_new_words": latest is not None
            and document.is_draft
            and [one.text for one in queries.paragraphs_of(latest)]
            != [line.strip() for line in document.text.splitlines() if line.strip()],
            "may_conclude": bool(versions) and request.standing.may("draft.conclude", unit=document.unit_id),
        },
        status=status,
    )


@page("document.draft")
def draft_home(request: Request, pk: UUID) -> HttpResponse:
    """Show where a draft stands: versions, consultations, comments, outcome."""
    return _home(request, steered(request, pk))


@page("document.draft")
@require_POST
def draft_keep(request: Request, pk: UUID) -> HttpResponse:
    """Keep the next version."""
    document = steered(request, pk)
    form = VersionForm(request.POST, request.FILES)
    if form.is_valid():
        made = attempt(
            form,
            lambda: keep_version(
                document=document,
                remark=form.cleaned_data["remark"],
                upload=form.cleaned_data["file"] or None,
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, gettext("Version %(number)d is kept.") % {"number": made.number})
            return HttpResponseRedirect(reverse("draft_version", args=[pk, made.number]))
    return _home(request, document, status=422, version_form=form)


def _version(document: "Document", number: int) -> "DraftVersion":
    version = document.versions.select_related("file").filter(number=number).first()
    if version is None:
        raise Http404
    return version


@page("document.draft")
def draft_version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Show a version with its paragraphs, their comments and one's own notes."""
    document = steered(request, pk)
    version = _version(document, number)
    notes = queries.notes_of(request.standing, document.pk)
    counts = queries.comment_counts(document)
    asked = request.GET.get("doan", "")
    rows = [
        {
            "paragraph": one,
            "comments": counts.get(one.identity, 0),
            "note": notes.get(one.identity, ""),
            "form": NoteForm(initial={"paragraph": one.identity, "text": notes.get(one.identity, "")})
            if asked == str(one.number)
            else None,
        }
        for one in queries.paragraphs_of(version)
    ]
    return render(
        request,
        "documents/draft_version.html",
        {
            "document": document,
            "version": version,
            "rows": rows,
            "losses": [(gettext(LOSS_NAMES[Loss(kind)]), count) for kind, count in version.losses.items()],
        },
    )


@page("document.draft")
@require_POST
def draft_note(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Keep a note for oneself on a paragraph."""
    document = steered(request, pk)
    version = _version(document, number)
    form = NoteForm(request.POST)
    if form.is_valid():
        keep_note(
            document_id=document.pk,
            paragraph=form.cleaned_data["paragraph"],
            text=form.cleaned_data["text"],
            by=request.standing,
            at=clock.now(),
        )
        messages.success(request, gettext("The note is kept; nobody but you reads it."))
    return HttpResponseRedirect(reverse("draft_version", args=[pk, version.number]))


@page("document.draft")
def draft_compare(request: Request, pk: UUID) -> HttpResponse:
    """Show word by word what changed between two versions."""
    document = steered(request, pk)
    versions = queries.versions_of(document)
    if len(versions) < 2:
        raise Http404
    by_number = {str(one.number): one for one in versions}
    new = by_number.get(request.GET.get("den", ""), versions[0])
    old = by_number.get(request.GET.get("tu", ""), versions[1])
    only_changed = request.GET.get("tat-ca") != "1"
    rows = queries.compared(old, new)
    changed = [one for one in rows if one.change != "same"]
    return render(
        request,
        "documents/draft_compare.html",
        {
            "document": document,
            "versions": versions,
            "old": old,
            "new": new,
            "rows": changed if only_changed else rows,
            "changed_count": len(changed),
            "only_changed": only_changed,
        },
    )


@page("document.draft")
def draft_consult(request: Request, pk: UUID) -> HttpResponse:
    """Send the newest version to units and members."""
    document = steered(request, pk)
    version = queries.latest_version(document.pk)
    if version is None or not document.is_draft:
        raise Http404
    form = ConsultForm(request.POST or None, request=request, document=document)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: consult(
                version=version,
                units=list(units_by_id(values["units"]).values()),
                people=queries.people_by_id(values["people"]),
                due_on=values["due_on"],
                question=values["question"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, gettext("The draft is sent for comments."))
            return HttpResponseRedirect(reverse("consultation_detail", args=[made.pk]))
    context = {
        "form": form,
        "document": document,
        "title": gettext("Ask for comments"),
        "action": gettext("Send"),
    }
    return render(request, "documents/draft_form.html", context, status=status_of(form))


class AskedTable(Table):
    """Who was asked, and who answered."""

    columns = (
        Column("name", _("Asked"), sort="sort_key", main=True),
        Column(
            "state",
            _("Answer"),
            sort="answered_at",
            value=lambda one: (
                Badge("good", gettext("Agreed"))
                if one.agreed
                else Badge("info", gettext("With comments"))
                if one.answered_at
                else Badge("warn", gettext("Awaited"))
            ),
        ),
        Column("answered_at", _("Answered at"), sort="answered_at"),
        Column(
            "comment_count",
            _("Comments"),
            sort="comment_count",
            number=True,
            value=lambda one: Counted(one.comment_count, "asked.comments", one.pk, one.as_of),
        ),
    )
    filters = (
        TextFilter("q", _("Name"), fields=("folded",)),
        YesFilter("open", _("Awaited only"), apply=lambda rows, _on: rows.filter(answered_at=None)),
    )
    order = "name"
    empty_title = _("Nobody fits")
    empty_hint = _("Take the filters away.")


@page("document.draft")
def consultation_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show who was asked and who answered; let comments go on."""
    consultation = queries.consultation_visible_to(request.standing, pk)
    if consultation is None:
        raise Http404
    document = consultation.draft.document
    may_conclude = request.standing.may("draft.conclude", unit=document.unit_id)
    form = GoOnForm(request.POST or None) if may_conclude else None
    if request.method == "POST":
        request.standing.require("draft.conclude", unit=document.unit_id)
        if form is not None and form.is_valid():
            done = attempt(
                form,
                lambda: let_comments_go_on(
                    consultation=consultation,
                    until=form.cleaned_data["until"],
                    by=request.standing,
                    at=clock.now(),
                ),
            )
            if done:
                messages.success(request, gettext("Comments go on until that day."))
                return HttpResponseRedirect(reverse("consultation_detail", args=[pk]))
    table = AskedTable(request, queries.asked_in(consultation, request.as_of), title=gettext("Who was asked"))
    response = table.respond(
        "documents/consultation.html",
        {
            "consultation": consultation,
            "document": document,
            "form": form,
            "progress": queries.consultations_of(document, request.as_of).get(pk=pk),
        },
    )
    if form is not None:
        response.status_code = max(response.status_code, status_of(form))
    return response


def answer_badge(comment: "DraftComment") -> Badge:
    """Return the answer as a word with a colour."""
    if not comment.answer:
        return Badge("warn", gettext("No answer yet"))
    return Badge(ANSWER_TONES[Answer(comment.answer)], gettext(comment.answer_name))


def _answers(_table: Table) -> list[tuple[str, str]]:
    answers = [(one.value, gettext(name)) for one, name in ANSWER_NAMES.items()]
    return [("none", gettext("No answer yet")), *answers]


class CommentTable(Table):
    """The consolidation table: who, which paragraph, what, and what becomes of it."""

    columns = (
        Column(
            "number",
            _("Paragraph"),
            sort=("number", "who"),
            number=True,
            value=lambda one: one.number if one.number else gettext("whole"),
        ),
        Column("who", _("Who"), sort="who"),
        Column(
            "said",
            _("Comment"),
            main=True,
            link=lambda one: reverse("draft_answer", args=[one.pk]),
        ),
        Column("act_name", _("What is proposed"), sort="act", value=lambda one: gettext(one.act_name)),
        Column("answer", _("Answer"), sort="answer", value=answer_badge),
        Column("reason", _("Reason")),
    )
    filters = (
        TextFilter("q", _("Who or words"), fields=("folded",)),
        Filter(
            "answer",
            _("Answer"),
            choices=_answers,
            apply=lambda rows, value: rows.filter(answer="" if value == "none" else value),
        ),
        Filter("act", _("What is proposed"), choices=lambda _t: [(k, gettext(n)) for k, n in queries.ACTS]),
        YesFilter("later", _("After the meeting only"), field="after_meeting"),
        YesFilter("decide", _("Put to the meeting only"), field="to_decide"),
    )
    order = "number"
    empty_title = _("No comment has come")
    empty_hint = _("Send the draft to units and members, or wait for their answers.")


@page("document.draft")
def draft_comments(request: Request, pk: UUID) -> HttpResponse:
    """Show the consolidation table."""
    document = steered(request, pk)
    table = CommentTable(request, queries.comments_on(document), title=gettext("Consolidation table"))
    return table.respond(
        "documents/draft_comments.html",
        {"document": document, "counted": queries.counted(document, request.as_of)},
    )


@page("document.draft")
def draft_comments_docx(request: Request, pk: UUID) -> HttpResponse:
    """Give the consolidation table as a Word file in the official form."""
    document = steered(request, pk)
    response = HttpResponse(consolidation_paper(document, request.today).docx(), content_type=docx.MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="tong-hop-y-kien.docx"'
    return response


@page("document.draft")
def draft_answer(request: Request, pk: UUID) -> HttpResponse:
    """Answer one comment; those of others on the same paragraph stand beside it."""
    comment = queries.comment_to_answer(request.standing, pk)
    if comment is None:
        raise Http404
    document = comment.document
    form = AnswerForm(
        request.POST or None,
        initial={
            "version": comment.version,
            "answer": comment.answer,
            "adopted": comment.adopted,
            "reason": comment.reason,
            "to_decide": comment.to_decide,
        },
    )
    is_open = document.is_draft and comment.merged_in_id is None
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: answer_comment(
                comment=comment,
                expected_version=form.cleaned_data["version"] or 0,
                answer=form.chosen(),
                reason=form.cleaned_data["reason"],
                adopted=form.cleaned_data["adopted"],
                to_decide=form.cleaned_data["to_decide"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The answer is kept."))
            following = queries.next_unanswered(comment)
            if following is not None:
                return HttpResponseRedirect(reverse("draft_answer", args=[following.pk]))
            return HttpResponseRedirect(reverse("draft_comments", args=[document.pk]))
    context = {
        "form": form if is_open else None,
        "comment": comment,
        "document": document,
        "badge": answer_badge(comment).html(),
        "pieces": difference(comment.base, comment.wording) if comment.is_wording else [],
        "beside": [
            (one, difference(one.base, one.wording) if one.is_wording else [], answer_badge(one).html())
            for one in queries.beside(comment)
        ],
    }
    return render(request, "documents/draft_answer.html", context, status=status_of(form))


def _merge_page(request: Request, document: "Document", status: int = 200, **forms: KitForm) -> HttpResponse:
    outcomes = queries.merge_of(document)
    numbers = {one.paragraph: place for place, one in enumerate(outcomes, start=1)}
    refused = forms.get("settle_form")
    rows: list[dict[str, Any]] = []
    for one in outcomes:
        if not one.clashes and not one.is_changed:
            continue
        form: Any = None
        if one.clashes:
            sent = refused is not None and str(refused.data.get("paragraph")) == str(one.paragraph)
            form = refused if sent else SettleForm(initial={"paragraph": one.paragraph, "text": one.base})
        rows.append(
            {
                "number": numbers[one.paragraph],
                "outcome": one,
                "pieces": [] if one.clashes else difference(one.base, one.text or ""),
                "sides": [(side, difference(one.base, side.words)) for side in one.sides],
                "form": form,
            }
        )
    context = {
        "document": document,
        "rows": rows,
        "clash_count": sum(one.clashes for one in outcomes),
        "changed_count": sum(one.is_changed and not one.clashes for one in outcomes),
        "unanswered": queries.counted(document, request.as_of).unanswered,
        "form": forms.get("merge_form") or (MergeForm() if document.is_draft else None),
    }
    return render(request, "documents/draft_merge.html", context, status=status)


@page("document.draft")
def draft_merge(request: Request, pk: UUID) -> HttpResponse:
    """Show what the accepted wordings make of the text, clashes side by side; make the next version."""
    document = steered(request, pk)
    if request.method != "POST":
        return _merge_page(request, document)
    form = MergeForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            lambda: merge(
                document=document, remark=form.cleaned_data["remark"], by=request.standing, at=clock.now()
            ),
        )
        if made:
            messages.success(
                request, gettext("Version %(number)d holds what was accepted.") % {"number": made.number}
            )
            return HttpResponseRedirect(reverse("draft_version", args=[pk, made.number]))
    return _merge_page(request, document, status=422, merge_form=form)


@page("document.draft")
@require_POST
def draft_settle(request: Request, pk: UUID) -> HttpResponse:
    """Choose the wording of a paragraph where several clash."""
    document = steered(request, pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: settle(
                document=document,
                paragraph=form.cleaned_data["paragraph"],
                text=form.cleaned_data["text"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The wording is chosen."))
            return HttpResponseRedirect(reverse("draft_merge", args=[pk]))
    return _merge_page(request, document, status=422, settle_form=form)


@page("draft.conclude")
def draft_conclude(request: Request, pk: UUID) -> HttpResponse:
    """Write down how a gathering concluded on the draft."""
    document = steered(request, pk)
    request.standing.require("draft.conclude", unit=document.unit_id)
    versions = queries.versions_of(document)
    if not versions:
        raise Http404
    form = OutcomeForm(
        request.POST or None,
        versions=versions,
        initial={"decided_on": request.today, "draft": versions[0].pk},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = next(one for one in versions if str(one.pk) == values["draft"])
        done = attempt(
            form,
            lambda: tell_outcome(
                version=chosen,
                outcome=form.chosen(),
                gathering=values["gathering"],
                conclusion=values["conclusion"],
                decided_on=values["decided_on"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The outcome is kept."))
            return HttpResponseRedirect(reverse("draft_home", args=[pk]))
    context = {
        "form": form,
        "document": document,
        "title": gettext("How the gathering concluded"),
        "action": gettext("Save"),
    }
    return render(request, "documents/draft_form.html", context, status=status_of(form))


@page("document.draft")
def draft_matters(request: Request, pk: UUID) -> HttpResponse:
    """Show only what the gathering will decide."""
    document = steered(request, pk)
    matters = [
        (
            one,
            [
                (comment, difference(one.base, comment.wording) if comment.is_wording else [])
                for comment in one.comments
            ],
        )
        for one in queries.to_be_decided(document)
    ]
    return render(
        request,
        "documents/draft_matters.html",
        {"document": document, "matters": matters, "counted": queries.counted(document, request.as_of)},
    )
