"""Pages of meetings, as people see them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.meetings import actions
from nghisu.meetings.models import AgendaItem, Meeting, Point, Summons
from nghisu.organisation.models import TreeStamp

Visit = Callable[[str], Visitor]


def test_the_page_of_a_meeting_shows_agenda_chairs_and_roll(
    house: House, session: Session, visit: Visit
) -> None:
    actions.add_item(
        part=session.enlarged,
        number="1",
        title="Báo cáo quý I",
        by=house.standing("minh"),
        at=at("2023-04-11 08:00"),
    )

    text = visit("minh").get(f"/hoi-nghi/{session.meeting.pk}/").content.decode()

    assert "Báo cáo quý I" in text
    assert "Lê Thị Lan" in text
    assert "Phiên nội bộ" in text


def test_rule_S8_neither_page_nor_calendar_nor_list_tells_the_invited_of_the_closed_part(
    house: House, session: Session, visit: Visit
) -> None:
    actions.add_item(
        part=session.closed,
        number="1",
        title="Giới thiệu nhân sự",
        by=house.standing("minh"),
        at=at("2023-04-11 08:00"),
    )
    hoa = visit("hoa")
    for path in (
        "/hoi-nghi/",
        f"/hoi-nghi/{session.meeting.pk}/",
        f"/hoi-nghi/{session.meeting.pk}/lich.ics",
        "/hoi-nghi/?export=xlsx",
    ):
        answer = hoa.get(path)
        assert answer.status_code == 200
        assert "nội bộ".encode() not in answer.content
        assert "nhân sự".encode() not in answer.content


def test_peer_T14_a_meeting_of_others_is_not_there_at_all(
    house: House, session: Session, visit: Visit
) -> None:
    ha = visit("ha")
    known = ha.get(f"/hoi-nghi/{session.meeting.pk}/")
    unknown = ha.get("/hoi-nghi/11111111-1111-4111-8111-111111111111/")

    assert (known.status_code, unknown.status_code) == (404, 404)


def test_a_changed_meeting_is_shown_at_once_though_its_page_is_kept(
    house: House, session: Session, visit: Visit
) -> None:
    minh = visit("minh")
    path = f"/hoi-nghi/{session.meeting.pk}/"
    first = minh.get(path).content
    actions.add_item(
        part=session.enlarged,
        number="9",
        title="Việc mới",
        by=house.standing("minh"),
        at=at("2023-04-12 08:00"),
    )

    second = minh.get(path).content

    assert "Việc mới".encode() not in first
    assert "Việc mới".encode() in second


def test_a_kept_page_gives_each_form_a_new_key_and_nobody_anothers_page(
    house: House, session: Session, visit: Visit
) -> None:
    path = f"/hoi-nghi/{session.meeting.pk}/"
    minh = visit("minh")
    first, second = minh.get(path).content, minh.get(path).content
    of_member = visit("hung").get(path).content

    assert b'name="idempotency_key" value=""' not in second
    assert first != second
    assert len(first) == len(second)
    assert "Phạm Quốc Hùng".encode() in of_member
    assert "Nguyễn Văn Minh".encode() not in of_member


def test_a_meeting_is_called_changed_and_taken_on_by_forms(house: House, visit: Visit) -> None:
    minh = visit("minh")
    called = minh.send(
        "/hoi-nghi/moi/",
        {
            "kind": "regular",
            "body": str(house.bodies["executive"].pk),
            "title": "Hội nghị Ban Chấp hành lần thứ 1",
            "starts_at": "21/04/2023 08:00",
            "place": "Hà Nội",
            "has_closed_part": "on",
            "is_enlarged": "on",
            "chairs": [str(house.people["lan"].pk)],
        },
    )
    meeting = Meeting.objects.get()
    assert (called.status_code, called.headers["Location"]) == (302, f"/hoi-nghi/{meeting.pk}/")
    assert [part.is_closed for part in meeting.parts.all()] == [True, False]

    minh.send(
        f"/hoi-nghi/{meeting.pk}/sua/",
        {"title": "Tên mới", "starts_at": "21/04/2023 09:00", "place": "Hà Nội", "version": meeting.version},
    )
    meeting.refresh_from_db()
    assert meeting.title == "Tên mới"


def test_the_second_of_two_editors_gets_both_texts_and_overwrites_nothing(
    house: House, session: Session, visit: Visit
) -> None:
    path = f"/hoi-nghi/{session.meeting.pk}/sua/"
    form = {"starts_at": "21/04/2023 08:00", "place": "Hà Nội", "version": session.meeting.version}
    visit("minh").send(path, {**form, "title": "Bản thứ nhất"})

    answer = visit("minh").send(path, {**form, "title": "Bản thứ hai"})

    assert answer.status_code == 409
    assert "Bản thứ hai" in answer.content.decode()
    session.meeting.refresh_from_db()
    assert session.meeting.title == "Bản thứ nhất"


@pytest.mark.parametrize("day", ["31/02/2023 08:00", "mai"])
def test_a_day_that_does_not_exist_is_named_and_nothing_typed_is_lost(
    house: House, visit: Visit, day: str
) -> None:
    answer = visit("minh").send(
        "/hoi-nghi/moi/", {"kind": "briefing", "title": "Giao ban", "starts_at": day, "place": "Phòng 2"}
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Phòng 2" in text
    assert day in text
    assert Meeting.objects.count() == 0


def test_a_member_answers_the_summons(house: House, session: Session, visit: Visit) -> None:
    own = Summons.objects.get(part=session.enlarged, person=house.people["hung"])
    path = f"/hoi-nghi/{session.meeting.pk}/tra-loi/{own.pk}/"
    hung = visit("hung")

    refused = hung.send(path, {"answer": "excused", "reason": ""})
    accepted = hung.send(path, {"answer": "excused", "reason": "Đi công tác"})

    own.refresh_from_db()
    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert (own.answer, own.reason) == ("excused", "Đi công tác")


def test_the_operator_reports_from_the_page_and_sees_nothing_else(
    house: House, point: Point, conference: Meeting, visit: Visit
) -> None:
    diem = visit("diem")
    path = f"/hoi-nghi/{conference.pk}/diem-cau/{point.pk}/"
    diem.send(f"{path}trang-thai/", {"state": "connected"})
    diem.send(path, {"heads": "33"})

    board = diem.get(f"/hoi-nghi/{conference.pk}/diem-cau/").content.decode()
    point.refresh_from_db()
    assert point.heads == 33
    assert "Điểm cầu Bộ Ví dụ Một" in board
    assert "Điểm cầu Bộ Ví dụ Hai" not in board


def test_a_billion_heads_are_refused_on_the_page(
    house: House, point: Point, conference: Meeting, visit: Visit
) -> None:
    diem = visit("diem")
    path = f"/hoi-nghi/{conference.pk}/diem-cau/{point.pk}/"
    diem.send(f"{path}trang-thai/", {"state": "connected"})

    answer = diem.send(path, {"heads": "1000000000"})

    point.refresh_from_db()
    assert answer.status_code == 422
    assert point.heads is None


def _queries(visitor: Visitor, path: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert visitor.get(path).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in counted)


def test_pages_of_meetings_cost_the_same_whatever_their_size(
    house: House, session: Session, conference: Meeting, visit: Visit
) -> None:
    minh = visit("minh")
    paths = [f"/hoi-nghi/{session.meeting.pk}/?cold=1", f"/hoi-nghi/{conference.pk}/diem-cau/", "/hoi-nghi/"]
    TreeStamp.objects.get_or_create(id=1)
    for path in paths:
        minh.get(path)
    Meeting.objects.filter(pk=session.meeting.pk).update(version=98)
    few = [_queries(minh, path) for path in paths]
    AgendaItem.objects.bulk_create(
        AgendaItem(part=session.enlarged, order=number, number=str(number), title=f"Nội dung {number}")
        for number in range(1, 61)
    )
    Point.objects.bulk_create(
        Point(meeting=conference, host=house.units["A1"], code=f"P{number}", name=f"P {number}", folded="p")
        for number in range(520)
    )
    Meeting.objects.bulk_create(
        Meeting(
            unit=house.units["DUK"],
            kind="briefing",
            title=f"Giao ban {number}",
            folded=f"giao ban {number}",
            starts_at=at("2023-04-21 08:00"),
        )
        for number in range(1000)
    )
    Meeting.objects.filter(pk=session.meeting.pk).update(version=99)

    many = [_queries(minh, path) for path in paths]

    assert many == few
    assert max(many) <= 12
