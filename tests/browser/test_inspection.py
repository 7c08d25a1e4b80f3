"""An inspection from the programme to the remedy done, in the browsers of those who act.

At the end what the inspected body sees is compared with what the team sees, page by page.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.browser.players import vi
from tests.browser.test_completing import pick, send
from tests.browser.test_tasks import Desks, is_now, path_of, press, tick
from tests.conftest import House

from nghisu.inspection.models import Inspection
from nghisu.organisation.models import Term
from nghisu.tasks.models import Task

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITLE = "Chương trình kiểm tra, giám sát năm 2026"
CONTENT = "Việc thực hiện quy chế làm việc của cấp ủy"
ANOTHER = "Việc thu, nộp đảng phí"
SELF_REPORT = "Cấp ủy đã ban hành bốn nghị quyết chuyên đề."
MINUTED = "Hai bên thống nhất danh mục nghị quyết đã xem xét."
EVIDENCE = "Sổ nghị quyết năm 2024"
REPORT = "Quy chế được thực hiện; một số kỳ báo cáo tháng gửi muộn."
CONCLUSION = "Cấp ủy thực hiện nghiêm quy chế làm việc; cần khắc phục việc gửi báo cáo muộn."
REMEDY = "Gửi báo cáo tháng đúng hạn"
INSIDE_ONLY = (TITLE, ANOTHER, EVIDENCE, REPORT, "Văn phòng Đảng ủy Khối")
SHARED = ("12-QĐ/ĐUK", "1. Tình hình.", SELF_REPORT, MINUTED, CONCLUSION, REMEDY, "Hoàng Văn Kiểm")


def fill(page: Page, **fields: str) -> None:
    """Fill lines of a form by their names."""
    for name, words in fields.items():
        page.locator(f"[name={name}]:not([type=hidden])").fill(words)


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"select[name={name}]").select_option(value)


def words_on(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().split())


def planned(desks: Desks, house: House) -> tuple[str, str]:
    """Begin the programme with two lines and adopt it; return the addresses of both."""
    is_now("2026-01-05 08:00")
    page = desks.at("kiem", "/kiem-tra/")
    press(page, "Begin the programme of a year")
    pick(page, "unit", str(house.units["DUK"].pk))
    fill(page, title=TITLE)
    send(page)
    page.wait_for_url(re.compile(r"/chuong-trinh/[0-9a-f-]{36}/$"))
    programme = re.sub(r"^https?://[^/]+", "", page.url)
    for content, code in ((CONTENT, "A1"), (ANOTHER, "A2")):
        press(page, "Add a line")
        choose(page, "form", "inspection")
        fill(page, content=content)
        pick(page, "inspected", str(house.units[code].pk))
        pick(page, "lead", str(house.units["VP"].pk))
        choose(page, "first_month", "3")
        choose(page, "last_month", "4")
        send(page)
        expect(page.locator("tbody")).to_contain_text(content)

    is_now("2026-01-15 08:00")
    page = desks.at("lan", programme)
    press(page, "Adopt the programme")
    pick(page, "body", str(house.bodies["executive"].pk))
    fill(page, number="05-CTr/ĐUK")
    send(page)
    expect(page.locator("main")).to_contain_text("05-CTr/ĐUK")
    return programme, f"/kiem-tra/{Inspection.objects.get(content=CONTENT).pk}/"


def prepared(desks: Desks, house: House, line: str) -> None:
    """Decide the line with its team, which declares, and send plan and outline."""
    is_now("2026-02-02 08:00")

    def team(page: Page) -> None:
        fill(page, number="12-QĐ/ĐUK")
        choose(page, "level", "above_grassroots")
        pick(page, "head", str(house.people["kiem"].pk))
        tick(page, "members", str(house.people["minh"].pk))

    desks.act("lan", line, "Decide it, with its team", team)
    for who in ("kiem", "minh"):
        desks.act(who, line, "Declare that you have no conflict")

    def plan(page: Page) -> None:
        fill(
            page,
            period_first="01/01/2022",
            period_last="31/12/2025",
            starts_on="02/03/2026",
            days="20",
            self_report_due_on="25/02/2026",
            plan="Làm việc với cấp ủy và hai chi bộ.",
            outline="1. Tình hình. 2. Kết quả. 3. Hạn chế.",
        )

    is_now("2026-02-05 08:00")
    desks.act("kiem", line, "Send plan and outline", plan)


def carried_out(desks: Desks, line: str) -> None:
    """Answer, work, keep minutes, extend, report, ask for the remedy, approve the conclusion."""

    def words(text: str, **more: str) -> Any:
        return lambda page: fill(page, words=text, **more)

    is_now("2026-02-24 08:00")
    page = desks.at("hoa", "/")
    page.locator("main").get_by_role("link", name=CONTENT).first.click()
    expect(page).to_have_url(re.compile(line))
    desks.act("hoa", line, "Send in the self-report", words(SELF_REPORT))
    is_now("2026-03-02 08:00")
    desks.act("kiem", line, "Begin the work")

    def minutes(page: Page) -> None:
        fill(page, place="Trụ sở Bộ Ví dụ Một", words=MINUTED)
        fill(page, evidence=f"{EVIDENCE} | Văn phòng Đảng ủy Bộ Ví dụ Một")

    is_now("2026-03-04 17:00")
    desks.act("minh", line, "Keep working minutes", minutes)
    desks.act("lan", line, "Extend the duration", words("Địa bàn rộng, nhiều chi bộ", days="6"))
    is_now("2026-03-18 08:00")
    desks.act("kiem", line, "Hand in the team's report", words(REPORT))
    desks.act(
        "kiem",
        line,
        "Ask for a remedy",
        lambda page: fill(page, title=REMEDY, product="Báo cáo tháng 4", due_on="30/04/2026"),
    )
    desks.act("lan", line, "Approve the conclusion", words(CONCLUSION))


def mended(desks: Desks, line: str) -> None:
    """Issue the conclusion; its remedy is a task of the inspected body, which does it; close the line."""
    is_now("2026-03-23 08:00")
    document = Inspection.objects.get(content=CONTENT).document
    assert document is not None
    page = desks.at("van", f"/van-ban/{document.pk}/")
    press(page, "Issue")
    fill(page, typed="Thông báo")
    send(page)
    page.wait_for_url(re.compile(rf"/van-ban/{document.pk}/$"))
    task = Task.objects.get()
    page = desks.at("hoa", line)
    page.locator("main").get_by_role("link", name=REMEDY).click()
    expect(page).to_have_url(re.compile(path_of(task)))
    is_now("2026-04-20 08:00")
    desks.act("hoa", path_of(task), "Hand in the product")
    desks.act("minh", path_of(task), "Accept the product")
    is_now("2026-05-04 08:00")
    desks.act("kiem", line, "Close it")


def test_an_inspection_goes_from_the_programme_to_the_remedy_and_the_inspected_body_sees_its_file_only(
    opened: Opened, house: House
) -> None:
    Term.objects.update(last_year=2026)
    desks = Desks(opened)
    programme, line = planned(desks, house)

    prepared(desks, house, line)
    carried_out(desks, line)
    mended(desks, line)

    team, inspected = desks.at("kiem", line), desks.at("hoa", line)
    expect(team.locator("main .badge").first).to_have_text(vi("Inspection closed"))
    expect(inspected.locator("main .badge").first).to_have_text(vi("Inspection closed"))
    inside, outside = words_on(team), words_on(inspected)
    assert [
        words for words in (*SHARED, *(one for one in INSIDE_ONLY if one != ANOTHER)) if words not in inside
    ] == []
    assert [words for words in SHARED if words not in outside] == []
    assert [words for words in INSIDE_ONLY if words in outside] == []
    assert faults(team) == faults(inspected) == []
    counted = words_on(desks.at("kiem", programme))
    assert "1/2" in counted
    assert ANOTHER in counted

    answers = {
        who: [status_at(desks.pages[who], path) for path in (line, programme, f"{line}huy/", "/kiem-tra/")]
        for who in ("kiem", "hoa")
    }
    assert answers["kiem"][:2] == [200, 200]
    assert answers["hoa"] == [200, 404, 404, 200]
    listed = words_on(desks.at("hoa", "/kiem-tra/"))
    assert (CONTENT in listed, ANOTHER in listed, TITLE in listed) == (True, False, False)
    stranger = opened("/", who="ha")
    assert status_at(stranger, line) == 404


def status_at(page: Page, path: str) -> int:
    """Ask for an address with the cookies of the page's reader; return the status of the answer."""
    base = re.sub("(?<=[^/:])/.*", "", page.url)
    return page.request.get(f"{base}{path}").status
