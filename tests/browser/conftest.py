"""Chromium on the served product: every page it opens must keep its console clean."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from tests.browser.served import Served
from tests.conftest import House, Visitor

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in the thread of the tests

BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
HEIGHTS = {390: 844, 820: 1180, 1440: 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    place = next((one for one in BROWSERS if Path(one).exists()), None)
    if place is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=place, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: Any) -> Iterator[Served]:
    """Return the real server with the whole demo, for tests that only look."""
    served = Served(tmp_path_factory.mktemp("demo"), demo=True)
    yield served
    served.end()


Opened = Callable[..., Page]


@pytest.fixture
def said() -> list[str]:
    """Hold what the browser's console says; a test that cuts the line clears what it asked for."""
    return []


@pytest.fixture
def opened(
    browser: Browser,
    live_server: Any,
    house: House,
    visit: Callable[[str], Visitor],
    settings: Any,
    said: list[str],
) -> Iterator[Opened]:
    """Return a function that opens a page: ``opened("/kit/", who="minh", width=390, theme="dark")``."""
    settings.COMPONENTS = True
    contexts = []

    def open_page(
        path: str,
        *,
        who: str = "minh",
        width: int = 1440,
        theme: str = "light",
        language: str = "vi",
        scripts: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        cookies = {"django_language": language}
        if who:
            kept = visit(who).cookies[settings.SESSION_COOKIE_NAME]
            cookies[settings.SESSION_COOKIE_NAME] = kept.value
        for name, value in cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        # Streams need the hub, which this server has not: they open, say nothing and end.
        silent = {"content_type": "text/event-stream", "body": "event: beat\ndata:\n\n"}
        context.route("**/live/?*", lambda route: route.fulfill(**silent))
        page = context.new_page()

        def hear(one: ConsoleMessage) -> None:
            is_the_page = one.location.get("url") == live_server.url + path  # a 404 that was asked for
            if one.type in {"error", "warning"} and not is_the_page:
                said.append(one.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
