"""What a person is told: each kind of notice counts what waits, and says only how many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from nghisu.notices.models import NoticeChoice, NoticeSeen
from nghisu.notices.rules import Level, is_shown

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

Count = Callable[["Standing", date], int]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that waits, by an id that says nothing, told once; another id, and it is told again."""

    id: str
    is_urgent: bool = False


Things = Callable[["Standing", datetime], Iterable[Thing]]


class Counted(StrEnum):
    """What a notice counts; its words say no more than "you have …"."""

    LATE_TASKS = "late_tasks"
    TASKS_SOON = "tasks_soon"
    RETURNED_TASKS = "returned_tasks"
    TASKS_TO_ACCEPT = "tasks_to_accept"
    ESCALATED_TASKS = "escalated_tasks"
    NEW_PAPERS = "new_papers"
    SUMMONSES = "summonses"
    CHANGED_MEETINGS = "changed_meetings"
    CHECK_INS = "check_ins"
    CIRCULARS = "circulars"
    DRAFTS = "drafts"
    SIGNINGS = "signings"
    REPORTS_DUE = "reports_due"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: what it counts, the page where it is dealt with, and its things one by one.

    A kind without things stands on the page only; it is neither mailed nor pushed.
    """

    key: str
    counted: Counted
    count: Count | None
    page: str
    things: Things | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """How many there are for a person on a day; ``is_put_away`` while the person does not want to hear it."""

    key: str
    counted: Counted
    count: int
    page: str
    is_put_away: bool


_kinds: dict[str, Kind] = {}


def register_notice(
    key: str, counted: Counted, page: str, *, count: Count | None = None, things: Things | None = None
) -> None:
    """Let a package above tell people how much waits for them; content never passes through here.

    :param count: how many on a day; without it, the things of the day are counted
    """
    if count is None and things is None:
        raise TypeError(key)
    _kinds[key] = Kind(key, counted, count, page, things)


def kinds() -> list[Kind]:
    """Return the kinds of notices, in the order of their packages."""
    return list(_kinds.values())


def choice_of(person_id: UUID) -> NoticeChoice:
    """Return what the person chose, or the choice of who never chose."""
    found = NoticeChoice.objects.filter(person_id=person_id).first()
    return found or NoticeChoice(person_id=person_id)


def _count(kind: Kind, standing: "Standing", day: date, now: datetime | None) -> int:
    if kind.count is not None:
        return kind.count(standing, day)
    if kind.things is None or now is None:
        return 0
    return sum(1 for _one in kind.things(standing, now))


def notices_for(standing: "Standing", *, day: date, now: datetime | None = None) -> list[Notice]:
    """Return what the asker has to hear on the day, computed anew, with what was put away marked.

    :param now: without it, kinds that are reckoned by the hour are left out
    """
    if standing.person_id is None:
        return []
    level = Level(choice_of(standing.person_id).level)
    seen = {one.key: one for one in NoticeSeen.objects.filter(person_id=standing.person_id)}
    found = []
    for kind in _kinds.values():
        count = _count(kind, standing, day, now)
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


def digest_for(standing: "Standing", *, day: date, now: datetime | None = None) -> list[Notice]:
    """Return the notices of a digest of the day: empty where the level has none, or all were put away."""
    return [one for one in notices_for(standing, day=day, now=now) if not one.is_put_away]
