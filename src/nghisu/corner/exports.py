"""A feed as an iCalendar file (RFC 5545), which calendar programs fetch by themselves."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from nghisu.corner.queries.feeds import Event
from nghisu.meetings.exports.invitation import calendar, event

ASK_AGAIN = timedelta(hours=1)


def feed_ics(events: Iterable[Event], *, name: str, address_of: Callable[[UUID], str], at: datetime) -> bytes:
    """Return the feed; a meeting that moved has a higher sequence, one called off says so."""
    made = calendar()
    made.add("x-wr-calname", name)
    made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for one in events:
        made.add_component(
            event(
                uid=str(one.uid),
                version=one.version,
                title=one.title,
                place=one.place,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                at=at,
                is_cancelled=one.is_cancelled,
                address=address_of(one.meeting),
            )
        )
    return bytes(made.to_ical())
