"""Proposals from the floor, told to the package of tasks, which follows them and stands below."""

from django.utils import timezone
from django.utils.translation import gettext

from nghisu.meetings.models import FloorProposal
from nghisu.meetings.queries.calling import meetings_visible_to
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.queries.proposals import Source, register_source

FLOOR = "floor"
MOST = 200


def _made_on_the_floor(standing: Standing) -> list[Source]:
    """Return the newest proposals of meetings the asker may see that were not declined or merged.

    What was proposed in a closed part stays there.
    """
    rows = (
        FloorProposal.objects.filter(
            part__meeting__in=meetings_visible_to(standing),
            part__is_closed=False,
            state__in=[FloorProposal.State.OPEN, FloorProposal.State.ACCEPTED],
        )
        .select_related("part__meeting")
        .order_by("-made_at")[:MOST]
    )
    return [
        Source(
            FLOOR,
            one.pk,
            one.part.meeting.unit_id,
            one.unit_id,
            one.text,
            timezone.localtime(one.made_at).date(),
            gettext("%(meeting)s, proposal no. %(number)s")
            % {"meeting": one.part.meeting.title, "number": one.number},
        )
        for one in rows
    ]


register_source(_made_on_the_floor)
