"""The ways of a report."""

from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class State(StrEnum):
    """Draft to adopted to issued; figures are frozen at adoption."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    ISSUED = "issued"


STATE_NAMES = {
    State.DRAFT: N_("Draft"),
    State.ADOPTED: N_("Adopted"),
    State.ISSUED: N_("Issued"),
}
MOVES = {(State.DRAFT, State.ADOPTED), (State.ADOPTED, State.ISSUED)}


class NotThatStep(Refusal):
    """The report does not stand where this step begins."""

    sentence = N_("This step is not open for the report as it stands. Reload the page.")


class AlreadyDrafted(Refusal):
    """The unit has a report of the quarter."""

    sentence = N_("This unit already has a report of quarter %(quarter)s. Open it and go on with it.")
    field = "quarter"


class AsOfBeforeQuarter(Refusal):
    """Figures of a quarter as of a day before it began."""

    sentence = N_("Quarter %(quarter)s begins on %(first)s; choose that day or a later one.")
    field = "as_of"


class AsOfAhead(Refusal):
    """Figures as of a day that has not come."""

    sentence = N_("The figures cannot be taken as of %(as_of)s: that day lies ahead.")
    field = "as_of"


class FiguresStale(Refusal):
    """The figures in the draft are no longer those of the records."""

    sentence = N_(
        "Figures of the draft have changed in the records. Take them anew, read the text, then adopt."
    )


class EmptySections(Refusal):
    """A report with nothing in it."""

    sentence = N_("Write at least one section before the report is adopted.")


def check_move(before: str, after: State) -> None:
    """Refuse a step that is not in the table.

    :raises NotThatStep: if the report stands elsewhere
    """
    if (State(before), after) not in MOVES:
        raise NotThatStep
