"""Random histories: what was known on any past day never changes, and equals a naive replay."""

import datetime
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import House, at
from tests.tasks.conftest import Desk

from nghisu.figures.queries import quarter_figures
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Refusal
from nghisu.tasks import actions, queries
from nghisu.tasks.models import Extension, Task, TaskSpan
from nghisu.tasks.rules.status import Stage, Status, status_on

ACTS = ("submit", "accept", "return", "ask", "grant", "pause", "resume", "end", "move", "shift", "report")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 25), st.integers(0, 40)),
    max_size=14,
)
START = datetime.date(2023, 1, 9)


@dataclass
class Replay:
    """What a clerk with a notebook would know: after each act, the whole state of each task."""

    pages: list[tuple[datetime.date, dict[str, dict[str, Any]]]] = field(default_factory=list)

    def write(self, day: datetime.date) -> None:
        state = {
            task.code: {
                "unit": task.unit.code,
                "origin": task.origin,
                "stage": task.stage,
                "due_on": task.due_on,
                "accepted_on": task.accepted_on,
            }
            for task in Task.objects.select_related("unit")
        }
        self.pages.append((day, state))

    def on(self, day: datetime.date) -> dict[str, dict[str, Any]]:
        return next((state for wrote, state in reversed(self.pages) if wrote <= day), {})


def act(desk: Desk, what: str, task: Task, day: datetime.date, earlier: int) -> None:
    """Try an act; the rules may refuse it."""
    common: dict[str, Any] = {"by": desk.minh, "at": at(f"{day.isoformat()} 10:00")}
    version = desk.now(task).version
    past = day - datetime.timedelta(days=earlier)
    document = Task.objects.filter(directive__isnull=False).select_related("directive")[0].directive
    match what:
        case "submit":
            actions.submit_product(task=task, version=version, submitted_on=past, **common)
        case "accept":
            actions.accept(task=task, version=version, accepted_on=past, document=document, **common)
        case "return":
            actions.return_with_reason(task=task, version=version, reason="…", document=document, **common)
        case "ask":
            due = desk.now(task).due_on or day
            later = due + datetime.timedelta(days=earlier)
            actions.ask_extension(task=task, version=version, new_due_on=later, reason="…", **common)
        case "grant":
            for extension in Extension.objects.filter(task=task, decided_on=None):
                actions.grant_extension(extension=extension, version=version, document=document, **common)
        case "pause":
            actions.pause(task=task, version=version, reason="…", **common)
        case "resume":
            actions.resume(task=task, version=version, **common)
        case "end":
            actions.end(task=task, version=version, document=document, **common)
        case "move":
            unit = desk.house.units["A1" if earlier % 2 else "DUK"]
            actions.correct(task=task, version=version, unit=unit, reason="…", **common)
        case "shift":
            actions.correct(task=task, version=version, accepted_on=past, reason="…", **common)
        case "report":
            actions.report_progress(task=task, version=version, words="…", **common)


@pytest.mark.django_db
@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_day_of_a_random_history_is_known_as_a_notebook_would_have_it(
    house: House, steps: list[tuple[str, int, int, int]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        _play(Desk(house), steps)
        transaction.set_rollback(True)


def _play(desk: Desk, steps: list[tuple[str, int, int, int]]) -> None:
    notebook = Replay()
    tasks = [desk.arising(given="2023-01-10 09:30"), desk.planned(given="2023-01-10 09:40")]
    tasks.append(desk.arising(unit="DUK", due=None, given="2023-01-10 09:50"))
    day = datetime.date(2023, 1, 10)
    notebook.write(day)
    for what, which, days, earlier in steps:
        day += datetime.timedelta(days=days)
        try:
            act(desk, what, tasks[which], day, earlier)
        except Refusal:
            continue
        notebook.write(day)

    known = START
    while known <= day + datetime.timedelta(days=3):
        _compare(desk, notebook, known)
        known += datetime.timedelta(days=5)
    _compare(desk, notebook, day)
    for task in tasks:
        _check_chain(task)


def _compare(desk: Desk, notebook: Replay, day: datetime.date) -> None:
    expected = notebook.on(day)
    spans = queries.with_status(queries.with_names(queries.known_spans(day)), day)
    found = {span.task.code: span for span in spans}
    assert set(found) == set(expected)
    for code, state in expected.items():
        span = found[code]
        assert {
            "unit": span.unit.code,
            "origin": span.origin,
            "stage": span.stage,
            "due_on": span.due_on,
            "accepted_on": span.accepted_on,
        } == state
        assert Status(span.status) is status_on(
            day, stage=Stage(state["stage"]), due_on=state["due_on"], accepted_on=state["accepted_on"]
        )
    for quarter in (Quarter(2023, 1), Quarter(2023, 2)):
        figures = quarter_figures(unit=desk.house.units["DUK"], quarter=quarter, as_of=day, standing=None)
        done = [
            state
            for state in expected.values()
            if state["unit"] == "DUK" and state["accepted_on"] and quarter.holds(state["accepted_on"])
        ]
        assert figures.total == len(done) == figures.planned + figures.arising
        assert figures.values["due"] == figures.values["due_done"] + figures.values["due_open"]


def _check_chain(task: Task) -> None:
    """The spans follow each other without a gap, and the last one is the task itself."""
    spans = list(TaskSpan.objects.filter(task=task).order_by("number"))
    assert [span.number for span in spans] == list(range(1, len(spans) + 1))
    for before, after in zip(spans, spans[1:], strict=False):
        assert before.known_until == after.known_from
    stored = Task.objects.get(pk=task.pk)
    assert spans[-1].known_until is None
    for name in ("unit_id", "lead_id", "origin", "due_on", "stage", "accepted_on", "returns", "extensions"):
        assert getattr(spans[-1], name) == getattr(stored, name)
