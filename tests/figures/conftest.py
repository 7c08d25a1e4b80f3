"""A quarter's work: 89 planned and 17 arising tasks accepted, and some that do not count."""

import pytest
from tests.tasks.conftest import Desk, desk

from nghisu.tasks.models import Task

__all__ = ["desk"]


@pytest.fixture
def quarter_one(desk: Desk) -> list[Task]:
    """Return 106 tasks of DUK accepted in the first quarter of 2023; others wait or came later."""
    programme = desk.programme(items=90)
    items = list(programme.items.all())
    done = [desk.planned(item, given="2023-01-05 08:00") for item in items]
    done += [desk.arising(title=f"Yêu cầu {n}", due="31/3/2023") for n in range(1, 18)]
    answer = desk.directive("Trả lời", "2023-03-01 08:00")
    waiting = done.pop(0)
    for n, task in enumerate(done):
        when = f"2023-0{n % 3 + 1}-{n % 17 + 11} 09:00"
        desk.submit(task, when)
        desk.accept(task, when, document=answer if task.asked_by_id else None)
    desk.submit(waiting, "2023-03-31 16:00")
    desk.accept(waiting, "2023-04-03 09:00")
    desk.arising(unit="DUK", due="20/4/2023")
    desk.arising(unit="A1", lead="A1")
    return done
