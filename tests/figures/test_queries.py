"""Figures and the records behind them."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.conftest import House, at
from tests.tasks.conftest import Desk, day

from nghisu.figures.queries import figure, figures_of, quarter_figures, registry
from nghisu.figures.queries.registry import Asked
from nghisu.figures.rules.indicators import INDICATORS
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import NotAllowed
from nghisu.tasks import actions
from nghisu.tasks.models import Task

Q1 = Quarter(2023, 1)


def command(*words: str) -> Any:
    printed = StringIO()
    call_command("figures", *words, stdout=printed)
    return json.loads(printed.getvalue())


def asked(as_of: str) -> Any:
    return command("--unit", "DUK", "--quarter", "2023-Q1", "--as-of", as_of, "--json")


def test_rule_T1_the_quarter_counts_106_of_which_89_planned_and_17_arising(
    house: House, quarter_by_acts: list[Task]
) -> None:
    found = quarter_figures(
        unit=house.units["DUK"], quarter=Q1, as_of=day("21/4/2023"), standing=house.standing("minh")
    )

    assert (found.total, found.planned, found.arising) == (106, 89, 17)
    done = found.figure("done")
    assert {span.task for span in done.records} == set(quarter_by_acts)
    assert done.url == "/nhiem-vu/?unit=DUK&counted=done&quarter=2023-Q1&as_of=2023-04-21"


def test_the_command_prints_the_figures_with_their_records(quarter_one: list[Task]) -> None:
    found = asked("2023-04-21")

    assert {key: found[key] for key in ("unit", "quarter", "as_of", "planned", "arising", "total")} == {
        "unit": "DUK",
        "quarter": "2023-Q1",
        "as_of": "2023-04-21",
        "planned": 89,
        "arising": 17,
        "total": 106,
    }
    assert sorted(row["code"] for row in found["records"]) == sorted(task.code for task in quarter_one)
    assert set(found["records"][0]) == {"code", "origin", "accepted_on"}
    assert sum(row["origin"] == "planned" for row in found["records"]) == 89


@pytest.mark.parametrize(("corrected", "as_of_the_21st"), [("2023-04-24", 106), ("2023-04-20", 104)])
def test_two_corrections_give_104_from_the_day_they_are_known(
    desk: Desk, quarter_one: list[Task], corrected: str, as_of_the_21st: int
) -> None:
    first, second = (desk.now(task) for task in quarter_one[:2])
    moment = at(f"{corrected} 08:00")

    actions.correct(
        task=first,
        version=first.version,
        accepted_on=day("3/4/2023"),
        reason="Ghi nhầm ngày",
        by=desk.minh,
        at=moment,
    )
    actions.correct(
        task=second,
        version=second.version,
        unit=desk.house.units["A1"],
        reason="Việc của A1",
        by=desk.minh,
        at=moment,
    )

    assert asked("2023-04-24")["total"] == 104
    assert asked("2023-04-21")["total"] == as_of_the_21st


def test_an_unknown_unit_or_quarter_is_said_in_a_sentence(house: House) -> None:
    with pytest.raises(CommandError):
        command("--unit", "XYZ", "--quarter", "2023-Q1")
    with pytest.raises(CommandError):
        command("--unit", "DUK", "--quarter", "2023-Q5")


def test_every_figure_counts_exactly_the_records_it_opens(house: House, quarter_one: list[Task]) -> None:
    found = quarter_figures(unit=house.units["DUK"], quarter=Q1, as_of=day("31/3/2023"), standing=None)

    assert {one.indicator.code: one.value for one in found.figures} == {
        one.indicator.code: one.records.count() for one in found.figures
    }
    assert found.due_share.words() == "106/107 (99,07%)"


def test_several_units_are_counted_in_one_statement(
    house: House, quarter_one: list[Task], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = figures_of(
            [house.units["DUK"], house.units["A1"]], quarters=[Q1], as_of=day("21/4/2023"), standing=None
        )

    assert [one.values["given"] for one in found] == [107, 1]


def test_a_stranger_gets_no_figure(house: House) -> None:
    with pytest.raises(NotAllowed):
        figure(
            "done",
            unit=house.units["DUK"],
            quarter=Q1,
            as_of=day("21/4/2023"),
            standing=house.standing("la"),
        )


def test_whoever_sees_a_figure_sees_the_tasks_it_counts(house: House) -> None:
    for key in house.people:
        standing = house.standing(key)
        assert standing.reach("figure.see") <= standing.reach("task.see"), key


def test_the_registry_names_each_figure_once() -> None:
    assert len({one.code for one in INDICATORS}) == len(INDICATORS)


def test_the_command_prints_every_registered_figure_and_each_with_its_records(
    house: House, quarter_one: list[Task]
) -> None:
    where = ("--unit", "DUK", "--quarter", "2023-Q1", "--as-of", "2023-04-21")
    everything = asked("2023-04-21")["figures"]
    known = registry.definitions(Asked(house.units["DUK"], Q1, day("21/4/2023")))

    assert set(everything) == set(known)
    for code, value in everything.items():
        one = command(*where, "--code", code, "--json")
        assert (one["value"], sum(record["amount"] for record in one["records"])) == (value, value)
    printed = StringIO()
    call_command("figures", *where, stdout=printed)
    assert len(printed.getvalue().splitlines()) == 1 + len(everything)
    with pytest.raises(CommandError):
        command(*where, "--code", "khong_co")
