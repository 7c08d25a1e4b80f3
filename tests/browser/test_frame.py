"""What the frame and the components do in a browser: alone, with scripts and without."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_component_is_clean_at_every_width_in_both_themes_and_languages(
    opened: Opened, width: int, theme: str, language: str
) -> None:
    page = opened("/kit/", width=width, theme=theme, language=language)

    assert faults(page) == []


@pytest.mark.parametrize("path", ["/tai-khoan/dang-nhap/", "/khong-co-trang-nay/"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_for_strangers_are_clean(opened: Opened, path: str, width: int) -> None:
    page = opened(path, who="", width=width)

    assert faults(page) == []


def test_a_choice_narrows_the_table_without_loading_the_page_anew(opened: Opened) -> None:
    page = opened("/kit/")
    page.evaluate("window.isStillHere = true")

    page.locator("#table select[name=state]").select_option("late")

    expect(page.locator("#table .table-count strong")).to_have_text("12")
    assert "state=late" in page.url
    assert page.evaluate("window.isStillHere") is True

    page.locator("#table .sort").first.click()

    expect(page.locator("#table th[aria-sort=ascending]")).to_contain_text("Mã")
    assert "state=late" in page.url
    assert "sort=code" in page.url

    page.go_back()

    expect(page.locator("#table th[aria-sort=ascending]")).to_contain_text("Hạn")


def test_the_table_works_without_scripts(opened: Opened) -> None:
    page = opened("/kit/", scripts=False)

    page.locator("#table select[name=state]").select_option("late")
    page.locator("#table .filter-buttons button").click()

    expect(page.locator("#table .table-count strong")).to_have_text("12")
    assert "state=late" in page.url


def test_the_colours_change_at_once_and_stay(opened: Opened) -> None:
    page = opened("/kit/")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(255, 255, 255)"

    page.locator(".top-account summary").click()
    page.locator("button[name=theme][value=dark]").click()

    assert page.evaluate(colour) == "rgb(23, 24, 26)"
    page.reload()
    assert page.evaluate(colour) == "rgb(23, 24, 26)"
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_colours_change_without_scripts(opened: Opened) -> None:
    page = opened("/kit/?q=x", scripts=False)

    page.locator(".top-account summary").click()
    page.locator("button[name=theme][value=dark]").click()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url.endswith("/kit/?q=x")


def test_the_language_changes_without_scripts(opened: Opened) -> None:
    page = opened("/kit/", scripts=False)

    page.locator(".top-account summary").click()
    page.locator("button[name=language][value=en]").click()

    expect(page.locator("h1")).to_have_text("Components")
    assert page.locator("html").get_attribute("lang") == "en"


def test_another_day_is_said_and_left_again(opened: Opened) -> None:
    page = opened("/")

    page.locator(".top-day summary").click()
    page.locator("#top-as-of").fill("03/04/2023")
    page.locator("#top-as-of").press("Enter")

    expect(page.locator(".other-day")).to_contain_text("03/04/2023")
    assert "as_of=2023-04-03" in page.locator(".rail-link").first.get_attribute("href")  # type: ignore[operator]

    page.locator(".other-day a").click()

    expect(page.locator(".other-day")).to_have_count(0)


def test_the_first_tab_skips_to_the_content(opened: Opened) -> None:
    page = opened("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_a_menu_closes_by_escape_and_gives_the_focus_back(opened: Opened) -> None:
    page = opened("/")
    page.locator(".top-account summary").click()

    page.keyboard.press("Escape")

    expect(page.locator(".top-account")).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_long_list_is_narrowed_by_words_without_marks(opened: Opened) -> None:
    page = opened("/kit/")
    picker = page.locator(".field", has=page.locator("#id_unit"))

    picker.locator(".pick-line").fill("vi du hai")

    texts = page.locator("#id_unit option").all_inner_texts()
    assert set(texts[1:]) == {"Đảng ủy Bộ Ví dụ Hai"}


def test_what_was_typed_comes_back_after_the_page_was_lost(opened: Opened) -> None:
    page = opened("/kit/")
    page.locator("#id_remarks").fill("Nội dung đang viết dở")

    page.goto(page.url)

    expect(page.locator("#id_remarks")).to_have_value("Nội dung đang viết dở")
    expect(page.locator(".draft-note")).to_be_visible()

    page.locator(".draft-note button").click()

    expect(page.locator("#id_remarks")).to_have_value("")


def test_the_page_prints_without_its_frame(opened: Opened) -> None:
    page = opened("/kit/")

    page.emulate_media(media="print")

    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".filters").first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
