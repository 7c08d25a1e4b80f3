"""Keep the numbers of a quarter when its count is closed."""

from collections.abc import Sequence

from nghisu.figures.models import ClosedFigure
from nghisu.figures.queries.quarters import quarter_figures
from nghisu.kit.periods import Quarter
from nghisu.record.actions import Act
from nghisu.tasks.models import QuarterClosing


def keep_closed(acts: Sequence[Act]) -> None:
    """Write down what a quarter counts in the transaction that closes it; told by the record."""
    for act in acts:
        closing = act.subject
        if act.verb != "quarter.closed" or not isinstance(closing, QuarterClosing):
            continue
        quarter = Quarter(closing.year, closing.number)
        found = quarter_figures(unit=closing.unit, quarter=quarter, as_of=closing.closed_on, standing=None)
        ClosedFigure.objects.bulk_create(
            ClosedFigure(unit=closing.unit, year=quarter.year, number=quarter.number, code=code, value=value)
            for code, value in found.values.items()
        )
