"""The whole table as known on any day equals the naive count; a closed quarter keeps what it counted."""

import random
import uuid
from collections import Counter
from datetime import date, timedelta

import pytest
from tests.conftest import House, at
from tests.tasks.conftest import Desk, day

from nghisu.bench import tasks as bench
from nghisu.figures.queries import quarter_figures
from nghisu.figures.queries.table import closed_table, done_table
from nghisu.kit.periods import Quarter
from nghisu.tasks import actions
from nghisu.tasks.models import Task, TaskSpan

Q1 = Quarter(2023, 1)


def some_history(desk: Desk, house: House, chance: random.Random) -> list[TaskSpan]:
    """Store tasks whose acceptance comes, goes and moves between units, over a year."""
    given = desk.arising()
    spans = []
    template = TaskSpan.objects.get(task=given)
    start = date(2022, 9, 1)
    for number in range(6):
        task = Task.objects.get(pk=given.pk)
        task.pk, task.code = uuid.uuid4(), f"T-{number}"
        task._state.adding = True
        task.save()
        known = start + timedelta(chance.randrange(200))
        count = chance.randrange(1, 5)
        for place in range(1, count + 1):
            accepted = known - timedelta(chance.randrange(30)) if chance.random() < 0.6 else None
            until = known + timedelta(chance.randrange(60)) if place < count else None
            spans.append(
                TaskSpan(
                    task=task,
                    number=place,
                    unit=house.units[chance.choice(["DUK", "A1", "A2"])],
                    giver=None,
                    asked_by=template.asked_by,
                    lead=template.lead,
                    origin="arising",
                    directive=template.directive,
                    given_on=date(2022, 8, 1),
                    due_on=None,
                    stage="accepted" if accepted else "open",
                    submitted_on=accepted,
                    accepted_on=accepted,
                    known_from=known,
                    known_until=until,
                    at=at(f"{known} 09:00"),
                    act="given",
                )
            )
            known = until or known
    TaskSpan.objects.bulk_create(spans)
    return spans


@pytest.mark.parametrize("seed", range(4))
def test_the_table_of_every_day_equals_the_naive_count(desk: Desk, house: House, seed: int) -> None:
    spans = some_history(desk, house, random.Random(seed))

    for number in range(0, 400, 7):
        asked = date(2022, 9, 1) + timedelta(number)
        naive = Counter(
            (one.unit_id, Quarter.of(one.accepted_on), str(one.origin))
            for one in spans
            if one.accepted_on
            and one.known_from <= asked
            and (one.known_until is None or one.known_until > asked)
        )
        assert done_table(asked) == dict(naive)


def test_a_closed_quarter_keeps_what_it_counted_whatever_is_corrected(desk: Desk, house: House) -> None:
    task = desk.done(desk.arising(due="31/3/2023"), "2023-03-20 09:00")
    actions.close_quarter(unit=house.units["DUK"], quarter=Q1, by=desk.minh, at=at("2023-04-10 09:00"))

    actions.correct(
        task=desk.now(task),
        version=desk.now(task).version,
        accepted_on=day("3/4/2023"),
        reason="Ghi nhầm ngày",
        by=desk.minh,
        at=at("2023-04-12 09:00"),
    )

    live = quarter_figures(unit=house.units["DUK"], quarter=Q1, as_of=day("21/4/2023"), standing=None)
    assert closed_table("done")[house.units["DUK"].pk, Q1] == 1
    assert live.total == 0


@pytest.mark.once
def test_the_measured_history_comes_out_the_same_and_the_closed_part_is_only_read(db: None) -> None:
    found = bench.measure(300, rounds=1)

    assert found["tasks"] == 300
    assert found["cells"] > 100
    assert set(bench.compared(found, found)) >= {"growth_quarter", "growth_closed"}
