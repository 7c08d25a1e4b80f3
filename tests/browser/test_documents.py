"""A paper that arrives, from the clerk's book to the leader's remark to whoever works on it."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.conftest import House, at

from nghisu.documents.models import Document
from nghisu.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def send(page: Page) -> None:
    page.locator("main form .buttons button").click()


def pick(page: Page, name: str, value: object) -> None:
    """Choose in a list, whether or not the page put a line to search in before it."""
    page.locator(f"select[name={name}]").evaluate("(list, value) => { list.value = value }", str(value))


def test_a_paper_is_entered_gets_a_leaders_remark_and_is_gone_to_by_ctrl_k(
    opened: Opened, house: House
) -> None:
    clock.set_demo_time(at("2023-04-10 08:00"))
    house.add_person("tuyen", "Hồ Văn Tuyên", "BTG", "specialist")
    clerk = opened("/van-ban/den/moi/", who="van")
    clerk.locator("input[name=reference]").fill("128-CV/BTCTW")
    clerk.locator("input[name=dated_on]").fill("07/04/2023")
    pick(clerk, "issuer", house.outside["BTCTW"].pk)
    clerk.locator("textarea[name=subject]").fill("Về việc rà soát quy hoạch cán bộ")
    send(clerk)
    expect(clerk.locator("h1")).to_contain_text("128-CV/BTCTW")
    document = Document.objects.get()

    leader = opened(f"/van-ban/{document.pk}/", who="lan")
    leader.locator("main").get_by_role("link", name=re.compile("^Nhập bút phê")).click()
    leader.locator("textarea[name=remark]").fill("Giao Ban Tuyên giáo chủ trì, Văn phòng phối hợp")
    pick(leader, "lead", house.units["BTG"].pk)
    leader.locator("input[name=due_on]").fill("28/04/2023")
    send(leader)
    expect(leader.locator("main")).to_contain_text("Giao Ban Tuyên giáo chủ trì")
    expect(leader.locator("main")).to_contain_text("28/04/2023")
    assert faults(leader, "document-directed") == []
    expect(leader.locator("main")).to_contain_text("Ban Tuyên giáo Đảng ủy Khối")

    worker = opened("/", who="tuyen")
    worker.keyboard.press("Control+k")
    expect(worker.locator("[data-quick]")).to_be_focused()
    worker.keyboard.type("ra soat quy hoach")
    expect(worker.locator(".quick a").first).to_contain_text("Về việc rà soát quy hoạch cán bộ")
    assert faults(worker, "go-to-anything") == []
    worker.keyboard.press("ArrowDown")
    worker.keyboard.press("Enter")
    expect(worker.locator("h1")).to_contain_text("128-CV/BTCTW")
    expect(worker.locator("main")).to_contain_text("28/04/2023")
