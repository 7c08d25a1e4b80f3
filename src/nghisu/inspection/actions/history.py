"""Lock an inspection for a step, save it, and keep the step with its day."""

from datetime import date, datetime
from typing import Any

from nghisu.inspection.models import Inspection, InspectionStep
from nghisu.inspection.rules import steps
from nghisu.inspection.rules.steps import State, Taken
from nghisu.kit.refusals import Conflict
from nghisu.organisation.queries import day_of


def locked(inspection: Inspection, version: int, taken: Taken) -> Inspection:
    """Return the inspection, locked, if it was not changed meanwhile and the step is possible now.

    :raises steps.StepNotNow: if its state does not allow the step
    """
    stored = Inspection.locked(inspection.pk)
    if stored.version != version:
        raise Conflict
    steps.check_taken(taken, State(stored.state))
    return stored


def save(inspection: Inspection, version: int, **values: Any) -> None:
    """Save some fields over the version that was read."""
    for name, value in values.items():
        setattr(inspection, name, value)
    inspection.save_over(version, *values)


def put_step(
    inspection: Inspection, taken: Taken, *, at: datetime, on: date | None = None, words: str = ""
) -> InspectionStep:
    """Keep a step, known from the day of ``at``; no step lies before the last one."""
    last = InspectionStep.objects.filter(inspection=inspection).order_by("-number").first()
    day = day_of(at)
    said = words.strip()
    return InspectionStep.objects.create(
        inspection=inspection,
        number=(last.number if last else 0) + 1,
        taken=taken,
        state=inspection.state,
        day=max(day, last.day) if last else day,
        at=at,
        words=f"{on:%d/%m/%Y}. {said}".strip() if on and on != day else said,
    )
