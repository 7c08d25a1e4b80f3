"""What of documents people are told: how many drafts to comment on, how many papers to answer or sign."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nghisu.documents.queries.drafts import requests_to_answer
from nghisu.documents.queries.signing import awaiting_me
from nghisu.notices.queries import Counted, Thing, register_notice
from nghisu.organisation.queries import day_of

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

LAST_DAYS = timedelta(days=1)


def drafts(standing: "Standing", now: datetime) -> Iterator[Thing]:
    """Yield the drafts the asker is asked to comment on; once more when the last day is near."""
    day = day_of(now)
    for asked in requests_to_answer(standing, day):
        is_last = asked.consultation.open_until <= day + LAST_DAYS
        yield Thing(f"{asked.pk}:last" if is_last else str(asked.pk))


def signings(standing: "Standing", now: datetime) -> Iterator[Thing]:
    """Yield the documents that wait for the asker's answer or signature."""
    for step in awaiting_me(standing).values_list("pk", flat=True):
        yield Thing(str(step))


register_notice("drafts", Counted.DRAFTS, "request_list", things=drafts)
register_notice("signings", Counted.SIGNINGS, "signing_list", things=signings)
