"""Lock a visit for a step, save it, and keep the step with its day."""

from datetime import date, datetime
from typing import Any

from nghisu.kit.refusals import Conflict
from nghisu.organisation.queries import day_of
from nghisu.situation.rules import personal
from nghisu.visits.models import Visit, VisitStep
from nghisu.visits.rules import steps
from nghisu.visits.rules.steps import State, Taken


def locked(visit: Visit, version: int, taken: Taken) -> Visit:
    """Return the visit, locked, if it was not changed meanwhile and the step is possible now.

    :raises steps.StepNotNow: if its state does not allow the step
    """
    return locked_in(visit, version, steps.FROM[taken])


def locked_in(visit: Visit, version: int, states: frozenset[State]) -> Visit:
    """Return the visit, locked, if it was not changed meanwhile and stands in one of these states.

    :raises steps.StepNotNow: if it stands in another
    """
    stored = Visit.locked(visit.pk)
    if stored.version != version:
        raise Conflict
    if State(stored.state) not in states:
        raise steps.StepNotNow
    return stored


def save(visit: Visit, version: int, **values: Any) -> None:
    """Save some fields over the version that was read."""
    for name, value in values.items():
        setattr(visit, name, value)
    visit.fold()
    visit.save_over(version, *values, "folded")


def put_step(
    visit: Visit, taken: Taken, *, at: datetime, on: date | None = None, words: str = ""
) -> VisitStep:
    """Keep a step, known from the day of ``at``; no step lies before the last one."""
    last = VisitStep.objects.filter(visit=visit).order_by("-number").first()
    day = day_of(at)
    said = words.strip()
    return VisitStep.objects.create(
        visit=visit,
        number=(last.number if last else 0) + 1,
        taken=taken,
        state=visit.state,
        day=max(day, last.day) if last else day,
        at=at,
        words=f"{on:%d/%m/%Y}. {said}".strip() if on and on != day else said,
    )


def said(text: str, field: str) -> str:
    """Return words as they may be stored: about the unit and its work, pointing at no person.

    :raises personal.PointsAtAPerson: if something does
    """
    return personal.checked_text(text.strip(), field=field)
