"""Pages of open votes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.kit.refusals import Refusal
from nghisu.kit.voices import ADDRESS
from nghisu.meetings.actions import voting as actions
from nghisu.meetings.forms.floor import AnnulForm, TallyForm, VoiceForm, VoteForm
from nghisu.meetings.live import floor_moved, stream_for
from nghisu.meetings.queries import devices
from nghisu.meetings.queries import floor as queries
from nghisu.meetings.queries import floor_rights as rights
from nghisu.meetings.queries import voting as voting_queries
from nghisu.meetings.rules.voting import NoBody, Tally
from nghisu.meetings.views.finding import meeting_or_404
from nghisu.meetings.views.refusing import refused_page


@page(SIGNED_IN)
def vote_list(request: Request, pk: UUID) -> HttpResponse:
    """List the open votes of a meeting with their results."""
    meeting = meeting_or_404(request, pk)
    context = {
        "meeting": meeting,
        "votes": voting_queries.votes_visible_to(request.standing, meeting),
        "may_run": rights.may_run(request.standing, meeting),
    }
    return render(request, "meetings/floor/votes.html", context)


@page("floor.run")
def vote_new(request: Request, pk: UUID) -> HttpResponse:
    """Put a question to the vote."""
    meeting = meeting_or_404(request, pk)
    view = queries.floor_view(meeting, request.standing)
    if not rights.may_run(request.standing, meeting):
        raise Http404
    try:
        rules = voting_queries.rules_for(meeting, clock.now())
    except NoBody as refusal:
        return refused_page(request, meeting, refusal, "floor_console")
    item = view.item
    asked = _("Does the meeting adopt: %(item)s?") % {"item": item.title} if item else ""
    form = VoteForm(
        request.POST or None,
        modes=rules.open_modes,
        initial={"question": asked[:400], "mode": rules.open_modes[0]},
    )
    if request.method == "POST" and form.is_valid():
        vote = attempt(
            form,
            lambda: actions.open_vote(
                meeting=meeting,
                question=form.cleaned_data["question"],
                mode=form.cleaned_data["mode"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if vote:
            floor_moved(meeting, vote.part)
            messages.success(request, _("The vote is open."))
            return redirect("vote_detail", pk, vote.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "view": view,
        "quorum": voting_queries.quorum_of(view.part, meeting) if view.part else None,
        "rules": rules,
    }
    return render(request, "meetings/floor/vote_new.html", context, status=status_of(form))


@page(SIGNED_IN)
def vote_detail(request: Request, pk: UUID, vote_pk: UUID) -> HttpResponse:
    """Show a vote: its base, what each place counted, its result; and what the asker may do with it."""
    meeting = meeting_or_404(request, pk)
    return _vote_page(request, meeting, _vote(request, meeting, vote_pk))


def _vote_page(request: Request, meeting: Any, vote: voting_queries.VoteView, **forms: Any) -> HttpResponse:
    is_open = vote.is_open
    places = voting_queries.places_for(request.standing, vote.vote) if is_open and not vote.by_device else []
    counted = {one.point_id for one in vote.tallies}
    missing = [one for one in places if (one.point.pk if one.point else None) not in counted]
    tally = forms.get("tally") or TallyForm(
        places=_choices(places), initial={"place": (missing or places)[0].code if places else ""}
    )
    voice = forms.get("voice") or VoiceForm()
    annul = forms.get("annul") or AnnulForm()
    status = next((status_of(form) for form in forms.values()), 200)
    may_vote = (
        is_open
        and vote.by_device
        and request.standing.person_id is not None
        and voting_queries.may_vote(request.standing.person_id, meeting, vote.vote.opened_at)
    )
    return render(
        request,
        "meetings/floor/vote.html",
        {
            "meeting": meeting,
            "vote": vote,
            "places": places,
            "tally_form": tally,
            "voice_form": voice,
            "annul_form": annul,
            "may_vote": may_vote,
            "voice_ticket": devices.ticket_for(vote.vote, request.standing) if may_vote else "",
            "voice_address": ADDRESS,
            "has_voted": may_vote and voting_queries.own_voice(request.standing, vote.vote),
            "may_run": rights.may_run(request.standing, meeting),
            "form": forms and next(iter(forms.values())),
            "stream": stream_for(request.standing, meeting),
        },
        status=status,
    )


@page(SIGNED_IN)
def vote_tally(request: Request, pk: UUID, vote_pk: UUID) -> HttpResponse:
    """Enter what was counted at a place."""
    meeting = meeting_or_404(request, pk)
    vote = _vote(request, meeting, vote_pk)
    if request.method != "POST":
        return redirect("vote_detail", pk, vote_pk)
    places = voting_queries.places_for(request.standing, vote.vote)
    if not places:
        raise Http404
    form = TallyForm(request.POST, places=_choices(places))
    if form.is_valid():
        sent = form.cleaned_data
        place = next(one for one in places if one.code == sent["place"])
        entered = attempt(
            form,
            lambda: actions.enter_tally(
                vote=vote.vote,
                point=place.point,
                tally=Tally(sent["agree"], sent["against"], sent["abstain"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if entered:
            floor_moved(meeting, vote.vote.part)
            messages.success(request, _("The count of “%(place)s” is entered.") % {"place": place.name})
            return redirect("vote_detail", pk, vote_pk)
    return _vote_page(request, meeting, vote, tally=form)


@page(SIGNED_IN)
def vote_voice(request: Request, pk: UUID, vote_pk: UUID) -> HttpResponse:
    """Vote on one's own device."""
    meeting = meeting_or_404(request, pk)
    vote = _vote(request, meeting, vote_pk)
    if request.method != "POST":
        return redirect("vote_detail", pk, vote_pk)
    form = VoiceForm(request.POST)
    if form.is_valid():
        try:
            actions.vote_on_device(vote=vote.vote, choice=form.cleaned_data["choice"], by=request.standing)
        except Refusal as refusal:
            return refused_page(request, meeting, refusal)
        messages.success(request, _("Your voice is counted."))
        return redirect("vote_detail", pk, vote_pk)
    return _vote_page(request, meeting, vote, voice=form)


@page("floor.run")
def vote_close(request: Request, pk: UUID, vote_pk: UUID) -> HttpResponse:
    """Close a vote and show its result."""
    meeting = meeting_or_404(request, pk)
    vote = _vote_to_end(request, meeting, vote_pk)
    if request.method != "POST":
        return redirect("vote_detail", pk, vote_pk)
    version = request.POST.get("version", "")
    try:
        actions.close_vote(
            vote=vote.vote,
            expected_version=int(version) if version.isdigit() else 0,
            by=request.standing,
            at=clock.now(),
        )
    except Refusal as refusal:
        return refused_page(request, meeting, refusal, "vote_list")
    floor_moved(meeting, vote.vote.part)
    messages.success(request, _("The vote is closed; its result stands."))
    return redirect("vote_detail", pk, vote_pk)


@page("floor.run")
def vote_annul(request: Request, pk: UUID, vote_pk: UUID) -> HttpResponse:
    """Annul an open vote, with the reason."""
    meeting = meeting_or_404(request, pk)
    vote = _vote_to_end(request, meeting, vote_pk)
    if request.method != "POST":
        return redirect("vote_detail", pk, vote_pk)
    form = AnnulForm(request.POST)
    if form.is_valid():
        annulled = attempt(
            form,
            lambda: actions.annul_vote(
                vote=vote.vote,
                reason=form.cleaned_data["reason"],
                expected_version=vote.vote.version,
                by=request.standing,
                at=clock.now(),
            ),
        )
        if annulled:
            floor_moved(meeting, vote.vote.part)
            messages.success(request, _("The vote is annulled."))
            return redirect("vote_detail", pk, vote_pk)
    return _vote_page(request, meeting, vote, annul=form)


def _vote(request: Request, meeting: Any, pk: UUID) -> voting_queries.VoteView:
    vote = voting_queries.vote_for(request.standing, meeting, pk)
    if vote is None:
        raise Http404
    return vote


def _vote_to_end(request: Request, meeting: Any, pk: UUID) -> voting_queries.VoteView:
    vote = _vote(request, meeting, pk)
    if not rights.may_run(request.standing, meeting):
        raise Http404
    return vote


def _choices(places: list[voting_queries.Place]) -> list[tuple[str, str]]:
    return [
        (one.code, _("%(place)s (%(present)s members)") % {"place": one.name, "present": one.present})
        for one in places
    ]
