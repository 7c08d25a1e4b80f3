"""Tell open pages and screens that the floor of a meeting moved; never of a closed part to who may not know.

Topics: ``meeting:<id>`` for everybody who may see the meeting and ``screen:<id>`` for links without sign-in
carry nothing of a closed part; ``part:<id>`` and, while it is closed, ``closed:<id>`` go to those who may
know of that part.
"""

from django.template.loader import render_to_string
from django.utils import translation

from nghisu.kit import live
from nghisu.meetings.models import Meeting, MeetingPart, ScreenLink
from nghisu.meetings.queries.calling import parts_visible_to
from nghisu.meetings.queries.clearance import topic_of
from nghisu.meetings.queries.floor import floor_of, shown_view, view_of_part
from nghisu.meetings.queries.screens import holder_of
from nghisu.organisation.rules.policy import Standing

SPOKEN = "vi"
"""The language of what is sent to all; pages in another language fetch their own."""


def stream_for(standing: Standing, meeting: Meeting, *, attendance: bool = False) -> str:
    """Return the address of the stream of a meeting for somebody signed in.

    :param attendance: whether the page shows who comes and goes in open parts, too
    """
    topics = [f"meeting:{meeting.pk}"]
    topics += [topic_of(part) for part in parts_visible_to(standing, meeting) if part.is_closed or attendance]
    return live.address_for(topics=topics, holder=f"person:{standing.person_id}")


def stream_of_screen(link: ScreenLink) -> str:
    """Return the address of the stream of a screen; it ends when the link is revoked."""
    return live.address_for(topics=[f"screen:{link.meeting_id}"], holder=holder_of(link))


def floor_moved(meeting: Meeting, part: MeetingPart | None) -> None:
    """Show everybody who may know of the part where the meeting stands now.

    :param part: in which it happened; None where it was between parts
    """
    meeting.refresh_from_db(fields=["state"])  # the step may have opened or concluded it
    floor = floor_of(meeting)
    with translation.override(SPOKEN):
        if part is not None and part.is_closed:
            view = view_of_part(meeting, floor)
            html = render_to_string("meetings/floor/_floor.html", {"view": view, "meeting": meeting})
            live.publish(topic_of(part), "floor", html, view.version)
            return
        view = shown_view(meeting, floor)
        html = render_to_string("meetings/floor/_floor.html", {"view": view, "meeting": meeting})
        live.publish(f"meeting:{meeting.pk}", "floor", html, view.version)
        shown = render_to_string("meetings/floor/_screen.html", {"view": view, "meeting": meeting})
        live.publish(f"screen:{meeting.pk}", "screen", shown, view.version)
