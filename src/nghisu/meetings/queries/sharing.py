"""What of a meeting goes out to the one who asks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from nghisu.documents.queries import name_row
from nghisu.meetings.models import Meeting, MeetingPart, Summons
from nghisu.meetings.rules.kinds import USUAL_LENGTH
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

LEAST_LENGTH = timedelta(minutes=15)


def own_parts(standing: Standing, meeting: Meeting) -> list[MeetingPart]:
    """Return the parts the asker is summoned to, in order."""
    rows = MeetingPart.objects.filter(meeting=meeting, summonses__person_id=standing.me)
    return list(rows.order_by("starts_at", "order"))


def summoned_people(meeting: Meeting) -> list[Person]:
    """Return who is summoned to any part of a meeting, by name."""
    summoned = Summons.objects.filter(part__meeting=meeting).values("person_id")
    return list(Person.objects.filter(pk__in=summoned).order_by("sort_key"))


def hours_of(
    meeting: Meeting, parts: Sequence[MeetingPart]
) -> list[tuple[MeetingPart | None, datetime, datetime]]:
    """Return each part with its hours: until the next one begins, the last until the meeting ends.

    Without parts, the meeting is one whole.
    """
    last = meeting.ends_at or meeting.starts_at + USUAL_LENGTH
    begun: list[tuple[MeetingPart | None, datetime]] = [(part, part.starts_at) for part in parts]
    begun = begun or [(None, meeting.starts_at)]
    found = []
    for part, start in begun:
        until = min((other for _part, other in begun if other > start), default=last)
        found.append((part, start, max(until, start + LEAST_LENGTH)))
    return found


def unit_name(meeting: Meeting, day: date) -> str:
    """Return the name of the unit that calls the meeting, on the day."""
    row = name_row(meeting.unit_id, day)
    return row.name if row else meeting.unit.code
