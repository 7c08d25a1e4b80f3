"""From `nghisu serve` to the hub: the lock of the data folder, the door, and the short way. Plain Python.

Whoever serves a folder that this very program has prepared before needs no Django to open the door: the hub
listens again a moment after a crash, streams come back to it, and requests wait for the pages' process,
which looks after the migrations itself. Whatever is not exactly that goes the long way and is told its
reasons there.
"""

import fcntl
import hashlib
import json
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

PREPARED = "prepared.json"
PACKAGE = Path(__file__).resolve().parent.parent
SETTINGS = "nghisu.config.settings"
BACKLOG = 4096


def hold(folder: Path, name: str = "server.lock") -> int:
    """Hold the data folder for this process and its children; return the descriptor that holds it.

    :raises OSError: if another server holds it
    """
    held = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise
    return held


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the port.

    :raises OSError: if it cannot be had
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(BACKLOG)
    except (OSError, OverflowError):
        door.close()
        raise
    return door


def become_the_hub(held: int, door: socket.socket, *, secret: str, data: Path) -> None:
    """Replace this process by the hub, which keeps the lock and the port; nothing of Django stays in it."""
    # The secret goes through a file that is gone already: neither arguments nor environment show it.
    with tempfile.TemporaryFile("w+") as file:
        file.write(secret + "\n")
        file.flush()
        file.seek(0)
        os.dup2(file.fileno(), 0)
    os.set_inheritable(held, True)
    os.set_inheritable(door.fileno(), True)
    os.environ["NGHISU_DOOR_FD"] = str(door.fileno())
    os.environ["NGHISU_DATA"] = str(data)
    host, port = door.getsockname()[:2]
    os.environ["NGHISU_GREET"] = str(port)
    os.environ["NGHISU_DOOR"] = f"{host} {port}"  # a rehearsal opens its own beside it
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "nghisu.hub"])  # noqa: S606 -- our own program


def mark() -> str:
    """Return a word for what this program asks of the data: its migrations and where the data lie."""
    known = [
        f"{place.relative_to(PACKAGE)} {place.stat().st_size} {place.stat().st_mtime_ns}"
        for place in sorted((PACKAGE / "migrations").glob("*.py"))
    ]
    about = [sys.executable, str(PACKAGE), os.environ.get("NGHISU_DATABASE_URL", ""), *known]
    return hashlib.sha256("\n".join(about).encode()).hexdigest()


def remember(data: Path, *, is_empty: bool) -> None:
    """Note that the data are ready for this program, for the next start."""
    fresh = data / f"{PREPARED}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({"mark": mark(), "is_empty": is_empty}))
    fresh.replace(data / PREPARED)


SHORTEST_SECRET = 32
EARLIEST = 1_577_836_800  # 1 January 2020: the long way says that a clock before it was never set


def serve_again(words: list[str]) -> None:
    """Become the hub at once if the data were prepared before; return if not, or if anything is in the way.

    :param words: what follows `serve` on the command line
    """
    asked = _asked(words)
    data = Path(os.environ.get("NGHISU_DATA") or Path.cwd() / "var").resolve()
    secret = os.environ.get("NGHISU_SECRET_KEY", "")
    # A name of another variable, or a key that can be guessed: the settings follow the one, refuse the other.
    if asked is None or secret.startswith("$") or 0 < len(secret) < SHORTEST_SECRET:
        return
    if time.time() < EARLIEST:
        return
    host, port, leaves_empty = asked
    try:
        prepared = json.loads((data / PREPARED).read_text())
        secret = secret or (data / "secret.key").read_text().strip()
        if prepared.get("mark") != mark() or (prepared.get("is_empty", True) and not leaves_empty):
            return
        if "NGHISU_DATABASE_URL" not in os.environ and not (data / "nghisu.sqlite3").stat().st_size:
            return
        held = hold(data)
    except (OSError, ValueError, AttributeError):
        return
    try:
        door = listening(host, port)
    except (OSError, OverflowError):
        os.close(held)
        return
    become_the_hub(held, door, secret=secret, data=data)


def _asked(words: list[str]) -> tuple[str, int, bool] | None:
    """Return host, port and whether an empty folder stays empty; None for anything else that is asked."""
    host, port, leaves_empty = "127.0.0.1", os.environ.get("PORT") or "8000", False
    rest = [part for word in words for part in word.split("=", 1)]
    while rest:
        word = rest.pop(0)
        if word == "--empty":
            leaves_empty = True
        elif word == "--host" and rest:
            host = rest.pop(0)
        elif word == "--port" and rest:
            port = rest.pop(0)
        else:
            return None
    if (
        os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS) != SETTINGS
        or not port.isascii()
        or not port.isdigit()
    ):
        return None
    return host, int(port), leaves_empty
