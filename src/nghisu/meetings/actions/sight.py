"""Whoever a change leaves out of a closed part loses the streams that carried it, in the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from nghisu.kit import live
from nghisu.meetings.models import MeetingPart, Summons
from nghisu.meetings.queries.clearance import points_reached


@contextmanager
def lost_sight_ends(meeting_id: UUID) -> Iterator[None]:
    """End the streams of those who knew of a closed part by summons or by their point, and now do not.

    Who knows of it by office is seen to where mandates end. Their open pages ask anew what they may see.
    """
    before = _knowers(meeting_id)
    yield
    for person_id in sorted({person for _, person in before - _knowers(meeting_id)}):
        live.revoke_person(person_id)


def _knowers(meeting_id: UUID) -> set[tuple[UUID, UUID]]:
    """Return the closed parts of a meeting, each with those who are summoned to it or whom it reaches."""
    found: set[tuple[UUID, UUID]] = set(
        Summons.objects.filter(part__meeting=meeting_id, part__is_closed=True).values_list(
            "part_id", "person_id"
        )
    )
    for part in MeetingPart.objects.filter(meeting=meeting_id, is_closed=True):
        reached = points_reached(part).filter(operator__isnull=False)
        found.update((part.pk, operator) for operator in reached.values_list("operator", flat=True))
    return found
