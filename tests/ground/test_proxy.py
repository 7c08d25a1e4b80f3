"""Behind Debian's nginx: pages, streams and the visitor's address, as docs/install.md says."""

import contextlib
import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ground.conftest import ROOT, Server, end, environment_for, free_port, prepare, start

LOGIN = "/tai-khoan/dang-nhap/"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="only on machines with nginx")
CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
{block}
  }}
}}
"""


def block_in_the_manual() -> str:
    """Return what docs/install.md tells people to write into their nginx."""
    found = re.search(r"```nginx\n(.*?)```", (ROOT / "docs/install.md").read_text(), re.S)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: Any) -> Iterator[tuple[Server, int]]:
    """Return a server that expects a proxy, and the port of nginx before it."""
    assert NGINX is not None
    data: Path = tmp_path_factory.mktemp("data")
    environment = environment_for(data) | {
        "NGHISU_HTTPS": "true",
        "NGHISU_HOSTS": "nghisu.example.org,localhost",
    }
    prepare(environment)
    server = start(data, environment)
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    block = block_in_the_manual().replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    # TLS ends before this test: what its own scheme would be is said in its place.
    block = block.replace("$scheme", "https")
    place = folder / "nginx.conf"
    place.write_text(CONFIGURATION.format(folder=folder, port=port, block=block))
    process = subprocess.Popen([NGINX, "-c", str(place), "-e", f"{folder}/error.log"])
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        time.sleep(0.05)
    yield server, port
    process.terminate()
    process.wait(10)
    end(server)


def test_pages_come_through_a_proxy_with_safe_cookies(proxied: tuple[Server, int]) -> None:
    _, port = proxied
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", LOGIN, headers={"Host": "nghisu.example.org"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()

    assert answer.status == 200
    assert "Đăng nhập" in text
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert all("Secure" in cookie and cookie.startswith("__Host-") for cookie in cookies)


def test_a_stream_comes_through_a_proxy_at_once_and_goes_on_after_a_break(
    proxied: tuple[Server, int],
) -> None:
    server, port = proxied
    knock = "from nghisu.kit.live import knock\nknock('hall', event='item', text='{}')"

    def listen(last_id: str = "") -> socket.socket:
        line = socket.create_connection(("127.0.0.1", port), timeout=20)
        last = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
        line.sendall(
            f"GET /live/?ticket={server.ticket('hall')} HTTP/1.1\r\n"
            f"Host: nghisu.example.org\r\n{last}\r\n".encode()
        )
        return line

    def hear(line: socket.socket, words: str) -> str:
        heard = b""
        while words.encode() not in heard:
            part = line.recv(4096)
            assert part, heard
            heard += part
        return heard.decode()

    with listen() as line:
        head = hear(line, "event: beat")
        server.run(knock.format("Muc mot"))
        heard = head + hear(line, "Muc mot")
    server.run(knock.format("Muc hai"))
    last = re.findall(r"id: (\S+)", heard)[-1]
    with listen(last) as line:
        missed = hear(line, "Muc hai")

    assert heard.startswith("HTTP/1.1 200 OK\r\n")
    assert "Muc mot" not in missed
