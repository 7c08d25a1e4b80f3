"""Choose how often to be told, and put notices away. A person's own; the record holds no line of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.kit.refusals import NotAllowed
from nghisu.notices.models import NoticeChoice, NoticeSeen
from nghisu.notices.queries import Notice
from nghisu.notices.rules import Level
from nghisu.organisation.queries import day_of

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@transaction.atomic
def choose_level(*, level: Level, by: "Standing", at: datetime) -> NoticeChoice:
    """Choose how often to be told; nobody else sees it."""
    if by.person_id is None:
        raise NotAllowed
    choice, _ = NoticeChoice.objects.update_or_create(person_id=by.person_id, defaults={"level": level.value})
    return choice


@transaction.atomic
def put_away(*, notices: Iterable[Notice], by: "Standing", at: datetime) -> None:
    """Put notices away until their number grows, or until the next digest."""
    if by.person_id is None:
        raise NotAllowed
    for one in notices:
        NoticeSeen.objects.update_or_create(
            person_id=by.person_id, key=one.key, defaults={"count": one.count, "day": day_of(at)}
        )
