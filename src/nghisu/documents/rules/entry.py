"""Urgency, and by when the tasks of an incoming document must be entered."""

from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_
from nghisu.kit.working_days import add_working_days


class Urgency(StrEnum):
    """The mark under the number. Source: Hướng dẫn 36-HD/VPTW."""

    NONE = "none"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    EXPRESS = "express"


URGENCY_NAMES = {
    Urgency.NONE: N_("Ordinary"),
    Urgency.URGENT: N_("Urgent"),
    Urgency.VERY_URGENT: N_("Very urgent"),
    Urgency.EXPRESS: N_("Express"),
}
URGENCY_MARKS = {
    Urgency.NONE: "",
    Urgency.URGENT: "KHẨN",
    Urgency.VERY_URGENT: "THƯỢNG KHẨN",
    Urgency.EXPRESS: "HỎA TỐC",
}


def entry_deadline(*, received_on: date, urgency: Urgency, tasks: int) -> date:
    """Return the last day on which the tasks of an incoming document must be entered.

    Urgent ones the same day, ordinary ones in one working day, those with several tasks in two.
    Source: the practice of Thanh Hóa 2025 (domain 4.1), second-hand: a setting the office confirms.
    """
    if urgency is not Urgency.NONE:
        return received_on
    return add_working_days(received_on, 2 if tasks > 1 else 1)
