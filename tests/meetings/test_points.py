"""Points: clearance, heartbeat, incidents, the board, and what is told upward."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import House, at
from tests.meetings.conftest import Session

from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings import actions
from nghisu.meetings.actions import console, pulse
from nghisu.meetings.models import Meeting, Point, PointOutage, PointPulse, PointReport, UpwardReport
from nghisu.meetings.queries import parts_visible_to
from nghisu.meetings.queries.board import Board, board_of
from nghisu.meetings.queries.clearance import parts_reaching
from nghisu.meetings.rules import points
from nghisu.meetings.rules.points import PointState
from nghisu.record.models import Entry

NOON = at("2023-04-06 08:30")


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no beat of another test be heard here."""
    monkeypatch.setattr(pulse, "_heard", {})
    monkeypatch.setattr(pulse, "_written_at", None)


def board(house: House, meeting: Meeting, now: datetime.datetime = NOON) -> Board:
    return board_of(house.standing("minh"), meeting, now)


def test_rule_S4_the_board_says_518_of_521_and_lists_the_silent_three_with_their_telephones(
    house: House, conference: Meeting
) -> None:
    main = Point.objects.get(meeting=conference, code="01")
    Point.objects.bulk_create(
        Point(
            meeting=conference,
            host=house.units["A1"],
            parent=main,
            code=f"P{number}",
            name=f"P {number}",
            folded=f"p {number}",
            phone=f"000 {number}",
            expected=30,
            order=10 + number,
        )
        for number in range(518)
    )
    reporting = Point.objects.filter(meeting=conference).exclude(code__in=["01.2", "P7", "P300"])
    reporting.update(heads=28, reported_at=at("2023-04-06 08:00"), state="reported")

    seen = board(house, conference)

    assert (seen.totals.reported, seen.totals.points, seen.totals.silent) == (518, 521, 3)
    assert seen.totals.heads == 518 * 28
    assert [(row.code, row.phone) for row in seen.silent] == [
        ("01.2", ""),
        ("P7", "000 7"),
        ("P300", "000 300"),
    ]
    (top,) = seen.top
    assert top.totals == seen.totals
    assert [row.code for row in seen.shown(state="silent", text="", opened=frozenset())] == [
        "01.2",
        "P7",
        "P300",
    ]


def test_rule_S5_a_report_that_waited_for_its_line_is_kept_and_the_later_count_goes_on_counting(
    house: House, point: Point
) -> None:
    operator = house.standing("diem")
    actions.report_heads(point=point, heads=33, by=operator, at=at("2023-04-06 08:05"))

    actions.report_heads(
        point=point,
        heads=35,
        by=operator,
        at=at("2023-04-06 07:50"),
        received_at=at("2023-04-06 08:10"),
    )

    kept = PointReport.objects.filter(point=point).values_list("heads", "at")
    point.refresh_from_db()
    assert list(kept) == [(35, at("2023-04-06 07:50")), (33, at("2023-04-06 08:05"))]
    assert (point.heads, point.reported_at) == (33, at("2023-04-06 08:05"))


def test_a_clock_set_back_between_two_reports_lets_the_last_one_count(house: House, point: Point) -> None:
    operator = house.standing("diem")
    actions.report_heads(point=point, heads=35, by=operator, at=at("2023-04-06 08:05"))

    actions.report_heads(point=point, heads=33, by=operator, at=at("2023-04-06 07:00"))

    point.refresh_from_db()
    assert (point.heads, point.reported_at) == (33, at("2023-04-06 08:05"))


def test_a_billion_heads_change_nothing(house: House, point: Point) -> None:
    with pytest.raises(points.TooManyHeads):
        actions.report_heads(point=point, heads=10**9, by=house.standing("diem"), at=NOON)

    assert PointReport.objects.count() == 0


def test_a_stale_copy_of_a_point_loses_no_report(house: House, point: Point) -> None:
    operator = house.standing("diem")
    copies = [Point.objects.select_related("meeting").get(pk=point.pk) for _ in range(3)]

    for number, copy in enumerate(copies):
        actions.report_heads(
            point=copy, heads=30 + number, by=operator, at=NOON + datetime.timedelta(minutes=number)
        )

    point.refresh_from_db()
    assert PointReport.objects.filter(point=point).count() == 3
    assert point.heads == 32


def test_a_console_that_falls_silent_is_lost_and_comes_back_with_its_outage(
    house: House, conference: Meeting, point: Point
) -> None:
    actions.report_heads(point=point, heads=33, by=house.standing("diem"), at=at("2023-04-06 08:00"))
    before = Entry.objects.count()
    pulse.hear(point.pk, at=at("2023-04-06 08:01"))

    online = board(house, conference, at("2023-04-06 08:01"))
    silent = board(house, conference, at("2023-04-06 08:10"))
    pulse.hear(point.pk, at=at("2023-04-06 08:12"))
    back = board(house, conference, at("2023-04-06 08:12"))

    assert (online.online, [row.code for row in online.lost]) == (1, [])
    assert (silent.online, [row.code for row in silent.lost]) == (0, ["01.1"])
    assert (back.online, back.totals.heads) == (1, 33)
    outage = PointOutage.objects.get()
    assert (outage.lost_at, outage.back_at) == (at("2023-04-06 08:01"), at("2023-04-06 08:12"))
    assert Entry.objects.count() == before


def test_a_point_reported_by_telephone_is_never_judged_by_its_line(
    house: House, conference: Meeting, point: Point
) -> None:
    actions.report_heads(point=point, heads=33, by=house.standing("minh"), at=at("2023-04-06 08:00"))

    assert board(house, conference, at("2023-04-06 11:00")).lost == []


def test_beats_are_written_in_bundles(house: House, conference: Meeting) -> None:
    one, two, three = Point.objects.filter(meeting=conference).order_by("code")
    second = datetime.timedelta(seconds=1)
    with CaptureQueriesContext(connection) as written:
        pulse.hear(one.pk, at=NOON)
        first = len(written)
        pulse.hear(two.pk, at=NOON + second)
        pulse.hear(three.pk, at=NOON + 2 * second)
        bundled = len(written)
        pulse.hear(one.pk, at=NOON + 6 * second)

    assert bundled == first
    assert dict(PointPulse.objects.values_list("point__code", "heard_at")) == {
        "01": NOON + 6 * second,
        "01.1": NOON + second,
        "01.2": NOON + 2 * second,
    }


@pytest.mark.parametrize("jump", [-3600, -1, 0, 30])
def test_a_clock_that_is_set_back_makes_nobody_lost(jump: int) -> None:
    state = points.state_on_line(
        PointState.REPORTED,
        heard_at=NOON,
        back_at=None,
        now=NOON + datetime.timedelta(seconds=jump),
    )

    assert state is PointState.REPORTED


def test_the_same_trouble_stands_on_the_board_once_until_it_is_solved(
    house: House, conference: Meeting, point: Point
) -> None:
    operator = house.standing("diem")
    incident = console.report_incident(point=point, kind="no_sound", by=operator, at=NOON)
    with pytest.raises(points.IncidentOpen) as again:
        console.report_incident(point=point, kind="no_sound", by=operator, at=NOON)
    open_before = [row.troubles for row in board(house, conference).troubled]

    console.solve_incident(
        incident=incident, answer="Đã chỉnh âm thanh", by=house.standing("minh"), at=at("2023-04-06 08:00")
    )

    assert again.value.values == {"since": "08:30"}
    assert open_before == [["Không nghe được"]]
    assert board(house, conference).troubled == []
    assert incident.solved_at == NOON
    with pytest.raises(points.IncidentSolved):
        console.solve_incident(incident=incident, by=operator, at=NOON)


def test_a_good_test_of_the_line_takes_a_registered_point_on(house: House, point: Point) -> None:
    operator = house.standing("diem")
    console.note_test(point=point, hears=True, sees=False, remark="Hình đứng", by=operator, at=NOON)
    after_bad = point.state
    console.note_test(point=point, hears=True, sees=True, by=operator, at=NOON)

    assert (after_bad, point.state) == ("registered", "tested")
    assert point.tests.count() == 2


def test_neither_test_nor_incident_nor_clearance_is_for_strangers(
    house: House, point: Point, session: Session
) -> None:
    stranger: dict[str, Any] = {"by": house.standing("ha"), "at": NOON}
    for forbidden in (
        lambda: console.note_test(point=point, hears=True, sees=True, **stranger),
        lambda: console.report_incident(point=point, kind="line", **stranger),
        lambda: console.clear_part(part=session.closed, is_personnel=True, codes=[], **stranger),
        lambda: console.report_upward(meeting=point.meeting, told="", **stranger),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_rule_S8_a_closed_part_reaches_the_operator_of_a_point_only_where_it_is_cleared(
    house: House, session: Session
) -> None:
    chief = house.standing("minh")
    actions.register_points(
        meeting=session.meeting,
        plans=[
            actions.PointPlan("01", "Điểm cầu Một", house.units["A1"].pk, operator=house.people["diem"].pk)
        ],
        by=chief,
        at=NOON,
    )
    point = Point.objects.get(meeting=session.meeting)

    def seen() -> tuple[list[str], list[str]]:
        return (
            [part.title for part in parts_visible_to(house.standing("diem"), session.meeting)],
            [part.title for part in parts_reaching(point)],
        )

    at_first = seen()
    point.is_cleared = True
    point.save()
    generally = seen()
    console.clear_part(part=session.closed, is_personnel=True, codes=[], by=chief, at=NOON)
    personnel = seen()
    console.clear_part(part=session.closed, is_personnel=True, codes=["01"], by=chief, at=NOON)
    by_name = seen()

    open_only = (["Phiên mở rộng"], ["Phiên mở rộng"])
    both = (["Phiên nội bộ", "Phiên mở rộng"], ["Phiên nội bộ", "Phiên mở rộng"])
    assert (at_first, generally, personnel, by_name) == (open_only, both, open_only, both)


def test_a_code_that_no_point_has_is_named_and_clears_nothing(house: House, session: Session) -> None:
    with pytest.raises(console.PointUnknown) as refused:
        console.clear_part(
            part=session.closed, is_personnel=True, codes=["99"], by=house.standing("minh"), at=NOON
        )

    assert refused.value.values == {"code": "99"}


def test_a_point_is_changed_under_its_version_and_never_stands_under_itself(
    house: House, conference: Meeting, point: Point
) -> None:
    main = Point.objects.select_related("meeting").get(meeting=conference, code="01")
    values: dict[str, Any] = {
        "name": "Điểm cầu chính",
        "place": "Hà Nội",
        "operator": None,
        "operator_name": "",
        "phone": "",
        "expected": 100,
        "is_cleared": True,
        "is_hall": True,
        "by": house.standing("minh"),
        "at": NOON,
    }
    with pytest.raises(points.PointUnderItself):
        console.change_point(point=main, expected_version=main.version, parent=point, **values)

    console.change_point(point=main, expected_version=main.version, parent=None, **values)

    main.refresh_from_db()
    assert (main.is_hall, main.is_cleared) == (True, True)
    with pytest.raises(Conflict):
        console.change_point(point=main, expected_version=1, parent=None, **values)


def test_as_one_point_of_the_superior_we_tell_the_sum_of_ours(house: House, conference: Meeting) -> None:
    chief = house.standing("minh")
    with pytest.raises(console.NothingToTell):
        console.report_upward(meeting=conference, told="Trực ban", by=chief, at=NOON)
    for code, heads in (("01", 90), ("01.1", 33)):
        one = Point.objects.select_related("meeting").get(meeting=conference, code=code)
        actions.report_heads(point=one, heads=heads, by=chief, at=NOON)

    console.report_upward(meeting=conference, told="Trực ban cấp trên", by=chief, at=NOON)

    told = UpwardReport.objects.get()
    (top,) = board(house, conference).top
    assert (told.heads, told.reported, told.points) == (123, 2, 3)
    assert told.heads == top.totals.heads == (top.heads or 0) + sum(row.totals.heads for row in top.children)


def test_the_operator_above_reports_for_those_directly_below(house: House, conference: Meeting) -> None:
    main = Point.objects.select_related("meeting").get(meeting=conference, code="01")
    Point.objects.filter(pk=main.pk).update(operator=house.people["hoa"])
    main.refresh_from_db()
    below = {one.pk: 20 for one in Point.objects.filter(parent=main)}

    count = actions.report_below(point=main, heads=below, by=house.standing("hoa"), at=NOON)

    assert (count, board(house, conference).totals.heads) == (2, 40)
    with pytest.raises(points.NoChildren):
        actions.report_below(point=main, heads={main.pk: 5}, by=house.standing("hoa"), at=NOON)
