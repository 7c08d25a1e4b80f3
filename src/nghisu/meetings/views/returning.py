"""Pages of numbered papers: register, hand out, take back, what has not come back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.meetings import queries
from nghisu.meetings.actions import returning as actions
from nghisu.meetings.exports.returning import register_pdf
from nghisu.meetings.forms.papers import BackForm, CountForm, HolderForm
from nghisu.meetings.forms.preparing import BareForm, ReasonForm
from nghisu.meetings.queries import papers, preparing
from nghisu.meetings.views.finding import meeting_or_404
from nghisu.meetings.views.preparing import ask


@page("copy.hand_out")
def copies(request: Request, pk: UUID) -> HttpResponse:
    """Show all numbered papers of a meeting, what is out, and why it has not come back."""
    meeting = _meeting(request, pk)
    rows = papers.papers_to_return(request.standing, meeting)
    known = {paper.pk for paper in rows}
    out = [copy for copy in papers.unreturned(meeting) if copy.paper_id in known]
    may_explain = request.standing.may("meeting.call", unit=meeting.unit_id)
    form = ReasonForm(request.POST or None, initial={"reason": meeting.unreturned_reason})
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: actions.explain_unreturned(
                meeting=meeting, reason=form.cleaned_data["reason"], by=request.standing, at=clock.now()
            ),
        )
        if form.is_valid():
            messages.success(request, _("The reason is written down; the meeting can be closed."))
            return redirect("copies", pk)
    context = {
        "meeting": meeting,
        "papers": [(paper, papers.register_of(paper)) for paper in rows],
        "out": out,
        "form": form if may_explain and out else None,
    }
    return render(request, "meetings/copies.html", context, status=status_of(form))


@page("copy.hand_out")
def copy_register(request: Request, pk: UUID, paper_pk: UUID) -> HttpResponse:
    """Show the register of one paper; number further copies, or take some back."""
    meeting, paper = _paper(request, pk, paper_pk)
    register = papers.register_of(paper)
    out = [copy for copy in register if copy.given_at and not copy.returned_at]
    act = request.POST.get("act", "")
    count_form = CountForm(request.POST if act == "number" else None)
    back_form = BackForm(
        request.POST if act == "back" else None,
        copies=[
            (copy.pk, _("no. %(number)s, %(name)s") % {"number": copy.number, "name": copy.name})
            for copy in out
        ],
    )
    if act == "number" and count_form.is_valid():
        attempt(
            count_form,
            lambda: actions.number_copies(
                paper=paper, count=count_form.cleaned_data["count"], by=request.standing, at=clock.now()
            ),
        )
        if count_form.is_valid():
            messages.success(request, _("The copies are numbered."))
            return redirect("copy_register", pk, paper_pk)
    if act == "back" and back_form.is_valid():
        chosen = set(back_form.cleaned_data["copies"])
        attempt(
            back_form,
            lambda: actions.take_copies_back(
                paper=paper,
                copies=[copy for copy in out if copy.pk in chosen],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if back_form.is_valid():
            messages.success(request, _("The copies are back."))
            return redirect("copy_register", pk, paper_pk)
    context = {
        "meeting": meeting,
        "paper": paper,
        "register": register,
        "out": out,
        "unused": [copy for copy in register if not copy.given_at],
        "count_form": count_form,
        "back_form": back_form if out else None,
    }
    status = max(status_of(count_form), status_of(back_form))
    return render(request, "meetings/copy_register.html", context, status=status)


@page("copy.hand_out")
def copies_to_list(request: Request, pk: UUID, paper_pk: UUID) -> HttpResponse:
    """Hand copies out along the summoned list of the paper's part, after a question."""
    meeting, paper = _paper(request, pk, paper_pk)
    form = BareForm(request.POST or None)
    back = reverse("copy_register", args=[pk, paper_pk])
    roll = preparing.roll_of(paper.item.part)
    if paper.members_only:
        roll = [row for row in roll if row.capacity == "member"]
    roll = [row for row in roll if row.answer != "excused"]
    if request.method == "POST" and form.is_valid():
        count = attempt(
            form,
            lambda: actions.give_in_order(
                paper=paper, holders=[row.person for row in roll], by=request.standing, at=clock.now()
            ),
        )
        if form.is_valid():
            messages.success(request, _("%(count)s copies are handed out.") % {"count": count})
            return redirect(back)
    return ask(
        request,
        meeting,
        form,
        heading=_("Hand copies out along the list"),
        lede=_("%(count)s persons are on the list of “%(part)s”, without those excused. Each gets one copy.")
        % {"count": len(roll), "part": paper.item.part.title},
        act=_("Hand out"),
        back=back,
    )


@page("copy.hand_out")
def copy_give(request: Request, pk: UUID, paper_pk: UUID, copy_pk: UUID) -> HttpResponse:
    """Hand one copy out."""
    meeting, paper = _paper(request, pk, paper_pk)
    copy = _copy(paper, copy_pk)
    people = queries.roster_choices(request.standing, request.today)
    form = HolderForm(request.POST or None, people=people)
    back = reverse("copy_register", args=[pk, paper_pk])
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.give_copy(
                copy=copy,
                holder=queries.person_on_roster(request.standing, sent["holder"], request.today),
                holder_name=sent["holder_name"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("Copy no. %(number)s is handed out.") % {"number": copy.number})
            return redirect(back)
    heading = _("Hand out copy no. %(number)s") % {"number": copy.number}
    return ask(request, meeting, form, heading=heading, act=_("Hand out"), back=back)


@page("copy.hand_out")
def copy_undo(request: Request, pk: UUID, paper_pk: UUID, copy_pk: UUID) -> HttpResponse:
    """Say that a copy marked as returned is still out."""
    _meeting_found, paper = _paper(request, pk, paper_pk)
    if request.method != "POST":
        raise Http404
    actions.undo_return(copy=_copy(paper, copy_pk), by=request.standing, at=clock.now())
    messages.success(request, _("The copy counts as out again."))
    return redirect("copy_register", pk, paper_pk)


@page("copy.hand_out")
def copies_strike(request: Request, pk: UUID, paper_pk: UUID) -> HttpResponse:
    """Strike the copies never given out from the register."""
    _meeting_found, paper = _paper(request, pk, paper_pk)
    if request.method != "POST":
        raise Http404
    count = actions.strike_unused(paper=paper, by=request.standing, at=clock.now())
    messages.success(request, _("%(count)s unused copies are struck from the register.") % {"count": count})
    return redirect("copy_register", pk, paper_pk)


@page("copy.hand_out")
def copy_register_pdf(request: Request, pk: UUID, paper_pk: UUID) -> HttpResponse:
    """Print the register of a paper."""
    meeting, paper = _paper(request, pk, paper_pk)
    content = register_pdf(meeting, paper, papers.register_of(paper))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="so-tai-lieu-thu-hoi.pdf"'
    return response


def _meeting(request: Request, pk: UUID) -> Any:
    meeting = meeting_or_404(request, pk)
    if not request.standing.may("copy.hand_out", unit=meeting.unit_id):
        raise Http404
    return meeting


def _paper(request: Request, pk: UUID, paper_pk: UUID) -> tuple[Any, Any]:
    meeting = _meeting(request, pk)
    found = [one for one in papers.papers_to_return(request.standing, meeting) if one.pk == paper_pk]
    if not found:
        raise Http404
    return meeting, found[0]


def _copy(paper: Any, copy_pk: UUID) -> Any:
    found = [copy for copy in papers.register_of(paper) if copy.pk == copy_pk]
    if not found:
        raise Http404
    return found[0]
