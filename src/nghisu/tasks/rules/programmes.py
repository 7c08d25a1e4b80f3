"""When a programme may be adopted and a line dropped."""

from datetime import date

from nghisu.kit.refusals import N_, Refusal
from nghisu.tasks.rules.steps import NoReason


class ProgrammeExists(Refusal):
    """The same programme twice."""

    sentence = N_("“%(title)s” already exists for this period.")
    field = "title"


class AdoptedAlready(Refusal):
    """Adopting twice."""

    sentence = N_("This programme was adopted on %(adopted_on)s.")


class NothingToAdopt(Refusal):
    """An empty programme."""

    sentence = N_("The programme has no lines yet; add what is to be done, then adopt it.")


class ItemHasTask(Refusal):
    """Dropping a line whose work was given."""

    sentence = N_("Work was already given from this line. End that task by a document instead.")


class ItemDroppedAlready(Refusal):
    """Dropping twice."""

    sentence = N_("This line was already dropped.")


def check_adoption(*, adopted_on: date | None, has_items: bool) -> None:
    """Refuse to adopt twice or to adopt nothing.

    :raises AdoptedAlready: if it is adopted
    :raises NothingToAdopt: if it has no lines
    """
    if adopted_on is not None:
        raise AdoptedAlready(adopted_on=adopted_on)
    if not has_items:
        raise NothingToAdopt


def check_drop(*, reason: str, is_dropped: bool, has_task: bool) -> None:
    """Refuse to drop without a reason, twice, or when work was given.

    :raises ItemHasTask: if work was given from the line
    :raises ItemDroppedAlready: if it is dropped
    """
    if is_dropped:
        raise ItemDroppedAlready
    if has_task:
        raise ItemHasTask
    if not reason.strip():
        raise NoReason
