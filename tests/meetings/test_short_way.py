"""The short way to a page that is kept: the same page, the same rights, and the long way for all else."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session as StoredSession
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.config.short_way import ShortWay
from nghisu.kit.packed import Packed, gzip_of, pack, takes_gzip
from nghisu.meetings import actions
from nghisu.meetings.models import Meeting
from nghisu.organisation.models import Mandate
from nghisu.people.actions.accounts import end_sessions
from nghisu.people.models import Person, RequiredFactor

Visit = Callable[[str], Visitor]
GUARD = re.compile(rb'name="(csrfmiddlewaretoken|idempotency_key)" value="([^"]+)"')
SECRET = "b" * 32


class Door:
    """The application as the server runs it; counts who went the long way."""

    def __init__(self) -> None:
        self.long = 0
        handler = WSGIHandler()

        def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            self.long += 1
            return handler(environ, start)

        self.short_way = ShortWay(application)

    def get(
        self, path: str, visitor: Visitor, *, cookies: str = "", **more: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask as a browser would; return status, headers and what is in the answer, unpacked."""
        sent = "; ".join(f"{name}={one.value}" for name, one in visitor.cookies.items())
        environ = RequestFactory().get(path, headers={"accept-encoding": "gzip, br"}).environ
        environ |= {"HTTP_COOKIE": f"{sent}; {settings.CSRF_COOKIE_NAME}={SECRET}{cookies}", **more}
        told: list[Any] = []
        with connection_kept():
            answer = self.short_way(environ, lambda status, headers, *_: told.extend((status, headers)))
            content = b"".join(answer)
            if hasattr(answer, "close"):
                answer.close()
        headers = dict(told[1])
        if headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return int(told[0][:3]), headers, content


@contextmanager
def connection_kept() -> Iterator[None]:
    """Do not close the connection of the test between requests; as Django's own client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def path(session: Session, house: House) -> str:
    members = [(house.people[key], "Ủy viên") for key in ("hung", "lan")]
    by, when = house.standing("minh"), at("2023-04-11 08:00")
    actions.summon(part=session.enlarged, members=members, invited=[], by=by, at=when)
    return f"/hoi-nghi/{session.meeting.pk}/"


def plain(content: bytes) -> bytes:
    return GUARD.sub(rb"\1", content)


def test_the_short_way_gives_what_the_long_way_gives(path: str, visit: Visit, door: Door) -> None:
    for key in ("minh", "hung", "lan"):
        visitor = visit(key)
        first = door.get(path, visitor)
        caches["pages"].clear()
        long = door.get(path, visitor)
        went = door.long

        short = door.get(path, visitor)

        assert door.long == went
        assert short[0] == long[0] == first[0] == 200
        assert plain(short[2]) == plain(long[2]) == plain(visitor.get(path).content)
        varying = {"Content-Length", "Set-Cookie"}
        assert {one: short[1][one] for one in short[1] if one not in varying} == {
            one: long[1][one] for one in long[1] if one not in varying
        }
        assert short[1]["Cache-Control"] == "no-store, private"
        assert "default-src 'none'" in short[1]["Content-Security-Policy"]


def test_a_form_of_the_page_holds_and_is_each_readers_own(path: str, visit: Visit, door: Door) -> None:
    visitor = visit("hung")
    door.get(path, visitor)

    pages = [door.get(path, visitor)[2] for _ in range(2)]

    assert door.long == 1
    keys = [value for page in pages for name, value in GUARD.findall(page) if name == b"idempotency_key"]
    assert len(keys) == len(set(keys)) > 3
    assert pages[0].decode().count("Trả lời ngay") == 2  # beside each part


def test_who_is_signed_out_or_shut_out_is_not_shown_it_at_once(
    house: House, path: str, visit: Visit, door: Door
) -> None:
    hung, lan, minh = visit("hung"), visit("lan"), visit("minh")
    for visitor in (hung, lan, minh, hung, lan, minh):
        assert door.get(path, visitor)[0] == 200

    StoredSession.objects.get(session_key=hung.cookies[settings.SESSION_COOKIE_NAME].value).delete()
    Person.objects.filter(pk=house.people["lan"].pk).update(is_active=False)
    end_sessions(house.people["minh"])

    for visitor in (hung, lan, minh):
        status, headers, content = door.get(path, visitor)
        assert (status, "/tai-khoan/dang-nhap/" in headers.get("Location", "")) == (302, True)
        assert b"Phi" not in content


def test_a_session_that_has_run_out_or_a_changed_password_ends_it(
    house: House, path: str, visit: Visit, door: Door
) -> None:
    hung, lan = visit("hung"), visit("lan")
    for visitor in (hung, lan, hung, lan):
        assert door.get(path, visitor)[0] == 200

    key = hung.cookies[settings.SESSION_COOKIE_NAME].value
    StoredSession.objects.filter(session_key=key).update(expire_date=at("2020-01-01 00:00"))
    lan_now = house.people["lan"]
    lan_now.set_password("một câu khác hẳn")
    lan_now.save()

    assert [door.get(path, one)[0] for one in (hung, lan)] == [302, 302]


def test_a_mandate_that_ends_by_its_day_ends_the_sight_at_once(
    house: House, session: Session, path: str, visit: Visit, door: Door
) -> None:
    minh = visit("minh")
    for _ in range(2):
        assert "Phiên nội bộ".encode() in door.get(path, minh)[2]
    went = door.long

    Mandate.objects.filter(person=house.people["minh"]).update(until=at("2021-01-01 00:00").date())

    assert door.get(path, minh)[0] == 404
    assert door.long == went + 1


def test_a_page_that_changed_is_made_anew_before_anybody_sees_it(
    house: House, session: Session, path: str, visit: Visit, door: Door
) -> None:
    hung = visit("hung")
    for _ in range(2):
        door.get(path, hung)
    meeting = Meeting.objects.get(pk=session.meeting.pk)

    actions.change_meeting(
        meeting=meeting,
        expected_version=meeting.version,
        title="Hội nghị đã đổi tên",
        place=meeting.place,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        by=house.standing("minh"),
        at=at("2023-04-21 09:00"),
    )

    assert "Hội nghị đã đổi tên" in door.get(path, hung)[2].decode()


def test_what_is_not_a_plain_request_goes_the_long_way(
    house: House, path: str, visit: Visit, door: Door
) -> None:
    hung = visit("hung")
    door.get(path, hung)
    went = door.long

    odd: list[tuple[str, dict[str, str]]] = [
        (path + "?as_of=2023-04-01", {}),
        (path, {"HTTP_HX_REQUEST": "true"}),
        (path, {"HTTP_HOST": "evil.example"}),
        (path, {"REQUEST_METHOD": "HEAD"}),
        (path, {"cookies": f"; {settings.CSRF_COOKIE_NAME}=" + "x" * 64}),
        (f"/hoi-nghi/{uuid4()}/", {}),
    ]
    for address, more in odd:
        door.get(address, hung, **more)

    assert door.long == went + len(odd)


def test_a_role_that_needs_a_second_factor_is_asked_for_it(
    house: House, path: str, visit: Visit, door: Door
) -> None:
    minh = visit("minh")
    for _ in range(2):
        door.get(path, minh)
    RequiredFactor.objects.create(
        unit_id=house.units["DUK"].pk, role="chief_of_office", since=at("2023-04-20 08:00")
    )
    caches["default"].clear()

    assert door.get(path, minh)[1]["Location"] == "/tai-khoan/"


def test_another_language_is_another_page(path: str, visit: Visit, door: Door) -> None:
    hung = visit("hung")
    cookie = f"; {settings.LANGUAGE_COOKIE_NAME}=en"
    door.get(path, hung)
    door.get(path, hung, cookies=cookie)
    vietnamese, english = door.get(path, hung), door.get(path, hung, cookies=cookie)

    assert (vietnamese[1]["Content-Language"], english[1]["Content-Language"]) == ("vi", "en")
    assert ("You are summoned" in vietnamese[2].decode(), "You are summoned" in english[2].decode()) == (
        False,
        True,
    )
    assert door.long == 2


@pytest.mark.once
def test_packed_pieces_make_one_stream_that_everybody_unpacks() -> None:
    texts = [b"", b"abc" * 40_000, "Hội nghị".encode(), bytes(70_000), b"x"]
    pieces: list[Packed | bytes] = [
        pack(texts[1]),
        texts[2],
        pack(texts[3]),
        texts[0],
        texts[1],
        pack(texts[0]),
        texts[4],
    ]

    stream = gzip_of(pieces)

    whole = texts[1] + texts[2] + texts[3] + texts[1] + texts[4]
    assert gzip.decompress(stream) == whole
    unpacker = zlib.decompressobj(31)
    assert unpacker.decompress(stream) == whole
    assert (unpacker.eof, unpacker.unused_data) == (True, b"")
    assert gzip.decompress(gzip_of([])) == b""


@pytest.mark.once
@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0, br", False),
        ("gzip; q=0.000", False),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
