"""Calendar feeds: what a calendar program gets from a private address, read by two parsers."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import House, Visitor, at

from nghisu.corner.actions import TooManyFeeds, make_feed, withdraw_feed
from nghisu.corner.models import CalendarFeed
from nghisu.kit import clock
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.models import Meeting, MeetingPart, Summons

NOON = at("2023-04-10 12:00")
Visit = Callable[[str], Visitor]


def unfolded(content: bytes) -> list[dict[str, str]]:
    """Read the events of a calendar by the letter of RFC 5545: unfold, split, group; no library."""
    lines = re.sub(rb"\r\n[ \t]", b"", content).decode().split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and "END:VEVENT" not in found[-1]:
            found[-1][name] = re.sub(r"\\([,;\\])", r"\1", value)
    return found


@pytest.fixture
def called(house: House, monkeypatch: Any) -> Meeting:
    """A session in two parts, to the second of which, closed, only Hùng is summoned."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    made = Meeting.objects.create(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="session",
        ordinal=12,
        title="Hội nghị Ban Chấp hành; lần thứ 12",
        place="Hội trường A, Hà Nội",
        starts_at=at("2023-04-21 08:00"),
        ends_at=at("2023-04-21 11:30"),
    )
    for order, (title, closed, hour) in enumerate(
        (("Phiên toàn thể", False, "08:00"), ("Kiện toàn", True, "10:00")), 1
    ):
        part = MeetingPart.objects.create(
            meeting=made, order=order, title=title, is_closed=closed, starts_at=at(f"2023-04-21 {hour}")
        )
        for who in ("hung", "ha") if not closed else ("hung",):
            Summons.objects.create(part=part, person=house.people[who], capacity="member")
    return made


def address(house: House, who: str, body: str | None = None) -> str:
    chosen = house.bodies[body].pk if body else None
    _feed, secret = make_feed(body=chosen, by=house.standing(who), at=NOON)
    return reverse("feed_ics", args=[secret])


def test_a_feed_holds_the_parts_one_is_summoned_to_alike_in_two_parsers(
    house: House, called: Meeting
) -> None:
    answer = Client().get(address(house, "hung"))

    by_library: Any = icalendar.Calendar.from_ical(answer.content)
    by_hand = unfolded(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert [str(one["summary"]) for one in by_library.walk("VEVENT")] == [
        "Hội nghị Ban Chấp hành; lần thứ 12: Phiên toàn thể",
        "Hội nghị Ban Chấp hành; lần thứ 12",  # a closed part is named nowhere outside
    ]
    assert [one["SUMMARY"] for one in by_hand] == [str(one["summary"]) for one in by_library.walk("VEVENT")]
    assert [one["DTSTART;TZID=Asia/Ho_Chi_Minh"] for one in by_hand] == ["20230421T080000", "20230421T100000"]
    assert [one["dtstart"].dt.utcoffset() for one in by_library.walk("VEVENT")] == [
        datetime.timedelta(hours=7)
    ] * 2
    assert len(by_library.walk("VTIMEZONE")) == 1
    assert "Kiện toàn" not in answer.content.decode()


def test_a_meeting_that_moves_or_is_called_off_updates_its_entry(house: House, called: Meeting) -> None:
    path = address(house, "ha")

    def in_both() -> tuple[dict[str, str], Any]:
        """Return the entry as it is read by hand, and by the library."""
        content = Client().get(path).content
        calendar: Any = icalendar.Calendar.from_ical(content)
        return unfolded(content)[0], calendar.walk("VEVENT")[0]

    before, first = in_both()

    called.starts_at = at("2023-04-22 14:00")
    called.ends_at = at("2023-04-22 16:00")
    called.save_over(called.version, "starts_at", "ends_at")
    MeetingPart.objects.filter(meeting=called, order=1).update(starts_at=called.starts_at)
    moved, second = in_both()
    called.cancelled_at, called.cancel_reason = NOON, "Bão số 1"
    called.save_over(called.version, "cancelled_at", "cancel_reason")
    off, third = in_both()

    assert before["UID"] == moved["UID"] == off["UID"]
    assert [int(one["SEQUENCE"]) for one in (before, moved, off)] == [1, 2, 3]
    assert moved["DTSTART;TZID=Asia/Ho_Chi_Minh"] == "20230422T140000"
    assert (before["STATUS"], off["STATUS"]) == ("CONFIRMED", "CANCELLED")
    for by_hand, by_library in ((before, first), (moved, second), (off, third)):
        named = ("UID", "SEQUENCE", "STATUS", "SUMMARY")
        assert [str(by_library[name]) for name in named] == [by_hand[name] for name in named]
        assert f"{by_library['DTSTART'].dt:%Y%m%dT%H%M%S}" == by_hand["DTSTART;TZID=Asia/Ho_Chi_Minh"]


def test_a_feed_of_a_body_holds_its_meetings_for_who_may_see_them(house: House, called: Meeting) -> None:
    events = unfolded(Client().get(address(house, "minh", "executive")).content)

    assert [one["SUMMARY"] for one in events] == ["Hội nghị Ban Chấp hành; lần thứ 12"]
    with pytest.raises(NotAllowed):
        make_feed(body=house.bodies["executive"].pk, by=house.standing("la"), at=NOON)


def test_an_unchanged_calendar_is_not_sent_again(house: House, called: Meeting) -> None:
    path = address(house, "hung")
    tag = Client().get(path)["ETag"]

    again = Client().get(path, headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_a_withdrawn_address_and_that_of_a_closed_account_find_nothing(house: House, called: Meeting) -> None:
    withdrawn, closed = address(house, "hung"), address(house, "ha")
    feed = CalendarFeed.objects.get(person=house.people["hung"])
    with pytest.raises(NotAllowed):
        withdraw_feed(feed=feed, by=house.standing("ha"), at=NOON)

    withdraw_feed(feed=feed, by=house.standing("hung"), at=NOON)
    house.people["ha"].is_active = False
    house.people["ha"].save(update_fields=["is_active"])

    assert [Client().get(path).status_code for path in (withdrawn, closed)] == [404, 404]
    assert Client().get(reverse("feed_ics", args=["x" * 32])).status_code == 404


def test_the_address_is_shown_once_and_stored_nowhere(house: House, called: Meeting, visit: Visit) -> None:
    hung = visit("hung")

    made = hung.send("/lich/tao/", {"body": ""})

    text = made.content.decode()
    secret = re.search(r"/lich/([\w-]+)\.ics", text)
    assert secret is not None
    assert Client().get(secret[0]).status_code == 200
    assert secret[1] not in hung.get(reverse("feed_list")).content.decode()
    assert secret[1] not in CalendarFeed.objects.get().hash


def test_eleven_addresses_are_one_too_many(house: House, called: Meeting) -> None:
    for _ in range(10):
        address(house, "hung")

    with pytest.raises(TooManyFeeds):
        address(house, "hung")
