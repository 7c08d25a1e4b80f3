"""How a programme of inspection is counted: what stands outside it or was moved never makes it look done."""

from collections.abc import Iterable
from dataclasses import dataclass

from nghisu.inspection.rules.steps import DONE, State


@dataclass(frozen=True, slots=True)
class Progress:
    """The count of a programme.

    :param lines: the lines of the adopted programme, those moved and cancelled included
    :param concluded: those of them that are concluded
    :param outside: concluded and open ones outside the programme, by a decision of their own
    """

    lines: int
    concluded: int
    moved: int
    cancelled: int
    outside: int
    outside_concluded: int

    @property
    def open(self) -> int:
        """The lines that still await their conclusion."""
        return self.lines - self.concluded - self.moved - self.cancelled


def progress_of(rows: Iterable[tuple[State, bool]]) -> Progress:
    """Return the count of rows of (state, whether outside the programme)."""
    found = list(rows)
    inside = [state for state, is_outside in found if not is_outside]
    outside = [state for state, is_outside in found if is_outside]
    return Progress(
        lines=len(inside),
        concluded=sum(state in DONE for state in inside),
        moved=sum(state is State.MOVED for state in inside),
        cancelled=sum(state is State.CANCELLED for state in inside),
        outside=len(outside),
        outside_concluded=sum(state in DONE for state in outside),
    )
