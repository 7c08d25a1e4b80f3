"""When a person is told what waits: levels, and the days of a digest. Words never say more than a number."""

from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_
from nghisu.kit.working_days import is_working_day


class Level(StrEnum):
    """How often a person is told."""

    ALWAYS = "always"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


LEVEL_WORDS: dict[Level, str] = {
    Level.ALWAYS: N_("On every page, as soon as something waits"),
    Level.DAILY: N_("Once on each working day"),
    Level.WEEKLY: N_("Once a week, on its first working day"),
    Level.NEVER: N_("Not at all; the first screen still shows what waits"),
}


def is_digest_day(level: Level, day: date) -> bool:
    """Tell whether a digest of the level comes on the day."""
    match level:
        case Level.ALWAYS:
            return True
        case Level.NEVER:
            return False
        case Level.DAILY:
            return is_working_day(day)
    monday = date.fromordinal(day.toordinal() - day.weekday())
    before = (date.fromordinal(monday.toordinal() + n) for n in range(day.weekday()))
    return is_working_day(day) and not any(is_working_day(one) for one in before)


def is_shown(
    *, level: Level, count: int, day: date, seen_count: int | None = None, seen_on: date | None = None
) -> bool:
    """Tell whether a notice is shown: it counts something, its day has come, and it was not put away.

    What was put away comes back when its number grows, or with the next digest for those who have one.
    """
    if not count or not is_digest_day(level, day):
        return False
    if seen_count is None or seen_on is None or count > seen_count:
        return True
    return level is not Level.ALWAYS and day > seen_on
