"""Say that an office held a regulation of a procedure against its text."""

from datetime import datetime

from django.db import transaction

from nghisu.ballots.models.completing import Procedure
from nghisu.ballots.rules.steps import STEPS, Branch, UnknownStep, regulation_on
from nghisu.organisation.models import ConfirmedRules
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def confirm_regulation(*, procedure: Procedure, subject: str, by: Standing, at: datetime) -> ConfirmedRules:
    """Say that a person of the office held the regulation in force on that day against the original text.

    Said again it changes nothing.

    :raises UnknownStep: if no step of the procedure goes by a regulation on the subject
    """
    by.require("rules.confirm", unit=procedure.unit_id)
    if subject not in {step.subject for step in STEPS[Branch(procedure.branch)]}:
        raise UnknownStep
    regulation = regulation_on(subject, procedure.opened_on)
    made, is_new = ConfirmedRules.objects.get_or_create(
        unit=procedure.unit, code=regulation.code, defaults={"confirmed_at": at}
    )
    if is_new:
        note(
            verb="rules.confirmed",
            subject=procedure.unit,
            by=by,
            at=at,
            name=regulation.code,
            source=regulation.citation,
        )
    return made
