"""The big screen and the screens of points, opened by a link without signing in; and the list of links."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import PUBLIC, Request, attempt, page, status_of
from nghisu.kit.qr import svg
from nghisu.meetings.actions import screens as actions
from nghisu.meetings.forms.floor import ScreenLinkForm
from nghisu.meetings.live import stream_of_screen
from nghisu.meetings.queries import floor as queries
from nghisu.meetings.queries import floor_rights as rights
from nghisu.meetings.queries import screens as screen_queries
from nghisu.meetings.queries.points import points_visible_to
from nghisu.meetings.views.finding import meeting_or_404
from nghisu.meetings.views.refusing import refused_page


@page(PUBLIC)
def screen(request: Request, token: str) -> HttpResponse:
    """Show a meeting through a link: what the hall may see, and nothing of a closed part."""
    link = screen_queries.screen_link(token, clock.now())
    if link is None:
        return render(request, "meetings/floor/screen_gone.html", status=404)
    response = render(
        request,
        "meetings/floor/screen.html",
        {
            "link": link,
            "meeting": link.meeting,
            "view": queries.shown_view(link.meeting),
            "now": clock.now(),
            "stream": stream_of_screen(link),
        },
    )
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@page("floor.run")
def screen_links(request: Request, pk: UUID) -> HttpResponse:
    """List the links of a meeting's screens; make one."""
    meeting = meeting_or_404(request, pk)
    if not rights.may_run(request.standing, meeting):
        raise Http404
    points = {one.pk: one for one in points_visible_to(request.standing, meeting).order_by("order")}
    form = ScreenLinkForm(
        request.POST or None, points=[(pk, f"{one.code} {one.name}") for pk, one in points.items()]
    )
    if request.method == "POST" and form.is_valid():
        link = attempt(
            form,
            lambda: actions.make_screen_link(
                meeting=meeting,
                label=form.cleaned_data["label"],
                point=points.get(form.cleaned_data["point"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if link:
            messages.success(request, _("The link is made. Open it on the screen."))
            return redirect("screen_links", pk)
    now = clock.now()
    context = {
        "meeting": meeting,
        "form": form,
        "links": [_link_row(request, link, now) for link in screen_queries.links_of(meeting)],
    }
    return render(request, "meetings/floor/links.html", context, status=status_of(form))


@page("floor.run")
def screen_link_revoke(request: Request, pk: UUID, link_pk: UUID) -> HttpResponse:
    """Revoke a link: the screens open through it end."""
    meeting = meeting_or_404(request, pk)
    if not rights.may_run(request.standing, meeting):
        raise Http404
    link = screen_queries.links_of(meeting).select_related("meeting").filter(pk=link_pk).first()
    if link is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.revoke_screen_link(link=link, by=request.standing, at=clock.now())
        except actions.RevokedAlready as refusal:
            return refused_page(request, meeting, refusal, "screen_links")
        messages.success(request, _("The link is revoked; what was open through it has ended."))
    return redirect("screen_links", pk)


def _link_row(request: Request, link: Any, now: datetime) -> dict[str, Any]:
    """Return a link as the list shows it: its address and code only while it is valid."""
    is_valid = link.revoked_at is None and link.expires_at > now
    address = reverse("screen", args=[screen_queries.word_of(link.pk)])
    url = request.build_absolute_uri(address) if is_valid else ""
    return {"link": link, "is_valid": is_valid, "url": url, "code": svg(url, label=link.label) if url else ""}
