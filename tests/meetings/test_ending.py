"""What ends with a meeting: its points close, and a report that waited for its line is still kept."""

import pytest
from tests.conftest import House, at
from tests.meetings.assembly import Assembly

from nghisu.meetings.actions import floor
from nghisu.meetings.actions.points import change_point_state, report_heads
from nghisu.meetings.models import Point, PointReport
from nghisu.meetings.rules.points import StateOutOfOrder
from nghisu.record.models import Entry


@pytest.fixture
def concluded(assembly: Assembly) -> Assembly:
    """Return the session concluded at 11:00, with the first point connected and 38 reported there."""
    operator = assembly.house.standing("diem")
    first = Point.objects.select_related("meeting").get(pk=assembly.points[0].pk)
    change_point_state(point=first, state="connected", by=operator, at=at("2023-04-21 07:40"))
    report_heads(point=first, heads=38, by=operator, at=at("2023-04-21 07:45"))
    assembly.open()
    assembly.begin(assembly.enlarged)
    assembly.take(assembly.first)
    floor.conclude(
        meeting=assembly.meeting,
        expected_version=assembly.version,
        by=assembly.house.standing("lan"),
        at=at("2023-04-21 11:00"),
    )
    return assembly


def test_the_points_close_with_the_meeting_in_one_line_of_the_record(concluded: Assembly) -> None:
    assert set(Point.objects.filter(meeting=concluded.meeting).values_list("state", flat=True)) == {"closed"}
    assert Entry.objects.filter(verb="point.all_closed").count() == 1


def test_rule_H5_a_report_counted_before_the_end_that_waited_for_its_line_is_kept(
    concluded: Assembly, house: House
) -> None:
    point = Point.objects.select_related("meeting").get(code="01")

    report_heads(
        point=point,
        heads=40,
        by=house.standing("diem"),
        at=at("2023-04-21 10:55"),
        received_at=at("2023-04-21 11:20"),
    )

    point.refresh_from_db()
    assert (point.state, point.heads) == ("closed", 40)
    assert list(PointReport.objects.order_by("at").values_list("heads", flat=True)) == [38, 40]


def test_a_report_counted_after_the_end_is_refused(concluded: Assembly, house: House) -> None:
    point = Point.objects.select_related("meeting").get(code="01")

    with pytest.raises(StateOutOfOrder):
        report_heads(
            point=point,
            heads=2,
            by=house.standing("diem"),
            at=at("2023-04-21 11:05"),
            received_at=at("2023-04-21 11:20"),
        )

    assert PointReport.objects.count() == 1
