"""The status of a task, computed from its stage and dates as of a day; nobody types it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from nghisu.kit.refusals import N_

SOON_DAYS = 5


class Stage(StrEnum):
    """How far the work has come by acts of people; the only part of a status that is stored."""

    OPEN = "open"  # given, being worked on
    SUBMITTED = "submitted"  # product handed in, the giver has not answered
    RETURNED = "returned"  # the giver wants it otherwise: counts as not done
    PAUSED = "paused"
    ACCEPTED = "accepted"
    ENDED = "ended"  # no longer needed, by a document


class Status(StrEnum):
    """What a list shows. Every task has exactly one on any day."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NO_DEADLINE = "no_deadline"
    WAITING = "waiting"
    RETURNED = "returned"
    PAUSED = "paused"
    DONE_EARLY = "done_early"
    DONE_ON_DAY = "done_on_day"
    DONE_LATE = "done_late"
    DONE = "done"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Shown:
    """How a status reads. ``tone`` is one of the badge's: plain, info, good, warn, bad."""

    words: str
    tone: str


SHOWN: dict[Status, Shown] = {
    Status.ON_TIME: Shown(N_("In progress, on time"), "info"),
    Status.DUE_SOON: Shown(N_("Due soon"), "warn"),
    Status.OVERDUE: Shown(N_("Overdue, not done"), "bad"),
    Status.NO_DEADLINE: Shown(N_("Ongoing, no deadline"), "info"),
    Status.WAITING: Shown(N_("Reported, awaiting acceptance"), "warn"),
    Status.RETURNED: Shown(N_("Returned"), "bad"),
    Status.PAUSED: Shown(N_("Paused"), "plain"),
    Status.DONE_EARLY: Shown(N_("Done before the deadline"), "good"),
    Status.DONE_ON_DAY: Shown(N_("Done on the deadline"), "good"),
    Status.DONE_LATE: Shown(N_("Done after the deadline"), "warn"),
    Status.DONE: Shown(N_("Done, no deadline"), "good"),
    Status.ENDED: Shown(N_("Ended, no longer needed"), "plain"),
}
DONE = frozenset({Status.DONE_EARLY, Status.DONE_ON_DAY, Status.DONE_LATE, Status.DONE})
LATE = frozenset({Status.OVERDUE, Status.DONE_LATE})


def status_on(
    day: date, *, stage: Stage, due_on: date | None, accepted_on: date | None, soon_days: int = SOON_DAYS
) -> Status:
    """Return the status on ``day`` of a task that stood so on that day.

    A deadline passes with the end of its day. ``due_on`` is the agreed one, extensions included. A
    returned task counts as not done, so past its deadline it is overdue like any other.
    """
    match stage:
        case Stage.ENDED:
            return Status.ENDED
        case Stage.ACCEPTED:
            return _done(accepted_on, due_on)
        case Stage.PAUSED:
            return Status.PAUSED
        case Stage.SUBMITTED:
            return Status.WAITING
    if due_on is not None and day > due_on:
        return Status.OVERDUE
    if stage is Stage.RETURNED:
        return Status.RETURNED
    if due_on is None:
        return Status.NO_DEADLINE
    return Status.DUE_SOON if due_on - day <= timedelta(days=soon_days) else Status.ON_TIME


def _done(accepted_on: date | None, due_on: date | None) -> Status:
    if due_on is None or accepted_on is None:
        return Status.DONE
    if accepted_on == due_on:
        return Status.DONE_ON_DAY
    return Status.DONE_EARLY if accepted_on < due_on else Status.DONE_LATE
