"""The whole table as known on any day equals the naive count; a closed quarter keeps what it counted."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import House, at
from tests.tasks.conftest import Desk, day

from nghisu.bench import tasks as bench
from nghisu.figures.queries import figures_of, quarter_figures
from nghisu.figures.queries.table import closed_table, done_table
from nghisu.figures.rules.indicators import INDICATORS
from nghisu.kit.periods import Quarter
from nghisu.tasks import actions
from nghisu.tasks.models import ProgrammeItem, Task, TaskSpan
from nghisu.tasks.rules.origin import Origin
from nghisu.tasks.rules.status import Stage

Q1 = Quarter(2023, 1)
UNITS = ("DUK", "A1", "A2")
BEGINNING, GIVEN_ON = date(2022, 12, 12), date(2022, 11, 20)


@dataclass(frozen=True)
class State:
    """What a task became known as, so many days after the state before; any after any other."""

    after: int
    unit: str
    origin: Origin
    stage: Stage
    accepted_ago: int
    due_in: int | None
    extensions: int


STATES = st.builds(
    State,
    after=st.integers(0, 9),
    unit=st.sampled_from(UNITS),
    origin=st.sampled_from(Origin),
    stage=st.sampled_from(Stage),
    accepted_ago=st.integers(0, 25),
    due_in=st.none() | st.integers(0, 70),
    extensions=st.integers(0, 1),
)
HISTORIES = st.lists(st.lists(STATES, min_size=1, max_size=4), min_size=1, max_size=4)
IN_ONE_HOUSE = [HealthCheck.function_scoped_fixture]


@dataclass
class Shelf:
    """Tasks of no history yet, to which each example gives one."""

    desk: Desk
    tasks: list[Task]
    item: ProgrammeItem
    directive: Any

    def store(self, histories: list[list[State]]) -> list[TaskSpan]:
        """Store the histories as spans, each known until the next."""
        spans = []
        for task, states in zip(self.tasks, histories, strict=False):
            days = [BEGINNING]
            for state in states:
                days.append(days[-1] + timedelta(state.after))
            known = days[1:]
            untils = [*known[1:], None]
            rows = zip(states, known, untils, strict=True)
            spans += [self.span(task, number, *row) for number, row in enumerate(rows, start=1)]
        TaskSpan.objects.bulk_create(spans)
        return spans

    def span(self, task: Task, number: int, state: State, known: date, until: date | None) -> TaskSpan:
        is_planned = state.origin is Origin.PLANNED
        accepted = known - timedelta(state.accepted_ago) if state.stage is Stage.ACCEPTED else None
        return TaskSpan(
            task=task,
            number=number,
            unit=self.desk.house.units[state.unit],
            asked_by=self.desk.house.outside["BTCTW"],
            lead=self.desk.house.units["BTG"],
            origin=state.origin.value,
            programme_item=self.item if is_planned else None,
            directive=None if is_planned else self.directive,
            given_on=GIVEN_ON,
            due_on=GIVEN_ON + timedelta(state.due_in) if state.due_in is not None else None,
            stage=state.stage.value,
            submitted_on=accepted or (known if state.stage is Stage.SUBMITTED else None),
            accepted_on=accepted,
            extensions=state.extensions,
            known_from=known,
            known_until=until,
            at=at(f"{known} 09:00"),
            act="given",
        )


@pytest.fixture
def shelf(desk: Desk) -> Shelf:
    given_task, item = desk.arising(), desk.item()
    TaskSpan.objects.all().delete()
    tasks = []
    for number in range(4):
        task = Task.objects.get(pk=given_task.pk)
        task.pk, task.code, task._state.adding = uuid.uuid4(), f"T-{number}", True
        task.save()
        tasks.append(task)
    return Shelf(desk, tasks, item, given_task.directive)


def every_day(spans: list[TaskSpan]) -> list[date]:
    """Return the days from the one before the first act to the one after the last."""
    known = [one.known_from for one in spans]
    first = min(known) - timedelta(1)
    return [first + timedelta(number) for number in range((max(known) - first).days + 2)]


def known_on(spans: list[TaskSpan], asked: date) -> list[TaskSpan]:
    return [
        one
        for one in spans
        if one.known_from <= asked and (one.known_until is None or one.known_until > asked)
    ]


@pytest.mark.django_db
@given(histories=HISTORIES)
@settings(max_examples=60, deadline=None, suppress_health_check=IN_ONE_HOUSE)
def test_the_table_of_every_day_of_any_history_equals_the_naive_count(
    shelf: Shelf, histories: list[list[State]]
) -> None:
    with transaction.atomic():
        spans = shelf.store(histories)
        days = every_day(spans)

        tables = {asked: done_table(asked) for asked in days}

        assert tables == {asked: naive_table(known_on(spans, asked)) for asked in days}
        assert bench.table_by_objects(days[-1]) == tables[days[-1]]
        transaction.set_rollback(True)


def naive_table(known: list[TaskSpan]) -> dict[Any, int]:
    """Count by hand what the table says."""
    accepted = [(one, one.accepted_on) for one in known if one.accepted_on is not None]
    return dict(Counter((one.unit_id, Quarter.of(on), str(one.origin)) for one, on in accepted))


@pytest.mark.django_db
@given(histories=HISTORIES)
@settings(max_examples=15, deadline=None, suppress_health_check=IN_ONE_HOUSE)
def test_every_figure_of_every_day_of_any_history_equals_the_naive_count(
    shelf: Shelf, histories: list[list[State]]
) -> None:
    units, quarters = [shelf.desk.house.units[code] for code in UNITS], [Q1.previous, Q1]
    with transaction.atomic():
        spans = shelf.store(histories)
        for asked in every_day(spans):
            found = figures_of(units, quarters=quarters, as_of=asked, standing=None)

            assert {(one.unit.code, one.quarter): one.values for one in found} == {
                (unit.code, quarter): naive_figures(
                    [one for one in known_on(spans, asked) if one.unit_id == unit.pk], quarter, asked
                )
                for unit in units
                for quarter in quarters
            }
        transaction.set_rollback(True)


def naive_figures(known: list[TaskSpan], quarter: Quarter, asked: date) -> dict[str, int]:
    """Count one by one what each definition of the registry says."""
    counted: Counter[str] = Counter()
    for one in known:
        counted.update(codes_of(one, quarter, asked))
    return {what.code: counted[what.code] for what in INDICATORS}


def codes_of(one: TaskSpan, quarter: Quarter, asked: date) -> set[str]:
    """Return the figures that count a task known as this."""
    found = set()
    if one.accepted_on and quarter.first <= one.accepted_on <= quarter.last:
        found |= {"done", f"done_{one.origin}"}
        is_late = one.due_on is not None and one.accepted_on > one.due_on
        found.add("done_late" if is_late else "done_in_time")
    if quarter.first <= one.given_on <= quarter.last:
        found.add("given")
    was_done = one.accepted_on is not None and one.accepted_on < quarter.first
    was_ended = one.stage == Stage.ENDED and one.known_from < quarter.first
    if one.given_on < quarter.first and not was_done and not was_ended:
        found.add("carried")
    is_counted = one.stage not in (Stage.ENDED, Stage.PAUSED)
    if one.due_on and quarter.first <= one.due_on <= min(quarter.last, asked) and is_counted:
        found |= {"due", "due_done" if one.stage == Stage.ACCEPTED else "due_open"}
        if one.extensions:
            found.add("extended")
    if one.stage == Stage.SUBMITTED:
        found.add("waiting")
    if one.stage in (Stage.OPEN, Stage.RETURNED) and one.due_on and one.due_on < asked:
        found.add("overdue")
    if one.stage not in (Stage.ACCEPTED, Stage.ENDED):
        found.add("open")
    return found


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
