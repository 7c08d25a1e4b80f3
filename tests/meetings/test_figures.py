"""Meetings and remote points as figures: numbers that open their records and stay as they were known."""

from datetime import date

from tests.conftest import House, at

from nghisu.figures.queries import registry
from nghisu.figures.queries.registry import Asked
from nghisu.kit.periods import Quarter
from nghisu.meetings.actions.points import report_heads
from nghisu.meetings.models import Meeting, Point

CODES = ("meetings_held", "points_reported", "heads_at_points")


def counted(house: House, as_of: date) -> tuple[registry.Number, ...]:
    values = registry.values_of(Asked(house.units["DUK"], Quarter(2023, 2), as_of))
    return tuple(values[code] for code in CODES)


def test_points_are_counted_with_the_heads_they_had_reported_by_the_day(
    house: House, conference: Meeting, point: Point
) -> None:
    by = house.standing("diem")
    report_heads(point=point, heads=30, by=by, at=at("2023-04-06 08:10"))
    point.refresh_from_db()
    report_heads(point=point, heads=33, by=by, at=at("2023-04-06 08:40"), received_at=at("2023-04-07 07:00"))

    assert counted(house, date(2023, 4, 5)) == (0, 0, 0)
    assert counted(house, date(2023, 4, 6)) == (1, 1, 30)
    assert counted(house, date(2023, 4, 7)) == (1, 1, 33)


def test_a_meeting_called_off_later_still_counts_on_the_days_before(
    house: House, conference: Meeting
) -> None:
    Meeting.objects.filter(pk=conference.pk).update(
        cancelled_at=at("2023-04-10 09:00"), cancel_reason="…", state="cancelled"
    )

    assert counted(house, date(2023, 4, 9))[0] == 1
    assert counted(house, date(2023, 4, 10))[0] == 0


def test_each_number_opens_its_records_as_far_as_the_asker_may_know_them(
    house: House, conference: Meeting, point: Point
) -> None:
    report_heads(point=point, heads=30, by=house.standing("diem"), at=at("2023-04-06 08:10"))
    asked = Asked(house.units["DUK"], Quarter(2023, 2), date(2023, 4, 21))

    shown = {code: registry.figure_shown(code, asked, house.standing("minh")) for code in CODES}

    assert {code: one.value for code, one in shown.items()} == dict(zip(CODES, (1, 1, 30), strict=True))
    assert [one.label for one in shown["heads_at_points"].records] == ["01.1"]
    assert [one.label for one in shown["meetings_held"].records] == [conference.title]
