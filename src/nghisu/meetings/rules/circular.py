"""Opinions by circular (phiếu xin ý kiến): on what they may be asked, and how they are counted.

Silence is never agreement: the share is taken of all incumbent members of the body, answering or not.
Personnel is decided at a meeting by secret ballot, never by circular.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Subject(StrEnum):
    """What a circular is about."""

    DOCUMENT = "document"
    PROGRAMME = "programme"
    FINANCE = "finance"
    ORGANISATION = "organisation"
    URGENT = "urgent"
    OTHER = "other"
    PERSONNEL = "personnel"


SUBJECT_NAMES = {
    Subject.DOCUMENT: N_("A draft document"),
    Subject.PROGRAMME: N_("A programme or plan"),
    Subject.FINANCE: N_("Finance and property"),
    Subject.ORGANISATION: N_("Organisation, without names of persons"),
    Subject.URGENT: N_("Urgent work between two sessions"),
    Subject.OTHER: N_("Another matter"),
    Subject.PERSONNEL: N_("Personnel"),
}


class NeverForPersonnel(Refusal):
    """A circular about persons."""

    sentence = N_(
        "Personnel is never decided by circular. Put it before a closed part and hold a secret vote."
    )
    field = "subject"


class DueTooSoon(Refusal):
    """A deadline that has passed."""

    sentence = N_("The deadline must lie in the future, so that members can read and answer.")
    field = "due_at"


class NobodyToAsk(Refusal):
    """A body without members."""

    sentence = N_("This body has no incumbent member to ask; enter its roster first.")
    field = "body"


class OpinionMissing(Refusal):
    """Another opinion without words."""

    sentence = N_("Write down the other opinion, so that it can be considered.")
    field = "opinion"


class AnswersClosed(Refusal):
    """An answer after the deadline."""

    sentence = N_(
        "The deadline has passed; answers are no longer taken here. Hand a late opinion to the office."
    )


class StillOpen(Refusal):
    """Closing before the deadline while answers are missing."""

    sentence = N_(
        "The deadline is %(due)s and %(missing)s members have not answered. Wait for it, or for them."
    )


class NotThisState(Refusal):
    """An act that does not fit where the circular stands."""

    sentence = N_(
        "The circular does not stand where this act belongs. Reload the page to see where it stands."
    )


def check_subject(subject: str) -> Subject:
    """Return the subject.

    :raises NeverForPersonnel: if it is about persons
    """
    if subject not in {one.value for one in Subject} or subject == Subject.PERSONNEL:
        raise NeverForPersonnel
    return Subject(subject)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts of a circular. ``silent`` gave no answer and agree to nothing."""

    base: int
    needed: int
    agreed: int
    disagreed: int
    other: int

    @property
    def silent(self) -> int:
        """How many of the base gave no answer."""
        return max(0, self.base - self.agreed - self.disagreed - self.other)

    @property
    def is_adopted(self) -> bool:
        """Whether enough of the base agreed."""
        return self.agreed >= self.needed


def may_close(*, due_at: datetime, now: datetime, missing: int) -> bool:
    """Tell whether the answers may be counted: the deadline has passed, or everybody answered."""
    return now >= due_at or missing == 0
