"""The 12th session with 49 members, its closed and its enlarged part, an agenda and two points."""

from dataclasses import dataclass, field

from tests.conftest import START, House, at, hashed_password

from nghisu.meetings.actions import PartPlan, PointPlan, add_item, call_meeting, register_points, summon
from nghisu.meetings.actions.floor import begin_part, open_meeting, take_item
from nghisu.meetings.models import AgendaItem, Meeting, MeetingPart, Point, Presence
from nghisu.meetings.queries.floor import floor_of
from nghisu.organisation.models import Mandate
from nghisu.people.models import Person


@dataclass
class Assembly:
    """The session: 49 members in office, Hùng and Lan among them; Hoa is invited; Điểm operates point 01."""

    house: House
    meeting: Meeting
    closed: MeetingPart
    enlarged: MeetingPart
    secret: AgendaItem
    first: AgendaItem
    second: AgendaItem
    points: list[Point]
    members: list[Person] = field(default_factory=list)

    @property
    def version(self) -> int:
        """The version of the floor now."""
        return floor_of(self.meeting).version

    def seat(self, count: int, point: Point | None = None, start: int = 0) -> None:
        """Check members in, in the hall or at a point."""
        Presence.objects.bulk_create(
            Presence(
                meeting=self.meeting, person=person, point=point, since=at("2023-04-21 07:45"), how="clerk"
            )
            for person in self.members[start : start + count]
        )

    def open(self) -> None:
        """Open the meeting."""
        open_meeting(meeting=self.meeting, by=self.house.standing("lan"), at=at("2023-04-21 08:00"))

    def begin(self, part: MeetingPart) -> None:
        """Begin a part."""
        begin_part(
            part=part,
            expected_version=self.version,
            by=self.house.standing("lan"),
            at=at("2023-04-21 08:01"),
        )

    def take(self, item: AgendaItem) -> None:
        """Take up an item."""
        take_item(
            item=item,
            expected_version=self.version,
            by=self.house.standing("lan"),
            at=at("2023-04-21 08:02"),
        )


def assemble(house: House) -> Assembly:
    """Call the session; its papers are out and nothing has begun."""
    chief, day = house.standing("minh"), at("2023-04-10 08:00")
    meeting = call_meeting(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        ordinal=12,
        title="Hội nghị Ban Chấp hành lần thứ 12 (mở rộng)",
        starts_at=at("2023-04-21 08:00"),
        place="Hà Nội",
        parts=[
            PartPlan("Phiên nội bộ", at("2023-04-21 08:00"), is_closed=True),
            PartPlan("Phiên mở rộng", at("2023-04-21 09:30"), is_enlarged=True),
        ],
        chairs=[(house.people["lan"], "Phó Bí thư Thường trực")],
        by=chief,
        at=day,
    )
    closed, enlarged = meeting.parts.order_by("order")
    items = [
        add_item(part=part, number=number, title=title, minutes=20, wanted=wanted, by=chief, at=day)
        for part, number, title, wanted in (
            (closed, "1", "Việc kín về nhân sự", "elect"),
            (enlarged, "1", "Dự thảo báo cáo quý I", "adopt"),
            (enlarged, "2", "Thảo luận nhiệm vụ quý II", "discuss"),
        )
    ]
    more = [
        Person(
            full_name=f"Ủy viên {number:02}",
            sort_key=f"{number:02}",
            username=f"uv{number}",
            password=hashed_password(),
        )
        for number in range(2, 49)
    ]
    members = [house.people["hung"], house.people["lan"], *Person.objects.bulk_create(more)]
    Mandate.objects.bulk_create(
        Mandate(
            person=person,
            unit=house.units["DUK"],
            body=house.bodies["executive"],
            office="member",
            first=START,
        )
        for person in members[2:]
    )
    for part, invited in ((closed, []), (enlarged, [(house.people["hoa"], "Chuyên viên")])):
        summon(
            part=part,
            members=[(person, "Ủy viên") for person in members],
            invited=invited,
            by=chief,
            at=day,
        )
    register_points(
        meeting=meeting,
        plans=[
            PointPlan(
                "01", "Điểm cầu Một", house.units["A1"].pk, operator=house.people["diem"].pk, expected=40
            ),
            PointPlan("02", "Điểm cầu Hai", house.units["A2"].pk, expected=30),
        ],
        by=chief,
        at=day,
    )
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.PAPERS_OUT)
    meeting = Meeting.objects.select_related("body__term", "unit").get(pk=meeting.pk)
    points = list(Point.objects.filter(meeting=meeting).order_by("code"))
    secret, first, second = items
    return Assembly(house, meeting, closed, enlarged, secret, first, second, points, members)
