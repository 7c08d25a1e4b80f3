"""Pages of hand-overs: begin one, sign, confirm, the paper."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from nghisu.home.actions import handover as act
from nghisu.home.exports.handover import file_name, hand_over_file
from nghisu.home.forms.handover import HandOverForm
from nghisu.home.queries import handover as ask
from nghisu.home.queries.accounts import people_helped_by
from nghisu.home.rules.handover import KINDS, REASONS, WAYS, Reason, Way
from nghisu.kit import clock
from nghisu.kit.docx import MEDIA_TYPE
from nghisu.kit.pages import SIGNED_IN, Request, attachment, attempt, page, status_of

MEDIA = {"docx": MEDIA_TYPE, "pdf": "application/pdf"}


@page(SIGNED_IN)
@require_safe
def office_hand_overs(request: Request) -> HttpResponse:
    """List the hand-overs one takes part in or helps with."""
    rows = ask.hand_overs_of_offices(request.standing)[:200]
    return render(request, "home/hand_overs.html", {"rows": rows})


@page("account.help")
def begin_hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Begin the hand-over of one person."""
    giver = get_object_or_404(people_helped_by(request.standing), pk=pk)
    now = clock.now()
    people = ask.receivers(request.standing, giver, now)
    form = HandOverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: act.begin_hand_over(
                giver=giver,
                receiver_id=UUID(str(form.cleaned_data["receiver"])),
                reason=Reason(form.cleaned_data["reason"]),
                note_text=form.cleaned_data["note"],
                by=request.standing,
                at=now,
            ),
        )
        if made is not None:
            return redirect("office_hand_over", made.pk)
    return render(
        request, "home/hand_over_begin.html", {"form": form, "giver": giver}, status=status_of(form)
    )


@page(SIGNED_IN)
@require_safe
def office_hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Show one hand-over with its list and the next step."""
    found = _of(request, pk)
    mine = {found.giver_id: found.giver_signed_at, found.receiver_id: found.receiver_signed_at}
    me = request.standing.person_id
    return render(
        request,
        "home/hand_over.html",
        {
            "one": found,
            "reason": gettext(REASONS[Reason(found.reason)]),
            "items": [(gettext(KINDS[i.kind]), i.what, gettext(WAYS[Way(i.way)])) for i in found.items.all()],
            "may_sign": found.is_open and me in mine and mine[me] is None,
            "may_confirm": found.is_open and ask.may_confirm(request.standing, found),
        },
    )


@page(SIGNED_IN)
@require_POST
def sign_hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Sign as giver or receiver."""
    return _step(request, pk, act.sign_hand_over)


@page("account.help")
@require_POST
def confirm_hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Confirm it; everything moves."""
    return _step(request, pk, act.confirm_hand_over)


@page("account.help")
@require_POST
def drop_hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Drop it; nothing moves."""
    return _step(request, pk, act.drop_hand_over)


@page(SIGNED_IN)
@require_safe
def hand_over_paper(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the minutes as .docx or PDF."""
    found = _of(request, pk)
    if suffix not in MEDIA:
        raise Http404
    content = hand_over_file(found, request.standing.tree.committee_of(found.unit_id), suffix)
    return attachment(content, MEDIA[suffix], file_name(found, suffix))


def _of(request: Request, pk: UUID) -> Any:
    return get_object_or_404(ask.hand_overs_of_offices(request.standing), pk=pk)


def _step(request: Request, pk: UUID, step: Callable[..., Any]) -> HttpResponse:
    found = _of(request, pk)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdigit() else found.version
    step(hand_over=found, version=version, by=request.standing, at=clock.now())
    return redirect("office_hand_over", pk)
