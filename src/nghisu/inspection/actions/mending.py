"""Mend what is still a draft: a line of a programme before its adoption, a remedy before the conclusion."""

from datetime import datetime

from django.db import transaction

from nghisu.inspection.actions.history import locked, put_step, save
from nghisu.inspection.actions.programmes import Line
from nghisu.inspection.models import Inspection, Remedy
from nghisu.inspection.queries import may_run
from nghisu.inspection.rules import exclusions, steps
from nghisu.inspection.rules.steps import Taken
from nghisu.kit import language
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def change_line(
    *, inspection: Inspection, version: int, line: Line, by: Standing, at: datetime
) -> Inspection:
    """Change a line of a programme that is not adopted yet.

    :raises steps.AdoptedBefore: if the programme is adopted
    :raises steps.NotBelow: if the inspected body stands under no unit of the programme
    :raises exclusions.AboutAPerson: if the work is about signs of violation or a person
    """
    inspection = _drafted(inspection, version, by)
    exclusions.refuse_excluded(line.content, day=day_of(at))
    steps.check_months(line.first_month, line.last_month)
    if line.inspected.pk not in by.tree.affiliates_with_past(inspection.unit_id):
        raise steps.NotBelow
    save(
        inspection,
        version,
        form=line.form,
        content=language.clean_name(line.content),
        folded=language.fold(f"{inspection.number} {line.content}")[:500],
        inspected=line.inspected,
        lead=line.lead,
        first_month=line.first_month,
        last_month=line.last_month,
        output=line.output,
    )
    put_step(inspection, Taken.CHANGED, at=at)
    note(verb="inspection.line_changed", subject=inspection, by=by, at=at)
    return inspection


@transaction.atomic
def remove_line(*, inspection: Inspection, version: int, by: Standing, at: datetime) -> None:
    """Remove a line of a programme that is not adopted yet; the others keep their numbers.

    :raises steps.AdoptedBefore: if the programme is adopted
    """
    inspection = _drafted(inspection, version, by)
    programme, number = inspection.programme, inspection.number
    inspection.delete()
    note(verb="inspection.line_removed", subject=programme, by=by, at=at, number=number)


@transaction.atomic
def drop_remedy(
    *, inspection: Inspection, version: int, remedy: Remedy, by: Standing, at: datetime
) -> Inspection:
    """Take a remedy out of the draft conclusion; the ones after it move up."""
    inspection = locked(inspection, version, Taken.DROPPED)
    if not may_run(by, inspection) or remedy.inspection_id != inspection.pk:
        raise NotAllowed
    title, order = remedy.title, remedy.order
    remedy.delete()
    for one in inspection.remedies.filter(order__gt=order).order_by("order"):
        one.order -= 1
        one.save(update_fields=["order"])
    inspection.save_over(version)
    put_step(inspection, Taken.DROPPED, at=at, words=title)
    note(verb="inspection.remedy_dropped", subject=inspection, by=by, at=at, remedy=order)
    return inspection


def _drafted(inspection: Inspection, version: int, by: Standing) -> Inspection:
    inspection = locked(inspection, version, Taken.CHANGED)
    by.require("inspection.run", unit=inspection.unit_id)
    if inspection.programme.adopted_on is not None:
        raise steps.AdoptedBefore
    return inspection
