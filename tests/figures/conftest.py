"""A quarter's work: 89 planned and 17 arising tasks accepted, and some that do not count."""

import datetime

import pytest
from tests.conftest import at
from tests.tasks.conftest import Desk, day, desk

from nghisu.tasks.actions.history import state_of
from nghisu.tasks.models import Programme, Task, TaskCounter, TaskSpan

__all__ = ["desk"]


def accepted_day(number: int) -> datetime.date:
    """Return a day of the first quarter of 2023, from the 11th to the 27th of a month."""
    return datetime.date(2023, number % 3 + 1, number % 17 + 11)


def others(desk: Desk, waiting: Task) -> None:
    """Add what does not count: handed in and accepted in April, still open, of another unit."""
    desk.submit(waiting, "2023-03-31 16:00")
    desk.accept(waiting, "2023-04-03 09:00")
    desk.arising(unit="DUK", due="20/4/2023", given="2023-04-04 08:00")
    desk.arising(unit="A1", lead="A1", given="2023-01-11 08:00")


@pytest.fixture
def quarter_by_acts(desk: Desk) -> list[Task]:
    """Return 106 tasks of DUK accepted in the first quarter of 2023, each given, done and accepted."""
    items = list(desk.programme(items=90).items.all())
    done = [desk.planned(item, given="2023-01-05 08:00") for item in items]
    done += [desk.arising(title=f"Yêu cầu {n}", due="31/3/2023") for n in range(1, 18)]
    answer = desk.directive("Trả lời", "2023-01-11 08:00")
    waiting = done.pop(0)
    for number, task in enumerate(done):
        when = f"{accepted_day(number).isoformat()} 09:00"
        desk.submit(task, when)
        desk.accept(task, when, document=answer if task.asked_by_id else None)
    others(desk, waiting)
    return done


@pytest.fixture
def quarter_one(desk: Desk) -> list[Task]:
    """Return the same, its 106 tasks written to the tables at once."""
    programme = desk.programme(items=90)
    items = list(programme.items.all())
    waiting = desk.planned(items[0], given="2023-01-05 08:00")
    directive = desk.directive(received="2023-01-10 08:00")
    tasks, spans = [], []
    for number in range(106):
        item = items[number + 1] if number < 89 else None
        task = _given(desk, programme, number, directive=None if item else directive, item=item)
        days = [task.given_on, accepted_day(number), accepted_day(number)]
        states = [
            ("given", {}),
            ("submitted", {"stage": "submitted", "submitted_on": accepted_day(number)}),
            ("accepted", {"stage": "accepted", "accepted_on": accepted_day(number)}),
        ]
        for place, (act, values) in enumerate(states):
            for name, value in values.items():
                setattr(task, name, value)
            spans.append(
                TaskSpan(
                    task=task,
                    number=place + 1,
                    known_from=days[place],
                    known_until=days[place + 1] if place < 2 else None,
                    at=at(f"{days[place]} 09:00"),
                    act=act,
                    **state_of(task),
                )
            )
        tasks.append(task)
    Task.objects.bulk_create(tasks)
    TaskSpan.objects.bulk_create(spans)
    TaskCounter.objects.filter(unit=programme.unit, year=2023).update(last=200)
    others(desk, waiting)
    return tasks


def _given(desk: Desk, programme: Programme, number: int, *, directive: object, item: object) -> Task:
    task = Task(
        unit=programme.unit,
        giver=programme.unit if item else None,
        asked_by=None if item else desk.house.outside["BTCTW"],
        lead=desk.house.units["BTG"],
        origin="planned" if item else "arising",
        programme_item=item,  # type: ignore[misc]
        directive=directive,
        given_on=day("10/1/2023"),
        due_on=day("31/3/2023"),
        code=f"DUK-2023-{number + 2:03d}",
        year=2023,
        title=f"Việc {number}",
    )
    task.fold()
    return task
