"""Who is there before the 12th session is called: the house, 49 members, the 11th session, three drafts.

Runs inside the data of a real server: ``from tests.browser import hall_cast; hall_cast.enter()``.
"""

from tests.conftest import START, House, at, hashed_password, house

from nghisu.documents import actions as documents
from nghisu.documents.rules.states import Direction
from nghisu.meetings.actions import PartPlan, call_meeting
from nghisu.meetings.actions.attendance import check_in
from nghisu.meetings.models import Meeting, Point
from nghisu.organisation.models import Mandate
from nghisu.organisation.queries import standing_of
from nghisu.people.models import Person


def enter() -> House:
    """Enter them."""
    made: House = house.__wrapped__(None)  # type: ignore[attr-defined]
    more = [
        Person(
            full_name=f"Ủy viên Số {number:02}",
            sort_key=f"{number:02}",
            username=f"uv{number}",
            password=hashed_password(),
        )
        for number in range(2, 49)
    ]
    Mandate.objects.bulk_create(
        Mandate(
            person=person, unit=made.units["DUK"], body=made.bodies["executive"], office="member", first=START
        )
        for person in Person.objects.bulk_create(more)
    )
    chief, day = made.standing("minh"), at("2023-01-10 08:00")
    call_meeting(
        unit=made.units["DUK"],
        body=made.bodies["executive"],
        kind="regular",
        ordinal=11,
        title="Hội nghị Ban Chấp hành lần thứ 11",
        starts_at=at("2023-01-18 08:00"),
        parts=[PartPlan("Phiên toàn thể", at("2023-01-18 08:00"))],
        by=chief,
        at=day,
    )
    for subject in ("Dự thảo báo cáo quý I/2023", "Tờ trình về việc kín", "Tài liệu quán triệt nghị quyết"):
        documents.draft_outgoing(
            drafter=made.units["VP"],
            unit=made.units["DUK"],
            type_code="report",
            direction=Direction.INTERNAL,
            subject=subject,
            text=f"{subject}.",
            by=chief,
            at=day,
        )
    return made


def come(first: int, last: int) -> None:
    """Check the members of these numbers in, the last eight of them at the points."""
    clerk = standing_of(Person.objects.get(username="van"), at("2023-04-21 07:50").date())
    meeting = Meeting.objects.get(ordinal=12)
    points = {point.code: point for point in Point.objects.filter(meeting=meeting)}
    for number in range(first, last):
        check_in(
            meeting=meeting,
            person=Person.objects.get(username=f"uv{number}"),
            point=points["01"] if number >= last - 4 else points["02"] if number >= last - 8 else None,
            by=clerk,
            at=at("2023-04-21 07:50"),
        )
