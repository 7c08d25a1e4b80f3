"""The picture of a procedure: its steps on a line with their days, made on the server so that it prints."""

from dataclasses import dataclass

from nghisu.ballots.queries.completing import ProcedureView

STEP_WIDTH = 96
MARGIN = 48
LINE_AT = 34
HEIGHT = 84
SIZE = 30


@dataclass(frozen=True, slots=True)
class Mark:
    """One step on the line."""

    x: int
    number: int
    day: str
    status: str
    is_superiors: bool

    @property
    def left(self) -> int:
        """Where its square begins."""
        return self.x - SIZE // 2

    @property
    def top(self) -> int:
        """Where its square begins from above."""
        return LINE_AT - SIZE // 2


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole line; ``done_to`` is where its done part ends."""

    width: int
    height: int
    y: int
    first: int
    last: int
    done_to: int
    marks: tuple[Mark, ...]
    number_y: int = LINE_AT + 5
    day_y: int = LINE_AT + 36


SUPERIORS = frozenset({"agreement", "decision", "approval"})


def picture_of(view: ProcedureView) -> Picture:
    """Return the picture of a procedure: a dot for each step, filled where it was taken."""
    marks = tuple(
        Mark(
            MARGIN + STEP_WIDTH * place,
            one.number,
            f"{one.done.done_on:%d/%m/%Y}" if one.done else "",
            one.status,
            one.step.code in SUPERIORS,
        )
        for place, one in enumerate(view.steps)
    )
    done = [mark.x for mark in marks if mark.status == "done"]
    return Picture(
        width=2 * MARGIN + STEP_WIDTH * (len(marks) - 1),
        height=HEIGHT,
        y=LINE_AT,
        first=MARGIN,
        last=marks[-1].x,
        done_to=max(done, default=MARGIN),
        marks=marks,
    )
