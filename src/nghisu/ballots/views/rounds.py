"""The list of rounds, a round's page, its papers and minutes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.ballots.actions import results, rounds
from nghisu.ballots.exports import rounds as exports
from nghisu.ballots.forms.rounds import DraftForm, SettleForm, WithdrawForm
from nghisu.ballots.queries import rounds as queries
from nghisu.ballots.tables.rounds import RoundTable
from nghisu.ballots.views.acts import acts_for
from nghisu.ballots.views.finding import round_or_404
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings.queries import meeting_for

PDF = "application/pdf"


@page(SIGNED_IN)
def round_list(request: Request) -> HttpResponse:
    """List the rounds the asker may see."""
    table = RoundTable(request, queries.rounds_listed(request.standing))
    return table.respond("ballots/list.html", {"meeting": None})


@page(SIGNED_IN)
def rounds_of_meeting(request: Request, pk: UUID) -> HttpResponse:
    """List the rounds of a meeting."""
    meeting = meeting_for(request.standing, pk)
    if meeting is None:
        raise Http404
    rows = queries.rounds_listed(request.standing).filter(meeting=meeting)
    table = RoundTable(request, rows)
    may = request.standing.may("round.prepare", unit=meeting.unit_id)
    return table.respond("ballots/list.html", {"meeting": meeting, "may_prepare": may})


@page("round.prepare")
def round_new(request: Request, pk: UUID) -> HttpResponse:
    """Draft a round in a meeting."""
    meeting = meeting_for(request.standing, pk)
    if meeting is None or not request.standing.may("round.prepare", unit=meeting.unit_id):
        raise Http404
    parts = queries.parts_of(request.standing, meeting)
    bodies = queries.bodies_of(request.standing, meeting)
    form = DraftForm(
        request.POST or None,
        parts=[(one.pk, one.title) for one in parts.values()],
        bodies=[(key, name) for key, (_body, name) in bodies.items()],
        initial={"part": next(iter(parts), None)},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: rounds.draft_round(
                part=parts[sent["part"]],
                kind=sent["kind"],
                title=sent["title"],
                seats=sent["seats"],
                electorate=sent["electorate"],
                body=bodies[sent["body"]][0] if sent["body"] else None,
                filled=bodies[sent["filled"]][0] if sent["filled"] else None,
                gathering=sent["gathering"],
                outcome=sent["outcome"],
                entries=int(sent["entries"]),
                bundle_size=int(sent["bundle_size"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("The round is drafted. Next: declare it to be no secret."))
            return redirect("round_detail", made.pk)
    context = {"form": form, "meeting": meeting, "heading": _("Prepare a round")}
    return render(request, "ballots/new.html", context, status=status_of(form))


@page(SIGNED_IN)
def round_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a round: its rules, list, counters, papers, result, seal and answer."""
    found = round_or_404(request, pk)
    view = queries.round_view(found, request.standing, clock.now())
    acts = acts_for(view, request)
    context = {
        "round": found,
        "view": view,
        "first_act": next((one for one in acts if one.is_next), None),
        "acts": [one for one in acts if not one.is_next],
    }
    return render(request, "ballots/detail.html", context)


@page("round.prepare")
def name_withdraw(request: Request, pk: UUID, candidate_pk: UUID) -> HttpResponse:
    """Take a name off the list."""
    found = round_or_404(request, pk)
    candidate = queries.candidate_for(found, candidate_pk)
    if candidate is None or not request.standing.may("round.prepare", unit=found.unit_id):
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        done = attempt(
            form,
            lambda: rounds.withdraw_name(
                candidate=candidate,
                remark=sent["remark"],
                with_consent=sent["with_consent"] == "1",
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, _("The name is off the list."))
            return redirect("round_detail", found.pk)
    heading = _("Take %(name)s off the list") % {"name": candidate.name}
    return _form_page(request, found, form, heading)


@page("round.complaint")
def complaint_settle(request: Request, pk: UUID, complaint_pk: UUID) -> HttpResponse:
    """Register the decision on a complaint."""
    found = round_or_404(request, pk)
    complaint = queries.complaint_for(found, complaint_pk)
    if complaint is None or not request.standing.may("round.complaint", unit=found.unit_id):
        raise Http404
    form = SettleForm(request.POST or None, initial={"settled_on": request.today})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        done = attempt(
            form,
            lambda: results.settle_complaint(
                complaint=complaint,
                decision=sent["decision"],
                settled_on=sent["settled_on"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, _("The decision on the complaint is registered."))
            return redirect("round_detail", found.pk)
    heading = _("Decision on the complaint %(letter)s") % {"letter": complaint.letter}
    return _form_page(request, found, form, heading)


def _form_page(request: Request, round_: Any, form: Any, heading: str) -> HttpResponse:
    context = {"round": round_, "form": form, "heading": heading, "button": _("Save")}
    return render(request, "ballots/act.html", context, status=status_of(form))


@page(SIGNED_IN)
def ballot_pdf(request: Request, pk: UUID) -> HttpResponse:
    """Give the papers as PDF: one as a sample, or so many as asked; blank before the list is closed."""
    found = round_or_404(request, pk)
    if not request.standing.may("round.prepare", unit=found.unit_id):
        raise Http404
    asked = request.GET.get("so", "1")
    count = min(int(asked), exports.MOST_PAPERS) if asked.isdigit() and int(asked) else 1
    return _file(exports.ballots_pdf(found, count=count), PDF, f"phieu-{count}.pdf")


@page(SIGNED_IN)
def minutes_pdf(request: Request, pk: UUID) -> HttpResponse:
    """Give the minutes of the count as PDF."""
    found = _counted_or_404(request, pk)
    return _file(exports.minutes_as_pdf(found), PDF, "bien-ban-kiem-phieu.pdf")


@page(SIGNED_IN)
def minutes_docx(request: Request, pk: UUID) -> HttpResponse:
    """Give the minutes of the count as .docx."""
    found = _counted_or_404(request, pk)
    return _file(exports.minutes_as_docx(found), exports.DOCX, "bien-ban-kiem-phieu.docx")


def _counted_or_404(request: Request, pk: UUID) -> Any:
    found = round_or_404(request, pk)
    view = queries.round_view(found, request.standing, clock.now())
    if not view.may_see_result:
        raise Http404
    return found


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
