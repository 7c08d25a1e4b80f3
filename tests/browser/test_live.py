"""A page that stays in step: what it receives, misses, asks anew, and is refused, on the real server."""

import os
import secrets
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect
from tests.ground.conftest import Server, end, environment_for, free_port, prepare, start

from nghisu.bench.link import Link
from nghisu.kit import live

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AHEAD = 9_000_000_000_000  # above every version that the sample page makes of the clock


class Served:
    """A real server that is stopped and started again at one port."""

    def __init__(self, data: Any) -> None:
        self.environment = environment_for(data) | {"NGHISU_COMPONENTS": "1"}
        self.data = data
        self.port = free_port()
        self.word = ""
        prepare(self.environment)
        self.server = self.begin()

    def begin(self) -> Server:
        self.server = start(self.data, self.environment, port=self.port)
        return self.server

    def publish(self, *said: tuple[int, str]) -> None:
        with override_settings(DATA=self.data):
            for version, words in said:
                html = f'<section id="sample"><p id="said">{words}</p><input id="sample-text"></section>'
                live.publish(f"kit:{self.word}", "sample", html, AHEAD + version)

    def revoke(self) -> None:
        with override_settings(DATA=self.data):
            live.revoke(f"kit:{self.word}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: Any) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("data"))
    yield running
    end(running.server)


@pytest.fixture
def link(served: Served) -> Iterator[Link]:
    with Link(to_port=served.port) as between:
        yield between


@pytest.fixture
def shown(browser: Browser, served: Served, link: Link) -> Iterator[Callable[[], Page]]:
    """Return a function that opens the sample page over the link and waits until its stream is open.

    Each test has a topic of its own: a new listener hears what was said there just before.
    """
    contexts = []
    served.word = secrets.token_hex(4)

    def open_page() -> Page:
        context = browser.new_context()
        contexts.append(context)
        page = context.new_page()
        with page.expect_response("**/live/?*"):
            page.goto(f"http://localhost:{link.port}/kit/?live={served.word}")
        page.evaluate(
            "window.seen = []; document.addEventListener('live:changed', (e) => "
            "window.seen.push(e.target.querySelector('#said, #sample-version').textContent))"
        )
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_peer_T55_an_event_replaces_the_element_and_an_older_one_is_ignored(
    served: Served, shown: Callable[[], Page]
) -> None:
    page = shown()

    served.publish((2, "Mục 2"))
    expect(page.locator("#said")).to_have_text("Mục 2")
    served.publish((1, "Mục 1"), (3, "Mục 3"))

    expect(page.locator("#said")).to_have_text("Mục 3")
    assert page.evaluate("window.seen") == ["Mục 2", "Mục 3"]
    assert page.locator("#sample").get_attribute("data-live-version") == str(AHEAD + 3)


def test_peer_T55_typed_text_stays_until_the_typing_is_over(
    served: Served, shown: Callable[[], Page]
) -> None:
    page = shown()
    page.locator("#sample-text").fill("đang gõ dở")

    served.publish((14, "Mục 4"))

    expect(page.locator("#sample")).to_have_attribute(
        "data-stale", "Có nội dung mới hơn; sẽ hiện khi bạn gõ xong."
    )
    expect(page.locator("#sample-text")).to_have_value("đang gõ dở")

    page.locator("#sample-text").fill("")
    page.locator("#sample-text").blur()

    expect(page.locator("#said")).to_have_text("Mục 4")
    assert page.locator("#sample").get_attribute("data-stale") is None


def test_a_page_that_was_away_gets_exactly_the_three_events_it_missed(
    served: Served, shown: Callable[[], Page], link: Link
) -> None:
    page = shown()
    served.publish((25, "Mục 5"))
    expect(page.locator("#said")).to_have_text("Mục 5")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))

    link.drop(refuse=True)
    served.publish((26, "Mục 6"), (27, "Mục 7"), (28, "Mục 8"))
    link.accept()

    expect(page.locator("#said")).to_have_text("Mục 8", timeout=15_000)
    assert page.evaluate("window.seen") == ["Mục 5", "Mục 6", "Mục 7", "Mục 8"]
    assert [url for url in asked if "/kit/?live" in url] == []


def test_a_page_is_told_of_a_break_and_of_its_end(
    served: Served, shown: Callable[[], Page], link: Link
) -> None:
    page = shown()

    link.drop(refuse=True)
    expect(page.locator(".live-note")).to_have_text("Mất kết nối trực tiếp; đang nối lại…", timeout=10_000)
    link.accept()

    expect(page.locator(".live-note")).to_contain_text("Đã nối lại", timeout=20_000)


def test_after_another_life_of_the_hub_the_page_asks_for_what_is_now(
    served: Served, shown: Callable[[], Page], link: Link
) -> None:
    page = shown()
    before = page.locator("#sample-version").text_content()

    os.killpg(served.server.process.pid, signal.SIGKILL)
    served.server.process.wait()
    end(served.server)
    served.begin()

    expect(page.locator("#sample-version")).not_to_have_text(before or "", timeout=20_000)


def test_without_streams_the_page_asks_again_and_again(
    served: Served, shown: Callable[[], Page], link: Link
) -> None:
    page = shown()
    before = page.locator("#sample-version").text_content()

    page.route("**/live/?*", lambda route: route.abort())
    link.drop()

    expect(page.locator(".live-note")).to_contain_text("tự cập nhật mỗi 10 giây", timeout=20_000)
    expect(page.locator("#sample-version")).not_to_have_text(before or "", timeout=15_000)
    page.unroute("**/live/?*")


def test_a_stream_that_is_revoked_stays_shut_and_the_page_says_so(
    served: Served, shown: Callable[[], Page]
) -> None:
    page = shown()
    page.route("**/kit/?live=*", lambda route: route.fulfill(status=404, body=""))

    served.revoke()

    expect(page.locator(".live-note")).to_have_text(
        "Trang này không còn được cập nhật trực tiếp. Hãy tải lại trang.", timeout=15_000
    )
