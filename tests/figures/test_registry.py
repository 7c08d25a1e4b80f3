"""The registry: every number belongs to a definition and opens exactly its records."""

from datetime import date

import pytest
from tests.conftest import House, at
from tests.reporting.campaigning import Asking
from tests.tasks.conftest import Desk

from nghisu.figures.queries import registry
from nghisu.figures.queries.registry import Asked
from nghisu.figures.rules.indicators import UnknownIndicator
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.models import Meeting, Point, PointReport
from nghisu.tasks.models import Task

Q1 = Quarter(2023, 1)


@pytest.fixture
def asked(house: House) -> Asked:
    return Asked(house.units["DUK"], Q1, date(2023, 4, 21))


def test_every_figure_equals_what_its_records_add_up_to(
    desk: Desk, quarter_one: list[Task], asked: Asked
) -> None:
    values = registry.values_of(asked)

    shown = {code: registry.figure_shown(code, asked, None).value for code in registry.definitions(asked)}

    assert {code: values[code] for code in shown if code in values} == {
        code: value for code, value in shown.items() if code in values
    }
    assert (values["done_planned"], values["done_arising"]) == (89, 17)


def test_every_definition_says_what_is_counted_and_how_it_adds_up(asked: Asked) -> None:
    silent = [
        code
        for code, (source, one) in registry.definitions(asked).items()
        if not (one.definition and one.sums_to and one.unit and source.name)
    ]

    assert silent == []


def test_documents_and_units_are_counted_as_known_on_the_day(desk: Desk, asked: Asked) -> None:
    desk.directive(received="2023-01-10 09:00")
    desk.directive(received="2023-04-03 09:00")

    values = registry.values_of(asked)

    assert (values["documents_received"], values["directives_received"]) == (1, 1)
    assert values["affiliates"] == 2


def test_a_figure_of_another_unit_is_refused_and_an_unknown_one_named(house: House, asked: Asked) -> None:
    with pytest.raises(NotAllowed):
        registry.figure_shown("done", asked, house.standing("hoa"))
    with pytest.raises(UnknownIndicator):
        registry.figure_shown("khong_co", asked, house.standing("minh"))


def test_a_record_that_the_asker_may_not_open_is_counted_without_its_name(
    desk: Desk, house: House, asked: Asked
) -> None:
    desk.directive(received="2023-01-10 09:00")

    shown = registry.figure_shown("documents_received", asked, house.standing("minh"))

    assert [(one.label != "", one.kind) for one in shown.records] == [(True, "document")]


def test_several_quarters_at_once_say_what_each_says_alone(
    house: House, desk: Desk, quarter_one: list[Task]
) -> None:
    asking = Asking(house)
    asking.whole(asking.of(asking.send(), "A1"))
    asking.send(period="2023-Q1", title="Đợt hai", at=at("2023-03-22 08:00"))
    desk.directive(received="2023-01-10 09:00")
    held = Meeting.objects.create(
        unit=house.units["DUK"], kind="briefing", title="Họp", starts_at=at("2023-02-10 08:00")
    )
    hall, place = (
        Point.objects.create(
            meeting=held, host=house.units["A1"], code=code, name=code, order=order, is_hall=code == "HT"
        )
        for order, code in enumerate(("HT", "A1"))
    )
    for point, heads, moment in ((hall, 30, "08:01"), (place, 5, "08:02"), (place, 7, "08:03")):
        when = at(f"2023-02-10 {moment}")
        PointReport.objects.create(point=point, heads=heads, at=when, received_at=when)
    quarters = [Asked(house.units["DUK"], Quarter(2023, number), date(2023, 4, 21)) for number in (1, 2)]

    for source in registry.sources():
        together = source.said(quarters)

        for one, said in zip(quarters, together, strict=True):
            assert dict(said.values) == dict(source.values(one)), source.code
            assert list(said.indicators) == list(source.indicators(one)), source.code
