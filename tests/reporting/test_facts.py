"""A program reads the .docx of a report and asks the API for the records of each of its numbers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.conftest import House, Visitor, at
from tests.tasks.conftest import Desk, day

from nghisu.kit.facts import FoundFact, facts_in
from nghisu.reporting.exports import reports as exports
from nghisu.reporting.models import Report
from nghisu.reporting.rules.text import number_words
from nghisu.tasks import actions as tasks
from nghisu.tasks.models import Task

Begin = Callable[..., Report]
Visit = Callable[[str], Visitor]


def answers(found: list[FoundFact], visitor: Visitor) -> dict[str, dict[str, Any]]:
    """Ask for the figure behind each number, and hold it against the text."""
    asked = {}
    for one in found:
        answer = visitor.get(one.fact.address)
        assert answer.status_code == 200
        body = answer.json()
        assert one.text == number_words(body["value"])
        assert sum(record["amount"] for record in body["records"]) == body["value"]
        asked[one.fact.code] = body
    return asked


def a_year_of_changes(desk: Desk, done: list[Task]) -> None:
    """Give, finish, return and correct work from 22 April 2023 to the next spring."""
    for month in (5, 8, 11):
        task = desk.arising(
            title=f"Việc mới {month}", due=f"28/{month}/2023", given=f"2023-{month:02d}-02 08:00"
        )
        desk.done(task, f"2023-{month:02d}-20 09:00")
    moved, renamed = (desk.now(task) for task in done[:2])
    tasks.correct(
        task=moved,
        version=moved.version,
        accepted_on=day("3/4/2023"),
        reason="Ghi nhầm ngày",
        by=desk.minh,
        at=at("2023-09-04 08:00"),
    )
    tasks.correct(
        task=renamed,
        version=renamed.version,
        unit=desk.house.units["A1"],
        reason="Ghi nhầm đơn vị",
        by=desk.minh,
        at=at("2024-02-05 08:00"),
    )


def test_every_number_of_the_docx_opens_exactly_its_records_and_does_so_a_year_later(
    desk: Desk, quarter_one: list[Task], begin: Begin, visit: Visit
) -> None:
    content = exports.as_docx(begin())

    found = facts_in(content)
    visitor = visit("minh")
    before = answers(found, visitor)
    a_year_of_changes(desk, quarter_one)
    after = answers(found, visitor)

    assert [one.text for one in found if one.fact.code == "done_planned"][0] == "89"
    assert {code: before[code]["value"] for code in ("done_planned", "done_arising", "done")} == {
        "done_planned": 89,
        "done_arising": 17,
        "done": 106,
    }
    assert len(before["done"]["records"]) == 106
    assert before == after


def test_each_occurrence_of_a_number_is_a_fact_of_its_own(few_done: list[Task], begin: Begin) -> None:
    found = facts_in(exports.as_docx(begin()))

    assert [(one.fact.code, one.text) for one in found if one.fact.code == "done_planned"] == [
        ("done_planned", "02"),
        ("done_planned", "02"),
        ("done_planned", "02"),
    ]
    assert {one.fact.as_of for one in found} == {date(2023, 4, 21).isoformat()}


def test_who_may_not_see_the_figures_finds_nothing_behind_the_address(
    few_done: list[Task], begin: Begin, visit: Visit, house: House
) -> None:
    address = facts_in(exports.as_docx(begin()))[0].fact.address

    assert visit("hoa").get(address).status_code == 404
