"""The first screen tells the recorder, the chair and who spoke what the minutes await from them."""

from collections.abc import Callable

import pytest
from tests.conftest import House, Visitor, at
from tests.meetings.assembly import Assembly, assemble

from nghisu.meetings.actions import floor, statements
from nghisu.meetings.actions import minutes as actions
from nghisu.meetings.models import Meeting, Minutes
from nghisu.meetings.queries.minutes_awaited import Hand, minutes_awaited
from nghisu.meetings.rules.minutes import Group

Visit = Callable[[str], Visitor]
DAY = at("2023-04-21 12:00").date()


@pytest.fixture
def held(house: House) -> Assembly:
    """Return the session concluded, recorded by Minh; Hùng spoke."""
    made = assemble(house)
    Meeting.objects.filter(pk=made.meeting.pk).update(secretary=house.people["minh"])
    made.seat(40)
    made.open()
    made.begin(made.enlarged)
    made.take(made.first)
    made.meeting.refresh_from_db()
    made.enlarged.refresh_from_db()
    statements.enter_statement(
        part=made.enlarged,
        item=made.first,
        who="Phạm Quốc Hùng",
        text="Nhất trí.",
        by=house.standing("minh"),
        at=at("2023-04-21 09:30"),
    )
    floor.conclude(
        meeting=made.meeting,
        expected_version=made.version,
        by=house.standing("lan"),
        at=at("2023-04-21 11:00"),
    )
    made.meeting.refresh_from_db()
    return made


def awaited(house: House) -> dict[str, list[Hand]]:
    """Return what awaits each of them."""
    return {
        key: [one.hand for one in minutes_awaited(house.standing(key), DAY)]
        for key in ("minh", "lan", "hung", "ha")
    }


def test_each_hand_is_asked_in_its_turn_and_nobody_else(held: Assembly, house: House) -> None:
    minh, lan, hung = (house.standing(key) for key in ("minh", "lan", "hung"))
    nobody: list[Hand] = []

    assert awaited(house) == {"minh": [Hand.WRITE], "lan": nobody, "hung": nobody, "ha": nobody}

    minutes = actions.begin_minutes(meeting=held.meeting, by=minh, at=at("2023-04-21 13:00"))
    actions.send_for_remarks(minutes=minutes, until=DAY, by=minh, at=at("2023-04-21 13:01"))
    assert awaited(house) == {"minh": nobody, "lan": nobody, "hung": [Hand.LOOK], "ha": nobody}

    statement = held.enlarged.statements.get()
    remark = actions.remark(
        statement=statement, wanted="Cơ bản nhất trí.", by=hung, at=at("2023-04-21 14:00")
    )
    assert awaited(house) == {"minh": [Hand.ANSWER], "lan": nobody, "hung": nobody, "ha": nobody}

    actions.answer_remark(remark=remark, is_accepted=True, by=minh, at=at("2023-04-21 15:00"))
    section = minutes.sections.get(group=Group.CONCLUSION)
    actions.revise_section(
        section=section,
        expected_version=section.version,
        text="Thống nhất.",
        by=minh,
        at=at("2023-04-21 15:01"),
    )
    minutes = Minutes.objects.get()
    signed = actions.sign_as_recorder(
        minutes=minutes, expected_version=minutes.version, by=minh, at=at("2023-04-21 16:00")
    )
    assert awaited(house) == {"minh": nobody, "lan": [Hand.SIGN_LAST], "hung": nobody, "ha": nobody}

    actions.sign_as_chair(minutes=signed, expected_version=signed.version, by=lan, at=at("2023-04-21 16:10"))
    actions.write_correction(
        section=section, text="Nhất trí.", reason="Sai chữ", by=minh, at=at("2023-04-22 08:00")
    )
    assert awaited(house) == {"minh": nobody, "lan": [Hand.CONFIRM], "hung": nobody, "ha": nobody}


def test_the_first_screen_leads_to_the_own_words(held: Assembly, house: House, visit: Visit) -> None:
    minh = house.standing("minh")
    minutes = actions.begin_minutes(meeting=held.meeting, by=minh, at=at("2023-04-21 13:00"))
    actions.send_for_remarks(
        minutes=minutes, until=at("2099-01-01 00:00").date(), by=minh, at=at("2023-04-21 13:01")
    )

    page = visit("hung").get("/").content.decode()

    assert "Xem lại lời đã phát biểu" in page
    assert f"/hoi-nghi/{held.meeting.pk}/phat-bieu/cua-toi/" in page
