"""Every page of the product, in both languages, light and dark: axe finds nothing, none scrolls sideways.

The pages come from the table of addresses (tests/house/addresses.csv), the objects from its builders and who
may open each one from the matrix of rights, so that no page is forgotten: an address that answers with a
page and was not walked is a fault. Dark changes colours alone, so there axe asks about colours alone.

The whole walk takes minutes: `make axe` plays it. ./test plays one share of SHARES, another one with every
commit (NGHISU_AXE_SHARE names one), and says which.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.looks import AT_REST, TOO_WIDE
from tests.conftest import House
from tests.house.objects import Place, address, furnish
from tests.house.test_rights_matrix import OTHERS, VISITORS, expected, table

pytestmark = pytest.mark.browser

SHARES = 24
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
ASK = """async (only) => {
  const asked = { resultTypes: ["violations"], ...(only ? { runOnly: { type: "rule", values: only } } : {}) };
  const found = await axe.run(document, asked);
  return found.violations.flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 200)}`));
}"""
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 390, 640)  # a narrow telephone, an ordinary one, and a window of 1280 at 200 %
UNITS = ("DUK", "A1")
# The sign-in library's own pages that can be opened by somebody signed in, and by nobody.
LIBRARY = {
    "account_login": "",
    "account_inactive": "",
    "account_change_password": "minh",
    "mfa_index": "minh",
    "mfa_activate_totp": "minh",
    "account_reauthenticate": "minh",
    "mfa_list_webauthn": "minh",
    "mfa_add_webauthn": "minh",
}
# Addresses that answer with a page to nobody of the cast: what they need is made by their own tests.
NOT_HERE = {"recover", "sign_in_by_link"}


@dataclass(frozen=True)
class Stop:
    """One page of the walk: who opens it, and where."""

    name: str
    who: str
    path: str


def share_now() -> int:
    """Return which share ./test walks: another one with every commit, the same one for the same commit.

    Where there is no git, as in a bare root, it is the first one.
    """
    named = os.environ.get("NGHISU_AXE_SHARE")
    if named is not None:
        return int(named) % SHARES
    if shutil.which("git") is None:
        return 0
    counted = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return int(counted or 0) % SHARES


def clients(house: House) -> dict[str, Client]:
    """Return everybody, signed in."""
    found = {"": Client()}
    for who in VISITORS.values():
        if who:
            found[who] = Client(raise_request_exception=False)
            found[who].force_login(house.people[who], backend=SIGN_IN)
    return found


def stops(places: dict[str, Place], visitors: dict[str, Client], share: int) -> Iterator[Stop]:
    """Yield the pages of a share: for each address the first visitor whom the matrix lets in there."""
    matrix = expected()
    for index, one in enumerate(table()):
        if index % SHARES != share or one.name in NOT_HERE:
            continue
        if one.door == OTHERS:
            if one.name in LIBRARY:
                yield Stop(one.name, LIBRARY[one.name], address(one.name, "-", None))
            continue
        if "GET" not in one.methods:
            continue
        letters = matrix[one.name, one.kind, "GET"]
        for place, code in enumerate(("-",) if one.kind == "-" else UNITS):
            who = next((VISITORS[who] for who in VISITORS if letters[who][place] == "o"), None)
            if who is None:
                continue
            path = address(one.name, one.kind, places.get(code))
            answer = visitors[who].get(path)
            if answer.streaming:
                b"".join(answer)  # the client closes the file behind it once it is read
            elif answer.status_code == 200 and b"<html" in answer.content[:400]:  # no file, no part of a page
                yield Stop(one.name, who, path)
                break


def doors(browser: Browser, url: str, visitors: dict[str, Client]) -> dict[str, BrowserContext]:
    """Return a browser for each visitor."""
    found = {}
    for who, client in visitors.items():
        context = found[who] = browser.new_context(
            viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
        )
        for name, kept in client.cookies.items():
            context.add_cookies([{"name": name, "value": kept.value, "url": url}])
        context.route(
            "**/live/?*",
            lambda route: route.fulfill(content_type="text/event-stream", body="event: beat\ndata:\n\n"),
        )
        context.add_init_script(AXE)
    return found


def faults_of(page: Page, url: str) -> Iterator[str]:
    """Yield what is wrong with a page: its structure and its colours, by day and by night, and its width."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto(url)
    page.evaluate(AT_REST)
    yield from page.evaluate(ASK)
    page.emulate_media(color_scheme="dark")
    page.evaluate(AT_REST)
    for one in page.evaluate(ASK, COLOURS):
        yield f"dark {one}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate(TOO_WIDE)
        if wide:
            yield f"{wide} px wider than a window of {width}"


def walk(browser: Browser, live_server: Any, house: House, share: int) -> list[str]:
    """Walk one share of the pages, in both languages; return what is wrong."""
    house.add_unit("F", "Đảng ủy ngoài hệ thống", None)
    house.add_person("dem", "Phùng Thị Đếm", "DUK", "counter")
    with transaction.atomic():
        places = {code: furnish(house, house.units[code]) for code in UNITS}
    visitors = clients(house)
    contexts = doors(browser, live_server.url, visitors)
    pages = {who: context.new_page() for who, context in contexts.items()}
    found: list[str] = []
    walked = 0
    for stop in stops(places, visitors, share):
        walked += 1
        for language in ("vi", "en"):
            contexts[stop.who].add_cookies(
                [{"name": "django_language", "value": language, "url": live_server.url}]
            )
            faults = faults_of(pages[stop.who], live_server.url + stop.path)
            found += [f"{stop.name} as {stop.who or 'nobody'} {language}: {one}" for one in faults]
    for context in contexts.values():
        context.close()
    print(f"share {share + 1} of {SHARES}: {walked} pages in two languages, light and dark")
    print("\n".join(found))
    assert walked > 0
    return found


@pytest.mark.axe
@pytest.mark.timeout(900)
@pytest.mark.parametrize("share", range(SHARES))
def test_all_pages_are_clean_in_both_languages_light_and_dark(
    browser: Browser, live_server: Any, house: House, share: int
) -> None:
    assert walk(browser, live_server, house, share) == []


@pytest.mark.timeout(900)
def test_a_share_of_all_pages_is_clean_in_both_languages_light_and_dark(
    browser: Browser, live_server: Any, house: House
) -> None:
    assert walk(browser, live_server, house, share_now()) == []
