"""What a person is told: each kind of notice counts what waits, and says only how many."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from nghisu.notices.models import NoticeChoice, NoticeSeen
from nghisu.notices.rules import Level, is_shown

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

Count = Callable[["Standing", date], int]


class Counted(StrEnum):
    """What a notice counts; its words say no more than "you have …"."""

    LATE_TASKS = "late_tasks"
    TASKS_SOON = "tasks_soon"
    RETURNED_TASKS = "returned_tasks"
    TASKS_TO_ACCEPT = "tasks_to_accept"
    ESCALATED_TASKS = "escalated_tasks"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: what it counts, and the page where it is dealt with."""

    key: str
    counted: Counted
    count: Count
    page: str


@dataclass(frozen=True, slots=True)
class Notice:
    """How many there are for a person on a day; ``is_put_away`` while the person does not want to hear it."""

    key: str
    counted: Counted
    count: int
    page: str
    is_put_away: bool


_kinds: dict[str, Kind] = {}


def register_notice(key: str, counted: Counted, count: Count, page: str) -> None:
    """Let a package above tell people how much waits for them; content never passes through here."""
    _kinds[key] = Kind(key, counted, count, page)


def choice_of(person_id: UUID) -> NoticeChoice:
    """Return what the person chose, or the choice of who never chose."""
    found = NoticeChoice.objects.filter(person_id=person_id).first()
    return found or NoticeChoice(person_id=person_id)


def notices_for(standing: "Standing", *, day: date) -> list[Notice]:
    """Return what the asker has to hear on the day, computed anew, with what was put away marked."""
    if standing.person_id is None:
        return []
    level = Level(choice_of(standing.person_id).level)
    seen = {one.key: one for one in NoticeSeen.objects.filter(person_id=standing.person_id)}
    found = []
    for kind in _kinds.values():
        count = kind.count(standing, day)
        if not count:
            continue
        last = seen.get(kind.key)
        shown = is_shown(
            level=level,
            count=count,
            day=day,
            seen_count=last.count if last else None,
            seen_on=last.day if last else None,
        )
        found.append(Notice(kind.key, kind.counted, count, kind.page, not shown))
    return found


def digest_for(standing: "Standing", *, day: date) -> list[Notice]:
    """Return the notices of a digest of the day: empty where the level has none, or all were put away."""
    return [one for one in notices_for(standing, day=day) if not one.is_put_away]
