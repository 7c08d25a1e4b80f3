"""Two seats of the standing committee, from the vacancy to the mandates, in the browser of all who act."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.ballots.conftest import NOON, Hall, hall
from tests.ballots.test_completing import issued, superior
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.browser.test_completing import next_step, pick, register, send

from nghisu.ballots.models import Round
from nghisu.kit import clock
from nghisu.meetings.actions import floor
from nghisu.meetings.actions.screens import make_screen_link
from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.meetings.queries.floor import floor_of
from nghisu.meetings.queries.screens import word_of
from nghisu.organisation.models import Mandate, OutsideBody

__all__ = ["hall", "superior"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
VOTERS = 12


def act(page: Page, slug: str, **fields: str) -> None:
    """Open an act of the round, fill what is asked, and send it."""
    page.goto(f"{re.sub('/viec/.*', '/', page.url)}viec/{slug}/")
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    send(page)
    page.wait_for_url(re.compile(r"/bau-cu/[0-9a-f-]+/(kiem-phieu/)?$"))


def enter(page: Page, made: Round, papers: list[str]) -> None:
    """Enter the only bundle at one device, and lock it."""
    page.goto(f"{re.sub('/bau-cu/.*', '', page.url)}/bau-cu/{made.pk}/kiem-phieu/")
    page.get_by_role("button", name="Nhập tập này").click()
    page.wait_for_selector("[data-entry-ready]")
    for keys in papers:
        page.locator("[data-entry-keys]").fill(keys)
        page.keyboard.press("Enter")
    expect(page.locator("[data-entry-papers] li")).to_have_count(len(papers))
    page.locator("[data-entry-lock] button").click()
    page.wait_for_url("**/kiem-phieu/")


def enlarge(here: Hall) -> None:
    """Open the meeting and begin its enlarged part, in which the screen may speak."""
    chair = here.house.standing("lan")
    part = MeetingPart.objects.create(
        meeting=here.meeting, order=2, title="Phiên mở rộng", starts_at=NOON, is_closed=False
    )
    Meeting.objects.filter(pk=here.meeting.pk).update(state=Meeting.State.PAPERS_OUT)
    meeting = floor.open_meeting(meeting=Meeting.objects.get(pk=here.meeting.pk), by=chair, at=NOON)
    version = floor_of(meeting).version
    floor.begin_part(part=part, expected_version=version, by=chair, at=NOON)


def was_in_office(page: Page, body: str, name: str) -> list[bool]:
    """Tell whether the roster shows a person the day before the decision took effect, and on that day."""
    root = re.sub("(?<=[^/:])/.*", "", page.url)
    found = []
    for day in ("20/04/2023", "21/04/2023"):
        page.goto(f"{root}/to-chuc/co-quan/{body}/?as_of={day}")
        found.append(page.get_by_text(name).count() > 0)
    return found


def test_two_are_elected_to_the_standing_committee_and_take_office_when_the_superior_approves(
    opened: Opened, hall: Callable[..., Hall], superior: OutsideBody
) -> None:
    clock.set_demo_time(NOON)
    here = hall(VOTERS)
    house, body = here.house, here.house.bodies["standing"]
    elected = [here.members[place] for place in (2, 3)]
    head, other = (here.members[place] for place in (-1, -2))
    page = opened("/kien-toan/moi/")

    # the vacancy, the superior's agreement in principle, the names
    page.locator("select[name=kind]").select_option(f"standing:{body.pk}")
    page.locator("input[name=number]").fill("2")
    page.locator("textarea[name=reason]").fill("Khuyết 2 ủy viên Ban Thường vụ")
    send(page)
    procedure = page.url
    page.get_by_role("link", name="Thay mặt văn phòng xác nhận").click()
    page.locator("input[name=declared]").check()
    send(page)
    for one in elected:
        page.get_by_role("link", name="Ghi tên vào danh sách").click()
        pick(page, "person", str(one.pk))
        send(page)
    paper = issued(house)
    next_step(page)
    pick(page, "document", str(paper.pk))
    send(page)
    next_step(page)
    register(page, "651-CV/TW", superior)
    for _step in ("report", "names", "candidacies", "consolidation", "list"):
        next_step(page)
        send(page)

    # the round: list, who counts, papers, opening, the papers handed out and put in the box
    page.locator("#step-election").get_by_role("link", name="Chuẩn bị lượt bỏ phiếu").click()
    pick(page, "part", str(here.part.pk))
    send(page)
    page.wait_for_url(re.compile(r"/bau-cu/[0-9a-f-]+/$"))
    made = Round.objects.get()
    act(page, "chot-danh-sach", in_favour=str(VOTERS))
    page.goto(f"{page.url}viec/nguoi-kiem-phieu/")
    pick(page, "head", str(head.pk))
    page.locator(f"[name=members][value='{other.pk}']").check()
    page.locator("[name=in_favour]").fill(str(VOTERS))
    send(page)
    page.wait_for_url(re.compile(r"/bau-cu/[0-9a-f-]+/$"))
    act(page, "in-phieu")
    page.goto(f"{page.url}viec/mo-bo-phieu/")
    for box in page.locator("[name=present]").all():
        box.check()
    send(page)
    page.wait_for_url(re.compile(r"/bau-cu/[0-9a-f-]+/$"))
    act(page, "phat-phieu")
    act(page, "dong-hom", returned=str(VOTERS))

    # two devices count: ten agree to both, two mark the second name "disagree"
    first = opened(f"/bau-cu/{made.pk}/", who=head.username or "")
    second = opened(f"/bau-cu/{made.pk}/", who=other.username or "")
    act(first, "bat-dau-kiem")
    papers = [""] * (VOTERS - 2) + ["2"] * 2
    enter(first, made, papers)
    enter(second, made, papers)
    first.goto(f"{re.sub('kiem-phieu/', '', first.url)}")
    act(first, "kiem-xong")

    # announced, on the big screen, minutes printed and signed
    link = make_screen_link(
        meeting=here.meeting, label="Màn hình lớn", by=house.standing("lan"), at=clock.now()
    )
    screen = opened(f"/hoi-nghi/man-hinh/{word_of(link.pk)}/", who="")
    enlarge(here)
    assert screen.get_by_text(elected[0].full_name).count() == 0
    page.goto(page.url)
    act(page, "cong-bo")
    act(page, "man-hinh")
    screen.goto(screen.url)
    assert screen.get_by_text(f"{elected[0].full_name}: {VOTERS} phiếu").count() == 1
    answer = page.request.get(f"{page.url}bien-ban.pdf")
    assert (answer.status, answer.body()[:4]) == (200, b"%PDF")
    act(page, "ky-bien-ban")
    assert faults(page) == []

    # the step, the file, the superior's approval, the mandates
    page.goto(procedure)
    next_step(page)
    pick(page, "round", str(made.pk))
    send(page)
    expect(page.locator(".names")).to_contain_text("Đã trúng cử, chờ cấp trên chuẩn y")
    assert not Mandate.objects.filter(body=body, person__in=elected).exists()
    paper = issued(house)
    page.reload()
    next_step(page)
    pick(page, "document", str(paper.pk))
    send(page)
    next_step(page)
    page.locator("input[name=effective_on]").fill("21/04/2023")
    register(page, "734-QĐNS/TW", superior)
    next_step(page)
    send(page)

    expect(page.locator(".page-aside .badge").first).to_have_text("Đã hoàn thành")
    made.refresh_from_db()
    assert made.state == "approved"
    assert [was_in_office(page, str(body.pk), one.full_name) for one in elected] == [[False, True]] * 2
