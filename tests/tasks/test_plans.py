"""Plans of quarters and months from the programme of the year; one piece of work is one task."""

from collections.abc import Callable

import pytest
from tests.conftest import House, Visitor, at
from tests.tasks.conftest import Desk, day

from nghisu.tasks import actions
from nghisu.tasks.actions import Line
from nghisu.tasks.actions.planning import draft_plan, realise_as
from nghisu.tasks.models import Programme, ProgrammeItem, Realisation, Task
from nghisu.tasks.queries.planning import items_of, progress_of, with_tasks
from nghisu.tasks.rules.origin import NotInTheProgrammeThen
from nghisu.tasks.rules.pictures import Bar, Flow, Node, Square, flow, matrix, timeline
from nghisu.tasks.rules.planning import (
    FieldOfWork,
    HowPlanned,
    NothingLonger,
    Period,
    SameWorkTwice,
)

Q1, Q2 = Period(2023, 1), Period(2023, 2)


def plan(desk: Desk, period: Period, when: str, adopted: str = "") -> Programme:
    """Make the plan of a period from the year's, and adopt it."""
    made = draft_plan(
        unit=desk.house.units["DUK"],
        period=period,
        title=f"Kế hoạch {period.label}",
        by=desk.minh,
        at=at(when),
    )
    if not adopted:
        return made
    return actions.adopt_programme(
        programme=made,
        version=made.version,
        adopted_on=day(adopted),
        by=desk.minh,
        at=at(f"{day(adopted).isoformat()} 17:00"),
    )


def lines(programme: Programme) -> list[str]:
    return list(programme.items.values_list("content", flat=True))


def test_the_plan_of_a_quarter_takes_the_lines_of_the_year_that_fall_due_in_it(desk: Desk) -> None:
    desk.programme(items=2)  # both due on 31 March

    first = plan(desk, Q1, "2023-01-04 08:00", "5/1/2023")
    second = draft_plan_of(desk, Q2, "2023-01-06 08:00")

    assert lines(first) == ["Việc thứ 1", "Việc thứ 2"]
    assert {one.root for one in first.items.all()} == {
        one.stems_from for one in first.items.select_related("stems_from")
    }
    assert lines(second) == ["Việc thứ 1", "Việc thứ 2"]  # nothing done yet: all of it is carried over


def draft_plan_of(desk: Desk, period: Period, when: str) -> Programme:
    return plan(desk, period, when)


def test_what_is_done_is_not_carried_over_and_what_is_open_is(desk: Desk) -> None:
    desk.programme(items=3)
    first = plan(desk, Q1, "2023-01-04 08:00", "5/1/2023")
    done, dropped, _left = first.items.order_by("number")
    desk.done(desk.planned(item=done, given="2023-01-09 08:00"), "2023-03-20 10:00")
    actions.drop_item(
        item=dropped, version=dropped.version, reason="Gộp", by=desk.minh, at=at("2023-03-21 08:00")
    )

    second = plan(desk, Q2, "2023-04-03 08:00", "4/4/2023")
    actions.add_item(
        programme=second,
        version=second.version,
        line=Line(content="Việc thêm", lead=desk.house.units["VP"]),
        by=desk.minh,
        at=at("2023-04-10 08:00"),
    )

    rows = with_tasks(list(items_of(second)), day=day("21/4/2023"))
    assert [(one.content, one.how) for one in rows] == [
        ("Việc thứ 3", HowPlanned.CARRIED),
        ("Việc thêm", HowPlanned.ADDED),
    ]
    assert progress_of(first, day=day("21/4/2023")).by_how == {
        HowPlanned.ADOPTED: 2,
        HowPlanned.DROPPED: 1,
    }
    assert progress_of(first, day=day("20/3/2023")).by_how == {HowPlanned.ADOPTED: 3}


def test_one_piece_of_work_is_one_task_whichever_plan_it_is_given_from(desk: Desk) -> None:
    year = desk.programme(items=1)
    quarter = plan(desk, Q1, "2023-01-04 08:00", "5/1/2023")
    month = plan(desk, Period(2023, None, 3), "2023-02-27 08:00", "28/2/2023")
    of_month = month.items.get()

    task = desk.planned(item=of_month, given="2023-03-02 08:00")

    assert of_month.root == year.items.get()
    assert task.origin == "planned"
    for programme in (year, quarter, month):
        with pytest.raises(SameWorkTwice if programme != month else Exception):
            desk.planned(item=programme.items.get(), given="2023-03-03 08:00")
        (line,) = with_tasks(list(items_of(programme)), day=day("3/3/2023"))
        assert line.span.task_id == task.pk
        assert progress_of(programme, day=day("3/3/2023")).given == 1
    assert Task.objects.count() == 1


def test_work_in_the_year_s_programme_stays_planned_in_a_plan_adopted_late(desk: Desk) -> None:
    desk.programme(items=1)
    late = plan(desk, Q1, "2023-02-01 08:00", "1/3/2023")

    task = desk.planned(item=late.items.get(), given="2023-03-01 18:00", given_on=day("15/2/2023"))

    assert task.origin == "planned"


def test_a_line_of_no_older_plan_is_planned_from_its_own_adoption_only(desk: Desk) -> None:
    desk.programme(items=1)
    late = plan(desk, Q1, "2023-02-01 08:00", "1/3/2023")
    actions.add_item(
        programme=late,
        version=late.version,
        line=Line(content="Việc mới", lead=desk.house.units["VP"]),
        by=desk.minh,
        at=at("2023-03-10 08:00"),
    )

    with pytest.raises(NotInTheProgrammeThen):
        desk.planned(
            item=late.items.get(content="Việc mới"), given="2023-03-12 08:00", given_on=day("5/3/2023")
        )


def test_a_plan_needs_an_adopted_longer_one(desk: Desk) -> None:
    with pytest.raises(NothingLonger):
        plan(desk, Q1, "2023-01-04 08:00")


def test_a_line_says_what_it_is_who_assigned_it_and_what_it_became(desk: Desk, house: House) -> None:
    programme = actions.draft_programme(
        unit=house.units["DUK"],
        year=2023,
        title="Chương trình",
        lines=[
            Line(
                content="Đề án",
                lead=house.units["BTG"],
                supports=(house.units["VP"],),
                asked_by=house.outside["BTCTW"],
                field_of_work=FieldOfWork.PROJECT,
            )
        ],
        by=desk.minh,
        at=at("2023-01-03 08:00"),
    )
    item = programme.items.get()
    drafted = desk.directive("Đề cương đề án")

    actions.realise(item=item, documents=[drafted], by=desk.minh, at=at("2023-01-12 08:00"))
    realise_as(
        item=item,
        kind="meeting",
        key=drafted.pk,
        on=day("12/1/2023"),
        by=desk.minh,
        at=at("2023-01-12 09:00"),
    )

    (line,) = with_tasks(list(items_of(programme)), day=day("13/1/2023"), standing=desk.minh)
    assert line.support_names == ["Văn phòng Đảng ủy Khối"]
    assert [one.words for one in line.became] == [drafted.citation]  # no such meeting is seen
    assert line.became[0].url == f"/van-ban/{drafted.pk}/"
    assert Realisation.objects.count() == 1


def test_a_period_knows_its_days_and_its_neighbours() -> None:
    assert (Q1.first, Q1.last) == (day("1/1/2023"), day("31/3/2023"))
    assert Period(2023).previous == Period(2022)
    assert Period(2023, None, 12).next == Period(2024, None, 1)
    assert Period(2023, None, 1).previous == Period(2022, None, 12)
    assert Period(2023, 4).next == Period(2024, 1)
    assert Period(2023, None, 5).longer == Q2
    assert Q2.longer == Period(2023)
    assert [one.label for one in (Period(2023), Q2, Period(2023, None, 4))] == ["2023", "II/2023", "4/2023"]
    assert Q2.months == [(2023, 4), (2023, 5), (2023, 6)]


def test_the_timeline_draws_each_line_and_today() -> None:
    drawn = timeline(
        "Tiến độ",
        [
            Bar("Một", day("1/1/2023"), day("31/1/2023"), done=day("30/1/2023"), tone="good"),
            Bar("Hai", day("1/2/2023"), None),
        ],
        months=Q1.months,
        month_words=["1", "2", "3"],
        today=day("15/2/2023"),
    )

    bars = [one for one in drawn.shapes if one.kind.startswith("bar")]
    assert [one.kind for one in bars] == ["bar good", "bar endless info"]
    assert bars[0].x + bars[0].width == bars[1].x  # 31 January ends where 1 February begins
    assert bars[1].x + bars[1].width == drawn.width - 8  # no deadline: to the end
    assert [one.kind for one in drawn.shapes].count("today") == 1
    assert [one.kind for one in drawn.shapes].count("done") == 1


def test_a_flow_is_as_wide_as_what_goes_and_shows_what_leads_nowhere() -> None:
    drawn = flow(
        "Dòng",
        [Node("a", 0, "A"), Node("b", 1, "B"), Node("c", 1, "C"), Node("d", 0, "không có gì", "bad")],
        [Flow("a", "b", 1), Flow("a", "c", 3)],
        unit=10,
    )

    assert [one.height for one in drawn.shapes if one.path] == [10, 30]
    assert [one.height for one in drawn.shapes if one.kind.startswith("node")] == [40, 10, 10, 30]


def test_a_matrix_has_a_square_where_row_and_column_meet() -> None:
    drawn = matrix("Bảng", [("Đơn vị", "")], [("1", ""), ("2", "")], [Square(0, 1, "good", "2")])

    squares = [one for one in drawn.shapes if one.kind == "square good"]
    assert len(squares) == 1
    assert squares[0].x > 300


def test_the_plan_of_a_quarter_is_made_on_its_page_and_drawn_over_the_months(
    desk: Desk, house: House, visit: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.programme(items=2)
    minh = visit("minh")

    answer = minh.send(
        "/nhiem-vu/chuong-trinh/moi/",
        {
            "unit": str(house.units["DUK"].pk),
            "title": "Kế hoạch quý I",
            "year": "2023",
            "period": "q1",
            "take": "on",
        },
    )

    made = Programme.objects.get(title="Kế hoạch quý I")
    assert answer.headers["Location"] == f"/nhiem-vu/chuong-trinh/{made.pk}/"
    assert made.quarter == 1
    page = minh.get(f"/nhiem-vu/chuong-trinh/{made.pk}/").content.decode()
    assert "Việc thứ 2" in page
    drawn = minh.get(f"/nhiem-vu/chuong-trinh/{made.pk}/tien-do/").content.decode()
    assert drawn.count("picture-bar") == 2
    item = ProgrammeItem.objects.filter(programme=made).first()
    assert item is not None
    document = desk.directive("Kết quả")
    became = minh.send(f"/nhiem-vu/dau-viec/{item.pk}/thanh/", {"documents": str(document.pk)})
    assert became.status_code == 302
    assert list(item.realised_by.all()) == [document]
