"""Requests are read strictly: what two readers could understand differently is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nghisu.hub.messages import AnswerHead, Message, Reader, Unreadable, for_pages

PLAIN = b"GET /nhiem-vu/?q=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
FORM = b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
CHUNKS = (
    b"POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n"
)


def read(received: bytes) -> Message | None:
    reader = Reader(longest_body=1000)
    reader.feed(received)
    return reader.next()


def test_a_request_without_a_body_is_read_whole() -> None:
    message = read(PLAIN)

    assert message == Message(b"GET", b"/nhiem-vu/?q=1", 1, [(b"host", b"localhost")], b"")


def test_chunks_become_one_body_and_trailers_are_dropped() -> None:
    message = read(CHUNKS)

    assert message is not None
    assert (message.body, [name for name, _ in message.headers]) == (
        b"abcde",
        [b"host", b"transfer-encoding"],
    )


@given(st.lists(st.integers(min_value=1, max_value=60), max_size=40))
def test_pipelined_requests_are_the_same_however_the_bytes_are_cut(cuts: list[int]) -> None:
    stream = PLAIN + FORM + CHUNKS + PLAIN
    reader = Reader(longest_body=1000)
    found = []
    place = 0

    for cut in [*cuts, len(stream)]:
        reader.feed(stream[place : place + cut])
        place += cut
        while (message := reader.next()) is not None:
            found.append((message.target, message.body))

    assert found == [(b"/nhiem-vu/?q=1", b""), (b"/a", b"hello"), (b"/b", b"abcde"), (b"/nhiem-vu/?q=1", b"")]
    assert reader.held == 0


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +5\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x5\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5, 5\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n", 501),
        (b"POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
        (
            b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            501,
        ),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcde", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: h\r\nExpect: a miracle\r\n\r\n", 417),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", 400),
        (b"GET http://elsewhere/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 101 + b"\r\n", 431),
        (b"GET /" + b"a" * 40_000, 431),
    ],
)
def test_an_ambiguous_or_boundless_request_is_refused(received: bytes, status: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read(received)

    assert refused.value.status == status


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(received: bytes) -> None:
    with contextlib.suppress(Unreadable):
        message = read(received)

        assert message is None or message.target.startswith(b"/")


def test_what_goes_on_to_the_pages_names_only_what_the_hub_itself_knows() -> None:
    message = read(
        b"POST /x HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
        b"X_Nghisu_Peer: 6.6.6.6\r\nX-Nghisu-Peer: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nConnection: close\r\n"
        b"Cookie: nghisu=1\r\nContent-Length: 2\r\n\r\nok"
    )

    assert message is not None
    assert for_pages(message, peer="10.0.0.9", scheme="http") == (
        b"POST /x HTTP/1.0\r\nhost: h\r\ncookie: nghisu=1\r\ncontent-length: 2\r\n"
        b"x-nghisu-peer: 10.0.0.9\r\nx-nghisu-scheme: http\r\n\r\nok"
    )


def test_letters_beyond_ascii_in_an_address_are_written_as_the_pages_read_them() -> None:
    message = read("GET /tìm HTTP/1.1\r\nHost: h\r\n\r\n".encode())

    assert message is not None
    assert message.target == b"/t%C3%ACm"


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        (b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", True),
    ],
)
def test_the_connection_stays_open_as_the_client_asks(head: bytes, stays: bool) -> None:
    message = read(head)

    assert message is not None
    assert message.stays_open is stays


def test_an_answer_keeps_its_headers_without_those_between_neighbours() -> None:
    head = AnswerHead.read(
        b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: close\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d"
    )

    assert head == AnswerHead(200, [b"HTTP/1.1 200 OK", b"Set-Cookie: a=b", b"Set-Cookie: c=d"], 3)
    assert (head.has_body(b"GET"), head.has_body(b"HEAD")) == (True, False)
