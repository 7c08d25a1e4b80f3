"""Find what an address names, for the one who asks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404

from nghisu.kit.pages import Request, sentence_of
from nghisu.kit.refusals import Conflict, NotAllowed, Refusal
from nghisu.meetings import queries


def meeting_or_404(request: Request, pk: UUID) -> Any:
    """Return the meeting if the asker may see it; else 404."""
    meeting = queries.meeting_for(request.standing, pk)
    if meeting is None:
        raise Http404
    return meeting


def meeting_to_run_or_404(request: Request, pk: UUID) -> Any:
    """Return the meeting if the asker may run it; else 404."""
    meeting = meeting_or_404(request, pk)
    if not request.standing.may("meeting.call", unit=meeting.unit_id):
        raise Http404
    return meeting


def point_or_404(request: Request, pk: UUID, point_pk: UUID) -> Any:
    """Return the point of a meeting if the asker may see it; else 404."""
    meeting = meeting_or_404(request, pk)
    point = (
        queries.points_visible_to(request.standing, meeting)
        .select_related("meeting", "operator", "host", "parent")
        .filter(pk=point_pk)
        .first()
    )
    if point is None:
        raise Http404
    return point


def done(request: Request, action: Callable[[], object]) -> bool:
    """Do an action that a bare button asks for; tell a refusal in a message. Returns whether it was done."""
    try:
        action()
    except (NotAllowed, Conflict):
        raise
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
        return False
    return True
