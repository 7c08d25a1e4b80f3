"""Pages of the attendance and of the points' consoles, as people see them."""

import datetime
import io
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document as Docx
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.kit import clock, tickets
from nghisu.meetings import actions
from nghisu.meetings.actions import console, pulse
from nghisu.meetings.models import (
    Floor,
    FloorComment,
    Meeting,
    Point,
    PointIncident,
    PointPulse,
    PointReport,
    Presence,
    UpwardReport,
)
from nghisu.meetings.queries.codes import person_code, place_code, plain_code, spelled
from nghisu.record.models import Entry, Receipt

Visit = Callable[[str], Visitor]
MORNING = at("2023-04-21 08:10")


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the morning of the session, and let no beat of another test be heard."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    monkeypatch.setattr(clock, "today", lambda: datetime.date(2023, 4, 21))
    monkeypatch.setattr(pulse, "_heard", {})
    monkeypatch.setattr(pulse, "_written_at", None)


def of(session: Session, rest: str = "") -> str:
    return f"/hoi-nghi/{session.meeting.pk}/diem-danh/{rest}"


def truc(point: Point, rest: str = "") -> str:
    return f"/hoi-nghi/{point.meeting_id}/diem-cau/{point.pk}/truc/{rest}"


def test_the_clerk_checks_in_by_the_row_by_name_and_by_the_code_that_was_scanned(
    house: House, session: Session, visit: Visit
) -> None:
    van, hung, hoa = visit("van"), house.people["hung"], house.people["hoa"]
    by_row = van.send(of(session, "viec/"), {"act": f"in:{hung.pk}"})
    van.send(of(session, "viec/"), {"act": f"out:{hung.pk}"})
    by_name = van.send(of(session, "viec/"), {"act": "in", "code": "quoc hung"})
    code = person_code(session.meeting.pk, hoa.pk)
    by_code = van.send(of(session, "viec/"), {"act": "in", "code": f"http://x/diem-danh/?ma={code}"})

    stays = Presence.objects.order_by("how").values_list("person__username", "how", "until")
    assert [one.status_code for one in (by_row, by_name, by_code)] == [302, 302, 302]
    assert sorted(stays, key=str) == sorted(
        [("hung", "clerk", MORNING), ("hung", "clerk", None), ("hoa", "code", None)], key=str
    )


def test_a_code_of_nobody_is_refused_in_a_sentence_that_names_it(
    house: House, session: Session, visit: Visit
) -> None:
    answer = visit("van").send(of(session, "viec/"), {"act": "in", "code": "ZZZ-ZZZ"})

    assert answer.status_code == 422
    assert "Mã “ZZZ-ZZZ” không khớp với ai" in answer.content.decode()


def test_rule_S6_the_page_asks_whether_to_move_and_moves(
    house: House, session: Session, visit: Visit
) -> None:
    actions.register_points(
        meeting=session.meeting,
        plans=[actions.PointPlan("01", "Điểm cầu Một", house.units["A1"].pk)],
        by=house.standing("minh"),
        at=at("2023-04-12 08:00"),
    )
    van, hung = visit("van"), house.people["hung"]
    van.send(of(session, "viec/"), {"act": "in", "person": str(hung.pk)})

    asked = van.send(of(session, "viec/"), {"act": "in", "person": str(hung.pk), "place": "01"})
    before = Presence.objects.filter(until__isnull=True).get()
    moved = van.send(
        of(session, "viec/"), {"act": "in", "person": str(hung.pk), "place": "01", "moves": "on"}
    )

    after = Presence.objects.filter(until__isnull=True).get()
    assert (asked.status_code, moved.status_code) == (422, 302)
    assert "Chuyển Phạm Quốc Hùng về đây" in asked.content.decode()
    assert (before.point, after.point and after.point.code) == (None, "01")


def test_rule_S8_the_clerks_list_holds_nobody_of_a_closed_part(
    house: House, session: Session, visit: Visit
) -> None:
    actions.summon(
        part=session.closed,
        members=[(house.people["kiem"], "Ủy viên")],
        invited=[],
        by=house.standing("minh"),
        at=at("2023-04-12 08:00"),
    )
    van, minh = visit("van"), visit("minh")

    for path in (of(session), of(session, "danh-sach/"), of(session, "danh-sach.docx")):
        seen, known = van.get(path), minh.get(path)
        assert (seen.status_code, known.status_code) == (200, 200)
        if "docx" not in path:
            assert "Hoàng Văn Kiểm" not in seen.content.decode()
            assert "Phiên nội bộ" not in seen.content.decode()
            assert "Hoàng Văn Kiểm" in known.content.decode()
    refused = van.send(of(session, "viec/"), {"act": f"in:{house.people['kiem'].pk}"})
    code = person_code(session.meeting.pk, house.people["kiem"].pk)
    by_code = van.send(of(session, "viec/"), {"act": "in", "code": code})
    assert (refused.status_code, by_code.status_code) == (404, 422)
    assert visit("van").get(of(session, f"{house.people['kiem'].pk}/")).status_code == 404


def test_rule_S8_the_operator_of_an_uncleared_point_is_told_nothing_of_the_closed_part_anywhere(
    house: House, session: Session, visit: Visit
) -> None:
    chief = house.standing("minh")
    actions.add_item(
        part=session.closed, number="1", title="Giới thiệu nhân sự", wanted="elect", by=chief, at=MORNING
    )
    actions.register_points(
        meeting=session.meeting,
        plans=[
            actions.PointPlan(
                "01", "Điểm cầu Một", house.units["A1"].pk, operator=house.people["diem"].pk, is_cleared=True
            )
        ],
        by=chief,
        at=MORNING,
    )
    point = Point.objects.get(meeting=session.meeting)
    diem, base = visit("diem"), f"/hoi-nghi/{session.meeting.pk}/"
    pages = (
        *(base, f"{base}diem-cau/", f"{base}diem-cau/{point.pk}/", f"{base}lich.ics", truc(point)),
        *(f"{truc(point)}?manh=1", f"{base}diem-cau/?export=xlsx", f"{base}diem-cau/?manh=1"),
    )

    for path in pages:
        answer = diem.get(path)
        assert answer.status_code == 200
        assert "nội bộ".encode() not in answer.content.lower().replace(
            b"phi\xc3\xaan n\xe1\xbb\x99i b\xe1\xbb\x99.", b""
        )
        assert "nhân sự".encode() not in answer.content
    for path in ("cho-phep/", "bao-cap-tren/"):
        assert diem.get(f"{base}diem-cau/{path}").status_code == 404
    for path in ("", "danh-sach/", "danh-sach.docx", "danh-sach.pdf", "ma/"):
        assert diem.get(of(session, path)).status_code == 404
    console.clear_part(part=session.closed, is_personnel=True, codes=["01"], by=chief, at=MORNING)
    assert "Phiên nội bộ" in diem.get(truc(point)).content.decode()


def streams_of(page: bytes) -> list[str]:
    """Return the topics of the streams that a page may open."""
    found = re.findall(r'data-live="[^"]*ticket=([^"]+)"', page.decode())
    key = tickets.key_from(settings.SECRET_KEY)
    read = [tickets.read(text, key=key, now=0) for text in found]
    return [topic for ticket in read if ticket for topic in ticket.topics]


def test_rule_S8_no_page_opens_a_stream_of_a_part_that_its_reader_may_not_see(
    house: House, session: Session, point: Point, visit: Visit
) -> None:
    enlarged, closed = f"part:{session.enlarged.pk}", f"closed:{session.closed.pk}"
    board = f"/hoi-nghi/{point.meeting_id}/diem-cau/"

    assert streams_of(visit("van").get(of(session)).content) == [enlarged]
    assert streams_of(visit("minh").get(of(session)).content) == [closed, enlarged]
    assert streams_of(visit("minh").get(board).content) == [f"points:{point.meeting_id}"]
    assert streams_of(visit("diem").get(board).content) == []


def test_concluding_the_meeting_ends_every_stay(house: House, session: Session, visit: Visit) -> None:
    visit("van").send(of(session, "viec/"), {"act": f"in:{house.people['hung'].pk}"})
    Meeting.objects.filter(pk=session.meeting.pk).update(state="open")
    session.meeting.refresh_from_db()

    actions.move_to_state(
        meeting=session.meeting,
        state="concluded",
        expected_version=session.meeting.version,
        by=house.standing("lan"),
        at=at("2023-04-21 11:30"),
    )

    assert Presence.objects.get().until == at("2023-04-21 11:30")
    refused = visit("van").send(of(session, "viec/"), {"act": f"in:{house.people['hung'].pk}"})
    assert refused.status_code == 422


def test_the_first_screen_leads_to_the_check_in_and_to_the_console(
    house: House, session: Session, visit: Visit
) -> None:
    actions.register_points(
        meeting=session.meeting,
        plans=[
            actions.PointPlan("01", "Điểm cầu Một", house.units["A1"].pk, operator=house.people["diem"].pk)
        ],
        by=house.standing("minh"),
        at=at("2023-04-12 08:00"),
    )
    Meeting.objects.filter(pk=session.meeting.pk).update(state="open")
    point = Point.objects.get(meeting=session.meeting)

    assert of(session, "toi/") in visit("hung").get("/").content.decode()
    assert truc(point) in visit("diem").get("/").content.decode()
    assert of(session, "toi/") not in visit("ha").get("/").content.decode()


def test_the_console_shows_the_item_of_a_part_that_reaches_it_and_takes_comments(
    house: House, conference: Meeting, point: Point, visit: Visit
) -> None:
    chief = house.standing("minh")
    part = conference.parts.get()
    item = actions.add_item(part=part, number="1", title="Quán triệt nghị quyết", by=chief, at=MORNING)
    Meeting.objects.filter(pk=conference.pk).update(state="open")
    Floor.objects.create(meeting=conference, part=part, item=item, since=MORNING)
    diem = visit("diem")

    page = diem.get(truc(point)).content.decode()
    sent = diem.send(truc(point, "viec/"), {"act": "comment", "text": "Điểm cầu nhất trí"})

    assert "1. Quán triệt nghị quyết" in page
    assert sent.status_code == 302
    assert FloorComment.objects.get().point == point


def test_the_invited_and_strangers_get_404_where_the_attendance_stands(
    house: House, session: Session, visit: Visit
) -> None:
    for who in ("hung", "hoa", "ha", "la"):
        for path in ("", "danh-sach/", "danh-sach.docx", "danh-sach.pdf", "ma/"):
            assert visit(who).get(of(session, path)).status_code == 404
    assert visit("ha").get(of(session, "toi/")).status_code == 404


def test_a_member_checks_in_by_the_code_of_the_hall_and_leaves(
    house: House, session: Session, visit: Visit
) -> None:
    hung = visit("hung")
    code = place_code(session.meeting.pk, None)
    shown = hung.get(of(session, f"toi/?ma={code}")).content.decode()

    wrong = hung.send(of(session, "toi/"), {"code": "AAA222"})
    came = hung.send(of(session, "toi/"), {"code": spelled(code).lower()})
    how = Presence.objects.get().how
    left = hung.send(of(session, "toi/"), {"act": "out"})

    assert "hội trường" in shown
    assert '<svg class="qr"' in shown
    assert (wrong.status_code, came.status_code, left.status_code) == (422, 302, 302)
    assert (how, Presence.objects.get().until) == ("hall_code", MORNING)


def test_the_code_of_the_place_prints_and_leads_to_the_own_check_in(
    house: House, session: Session, visit: Visit
) -> None:
    text = visit("van").get(of(session, "ma/")).content.decode()

    assert spelled(place_code(session.meeting.pk, None)) in text
    assert 'class="qr"' in text


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABC-234", "ABC234"),
        ("abc 234", "ABC234"),
        ("https://x.vn/hoi-nghi/1/diem-danh/?ma=ABC234", "ABC234"),
        ("Nguyễn Văn", ""),
        ("ABC23", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_as_typed_or_scanned(typed: str, code: str) -> None:
    assert plain_code(typed) == code


def test_the_roll_prints_as_docx_and_pdf_with_absentees_and_reasons(
    house: House, session: Session, visit: Visit
) -> None:
    van = visit("van")
    van.send(of(session, "viec/"), {"act": f"absent:{house.people['hung'].pk}", "reason": "Đi công tác"})
    van.send(of(session, "viec/"), {"act": f"in:{house.people['hoa'].pk}"})

    page = van.get(of(session, "danh-sach/")).content.decode()
    paper = Docx(io.BytesIO(van.get(of(session, "danh-sach.docx")).content))
    pdf = pypdf.PdfReader(io.BytesIO(van.get(of(session, "danh-sach.pdf")).content))

    words = " ".join(paragraph.text for paragraph in paper.paragraphs)
    assert "Vắng: Phạm Quốc Hùng – Đi công tác." in words
    assert "Đi công tác" in page
    assert "Hoa" in "".join(one.extract_text() for one in pdf.pages)


def queued(visitor: Visitor, path: str, data: dict[str, Any], *, key: str, seconds_ago: int = 0) -> Any:
    """Send a form as static/kit/queue.js does."""
    pressed = {"pressed_at": "1000000000000"}
    now = str(1_000_000_000_000 + seconds_ago * 1000)
    return visitor.send(path, {**data, **pressed}, key, headers={"X-Queued": "1", "X-Device-Now": now})


def test_rule_H5_attendance_that_waited_for_its_line_is_merged_once_as_of_when_it_was_pressed(
    house: House, session: Session, visit: Visit
) -> None:
    van, key = visit("van"), secrets.token_urlsafe(16)
    act = {"act": f"in:{house.people['hung'].pk}"}

    first = queued(van, of(session, "viec/"), act, key=key, seconds_ago=600)
    again = queued(van, of(session, "viec/"), act, key=key, seconds_ago=630)
    of_another = queued(visit("minh"), of(session, "viec/"), act, key=secrets.token_urlsafe(16))

    assert (first.status_code, again.status_code, of_another.status_code) == (200, 200, 422)
    assert first.content.decode() == again.content.decode()
    assert of_another.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert Presence.objects.get().since == at("2023-04-21 08:00")
    assert Entry.objects.filter(verb="attendance.checked_in").count() == 1


def test_rule_H5_a_report_that_waited_is_stored_once_however_often_it_is_sent(
    house: House, point: Point, visit: Visit
) -> None:
    diem, key = visit("diem"), secrets.token_urlsafe(16)

    for ago in (300, 320, 345):
        answer = queued(diem, truc(point, "viec/"), {"act": "heads", "heads": "33"}, key=key, seconds_ago=ago)
        assert answer.status_code == 200

    report = PointReport.objects.get()
    assert (report.heads, report.at, report.received_at) == (33, at("2023-04-21 08:05"), MORNING)


@pytest.mark.parametrize("seconds_ago", [-7200, 10**6])
def test_a_device_whose_clock_is_wrong_reports_neither_tomorrow_nor_last_week(
    house: House, point: Point, visit: Visit, seconds_ago: int
) -> None:
    queued(
        visit("diem"),
        truc(point, "viec/"),
        {"act": "heads", "heads": "33"},
        key=secrets.token_urlsafe(16),
        seconds_ago=seconds_ago,
    )

    report = PointReport.objects.get()
    assert MORNING - datetime.timedelta(hours=12) <= report.at <= MORNING


def test_the_console_checks_in_reports_tests_and_calls_for_help(
    house: House, point: Point, visit: Visit
) -> None:
    diem = visit("diem")
    acts = (
        {"act": "test", "hears": "on", "sees": "on"},
        {"act": "connect"},
        {"act": "heads", "heads": "1.035"},
        {"act": "heads", "heads": "33"},
        {"act": "trouble", "kind": "no_sound"},
    )

    statuses = [diem.send(truc(point, "viec/"), act).status_code for act in acts]
    page = diem.get(truc(point)).content.decode()
    incident = PointIncident.objects.get()
    diem.send(truc(point, "viec/"), {"act": "solved", "incident": str(incident.pk)})

    point.refresh_from_db()
    assert statuses == [302] * 5
    assert (point.state, point.heads) == ("reported", 33)
    assert "Lần trước: 1.035" in page
    assert "Không nghe được" in page
    assert PointIncident.objects.get().solved_at == MORNING


def test_a_billion_heads_come_back_in_a_sentence_with_what_was_typed(
    house: House, point: Point, visit: Visit
) -> None:
    diem = visit("diem")
    plain = diem.send(truc(point, "viec/"), {"act": "heads", "heads": "1000000000"})
    by_script = queued(
        diem, truc(point, "viec/"), {"act": "heads", "heads": "1000000000"}, key=secrets.token_urlsafe(16)
    )

    assert (plain.status_code, by_script.status_code) == (422, 422)
    assert 'value="1000000000"' in plain.content.decode()
    assert "1000000000 người" in by_script.content.decode()
    assert PointReport.objects.count() == 0


def test_the_operator_checks_a_member_in_by_the_code_and_is_asked_before_moving(
    house: House, conference: Meeting, point: Point, visit: Visit
) -> None:
    part = conference.parts.get()
    actions.summon(
        part=part,
        members=[(house.people["hung"], "Ủy viên")],
        invited=[],
        by=house.standing("minh"),
        at=at("2023-04-12 08:00"),
    )
    code = person_code(conference.pk, house.people["hung"].pk)
    visit("van").send(f"/hoi-nghi/{conference.pk}/diem-danh/viec/", {"act": "in", "code": code})
    diem = visit("diem")

    asked = diem.send(truc(point, "viec/"), {"act": "check_in", "code": code})
    moved = diem.send(truc(point, "viec/"), {"act": "check_in", "code": code, "moves": "on"})

    assert (asked.status_code, moved.status_code) == (422, 302)
    assert Presence.objects.get(until__isnull=True).point == point


def test_a_heartbeat_is_heard_without_receipt_and_only_from_the_operator(
    house: House, point: Point, visit: Visit
) -> None:
    lines = Entry.objects.count()
    heard = visit("diem").post(truc(point, "nhip/"))
    stamp = heard.content
    strangers = [visit(who).post(truc(point, "nhip/")).status_code for who in ("minh", "ha")]

    console.report_incident(point=point, kind="line", by=house.standing("minh"), at=MORNING)
    pulse._written_at = None
    again = visit("diem").post(truc(point, "nhip/")).content

    assert (heard.status_code, strangers) == (200, [404, 404])
    assert again != stamp
    assert PointPulse.objects.get().heard_at == MORNING
    assert (Receipt.objects.count(), Entry.objects.count()) == (0, lines + 1)


def test_the_console_with_all_it_loads_is_under_60_kilobytes(
    house: House, point: Point, visit: Visit
) -> None:
    for kind in ("line", "power", "equipment"):
        console.report_incident(point=point, kind=kind, by=house.standing("minh"), at=MORNING)
    page = visit("diem").get(truc(point)).content
    loaded = re.findall(r'(?:src|href)="/static/([^"?]+)', page.decode())

    sizes = [len(Path(str(finders.find(name))).read_bytes()) for name in loaded]

    assert sorted(loaded) == ["kit/mark.svg", "kit/queue.js", "meetings/console.css", "meetings/console.js"]
    assert len(page) + sum(sizes) < 60_000


def test_who_operates_another_point_finds_no_console(house: House, conference: Meeting, visit: Visit) -> None:
    other = Point.objects.get(meeting=conference, code="01.2")

    for who in ("diem", "ha", "hung", "van"):
        assert visit(who).get(truc(other)).status_code == 404
        assert visit(who).send(truc(other, "viec/"), {"act": "connect"}).status_code == 404


def test_clearance_by_name_is_saved_from_its_page(house: House, session: Session, visit: Visit) -> None:
    actions.register_points(
        meeting=session.meeting,
        plans=[actions.PointPlan("01", "Điểm cầu Một", house.units["A1"].pk)],
        by=house.standing("minh"),
        at=at("2023-04-12 08:00"),
    )
    minh, path = visit("minh"), f"/hoi-nghi/{session.meeting.pk}/diem-cau/cho-phep/"
    sent = {"part": str(session.closed.pk), "is_personnel": "on"}

    wrong = minh.send(path, {**sent, "codes": "01, 99"})
    saved = minh.send(path, {**sent, "codes": "01"})

    session.closed.refresh_from_db()
    assert (wrong.status_code, saved.status_code) == (422, 302)
    assert "không có điểm cầu mã “99”" in wrong.content.decode()
    assert [one.point.code for one in session.closed.clearances.all()] == ["01"]
    assert session.closed.is_personnel is True


def test_a_point_is_changed_and_the_sum_told_upward_from_their_pages(
    house: House, conference: Meeting, point: Point, visit: Visit
) -> None:
    minh, base = visit("minh"), f"/hoi-nghi/{conference.pk}/diem-cau/"
    form = minh.get(f"{base}{point.pk}/sua/").content.decode()
    changed = minh.send(
        f"{base}{point.pk}/sua/",
        {"name": "Tên mới", "expected": "36", "phone": "000 111", "version": point.version},
    )
    nothing = minh.send(f"{base}bao-cap-tren/", {"told": "Trực ban"})
    point.refresh_from_db()
    minh.send(f"{base}{point.pk}/", {"heads": "30"})
    told = minh.send(f"{base}bao-cap-tren/", {"told": "Trực ban"})

    assert "0000 000 001" in form
    assert (changed.status_code, nothing.status_code, told.status_code) == (302, 422, 302)
    assert (point.name, point.phone, point.expected, point.parent) == ("Tên mới", "000 111", 36, None)
    assert UpwardReport.objects.get().heads == 30


def test_a_step_out_of_order_is_said_on_the_page_of_the_point(
    house: House, point: Point, visit: Visit
) -> None:
    diem = visit("diem")
    path = f"/hoi-nghi/{point.meeting_id}/diem-cau/{point.pk}/"

    diem.send(f"{path}trang-thai/", {"state": "returned"})

    assert "không thể chuyển sang trạng thái đó" in diem.get(path).content.decode()


def test_board_console_and_list_cost_the_same_whatever_their_size(
    house: House, conference: Meeting, point: Point, session: Session, visit: Visit
) -> None:
    minh, diem = visit("minh"), visit("diem")
    board = f"/hoi-nghi/{conference.pk}/diem-cau/"
    asked = ((minh, board), (minh, f"{board}?mo=*"), (diem, truc(point)), (minh, of(session)))

    def cost() -> list[int]:
        counts = []
        for visitor, path in asked:
            with CaptureQueriesContext(connection) as counted:
                assert visitor.get(path).status_code == 200
            counts.append(len(counted))
        return counts

    cost()
    few = cost()
    Point.objects.bulk_create(
        Point(
            meeting=conference,
            host=house.units["A1"],
            parent=point,
            code=f"P{number}",
            name=f"P {number}",
            folded="p",
            order=number,
        )
        for number in range(520)
    )
    many = cost()

    grown = [more - before for more, before in zip(many, few, strict=True)]
    assert max(grown) <= 1  # the names in the frame may be warm or cold
    assert max(many) <= 22
