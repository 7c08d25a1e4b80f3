"""The whole program: one server to a folder, its parts kept alive, and a quick end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ground.conftest import ROOT, Server, free_port

Start = Callable[..., Server]
IDLE_MEMORY = 200 * 1024


def refused(server: Server, data: Path, port: int) -> str:
    """Return what a server says that may not start."""
    environment = {**server.environment, "NGHISU_DATA": str(data), "PORT": str(port)}
    done = subprocess.run(
        [sys.executable, "-m", "nghisu", "serve", "--empty"],
        check=False,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    return done.stderr.strip()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_within_a_second_with_streams_open(start_server: Start, number: int) -> None:
    server = start_server()
    lines = [server.listen("a") for _ in range(50)]
    parts = server.processes()

    took = server.stop(number)

    assert took < 1.0
    assert server.process.returncode == 0
    assert [pid for pid in parts if Path(f"/proc/{pid}/exe").exists()] == []
    assert [is_over(line) for line in lines] == [True] * 50
    assert not (server.data / "hub.address").exists()


def is_over(line: socket.socket) -> bool:
    """Read what was still under way, and tell whether the other side then ended; closes ours."""
    with line:
        line.settimeout(5)
        try:
            while line.recv(4096):
                pass
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
        return True


def test_a_second_server_on_the_same_data_is_refused_with_a_sentence(start_server: Start) -> None:
    server = start_server()

    said = refused(server, server.data, free_port())

    assert said == (
        f"CommandError: Another server is already working on the data in {server.data}. "
        "Stop it first, or give this one a folder of its own with NGHISU_DATA."
    )
    assert server.get("/tai-khoan/dang-nhap/")[0] == 200


def test_a_taken_port_is_named_in_a_sentence(start_server: Start, tmp_path: Path) -> None:
    server = start_server()
    other = tmp_path / "other"
    other.mkdir()

    said = refused(server, other, server.port)

    assert said == (
        f"CommandError: Port {server.port} is taken by another program. Choose another one, for example: "
        f"PORT={server.port + 1} ./run"
    )


def test_the_pages_are_started_again_when_their_process_is_killed(start_server: Start) -> None:
    server = start_server()
    line = server.listen("a")
    _, pages = server.processes()

    os.kill(pages, signal.SIGKILL)
    status, _, _ = server.get("/tai-khoan/dang-nhap/")

    assert status == 200
    assert server.processes()[1] != pages
    with line:
        assert line.recv(11) == b"event: beat"  # the stream lived on in the hub


def test_the_pages_end_when_the_hub_is_killed_and_the_folder_is_free_again(start_server: Start) -> None:
    server = start_server()
    _, pages = server.processes()

    server.stop(signal.SIGKILL)
    until = time.monotonic() + 5
    while Path(f"/proc/{pages}/exe").exists() and time.monotonic() < until:
        time.sleep(0.05)
    again = start_server(data=server.data, environment=server.environment)

    assert again.get("/tai-khoan/dang-nhap/")[0] == 200


def test_the_idle_system_holds_less_than_200_mb(start_server: Start) -> None:
    server = start_server()
    for _ in range(20):
        server.get("/tai-khoan/dang-nhap/")

    held = 0
    for pid in server.processes():
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        held += int(found[1]) if found else 0

    assert 0 < held < IDLE_MEMORY
