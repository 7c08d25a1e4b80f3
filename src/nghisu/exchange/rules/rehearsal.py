"""Which meeting may be rehearsed, when its rehearsal begins, and what a copy of the data is not given."""

from datetime import datetime, timedelta

from nghisu.kit.refusals import N_, Refusal

BEFORE = timedelta(minutes=30)
COMING = frozenset({"planned", "summoned", "papers_out"})

# What reaches outside, lets somebody in, or proves something to others: a copy has none of it.
TABLES_EMPTIED = (
    *("apitoken", "webhook", "delivery", "calendarfeed", "pushdevice", "screenlink"),
    *("told", "message", "link", "secretserverkey", "checkpoint", "verification"),
)
FILES_TAKEN_AWAY = ("record.key", "record.pub", "record.checkpoint", "push.key", "backup.pub")


class NoSuchMeeting(Refusal):
    """The id names nothing."""

    sentence = N_("There is no meeting %(meeting)s here. Take the command from its page “Rehearse”.")


class NotToCome(Refusal):
    """It is too late to rehearse."""

    sentence = N_("“%(title)s” has begun, is over or was called off; a meeting is rehearsed before its day.")


def check_to_come(*, title: str, state: str, is_cancelled: bool) -> None:
    """Let only a meeting be rehearsed that is still to come.

    :raises NotToCome: if it is not
    """
    if is_cancelled or state not in COMING:
        raise NotToCome(title=title)


def begins_at(starts_at: datetime) -> datetime:
    """Return the moment the copy's clock is set to: while people come in."""
    return starts_at - BEFORE
