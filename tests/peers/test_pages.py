"""What is stored in the house comes back as words on every page, in every header, in every file."""

import os
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from tests.conftest import House, Visitor
from tests.house.objects import Place, address
from tests.house.test_rights_matrix import OTHERS, expected, table
from tests.peers.canary import all_rows, put, words_of

CANARY = "javascript:x\"'><b7 onfocus=x>\r\nX-Chim: 1"
WHO = {"minh": "chief", "quantri": "administrator"}
ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data-address", "xlink:href"}

on_sqlite = pytest.mark.skipif(
    "NGHISU_DATABASE_URL" in os.environ, reason="only on SQLite: pages are written in Python"
)


class Reader(HTMLParser):
    """Reads a page as a browser does, and keeps what no page of ours may hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at each element: an element of the canary, a handler, an address that is a script."""
        if tag == "b7":
            self.found.append("an element")
        for name, value in attrs:
            said = "".join((value or "").split()).lower()
            if name.startswith("on"):
                self.found.append(f"a handler: {name}")
            if name in ADDRESSES and said.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append(f"an address: {name}={said[:40]}")


def faults_in(page: str) -> list[str]:
    """Return what a page holds that it must not."""
    reader = Reader()
    reader.feed(page)
    return reader.found


def visited(visit: Callable[[str], Visitor], place: Place) -> Iterator[tuple[str, Any]]:
    """Yield every answer to a look at every address, by somebody who is let in."""
    clients = {who: visit(who) for who in WHO}
    for client in clients.values():
        client.raise_request_exception = False
    matrix = expected()
    for one in table():
        if one.door == OTHERS or "GET" not in one.methods:
            continue
        row = matrix[one.name, one.kind, "GET"]
        who = next((key for key, visitor in WHO.items() if row[visitor][:1] == "o"), "")
        if not who:
            continue
        with transaction.atomic():
            answer = clients[who].get(address(one.name, one.kind, None if one.kind == "-" else place))
            yield one.name, answer
            transaction.set_rollback(True)


@on_sqlite
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_peer_T20_T22_T23_T25_T29_T52_words_stored_anywhere_are_words_on_every_page_and_in_every_header(
    house: House, places: dict[str, Place], visit: Callable[[str], Visitor]
) -> None:
    """One canary in every column of words: an element, a handler, a script address, a second header."""
    taken = put(CANARY, all_rows())
    found, seen, pages = [], 0, 0

    for name, answer in visited(visit, places["DUK"]):
        said = words_of(answer)
        kind = answer.get("Content-Type", "")
        if answer.status_code >= 500 or "X-Chim" in answer.headers:
            found.append(f"{name}: {answer.status_code}, {dict(answer.headers)}")
        if answer.status_code == 200 and kind.startswith("text/html"):
            pages += 1
            seen += "b7 onfocus" in said
            found += [f"{name}: {fault}" for fault in faults_in(said)]
        if any("\n" in value or "\r" in value for _, value in answer.items()):
            found.append(f"{name}: a header of two lines")
        cached = answer.get("Cache-Control", "")  # the worker of the corner is a script, alike for all
        if name != "corner_worker" and "no-store" not in cached and "private" not in cached:
            found.append(f"{name}: may be kept by a proxy: {cached!r}")

    print(f"{taken} columns took the canary; {pages} pages, {seen} show it")
    assert taken > 80
    assert pages > 100
    assert seen > 40
    assert found == []


@pytest.mark.parametrize(
    "page",
    [
        "<p><b7></p>",
        '<a href="x"><img src=x onerror=alert(1)></a>',
        '<a href=" java&#10;script:x">',
        '<form action="JAVASCRIPT:x">',
    ],
)
def test_a_page_that_lets_a_canary_out_is_noticed(page: str) -> None:
    assert faults_in(page) != []
