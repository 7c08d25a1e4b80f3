"""Work passed on: shares of shares, the board, evidence that flows up, units that end."""

import time
from collections.abc import Callable

import pytest
from tests.conftest import House, Visitor, at
from tests.tasks.conftest import Desk, day

from nghisu.kit.periods import Quarter
from nghisu.organisation.actions.units import merge_units
from nghisu.organisation.queries import standing_of
from nghisu.tasks import actions
from nghisu.tasks.actions import Share
from nghisu.tasks.models import Task
from nghisu.tasks.queries.board import below, board_of, chain_above, evidence_below
from nghisu.tasks.rules.steps import UnitLivesOn

Q1, Q2 = Quarter(2023, 1), Quarter(2023, 2)


@pytest.fixture
def deep(house: House) -> House:
    """Give A1 an affiliate of its own and a chief of its office."""
    house.add_unit("A1X", "Chi bộ Một", "A1")
    house.add_unit("A1Y", "Chi bộ Hai", "A1")
    house.add_person("thu", "Lý Văn Thụ", "A1", "chief_of_office")
    return house


def passed_on(desk: Desk, *units: str) -> tuple[Task, list[Task]]:
    """Pass one arising task on to affiliates."""
    parent = desk.arising(lead="VP", due="30/4/2023")
    children = actions.cascade(
        task=parent,
        version=parent.version,
        shares=[Share(unit=desk.house.units[code]) for code in units],
        by=desk.minh,
        at=at("2023-01-12 08:00"),
    )
    return desk.now(parent), children


def test_an_affiliate_splits_its_share_further_and_it_flows_up(desk: Desk, deep: House) -> None:
    parent, (one, _two) = passed_on(desk, "A1", "A2")
    thu = standing_of(deep.people["thu"], day("21/4/2023"))

    grandchildren = actions.cascade(
        task=one,
        version=one.version,
        shares=[Share(unit=deep.units["A1X"]), Share(unit=deep.units["A1Y"], due_on=day("20/4/2023"))],
        by=thu,
        at=at("2023-01-13 08:00"),
    )
    deep.add_person("xuan", "Tạ Thị Xuân", "A1X", "specialist")
    product = desk.directive("Kết quả")
    desk.submit(grandchildren[0], "2023-03-01 09:00", who="xuan", evidence=[product])
    actions.accept(
        task=grandchildren[0],
        version=desk.now(grandchildren[0]).version,
        by=thu,
        at=at("2023-03-02 09:00"),
    )

    found = below(parent, day=day("21/4/2023"))
    assert (found.shares, found.done, found.late, found.depth) == (3, 1, 1, 2)  # A2, A1X, A1Y
    assert below(parent, day=day("12/1/2023")).shares == 2
    assert [one.document for one in evidence_below(parent, day=day("21/4/2023"))] == [product]
    assert list(evidence_below(parent, day=day("28/2/2023"))) == []
    assert [task.pk for task in chain_above(desk.now(grandchildren[0]))] == [one.pk, parent.pk]


def test_the_giver_sees_every_unit_and_a_unit_its_own_place(desk: Desk, house: House) -> None:
    parent, (one, _two) = passed_on(desk, "A1", "A2")
    desk.submit(one, "2023-03-01 09:00", who="hoa")
    desk.accept(desk.now(one), "2023-03-02 09:00")
    hoa = house.standing("hoa")

    full = board_of(desk.minh, day=day("21/4/2023"), quarter=Q1)
    own = board_of(hoa, day=day("21/4/2023"), quarter=Q1)

    assert [(row.code, row.done, row.total) for row in full.rows] == [("A1", 1, 1), ("A2", 0, 1)]
    assert [(task.pk, task.done, task.shares) for task in full.tasks] == [(parent.pk, 1, 2)]
    assert [row.code for row in own.rows] == ["A1"]
    assert [(task.done, task.shares) for task in own.tasks] == [(1, 2)]
    assert board_of(desk.minh, day=day("1/3/2023"), quarter=Q1).done == 0
    assert board_of(desk.minh, day=day("11/1/2023"), quarter=Q1).rows == []
    assert [row.code for row in board_of(desk.minh, day=day("21/4/2023"), quarter=Q2).rows] == ["A2"]


def test_the_parent_counts_equal_its_children(desk: Desk) -> None:
    parent, children = passed_on(desk, "A1", "A2")
    for when in ("11/1/2023", "12/1/2023", "21/4/2023"):
        known = day(when)
        shares = below(parent, day=known)
        board = board_of(desk.minh, day=known, quarter=Q1)
        assert shares.shares == board.shares == sum(row.total for row in board.rows)
    assert below(parent, day=day("21/4/2023")).shares == len(children)


def test_a_merged_unit_keeps_its_history_and_its_open_work_goes_on(desk: Desk, house: House) -> None:
    parent, (one, _two) = passed_on(desk, "A1", "A2")
    house.add_unit("A3", "Đảng ủy Bộ Ví dụ Ba", "DUK")
    with pytest.raises(UnitLivesOn):
        actions.hand_over(
            task=one, version=one.version, unit=house.units["A3"], by=desk.minh, at=at("2023-03-30 08:00")
        )
    source = house.units["A1"]
    source.refresh_from_db()
    merge_units(
        sources=[source],
        expected_versions=[source.version],
        into=house.units["A3"],
        day=day("1/4/2023"),
        document="Quyết định 1-QĐ/ĐUK",
        by=desk.minh,
        at=at("2023-04-01 08:00"),
    )
    minh = standing_of(house.people["minh"], day("3/4/2023"))
    actions.hand_over(
        task=one, version=desk.now(one).version, unit=house.units["A3"], by=minh, at=at("2023-04-03 08:00")
    )

    before = board_of(minh, day=day("31/3/2023"), quarter=Q1)
    after = board_of(minh, day=day("3/4/2023"), quarter=Q2)
    assert [(row.code, row.name) for row in before.rows] == [
        ("A1", "Đảng ủy Bộ Ví dụ Một"),
        ("A2", "Đảng ủy Bộ Ví dụ Hai"),
    ]
    assert [row.code for row in after.rows] == ["A2", "A3"]
    assert below(parent, day=day("3/4/2023")).shares == 2


def test_the_board_is_a_page_with_a_row_for_each_unit(desk: Desk, visit: Callable[[str], Visitor]) -> None:
    passed_on(desk, "A1", "A2")

    page = visit("minh").get("/nhiem-vu/bang/?quarter=2023-Q1&as_of=2023-04-21").content.decode()
    own = visit("hoa").get("/nhiem-vu/bang/?quarter=2023-Q1&as_of=2023-04-21").content.decode()

    assert "Đảng ủy Bộ Ví dụ Một" in page
    assert "Đảng ủy Bộ Ví dụ Hai" in page
    assert "Đảng ủy Bộ Ví dụ Hai" not in own


@pytest.mark.measure
def test_the_board_of_sixty_one_units_answers_within_200_ms(
    desk: Desk, house: House, visit: Callable[[str], Visitor]
) -> None:
    codes = [house.add_unit(f"U{n:02d}", f"Đảng ủy số {n}", "DUK").code for n in range(61)]
    for _n in range(12):
        passed_on(desk, *codes)
    minh = visit("minh")
    path = "/nhiem-vu/bang/?quarter=2023-Q1&as_of=2023-04-21"
    minh.get(path)

    took: list[float] = []
    answer = minh.get(path)
    for _n in range(5):
        started = time.perf_counter()
        answer = minh.get(path)
        took.append(time.perf_counter() - started)

    assert answer.content.decode().count("badge") >= 61 * 12
    assert min(took) < 0.2
