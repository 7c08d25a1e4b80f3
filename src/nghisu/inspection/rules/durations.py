"""How long an inspection may take, and how far back it may look: dated tables with their source."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Level(StrEnum):
    """How high the body stands that inspects."""

    CENTRE = "centre"
    PROVINCE = "province"
    ABOVE_GRASSROOTS = "above_grassroots"


LEVEL_WORDS: dict[Level, str] = {
    Level.CENTRE: N_("The Centre"),
    Level.PROVINCE: N_("Province, or directly under the Centre"),
    Level.ABOVE_GRASSROOTS: N_("Directly above the grassroots"),
}
OF_PLACES: dict[str, Level] = {
    "top": Level.PROVINCE,
    "province": Level.PROVINCE,
    "above_grassroots": Level.ABOVE_GRASSROOTS,
}
"""Which row of the table a unit falls under by its place in the tree; other places have none."""


@dataclass(frozen=True, slots=True)
class Duration:
    """The longest duration of an inspection at one level, from a day on.

    :param days: counted from the day in the plan, which is the first
    :param part: the longest extension is one n-th of ``days``, rounded down to whole days
    :param confirmed: whether an office has compared the row with the original text
    """

    level: Level
    days: int
    part: int
    first: date
    until: date | None
    source: str
    confirmed: bool

    @property
    def most_extension(self) -> int:
        """The most days that it may be extended by, once."""
        return self.days // self.part

    @property
    def most_days(self) -> int:
        """The most days with the extension."""
        return self.days + self.most_extension


@dataclass(frozen=True, slots=True)
class Reach:
    """How many years the period that is checked may span, from a day on."""

    years: int
    first: date
    until: date | None
    source: str
    confirmed: bool


IN_FORCE = date(2025, 6, 18)
SOURCE = "Quyết định 331-QĐ/TW ngày 18/6/2025"
DURATIONS: tuple[Duration, ...] = (
    Duration(Level.CENTRE, 60, 3, IN_FORCE, None, SOURCE, confirmed=False),
    Duration(Level.PROVINCE, 45, 3, IN_FORCE, None, SOURCE, confirmed=False),
    Duration(Level.ABOVE_GRASSROOTS, 20, 3, IN_FORCE, None, SOURCE, confirmed=False),
)
REACHES: tuple[Reach, ...] = (Reach(5, IN_FORCE, None, SOURCE, confirmed=False),)


class TooLong(Refusal):
    """The plan takes more days than the level allows."""

    sentence = N_("At this level an inspection takes at most %(most)d days (%(source)s). Shorten the plan.")
    field = "days"


class ExtensionTooLong(Refusal):
    """The extension is longer than one third."""

    sentence = N_("It may be extended by at most %(most)d days, a third of %(days)d (%(source)s).")
    field = "days"


class ExtendedBefore(Refusal):
    """A second extension."""

    sentence = N_("It was extended by %(days)d days already; it is extended once.")
    field = "days"


class PeriodTooLong(Refusal):
    """The period that is checked is too long."""

    sentence = N_(
        "The period from %(first)s to %(last)s is longer than %(years)d years (%(source)s). "
        "Choose a later first day."
    )
    field = "period_first"


class PeriodTurned(Refusal):
    """The period ends before it begins."""

    sentence = N_("The period ends on %(last)s, before it begins. Turn the two days round.")
    field = "period_last"


def duration_on(level: Level, day: date) -> Duration | None:
    """Return the row of the level in force on the day, or None where the table knows none."""
    for row in DURATIONS:
        if row.level is level and row.first <= day and (row.until is None or day < row.until):
            return row
    return None


def reach_on(day: date) -> Reach | None:
    """Return how far back a check may look on the day, or None where the table knows no bound."""
    for row in REACHES:
        if row.first <= day and (row.until is None or day < row.until):
            return row
    return None


def check_days(*, level: Level, days: int, day: date) -> None:
    """Refuse a plan longer than the level allows on the day.

    :raises TooLong: if it is
    """
    row = duration_on(level, day)
    if row is not None and days > row.days:
        raise TooLong(most=row.days, source=row.source)


def check_extension(*, level: Level, planned: int, days: int, extended: int, day: date) -> None:
    """Refuse an extension that is too long, or a second one.

    :param planned: the days of the plan
    :param extended: the days it was extended by before
    :raises ExtendedBefore: if it was
    :raises ExtensionTooLong: if it is longer than the part of the table's row in force on the day
    """
    if extended:
        raise ExtendedBefore(days=extended)
    row = duration_on(level, day)
    if row is None:
        return
    most = min(planned // row.part, row.most_extension)
    if days > most:
        raise ExtensionTooLong(most=most, days=planned, source=row.source)


def check_period(*, first: date, last: date, day: date) -> None:
    """Refuse a period that is turned round or longer than the table allows on the day.

    :raises PeriodTurned: if it ends before it begins
    :raises PeriodTooLong: if it is longer
    """
    if last < first:
        raise PeriodTurned(last=last)
    reach = reach_on(day)
    if reach is not None and first <= years_before(last, reach.years):
        raise PeriodTooLong(first=first, last=last, years=reach.years, source=reach.source)


def years_before(day: date, years: int) -> date:
    """Return the day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def last_day(*, starts_on: date, days: int, extension: int = 0) -> date:
    """Return the last day of an inspection: the day of the plan is the first of ``days``."""
    return starts_on + timedelta(days=days + extension - 1)
