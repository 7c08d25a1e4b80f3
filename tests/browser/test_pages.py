"""The main pages of the filled demo: axe finds nothing, nothing overflows, the console stays clean."""

import pytest
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, Page
from tests.browser.looks import faults as faults_of
from tests.browser.served import Served

pytestmark = pytest.mark.browser

FIRST = "main .table tbody a[href^='/']"
SESSION = "main a:has-text('Ban Chấp hành Đảng bộ Khối lần thứ 12')"
EARLIER = "main a:has-text('Ban Chấp hành Đảng bộ Khối lần thứ 11')"
# who looks, at which page, following which links
PAGES = (
    ("chanhvanphong", "home", ()),
    ("chanhvanphong", "meeting_list", ()),
    ("chanhvanphong", "meeting_list", (FIRST,)),
    ("chanhvanphong", "meeting_list", ("a:has-text('trực tuyến toàn Đảng bộ')", "a[href*='diem-cau']")),
    ("chanhvanphong", "meeting_list", (SESSION, "a[href$='/dieu-hanh/']")),
    ("chanhvanphong", "meeting_list", (SESSION, "a[href$='/man-hinh/']")),
    ("chanhvanphong", "meeting_list", (SESSION, "a[href$='/chuan-bi/']")),
    ("chanhvanphong", "meeting_list", (EARLIER, "a[href$='/bien-ban/']")),
    ("chanhvanphong", "meeting_list", (EARLIER, "a[href$='/thong-cao/']")),
    ("uyvien", "meeting_list", (SESSION, "a[href$='/dang-hop/']")),
    ("chanhvanphong", "document_list", ()),
    ("chanhvanphong", "document_list", (FIRST,)),
    ("chanhvanphong", "task_list", ()),
    ("chanhvanphong", "task_list", (FIRST,)),
    ("chanhvanphong", "programme_list", ()),
    ("chanhvanphong", "programme_list", (FIRST,)),
    ("chanhvanphong", "figure_list", ()),
    ("chanhvanphong", "report_list", ()),
    ("chanhvanphong", "report_list", (FIRST,)),
    ("chanhvanphong", "synthesis_list", (FIRST,)),
    ("chanhvanphong", "reading_duty", ()),
    ("chanhvanphong", "unit_list", ()),
    ("chanhvanphong", "unit_list", (FIRST,)),
    ("chanhvanphong", "unit_tree", ()),
    ("chanhvanphong", "body_list", (FIRST,)),
    ("chanhvanphong", "roster_list", ()),
    ("chanhvanphong", "record_log", ()),
    ("chanhvanphong", "account", ()),
    ("chanhvanphong", "devices", ()),
    ("uyvien", "home", ()),
    ("uyvien", "meeting_list", ()),
    ("cv_btp", "home", ()),
    ("cv_btp", "task_list", ()),
)
LOOKS = ((390, 844, "light"), (820, 1180, "light"), (1440, 900, "dark"))


def followed(page: Page, base: str, name: str, links: tuple[str, ...]) -> bool:
    """Open the page and follow its links; tell whether it got there."""
    page.set_viewport_size({"width": 1440, "height": 900})
    try:
        page.goto(base + reverse(name))
    except NoReverseMatch:
        return False
    for selector in links:
        found = page.locator(selector)
        if not found.count():
            return False
        page.goto(base + str(found.first.get_attribute("href")))
    return True


def seen(page: Page) -> list[str]:
    """Return what is wrong with the page at every width."""
    found = []
    for width, height, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        found += [f"{width} {theme}: {one}" for one in faults_of(page)]
    return found


@pytest.mark.timeout(900)
def test_the_main_pages_are_clean_for_those_who_use_them(browser: Browser, filled: Served) -> None:
    faults: list[str] = []
    missing: list[str] = []
    said: list[str] = []
    everybody = list(dict.fromkeys(who for who, _name, _links in PAGES))
    name_of_cookie, kept = filled.cookies(*everybody)

    for who in everybody:
        context = filled.signed_in(browser, (name_of_cookie, kept[who]) if who in kept else None)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        for name, links in ((name, links) for one, name, links in PAGES if one == who):
            label = f"{name} {' '.join(links)} as {who}"
            if who not in kept or not followed(page, filled.url, name, links):
                missing.append(label)
                continue
            faults += [f"{label}: {one}" for one in [*seen(page), *said]]
            said.clear()
        context.close()

    assert missing == []
    assert faults == []
