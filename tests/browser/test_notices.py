"""Notices in a browser: the count in the frame, the pages, a push message shown by the worker."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.corner.conftest import Morning, morning

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["morning"]


@pytest.mark.parametrize(("width", "theme", "language"), [(390, "light", "vi"), (1440, "dark", "en")])
def test_the_pages_of_notices_are_clean_and_the_frame_counts(
    opened: Opened, morning: Morning, settings: Any, width: int, theme: str, language: str
) -> None:
    settings.PUSH_CONTACT = "mailto:van-phong@example.vn"
    page = opened("/thong-bao/", who="hung", width=width, theme=theme, language=language)

    expect(page.locator("[data-notices-count]")).to_have_text("1")
    assert faults(page, f"notices-{width}") == []
    page.get_by_role("link", name={"vi": "Cách báo tin", "en": "How you are told"}[language]).first.click()
    expect(page.locator("form[data-push]")).to_be_visible()
    assert faults(page, f"notice-settings-{width}") == []


def test_the_worker_shows_what_a_push_service_delivers(opened: Opened, morning: Morning) -> None:
    page = opened("/goc-dai-bieu/", who="hung", width=390)
    page.context.grant_permissions(["notifications"])
    line: Any = page.context.new_cdp_session(page)
    found: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    line.send("ServiceWorker.enable")
    page.evaluate(
        """async () => {
          await navigator.serviceWorker.register("/goc-dai-bieu/sw.js", { scope: "/goc-dai-bieu/" });
          await navigator.serviceWorker.ready;
        }"""
    )

    told = {"title": "Nghị Sự: có việc đang chờ", "body": "Có 1 tài liệu cần đọc.", "address": "/thong-bao/"}
    line.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.evaluate("location.origin"),
            "registrationId": found[-1],
            "data": json.dumps(told),
        },
    )

    shown = page.wait_for_function(
        """async () => {
          const [one] = await (await navigator.serviceWorker.ready).getNotifications();
          return one && { title: one.title, body: one.body, address: one.data };
        }"""
    )
    assert shown.json_value() == told
