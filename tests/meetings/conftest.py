"""A session of the executive committee with a closed and an enlarged part, and a conference with points."""

from dataclasses import dataclass

import pytest
from tests.conftest import House, at
from tests.meetings.assembly import Assembly, assemble

from nghisu.meetings.actions import PartPlan, PointPlan, call_meeting, register_points, summon
from nghisu.meetings.models import Meeting, MeetingPart, Point


@dataclass
class Session:
    """The twelfth session."""

    meeting: Meeting
    closed: MeetingPart
    enlarged: MeetingPart


@pytest.fixture
def session(house: House) -> Session:
    """Return the 12th session: Hùng is summoned as a member, Hoa is invited to the enlarged part."""
    chief = house.standing("minh")
    meeting = call_meeting(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        ordinal=12,
        title="Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 12 (mở rộng)",
        starts_at=at("2023-04-21 08:00"),
        place="Hà Nội",
        parts=[
            PartPlan("Phiên nội bộ", at("2023-04-21 08:00"), is_closed=True),
            PartPlan("Phiên mở rộng", at("2023-04-21 09:30"), is_enlarged=True),
        ],
        chairs=[(house.people["lan"], "Phó Bí thư Thường trực")],
        by=chief,
        at=at("2023-04-10 08:00"),
    )
    closed, enlarged = meeting.parts.order_by("order")
    summon(
        part=closed,
        members=[(house.people["hung"], "Ủy viên")],
        invited=[],
        by=chief,
        at=at("2023-04-10 09:00"),
    )
    summon(
        part=enlarged,
        members=[(house.people["hung"], "Ủy viên")],
        invited=[(house.people["hoa"], "Chuyên viên")],
        by=chief,
        at=at("2023-04-10 09:10"),
    )
    meeting.refresh_from_db()
    return Session(meeting, closed, enlarged)


@pytest.fixture
def conference(house: House) -> Meeting:
    """Return an online conference with a main point and two under it; Điểm operates the first of them."""
    chief = house.standing("minh")
    meeting = call_meeting(
        unit=house.units["DUK"],
        kind="organisation_wide",
        title="Hội nghị trực tuyến toàn Đảng bộ quý I/2023",
        starts_at=at("2023-04-06 08:00"),
        parts=[PartPlan("Toàn thể", at("2023-04-06 08:00"), is_enlarged=True)],
        by=chief,
        at=at("2023-03-20 08:00"),
    )
    register_points(
        meeting=meeting,
        plans=[
            PointPlan("01", "Điểm cầu chính", house.units["DUK"].pk, expected=100),
            PointPlan(
                "01.1",
                "Điểm cầu Bộ Ví dụ Một",
                house.units["A1"].pk,
                parent="01",
                operator=house.people["diem"].pk,
                phone="0000 000 001",
                expected=35,
            ),
            PointPlan("01.2", "Điểm cầu Bộ Ví dụ Hai", house.units["A2"].pk, parent="01", expected=40),
        ],
        by=chief,
        at=at("2023-03-21 08:00"),
    )
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def point(conference: Meeting) -> Point:
    """Return the point that Điểm operates."""
    return Point.objects.get(meeting=conference, code="01.1")


@pytest.fixture
def assembly(house: House) -> Assembly:
    """Return the 12th session with 49 members, papers out, nothing begun."""
    return assemble(house)
