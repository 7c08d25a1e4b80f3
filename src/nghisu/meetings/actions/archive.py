"""Put a meeting away, and note each time its archive is given out."""

import hashlib
from datetime import datetime

from django.db import transaction

from nghisu.kit import files
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.models import Meeting, MeetingArchive, Minutes
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

ZIP = "application/zip"


class MinutesNotSigned(Refusal):
    """A meeting without signed minutes."""

    sentence = N_("The minutes of this meeting are not signed yet; sign them, then put the meeting away.")


class NotConcludedYet(Refusal):
    """A meeting that goes on, or is put away already."""

    sentence = N_("Only a concluded meeting is put away. Reload the page to see where it stands.")


@transaction.atomic
def put_away(
    *, meeting: Meeting, content: bytes, name: str, expected_version: int, by: Standing, at: datetime
) -> MeetingArchive:
    """Keep the whole archive, closed parts included, and take the meeting to its last state.

    :raises MinutesNotSigned: before both signed the minutes
    :raises NotConcludedYet: if the meeting is not concluded
    """
    by.require("meeting.archive", unit=meeting.unit_id)
    by.require("meeting.see_closed", unit=meeting.unit_id)
    if meeting.state != Meeting.State.CONCLUDED:
        raise NotConcludedYet
    if not Minutes.objects.filter(meeting=meeting, state=Minutes.State.SIGNED).exists():
        raise MinutesNotSigned
    kept = files.store(content, name=name, media_type=ZIP)
    made = MeetingArchive.objects.create(meeting=meeting, sha256=kept.sha256, size=kept.size, made_at=at)
    meeting.state = Meeting.State.ARCHIVED
    meeting.save_over(expected_version, "state")
    note(verb="meeting.archived", subject=meeting, by=by, at=at, sha256=kept.sha256, size=kept.size)
    return made


@transaction.atomic
def give_out_archive(
    *, meeting: Meeting, content: bytes, has_closed: bool, by: Standing, at: datetime
) -> str:
    """Note that an archive was given out, by its hash. Returns the hash."""
    by.require("meeting.archive", unit=meeting.unit_id)
    sha256 = hashlib.sha256(content).hexdigest()
    note(verb="meeting.archive_given", subject=meeting, by=by, at=at, sha256=sha256, has_closed=has_closed)
    return sha256
