"""The short way of a start: when it is taken, and that nothing is passed over on it."""

import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.ground.conftest import HAS_MIGRATIONS, Server, environment_for, free_port

from nghisu.config import handover

Start = Callable[..., Server]


class Became(Exception):
    """Stands for the program that would run from here on."""


@pytest.fixture
def short_way(tmp_path: Path, monkeypatch: Any) -> Callable[..., str]:
    """Return a function that says which way a start goes on a folder that was prepared before."""
    monkeypatch.setenv("NGHISU_DATA", str(tmp_path))
    for name in ("NGHISU_DATABASE_URL", "NGHISU_SECRET_KEY", "PORT"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "secret.key").write_text("bí mật\n")
    (tmp_path / "nghisu.sqlite3").write_text("rows")
    handover.remember(tmp_path, is_empty=False)

    def become(held: int, door: socket.socket, *, secret: str, data: Path) -> None:
        os.close(held)
        door.close()
        raise Became(f"{secret} {data == tmp_path}")

    monkeypatch.setattr(handover, "become_the_hub", become)

    def way(*words: str) -> str:
        try:
            handover.serve_again(list(words) or [f"--port={free_port()}"])
        except Became as became:
            return str(became)
        return "long"

    return way


@pytest.mark.once
def test_a_folder_that_was_prepared_is_served_again_by_the_short_way(short_way: Callable[..., str]) -> None:
    assert short_way() == "bí mật True"
    assert short_way("--host", "localhost", "--port", str(free_port()), "--empty") == "bí mật True"


@pytest.mark.once
@pytest.mark.parametrize("words", [["--help"], ["--port", "x"], ["--port"], ["--settings=other"], ["8000"]])
def test_what_is_not_plainly_to_serve_goes_the_long_way(
    short_way: Callable[..., str], words: list[str]
) -> None:
    assert short_way(*words) == "long"


@pytest.mark.once
def test_data_that_were_not_prepared_by_this_program_go_the_long_way(
    short_way: Callable[..., str], tmp_path: Path, monkeypatch: Any
) -> None:
    prepared = (tmp_path / "prepared.json").read_text()

    for text in ("", "[]", '{"mark": "another"}', prepared.replace("false", "true")):
        (tmp_path / "prepared.json").write_text(text)
        assert short_way() == "long"
    (tmp_path / "prepared.json").write_text(prepared)
    monkeypatch.setenv("NGHISU_DATABASE_URL", "sqlite:///elsewhere")
    assert short_way() == "long"
    monkeypatch.delenv("NGHISU_DATABASE_URL")
    (tmp_path / "nghisu.sqlite3").write_text("")
    assert short_way() == "long"


@pytest.mark.once
def test_a_folder_or_port_in_use_is_refused_by_the_long_way_which_finds_the_folder_free(
    short_way: Callable[..., str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert short_way("--port", str(other.getsockname()[1])) == "long"

    held = handover.hold(tmp_path)  # nobody holds it any more

    assert short_way() == "long"
    with pytest.raises(OSError, match="temporarily unavailable"):
        handover.hold(tmp_path)
    assert held > 0


@pytest.mark.skipif(not HAS_MIGRATIONS, reason="only on a tree with migrations")
def test_the_pages_bring_up_to_date_what_only_seemed_to_be_prepared(
    start_server: Start, tmp_path: Path, monkeypatch: Any
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    environment = environment_for(data)
    for name in ("NGHISU_DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
        if name in environment:
            monkeypatch.setenv(name, environment[name])
    (data / "secret.key").write_text("bí mật của bài kiểm")
    with sqlite3.connect(data / "nghisu.sqlite3") as line:
        line.execute("CREATE TABLE nghisu_strange (x)")
    handover.remember(data, is_empty=True)

    server = start_server("--empty", data=data, environment=environment)

    assert server.get("/tai-khoan/dang-nhap/")[0] == 200
    assert server.run("from nghisu.people.models import Person; print(Person.objects.count())") == "0\n"
