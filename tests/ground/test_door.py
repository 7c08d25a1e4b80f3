"""The door as clients meet it: one server for all, asked over real connections."""

import re
import socket
import time

import pytest
from tests.ground.conftest import Server

LOGIN = "/tai-khoan/dang-nhap/"


def hear(line: socket.socket, awaited: str) -> str:
    """Return what a stream says until the awaited words, and close it."""
    heard = b""
    until = time.monotonic() + 25
    with line:
        while awaited.encode() not in heard and time.monotonic() < until:
            heard += line.recv(4096)
    return heard.decode()


def test_a_page_comes_through_the_hub_with_its_headers(server: Server) -> None:
    status, headers, body = server.get(LOGIN)

    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert int(headers["content-length"]) == len(body)


def test_pipelined_requests_are_answered_in_order_on_one_connection(server: Server) -> None:
    asked = b"GET /tai-khoan/dang-nhap/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    missing = b"GET /khong-co/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    received = server.raw(asked + asked + missing)

    assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"200", b"200", b"404"]


def test_a_request_with_a_length_and_chunks_is_refused_and_nothing_after_it_is_read(server: Server) -> None:
    received = server.raw(
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        b"GET /tai-khoan/dang-nhap/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )

    assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"400"]


def test_chunked_forms_arrive_whole(server: Server) -> None:
    received = server.raw(
        b"POST /tai-khoan/dang-nhap/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
        b"3\r\nlog\r\n5\r\nin=ab\r\n0\r\n\r\n"
    )

    assert received.startswith(b"HTTP/1.1 403 ")  # Django read it and missed its token


def test_an_answer_to_head_has_no_body(server: Server) -> None:
    received = server.raw(
        b"HEAD /tai-khoan/dang-nhap/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )

    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(b"\r\n\r\n")


def test_a_client_that_waits_for_leave_to_send_its_body_gets_it(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(
            b"POST /tai-khoan/dang-nhap/ HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        )
        leave = line.recv(4096)
        line.sendall(b"a=b")
        answer = line.recv(4096)

    assert leave == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.startswith(b"HTTP/1.1 403 ")


def test_a_body_that_is_too_long_is_refused_before_it_is_sent(server: Server) -> None:
    received = server.raw(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 413 ")
    assert "Tệp hoặc biểu mẫu quá lớn.".encode() in received


def test_a_strange_host_is_refused(server: Server) -> None:
    status, _, _ = server.get(LOGIN, {"Host": "evil.example"})

    assert status == 400


def test_a_stream_without_a_good_ticket_is_refused(server: Server) -> None:
    for ticket in ("", "x.y", server.ticket("a", lasts=-1)):
        status, _, _ = server.get(f"/live/?ticket={ticket}")

        assert status == 401


def test_a_knock_after_commit_reaches_the_listeners_and_is_said_again_after_a_break(server: Server) -> None:
    line = server.listen("meeting:12")
    knock = "from nghisu.kit.live import knock\nfrom django.db import transaction\n"

    server.run(knock + "with transaction.atomic():\n    knock('meeting:12', event='item', text='Mục 3')")
    heard = hear(line, "Mục 3")
    server.run(knock + "knock('meeting:12', event='item', text='Mục 4')")
    found = re.search(r"id: (\S+)", heard)
    assert found is not None
    again = server.listen("meeting:12", last_id=found[1])
    missed = hear(again, "Mục 4")

    assert heard.endswith(f"id: {found[1]}\nevent: item\ndata: Mục 3\n\n")
    assert "event: item\ndata: Mục 4\n\n" in missed
    assert "Mục 3" not in missed


def test_a_knock_in_a_transaction_that_fails_is_never_heard(server: Server) -> None:
    line = server.listen("meeting:13")
    code = (
        "from nghisu.kit.live import knock\nfrom django.db import transaction\n"
        "try:\n  with transaction.atomic():\n    knock('meeting:13', text='no'); 1 / 0\n"
        "except ZeroDivisionError:\n  knock('meeting:13', text='yes')"
    )

    server.run(code)
    heard = hear(line, "data: yes")

    assert "data: no" not in heard


@pytest.mark.slow
def test_a_head_that_never_ends_is_given_up(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        asked = time.monotonic()
        received = line.recv(4096)

    assert received.startswith(b"HTTP/1.1 408 ")
    assert 10 < time.monotonic() - asked < 20
