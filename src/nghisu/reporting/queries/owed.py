"""Reports that units owe, told to the letters that urge late work."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from nghisu.reporting.models import Submission
from nghisu.reporting.rules.campaigns import FILLABLE
from nghisu.tasks.queries.reminding import Owed, register_late_reports


def late_reports(askers: Iterable[UUID], day: date) -> dict[UUID, list[Owed]]:
    """Return the reports asked by some units that are not sent and past their due day, by who owes them."""
    rows = (
        Submission.objects.filter(
            campaign__unit_id__in=set(askers), status__in=FILLABLE, campaign__due_on__lt=day
        )
        .order_by("campaign__due_on", "campaign__title")
        .values_list("unit_id", "campaign__title", "campaign__due_on")
    )
    found: dict[UUID, list[Owed]] = {}
    for unit, title, due_on in rows:
        found.setdefault(unit, []).append(Owed(title, due_on))
    return found


register_late_reports(late_reports)
