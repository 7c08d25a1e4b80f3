"""A paper that arrives, from the clerk's book to the leader's remark to whoever works on it."""

import io
import re
from datetime import date
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.conftest import House, at

from nghisu.documents import actions
from nghisu.documents.models import Document
from nghisu.documents.rules.states import Edge
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


def test_the_picture_of_lineage_prints_whole_on_a4(opened: Opened, house: House) -> None:
    clock.set_demo_time(at("2023-04-12 08:00"))
    by, moment = house.standing("van"), at("2023-04-10 09:00")
    papers = [
        actions.register_incoming(
            unit=house.units["DUK"],
            type_code="letter",
            subject=f"Về việc tổng kết mười năm, lần {number}",
            reference=f"{130 + number}-CV/BTCTW",
            issuer=house.outside["BTCTW"],
            dated_on=date(2023, 4, number),
            by=by,
            at=moment,
        )
        for number in range(1, 6)
    ]
    for older, newer in pairwise(papers):
        actions.link(source=newer, target=older, kind=Edge.AMENDS, by=by, at=moment)

    page = opened(f"/van-ban/{papers[2].pk}/", who="van", width=820)
    picture = page.locator(".lineage-picture")
    expect(picture.locator(".lineage-box")).to_have_count(5)
    sheet = picture.evaluate("one => one.getBoundingClientRect().width")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})  # the width of text on A4

    assert sheet > 680
    assert picture.evaluate("one => one.getBoundingClientRect().right") <= 680
    words = " ".join(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages[0].extract_text().split())
    assert "131-CV/BTCTW" in words
    assert "135-CV/BTCTW" in words
