"""Read what may go into the archive of a meeting for the one who asks."""

from nghisu.meetings.models import Meeting, MeetingArchive, MeetingPart
from nghisu.organisation.rules.policy import Standing


def may_archive(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker may be given the archive."""
    return standing.may("meeting.archive", unit=meeting.unit_id)


def knows_closed(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker may know of all closed parts by office."""
    return standing.may("meeting.see_closed", unit=meeting.unit_id)


def parts_archived_for(standing: Standing, meeting: Meeting) -> list[MeetingPart]:
    """Return the parts that stand in the asker's archive: closed ones by office only, in order."""
    parts = MeetingPart.objects.filter(meeting=meeting).select_related("meeting").order_by("order")
    return list(parts if knows_closed(standing, meeting) else parts.filter(is_closed=False))


def archive_kept(meeting: Meeting) -> MeetingArchive | None:
    """Return the archive that was kept when the meeting was put away."""
    return MeetingArchive.objects.filter(meeting=meeting).first()
