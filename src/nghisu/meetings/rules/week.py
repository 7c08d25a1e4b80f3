"""Weeks and clashes of the weekly calendar (lịch công tác tuần)."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nghisu.kit.refusals import N_, Refusal


class EndsBeforeStart(Refusal):
    """An entry that ends before it starts."""

    sentence = N_("It ends before it starts; correct the hour of the end.")
    field = "ends_at"


class LongerThanAWeek(Refusal):
    """An entry of many days."""

    sentence = N_("An entry lasts a week at most; enter a longer journey as several entries.")
    field = "ends_at"


class ThingTaken(Refusal):
    """A room or car that is taken at that time."""

    sentence = N_("%(thing)s is taken %(when)s for “%(what)s”. Choose another one, or another hour.")
    field = "things"


class PersonElsewhere(Refusal):
    """A person who is elsewhere at that time."""

    sentence = N_(
        "%(person)s is at “%(what)s” at that time. Choose another person, or tick that you know of the clash."
    )
    field = "people"


class TooManySeated(Refusal):
    """More people than a car or room holds."""

    sentence = N_("%(thing)s has %(seats)s seats; %(people)s people are to go.")
    field = "things"


def monday_of(day: date) -> date:
    """Return the Monday of the week that holds the day."""
    return day - timedelta(days=day.weekday())


def check_hours(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse hours that go backwards or last longer than a week.

    :raises EndsBeforeStart: if the end is not after the start
    :raises LongerThanAWeek: if it lasts more than seven days
    """
    if ends_at <= starts_at:
        raise EndsBeforeStart
    if ends_at - starts_at > timedelta(days=7):
        raise LongerThanAWeek


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody or something busy from a moment until another."""

    who: Hashable
    what: Hashable
    starts_at: datetime
    ends_at: datetime


def clashes(taken: Iterable[Taken]) -> list[tuple[Taken, Taken]]:
    """Return the pairs in which one and the same is busy with two things at once, earlier ones first.

    What ends when another begins does not clash with it.
    """
    found: list[tuple[Taken, Taken]] = []
    by_who: dict[Hashable, list[Taken]] = {}
    for one in sorted(taken, key=lambda one: one.starts_at):
        running = [other for other in by_who.get(one.who, []) if other.ends_at > one.starts_at]
        found += [(other, one) for other in running if other.what != one.what]
        by_who[one.who] = [*running, one]
    return found
