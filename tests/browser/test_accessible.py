"""By keys alone, at 200 %, without movement, on paper: the pages lose nothing and stay readable."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opened
from tests.browser.looks import TOO_WIDE, faults
from tests.browser.test_everywhere import ASK, AXE, COLOURS

pytestmark = pytest.mark.browser

MOVES = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const longest = (text) => Math.max(...text.split(",").map(parseFloat));
  return (longest(style.transitionDuration) > 0.01 && style.transitionProperty !== "none")
    || (longest(style.animationDuration) > 0.01 && style.animationName !== "none");
}).map((one) => one.outerHTML.slice(0, 120))"""


def test_a_journey_by_keys_alone_finds_help_the_sheet_of_keys_and_a_page_of_the_menu(opened: Opened) -> None:
    page = opened("/nhiem-vu/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Control+/")
    sheet = page.locator("dialog[data-keys]")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("Đến ô tìm kiếm")
    assert faults(page, "keys-sheet") == []
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.keyboard.press("?")
    expect(page).to_have_url(re.compile(r"/huong-dan/nhiem-vu/$"))
    expect(page.locator("h1")).to_contain_text("Nhiệm vụ")
    assert faults(page, "guide-chapter") == []
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page).to_have_url(re.compile(r"/hoi-nghi/$"))


def test_who_writes_in_a_field_or_switched_them_off_presses_no_keys(opened: Opened) -> None:
    page = opened("/nhiem-vu/")

    page.locator("#top-q").focus()
    page.keyboard.type("g?h")
    expect(page.locator("#top-q")).to_have_value("g?h")
    page.goto(page.url.replace("/nhiem-vu/", "/huong-dan/phim/"))
    page.get_by_role("button", name="Tắt phím một chữ").press("Enter")
    expect(page.get_by_role("button", name="Dùng phím một chữ")).to_be_visible()
    page.wait_for_load_state("load")
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.locator("#top-q")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/huong-dan/phim/$"))


@pytest.mark.parametrize(
    "path", ["/", "/nhiem-vu/", "/huong-dan/hoi-nghi/", "/huong-dan/phim/", "/ban-giao/"]
)
def test_at_200_percent_nothing_is_lost_and_nothing_scrolls_sideways(opened: Opened, path: str) -> None:
    page = opened(path, width=390)

    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 512})
        assert page.evaluate(TOO_WIDE) == 0
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("[data-help]")).to_be_visible()
        expect(page.locator(".rail-summary")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/hoi-nghi/", "/huong-dan/"])
def test_who_wants_no_movement_sees_none(opened: Opened, path: str) -> None:
    page = opened(path)
    page.emulate_media(reduced_motion="reduce")

    assert page.evaluate(MOVES) == []


@pytest.mark.parametrize("path", ["/", "/nhiem-vu/", "/huong-dan/van-ban/", "/ban-giao/"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_white_and_its_words_are_dark(opened: Opened, path: str, theme: str) -> None:
    page = opened(path, theme=theme)
    page.emulate_media(media="print")
    page.evaluate(AXE)

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in {
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    }
    assert page.evaluate(ASK, COLOURS) == []
