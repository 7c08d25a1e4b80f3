"""A chair, a clerk, two members, two points and the big screen play a session, then a conference."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Opened
from tests.conftest import House, Visitor
from tests.meetings.assembly import Assembly, assemble

from nghisu.kit import clock
from nghisu.meetings.actions import PartPlan, PointPlan, add_item, call_meeting, register_points
from nghisu.meetings.actions.points import change_point_state, report_heads
from nghisu.meetings.actions.screens import make_screen_link
from nghisu.meetings.models import (
    FloorProposal,
    Meeting,
    Minutes,
    OpenVote,
    Point,
    ScreenLink,
    Turn,
)
from nghisu.meetings.queries.screens import word_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def without_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages here go on by reloading: the server of the tests has no hub."""
    monkeypatch.setattr("nghisu.kit.live.address_for", lambda **_: "")


@pytest.fixture
def session(house: House) -> Assembly:
    """Return the 12th session with 43 members checked in, nine of them at two points with an operator."""
    made = assemble(house)
    house.people["uv2"] = made.members[2]
    made.points[1].operator = house.people["ha"]
    made.points[1].save(update_fields=["operator"])
    made.seat(34)
    made.seat(5, made.points[0], start=34)
    made.seat(4, made.points[1], start=39)
    return made


def press(page: Page, words: str) -> None:
    """Press the first button or link with these words."""
    page.set_default_timeout(10_000)
    page.locator("main").get_by_role("button", name=words).or_(
        page.locator("main").get_by_role("link", name=words)
    ).first.click()
    page.wait_for_load_state()


def shows(page: Page, words: str) -> bool:
    """Reload, and tell whether the words stand on the page."""
    page.reload()
    return words in " ".join(page.locator("body").inner_text().split())


def test_the_twelfth_session_from_its_opening_to_its_signed_minutes(
    session: Assembly, house: House, opened: Opened, visit: Visit
) -> None:
    root = f"/hoi-nghi/{session.meeting.pk}"
    link = make_screen_link(
        meeting=session.meeting, label="Màn hình lớn", by=house.standing("lan"), at=clock.now()
    )
    chair = opened(f"{root}/dieu-hanh/", who="lan", width=820)
    clerk = opened(f"{root}/xin-phat-bieu/", who="van")
    hung = opened(f"{root}/dang-hop/", who="hung", width=390)
    second = opened(f"{root}/dang-hop/", who="uv2", width=390)
    first_point = opened(f"{root}/dang-hop/", who="diem", width=390)
    second_point = opened(f"{root}/dang-hop/", who="ha", width=820)
    screen = opened(f"/hoi-nghi/man-hinh/{word_of(link.pk)}/", who="")

    # the closed part: members follow it, points and the screen wait
    for step in ("Khai mạc hội nghị", "Bắt đầu phiên", "Chuyển sang nội dung"):
        press(chair, step)
    assert shows(hung, "Việc kín về nhân sự")
    for outside in (screen, first_point, second_point):
        assert shows(outside, "Xin chờ.")
        assert "Việc kín" not in outside.content()
        assert "Phiên nội bộ" not in outside.content()
    press(chair, "Kết thúc phiên")

    # the enlarged part: its first item, speakers from the hall and from a point
    press(chair, "Bắt đầu phiên")
    press(chair, "Chuyển sang nội dung")
    assert shows(screen, "Dự thảo báo cáo quý I")
    assert shows(second_point, "Dự thảo báo cáo quý I")
    hung.reload()
    press(hung, "Xin phát biểu")
    first_point.reload()
    press(first_point, "Xin phát biểu cho điểm cầu")
    first_point.locator("main input[name=speaker]").fill("Ông Ba")
    press(first_point, "Gửi")
    clerk.reload()
    press(clerk, "Mời phát biểu")
    assert shows(screen, "Đang phát biểu Phạm Quốc Hùng")
    press(clerk, "Đã nói xong")
    press(clerk, "Đưa vào biên bản")

    # comments and proposals, kept by unit
    second_point.reload()
    press(second_point, "Gửi góp ý của điểm cầu")
    second_point.locator("main textarea[name=text]").fill("Đề nghị bổ sung số liệu")
    press(second_point, "Gửi")
    second.reload()
    press(second, "Gửi đề xuất")
    second.locator("main textarea[name=text]").fill("Thêm nhiệm vụ quý II")
    press(second, "Gửi")

    # the console proposes the speaker of the point, then the vote
    chair.goto(chair.url)
    press(chair, "Mời phát biểu")
    assert shows(screen, "Ông Ba")
    press(chair, "Đưa nội dung ra biểu quyết")
    press(chair, "Mở biểu quyết")
    vote = OpenVote.objects.get()
    for page, agree, place in ((clerk, "31", "hall"), (first_point, "4", ""), (second_point, "3", "")):
        page.goto(page.url.split("/hoi-nghi/")[0] + f"{root}/bieu-quyet/{vote.pk}/")
        if place:
            page.locator("main select[name=place]").select_option(place)
        page.locator("main input[name=agree]").fill(agree)
        press(page, "Nhập số đếm")
    chair.reload()
    press(chair, "Kết thúc biểu quyết và công bố kết quả")
    assert shows(screen, "Cần 25")
    assert "38" in screen.locator(".floor-counts").inner_text()
    vote.refresh_from_db()
    assert (vote.agree, vote.base, vote.is_adopted) == (38, 49, True)

    # the proposal is answered, the meeting concluded
    proposal = FloorProposal.objects.get()
    chair.goto(chair.url.split("/hoi-nghi/")[0] + f"{root}/de-xuat/{proposal.pk}/")
    chair.get_by_label("Tiếp thu", exact=True).check()
    press(chair, "Lưu trả lời")
    chair.goto(chair.url.split("/hoi-nghi/")[0] + f"{root}/dieu-hanh/be-mac/")
    press(chair, "Bế mạc hội nghị")
    assert shows(screen, "Hội nghị đã kết thúc.")
    assert shows(hung, "Hội nghị đã kết thúc.")
    proposal.refresh_from_db()
    assert proposal.state == "accepted"
    sign_minutes(session.meeting, visit)

    # the queue is forgotten but for what was minuted, and nobody is named on it any more
    assert list(Turn.objects.values_list("speaker", "is_minuted")) == [("Phạm Quốc Hùng", True)]


def sign_minutes(meeting: Meeting, visit: Visit) -> None:
    """Compose the minutes, write the conclusion, and have both sign."""
    Meeting.objects.filter(pk=meeting.pk).update(secretary=visit("minh").session["_auth_user_id"])
    root, minh, lan = f"/hoi-nghi/{meeting.pk}", visit("minh"), visit("lan")
    minh.send(f"{root}/bien-ban/lap/")
    section = Minutes.objects.get(meeting=meeting).sections.get(key="conclusion")
    minh.send(
        f"{root}/bien-ban/muc/{section.pk}/", {"text": "Thống nhất cao.", "version": str(section.version)}
    )
    for visitor in (minh, lan):
        assert visitor.send(f"{root}/bien-ban/ky/", {"typed": "Ký"}).status_code == 302
    assert Minutes.objects.get(meeting=meeting).is_signed


@pytest.fixture
def conference(house: House) -> Meeting:
    """Return the quarter's online conference of the organisation with two points."""
    chief, now = house.standing("minh"), clock.now()
    meeting = call_meeting(
        unit=house.units["DUK"],
        kind="organisation_wide",
        title="Hội nghị trực tuyến toàn Đảng bộ quý I/2023",
        starts_at=now,
        parts=[PartPlan("Phiên toàn thể", now, is_enlarged=True)],
        chairs=[(house.people["lan"], "Phó Bí thư Thường trực")],
        secretary=house.people["minh"],
        by=chief,
        at=now,
    )
    for number, title in (("1", "Quán triệt nghị quyết"), ("2", "Trao đổi với các điểm cầu")):
        add_item(part=meeting.parts.get(), number=number, title=title, by=chief, at=now)
    register_points(
        meeting=meeting,
        plans=[
            PointPlan("01", "Điểm cầu Một", house.units["A1"].pk, operator=house.people["diem"].pk),
            PointPlan("02", "Điểm cầu Hai", house.units["A2"].pk, operator=house.people["ha"].pk),
        ],
        by=chief,
        at=now,
    )
    Meeting.objects.filter(pk=meeting.pk).update(state="papers_out")
    return meeting


def test_the_online_conference_with_two_points_from_its_opening_to_its_signed_minutes(
    conference: Meeting, house: House, opened: Opened, visit: Visit
) -> None:
    root = f"/hoi-nghi/{conference.pk}"
    chair = opened(f"{root}/dieu-hanh/", who="lan", width=1440)
    base = chair.url.split("/hoi-nghi/")[0]
    chair.goto(f"{base}{root}/man-hinh/")
    chair.locator("main input[name=label]").fill("Màn hình điểm cầu Một")
    chair.locator("main select[name=point]").select_option(
        str(Point.objects.get(meeting=conference, code="01").pk)
    )
    press(chair, "Tạo liên kết")
    link = ScreenLink.objects.get()
    first = opened(f"{root}/dang-hop/", who="diem", width=390)
    second = opened(f"{root}/dang-hop/", who="ha", width=820)
    screen = opened(f"/hoi-nghi/man-hinh/{word_of(link.pk)}/", who="")
    for who, code, heads in (("diem", "01", 35), ("ha", "02", 40)):
        point = Point.objects.select_related("meeting").get(meeting=conference, code=code)
        change_point_state(point=point, state="connected", by=house.standing(who), at=clock.now())
        report_heads(point=point, heads=heads, by=house.standing(who), at=clock.now())

    chair.goto(f"{base}{root}/dieu-hanh/")
    for step in ("Khai mạc hội nghị", "Bắt đầu phiên", "Chuyển sang nội dung", "Chuyển sang nội dung"):
        press(chair, step)
    assert shows(screen, "Trao đổi với các điểm cầu")
    assert "Điểm cầu Một" in screen.locator("header").inner_text()
    first.reload()
    press(first, "Xin phát biểu cho điểm cầu")
    first.locator("main input[name=speaker]").fill("Bà Tư")
    press(first, "Gửi")
    chair.reload()
    press(chair, "Mời phát biểu")
    assert shows(second, "Bà Tư")
    assert shows(screen, "Micrô bật")
    second.reload()
    press(second, "Gửi góp ý của điểm cầu")
    second.locator("main textarea[name=text]").fill("Điểm cầu Hai thống nhất")
    press(second, "Gửi")
    chair.goto(f"{base}{root}/gop-y/")
    assert "Điểm cầu Hai thống nhất" in chair.locator("main").inner_text()
    chair.goto(f"{base}{root}/dieu-hanh/be-mac/")
    press(chair, "Bế mạc hội nghị")
    assert shows(screen, "Hội nghị đã kết thúc.")
    chair.goto(f"{base}{root}/man-hinh/")
    press(chair, "Thu hồi")
    gone: Any = visit("lan").get(f"/hoi-nghi/man-hinh/{word_of(link.pk)}/")
    assert gone.status_code == 404
    sign_minutes(conference, visit)

    assert not Turn.objects.exists()
