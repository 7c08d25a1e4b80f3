"""Which days a task may name: deadlines, extensions, products, acceptance."""

from datetime import date

from nghisu.kit.refusals import N_, Refusal


class DueBeforeReceived(Refusal):
    """The deadline lies before the directive arrived."""

    sentence = N_("The deadline %(due_on)s lies before the directive was received (%(received_on)s).")
    field = "due_on"


class DueBeforeGiven(Refusal):
    """The deadline lies before the work is given."""

    sentence = N_("The deadline %(due_on)s lies before the day the work is given (%(given_on)s).")
    field = "due_on"


class StartsAfterDue(Refusal):
    """The work would start after it is due."""

    sentence = N_("The work would start on %(starts_on)s, after its deadline %(due_on)s.")
    field = "starts_on"


class ChildDueAfterParent(Refusal):
    """An affiliate's share would be due after the whole."""

    sentence = N_("The deadline %(due_on)s lies after that of the task above (%(parent_due_on)s).")
    field = "due_on"


class ExtensionAskedTooLate(Refusal):
    """The deadline has passed."""

    sentence = N_(
        "The deadline %(due_on)s has passed; an extension is asked for before it. "
        "Report what is done, and say why it is late."
    )
    field = "new_due_on"


class NothingToExtend(Refusal):
    """There is no deadline, or no later one is asked for."""

    sentence = N_("Ask for a day after the present deadline.")
    field = "new_due_on"


class DayInTheFuture(Refusal):
    """A day that has not come."""

    sentence = N_("%(day)s has not come yet; enter it when it has happened.")
    field = "day"


class AcceptedBeforeSubmitted(Refusal):
    """Acceptance before the product."""

    sentence = N_("The product was handed in on %(submitted_on)s; it cannot be accepted before that day.")
    field = "accepted_on"


class SubmittedBeforeGiven(Refusal):
    """A product before the task."""

    sentence = N_("The task was given on %(given_on)s; its product cannot be handed in before that day.")
    field = "submitted_on"


def check_due_date(*, due_on: date | None, given_on: date, received_on: date | None = None) -> None:
    """Refuse a deadline before the directive was received or the work is given.

    :raises DueBeforeReceived: if the directive arrived after it
    :raises DueBeforeGiven: if the work is given after it
    """
    if due_on is None:
        return
    if received_on is not None and due_on < received_on:
        raise DueBeforeReceived(due_on=due_on, received_on=received_on)
    if due_on < given_on:
        raise DueBeforeGiven(due_on=due_on, given_on=given_on)


def check_start(*, starts_on: date | None, due_on: date | None) -> None:
    """Refuse a start after the deadline.

    :raises StartsAfterDue: if the work would start too late
    """
    if starts_on is not None and due_on is not None and starts_on > due_on:
        raise StartsAfterDue(starts_on=starts_on, due_on=due_on)


def check_share(*, due_on: date | None, parent_due_on: date | None) -> None:
    """Refuse an affiliate's share due after the whole.

    :raises ChildDueAfterParent: if it is
    """
    if due_on is not None and parent_due_on is not None and due_on > parent_due_on:
        raise ChildDueAfterParent(due_on=due_on, parent_due_on=parent_due_on)


def check_extension(*, asked_on: date, due_on: date | None, new_due_on: date) -> None:
    """Refuse an extension asked for after the deadline's own day, or to no later day.

    :raises NothingToExtend: if there is no deadline or the new one is not later
    :raises ExtensionAskedTooLate: if the deadline has passed
    """
    if due_on is None or new_due_on <= due_on:
        raise NothingToExtend
    if asked_on > due_on:
        raise ExtensionAskedTooLate(due_on=due_on)


def check_submission(*, submitted_on: date, given_on: date, today: date) -> None:
    """Refuse a product before the task or from the future.

    :raises DayInTheFuture: if the day has not come
    :raises SubmittedBeforeGiven: if the task did not exist
    """
    if submitted_on > today:
        raise DayInTheFuture(day=submitted_on)
    if submitted_on < given_on:
        raise SubmittedBeforeGiven(given_on=given_on)


def check_acceptance(*, accepted_on: date, submitted_on: date, today: date) -> None:
    """Refuse an acceptance before the product was handed in or from the future.

    :raises DayInTheFuture: if the day has not come
    :raises AcceptedBeforeSubmitted: if the product came later
    """
    if accepted_on > today:
        raise DayInTheFuture(day=accepted_on)
    if accepted_on < submitted_on:
        raise AcceptedBeforeSubmitted(submitted_on=submitted_on)
