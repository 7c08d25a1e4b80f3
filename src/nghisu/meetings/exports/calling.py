"""What stands in the files of a meeting: its calendar entry."""

from datetime import datetime

import icalendar

from nghisu.meetings.models import Meeting
from nghisu.meetings.rules.kinds import USUAL_LENGTH


def invitation_ics(meeting: Meeting, *, address: str, at: datetime) -> bytes:
    """Return the meeting as an iCalendar file: title, place and hours, and never a paper."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Nghi Su//vi")
    calendar.add("version", "2.0")
    event = icalendar.Event()
    event.add("uid", f"{meeting.pk}@nghisu")
    event.add("sequence", meeting.version)
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("dtstamp", at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at or meeting.starts_at + USUAL_LENGTH)
    event.add("url", address)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
