"""After a vote: until when a complaint is heard, from when papers may be destroyed, what a result is worth.

Source: 190-QĐ/TW, Điều 33 (15 working days) and Điều 35 (six months); Điều lệ Đảng, Điều 13.2.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.working_days import add_working_days
from nghisu.organisation.rules.profiles import Outcome, RuleProfile


class RuleNotSet(Refusal):
    """The rules leave it open."""

    sentence = N_("The rules %(profile)s do not say how long. Enter it in the office's own rules first.")


class ComplaintTooLate(Refusal):
    """The days for complaints are over."""

    sentence = N_(
        "Complaints were heard until %(last)s, %(days)s working days after closing (%(source)s). "
        "Hand this one to the inspection committee of the superior."
    )
    field = "received_on"


class ComplaintBeforeClosing(Refusal):
    """Nothing to complain about yet."""

    sentence = N_("The vote was closed on %(closed)s. Enter a day from then on.")
    field = "received_on"


class TooEarlyToDestroy(Refusal):
    """The papers are still to be kept."""

    sentence = N_("The papers stay sealed until %(day)s (%(source)s). Destroy them from that day on.")
    field = "destroyed_on"


class ComplaintIsOpen(Refusal):
    """A complaint is not decided."""

    sentence = N_("A complaint is still open. The papers stay sealed until it is decided (%(source)s).")
    field = "destroyed_on"


class DecisionMissing(Refusal):
    """No decision orders it."""

    sentence = N_("Sealed papers are opened or destroyed by a decision only (%(source)s). Enter its number.")
    field = "decision"


def complaint_until(profile: RuleProfile, closed_on: date) -> date:
    """Return the last day on which a complaint is heard: the 15th working day after closing.

    Public holidays and exchanged Saturdays count as the offices keep them (kit.working_days).

    :raises RuleNotSet: if the rules do not say how long
    """
    if profile.complaint_working_days is None:
        raise RuleNotSet(profile=profile.code)
    return add_working_days(closed_on, profile.complaint_working_days)


def check_complaint(profile: RuleProfile, *, closed_on: date, received_on: date) -> None:
    """Refuse a complaint outside its days.

    :raises ComplaintBeforeClosing: if the vote was not closed yet
    :raises ComplaintTooLate: if the last day is over
    """
    last = complaint_until(profile, closed_on)
    if received_on < closed_on:
        raise ComplaintBeforeClosing(closed=closed_on)
    if received_on > last:
        raise ComplaintTooLate(
            last=last, days=profile.complaint_working_days, source=profile.article("complaint_working_days")
        )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def kept_until(profile: RuleProfile, sealed_on: date) -> date:
    """Return the first day on which sealed papers may be destroyed: six months after sealing.

    :raises RuleNotSet: if the rules do not say how long
    """
    if profile.retention_months is None:
        raise RuleNotSet(profile=profile.code)
    return months_after(sealed_on, profile.retention_months)


def check_destruction(
    profile: RuleProfile, *, sealed_on: date, destroyed_on: date, decision: str, complaint_open: bool
) -> None:
    """Refuse to destroy papers before their day, with an open complaint, or without a decision.

    :raises TooEarlyToDestroy: if they are still to be kept
    :raises ComplaintIsOpen: if a complaint is not decided
    :raises DecisionMissing: if no decision orders it
    """
    first = kept_until(profile, sealed_on)
    if destroyed_on < first:
        raise TooEarlyToDestroy(day=first, source=profile.article("retention_months"))
    if complaint_open:
        raise ComplaintIsOpen(source=profile.article("retention_months"))
    check_decision(profile, decision)


def check_decision(profile: RuleProfile, decision: str) -> None:
    """Refuse to open or destroy sealed papers without a decision.

    :raises DecisionMissing: if no number is given
    """
    if not decision.strip():
        raise DecisionMissing(source=profile.article("retention_months"))


class Answer(StrEnum):
    """What the superior said."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True)
class Worth:
    """What a result is worth now: a sentence, and whether the person holds the office."""

    words: str
    in_office: bool


WORTH: dict[tuple[Outcome, Answer], Worth] = {
    (Outcome.FINAL, Answer.PENDING): Worth(N_("Elected"), in_office=True),
    (Outcome.FINAL, Answer.APPROVED): Worth(N_("Elected"), in_office=True),
    (Outcome.NEEDS_APPROVAL, Answer.PENDING): Worth(
        N_("Elected, awaiting the approval of the superior"), in_office=False
    ),
    (Outcome.NEEDS_APPROVAL, Answer.APPROVED): Worth(
        N_("Elected and approved by the superior"), in_office=True
    ),
    (Outcome.PROPOSAL, Answer.PENDING): Worth(
        N_("Proposed, awaiting the decision of the superior"), in_office=False
    ),
    (Outcome.PROPOSAL, Answer.APPROVED): Worth(
        N_("Appointed by the decision of the superior"), in_office=True
    ),
}
NOT_GIVEN = {
    Answer.REFUSED: Worth(N_("Refused by the superior"), in_office=False),
    Answer.ANNULLED: Worth(N_("Annulled by the superior"), in_office=False),
}


def worth(outcome: Outcome, answer: Answer) -> Worth:
    """Return what being elected or proposed is worth: an addition voted 46 of 49 is a proposal, no mandate.

    Source: domain.md E18.
    """
    return NOT_GIVEN.get(answer) or WORTH[outcome, answer]
