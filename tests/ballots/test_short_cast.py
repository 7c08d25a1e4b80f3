"""The short way of a ballot: the same answer, the same board, and the long way for all else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.ballots.conftest import NOON, Hall
from tests.ballots.test_electronic import NO, YES, Devices, matters, opened
from tests.meetings.test_short_way import connection_kept

from nghisu.ballots.actions import casting
from nghisu.ballots.models import SecretCast, SecretPoll
from nghisu.belenios import archive, texts
from nghisu.config.short_cast import ShortCast

Build = Callable[..., Hall]
Told = tuple[int, dict[str, str], bytes]


class Door:
    """The application as the server runs it; counts what went the long way."""

    def __init__(self) -> None:
        self.long = 0
        handler = WSGIHandler()

        def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            self.long += 1
            return handler(environ, start)

        self.short = ShortCast(application)

    def cast(self, poll: SecretPoll, content: bytes, *, query: str = "", **more: str) -> Told:
        """Send a ballot as the booth does; return status, headers and answer."""
        path = reverse("booth_cast", args=[poll.pk]) + query
        environ = RequestFactory().post(path, content, content_type="application/json").environ
        environ.pop("HTTP_COOKIE", None)
        environ |= more
        told: list[Any] = []
        with connection_kept():
            answer = self.short(environ, lambda status, headers, *_: told.extend((status, headers)))
            body = b"".join(answer)
            if hasattr(answer, "close"):
                answer.close()
        return int(told[0][:3]), dict(told[1]), body


@pytest.fixture
def devices(hall: Build) -> Devices:
    here = hall(12)
    return opened(here, matters(here))


def test_the_first_ballot_goes_the_long_way_and_the_next_ones_the_short(devices: Devices) -> None:
    door = Door()

    told = [door.cast(devices.poll, devices.ballot(voter, [YES, NO])) for voter in range(4)]

    rows = SecretCast.objects.filter(poll=devices.poll).order_by("number")
    poll = SecretPoll.objects.get(pk=devices.poll.pk)
    assert door.long == 1
    assert [status for status, _headers, _body in told] == [200] * 4
    assert [(one.number, one.state, one.height) for one in rows] == [
        (place, "accepted", place) for place in range(1, 5)
    ]
    assert [json.loads(body) for _status, _headers, body in told] == [
        {"state": "accepted", "tracker": one.tracker, "head": one.head} for one in rows
    ]
    assert poll.head == rows[3].head == archive.read(casting.content_of(poll)).head


def test_both_ways_answer_with_the_same_headers_and_no_cookie(devices: Devices) -> None:
    door = Door()
    own = {"Content-Length"}

    (_, long, first), (_, short, second) = (
        door.cast(devices.poll, devices.ballot(voter, [YES, NO])) for voter in range(2)
    )

    assert door.long == 1
    assert {name: long[name] for name in long if name not in own} == {
        name: short[name] for name in short if name not in own
    }
    assert "default-src 'none'" in short["Content-Security-Policy"]
    assert short["Content-Type"] == "application/json"
    assert (int(long["Content-Length"]), int(short["Content-Length"])) == (len(first), len(second))
    assert "Set-Cookie" not in long.keys() | short.keys()


def test_peer_T54_a_ballot_sent_again_stands_once_and_has_the_same_receipt(devices: Devices) -> None:
    door = Door()
    door.cast(devices.poll, devices.ballot(0, [YES, NO]))
    content = devices.ballot(1, [YES, NO])

    told = [door.cast(devices.poll, content) for _ in range(3)]

    assert door.long == 1
    assert len({body for _status, _headers, body in told}) == 1
    assert SecretCast.objects.filter(poll=devices.poll).count() == 2


def test_whatever_gets_no_receipt_is_told_by_the_long_way(devices: Devices) -> None:
    door = Door()
    door.cast(devices.poll, devices.ballot(0, [YES, NO]))
    good = json.loads(devices.ballot(1, [YES, NO]))
    forged = texts.write(good | {"signature": json.loads(devices.ballot(2, [YES, NO]))["signature"]})
    again = devices.ballot(0, [NO, NO])

    told = [door.cast(devices.poll, one) for one in (forged, again, b"{}", b"", b"\xff", b"\x00")]
    english = door.cast(devices.poll, again, HTTP_ACCEPT_LANGUAGE="en")

    assert door.long == 1 + len(told) + 1
    assert [status for status, _headers, _body in told] == [422] * 6
    assert json.loads(told[1][2])["said"].startswith("Một mã cử tri bỏ phiếu hai lần")
    assert json.loads(english[2])["said"].startswith("A credential voted twice")
    assert SecretCast.objects.filter(poll=devices.poll, state="accepted").count() == 1


def test_what_is_no_plain_ballot_goes_the_long_way(devices: Devices) -> None:
    door = Door()
    door.cast(devices.poll, devices.ballot(0, [YES, NO]))
    odd: list[dict[str, str]] = [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"CONTENT_TYPE": "text/plain"},
        {"HTTP_HOST": "elsewhere.example"},
    ]

    statuses = [
        door.cast(devices.poll, devices.ballot(voter, [YES, NO]), **more)[0]
        for voter, more in enumerate(odd, start=1)
    ]
    asked = door.cast(devices.poll, devices.ballot(5, [YES, NO]), query="?x=1")
    got = door.cast(devices.poll, b"", REQUEST_METHOD="GET")

    assert door.long == 1 + len(odd) + 2
    assert statuses == [200, 200, 200, 400]
    assert asked[0] == 200
    assert got[0] == 405


def test_no_ballot_is_taken_before_the_opening_nor_after_the_closing(devices: Devices) -> None:
    door = Door()
    door.cast(devices.poll, devices.ballot(0, [YES, NO]))
    late = devices.ballot(1, [YES, NO])
    casting.begin_closing(poll=devices.poll, by=devices.here.counter(), at=NOON)

    status, _headers, body = door.cast(devices.poll, late)

    assert status == 422
    assert json.loads(body)["said"] == "Chưa mở hoặc đã đóng bỏ phiếu. Phiếu này không được nhận."
    assert SecretCast.objects.filter(poll=devices.poll).count() == 1
    SecretPoll.objects.filter(pk=devices.poll.pk).update(state="drafted", election="", opened_at=None)
    assert door.cast(devices.poll, late)[0] == 404


def test_point_13_the_desk_is_told_of_a_slip_that_votes_twice_and_not_whose_it_is(
    devices: Devices, visit: Callable[[str], Client]
) -> None:
    door = Door()
    for choice in (YES, NO):
        door.cast(devices.poll, devices.ballot(3, [choice, NO]))
    door.cast(devices.poll, b"{}")
    address = reverse("secret_poll", args=[devices.poll.pk])

    office = visit("minh").get(address).content.decode()
    counter = visit(devices.here.members[-1].username or "").get(address).content.decode()
    voter = visit(devices.here.members[3].username or "").get(address)

    for page in (office, counter):
        assert "1 × Một mã cử tri bỏ phiếu hai lần" in " ".join(page.split())
    assert "bỏ phiếu hai lần" not in voter.content.decode()
    credential = json.loads(devices.ballot(3, [YES, NO]))["credential"]
    assert credential not in office
