"""The meeting that is to be rehearsed, and what was tried of it on the copy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from nghisu.exchange.rules.rehearsal import NoSuchMeeting, check_to_come
from nghisu.kit.refusals import Refusal
from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingPaper,
    OpenVote,
    Point,
    Presence,
    Summons,
    Turn,
)
from nghisu.meetings.queries import meeting_for
from nghisu.meetings.rules.voting import VoteState
from nghisu.organisation.rules.policy import Standing
from nghisu.record.models import Entry


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing to try in a rehearsal: in words, how often it was done, of how many where that is known."""

    words: str
    done: int
    of: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left to try."""
        return self.done > 0 if self.of is None else self.done >= self.of


def meeting_to_rehearse(pk: str) -> Meeting:
    """Return the meeting that a command names.

    :raises NoSuchMeeting, NotToCome: if there is none, or not to come
    """
    meeting = Meeting.objects.filter(pk=UUID(pk)).first()
    if meeting is None:
        raise NoSuchMeeting(meeting=pk)
    check_to_come(title=meeting.title, state=meeting.state, is_cancelled=meeting.is_cancelled)
    return meeting


def meeting_on_show(standing: Standing, pk: str) -> Meeting | None:
    """Return the meeting that is rehearsed here, if the asker may see it."""
    return meeting_for(standing, UUID(pk))


def meeting_called_by(standing: Standing, pk: UUID) -> Meeting | None:
    """Return a meeting that the asker calls."""
    meeting = meeting_for(standing, pk)
    return meeting if meeting is not None and standing.may("meeting.call", unit=meeting.unit_id) else None


def why_not(meeting: Meeting) -> Refusal | None:
    """Return why a meeting is not rehearsed; None if it may be."""
    try:
        check_to_come(title=meeting.title, state=meeting.state, is_cancelled=meeting.is_cancelled)
    except Refusal as refusal:
        return refusal
    return None


def rehearsed(meeting: Meeting) -> list[datetime]:
    """Return when copies were made for rehearsals of a meeting, the last first."""
    lines = Entry.objects.filter(verb="meeting.rehearsed", subject_id=str(meeting.pk))
    return list(lines.order_by("-index").values_list("at", flat=True)[:10])


def tried(meeting: Meeting) -> list[Tried]:
    """Return what there is to try of a meeting, and how far it was tried on this copy."""
    people = Summons.objects.filter(part__meeting=meeting).values("person").distinct().count()
    came = Presence.objects.filter(meeting=meeting)
    points = Point.objects.filter(meeting=meeting, is_hall=False)
    items = AgendaItem.objects.filter(part__meeting=meeting, parent=None)
    found = [
        Tried(_("Items on the agenda"), items.count()),
        Tried(_("Papers laid"), MeetingPaper.objects.filter(item__part__meeting=meeting).count()),
        Tried(_("People checked in"), came.values("person").distinct().count(), people),
        Tried(
            _("Points with somebody checked in"),
            came.filter(point__in=points).values("point").distinct().count(),
            points.count(),
        ),
        Tried(_("Words given"), Turn.objects.filter(part__meeting=meeting).count()),
        Tried(_("Votes closed"), OpenVote.objects.filter(meeting=meeting, state=VoteState.CLOSED).count()),
    ]
    return [one for one in found if one.of != 0]
