"""The registry of what is counted: each figure of the product is one of these and opens its records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit.language import percent
from nghisu.kit.refusals import N_, Refusal
from nghisu.tasks.rules.counted import COUNTED


class Kind(StrEnum):
    """How a figure behaves in time."""

    FLOW = "flow"  # what happened in a period: quarters add up to the year
    STOCK = "stock"  # what there is on a day: never added over time


KIND_NAMES = {Kind.FLOW: N_("Flow"), Kind.STOCK: N_("Stock")}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is counted.

    :param definition: what is counted, of which day, by which rule; shown beside the figure
    :param sums_to: how the figures of units and periods add up, in words
    """

    code: str
    name: str
    unit: str
    kind: Kind
    definition: str
    sums_to: str


FLOW_SUM = N_("Quarters add up to the year; affiliates are counted apart and never added to the committee.")
STOCK_SUM = N_("Taken on the day named; never added over time.")
TASKS = N_("tasks")

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "done",
        COUNTED["done"],
        TASKS,
        Kind.FLOW,
        N_("Tasks of the unit that the giver accepted on a day of the quarter."),
        FLOW_SUM,
    ),
    Indicator(
        "done_planned",
        COUNTED["done_planned"],
        TASKS,
        Kind.FLOW,
        N_("Of the tasks done, those from a programme adopted before the work was given."),
        FLOW_SUM,
    ),
    Indicator(
        "done_arising",
        COUNTED["done_arising"],
        TASKS,
        Kind.FLOW,
        N_("Of the tasks done, those that a superior asked for outside the programme."),
        FLOW_SUM,
    ),
    Indicator(
        "done_late",
        COUNTED["done_late"],
        TASKS,
        Kind.FLOW,
        N_("Of the tasks done, those accepted after the agreed deadline."),
        FLOW_SUM,
    ),
    Indicator(
        "done_in_time",
        COUNTED["done_in_time"],
        TASKS,
        Kind.FLOW,
        N_("Of the tasks done, those accepted by the agreed deadline, or without one."),
        FLOW_SUM,
    ),
    Indicator(
        "given",
        COUNTED["given"],
        TASKS,
        Kind.FLOW,
        N_("Tasks given to the unit on a day of the quarter."),
        FLOW_SUM,
    ),
    Indicator(
        "carried",
        COUNTED["carried"],
        TASKS,
        Kind.STOCK,
        N_("Tasks given before the quarter and neither done nor ended when it began."),
        STOCK_SUM,
    ),
    Indicator(
        "due",
        COUNTED["due"],
        TASKS,
        Kind.FLOW,
        N_("Tasks whose agreed deadline lies in the quarter and has come, without those paused or ended."),
        FLOW_SUM,
    ),
    Indicator(
        "due_done",
        COUNTED["due_done"],
        TASKS,
        Kind.FLOW,
        N_("Of the tasks due, those that the giver accepted by the day asked."),
        FLOW_SUM,
    ),
    Indicator(
        "due_open",
        COUNTED["due_open"],
        TASKS,
        Kind.FLOW,
        N_("Of the tasks due, those not accepted by the day asked; handed in or returned ones count here."),
        FLOW_SUM,
    ),
    Indicator(
        "extended",
        COUNTED["extended"],
        TASKS,
        Kind.FLOW,
        N_("Of the tasks due, those whose deadline was moved at least once."),
        FLOW_SUM,
    ),
    Indicator(
        "waiting",
        COUNTED["waiting"],
        TASKS,
        Kind.STOCK,
        N_("Tasks handed in and not answered on the day asked."),
        STOCK_SUM,
    ),
    Indicator(
        "overdue",
        COUNTED["overdue"],
        TASKS,
        Kind.STOCK,
        N_("Tasks past their agreed deadline, not handed in, on the day asked."),
        STOCK_SUM,
    ),
    Indicator(
        "open",
        COUNTED["open"],
        TASKS,
        Kind.STOCK,
        N_("Tasks neither done nor ended on the day asked."),
        STOCK_SUM,
    ),
)
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}


class UnknownIndicator(Refusal):
    """No such figure."""

    sentence = N_("There is no figure “%(code)s”.")


class StockSummed(Refusal):
    """A stock added over time."""

    sentence = N_("“%(code)s” is taken on a day; figures of several days are not added.")


class DoesNotAddUp(Refusal):
    """A total that is not the sum of its parts."""

    sentence = N_("The parts add up to %(expected)s, the total says %(total)s.")


def indicator(code: str) -> Indicator:
    """Return the indicator of a code.

    :raises UnknownIndicator: if there is none
    """
    if code not in BY_CODE:
        raise UnknownIndicator(code=code)
    return BY_CODE[code]


def sum_over_time(what: Indicator, values: Iterable[int]) -> int:
    """Add the values of periods that follow each other.

    :raises StockSummed: for a stock
    """
    if what.kind is Kind.STOCK:
        raise StockSummed(code=what.code)
    return sum(values)


def last_in_time(what: Indicator, values: Iterable[tuple[date, int]]) -> int:
    """Return what stands for several periods: the sum of a flow, the latest value of a stock."""
    ordered = sorted(values)
    if what.kind is Kind.STOCK:
        return ordered[-1][1]
    return sum(value for _, value in ordered)


def check_total(*, parts: Iterable[int], total: int) -> None:
    """Refuse a total that is not the sum of its parts.

    :raises DoesNotAddUp: if it is not
    """
    expected = sum(parts)
    if total != expected:
        raise DoesNotAddUp(expected=expected, total=total)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; the only way a percentage is shown, so that its whole is always named."""

    part: int
    whole: int

    @property
    def rest(self) -> int:
        """What is missing to the whole."""
        return self.whole - self.part

    def percent(self, language: str = "vi") -> str:
        """Return the percentage to two places, empty where there is no whole: ``91,85%``."""
        return percent(self.part, self.whole, language=language) if self.whole else ""

    def words(self, language: str = "vi") -> str:
        """Return the parts with the percentage: ``2501/2723 (91,85%)``."""
        counts = f"{self.part}/{self.whole}"
        return f"{counts} ({self.percent(language)})" if self.whole else counts
