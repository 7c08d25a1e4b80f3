"""Calling meetings, answering, and reporting from points."""

import pytest
from tests.conftest import House, at
from tests.meetings.conftest import Session

from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings import actions
from nghisu.meetings.models import Meeting, Point, PointReport, Summons
from nghisu.meetings.queries import (
    meeting_view,
    meetings_visible_to,
    parts_visible_to,
    point_tree,
    points_visible_to,
)
from nghisu.meetings.rules import kinds, points
from nghisu.record.models import Entry


def test_rule_S7_the_next_session_of_the_body_is_numbered_thirteen(house: House, session: Session) -> None:
    chief = house.standing("minh")

    following = actions.call_meeting(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        title="Hội nghị Ban Chấp hành lần thứ 13",
        starts_at=at("2023-07-20 08:00"),
        parts=[actions.PartPlan("Toàn thể", at("2023-07-20 08:00"))],
        by=chief,
        at=at("2023-06-20 08:00"),
    )
    of_standing = actions.call_meeting(
        unit=house.units["DUK"],
        body=house.bodies["standing"],
        kind="regular",
        title="Hội nghị Ban Thường vụ",
        starts_at=at("2023-07-10 08:00"),
        parts=[actions.PartPlan("Toàn thể", at("2023-07-10 08:00"))],
        by=chief,
        at=at("2023-06-20 08:10"),
    )

    assert (following.ordinal, of_standing.ordinal) == (13, 1)


def test_a_numbered_session_without_a_body_is_refused(house: House) -> None:
    with pytest.raises(kinds.KindNeedsABody):
        actions.call_meeting(
            unit=house.units["DUK"],
            kind="regular",
            title="Hội nghị",
            starts_at=at("2023-07-20 08:00"),
            parts=[],
            by=house.standing("minh"),
            at=at("2023-06-20 08:00"),
        )


def test_a_specialist_of_an_affiliate_cannot_call_a_meeting_of_the_bloc(house: House) -> None:
    with pytest.raises(NotAllowed):
        actions.call_meeting(
            unit=house.units["DUK"],
            kind="briefing",
            title="Giao ban",
            starts_at=at("2023-07-20 08:00"),
            parts=[],
            by=house.standing("hoa"),
            at=at("2023-06-20 08:00"),
        )

    assert Meeting.objects.count() == 0


def test_rule_S8_the_invited_see_the_enlarged_part_and_know_nothing_of_the_closed_one(
    house: House, session: Session
) -> None:
    chief = house.standing("minh")
    actions.add_item(
        part=session.closed, number="1", title="Giới thiệu nhân sự", by=chief, at=at("2023-04-11 08:00")
    )
    actions.add_item(
        part=session.enlarged, number="1", title="Báo cáo quý I", by=chief, at=at("2023-04-11 08:01")
    )

    seen = meeting_view(session.meeting, house.standing("hoa"))
    by_member = meeting_view(session.meeting, house.standing("hung"))

    assert [part.part.title for part in seen.parts] == ["Phiên mở rộng"]
    assert [item.item.title for part in seen.parts for item in part.items] == ["Báo cáo quý I"]
    assert [part.part.title for part in by_member.parts] == ["Phiên nội bộ", "Phiên mở rộng"]


def test_a_member_of_another_unit_does_not_see_the_meeting_at_all(house: House, session: Session) -> None:
    assert list(meetings_visible_to(house.standing("ha"))) == []
    assert list(meetings_visible_to(house.standing("hoa"))) == [session.meeting]


def test_the_superiors_reader_sees_the_open_part_only(house: House, session: Session) -> None:
    parts = parts_visible_to(house.standing("tren"), session.meeting)

    assert [part.title for part in parts] == ["Phiên mở rộng"]


def test_an_excuse_without_a_reason_is_refused(house: House, session: Session) -> None:
    own = Summons.objects.get(part=session.enlarged, person=house.people["hung"])

    with pytest.raises(actions.ReasonMissing):
        actions.answer_summons(
            summons=own, answer="excused", by=house.standing("hung"), at=at("2023-04-12 08:00")
        )


def test_nobody_answers_for_another(house: House, session: Session) -> None:
    own = Summons.objects.get(part=session.enlarged, person=house.people["hung"])

    with pytest.raises(NotAllowed):
        actions.answer_summons(
            summons=own, answer="coming", by=house.standing("hoa"), at=at("2023-04-12 08:00")
        )


def test_rule_S5_a_corrected_number_of_heads_keeps_both_and_counts_the_last(
    house: House, point: Point
) -> None:
    operator = house.standing("diem")
    actions.change_point_state(point=point, state="connected", by=operator, at=at("2023-04-06 07:40"))
    actions.report_heads(point=point, heads=35, by=operator, at=at("2023-04-06 07:50"))

    actions.report_heads(point=point, heads=33, by=operator, at=at("2023-04-06 08:05"))

    assert list(PointReport.objects.filter(point=point).values_list("heads", flat=True)) == [35, 33]
    assert (point.heads, point.reported_at) == (33, at("2023-04-06 08:05"))
    assert Entry.objects.filter(verb="point.heads_reported").count() == 2


def test_the_operator_of_one_point_cannot_report_for_another(house: House, conference: Meeting) -> None:
    other = Point.objects.get(meeting=conference, code="01.2")

    with pytest.raises(NotAllowed):
        actions.report_heads(point=other, heads=10, by=house.standing("diem"), at=at("2023-04-06 08:00"))


def test_totals_of_a_point_are_the_sum_of_those_under_it(house: House, conference: Meeting) -> None:
    chief = house.standing("minh")
    for code, heads in (("01", 90), ("01.1", 33)):
        one = Point.objects.get(meeting=conference, code=code)
        actions.change_point_state(point=one, state="connected", by=chief, at=at("2023-04-06 07:40"))
        actions.report_heads(point=one, heads=heads, by=chief, at=at("2023-04-06 07:50"))

    (top,) = point_tree(points_visible_to(chief, conference))

    assert (top.totals.heads, top.totals.reported, top.totals.points) == (123, 2, 3)


def test_an_operator_sees_the_own_point_and_no_telephone_of_others(house: House, conference: Meeting) -> None:
    seen = points_visible_to(house.standing("diem"), conference)

    assert [one.code for one in seen] == ["01.1"]


def test_points_are_registered_all_or_none(house: House, conference: Meeting) -> None:
    with pytest.raises(actions.PointCodeTwice):
        actions.register_points(
            meeting=conference,
            plans=[
                actions.PointPlan("02", "Mới", house.units["A1"].pk),
                actions.PointPlan("01.1", "Trùng", house.units["A1"].pk),
            ],
            by=house.standing("minh"),
            at=at("2023-03-22 08:00"),
        )

    assert Point.objects.filter(meeting=conference).count() == 3


def test_points_in_a_circle_are_refused(house: House, conference: Meeting) -> None:
    with pytest.raises(actions.PointParentUnknown):
        actions.register_points(
            meeting=conference,
            plans=[
                actions.PointPlan("02", "Hai", house.units["A1"].pk, parent="03"),
                actions.PointPlan("03", "Ba", house.units["A1"].pk, parent="02"),
            ],
            by=house.standing("minh"),
            at=at("2023-03-22 08:00"),
        )


def test_two_editors_of_a_meeting_do_not_overwrite_each_other(house: House, session: Session) -> None:
    chief = house.standing("minh")
    read_at = session.meeting.version
    Meeting.objects.filter(pk=session.meeting.pk).update(version=read_at + 1)

    with pytest.raises(Conflict):
        actions.change_meeting(
            meeting=session.meeting,
            expected_version=read_at,
            title="Tên khác",
            place="Hà Nội",
            starts_at=session.meeting.starts_at,
            ends_at=None,
            by=chief,
            at=at("2023-04-12 08:00"),
        )


def test_a_point_that_reports_before_it_checked_in_is_connected_by_it(house: House, point: Point) -> None:
    actions.report_heads(point=point, heads=1, by=house.standing("diem"), at=at("2023-04-06 08:00"))

    point.refresh_from_db()
    assert (point.state, point.heads) == ("reported", 1)


def test_a_closed_point_cannot_report(house: House, point: Point) -> None:
    actions.close_points(meeting=point.meeting, by=house.standing("minh"), at=at("2023-04-06 11:00"))

    with pytest.raises(points.StateOutOfOrder):
        actions.report_heads(point=point, heads=1, by=house.standing("diem"), at=at("2023-04-06 11:01"))
