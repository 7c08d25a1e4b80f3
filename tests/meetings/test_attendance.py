"""Checking in: one place at a time, members once, the invited never in the quorum."""

import datetime
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import House, at

from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions import PartPlan, PointPlan, add_item, call_meeting, register_points, summon
from nghisu.meetings.actions.attendance import check_in, check_out, end_attendance, move, note_absence
from nghisu.meetings.models import Meeting, MeetingPart, Point, PointClearance, Presence, Summons
from nghisu.meetings.queries.attendance import (
    head_counts,
    headline,
    points_cleared_for,
    present_members,
    quorum_changes,
    quorum_now,
)
from nghisu.meetings.rules import attendance
from nghisu.people.models import Person
from nghisu.record.models import Entry


@dataclass
class Hall:
    """A session of 49 members with a closed part, and a point that operator Điểm runs."""

    meeting: Meeting
    closed: MeetingPart
    enlarged: MeetingPart
    point: Point
    members: list[Person]
    guests: list[Person]


@pytest.fixture
def hall(house: House) -> Hall:
    chief = house.standing("minh")
    meeting = call_meeting(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        ordinal=12,
        title="Hội nghị Ban Chấp hành lần thứ 12",
        starts_at=at("2023-04-21 08:00"),
        parts=[
            PartPlan("Phiên nội bộ", at("2023-04-21 08:00"), is_closed=True),
            PartPlan("Phiên mở rộng", at("2023-04-21 09:30"), is_enlarged=True),
        ],
        by=chief,
        at=at("2023-04-10 08:00"),
    )
    closed, enlarged = meeting.parts.order_by("order")
    members = Person.objects.bulk_create(
        Person(full_name=f"Ủy viên {number:02}", sort_key=f"{number:02}", username=f"uv{number}")
        for number in range(49)
    )
    guests = Person.objects.bulk_create(
        Person(full_name=f"Đại biểu {number:03}", sort_key=f"{number:03}", username=f"db{number}")
        for number in range(400)
    )
    for part, invited in ((closed, []), (enlarged, guests)):
        summon(
            part=part,
            members=[(person, "Ủy viên") for person in members],
            invited=[(person, "") for person in invited],
            by=chief,
            at=at("2023-04-10 09:00"),
        )
    register_points(
        meeting=meeting,
        plans=[
            PointPlan(
                "01", "Điểm cầu Một", house.units["A1"].pk, operator=house.people["diem"].pk, expected=40
            )
        ],
        by=chief,
        at=at("2023-04-11 08:00"),
    )
    return Hall(meeting, closed, enlarged, Point.objects.get(meeting=meeting), members, guests)


def seat(hall: Hall, people: list[Person], point: Point | None = None) -> None:
    Presence.objects.bulk_create(
        Presence(meeting=hall.meeting, person=person, point=point, since=at("2023-04-21 07:45"), how="clerk")
        for person in people
    )


def test_rule_S1_thirty_three_of_forty_nine_members_nine_of_them_at_points_are_a_quorum(hall: Hall) -> None:
    seat(hall, hall.members[:24])
    seat(hall, hall.members[24:33], hall.point)
    seat(hall, hall.guests)

    quorum = quorum_now(hall.enlarged)

    assert (quorum.present, quorum.members, quorum.needed, quorum.is_met) == (33, 49, 33, True)
    assert headline(hall.meeting) == "33/49 ủy viên; 400 đại biểu mời"
    assert head_counts(hall.meeting).at_points == 9


def test_rule_S2_thirty_two_members_are_no_quorum_whatever_the_number_of_invited(hall: Hall) -> None:
    seat(hall, hall.members[:32])
    seat(hall, hall.guests)

    quorum = quorum_now(hall.enlarged)

    assert (quorum.present, quorum.is_met) == (32, False)


def test_rule_S6_a_member_checked_in_at_hall_and_point_is_asked_to_move_and_counted_once(
    house: House, hall: Hall
) -> None:
    clerk, operator, person = house.standing("van"), house.standing("diem"), hall.members[0]
    check_in(meeting=hall.meeting, person=person, by=clerk, at=at("2023-04-21 07:50"))

    with pytest.raises(attendance.PresentInTheHall) as refused:
        check_in(
            meeting=hall.meeting, person=person, point=hall.point, by=operator, at=at("2023-04-21 07:55")
        )

    assert refused.value.values == {"name": "Ủy viên 00", "since": "07:50"}
    assert quorum_now(hall.enlarged).present == 1
    move(meeting=hall.meeting, person=person, point=hall.point, by=operator, at=at("2023-04-21 07:56"))
    stays = Presence.objects.filter(person=person).values_list("point", "since", "until")
    assert list(stays) == [
        (None, at("2023-04-21 07:50"), at("2023-04-21 07:56")),
        (hall.point.pk, at("2023-04-21 07:56"), None),
    ]
    assert quorum_now(hall.enlarged).present == 1
    assert list(Entry.objects.order_by("index").values_list("verb", flat=True))[-2:] == [
        "attendance.checked_in",
        "attendance.moved",
    ]


def test_checking_in_twice_at_one_place_leaves_the_first_entry(house: House, hall: Hall) -> None:
    clerk, person = house.standing("van"), hall.members[0]
    check_in(meeting=hall.meeting, person=person, by=clerk, at=at("2023-04-21 07:50"))

    with pytest.raises(attendance.AlreadyPresent):
        check_in(meeting=hall.meeting, person=person, by=clerk, at=at("2023-04-21 07:51"))

    assert Presence.objects.get().since == at("2023-04-21 07:50")


def test_a_deputy_sits_there_and_makes_no_quorum_until_the_member_comes(house: House, hall: Hall) -> None:
    clerk, person = house.standing("van"), hall.members[0]
    check_in(
        meeting=hall.meeting,
        person=person,
        deputy="Người dự thay",
        by=clerk,
        at=at("2023-04-21 07:50"),
    )
    by_deputy = (quorum_now(hall.enlarged).present, headline(hall.meeting))

    check_in(meeting=hall.meeting, person=person, by=clerk, at=at("2023-04-21 08:20"))

    assert by_deputy == (0, "0/49 ủy viên; 1 đại biểu mời")
    assert (quorum_now(hall.enlarged).present, headline(hall.meeting)) == (
        1,
        "1/49 ủy viên; 0 đại biểu mời",
    )


def test_a_closed_part_counts_no_member_at_a_point_it_does_not_reach(house: House, hall: Hall) -> None:
    seat(hall, hall.members[:2])
    seat(hall, hall.members[2:3], hall.point)

    before = (len(present_members(hall.closed)), len(present_members(hall.enlarged)))
    PointClearance.objects.create(part=hall.closed, point=hall.point)

    assert before == (2, 3)
    assert len(present_members(hall.closed)) == 3


def test_a_personnel_part_reaches_only_points_named_for_it(house: House, hall: Hall) -> None:
    Point.objects.update(is_cleared=True)
    generally = points_cleared_for(hall.closed)
    add_item(
        part=hall.closed,
        number="1",
        title="Giới thiệu nhân sự",
        wanted="elect",
        by=house.standing("minh"),
        at=at("2023-04-12 08:00"),
    )

    with_personnel = points_cleared_for(hall.closed)
    PointClearance.objects.create(part=hall.closed, point=hall.point)

    assert (generally, with_personnel) == ([hall.point.pk], [])
    assert points_cleared_for(hall.closed) == [hall.point.pk]
    assert points_cleared_for(hall.enlarged) == [hall.point.pk]


def test_presence_is_asked_as_of_a_moment_and_the_quorum_says_when_it_changed(
    house: House, hall: Hall
) -> None:
    clerk = house.standing("van")
    seat(hall, hall.members[:32])
    check_in(meeting=hall.meeting, person=hall.members[40], by=clerk, at=at("2023-04-21 08:05"))
    check_out(meeting=hall.meeting, person=hall.members[40], by=clerk, at=at("2023-04-21 10:30"))
    check_in(meeting=hall.meeting, person=hall.members[41], by=clerk, at=at("2023-04-21 10:45"))
    end_attendance(meeting=hall.meeting, by=clerk, at=at("2023-04-21 11:30"))

    found = [(change.at, change.is_met) for change in quorum_changes(hall.enlarged)]

    assert found == [
        (at("2023-04-21 08:05"), True),
        (at("2023-04-21 10:30"), False),
        (at("2023-04-21 10:45"), True),
        (at("2023-04-21 11:30"), False),
    ]
    assert len(present_members(hall.enlarged, at("2023-04-21 09:00"))) == 33
    assert len(present_members(hall.enlarged)) == 0


def test_a_clock_that_is_set_back_never_makes_a_stay_negative(house: House, hall: Hall) -> None:
    clerk, person = house.standing("van"), hall.members[0]
    check_in(meeting=hall.meeting, person=person, by=clerk, at=at("2023-04-21 08:00"))
    check_out(meeting=hall.meeting, person=person, by=clerk, at=at("2023-04-21 07:00"))
    check_in(meeting=hall.meeting, person=person, by=clerk, at=at("2023-04-21 07:01"))

    first = Presence.objects.get(until__isnull=False)
    second = Presence.objects.get(until__isnull=True)

    assert (first.since, first.until) == (at("2023-04-21 08:00"), at("2023-04-21 08:00"))
    assert second.since == at("2023-04-21 08:00")


@pytest.mark.parametrize(("who", "may"), [("van", True), ("minh", True), ("lan", False), ("hoa", False)])
def test_the_clerk_checks_anybody_in_and_others_only_themselves(
    house: House, hall: Hall, who: str, may: bool
) -> None:
    if may:
        check_in(
            meeting=hall.meeting, person=hall.members[0], by=house.standing(who), at=at("2023-04-21 07:50")
        )
    else:
        with pytest.raises(NotAllowed):
            check_in(
                meeting=hall.meeting,
                person=hall.members[0],
                by=house.standing(who),
                at=at("2023-04-21 07:50"),
            )

    assert Presence.objects.count() == int(may)


def test_who_was_not_summoned_is_not_checked_in(house: House, hall: Hall) -> None:
    with pytest.raises(attendance.NotOnTheList):
        check_in(
            meeting=hall.meeting,
            person=house.people["la"],
            by=house.standing("van"),
            at=at("2023-04-21 07:50"),
        )


def test_the_reason_of_an_absence_is_noted_and_never_empty(house: House, hall: Hall) -> None:
    own = Summons.objects.get(part=hall.enlarged, person=hall.members[0])

    note_absence(summons=own, reason="Đi công tác", by=house.standing("van"), at=at("2023-04-21 08:10"))

    own.refresh_from_db()
    assert (own.answer, own.reason) == ("excused", "Đi công tác")


def test_what_a_point_counted_is_not_counted_again_by_name(house: House, hall: Hall) -> None:
    seat(hall, hall.members[:9], hall.point)
    seat(hall, hall.guests[:5], hall.point)
    Point.objects.update(heads=40, reported_at=at("2023-04-21 08:00"), state="reported")

    counts = head_counts(hall.meeting)

    assert (counts.present, counts.at_points, counts.invited, counts.people) == (9, 9, 31, 40)


MINUTE = datetime.timedelta(minutes=1)
BEGIN = at("2023-04-21 08:00")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60) | st.none()), max_size=12),
    st.integers(1, 6),
)
def test_the_changes_of_a_quorum_agree_with_counting_at_every_minute(
    spans: list[tuple[int, int | None]], needed: int
) -> None:
    stays = [
        attendance.Stay(BEGIN + first * MINUTE, None if length is None else BEGIN + (first + length) * MINUTE)
        for first, length in spans
    ]

    found = attendance.changes(stays, needed=needed)

    for minute in range(-1, 125):
        moment = BEGIN + minute * MINUTE
        count = sum(stay.since <= moment and (stay.until is None or stay.until > moment) for stay in stays)
        told = [change.is_met for change in found if change.at <= moment]
        assert (count >= needed) == (told[-1] if told else False)
