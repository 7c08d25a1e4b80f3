"""Connections that never say what they want keep nobody out."""

import http.client
import socket
import time

from tests.ground.conftest import Server

COUNT = 400


def test_bad_input_400_half_open_connections_leave_the_honest_go_on(server: Server) -> None:
    silent = []
    try:
        for number in range(COUNT):
            line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            if number % 2:
                line.sendall(b"POST /tai-khoan/dang-nhap/ HTTP/1.1\r\nHost: localhost\r\nContent-Le")
            silent.append(line)

        begun = time.monotonic()
        answers = [server.get("/tai-khoan/dang-nhap/")[0] for _ in range(5)]
        took = time.monotonic() - begun
        live = http.client.HTTPConnection("localhost", server.port, timeout=30)
        live.request("GET", f"/live/?ticket={server.ticket('test:half')}")
        stream = live.getresponse()
        opened = stream.status
        live.close()
    finally:
        for line in silent:
            line.close()

    assert answers == [200] * 5
    assert opened == 200
    assert took < 20  # on a crowded machine, too; each alone takes some hundredths of a second
