"""How fast three pages are on a phone with a thin line, and how long a meeting takes to the device."""

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.conftest import Opened
from tests.browser.served import Served
from tests.conftest import House
from tests.corner.conftest import BEFORE, Morning, draft, morning

from nghisu.meetings.actions import lay_paper

pytestmark = [
    pytest.mark.browser,
    pytest.mark.measure,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
__all__ = ["morning"]

PAPERS = 40
LONGEST = "Ban Thường vụ đã lãnh đạo, chỉ đạo thực hiện các nhiệm vụ theo chương trình công tác. " * 6
WEIGHT = """() => [performance.getEntriesByType("navigation")[0], ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def line(page: Any, *, kilobits: int, milliseconds: int) -> None:
    """Give the page a line of this width and delay."""
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": milliseconds,
            "downloadThroughput": kilobits * 125,
            "uploadThroughput": kilobits * 125,
        },
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", ["/goc-dai-bieu/", "/", "/nhiem-vu/"])
def test_a_page_is_painted_within_three_seconds_on_a_thin_line_and_weighs_little(
    filled: Served, browser: Browser, path: str
) -> None:
    """On the real server, which sends texts packed; the middle one of three browsers that know nothing."""
    name, kept = filled.cookies("uyvien")
    paints = []
    weight = 0
    for _ in range(3):
        context = filled.signed_in(browser, (name, kept["uyvien"]), width=390)
        page = context.new_page()
        line(page, kilobits=400, milliseconds=400)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"{filled.url}{path}")
        page.wait_for_function(f"() => ({PAINT})() > 0")
        paints.append(page.evaluate(PAINT))
        weight = page.evaluate(WEIGHT)
        context.close()

    print(f"{path}: first paint {[round(one) for one in paints]} ms, {weight} bytes")
    assert sorted(paints)[1] < 3_000
    assert 0 < weight < 250_000


@pytest.mark.timeout(180)
def test_a_meeting_with_forty_papers_is_on_the_device_within_a_minute_at_two_megabits(
    opened: Opened, morning: Morning, house: House
) -> None:
    text = "\n".join([LONGEST] * 60)
    for number in range(PAPERS - 1):
        lay_paper(
            item=morning.assembly.first,
            document=draft(house, text),
            title=f"Tài liệu số {number}",
            by=house.standing("minh"),
            at=BEFORE,
        )
    page = opened("/goc-dai-bieu/ngoai-tuyen/", who="hung", width=390)
    line(page, kilobits=2_000, milliseconds=50)
    begun = time.monotonic()

    page.get_by_role("button", name="Giữ trên máy này").click()
    expect(page.locator("form[data-keep-done=all]")).to_have_count(1, timeout=120_000)

    took = time.monotonic() - begun
    print(f"{PAPERS} papers in {took:.1f} s")
    assert took < 60
