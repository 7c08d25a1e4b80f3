"""What a line of a plan is about, what it is to become, and the days a plan covers."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from nghisu.kit.periods import ROMAN, Quarter
from nghisu.kit.refusals import N_, Refusal


class FieldOfWork(StrEnum):
    """What the programme of a body is made of. Source: brief.md M13."""

    PROJECT = "project"  # đề án cấp trên giao
    REGULATION = "regulation"  # quy chế, quy định, hướng dẫn cần xây dựng, sửa đổi
    CONFERENCE = "conference"
    INSPECTION = "inspection"
    OTHER = "other"


FIELD_OF_WORK_WORDS: dict[FieldOfWork, str] = {
    FieldOfWork.PROJECT: N_("Project assigned by superiors"),
    FieldOfWork.REGULATION: N_("Regulation to write or amend"),
    FieldOfWork.CONFERENCE: N_("Conference"),
    FieldOfWork.INSPECTION: N_("Inspection and supervision"),
    FieldOfWork.OTHER: N_("Other work"),
}


class Becomes(StrEnum):
    """What a line is to become."""

    DRAFT = "draft"
    DOCUMENT = "document"
    MEETING = "meeting"
    TASK = "task"


BECOMES_WORDS: dict[Becomes, str] = {
    Becomes.DRAFT: N_("A draft for discussion"),
    Becomes.DOCUMENT: N_("An issued document"),
    Becomes.MEETING: N_("A meeting"),
    Becomes.TASK: N_("Work whose product is reported"),
}


class HowPlanned(StrEnum):
    """How a line came into its plan, or left it; what a plan is read by."""

    CARRIED = "carried"
    ADOPTED = "adopted"
    ADDED = "added"
    DROPPED = "dropped"


HOW_PLANNED_WORDS: dict[HowPlanned, str] = {
    HowPlanned.CARRIED: N_("Carried over from an earlier plan"),
    HowPlanned.ADOPTED: N_("In the plan as adopted"),
    HowPlanned.ADDED: N_("Added after the adoption"),
    HowPlanned.DROPPED: N_("Dropped"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a quarter of it, or a month."""

    year: int
    quarter: int | None = None
    month: int | None = None

    @property
    def first(self) -> date:
        """The first day."""
        if self.month:
            return date(self.year, self.month, 1)
        return Quarter(self.year, self.quarter).first if self.quarter else date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Period":
        """The period of the same length that follows."""
        if self.month:
            return Period(self.year + self.month // 12, None, self.month % 12 + 1)
        if self.quarter:
            after = Quarter(self.year, self.quarter).next
            return Period(after.year, after.number)
        return Period(self.year + 1)

    @property
    def previous(self) -> "Period":
        """The period of the same length before."""
        if self.month:
            return Period(self.year - (self.month == 1), None, (self.month - 2) % 12 + 1)
        if self.quarter:
            before = Quarter(self.year, self.quarter).previous
            return Period(before.year, before.number)
        return Period(self.year - 1)

    @property
    def longer(self) -> "Period | None":
        """The period that this one is part of: the quarter of a month, the year of a quarter."""
        if self.month:
            return Period(self.year, (self.month - 1) // 3 + 1)
        return Period(self.year) if self.quarter else None

    @property
    def label(self) -> str:
        """As offices write it: ``4/2023``, ``II/2023``, ``2023``."""
        if self.month:
            return f"{self.month}/{self.year}"
        return f"{ROMAN[self.quarter - 1]}/{self.year}" if self.quarter else str(self.year)

    @property
    def months(self) -> list[tuple[int, int]]:
        """Year and month of each month in it."""
        if self.month:
            return [(self.year, self.month)]
        first = (self.quarter - 1) * 3 if self.quarter else 0
        return [(self.year, first + n) for n in range(1, 4 if self.quarter else 13)]

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day <= self.last


class NothingLonger(Refusal):
    """A plan made from a longer one that is not adopted."""

    sentence = N_("There is no adopted plan of %(unit)s for %(period)s from which this one could be made.")
    field = "title"


class SameWorkTwice(Refusal):
    """Work given from two lines that are the same work."""

    sentence = N_("Work was already given from line %(number)s of “%(programme)s”; it is the same work.")


def how_planned(
    *, is_carried_over: bool, added_on: date, adopted_on: date | None, dropped_on: date | None, day: date
) -> HowPlanned:
    """Return how a line stands in its plan on a day."""
    if dropped_on is not None and dropped_on <= day:
        return HowPlanned.DROPPED
    if is_carried_over:
        return HowPlanned.CARRIED
    if adopted_on is not None and added_on > adopted_on:
        return HowPlanned.ADDED
    return HowPlanned.ADOPTED


def is_part_due(*, due_on: date | None, period: Period) -> bool:
    """Tell whether a line of a longer plan belongs into the plan of a period: it falls due within it."""
    return due_on is not None and period.holds(due_on)
