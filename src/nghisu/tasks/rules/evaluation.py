"""The evaluation (đánh giá) of an accepted task: timeliness is computed, quality judged, criteria measured.

Source: Quy chế 08-QC/TW keeps of each task its evaluation by qualitative and quantitative criteria (read
second-hand; it names neither grades nor marks, so the grades are the house's own, to be confirmed).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal

MOST_REACHED = 999


class Quality(StrEnum):
    """How the product meets the qualitative criteria."""

    ABOVE = "above"
    MET = "met"
    PARTLY = "partly"


class Timeliness(StrEnum):
    """How the day of acceptance lies to the agreed deadline."""

    EARLY = "early"
    ON_DAY = "on_day"
    LATE = "late"
    NO_DEADLINE = "no_deadline"


@dataclass(frozen=True, slots=True)
class QualityTable:
    """The grades that may be given from a day on; whether an office has confirmed them."""

    first: date
    until: date | None
    source: str
    confirmed: bool
    grades: tuple[Quality, ...]


QUALITY_TABLES: tuple[QualityTable, ...] = (
    QualityTable(
        date.min,
        None,
        "Quy chế 08-QC/TW: tiêu chí định tính, định lượng; thang mức do cơ quan tự đặt",
        confirmed=False,
        grades=tuple(Quality),
    ),
)
QUALITY_WORDS: dict[Quality, str] = {
    Quality.ABOVE: N_("Above what was asked"),
    Quality.MET: N_("As asked"),
    Quality.PARTLY: N_("Partly as asked"),
}
VIETNAMESE_QUALITY: dict[Quality, str] = {
    Quality.ABOVE: "vượt yêu cầu",
    Quality.MET: "đạt yêu cầu",
    Quality.PARTLY: "đạt một phần",
}
QUALITY_TONES: dict[Quality, str] = {Quality.ABOVE: "good", Quality.MET: "info", Quality.PARTLY: "warn"}
TIMELINESS_WORDS: dict[Timeliness, str] = {
    Timeliness.EARLY: N_("before the deadline"),
    Timeliness.ON_DAY: N_("on the deadline"),
    Timeliness.LATE: N_("after the deadline"),
    Timeliness.NO_DEADLINE: N_("without a deadline"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What the giver says of an accepted task.

    :param reached: the quantitative criteria, in percent of what was asked; None where there are none
    """

    quality: Quality
    reached: int | None = None


class ReachedOutOfRange(Refusal):
    """A share that nobody can have reached."""

    sentence = N_("What was reached is a whole number of percent from 0 to %(most)s.")
    field = "reached"


class NothingToJudge(Refusal):
    """Criteria measured of a task whose quality nobody judges."""

    sentence = N_("Choose the quality too; what was reached alone is no evaluation.")
    field = "quality"


def check_judged(judged: Judged | None) -> None:
    """Refuse a share outside its range.

    :raises ReachedOutOfRange: if it is
    """
    if judged is not None and judged.reached is not None and not 0 <= judged.reached <= MOST_REACHED:
        raise ReachedOutOfRange(most=MOST_REACHED)


def timeliness(*, accepted_on: date, due_on: date | None) -> Timeliness:
    """Return how a day of acceptance lies to the agreed deadline, extensions included."""
    if due_on is None:
        return Timeliness.NO_DEADLINE
    if accepted_on == due_on:
        return Timeliness.ON_DAY
    return Timeliness.EARLY if accepted_on < due_on else Timeliness.LATE
