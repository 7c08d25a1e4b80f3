"""The weekly calendar: entries, meetings by themselves, clashes of persons, rooms and cars."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import icalendar
import pytest
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions import week as actions
from nghisu.meetings.models import Bookable, Booking, WeekEntry
from nghisu.meetings.queries.week import week_of
from nghisu.meetings.rules import week as rules

Visit = Callable[[str], Visitor]
NOW = at("2023-04-14 08:00")


def put(house: House, title: str, first: str, last: str, **rest: Any) -> WeekEntry:
    values: dict[str, Any] = {"people": [], "things": [], "knows_clash": False} | rest
    plan = actions.EntryPlan(title, at(f"2023-04-{first}"), at(f"2023-04-{last}"), place="Hà Nội")
    return actions.put_entry(unit=house.units["DUK"], plan=plan, by=house.standing("van"), at=NOW, **values)


@pytest.fixture
def hall(house: House) -> Bookable:
    return actions.keep_thing(
        unit=house.units["DUK"],
        kind="room",
        name="Phòng họp số 1",
        seats=60,
        remark="",
        by=house.standing("van"),
        at=NOW,
    )


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert [rules.monday_of(date(2023, 4, day)) for day in (17, 21, 23, 24)] == [
        date(2023, 4, 17),
        date(2023, 4, 17),
        date(2023, 4, 17),
        date(2023, 4, 24),
    ]


def test_what_ends_when_another_begins_does_not_clash() -> None:
    morning = rules.Taken("lan", "a", at("2023-04-21 08:00"), at("2023-04-21 10:00"))
    later = rules.Taken("lan", "b", at("2023-04-21 10:00"), at("2023-04-21 11:00"))
    within = rules.Taken("lan", "c", at("2023-04-21 09:00"), at("2023-04-21 09:30"))
    other = rules.Taken("minh", "d", at("2023-04-21 09:00"), at("2023-04-21 09:30"))

    assert rules.clashes([later, morning, within, other]) == [(morning, within)]


def test_meetings_of_ours_stand_in_the_week_by_themselves(house: House, session: Session) -> None:
    put(house, "Dự hội nghị của Ban Tổ chức Trung ương", "19 08:00", "19 11:00")

    week = week_of(house.standing("minh"), date(2023, 4, 18))

    assert [(day.day.day, [line.title for line in day.lines]) for day in week.days if day.lines] == [
        (19, ["Dự hội nghị của Ban Tổ chức Trung ương"]),
        (21, ["Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 12 (mở rộng)"]),
    ]
    assert week_of(house.standing("ha"), date(2023, 4, 18)).lines == []


def test_a_room_is_never_booked_twice(house: House, hall: Bookable) -> None:
    put(house, "Giao ban", "18 08:00", "18 10:00", things=[hall])
    put(house, "Tiếp khách", "18 10:00", "18 11:00", things=[hall])

    with pytest.raises(rules.ThingTaken):
        put(house, "Tập huấn", "18 09:00", "18 12:00", things=[hall], knows_clash=True)

    assert Booking.objects.count() == 2


def test_a_room_of_an_entry_called_off_is_free_again(house: House, hall: Bookable) -> None:
    entry = put(house, "Giao ban", "18 08:00", "18 10:00", things=[hall])
    actions.call_entry_off(entry=entry, expected_version=1, reason="Hoãn", by=house.standing("van"), at=NOW)

    put(house, "Tập huấn", "18 09:00", "18 12:00", things=[hall])

    assert Booking.objects.count() == 1


def test_a_room_is_booked_for_a_meeting_of_ours_too(house: House, session: Session, hall: Bookable) -> None:
    by = house.standing("van")
    actions.book_for_meeting(meeting=session.meeting, things=[hall], by=by, at=NOW)

    with pytest.raises(rules.ThingTaken):
        put(house, "Tập huấn", "21 09:00", "21 10:00", things=[hall])


def test_a_person_elsewhere_is_said_and_may_be_accepted(house: House, session: Session) -> None:
    hung = [(house.people["hung"], "")]
    with pytest.raises(rules.PersonElsewhere):
        put(house, "Dự lễ", "21 09:00", "21 10:00", people=hung)

    put(house, "Dự lễ", "21 09:00", "21 10:00", people=hung, knows_clash=True)

    week = week_of(house.standing("minh"), date(2023, 4, 21))
    assert [(line.title, line.clashes) for line in week.lines if line.entry] == [
        ("Dự lễ", ["Phạm Quốc Hùng"])
    ]


def test_a_car_takes_no_more_people_than_it_has_seats(house: House) -> None:
    car = actions.keep_thing(
        unit=house.units["DUK"],
        kind="car",
        name="Xe 01",
        seats=1,
        remark="",
        by=house.standing("van"),
        at=NOW,
    )
    people = [(house.people["hung"], ""), (house.people["lan"], "")]

    with pytest.raises(rules.TooManySeated):
        put(house, "Đi cơ sở", "20 08:00", "20 17:00", people=people, things=[car])


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [("20 10:00", "20 09:00", rules.EndsBeforeStart), ("10 08:00", "27 08:00", rules.LongerThanAWeek)],
)
def test_hours_that_cannot_be_are_refused(house: House, first: str, last: str, wrong: Any) -> None:
    with pytest.raises(wrong):
        put(house, "Công tác", first, last)


def test_only_the_office_changes_the_calendar(house: House, visit: Visit) -> None:
    with pytest.raises(NotAllowed):
        actions.put_entry(
            unit=house.units["DUK"],
            plan=actions.EntryPlan("Công tác", at("2023-04-20 08:00"), at("2023-04-20 09:00")),
            people=[],
            things=[],
            knows_clash=False,
            by=house.standing("lan"),
            at=NOW,
        )
    assert visit("hung").get("/hoi-nghi/lich-tuan/").status_code == 200
    assert visit("hung").get("/hoi-nghi/lich-tuan/moi/").status_code == 404
    assert visit("la").get("/hoi-nghi/lich-tuan/").status_code == 404


def test_the_pages_of_the_calendar_do_their_acts(
    house: House, session: Session, hall: Bookable, visit: Visit
) -> None:
    van = visit("van")
    sent = {
        "title": "Dự hội nghị trực tuyến",
        "host": "Ban Tổ chức Trung ương",
        "starts_at": "08:00 19/04/2023",
        "ends_at": "11:00 19/04/2023",
        "place": "Hội trường",
        "people": [str(house.people["lan"].pk)],
        "things": [str(hall.pk)],
    }

    made = van.send("/hoi-nghi/lich-tuan/moi/", sent)
    again = van.send("/hoi-nghi/lich-tuan/moi/", sent)
    entry = WeekEntry.objects.get()
    page = van.get("/hoi-nghi/lich-tuan/?tuan=2023-04-19").content.decode()

    assert (made.status_code, made.headers["Location"]) == (302, "/hoi-nghi/lich-tuan/?tuan=2023-04-17")
    assert again.status_code == 422
    assert "Dự hội nghị trực tuyến" in page
    assert "?tuan=2023-04-10" in page
    assert "?tuan=2023-04-24" in page
    top = f"/hoi-nghi/lich-tuan/{entry.pk}/"
    for path in (top, f"{top}huy/", f"{top}xoa/", "/hoi-nghi/phong-xe/", f"/hoi-nghi/phong-xe/{hall.pk}/"):
        assert van.get(path).status_code == 200, path
    assert van.get(f"/hoi-nghi/{session.meeting.pk}/phong-xe/").status_code == 200
    assert van.send(f"/hoi-nghi/phong-xe/{hall.pk}/xoa/").status_code == 422
    assert van.get("/hoi-nghi/lich-tuan/?tuan=9999-99-99").status_code == 200
    changed = van.send(top, {**sent, "title": "Dự họp", "version": entry.version})
    assert changed.status_code == 302
    assert van.send(f"{top}huy/", {"reason": ""}).status_code == 422
    assert van.send(f"{top}xoa/").status_code == 302


def test_the_week_goes_out_as_word_pdf_and_calendar(house: House, session: Session, visit: Visit) -> None:
    put(house, "Dự hội nghị", "19 08:00", "19 11:00", people=[(house.people["lan"], "")])
    minh, top = visit("minh"), "/hoi-nghi/lich-tuan/lich-tuan"

    file = docx.Document(io.BytesIO(minh.get(f"{top}.docx?tuan=2023-04-19").content))
    calendar: Any = icalendar.Calendar.from_ical(minh.get(f"{top}.ics?tuan=2023-04-19").content)
    printed = minh.get(f"{top}.pdf?tuan=2023-04-19").content

    words = [cell.text for row in file.tables[0].rows for cell in row.cells]
    assert "Dự hội nghị" in words
    assert "Lê Thị Lan" in words
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == [
        "Dự hội nghị",
        "Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 12 (mở rộng)",
    ]
    assert printed[:5] == b"%PDF-"
