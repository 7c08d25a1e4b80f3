"""Links that show a meeting on a screen without signing in: made, and revoked at once."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from nghisu.kit import language, live
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.models import Meeting, Point, ScreenLink
from nghisu.meetings.queries.screens import holder_of, word_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.queries.links import digest_of
from nghisu.record.actions import note

LASTS = timedelta(days=2)


class RevokedAlready(Refusal):
    """A link that is revoked already."""

    sentence = N_("This link is revoked already; nothing is shown through it.")


@transaction.atomic
def make_screen_link(
    *, meeting: Meeting, label: str, by: Standing, at: datetime, point: Point | None = None
) -> ScreenLink:
    """Make a link for a screen in the hall or at a point.

    Its word stands in no table; ``queries.screens.word_of`` makes it anew. It lasts
    until two days after the meeting is planned to begin, at least two days.
    """
    by.require("floor.run", unit=meeting.unit_id)
    pk = uuid4()
    link = ScreenLink.objects.create(
        pk=pk,
        meeting=meeting,
        point=point,
        label=language.clean_name(label),
        word_hash=digest_of(word_of(pk)),
        made_at=at,
        expires_at=max(meeting.starts_at, at) + LASTS,
    )
    note(verb="screen.link_made", subject=meeting, by=by, at=at, label=link.label)
    return link


@transaction.atomic
def revoke_screen_link(*, link: ScreenLink, by: Standing, at: datetime) -> ScreenLink:
    """Revoke a link: it opens nothing from now on, and what is open through it ends.

    :raises RevokedAlready: if it is revoked
    """
    by.require("floor.run", unit=link.meeting.unit_id)
    changed = ScreenLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)
    if not changed:
        raise RevokedAlready
    link.revoked_at = at
    live.revoke(holder_of(link))
    note(verb="screen.link_revoked", subject=link.meeting, by=by, at=at, label=link.label)
    return link
