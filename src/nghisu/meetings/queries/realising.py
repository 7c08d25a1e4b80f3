"""Meetings as what lines of programmes became: found and offered to the package of tasks, which is below."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from nghisu.meetings.queries.calling import meetings_visible_to
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.queries.planning import Became, register_realised

MEETING = "meeting"
MOST = 100


def _find(standing: Standing, keys: Iterable[UUID]) -> dict[UUID, Became]:
    rows = meetings_visible_to(standing).filter(pk__in=list(keys))
    return {
        one.pk: Became(
            one.title,
            reverse("meeting_detail", args=[one.pk]),
            timezone.localtime(one.starts_at).date(),
        )
        for one in rows
    }


def _offer(standing: Standing, day: date) -> list[tuple[UUID, str]]:
    rows = meetings_visible_to(standing).order_by("-starts_at")[:MOST]
    return [(one.pk, f"{one.title} ({timezone.localtime(one.starts_at):%d/%m/%Y})") for one in rows]


register_realised(MEETING, _find, _offer)
