"""Who is reminded of a task on a day: computed from its deadline, so that it moves with the deadline."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_
from nghisu.kit.working_days import working_days_between
from nghisu.tasks.rules.status import SOON_DAYS, Stage

GIVER_AFTER = 3
CHAIR_AFTER = 10


class Told(StrEnum):
    """Up to whom a reminder goes."""

    LEAD_SOON = "lead_soon"
    LEAD_LATE = "lead_late"
    GIVER = "giver"
    CHAIR = "chair"


TOLD_WORDS: dict[Told, str] = {
    Told.LEAD_SOON: N_("The lead: the deadline is near"),
    Told.LEAD_LATE: N_("The lead: the deadline has passed"),
    Told.GIVER: N_("The giver's office too: late by more than three working days"),
    Told.CHAIR: N_("The giver's chairs too: late by more than ten working days"),
}
TONES: dict[Told, str] = {
    Told.LEAD_SOON: "warn",
    Told.LEAD_LATE: "bad",
    Told.GIVER: "bad",
    Told.CHAIR: "bad",
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a day.

    :param days: calendar days to the deadline, negative when it has passed
    """

    told: Told
    days: int


def reminder_on(day: date, *, stage: Stage, due_on: date | None) -> Reminder | None:
    """Return the reminder of a task on a day, None where nobody is reminded.

    What was handed in, paused, done or ended reminds nobody. Lateness is counted in working days, so that a
    holiday escalates nothing.
    """
    if due_on is None or stage not in {Stage.OPEN, Stage.RETURNED}:
        return None
    days = (due_on - day).days
    if days > SOON_DAYS:
        return None
    if days >= 0:
        return Reminder(Told.LEAD_SOON, days)
    late = working_days_between(due_on, day)
    if late > CHAIR_AFTER:
        return Reminder(Told.CHAIR, days)
    if late > GIVER_AFTER:
        return Reminder(Told.GIVER, days)
    return Reminder(Told.LEAD_LATE, days)


def last_due_to_tell(told: Told, day: date) -> date:
    """Return the latest deadline whose lateness on the day goes up to the giver, or to the chairs."""
    wanted = GIVER_AFTER if told is Told.GIVER else CHAIR_AFTER
    due = day
    while working_days_between(due, day) <= wanted:
        due = date.fromordinal(due.toordinal() - 1)
    return due
