"""Which regulations a procedure goes by, and whether the office held them against the text."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nghisu.ballots.models.completing import Procedure
from nghisu.ballots.rules.steps import STEPS, Branch, NoRegulation, Regulation, regulation_on
from nghisu.organisation.models import ConfirmedRules


@dataclass(frozen=True, slots=True)
class HeldRegulation:
    """A regulation and whether a person of the office compared it with the original."""

    regulation: Regulation
    is_confirmed: bool


def is_confirmed(unit: UUID, subject: str, day: date) -> bool:
    """Tell whether the unit's office confirmed the regulation on a subject in force on the day."""
    try:
        code = regulation_on(subject, day).code
    except NoRegulation:
        return False
    return ConfirmedRules.objects.filter(unit=unit, code=code).exists()


def regulations_of(procedure: Procedure) -> list[HeldRegulation]:
    """Return the regulations of a procedure's steps, each once, in the order of the steps."""
    subjects = dict.fromkeys(step.subject for step in STEPS[Branch(procedure.branch)])
    found = [regulation_on(subject, procedure.opened_on) for subject in subjects]
    codes = [one.code for one in found]
    rows = ConfirmedRules.objects.filter(unit=procedure.unit_id, code__in=codes)
    confirmed = set(rows.values_list("code", flat=True))
    return [HeldRegulation(one, one.code in confirmed) for one in found]
