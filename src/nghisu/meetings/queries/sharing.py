"""What of a meeting goes out to the one who asks."""

from datetime import date

from nghisu.documents.queries import name_row
from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.organisation.rules.policy import Standing


def own_parts(standing: Standing, meeting: Meeting) -> list[MeetingPart]:
    """Return the parts the asker is summoned to, in order."""
    rows = MeetingPart.objects.filter(meeting=meeting, summonses__person_id=standing.me)
    return list(rows.order_by("starts_at", "order"))


def unit_name(meeting: Meeting, day: date) -> str:
    """Return the name of the unit that calls the meeting, on the day."""
    row = name_row(meeting.unit_id, day)
    return row.name if row else meeting.unit.code
