"""A full disk: what cannot be stored is refused with a sentence, and nothing that was stored is lost."""

import os
import re
import secrets
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.ground.conftest import Server, environment_for, prepare

LOGIN = "/tai-khoan/dang-nhap/"
PASSWORD = "đồng lúa chín vàng"
BEGIN = (
    "from nghisu.people.models import Person\n"
    f"Person.objects.create_person(full_name='Nguyễn Văn An', username='an', password='{PASSWORD}')"
)
ASK = (
    "from django.contrib.sessions.models import Session\nfrom django.db import connection\n"
    "c = connection.cursor(); c.execute('PRAGMA integrity_check')\n"
    "print(c.fetchone()[0], Session.objects.count())"
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a data folder on a disk of its own of 24 MB."""
    if os.environ.get("NGHISU_DATABASE_URL"):
        pytest.skip("only on SQLite: the disk of PostgreSQL is its own affair")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("only on a machine that lets the tests mount a disk of their own")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


class Browser:
    """Keeps cookies and sends the login form as a browser does."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def sign_in(self) -> tuple[int, str]:
        """Open the form and send it; return the status and the body of the answer."""
        _, headers, page = self.server.get(LOGIN)
        cookie = headers["set-cookie"].partition(";")[0]
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        fields = {
            "csrfmiddlewaretoken": token[1].decode(),
            "login": "an",
            "password": PASSWORD,
            "idempotency_key": secrets.token_urlsafe(16),
        }
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        status, _, body = self.server.send("POST", LOGIN, urlencode(fields).encode(), sent)
        return status, body.decode()


def fill(disk: Path) -> Path:
    """Take all the room that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 1024, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast


def test_harness_H3_a_full_disk_refuses_with_507_keeps_reading_and_loses_nothing(
    start_server: Callable[..., Server], small_disk: Path
) -> None:
    environment = environment_for(small_disk)
    prepare(environment)
    server = start_server(data=small_disk, environment=environment)
    server.run(BEGIN)
    browser = Browser(server)
    assert browser.sign_in()[0] == 302

    for _ in range(3):
        ballast = fill(small_disk)
        refused, said = browser.sign_in()
        still_read, _, _ = server.get(LOGIN)
        ballast.unlink()
        again, _ = browser.sign_in()

        assert (refused, still_read, again) == (507, 200, 302)
        assert "<h1" in said

    assert server.run(ASK).split() == ["ok", "4"]
