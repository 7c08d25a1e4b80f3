"""The meeting as an iCalendar file with the zone of Việt Nam: renewed when it moves or is called off."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone as django_timezone

from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.meetings.queries.sharing import hours_of

if TYPE_CHECKING:
    import icalendar

ZONE = "Asia/Ho_Chi_Minh"


def calendar(method: str = "PUBLISH") -> "icalendar.Calendar":
    """Return an empty calendar that carries the zone of Việt Nam: +07:00 the whole year."""
    import icalendar  # noqa: PLC0415 -- slow to load, and the server starts without it

    made = icalendar.Calendar()
    made.add("prodid", "-//Nghi Su//vi")
    made.add("version", "2.0")
    made.add("method", method)
    zone = icalendar.Timezone()
    zone.add("tzid", ZONE)
    standard = icalendar.TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 -- a zone's own rule is in local time
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    made.add_component(zone)
    return made


def event(
    *,
    uid: str,
    version: int,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    is_cancelled: bool = False,
    address: str = "",
) -> "icalendar.Event":
    """Return one event in Việt Nam's time. A higher version replaces a lower one of the same uid."""
    import icalendar  # noqa: PLC0415 -- slow to load, and the server starts without it

    made = icalendar.Event()
    made.add("uid", f"{uid}@nghisu")
    made.add("sequence", version)
    made.add("summary", title)
    if place:
        made.add("location", place)
    made.add("dtstamp", at.astimezone(UTC))
    made.add("dtstart", django_timezone.localtime(starts_at))
    made.add("dtend", django_timezone.localtime(ends_at))
    made.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if address:
        made.add("url", address)
    return made


def invitation_ics(meeting: Meeting, *, parts: Sequence[MeetingPart], address: str, at: datetime) -> bytes:
    """Return the parts the reader is summoned to, each an event; without any, the meeting as one event.

    Titles, places and hours, never a paper or an item.
    """
    made = calendar("CANCEL" if meeting.is_cancelled else "PUBLISH")
    for part, start, end in hours_of(meeting, parts):
        made.add_component(
            event(
                uid=str((part or meeting).pk),
                version=meeting.version,
                title=f"{meeting.title}: {part.title}" if part and len(parts) > 1 else meeting.title,
                place=meeting.place,
                starts_at=start,
                ends_at=end,
                at=at,
                is_cancelled=meeting.is_cancelled,
                address=address,
            )
        )
    return bytes(made.to_ical())
