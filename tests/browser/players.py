"""Those who play a meeting on the real server: each with a browser, Vietnamese pages, live streams."""

import re
from typing import Any, Self

from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect
from tests.browser.served import Served
from tests.conftest import at

from nghisu.kit import clock

PATIENCE = 15_000


def vi(words: str) -> str:
    """Return what the product says in Vietnamese where its code says this."""
    with translation.override("vi"):
        return gettext(words)


class Player:
    """Somebody, or a screen on the wall, and what stands in the browser."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.streamed: list[str] = []
        self.said: list[str] = []
        page.set_default_timeout(PATIENCE)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.eventSourceMessageReceived", lambda one: self.streamed.append(str(one)))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda one: self.said.append(one.text) if one.type == "error" else None)

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    @property
    def path(self) -> str:
        """Where the page stands."""
        return self.page.url.removeprefix(self.base)

    def go(self, path: str) -> Self:
        """Open a page."""
        self.page.goto(self.base + path)
        return self

    def press(self, words: str) -> Self:
        """Press the first button, or follow the first link, with these words of the code."""
        said = re.compile(rf"^\s*{re.escape(vi(words))}")
        main = self.page.locator("body")
        found = main.get_by_role("button", name=said).or_(main.get_by_role("link", name=said)).first
        try:
            found.click()
        except TimeoutError as late:
            shown = " ".join(self.main.inner_text().split())
            raise AssertionError(f"nothing to press is called {vi(words)} on {self.path}: {shown}") from late
        self.page.wait_for_load_state()
        return self

    def write(self, **fields: Any) -> Self:
        """Fill fields of the form by their names: words, True to tick, or the label of a choice."""
        for name, value in fields.items():
            field = self.main.locator(f"[name={name}]:not([type=hidden])").first
            if value is True:
                field.check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                choice = field.locator("option", has_text=value).first.get_attribute("value")
                field.select_option(choice)
            elif field.get_attribute("type") == "radio":
                self.main.locator(f"[name={name}][value={value}]").check()
            else:
                field.fill(str(value))
        return self

    def sees(self, *words: str, where: str = "main") -> Self:
        """Wait until the words stand on the page, without loading it again."""
        for one in words:
            expect(self.page.locator(where).first).to_contain_text(one, timeout=PATIENCE)
        return self

    def sees_not(self, *words: str) -> Self:
        """Look for words that must not be there."""
        whole = self.page.content()
        assert [one for one in words if one in whole] == []
        return self


class Hall:
    """The real server, its clock, and those who play on it."""

    def __init__(self, browser: Browser, served: Served, names: tuple[str, ...]) -> None:
        self.browser = browser
        self.served = served
        self.cookie_name, self.cookies = served.cookies(*names)
        self.players: list[Player] = []

    def enter(self, name: str = "", *, width: int = 1440) -> Player:
        """Give somebody a browser; without a name nobody is signed in."""
        cookie = (self.cookie_name, self.cookies[name]) if name else None
        context = self.served.signed_in(self.browser, cookie, width=width)
        player = Player(context.new_page(), self.served.url)
        self.players.append(player)
        return player

    def is_now(self, moment: str) -> None:
        """Set the clock of the server."""
        with override_settings(DATA=self.served.data):
            clock.set_demo_time(at(moment))
        clock._offset.cache_clear()

    def leave(self) -> None:
        """Close all browsers; none of them complained."""
        said = [(player.path, one) for player in self.players for one in player.said]
        for player in self.players:
            player.page.context.close()
        if said:
            raise AssertionError(said)
