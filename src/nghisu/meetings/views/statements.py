"""Pages of what was said: the recorder's desk, one's own words, a reserved opinion."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.forms import ConfirmForm
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings import queries
from nghisu.meetings.actions import minutes as minutes_actions
from nghisu.meetings.actions import statements as actions
from nghisu.meetings.forms.minutes import (
    RemarkForm,
    ReserveForm,
    StatementForm,
)
from nghisu.meetings.queries import minutes as read
from nghisu.meetings.views.finding import done, meeting_or_404


@page(SIGNED_IN)
def statement_desk(request: Request, pk: UUID) -> HttpResponse:
    """Enter statements as they are made; the item stays chosen, the cursor stands at the speaker."""
    meeting = meeting_or_404(request, pk)
    parts = read.parts_recorded_by(request.standing, meeting)
    if not parts or meeting.state not in read.HELD_STATES:
        raise Http404
    part = next((one for one in parts if str(one.pk) == request.GET.get("part")), parts[-1])
    items = queries.parts_and_items(meeting)[1]
    offered = [
        (item.pk, f"{item.number}. {item.title}") for item in items.values() if item.part_id == part.pk
    ]
    chosen = request.GET.get("item") or (str(offered[0][0]) if offered else None)
    form = StatementForm(request.POST or None, items=offered, initial={"item": chosen})
    here = reverse("statement_desk", args=[pk])
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.enter_statement(
                part=part,
                item=items.get(sent["item"]),
                who=sent["who"],
                text=sent["text"],
                is_reserved=sent["is_reserved"],
                is_requested=sent["is_requested"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            return redirect(f"{here}?part={part.pk}&item={sent['item'] or ''}#phat-bieu")
    minutes = read.minutes_of(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "part": part,
        "parts": parts,
        "speakers": read.speakers_of(part),
        "statements": list(read.statements_entered([part]))[::-1],
        "is_open": minutes is None or minutes.is_open,
    }
    return render(request, "meetings/statements.html", context, status=status_of(form))


@page(SIGNED_IN)
def statement_edit(request: Request, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Change a statement as entered."""
    meeting, statement = _statement(request, pk, statement_pk)
    items = queries.parts_and_items(meeting)[1]
    offered = [
        (item.pk, f"{item.number}. {item.title}")
        for item in items.values()
        if item.part_id == statement.part_id
    ]
    initial = {
        "item": statement.item_id,
        "who": statement.speaker,
        "text": statement.text,
        "is_reserved": statement.is_reserved,
        "is_requested": statement.is_requested,
        "version": statement.version,
    }
    form = StatementForm(request.POST or None, items=offered, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.change_statement(
                statement=statement,
                expected_version=sent["version"] or 0,
                item=items.get(sent["item"]),
                who=sent["who"],
                text=sent["text"],
                is_reserved=sent["is_reserved"],
                is_requested=sent["is_requested"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            return redirect("statement_desk", pk)
    context = {
        "meeting": meeting,
        "form": form,
        "statement": statement,
        "speakers": read.speakers_of(statement.part),
    }
    return render(request, "meetings/statement.html", context, status=status_of(form))


@page(SIGNED_IN)
def statement_remove(request: Request, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Take out a statement that was entered by mistake, after a question."""
    meeting, statement = _statement(request, pk, statement_pk)
    form = ConfirmForm(request.POST or None, name=str(statement.order))
    if request.method == "POST" and form.is_valid():
        if done(
            request,
            lambda: actions.remove_statement(statement=statement, by=request.standing, at=clock.now()),
        ):
            messages.success(request, _("The statement is taken out."))
        return redirect("statement_desk", pk)
    return form_page(
        request,
        meeting,
        form,
        heading=_("Take out a statement"),
        lead=_("Statement no. %(order)s of %(speaker)s will be gone. Type its number to confirm.")
        % {"order": statement.order, "speaker": statement.speaker},
        action=_("Take out"),
        back=reverse("statement_desk", args=[pk]),
    )


def _statement(request: Request, pk: UUID, statement_pk: UUID) -> tuple[Any, Any]:
    meeting = meeting_or_404(request, pk)
    parts = read.parts_recorded_by(request.standing, meeting)
    statement = read.statements_entered(parts).filter(pk=statement_pk).first()
    if statement is None:
        raise Http404
    return meeting, statement


@page(SIGNED_IN)
def opinion_reserve(request: Request, pk: UUID) -> HttpResponse:
    """Have one's own reserved opinion minuted."""
    meeting = meeting_or_404(request, pk)
    parts = {
        part.pk: part
        for part in read.parts_reservable_by(request.standing, meeting, read.minutes_of(meeting))
    }
    if not parts:
        raise Http404
    items = {pk: item for pk, item in queries.parts_and_items(meeting)[1].items() if item.part_id in parts}
    form = ReserveForm(
        request.POST or None,
        parts=[(part.pk, part.title) for part in parts.values()],
        items=[(item.pk, f"{item.number}. {item.title}") for item in items.values()],
        initial={"part": next(reversed(parts))},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.reserve_opinion(
                part=parts[sent["part"]],
                item=items.get(sent["item"]),
                text=sent["text"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("Your reserved opinion will stand in the minutes."))
            return redirect("meeting_detail", pk)
    return form_page(
        request,
        meeting,
        form,
        heading=_("Reserve an opinion"),
        lead=_(
            "A member who does not agree may have the opinion minuted and report it upward, and carries "
            "out what was decided. It is minuted because you ask; nobody else can ask for you."
        ),
        action=_("Have it minuted"),
        back=reverse("meeting_detail", args=[pk]),
    )


@page(SIGNED_IN)
def statements_own(request: Request, pk: UUID) -> HttpResponse:
    """Show the asker's own statements at this meeting while the minutes are out for remarks."""
    meeting = meeting_or_404(request, pk)
    minutes = read.minutes_of(meeting)
    statements = read.own_statements(request.standing, meeting)
    if minutes is None or minutes.state != minutes.State.CORRECTION or not statements:
        raise Http404
    today = timezone.localtime(clock.now()).date()
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "statements": statements,
        "is_over": minutes.remarks_until is not None and today > minutes.remarks_until,
    }
    return render(request, "meetings/own_statements.html", context)


@page(SIGNED_IN)
def statement_remark(request: Request, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Say how one's own statement should read."""
    meeting = meeting_or_404(request, pk)
    own = {one.pk: one for one in read.own_statements(request.standing, meeting)}
    statement = own.get(statement_pk)
    if statement is None:
        raise Http404
    form = RemarkForm(request.POST or None, initial={"wanted": statement.text})
    if request.method == "POST" and form.is_valid():
        sent = attempt(
            form,
            lambda: minutes_actions.remark(
                statement=statement,
                wanted=form.cleaned_data["wanted"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if sent:
            messages.success(request, _("The recorder has your remark."))
            return redirect("statements_own", pk)
    return form_page(
        request,
        meeting,
        form,
        heading=_("Correct your statement"),
        lead=statement.text,
        action=_("Send to the recorder"),
        back=reverse("statements_own", args=[pk]),
    )


def form_page(request: Request, meeting: Any, form: Any, **words: Any) -> HttpResponse:
    """Show a form about what was said or minuted. Words: heading, lead, action, back."""
    context = {"meeting": meeting, "form": form, **words}
    return render(request, "meetings/after_form.html", context, status=status_of(form))
