"""The first screen says what awaits the person, by when, and asks little of the database."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import House, Visitor, at

from nghisu.meetings.actions import PartPlan, call_meeting, move_to_state, summon
from nghisu.meetings.models import Meeting
from nghisu.organisation.models import TreeStamp

Visit = Callable[[str], Visitor]


def _summoned(house: House, title: str) -> Meeting:
    chief = house.standing("minh")
    meeting = call_meeting(
        unit=house.units["DUK"],
        kind="briefing",
        title=title,
        starts_at=at("2099-04-21 08:00"),
        parts=[PartPlan("Toàn thể", at("2099-04-21 08:00"))],
        by=chief,
        at=at("2023-04-10 08:00"),
    )
    summon(
        part=meeting.parts.get(),
        members=[(house.people["hung"], "Ủy viên")],
        invited=[],
        by=chief,
        at=at("2023-04-10 08:01"),
    )
    meeting.refresh_from_db()
    return move_to_state(
        meeting=meeting,
        state="summoned",
        expected_version=meeting.version,
        by=chief,
        at=at("2023-04-10 08:02"),
    )


def test_a_summons_awaits_its_answer_on_the_first_screen_of_the_one_summoned(
    house: House, visit: Visit
) -> None:
    _summoned(house, "Giao ban tuần 16")

    of_member = visit("hung").get("/").content.decode()
    of_other = visit("ha").get("/").content.decode()

    assert "Giao ban tuần 16" in of_member
    assert "1 việc cần xử lý" in of_member
    assert "Giao ban tuần 16" not in of_other
    assert "Hiện không có việc chờ xử lý." in of_other


def test_the_first_screen_costs_the_same_for_one_thing_and_for_many(house: House, visit: Visit) -> None:
    TreeStamp.objects.get_or_create(id=1)
    _summoned(house, "Giao ban 0")
    hung = visit("hung")
    counts, text = [], ""
    for many in (0, 30):
        for number in range(many):
            _summoned(house, f"Giao ban số {number}")
        hung.get("/")  # what is kept for seconds only is known again
        with CaptureQueriesContext(connection) as counted:
            text = hung.get("/").content.decode()
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in counted))

    assert "31 việc cần xử lý" in text
    assert counts[0] == counts[1]
    assert (
        counts[1] <= 20
    )  # who asks and what they may, and one question for each kind of thing that can await
