"""How fast the corner is on a phone with a thin line, and how long a meeting takes to the device."""

import time
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opened
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


def test_the_corner_weighs_under_250_kilobytes_on_a_thin_line(opened: Opened, morning: Morning) -> None:
    page = opened("/goc-dai-bieu/ngoai-tuyen/", who="hung", width=390)
    line(page, kilobits=400, milliseconds=400)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})

    page.goto(page.url.replace("ngoai-tuyen/", ""))

    paint, weight = page.evaluate(PAINT), page.evaluate(WEIGHT)
    print(f"first paint {paint:.0f} ms, {weight} bytes")
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
