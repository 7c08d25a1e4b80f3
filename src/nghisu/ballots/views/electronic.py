"""Secret electronic polls inside of the house: prepare, open, close, count, take the package home."""

import json
import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nghisu.ballots.actions import casting, paper_part
from nghisu.ballots.actions import electronic as actions
from nghisu.ballots.actions.entries import SheetTotals
from nghisu.ballots.actions.papers import may_count
from nghisu.ballots.exports.package import package_of
from nghisu.ballots.forms.electronic import (
    ClosingForm,
    IssueForm,
    MatterForm,
    MessageForm,
    PollForm,
    VoidForm,
)
from nghisu.ballots.forms.rounds import PlainForm, TotalsForm
from nghisu.ballots.queries import electronic as queries
from nghisu.ballots.queries.readings import readings_for
from nghisu.ballots.queries.rounds import round_view
from nghisu.ballots.rules.states import RoundState
from nghisu.ballots.views.counting import device_of, with_device
from nghisu.ballots.views.finding import round_or_404
from nghisu.belenios import texts
from nghisu.belenios.keying import routed
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attachment, attempt, page, status_of
from nghisu.meetings.live import floor_moved

FEW_VOTERS = 10


def poll_or_404(request: Request, pk: UUID) -> Any:
    """Return the poll if the asker may see it; else 404."""
    found = queries.poll_for(request.standing, pk)
    if found is None:
        raise Http404
    return found


def _may_prepare(request: Request, round_: Any) -> bool:
    return request.standing.may("round.prepare", unit=round_.unit_id)


@page(SIGNED_IN)
def polls_of_round(request: Request, pk: UUID) -> HttpResponse:
    """List the secret electronic polls of a round, rehearsals among them."""
    round_ = round_or_404(request, pk)
    polls = list(queries.polls_of(request.standing, round_))
    real = [one for one in polls if not one.is_rehearsal]
    is_ready = round_.state in {RoundState.LIST_CLOSED, RoundState.PRINTED} or (
        round_.state == RoundState.OPEN and bool(real) and all(one.state == "void" for one in real)
    )
    context = {
        "round": round_,
        "polls": polls,
        "may_prepare": is_ready and _may_prepare(request, round_),
        "may_put": round_.state == RoundState.LIST_OPEN
        and round_.kind == "opinion"
        and _may_prepare(request, round_),
    }
    return render(request, "ballots/electronic_list.html", context)


@page("round.prepare")
def matter_put(request: Request, pk: UUID) -> HttpResponse:
    """Put a matter on the list of a poll of opinions."""
    round_ = round_or_404(request, pk)
    if not _may_prepare(request, round_):
        raise Http404
    form = MatterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        done = attempt(
            form,
            lambda: actions.put_matter(round_=round_, words=words, by=request.standing, at=clock.now()),
        )
        if done:
            messages.success(request, _("The matter is on the list."))
            return redirect("round_detail", round_.pk)
    context = {"round": round_, "form": form, "heading": _("Put a matter on the list"), "button": _("Save")}
    return render(request, "ballots/act.html", context, status=status_of(form))


@page("round.prepare")
def poll_new(request: Request, pk: UUID) -> HttpResponse:
    """Choose the electronic collector of a round, or rehearse it."""
    round_ = round_or_404(request, pk)
    if not _may_prepare(request, round_):
        raise Http404
    form = PollForm(
        request.POST or None,
        counters=queries.counters_of(round_),
        people=queries.authorities_for(request.standing, round_),
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.draft_poll(
                round_=round_,
                authority=queries.people_by_ids([sent["authority"]])[0],
                holders=queries.people_by_ids(sent["holders"]),
                threshold=sent["threshold"],
                group=sent["group"],
                last_counts=sent["last_counts"] == "1",
                is_rehearsal=sent["is_rehearsal"],
                on_paper=int(sent["on_paper"] or 0),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("The vote is prepared. Next: the key and the slips."))
            return redirect("secret_poll", made.pk)
    context = {"form": form, "round": round_}
    return render(request, "ballots/electronic_new.html", context, status=status_of(form))


@page(SIGNED_IN)
def poll_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a poll: what is voted on, who holds what, what is missing, the result."""
    poll = poll_or_404(request, pk)
    holders = queries.trustees_of(poll)
    mine = next((one for one in holders if one.person_id == request.standing.me), None)
    board = queries.board_of(poll) if poll.election else None
    slips = queries.slips_of(poll)
    listed = board.slips if board else len(slips)
    may_prepare = _may_prepare(request, poll.round)
    may_close = may_prepare or mine is not None
    is_counter = may_count(poll.round, request.standing)
    step = queries.step_of(poll, mine) if mine else ""
    context = {
        "poll": poll,
        "round": poll.round,
        "holders": holders,
        "given": sum(1 for one in holders if one.has_shared),
        "slips": listed,
        "issued": sum(1 for one in slips if one.is_issued),
        "awaits_papers": is_counter and queries.awaits_papers(poll),
        "may_mend": is_counter and queries.papers_may_be_mended(poll),
        "may_take": poll.state == "verified" and (is_counter or not poll.is_withheld),
        "next_step": next_step(poll, len(slips)),
        "is_few": 0 < listed < FEW_VOTERS,
        "board": board,
        "result": queries.result_of(poll) if is_counter else queries.public_result_of(poll),
        "booth_mark": queries.booth_modules()[1],
        "my_step": step if step not in {"wait", "done"} else "",
        "is_waiting": step == "wait",
        "is_authority": poll.authority_id == request.standing.me,
        "may_prepare": may_prepare,
        "may_close": may_close,
        "refused": queries.refused_of(poll, get_language() or "vi") if board and may_close else [],
        "earlier": queries.earlier_keys(poll) if may_prepare and poll.state == "drafted" else None,
    }
    return render(request, "ballots/electronic_detail.html", context)


def next_step(poll: Any, slips: int) -> str:
    """Return in a sentence who does what next."""
    authority = poll.authority.full_name
    sentences = {
        "drafted": _("Next: the trustees open this page on their own devices and make the key together."),
        "open": _("Voting is open. When all have voted, those who count close it."),
        "closing": _("Next: those who count add up the ballots."),
        "closed": _("Next: the trustees open their sealed sheets and decrypt the totals on their devices."),
    }
    if poll.state == "keyed":
        if not slips:
            return _("Next: %(name)s makes the slips and hands in their public list.") % {"name": authority}
        return _("Next: %(name)s says which slips were handed out; then the office opens the voting.") % {
            "name": authority
        }
    if queries.awaits_papers(poll):
        return _("Next: those who count add the totals of the papers.")
    return sentences.get(poll.state, "")


def _reuse(**values: Any) -> Any:
    earlier = queries.earlier_keys(values["poll"])
    if earlier is None:
        raise Http404
    return actions.reuse_keys(earlier=earlier, **values)


ACTS: dict[str, Any] = {
    "dung-lai-khoa": _reuse,
    "mo": actions.open_voting,
    "dong": casting.begin_closing,
    "ket-thuc": casting.finish_closing,
    "doc-lai-phieu-giay": paper_part.read_anew,
    "huy-khoa": casting.destroy_keys,
    "da-huy-khoa": casting.own_key_destroyed,
    "vo-hieu": casting.void,
}


OFFICE = {"dung-lai-khoa", "mo", "huy-khoa", "vo-hieu"}


def _words(slug: str) -> tuple[str, str]:
    return {
        "dung-lai-khoa": (
            _("Use the keys of the meeting again"),
            _("The trustees keep their codes; the server makes a new key of its own for every vote."),
        ),
        "mo": (
            _("Open the voting"),
            _("The question, the key and the slips handed out are frozen; nothing of them changes any more."),
        ),
        "dong": (_("Close the voting"), _("No ballot is taken any more; those received are still checked.")),
        "ket-thuc": (
            _("Add up the ballots"),
            _("The ballots are added up, still encrypted; then the trustees decrypt the totals."),
        ),
        "doc-lai-phieu-giay": (
            _("Read the papers anew"),
            _("What was read and not counted yet is forgotten; all who count read the papers again."),
        ),
        "huy-khoa": (
            _("Destroy the keys"),
            _("The record stays verifiable, and nobody can ever decrypt anything of it. This is final."),
        ),
        "da-huy-khoa": (
            _("My code is destroyed"),
            _("Destroy the sealed sheet with your code in front of the others, then say so here."),
        ),
        "vo-hieu": (
            _("Declare the vote void"),
            _("The ballots are never opened. Vote once more, on paper or on devices."),
        ),
    }[slug]


@page(SIGNED_IN)
def poll_act(request: Request, pk: UUID, slug: str) -> HttpResponse:
    """Open, close, add up, destroy the keys, or declare void; the action asks who may."""
    poll = poll_or_404(request, pk)
    if slug not in ACTS or (slug in OFFICE and not _may_prepare(request, poll.round)):
        raise Http404
    kinds: dict[str, Any] = {"vo-hieu": VoidForm}
    if poll.on_paper:
        kinds["ket-thuc"] = ClosingForm
    form: Any = kinds.get(slug, PlainForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"poll": poll, "by": request.standing, "at": clock.now()}
        if slug == "vo-hieu":
            given["reason"] = form.cleaned_data["reason"]
        elif slug == "ket-thuc" and poll.on_paper:
            given["papers_back"] = int(form.cleaned_data["papers_back"])
        done = attempt(form, lambda: ACTS[slug](**given))
        if done:
            floor_moved(poll.round.meeting, None)  # the screens show where the board stands
            messages.success(request, _("Done."))
            return redirect("secret_poll", poll.pk)
    heading, hint = _words(slug)
    context = {"poll": poll, "round": poll.round, "form": form, "heading": heading, "hint": hint}
    return render(request, "ballots/electronic_act.html", context, status=status_of(form))


@page(SIGNED_IN)
def poll_papers(request: Request, pk: UUID) -> HttpResponse:
    """Read the totals of the papers of those who did not vote on a device, each who counts alone."""
    poll = poll_or_404(request, pk)
    view = round_view(poll.round, request.standing, clock.now())
    is_mending = queries.papers_may_be_mended(poll)
    if not (view.is_counter and (is_mending or queries.awaits_papers(poll))):
        raise Http404
    read = readings_for(poll, request.standing.me)
    form = TotalsForm(
        request.POST or None,
        candidates=view.listed,
        mode=poll.round.mode,
        wants_reason=is_mending and not read.reason,
    )
    device = device_of(request) or secrets.token_urlsafe(24)
    if request.method == "POST" and form.is_valid():
        totals = SheetTotals(form.cleaned_data["valid"], form.invalid(), form.votes())
        reason = form.cleaned_data.get("reason", "")
        counted = attempt(
            form,
            lambda: paper_part.read_papers(
                poll=poll, totals=totals, device=device, by=request.standing, at=clock.now(), reason=reason
            ),
        )
        if counted:
            messages.success(request, _("All readings agree. Devices and papers are counted together."))
            return with_device(redirect("round_detail", poll.round_id), device)
        if counted is not None:
            messages.success(request, _("Your reading is kept."))
            return with_device(redirect("secret_poll_papers", poll.pk), device)
    context = {"poll": poll, "round": poll.round, "form": form, "read": read, "is_mending": is_mending}
    response = render(request, "ballots/electronic_papers.html", context, status=status_of(form))
    return with_device(response, device)


@page(SIGNED_IN)
def poll_slips(request: Request, pk: UUID) -> HttpResponse:
    """Make slips in the browser, print them, and hand in the public list."""
    poll = poll_or_404(request, pk)
    if poll.authority_id != request.standing.me:
        raise Http404
    form = MessageForm(request.POST or None, initial={"step": "slips"})
    if request.method == "POST" and form.is_valid():
        rows = form.cleaned_data["body"]
        slips = [(str(one[0]), str(one[1])) for one in rows if isinstance(one, list) and len(one) == 2]
        mark = attempt(
            form, lambda: actions.list_slips(poll=poll, slips=slips, by=request.standing, at=clock.now())
        )
        if mark:
            messages.success(
                request, _("The list is handed in. Its fingerprint is %(mark)s.") % {"mark": mark}
            )
            return redirect("secret_poll", poll.pk)
    address = request.build_absolute_uri(reverse("booth", args=[poll.pk]))
    context = {
        "poll": poll,
        "round": poll.round,
        "form": form,
        "booth": address,
        "suggested": queries.slips_needed(poll, clock.now()),
    }
    return render(request, "ballots/electronic_slips.html", context, status=status_of(form))


@page(SIGNED_IN)
def poll_issue(request: Request, pk: UUID) -> HttpResponse:
    """Say which slips were handed out, by serial and never to whom."""
    poll = poll_or_404(request, pk)
    may = (
        poll.authority_id == request.standing.me
        or round_view(poll.round, request.standing, clock.now()).is_counter
    )
    if not may:
        raise Http404
    slips = queries.slips_of(poll)
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = set(form.cleaned_data["kept"])
        known = {one.serial for one in slips}
        serials = sorted(known - kept) + sorted(kept - known)  # an unknown one is refused by name
        done = attempt(
            form,
            lambda: actions.issue_slips(poll=poll, serials=serials, by=request.standing, at=clock.now()),
        )
        if done:
            told = _("Slips handed out: %(count)s. The fingerprint of their list is %(mark)s.")
            messages.success(request, told % {"count": done.count, "mark": done.fingerprint})
            return redirect("secret_poll", poll.pk)
    context = {
        "poll": poll,
        "round": poll.round,
        "form": form,
        "heading": _("Slips handed out"),
        "hint": _("Slips listed: %(count)s. The setup will hold those handed out only.")
        % {"count": len(slips)},
    }
    return render(request, "ballots/electronic_act.html", context, status=status_of(form))


@page(SIGNED_IN)
def poll_key(request: Request, pk: UUID) -> HttpResponse:
    """Make the key with the other trustees, and later decrypt, in the browser."""
    poll = poll_or_404(request, pk)
    holders = queries.trustees_of(poll)
    holder = next((one for one in holders if one.person_id == request.standing.me), None)
    if holder is None:
        raise Http404
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer: HttpResponse | None = attempt(form, lambda: _handed_in(request, poll, form.cleaned_data))
        if answer is not None:
            return answer
    step = queries.step_of(poll, holder)
    given: dict[str, Any] = {
        "group": poll.group,
        "poll": str(poll.pk),
        "context": {"size": len(holders), "threshold": poll.threshold, "index": holder.order},
        "certs": [one.certificate for one in holders if one.certificate],
    }
    if step == "outcome":
        given["input"] = routed([one.polynomial for one in holders], holder.order - 1)
    if step == "share":
        given["sealed"] = holder.outcome["private_key"]
    context = {
        "poll": poll,
        "round": poll.round,
        "form": form,
        "holder": holder,
        "step": step,
        "holders": holders,
        "decoder": queries.booth_modules()[0][-1],
        "given": json.dumps(given, ensure_ascii=False, separators=(",", ":")),
    }
    return render(request, "ballots/electronic_key.html", context, status=status_of(form))


def _handed_in(request: Request, poll: Any, sent: dict[str, Any]) -> HttpResponse:
    by, at = request.standing, clock.now()
    if sent["step"] != "share":
        actions.post_message(poll=poll, step=sent["step"], body=sent["body"], by=by, at=at)
        return redirect("secret_poll_key", poll.pk)
    content = texts.write(sent["body"])
    if casting.hand_in_share(poll=poll, content=content, by=by, at=at):
        messages.success(request, _("Your share holds and is kept."))
    else:
        messages.error(request, _("Your share is wrong and was set aside. The other trustees go on."))
    return redirect("secret_poll", poll.pk)


@page(SIGNED_IN)
def poll_package(request: Request, pk: UUID) -> HttpResponse:
    """Give the package of a verified poll: archive, fingerprints, minutes and verifier."""
    poll = poll_or_404(request, pk)
    if poll.state != "verified" or (poll.is_withheld and not may_count(poll.round, request.standing)):
        raise Http404
    return attachment(package_of(poll), "application/zip", f"phieu-kin-{poll.uuid}.zip")
