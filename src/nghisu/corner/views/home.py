"""The corner of a member: the first page, a meeting, the answer, the check-in, a comment."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.corner.forms.member import CommentForm, OwnAnswerForm, OwnCheckInForm
from nghisu.corner.queries import home as queries
from nghisu.corner.views.answering import done, for_device, refused_later
from nghisu.kit import clock, qr
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.actions import answer_summons
from nghisu.meetings.actions.remarks import comment
from nghisu.meetings.live import floor_moved
from nghisu.meetings.queries import meeting_view, own_summons
from nghisu.meetings.queries.codes import person_code, spelled
from nghisu.meetings.queries.floor_rights import item_in, items_of
from nghisu.meetings.queries.roll import own_place
from nghisu.meetings.queries.sharing import own_parts
from nghisu.meetings.rules.attendance import PresentElsewhere
from nghisu.meetings.views.attendance import attend_oneself
from nghisu.meetings.views.finding import meeting_or_404
from nghisu.meetings.views.queued import happened_at


class MeetingMoved(Refusal):
    """An answer written for another hour than the meeting has now."""

    sentence = N_(
        "The meeting was put off after you wrote this answer. Look at its new time and answer again."
    )


@page(SIGNED_IN)
def corner(request: Request) -> HttpResponse:
    """Show a member the next meetings, and where to go on."""
    now = clock.now()
    context = {
        "meetings": queries.own_meetings(request.standing, now),
        "ways": queries.ways_on(request.standing, day=request.today, now=now),
    }
    return render(request, "corner/home.html", context)


def _own_meeting(request: Request, pk: UUID) -> tuple[Any, queries.OwnMeeting]:
    """Return a meeting and one's own summonses to it; 404 for who has none."""
    meeting = meeting_or_404(request, pk)
    own = queries.own_meetings(request.standing, clock.now(), [pk])
    if not own:
        raise Http404
    return meeting, own[0]


@page(SIGNED_IN)
def corner_meeting(request: Request, pk: UUID) -> HttpResponse:
    """Show a meeting to a member: what to answer, the agenda with its papers, what was decided."""
    meeting, own = _own_meeting(request, pk)
    view = meeting_view(meeting, request.standing)
    is_kept = for_device(request)
    if is_kept:
        view.parts = [one for one in view.parts if not one.part.is_closed]
        own.summonses = [one for one in own.summonses if not one.is_closed]
    context = {
        "meeting": meeting,
        "own": own,
        "view": view,
        "decided": queries.decided_in(request.standing, meeting, open_only=is_kept),
    }
    return render(request, "corner/meeting.html", context)


@page(SIGNED_IN)
def corner_answer(request: Request, pk: UUID, summons_pk: UUID) -> HttpResponse:
    """Answer one's own summons, also from a device that had no line when it was written."""
    meeting, _own = _own_meeting(request, pk)
    summons = own_summons(request.standing, meeting, summons_pk)
    if summons is None or summons.person_id != request.standing.me:
        raise Http404
    if for_device(request) and summons.part.is_closed:
        raise Http404
    starts = meeting.starts_at.isoformat()
    initial = {
        "answer": "" if summons.answer == "none" else summons.answer,
        "reason": summons.reason,
        "deputy": summons.deputy,
        "starts": starts,
    }
    form = OwnAnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data

        def answer() -> Any:
            if sent["starts"] not in {"", starts}:
                raise MeetingMoved
            return answer_summons(
                summons=summons,
                answer=sent["answer"],
                reason=sent["reason"],
                deputy=sent["deputy"],
                by=request.standing,
                at=clock.now(),
            )

        if attempt(form, answer):
            return done(request, _("Your answer is with the office."), reverse("corner_meeting", args=[pk]))
    context = {"meeting": meeting, "summons": summons, "form": form}
    return refused_later(request, form) or render(
        request, "corner/answer.html", context, status=status_of(form)
    )


@page(SIGNED_IN)
def corner_code(request: Request, pk: UUID) -> HttpResponse:
    """Show one's own check-in code, and check in oneself."""
    meeting, _own = _own_meeting(request, pk)
    form = OwnCheckInForm(request.POST or None, initial={"code": request.GET.get("ma", "")})
    asks_to_move = False
    if request.method == "POST" and form.is_valid():
        try:
            saved = attempt(form, lambda: _attend(request, meeting, form.cleaned_data))
        except _Elsewhere as elsewhere:
            form.add_error(None, sentence_of(elsewhere.refusal))
            asks_to_move, saved = True, None
        if saved:
            left = request.POST.get("act") == "out"
            said = _("It is noted that you left.") if left else _("You are checked in.")
            return done(request, said, reverse("corner_code", args=[pk]))
    code = person_code(meeting.pk, request.standing.me)
    address = request.build_absolute_uri(reverse("attendance", args=[pk]))
    context = {
        "meeting": meeting,
        "own": own_place(request.standing, meeting),
        "form": form,
        "asks_to_move": asks_to_move,
        "code": spelled(code),
        "picture": qr.svg(f"{address}?ma={code}", label=_("Your code: %(code)s") % {"code": spelled(code)}),
    }
    return refused_later(request, form) or render(
        request, "corner/code.html", context, status=status_of(form)
    )


class _Elsewhere(Exception):
    def __init__(self, refusal: PresentElsewhere) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def _attend(request: Request, meeting: Any, sent: dict[str, Any]) -> Any:
    try:
        return attend_oneself(request, meeting, sent, at=happened_at(request, clock.now()))
    except PresentElsewhere as refusal:
        raise _Elsewhere(refusal) from refusal


@page(SIGNED_IN)
def corner_comment(request: Request, pk: UUID) -> HttpResponse:
    """Send a comment on an item to the meeting."""
    meeting, _own = _own_meeting(request, pk)
    parts = [
        part for part in own_parts(request.standing, meeting) if not (for_device(request) and part.is_closed)
    ]
    items = [(key, name) for part in parts for key, name in items_of(part)]
    wanted = request.GET.get("muc", "")
    form: KitForm = CommentForm(request.POST or None, items=items, initial={"item": wanted})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        found = [item_in(part, sent["item"]) for part in parts]
        item = next((one for one in found if one is not None), None)
        made = attempt(
            form,
            lambda: comment(
                meeting=meeting, item=item, text=sent["text"], by=request.standing, at=clock.now()
            ),
        )
        if made:
            floor_moved(meeting, made.part)
            return done(request, _("Your comment is in."), reverse("corner_meeting", args=[pk]))
    context = {"meeting": meeting, "form": form}
    return refused_later(request, form) or render(
        request, "corner/comment.html", context, status=status_of(form)
    )
