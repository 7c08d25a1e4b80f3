"""Pages of the attendance: the clerk's list, one's own check-in, codes to scan, the roll to print."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from nghisu.kit import clock, docx, language, pdf, qr
from nghisu.kit.forms import KitForm
from nghisu.kit.live import address_for
from nghisu.kit.pages import SIGNED_IN, Request, attachment, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import N_
from nghisu.meetings import queries
from nghisu.meetings.actions.attendance import check_in, check_out, end_attendance, note_absence
from nghisu.meetings.exports.roll import roll_form, roll_paper
from nghisu.meetings.forms.attendance import (
    AbsenceForm,
    CheckInForm,
    CheckOutForm,
    DeputyForm,
    EndForm,
    OwnForm,
)
from nghisu.meetings.queries.attendance import headline, is_over
from nghisu.meetings.queries.clearance import topic_of
from nghisu.meetings.queries.codes import (
    is_place_code,
    person_code,
    person_of_code,
    place_code,
    spelled,
)
from nghisu.meetings.queries.roll import everybody, own_place, rolls_of, summons_on_roll
from nghisu.meetings.rules.attendance import CodeUnknown, How, PlaceOfAnother, PresentElsewhere
from nghisu.meetings.views.finding import meeting_or_404
from nghisu.meetings.views.queued import happened_at, is_queued, refused

WRITERS: dict[str, tuple[Callable[..., bytes], str]] = {
    "docx": (docx.write, docx.MEDIA_TYPE),
    "pdf": (pdf.write, "application/pdf"),
}


@page("attendance.see")
def attendance(request: Request, pk: UUID) -> HttpResponse:
    """Show who is there, in a list in which the clerk checks people in as fast as they come."""
    meeting = _meeting_of_clerk(request, pk)
    return _list(request, meeting)


def _meeting_of_clerk(request: Request, pk: UUID) -> Any:
    meeting = meeting_or_404(request, pk)
    if not request.standing.may("attendance.see", unit=meeting.unit_id):
        raise Http404
    return meeting


def _list(
    request: Request, meeting: Any, form: KitForm | None = None, move: dict[str, Any] | None = None
) -> HttpResponse:
    rolls = rolls_of(request.standing, meeting)
    rows = everybody(rolls)
    sought, only = request.GET.get("q", ""), request.GET.get("hien", "")
    words = language.fold(sought).split()
    shown = [
        row
        for row in rows
        if all(word in row.folded for word in words) and (not only or row.is_present is (only == "co"))
    ]
    context = {
        "meeting": meeting,
        "rolls": rolls,
        "rows": shown,
        "all_count": len(rows),
        "present_count": sum(row.is_present for row in rows),
        "headline": headline(meeting),
        "q": sought,
        "wanted": only,
        "form": form,
        "move": move,
        "is_over": is_over(meeting),
        "may_keep": request.standing.may("attendance.keep", unit=meeting.unit_id),
        "has_points": queries.point_totals(meeting) is not None,
        "live": address_for(
            topics=[topic_of(roll.part) for roll in rolls], holder=f"person:{request.user.pk}"
        ),
        "end_form": EndForm(),
    }
    is_part = is_queued(request) or "manh" in request.GET
    template = "meetings/_attendance.html" if is_part else "meetings/attendance.html"
    return render(request, template, context, status=422 if form is not None else 200)


@page("attendance.keep")
def attendance_act(request: Request, pk: UUID) -> HttpResponse:
    """Check somebody in or out, or note an absence, as the clerk asks."""
    meeting = _meeting_of_clerk(request, pk)
    wanted, _colon, person = request.POST.get("act", "").partition(":")
    if request.method != "POST" or wanted not in ACTS:
        raise Http404
    kind, act, said = ACTS[wanted]
    form = kind({**request.POST.dict(), "person": person} if person else request.POST)
    move: dict[str, Any] | None = None
    if form.is_valid():
        try:
            attempt(form, lambda: act(request, meeting, form.cleaned_data))
        except Elsewhere as elsewhere:
            move = {
                **form.cleaned_data,
                "person": str(elsewhere.person.pk),
                "name": elsewhere.person.full_name,
            }
            form.add_error(None, sentence_of(elsewhere.refusal))
    if not form.is_valid():
        if not is_queued(request):
            return _list(request, meeting, form, move)
        response = refused(form)
        if move:
            response.headers["X-Move"] = move["person"]
        return response
    if is_queued(request):
        return _list(request, meeting)
    messages.success(request, _(said))
    return redirect("attendance", pk)


class Elsewhere(Exception):
    """A person who is checked in at another place; the page asks whether to move."""

    def __init__(self, person: Any, refusal: PresentElsewhere) -> None:
        super().__init__(person)
        self.person, self.refusal = person, refusal


def _in(request: Request, meeting: Any, sent: dict[str, Any]) -> Any:
    person, how = None, How.CLERK
    if sent["person"]:
        person = _person(request, meeting, sent["person"]).person
    elif sent["code"]:
        person, how = person_of_code(meeting, sent["code"]), How.CODE
        if person is not None and not summons_on_roll(request.standing, meeting, person.pk):
            person = None
        if person is None:
            person, how = _by_name(request, meeting, sent["code"]), How.CLERK
    if person is None:
        raise CodeUnknown(code=sent["code"])
    point = queries.point_by_code(meeting, sent["place"]) if sent["place"].strip() else None
    if sent["place"].strip() and point is None:
        raise PlaceOfAnother
    try:
        return check_in(
            meeting=meeting,
            person=person,
            point=point,
            how=how,
            deputy=sent["deputy"],
            moves=sent["moves"],
            by=request.standing,
            at=happened_at(request, clock.now()),
        )
    except PresentElsewhere as refusal:
        raise Elsewhere(person, refusal) from refusal


def _by_name(request: Request, meeting: Any, text: str) -> Any:
    """Return the only person on the visible list whose name holds the words."""
    words = language.fold(text).split()
    rows = everybody(rolls_of(request.standing, meeting))
    fitting = [row for row in rows if words and all(word in row.folded for word in words)]
    if len(fitting) != 1:
        return None
    return summons_on_roll(request.standing, meeting, fitting[0].person_id)[0].person


def _person(request: Request, meeting: Any, text: str) -> Any:
    try:
        found = summons_on_roll(request.standing, meeting, UUID(text))
    except ValueError:
        found = []
    if not found:
        raise Http404
    return found[0]


def _out(request: Request, meeting: Any, sent: dict[str, Any]) -> Any:
    person = _person(request, meeting, sent["person"]).person
    return check_out(
        meeting=meeting, person=person, by=request.standing, at=happened_at(request, clock.now())
    )


def _absent(request: Request, meeting: Any, sent: dict[str, Any]) -> Any:
    summons = _person(request, meeting, sent["person"])
    return note_absence(
        summons=summons, reason=sent["reason"], by=request.standing, at=happened_at(request, clock.now())
    )


@page("attendance.keep")
def attendance_person(request: Request, pk: UUID, person_pk: UUID) -> HttpResponse:
    """Show one summoned person's stays at this meeting, and what else the clerk may note."""
    meeting = _meeting_of_clerk(request, pk)
    row = next(
        (one for one in everybody(rolls_of(request.standing, meeting)) if one.person_id == person_pk), None
    )
    if row is None:
        raise Http404
    context = {
        "meeting": meeting,
        "row": row,
        "deputy_form": DeputyForm(initial={"deputy": row.named_deputy}),
        "absence_form": AbsenceForm(initial={"reason": row.reason}),
        "has_points": queries.point_totals(meeting) is not None,
        "is_over": is_over(meeting),
    }
    return render(request, "meetings/attendance_person.html", context)


def _end(request: Request, meeting: Any, sent: dict[str, Any]) -> Any:
    return end_attendance(meeting=meeting, by=request.standing, at=clock.now()) or True


ACTS: dict[str, tuple[type[KitForm], Callable[[Request, Any, dict[str, Any]], Any], str]] = {
    "in": (CheckInForm, _in, N_("Checked in.")),
    "out": (CheckOutForm, _out, N_("It is noted that the person left.")),
    "absent": (AbsenceForm, _absent, N_("The reason of the absence is noted.")),
    "end": (EndForm, _end, N_("The attendance is closed.")),
}


@page(SIGNED_IN)
def own_attendance(request: Request, pk: UUID) -> HttpResponse:
    """Let a summoned person check in, by the code of the place or by saying so, and show the own code."""
    meeting = meeting_or_404(request, pk)
    own = own_place(request.standing, meeting)
    if not own.is_summoned:
        raise Http404
    form = OwnForm(request.POST or None, initial={"code": request.GET.get("ma", "")})
    asks_to_move = False
    if request.method == "POST" and form.is_valid():
        try:
            saved = attempt(form, lambda: _own(request, meeting, form.cleaned_data))
        except Elsewhere as elsewhere:
            form.add_error(None, sentence_of(elsewhere.refusal))
            asks_to_move, saved = True, None
        if saved:
            left = request.POST.get("act") == "out"
            messages.success(request, _("It is noted that you left.") if left else _("You are checked in."))
            return redirect("own_attendance", pk)
    code = person_code(meeting.pk, request.user.pk)
    address = request.build_absolute_uri(reverse("attendance", args=[pk]))
    known, point = is_place_code(meeting, form.initial["code"])
    context = {
        "meeting": meeting,
        "own": own,
        "form": form,
        "asks_to_move": asks_to_move,
        "code": spelled(code),
        "picture": qr.svg(f"{address}?ma={code}", label=_("Your code: %(code)s") % {"code": spelled(code)}),
        "scanned": (point.name if point else _("the hall")) if known else "",
    }
    return render(request, "meetings/own_attendance.html", context, status=status_of(form))


def _own(request: Request, meeting: Any, sent: dict[str, Any]) -> Any:
    try:
        return attend_oneself(request, meeting, sent, at=clock.now())
    except PresentElsewhere as refusal:
        raise Elsewhere(request.user, refusal) from refusal


def attend_oneself(request: Request, meeting: Any, sent: dict[str, Any], *, at: datetime) -> Any:
    """Check who asks in or out, by the code of the place where one was typed.

    :param sent: ``code``, "" if none, and ``moves``
    :raises CodeUnknown: if no place of the meeting has the code
    :raises PresentElsewhere: if the person is in another place and does not move
    """
    if request.POST.get("act") == "out":
        return check_out(meeting=meeting, person=request.user, by=request.standing, at=at)
    point, how = None, How.SELF
    if sent["code"]:
        known, point = is_place_code(meeting, sent["code"])
        how = How.HALL_CODE
        if not known:
            raise CodeUnknown(code=sent["code"])
    return check_in(
        meeting=meeting,
        person=request.user,
        point=point,
        how=how,
        moves=sent["moves"],
        by=request.standing,
        at=at,
    )


@page(SIGNED_IN)
def place_codes(request: Request, pk: UUID) -> HttpResponse:
    """Show the code of the hall, or of a point, to be hung up there and scanned by who comes."""
    meeting = meeting_or_404(request, pk)
    wanted = request.GET.get("diem", "")
    point = queries.point_by_code(meeting, wanted) if wanted else None
    keeps = request.standing.may("attendance.keep", unit=meeting.unit_id)
    if (wanted and point is None) or not (keeps or (point and point.operator_id == request.standing.me)):
        raise Http404
    code = place_code(meeting.pk, point.pk if point else None)
    address = request.build_absolute_uri(reverse("own_attendance", args=[pk]))
    name = point.name if point else _("The hall")
    context = {
        "meeting": meeting,
        "place": name,
        "code": spelled(code),
        "picture": qr.svg(
            f"{address}?{urlencode({'ma': code})}",
            label=_("Code of the place: %(code)s") % {"code": spelled(code)},
        ),
    }
    return render(request, "meetings/place_codes.html", context)


@page("attendance.see")
def attendance_roll(request: Request, pk: UUID) -> HttpResponse:
    """Show the roll as it is printed: who was there and when, who was not and why."""
    meeting = _meeting_of_clerk(request, pk)
    context = {
        "meeting": meeting,
        "rolls": rolls_of(request.standing, meeting),
        "headline": headline(meeting),
        "now": clock.now(),
    }
    return render(request, "meetings/attendance_roll.html", context)


@page("attendance.see")
def attendance_file(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the roll as a paper in the official form."""
    meeting = _meeting_of_clerk(request, pk)
    write, media_type = WRITERS[suffix]
    paper = roll_paper(meeting, rolls_of(request.standing, meeting), at=clock.now())
    return attachment(write(paper, roll_form(meeting)), media_type, f"danh-sach-du-hop.{suffix}")
