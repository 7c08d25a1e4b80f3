"""Calendar feeds of the reader, and what a calendar program fetches."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.corner import actions
from nghisu.corner.exports import feed_ics
from nghisu.corner.forms import FeedForm
from nghisu.corner.queries import feeds as queries
from nghisu.kit import clock
from nghisu.kit.pages import PUBLIC, SIGNED_IN, Request, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, Table
from nghisu.meetings.queries import body_name
from nghisu.people.queries.links import digest_of

if TYPE_CHECKING:
    from nghisu.corner.models import CalendarFeed


def _what(feed: "CalendarFeed") -> str:
    return body_name(feed.body) if feed.body is not None else gettext("Those I am summoned to")


class FeedTable(Table):
    """The reader's own calendar addresses."""

    title = _("Calendar addresses")
    columns: ClassVar[Sequence[Column]] = (
        Column("what", _("Meetings"), main=True, value=_what),
        Column("made_at", _("Made at"), sort="made_at"),
        Column(
            "state",
            _("State"),
            value=lambda one: (
                Badge("plain", gettext("withdrawn")) if one.withdrawn_at else Badge("good", gettext("valid"))
            ),
        ),
    )
    order = "-made_at"
    empty_title = _("You have made no calendar address")
    empty_hint = _(
        "A calendar address brings meetings, and every change to them, into the calendar of your phone."
    )


@page(SIGNED_IN)
def feed_list(request: Request) -> HttpResponse:
    """Show the reader's calendar addresses; make one."""
    return _list(request, FeedForm(request=request))


def _list(request: Request, form: FeedForm) -> HttpResponse:
    feeds = queries.feeds_of(request.standing)
    valid = [(one, _what(one)) for one in feeds if one.withdrawn_at is None]
    response = FeedTable(request, feeds).respond("corner/feed_list.html", {"form": form, "valid": valid})
    response.status_code = status_of(form)
    return response


@page(SIGNED_IN)
@require_POST
def feed_make(request: Request) -> HttpResponse:
    """Make a calendar address; it is on the answer once."""
    form = FeedForm(request.POST, request=request)
    if form.is_valid():
        body = form.cleaned_data["body"] or None
        made = attempt(form, lambda: actions.make_feed(body=body, by=request.standing, at=clock.now()))
        if made:
            feed, secret = made
            address = request.build_absolute_uri(reverse("feed_ics", args=[secret]))
            answer = render(request, "corner/feed_made.html", {"address": address, "what": _what(feed)})
            answer.headers["Cache-Control"] = "no-store"
            answer.after_once = reverse("feed_list")  # type: ignore[attr-defined]
            return answer
    return _list(request, form)


@page(SIGNED_IN)
@require_POST
def feed_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw one of the reader's calendar addresses."""
    feed = queries.feed_of(request.standing, pk)
    if feed is None:
        raise Http404
    actions.withdraw_feed(feed=feed, by=request.standing, at=clock.now())
    messages.success(
        request, gettext("The address is withdrawn; calendars that ask there find nothing any more.")
    )
    return HttpResponseRedirect(reverse("feed_list"))


@page(PUBLIC)
def feed(request: Request, secret: str) -> HttpResponse:
    """Give the calendar to whoever knows the address; it holds what its person may know of today."""
    found = queries.feed_behind(secret)
    if found is None:
        raise Http404
    at = clock.now()
    rows = queries.events(found, at=at)
    tag = quote_etag(digest_of(repr(rows))[:32])
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    with override("vi"):
        content = feed_ics(
            rows,
            name=_what(found) if found.body_id else gettext("Meetings"),
            address_of=lambda pk: request.build_absolute_uri(reverse("meeting_detail", args=[pk])),
            at=at,
        )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"ETag": tag, "Cache-Control": "private, no-cache"},
    )
