"""Pages of comments and proposals from the floor."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.kit.refusals import Refusal
from nghisu.meetings.actions import remarks as actions
from nghisu.meetings.forms.floor import AnswerProposalForm, RemarkForm
from nghisu.meetings.live import floor_moved
from nghisu.meetings.queries import floor as queries
from nghisu.meetings.queries import floor_rights as rights
from nghisu.meetings.tables import PROPOSAL_NAMES, PROPOSAL_TONES, CommentTable, ProposalTable
from nghisu.meetings.views.finding import meeting_or_404
from nghisu.meetings.views.refusing import refused_page
from nghisu.organisation.queries.units import pickable_units


@page(SIGNED_IN)
def floor_comments(request: Request, pk: UUID) -> HttpResponse:
    """List the comments of a meeting by item."""
    meeting = meeting_or_404(request, pk)
    table = CommentTable(request, queries.comments_visible_to(request.standing, meeting))
    return table.respond("meetings/floor/comments.html", _around(request, meeting))


@page("floor.keep")
def floor_comment_read(request: Request, pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Show one comment, and mark that it was read out."""
    meeting = meeting_or_404(request, pk)
    comment = queries.comments_visible_to(request.standing, meeting).filter(pk=comment_pk).first()
    if comment is None or not rights.may_keep(request.standing, comment.part, meeting):
        raise Http404
    if request.method == "POST":
        try:
            actions.read_out(comment=comment, by=request.standing, at=clock.now())
        except Refusal as refusal:
            return refused_page(request, meeting, refusal, "floor_comments")
        messages.success(request, _("The comment is marked as read out."))
        return redirect("floor_comments", pk)
    return render(request, "meetings/floor/comment.html", {"meeting": meeting, "comment": comment})


@page(SIGNED_IN)
def floor_comment_new(request: Request, pk: UUID) -> HttpResponse:
    """Send a comment from one's own device, or for a point or a unit."""
    return _remark(request, pk, is_proposal=False)


@page(SIGNED_IN)
def floor_proposals(request: Request, pk: UUID) -> HttpResponse:
    """List the proposals from the floor and what became of them."""
    meeting = meeting_or_404(request, pk)
    table = ProposalTable(request, queries.proposals_visible_to(request.standing, meeting))
    return table.respond("meetings/floor/proposals.html", _around(request, meeting))


@page(SIGNED_IN)
def floor_proposal_new(request: Request, pk: UUID) -> HttpResponse:
    """Make a proposal from the floor."""
    return _remark(request, pk, is_proposal=True)


@page(SIGNED_IN)
def floor_proposal(request: Request, pk: UUID, proposal_pk: UUID) -> HttpResponse:
    """Show a proposal and its answer; for a chair, answer it."""
    meeting = meeting_or_404(request, pk)
    proposals = queries.proposals_visible_to(request.standing, meeting)
    proposal = proposals.filter(pk=proposal_pk).first()
    if proposal is None:
        raise Http404
    may_run = rights.may_run(request.standing, meeting)
    others = {
        one.pk: one
        for one in proposals.filter(part=proposal.part, state__in=["open", "accepted"]).exclude(
            pk=proposal.pk
        )
    }
    form = AnswerProposalForm(
        request.POST or None,
        others=[(pk, f"{one.number}. {one.text[:120]}") for pk, one in others.items()],
        initial={"version": proposal.version},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.answer_proposal(
                proposal=proposal,
                state=sent["state"],
                answer=sent["answer"],
                into=others.get(sent["into"]),
                expected_version=sent["version"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            floor_moved(meeting, proposal.part)
            messages.success(request, _("The proposal is answered."))
            return redirect("floor_proposals", pk)
    context = {
        "meeting": meeting,
        "proposal": proposal,
        "form": form,
        "may_answer": may_run and proposal.state == "open",
        "merged": proposals.filter(merged_into=proposal),
        "state_name": PROPOSAL_NAMES[proposal.state],
        "state_tone": PROPOSAL_TONES[proposal.state],
    }
    return render(request, "meetings/floor/proposal.html", context, status=status_of(form))


def _around(request: Request, meeting: Any) -> dict[str, Any]:
    view = queries.floor_view(meeting, request.standing)
    return {
        "meeting": meeting,
        "may_send": view.part is not None and _may_send(request, meeting, view),
    }


def _may_send(request: Request, meeting: Any, view: queries.FloorView) -> bool:
    if view.part is None:
        return False
    return (
        rights.summons_to(request.standing, view.part) is not None
        or rights.may_keep(request.standing, view.part, meeting)
        or bool(rights.own_points(request.standing, meeting))
    )


def _remark(request: Request, pk: UUID, *, is_proposal: bool) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    view = queries.floor_view(meeting, request.standing)
    points = rights.own_points(request.standing, meeting)
    point = next((one for one in points if str(one.pk) == request.GET.get("point", "")), None)
    if point is None and view.part is not None and rights.summons_to(request.standing, view.part) is None:
        point = next(iter(points), None)
    keeps = rights.may_keep(request.standing, view.part, meeting)
    if view.part is not None and not _may_send(request, meeting, view):
        raise Http404
    form = RemarkForm(
        request.POST or None,
        items=rights.items_of(view.part),
        units=pickable_units(request.standing, "organisation.see", request.today, kinds=["committee"]).items()
        if keeps
        else None,
        initial={"item": view.item.pk if view.item else None},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        act = actions.propose if is_proposal else actions.comment
        made = attempt(
            form,
            lambda: act(
                meeting=meeting,
                item=rights.item_in(view.part, sent["item"]),
                text=sent["text"],
                point=None if sent.get("unit") else point,
                unit=sent.get("unit"),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            floor_moved(meeting, view.part)
            said = _("Your proposal is with the chair.") if is_proposal else _("Your comment is in.")
            messages.success(request, said)
            return redirect("floor", pk)
    context = {
        "form": form,
        "meeting": meeting,
        "point": point,
        "heading": _("Make a proposal") if is_proposal else _("Send a comment"),
        "is_remark": True,
        "waits": view.part is None,
    }
    return render(request, "meetings/floor/form.html", context, status=status_of(form))
