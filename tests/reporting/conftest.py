"""Reports of the first quarter of 2023, on a few tasks."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.conftest import House, at
from tests.figures.conftest import quarter_one
from tests.tasks.conftest import Desk, desk

from nghisu.kit.periods import Quarter
from nghisu.reporting.actions import reports as actions
from nghisu.reporting.models import Report
from nghisu.tasks.models import Task

__all__ = ["desk", "quarter_one"]
Q1 = Quarter(2023, 1)


@pytest.fixture
def few_done(desk: Desk) -> list[Task]:
    """Return two planned and one arising task, accepted in March."""
    items = list(desk.programme(items=2).items.all())
    done = [desk.planned(item) for item in items] + [desk.arising(due="31/3/2023")]
    answer = desk.directive("Trả lời", "2023-03-01 08:00")
    for task in done:
        desk.submit(task, "2023-03-20 09:00")
        desk.accept(task, "2023-03-21 09:00", document=answer if task.asked_by_id else None)
    return done


@pytest.fixture
def begin(house: House) -> Callable[..., Report]:
    """Return a function that begins the report of DUK."""

    def make(**rest: Any) -> Report:
        values: dict[str, Any] = {
            "unit": house.units["DUK"],
            "drafter": house.units["VP"],
            "quarter": Q1,
            "as_of": date(2023, 4, 21),
            "by": house.standing("minh"),
            "at": at("2023-04-21 09:00"),
        }
        return actions.draft_report(**{**values, **rest})

    return make
