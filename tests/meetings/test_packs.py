"""What carries a meeting outside: calendar file, print pack, text, reminders."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import icalendar
import pypdf
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.documents.actions import draft_outgoing
from nghisu.meetings import actions as acts
from nghisu.meetings.actions import preparing
from nghisu.meetings.exports.invitation import invitation_ics
from nghisu.meetings.models import Meeting, Summons
from nghisu.meetings.queries.codes import person_code, spelled
from nghisu.meetings.queries.reminding import answers_by, reminders
from nghisu.meetings.queries.sharing import own_parts

Visit = Callable[[str], Visitor]
NOW = at("2023-04-12 08:00")


def test_the_calendar_file_carries_the_zone_and_only_the_readers_parts(
    house: House, session: Session
) -> None:
    content = invitation_ics(
        session.meeting,
        parts=own_parts(house.standing("hoa"), session.meeting),
        address="https://nghisu.vi-du/",
        at=NOW,
    )

    made: Any = icalendar.Calendar.from_ical(content)
    events: list[Any] = list(made.walk("VEVENT"))
    assert [str(zone["TZID"]) for zone in made.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]
    assert len(events) == 1
    assert events[0]["DTSTART"].to_ical() == b"20230421T093000"
    assert events[0]["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert b"n\xe1\xbb\x99i b\xe1\xbb\x99" not in content


def test_a_meeting_that_moves_or_is_called_off_renews_its_event(house: House, session: Session) -> None:
    def event() -> Any:
        meeting = Meeting.objects.get(pk=session.meeting.pk)
        content = invitation_ics(meeting, parts=[session.enlarged], address="", at=NOW)
        calendar: Any = icalendar.Calendar.from_ical(content)
        found: Any = next(iter(calendar.walk("VEVENT")))
        found.add("x-method", str(calendar["METHOD"]))
        return found

    first = event()
    preparing.call_off(
        meeting=session.meeting,
        expected_version=session.meeting.version,
        reason="Hoãn",
        by=house.standing("minh"),
        at=NOW,
    )
    off = event()

    assert str(first["UID"]) == str(off["UID"])
    assert off["SEQUENCE"] > first["SEQUENCE"]
    assert (str(off["STATUS"]), str(off["X-METHOD"])) == ("CANCELLED", "CANCEL")


def test_the_print_pack_binds_what_its_reader_may_see_and_nothing_else(
    house: House, session: Session, visit: Visit
) -> None:
    by = house.standing("minh")
    for part, word in ((session.closed, "Nhân sự"), (session.enlarged, "Quý một")):
        item = acts.add_item(part=part, number="1", title=f"Mục {word}", minutes=20, by=by, at=NOW)
        document = draft_outgoing(
            drafter=house.units["VP"],
            unit=house.units["DUK"],
            type_code="report",
            subject=word,
            text=f"Lời văn {word}",
            by=by,
            at=NOW,
        )
        acts.lay_paper(item=item, document=document, title=f"Tờ trình {word}", by=by, at=NOW)

    def text_of(who: str) -> str:
        answer = visit(who).get(f"/hoi-nghi/{session.meeting.pk}/bo-tai-lieu.pdf")
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)

    chief, invited = text_of("minh"), text_of("hoa")

    assert ("Lời văn Nhân sự" in chief, "Lời văn Quý một" in chief) == (True, True)
    assert ("Lời văn Quý một" in invited, "Nhân sự" in invited) == (True, False)


def test_those_without_answer_are_to_be_reminded_working_days_before_the_start(
    house: House, session: Session
) -> None:
    by = house.standing("minh")
    Meeting.objects.filter(pk=session.meeting.pk).update(state="summoned")
    meeting = Meeting.objects.get(pk=session.meeting.pk)

    assert answers_by(meeting) == date(2023, 4, 18)
    assert reminders(by, at("2023-04-17 08:00")) == []
    assert [one.silent for one in reminders(by, at("2023-04-18 08:00"))] == [3]
    assert reminders(house.standing("hung"), at("2023-04-18 08:00")) == []


def test_the_pages_open_for_who_may_see_the_meeting(house: House, session: Session, visit: Visit) -> None:
    top = f"/hoi-nghi/{session.meeting.pk}/"

    shared = visit("hoa").get(f"{top}chia-se/").content.decode()

    assert "09:30" in shared
    assert "<svg" in shared
    assert visit("minh").get(f"{top}nhac/").status_code == 200
    assert visit("hung").get(f"{top}nhac/").status_code == 404
    assert visit("ha").get(f"{top}chia-se/").status_code == 404
    assert visit("ha").get(f"{top}bo-tai-lieu.pdf").status_code == 404


def _bound(house: House, session: Session, count: int = 1) -> None:
    by = house.standing("minh")
    item = acts.add_item(part=session.enlarged, number="1", title="Báo cáo", minutes=20, by=by, at=NOW)
    for number in range(count):
        document = draft_outgoing(
            drafter=house.units["VP"],
            unit=house.units["DUK"],
            type_code="report",
            subject=f"số {number}",
            text="Lời văn của tài liệu",
            by=by,
            at=NOW,
        )
        acts.lay_paper(item=item, document=document, title=f"Tờ trình số {number}", by=by, at=NOW)


def test_every_page_of_the_pack_says_the_meeting_its_paper_its_number_and_its_reader(
    house: House, session: Session, visit: Visit
) -> None:
    _bound(house, session, 2)

    answer = visit("hoa").get(f"/hoi-nghi/{session.meeting.pk}/bo-tai-lieu.pdf")

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    total = len(pages)
    assert all(session.meeting.title in text for text in pages)
    assert [f"{number}/{total}" in text for number, text in enumerate(pages, 1)] == [True] * total
    assert all("Đỗ Thị Hoa" in text for text in pages)
    assert [text.count("Tờ trình số") for text in pages[-2:]] == [2, 2]  # its head, and its title


def test_the_pack_tells_how_far_it_is_to_its_reader_alone(
    house: House, session: Session, visit: Visit
) -> None:
    _bound(house, session, 2)
    key = "k" * 22

    hoa = visit("hoa")
    page = hoa.get(f"/hoi-nghi/{session.meeting.pk}/in-giay/").content.decode()
    hoa.get(f"/hoi-nghi/{session.meeting.pk}/bo-tai-lieu.pdf", {"idempotency_key": key})

    own, other = (visit(who).get(f"/hoi-nghi/in-giay/tien-do/{key}/").json() for who in ("hoa", "minh"))
    assert 'data-progress="/hoi-nghi/in-giay/tien-do/KEY/"' in page
    assert (own, other) == ({"done": 6, "total": 6}, {"done": 0, "total": 0})


def test_each_who_is_summoned_has_a_sheet_of_their_own_parts_and_nobody_elses(
    house: House, session: Session, visit: Visit
) -> None:
    _bound(house, session)
    path = f"/hoi-nghi/{session.meeting.pk}/in-giay/to-giay.pdf"

    def sheets(who: str) -> list[str]:
        answer = visit(who).get(path)
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]

    own, all_of_them = sheets("hoa"), sheets("minh")
    summoned = set(Summons.objects.filter(part__meeting=session.meeting).values_list("person_id", flat=True))
    assert len(own) == 1
    assert "Đỗ Thị Hoa" in own[0]
    assert session.closed.title not in own[0]
    assert spelled(person_code(session.meeting.pk, house.people["hoa"].pk)) in own[0]
    assert len(all_of_them) == len(summoned) > 1
    assert visit("ha").get(path).status_code == 404
