"""Read feeds: one's own on pages, and the one behind an address."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from nghisu.corner.models import CalendarFeed
from nghisu.meetings.models import Meeting, MeetingPart, Summons
from nghisu.meetings.queries import body_name, meetings_visible_to
from nghisu.meetings.queries.sharing import hours_of
from nghisu.organisation.models import Body
from nghisu.organisation.queries import standing_of
from nghisu.people.queries.links import digest_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from nghisu.organisation.rules.policy import Standing

KEPT_DAYS = 90  # what is older leaves the calendar; the product keeps it
MOST = 500


@dataclass(frozen=True)
class Event:
    """One entry of a calendar: title, place, hours; never a paper, an item or the name of a closed part."""

    uid: UUID
    meeting: UUID
    version: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool


def feeds_of(standing: "Standing") -> "QuerySet[CalendarFeed]":
    """Return the asker's own feeds, the newest first."""
    return CalendarFeed.objects.filter(person_id=standing.me).select_related("body", "body__unit")


def feed_of(standing: "Standing", pk: UUID) -> CalendarFeed | None:
    """Return one of the asker's own feeds."""
    return feeds_of(standing).filter(pk=pk).first()


def feed_behind(secret: str) -> CalendarFeed | None:
    """Return the feed of an address; None if it is unknown or withdrawn, or the account is closed."""
    return (
        CalendarFeed.objects.filter(hash=digest_of(secret), withdrawn_at=None, person__is_active=True)
        .select_related("person", "body")
        .first()
    )


def bodies_offered(standing: "Standing") -> list[tuple[UUID, str]]:
    """Return the bodies whose meetings the asker may see, by name."""
    held = meetings_visible_to(standing).exclude(body=None).values("body_id")
    bodies = Body.objects.filter(pk__in=held).select_related("unit")
    return sorted(((body.pk, body_name(body)) for body in bodies), key=lambda pair: pair[1])


def events(feed: CalendarFeed, *, at: datetime) -> list[Event]:
    """Return what the feed's person may know of on the day, in the order of time.

    A person's own feed holds the parts they are summoned to; one without a summons of its own, and that of a
    body, the meetings as wholes.
    """
    standing = standing_of(feed.person, at.date())
    wanted = meetings_visible_to(standing).filter(starts_at__gte=at - timedelta(days=KEPT_DAYS))
    own = Summons.objects.filter(person_id=standing.me)
    if feed.body_id is not None:
        wanted = wanted.filter(body_id=feed.body_id)
    else:
        wanted = wanted.filter(parts__summonses__in=own)
    meetings = list(wanted.distinct().order_by("starts_at", "pk")[:MOST])
    parts: dict[UUID, list[MeetingPart]] = {}
    if feed.body_id is None:
        found = MeetingPart.objects.filter(meeting__in=meetings, summonses__in=own).distinct()
        for part in found.order_by("starts_at", "order"):
            parts.setdefault(part.meeting_id, []).append(part)
    return [event for one in meetings for event in _of_meeting(one, parts.get(one.pk, []))]


def _of_meeting(meeting: Meeting, parts: list[MeetingPart]) -> Iterator[Event]:
    for part, start, end in hours_of(meeting, parts):
        is_named = part is not None and len(parts) > 1 and not part.is_closed
        yield Event(
            uid=(part or meeting).pk,
            meeting=meeting.pk,
            version=meeting.version,
            title=f"{meeting.title}: {part.title}" if part and is_named else meeting.title,
            place=meeting.place,
            starts_at=start,
            ends_at=end,
            is_cancelled=meeting.is_cancelled,
        )
