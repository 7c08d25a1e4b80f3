"""The corner as a program on the first screen of a phone: what Chromium asks of one before it installs it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.conftest import ARGUMENTS, BROWSERS
from tests.conftest import Visitor
from tests.corner.conftest import Morning, morning

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["morning"]


def test_chromium_finds_nothing_that_keeps_the_corner_from_being_installed(
    browser: Browser,
    live_server: Any,
    morning: Morning,
    visit: Callable[[str], Visitor],
    settings: Any,
    tmp_path: Path,
) -> None:
    """In a profile of its own: where nothing is kept, Chromium installs nothing and looks no further."""
    place = next(one for one in BROWSERS if Path(one).exists())
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=place, args=ARGUMENTS
    )
    try:
        name = settings.SESSION_COOKIE_NAME
        kept = visit("hung").cookies[name].value
        context.add_cookies([{"name": name, "value": kept, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/goc-dai-bieu/")
        expect(page.locator("[data-corner]")).to_be_visible()
        line: Any = context.new_cdp_session(page)

        manifest = line.send("Page.getAppManifest")
        errors = line.send("Page.getInstallabilityErrors")["installabilityErrors"]
        own = line.send("Page.getAppId")
    finally:
        context.close()

    assert manifest["url"].endswith("/goc-dai-bieu/manifest.webmanifest")
    assert manifest["errors"] == []
    assert errors == []
    assert own["appId"].endswith("/goc-dai-bieu/")
