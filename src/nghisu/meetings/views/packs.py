"""Pages that carry a meeting outside: calendar file, print pack, text and QR to share, reminders."""

import secrets
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nghisu.kit import clock, progress, qr
from nghisu.kit.language import slug
from nghisu.kit.pages import SIGNED_IN, Request, page
from nghisu.meetings import queries
from nghisu.meetings.exports.invitation import invitation_ics
from nghisu.meetings.exports.pack import print_pack
from nghisu.meetings.exports.sheet import Sheet, print_sheets
from nghisu.meetings.queries import reminding
from nghisu.meetings.queries.codes import person_code
from nghisu.meetings.queries.points import points_visible_to
from nghisu.meetings.queries.sharing import own_parts, summoned_people, unit_name
from nghisu.meetings.views.finding import meeting_or_404, meeting_to_run_or_404
from nghisu.organisation.queries import standing_of

MOST_POINTS, MOST_SHEETS = 600, 300


@page(SIGNED_IN)
def meeting_calendar(request: Request, pk: UUID) -> HttpResponse:
    """Give the meeting as a calendar file: to who is summoned, the parts of the summons."""
    meeting = meeting_or_404(request, pk)
    address = request.build_absolute_uri(reverse("meeting_detail", args=[pk]))
    content = invitation_ics(
        meeting, parts=own_parts(request.standing, meeting), address=address, at=clock.now()
    )
    method = "CANCEL" if meeting.is_cancelled else "PUBLISH"
    response = HttpResponse(content, content_type=f"text/calendar; charset=utf-8; method={method}")
    response.headers["Content-Disposition"] = 'attachment; filename="hoi-nghi.ics"'
    return response


@page(SIGNED_IN)
def meeting_pack(request: Request, pk: UUID) -> HttpResponse:
    """Give the print pack: what the reader may see, as one PDF."""
    meeting = meeting_or_404(request, pk)
    view = queries.meeting_view(meeting, request.standing)
    key, owner = request.GET.get("idempotency_key", "")[:80], str(request.user.pk)
    points = points_visible_to(request.standing, meeting).order_by("code")[:MOST_POINTS]
    content = print_pack(
        view,
        issuer=unit_name(meeting, request.today),
        reader=_("Copy of %(name)s") % {"name": request.standing.name},
        address=request.build_absolute_uri(reverse("meeting_detail", args=[pk])),
        address_of=lambda paper: request.build_absolute_uri(reverse("paper_detail", args=[pk, paper.pk])),
        points=[
            (one, request.build_absolute_uri(reverse("point_detail", args=[pk, one.pk]))) for one in points
        ],
        told=lambda done, total: progress.tell(key, owner, done, total) if key else None,
    )
    response = HttpResponse(content, content_type="application/pdf")
    name = slug(meeting.title)[:60].strip("-") or "hoi-nghi"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@page(SIGNED_IN)
def meeting_pack_progress(request: Request, key: str) -> HttpResponse:
    """Say how far one's own pack is; zero of zero where nothing is known of it."""
    done, total = progress.of(key, str(request.user.pk)) or (0, 0)
    return JsonResponse({"done": done, "total": total})


@page(SIGNED_IN)
def meeting_print(request: Request, pk: UUID) -> HttpResponse:
    """Offer what of a meeting goes on paper."""
    meeting = meeting_or_404(request, pk)
    may_call = meeting.unit_id in request.standing.reach("meeting.call")
    context = {"meeting": meeting, "may_call": may_call, "key": secrets.token_urlsafe(16)}
    return render(request, "meetings/print.html", context)


@page(SIGNED_IN)
def meeting_sheet(request: Request, pk: UUID) -> HttpResponse:
    """Give the reader's own sheet; to who calls the meeting the sheets of all who are summoned."""
    meeting = meeting_or_404(request, pk)
    if meeting.unit_id in request.standing.reach("meeting.call"):
        people = summoned_people(meeting)[:MOST_SHEETS]
    else:
        people = [one for one in summoned_people(meeting) if one.pk == request.standing.me]
    sheets = [
        Sheet(
            one.full_name,
            person_code(pk, one.pk),
            queries.meeting_view(meeting, standing_of(one, request.today)),
        )
        for one in people
    ]
    if not sheets:
        raise Http404
    content = print_sheets(sheets, issuer=unit_name(meeting, request.today))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="to-giay.pdf"'
    return response


@page(SIGNED_IN)
def meeting_share(request: Request, pk: UUID) -> HttpResponse:
    """Show a text to be sent by telephone, and a QR code; nothing of a closed part stands in it."""
    meeting = meeting_or_404(request, pk)
    address = request.build_absolute_uri(reverse("meeting_detail", args=[pk]))
    start = timezone.localtime(meeting.starts_at)
    own = own_parts(request.standing, meeting)
    if own:
        start = timezone.localtime(own[0].starts_at)
    if meeting.is_cancelled:
        text = _("Called off: %(title)s, %(hour)s on %(day)s. Reason: %(reason)s") % {
            "title": meeting.title,
            "hour": f"{start:%H:%M}",
            "day": f"{start:%d/%m/%Y}",
            "reason": meeting.cancel_reason,
        }
    else:
        text = _("%(title)s: %(hour)s on %(day)s, %(place)s. Papers and answer: %(address)s") % {
            "title": meeting.title,
            "hour": f"{start:%H:%M}",
            "day": f"{start:%d/%m/%Y}",
            "place": meeting.place,
            "address": address,
        }
        if meeting.postponed_from:
            before = timezone.localtime(meeting.postponed_from)
            text = _("New day (it was %(day)s).") % {"day": f"{before:%H:%M %d/%m/%Y}"} + " " + text
    return render(
        request,
        "meetings/share.html",
        {
            "meeting": meeting,
            "text": text,
            "qr": qr.svg(address, label=_("QR code of the address")),
            "address": address,
        },
    )


@page("meeting.call")
def meeting_reminders(request: Request, pk: UUID) -> HttpResponse:
    """Show who has not answered the summons, with the text to remind them."""
    meeting = meeting_to_run_or_404(request, pk)
    if meeting.is_cancelled:
        raise Http404
    start = timezone.localtime(meeting.starts_at)
    by = reminding.answers_by(meeting)
    text = _("Please answer the summons to %(title)s, %(hour)s on %(day)s, by %(by)s: %(address)s") % {
        "title": meeting.title,
        "hour": f"{start:%H:%M}",
        "day": f"{start:%d/%m/%Y}",
        "by": f"{by:%d/%m/%Y}",
        "address": request.build_absolute_uri(reverse("meeting_detail", args=[pk])),
    }
    context = {
        "meeting": meeting,
        "rows": reminding.silent_of(meeting),
        "answers_by": by,
        "is_late": by < request.today,
        "text": text,
    }
    return render(request, "meetings/reminders.html", context)
