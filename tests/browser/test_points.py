"""The console of a point and the clerk's list on a line that comes and goes."""

import datetime
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Opened
from tests.conftest import House, Visitor

from nghisu.bench.link import Line, Link
from nghisu.kit import clock
from nghisu.meetings import actions
from nghisu.meetings.actions import pulse
from nghisu.meetings.models import Meeting, Point, PointPulse, PointReport, Presence
from nghisu.meetings.queries.codes import person_code, spelled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(house: House, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """Return a session that begins now, with a point that Điểm operates; the hub is not there."""
    monkeypatch.setattr(pulse, "_heard", {})
    monkeypatch.setattr(pulse, "_written_at", None)
    for views in ("console", "points", "attendance"):
        monkeypatch.setattr(f"nghisu.meetings.views.{views}.address_for", lambda **_: "")
    chief, now = house.standing("minh"), clock.now()
    made = actions.call_meeting(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        title="Hội nghị Ban Chấp hành",
        starts_at=now,
        parts=[actions.PartPlan("Toàn thể", now)],
        by=chief,
        at=now - datetime.timedelta(days=3),
    )
    actions.summon(
        part=made.parts.get(),
        members=[(house.people[key], "Ủy viên") for key in ("lan", "hung", "hoa")],
        invited=[],
        by=chief,
        at=now - datetime.timedelta(days=2),
    )
    actions.register_points(
        meeting=made,
        plans=[
            actions.PointPlan(
                "01", "Điểm cầu Một", house.units["A1"].pk, operator=house.people["diem"].pk, expected=35
            )
        ],
        by=chief,
        at=now - datetime.timedelta(days=1),
    )
    return made


@pytest.fixture
def point(meeting: Meeting) -> Point:
    """Return its point."""
    return Point.objects.get(meeting=meeting)


def report(page: Page, heads: int) -> None:
    page.get_by_label("Số người đang có mặt").fill(str(heads))
    page.locator("form.heads button").click()


def cut(page: Page) -> None:
    """Cut the line; what the browser says of it in its console is what was asked for."""
    page.context.set_offline(True)


def test_rule_H5_a_report_made_without_a_line_survives_a_reload_and_is_sent_once(
    opened: Opened, point: Point, said: list[str]
) -> None:
    page = opened(reverse("point_console", args=[point.meeting_id, point.pk]), who="diem", width=390)
    expect(page.locator("[data-line]")).to_have_text("Đang trực tuyến.")
    cut(page)
    report(page, 33)
    expect(page.locator("[data-queue-state]")).to_contain_text("Báo cáo số người 33")
    expect(page.locator("[data-line]")).to_have_attribute("data-line", "off")
    waiting = PointReport.objects.count()
    page.context.set_offline(False)

    expect(page.locator("#console-state")).to_contain_text("Đã báo cáo: 33 người", timeout=20_000)

    expect(page.locator("[data-queue-state]")).to_be_hidden()
    page.reload()
    expect(page.locator("#console-state")).to_contain_text("Đã báo cáo: 33 người")
    kept = PointReport.objects.get()
    assert (waiting, kept.heads) == (0, 33)
    assert kept.received_at >= kept.at
    assert PointPulse.objects.get().point_id == point.pk
    said.clear()  # the browser tells of the requests that the cut line lost


def test_rule_H5_what_waits_is_there_after_the_page_was_closed_and_opened_again(
    opened: Opened, point: Point, said: list[str]
) -> None:
    path = reverse("point_console", args=[point.meeting_id, point.pk])
    page = opened(path, who="diem", width=390)
    address = page.url
    cut(page)
    report(page, 41)
    page.get_by_role("button", name="Không nghe được").click()
    expect(page.locator("[data-queue-state]")).to_have_attribute("data-waiting", "2")
    context = page.context
    page.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)

    expect(again.locator("#console-state")).to_contain_text("Đã báo cáo: 41 người", timeout=20_000)
    expect(again.locator("#console-state .trouble")).to_contain_text("Không nghe được")
    assert PointReport.objects.get().heads == 41
    said.clear()


def test_a_refused_number_is_said_in_a_sentence_and_nothing_waits(
    opened: Opened, point: Point, said: list[str]
) -> None:
    page = opened(reverse("point_console", args=[point.meeting_id, point.pk]), who="diem", width=390)

    report(page, 1_000_000_000)

    state = page.locator("[data-queue-state]")
    expect(state).to_contain_text("1000000000 người")
    expect(state).to_have_attribute("data-waiting", "0")
    page.get_by_role("button", name="Đã đọc").click()
    expect(state).to_be_hidden()
    assert PointReport.objects.count() == 0
    said.clear()  # the browser tells of the answer 422


def test_the_console_works_without_scripts(opened: Opened, point: Point) -> None:
    page = opened(
        reverse("point_console", args=[point.meeting_id, point.pk]), who="diem", width=390, scripts=False
    )

    report(page, 33)

    expect(page.locator("#console-state")).to_contain_text("Đã báo cáo: 33 người")


def test_the_clerk_types_a_name_and_presses_enter_and_a_code_finds_its_person(
    opened: Opened, meeting: Meeting, house: House
) -> None:
    page = opened(reverse("attendance", args=[meeting.pk]), who="van")
    search = page.locator("[data-roll-search]")

    search.press_sequentially("quoc h")
    expect(page.locator(".attend-row:visible")).to_have_count(1)
    search.press("Enter")
    expect(page.locator(".attend-row[data-present]")).to_contain_text("Phạm Quốc Hùng")
    search.fill(spelled(person_code(meeting.pk, house.people["lan"].pk)))
    search.press("Enter")

    expect(page.locator(".attend-row[data-present]")).to_have_count(2)
    expect(page.locator(".attend-line")).to_have_text("2/3 ủy viên; 0 đại biểu mời")
    expect(page.locator(".quorum")).to_contain_text("đủ số cần thiết")
    assert set(Presence.objects.values_list("person__username", "how")) == {
        ("hung", "clerk"),
        ("lan", "code"),
    }


def test_rule_H5_attendance_taken_without_a_line_is_merged_once(
    opened: Opened, meeting: Meeting, house: House, said: list[str]
) -> None:
    page = opened(reverse("attendance", args=[meeting.pk]), who="van")
    cut(page)
    row = page.locator(".attend-row", has_text="Phạm Quốc Hùng")
    row.get_by_role("button", name="Điểm danh").click()
    expect(page.locator("[data-queue-state]")).to_contain_text("Phạm Quốc Hùng")
    assert Presence.objects.count() == 0

    page.context.set_offline(False)

    expect(page.locator(".attend-row[data-present]")).to_contain_text("Phạm Quốc Hùng", timeout=20_000)
    expect(page.locator("[data-queue-state]")).to_be_hidden()
    assert Presence.objects.count() == 1
    said.clear()


def test_rule_S6_the_clerk_moves_a_person_with_one_press(
    opened: Opened, meeting: Meeting, point: Point, house: House, said: list[str]
) -> None:
    page = opened(reverse("attendance", args=[meeting.pk]), who="van")
    code = person_code(meeting.pk, house.people["hung"].pk)
    page.locator("[data-roll-search]").fill(code)
    page.locator("[data-roll-search]").press("Enter")
    expect(page.locator(".attend-row[data-present]")).to_have_count(1)

    page.locator("[data-roll-place]").fill("01")
    page.locator("[data-roll-search]").fill(code)
    page.locator("[data-roll-search]").press("Enter")
    page.get_by_role("button", name="Chuyển về đây").click()

    expect(page.locator(".attend-row[data-present]")).to_contain_text("Điểm cầu Một")
    assert Presence.objects.get(until__isnull=True).point == point
    said.clear()  # the browser tells of the answer 422


def test_a_member_scans_the_code_of_the_hall_and_is_there(
    opened: Opened, meeting: Meeting, house: House
) -> None:
    clerk = opened(reverse("place_codes", args=[meeting.pk]), who="van")
    code = re.sub(r"\W", "", clerk.locator(".place-code .code").inner_text())

    page = opened(f"{reverse('own_attendance', args=[meeting.pk])}?ma={code}", who="hung", width=390)
    expect(page.locator("main")).to_contain_text("hội trường")
    page.get_by_role("button", name="Tôi có mặt").click()

    expect(page.locator("main")).to_contain_text("Đã điểm danh: hội trường")
    assert Presence.objects.get().how == "hall_code"


def test_the_console_works_over_256_kbit_a_second_and_five_in_a_hundred_lost(
    browser: Browser, live_server: Any, visit: Callable[[str], Visitor], settings: Any, point: Point
) -> None:
    path = reverse("point_console", args=[point.meeting_id, point.pk])
    line = Line(delay=(0.05, 0.15), loss=(0.05, 0.05), rate=32_000)
    with Link(to_port=urlsplit(live_server.url).port or 0, line=line) as link:
        base = f"http://localhost:{link.port}"
        context = browser.new_context(viewport={"width": 390, "height": 844})
        kept = visit("diem").cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": base}])
        page = context.new_page()
        sizes_of: list[int] = []
        page.on("response", lambda answer: sizes_of.append(len(answer.body()) if answer.ok else 0))

        page.goto(base + path)
        expect(page.locator("[data-line]")).to_have_text("Đang trực tuyến.", timeout=20_000)
        first_load = sum(sizes_of)
        page.get_by_role("button", name="Cho điểm cầu vào").or_(
            page.locator("#console-state button.main")
        ).first.click()
        report(page, 33)
        expect(page.locator("#console-state")).to_contain_text("Đã báo cáo: 33 người", timeout=20_000)
        page.reload()
        expect(page.locator("#console-state")).to_contain_text("Đã báo cáo: 33 người", timeout=20_000)
        context.close()

    assert PointReport.objects.get().heads == 33
    assert first_load < 64_000, "two seconds of the line"


def sizes(page: Page) -> Any:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (820, "light"), (1440, "dark")])
def test_the_pages_of_points_fit_their_width(
    opened: Opened, meeting: Meeting, point: Point, width: int, theme: str
) -> None:
    for name, arguments, who in (
        ("point_console", [meeting.pk, point.pk], "diem"),
        ("point_board", [meeting.pk], "minh"),
        ("attendance", [meeting.pk], "van"),
        ("own_attendance", [meeting.pk], "hung"),
        ("attendance_roll", [meeting.pk], "minh"),
        ("point_clearance", [meeting.pk], "minh"),
    ):
        page = opened(reverse(name, args=arguments), who=who, width=width, theme=theme)
        assert sizes(page) <= 0, name
