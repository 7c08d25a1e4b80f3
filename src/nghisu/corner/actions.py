"""Make and withdraw calendar feeds."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nghisu.corner.models import CalendarFeed
from nghisu.corner.queries.feeds import bodies_offered
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.organisation.rules.policy import Standing
from nghisu.people.queries.links import digest_of
from nghisu.record.actions import note

MOST_FEEDS = 10


class TooManyFeeds(Refusal):
    """The person has as many addresses as anybody needs."""

    sentence = N_("You have %(most)d calendar addresses already. Withdraw one that is no longer used.")


@transaction.atomic
def make_feed(*, body: UUID | None, by: Standing, at: datetime) -> tuple[CalendarFeed, str]:
    """Make a feed of one's own meetings, or of a body; return it with its secret, which is stored nowhere.

    :raises NotAllowed: if the asker sees no meeting of the body
    :raises TooManyFeeds: if the asker has ten already
    """
    if by.person_id is None or (body is not None and body not in dict(bodies_offered(by))):
        raise NotAllowed
    if CalendarFeed.objects.filter(person_id=by.person_id, withdrawn_at=None).count() >= MOST_FEEDS:
        raise TooManyFeeds(most=MOST_FEEDS)
    secret = secrets.token_urlsafe(24)
    feed = CalendarFeed.objects.create(
        person_id=by.person_id, body_id=body, hash=digest_of(secret), made_at=at
    )
    note(verb="feed.made", subject=feed, by=by, at=at)
    return feed, secret


@transaction.atomic
def withdraw_feed(*, feed: CalendarFeed, by: Standing, at: datetime) -> CalendarFeed:
    """Withdraw one's own feed: its address is unknown from now on."""
    if feed.person_id != by.person_id:
        raise NotAllowed
    if feed.withdrawn_at is None:
        feed.withdrawn_at = at
        feed.save(update_fields=["withdrawn_at"])
        note(verb="feed.withdrawn", subject=feed, by=by, at=at)
    return feed
