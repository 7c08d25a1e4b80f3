"""When a person is written to outside the product: levels of mail, quiet hours, tries. Việt Nam's time."""

from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.working_days import is_working_day
from nghisu.notices.rules import Level, is_digest_day

UTC7 = timezone(timedelta(hours=7))
MORNING, NOON = time(7, 30), time(13, 30)
QUIET_FROM, QUIET_UNTIL = time(21, 0), time(6, 0)
WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
LOST_AFTER = timedelta(minutes=10)  # a sending that took so long was cut
KEPT = timedelta(days=400)


class MailLevel(StrEnum):
    """How often a person gets a mail. Nobody gets one who did not ask for it."""

    AT_ONCE = "at_once"
    TWICE = "twice"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


MAIL_WORDS: dict[MailLevel, str] = {
    MailLevel.AT_ONCE: N_("At once, when something new waits"),
    MailLevel.TWICE: N_("Twice on each working day, at 07:30 and 13:30"),
    MailLevel.DAILY: N_("Once on each working day, at 07:30"),
    MailLevel.WEEKLY: N_("Once a week, on its first working day at 07:30"),
    MailLevel.NEVER: N_("No mail"),
}


class State(StrEnum):
    """Where a message stands. ``lost``: nobody knows whether it arrived, so it is never sent again."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"
    LOST = "lost"


STATE_NAMES: dict[State, str] = {
    State.WAITING: N_("waiting"),
    State.SENDING: N_("being sent"),
    State.SENT: N_("sent"),
    State.GIVEN_UP: N_("given up"),
    State.DROPPED: N_("no longer needed"),
    State.LOST: N_("cut off while being sent"),
}


class NoAddress(Refusal):
    """Mail was asked for by somebody whose address is not known."""

    sentence = N_("Enter the address to which the mail goes.")
    field = "address"


class NoMailHere(Refusal):
    """Mail was asked for where none leaves."""

    sentence = N_("This installation sends no mail. Choose “No mail”; the notices stand here.")
    field = "mail"


class NoPushHere(Refusal):
    """A device wants to be told where no push leaves."""

    sentence = N_("This installation tells no devices. The notices stand on this page.")


class TooManyDevices(Refusal):
    """More devices than anybody carries."""

    sentence = N_("Ten devices are told already. Take one of them out first.")


def slot_before(level: MailLevel, at: datetime) -> datetime | None:
    """Return the last moment up to ``at`` when a digest of the level was due; None: it has no hours."""
    hours = {MailLevel.TWICE: (NOON, MORNING), MailLevel.DAILY: (MORNING,), MailLevel.WEEKLY: (MORNING,)}
    if level not in hours:
        return None
    here = at.astimezone(UTC7)
    for back in range(15):
        day = date.fromordinal(here.date().toordinal() - back)
        if not (is_working_day(day) if level != MailLevel.WEEKLY else is_digest_day(Level.WEEKLY, day)):
            continue
        for hour in hours[level]:
            moment = datetime.combine(day, hour, UTC7)
            if moment <= here:
                return moment
    return None


def is_mail_due(level: MailLevel, *, last: datetime | None, at: datetime) -> bool:
    """Tell whether a digest is due: at once always, else when an hour of the level came since."""
    if level is MailLevel.NEVER:
        return False
    if level is MailLevel.AT_ONCE:
        return True
    slot = slot_before(level, at)
    return slot is not None and (last is None or last < slot)


def is_quiet(at: datetime, *, begin: time, end: time) -> bool:
    """Tell whether a moment lies in somebody's quiet hours; the same hour twice means none."""
    now = at.astimezone(UTC7).time()
    if begin <= end:
        return begin <= now < end
    return now >= begin or now < end


def next_try(attempts: int, at: datetime) -> datetime | None:
    """Return when to try again after so many tries that did not arrive; None: not again."""
    return at + WAITS[attempts - 1] if attempts <= len(WAITS) else None
