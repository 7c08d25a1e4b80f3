"""Random histories with shares, returns, extensions, closed quarters and a merger of units.

Whatever happens: planned and arising make the whole, a parent counts what its children count, and every
old day answers as it answered on that day.
"""

import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import House, at
from tests.tasks.conftest import Desk

from nghisu.figures.queries import quarter_figures
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Refusal
from nghisu.organisation.actions.units import merge_units
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import standing_of
from nghisu.tasks import actions, queries
from nghisu.tasks.actions import Share
from nghisu.tasks.actions.correcting import close_quarter
from nghisu.tasks.models import Extension, ProgrammeItem, Task
from nghisu.tasks.queries.board import below, board_of
from nghisu.tasks.queries.products import product_counts
from nghisu.tasks.rules.products import Expected, Kind
from nghisu.tasks.rules.status import DONE, Stage, Status

ACTS = (
    "give",
    "plan",
    "cascade",
    "submit",
    "accept",
    "part",
    "return",
    "extend",
    "close",
    "merge",
    "move",
    "end",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 11), st.integers(0, 21)), min_size=4, max_size=22
)
QUARTERS = (Quarter(2023, 1), Quarter(2023, 2), Quarter(2023, 3))
UNITS = ("DUK", "A1", "A2", "A3")
Known = dict[str, Any]


def act(desk: Desk, what: str, which: int, day: datetime.date) -> None:
    """Try an act; the rules may refuse it."""
    moment, units = at(f"{day.isoformat()} 10:00"), desk.house.units
    by = standing_of(desk.house.people["minh"], day)
    common: dict[str, Any] = {"by": by, "at": moment}
    tasks = list(Task.objects.order_by("code"))
    task = tasks[which % len(tasks)]
    version = task.version
    document = tasks[0].directive
    match what:
        case "give":
            due = (day + datetime.timedelta(days=20)).strftime("%d/%m/%Y")
            desk.arising(due=due, given=f"{day} 09:00", products=[Expected(Kind.REPORT, 2)])
        case "plan":
            items = list(_free_items())
            if items:
                actions.assign_planned(item=items[0], **common)
        case "cascade":
            shares = [Share(unit=units[code]) for code in ("A1", "A2", "A3")[: which % 3 + 1]]
            actions.cascade(task=task, version=version, shares=shares, **common)
        case "submit":
            actions.submit_product(task=task, version=version, **common)
        case "accept":
            actions.accept(task=task, version=version, document=document, **common)
        case "part":
            counts = dict.fromkeys(task.products.values_list("pk", flat=True), 1)
            actions.accept_part(
                task=task, version=version, counts=counts, reason="…", document=document, **common
            )
        case "return":
            actions.return_with_reason(task=task, version=version, reason="…", document=document, **common)
        case "extend":
            later = (task.due_on or day) + datetime.timedelta(days=7)
            actions.ask_extension(task=task, version=version, new_due_on=later, reason="…", **common)
            actions.grant_extension(
                extension=Extension.objects.get(task=task, decided_on=None),
                version=version + 1,
                document=document,
                **common,
            )
        case "close":
            close_quarter(unit=units["DUK"], quarter=QUARTERS[which % 3], **common)
        case "merge":
            source = Unit.objects.get(code="A1")
            merge_units(
                sources=[source],
                expected_versions=[source.version],
                into=units["A3"],
                day=day,
                document="Quyết định 1-QĐ/ĐUK",
                **common,
            )
        case "move":
            actions.hand_over(task=task, version=version, unit=units["A3"], **common)
        case "end":
            actions.end(task=task, version=version, document=document, **common)


def _free_items() -> Any:
    return ProgrammeItem.objects.exclude(pk__in=Task.objects.values("programme_item")).order_by("number")


def known_on(desk: Desk, day: datetime.date) -> Known:
    """Return every number there is as known on a day, after holding them against each other."""
    found: Known = {}
    for code in UNITS:
        for quarter in QUARTERS:
            figures = quarter_figures(unit=desk.house.units[code], quarter=quarter, as_of=day, standing=None)
            assert figures.planned + figures.arising == figures.total
            assert figures.values["due_done"] + figures.values["due_open"] == figures.values["due"]
            assert figures.total == len(figures.figure("done").records)
            found[f"{code} {quarter}"] = figures.values
    spans = queries.with_status(queries.known_spans(day), day)
    rows = list(spans.values_list("task_id", "task__parent_id", "status", "stage"))
    shares = {pk: [row for row in rows if row[1] == pk and row[3] != Stage.ENDED] for pk, *_rest in rows}
    for pk, (accepted, expected) in product_counts(list(shares), day=day).items():
        assert 0 <= accepted <= expected
        found[f"products {pk}"] = (accepted, expected)
    for pk, children in shares.items():
        below_it = below(Task(pk=pk), day=day)
        leaves = [one for one in _leaves(pk, shares) if one[0] != pk]
        assert (below_it.shares, below_it.done) == (
            len(leaves),
            sum(Status(one[2]) in DONE for one in leaves),
        )
        found[f"below {pk}"] = (below_it, len(children))
    return found


def _leaves(pk: Any, shares: dict[Any, list[Any]]) -> list[Any]:
    found = []
    for one in shares.get(pk, []):
        found += _leaves(one[0], shares) if shares.get(one[0]) else [one]
    return found


@pytest.mark.django_db
@given(steps=STEPS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_keeps_sums_parents_and_old_days(house: House, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        _play(Desk(house), steps)
        transaction.set_rollback(True)


def _play(desk: Desk, steps: list[tuple[str, int, int]]) -> None:
    desk.house.add_unit("A3", "Đảng ủy Bộ Ví dụ Ba", "DUK")
    desk.arising(lead="VP", due="30/6/2023", given="2023-01-10 09:30")
    desk.planned(given="2023-01-10 09:40")
    day = datetime.date(2023, 1, 10)
    pages: dict[datetime.date, Known] = {day: known_on(desk, day)}
    for what, which, days in steps:
        day += datetime.timedelta(days=days)
        try:
            act(desk, what, which, day)
        except Refusal:
            continue
        pages[day] = known_on(desk, day)
    assert {one: known_on(desk, one) for one in pages} == pages
    board = board_of(standing_of(desk.house.people["minh"], day), day=day, quarter=Quarter.of(day))
    assert board.shares >= board.shown
