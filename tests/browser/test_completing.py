"""From the vacancy to the mandate as the office goes it in the browser; the roster changes on the day."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.ballots.test_completing import announced, enrol, issued, superior
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.conftest import House, at

from nghisu.ballots.models.completing import Procedure
from nghisu.kit import clock
from nghisu.organisation.models import OutsideBody

__all__ = ["superior"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pick(page: Page, name: str, value: str) -> None:
    """Choose in a list, whether or not the page put a line to search in before it."""
    page.locator(f"select[name={name}]").evaluate("(list, value) => { list.value = value }", value)


def send(page: Page) -> None:
    page.locator("main form .buttons button").click()


def next_step(page: Page) -> None:
    page.locator(".page-actions a.button").first.click()


def test_the_office_goes_from_the_vacancy_to_the_mandate(
    opened: Opened, house: House, superior: OutsideBody
) -> None:
    clock.set_demo_time(at("2023-04-21 15:00"))
    person = enrol(house, "Đinh Văn Mới")
    body = house.bodies["executive"]
    page = opened("/kien-toan/moi/")

    page.locator("select[name=kind]").select_option(f"executive:{body.pk}")
    page.locator("input[name=number]").fill("1")
    page.locator("textarea[name=reason]").fill("Khuyết do nghỉ hưu")
    send(page)
    expect(page.locator(".next-act h2")).to_contain_text("Xin chủ trương của cấp trên")
    address = page.url

    page.get_by_role("link", name="Thay mặt văn phòng xác nhận").click()
    page.locator("input[name=declared]").check()
    send(page)
    page.get_by_role("link", name="Ghi tên vào danh sách").click()
    pick(page, "person", str(person.pk))
    send(page)
    expect(page.locator(".names-name")).to_have_text("Đinh Văn Mới")

    paper = issued(house)
    next_step(page)
    pick(page, "document", str(paper.pk))
    send(page)
    next_step(page)
    register(page, "650-CV/TW", superior)
    for code, kind in (("introduction", "introduction"), ("confidence", "trust")):
        made = announced(house, kind, {person: 3})
        expect(page.locator(".is-here")).to_have_attribute("id", f"step-{code}")
        next_step(page)
        pick(page, "round", str(made.pk))
        send(page)
    expect(page.locator(".names")).to_contain_text("Đã đề xuất, chờ cấp trên quyết định")
    assert not person.mandates.exists()

    paper = issued(house)
    page.reload()
    next_step(page)
    pick(page, "document", str(paper.pk))
    send(page)
    next_step(page)
    page.locator("input[name=effective_on]").fill("21/04/2023")
    register(page, "733-QĐNS/TW", superior)
    next_step(page)
    send(page)

    expect(page.locator(".names")).to_contain_text("Cấp trên đã chỉ định")
    expect(page.locator(".page-aside .badge").first).to_have_text("Đã hoàn thành")
    assert page.url == address
    assert faults(page) == []
    assert Procedure.objects.get().state == "done"
    roster = f"{re.sub('/kien-toan/.*', '', address)}/to-chuc/co-quan/{body.pk}/"
    assert [was_there(page, f"{roster}?as_of={day}") for day in ("20/04/2023", "21/04/2023")] == [False, True]


def register(page: Page, reference: str, issuer: OutsideBody) -> None:
    """Enter the superior's document with the step that it carries."""
    page.locator("input[name=reference]").fill(reference)
    page.locator("input[name=dated_on]").fill("21/04/2023")
    pick(page, "issuer", str(issuer.pk))
    send(page)


def was_there(page: Page, address: str) -> bool:
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok
    return page.get_by_text("Đinh Văn Mới").count() > 0
