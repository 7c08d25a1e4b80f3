"""Training: the same program on a data set of its own, which is marked on everything that leaves it.

``nghisu serve --training`` (or ``./run --training``) opens it in the folder ``tap-huan`` inside the data
folder, on the port above the ordinary one. Plain Python until Django is set up: the surroundings are changed
before any setting is read, so that nothing of the real data set can be reached from there (decision 28).
"""

import json
import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from nghisu.config.handover import hold

FOLDER = "tap-huan"
MARK = "training.json"
# What belongs to the real installation and is never taken along: its database, its keys, its way out.
LEFT_BEHIND = (
    *("NGHISU_DATABASE_URL", "NGHISU_SECRET_KEY", "NGHISU_WEBHOOK_HOSTS", "NGHISU_EMAIL_BACKEND"),
    *("NGHISU_SIGN_UNIT", "NGHISU_SIGN_KEY_FILE", "NGHISU_SIGN_MODULE", "NGHISU_SIGN_TOKEN"),
    *("NGHISU_SITE", "NGHISU_MAIL_HOST", "NGHISU_MAIL_USER", "NGHISU_MAIL_PASSWORD_FILE"),
    *("NGHISU_PUSH_CONTACT", "NGHISU_PUSH_HOSTS", "NGHISU_CRL_FOLDER", "NGHISU_CRL_URLS"),
    *("NGHISU_SIGN_KEY_LABEL", "NGHISU_SIGN_PASSWORD_FILE", "NGHISU_SIGN_TIMESTAMP_URL"),
)


class NotForTraining(Exception):
    """The folder holds data that were not made for training."""


def enter(words: list[str], around: MutableMapping[str, str]) -> list[str]:
    """Change the surroundings for training, where the command asks for it; return the other words.

    :raises NotForTraining: if the folder for training holds something else
    """
    if "--training" not in words:
        return words
    real = Path(around.get("NGHISU_DATA") or Path.cwd() / "var").resolve()
    folder = real if (real / MARK).exists() else real / FOLDER
    if (folder / "nghisu.sqlite3").exists() and not (folder / MARK).exists():
        raise NotForTraining(str(folder))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    rest = [word for word in words if word != "--training"]
    around["PORT"] = str(port_above(rest, around, 1))
    (folder / MARK).touch(mode=0o600)
    if rest[:1] == ["serve"]:
        (folder / MARK).write_text(json.dumps({"port": int(around["PORT"])}))
    for name in LEFT_BEHIND:
        around.pop(name, None)
    around["NGHISU_DATA"] = str(folder)
    around["NGHISU_RECORD_ORIGIN"] = "tap-huan.invalid/nhat-ky"
    return rest


def port_above(words: list[str], around: Mapping[str, str], above: int) -> int:
    """Return the port named on the command line, else the one so far above the ordinary one."""
    named = [part for word in words for part in word.split("=", 1)]
    said = dict(zip(named, named[1:], strict=False)).get("--port", "")
    ordinary = around.get("PORT", "")
    if said.isdigit():
        return int(said)
    return (int(ordinary) if ordinary.isdigit() else 8000) + above


def said_of(folder: Path) -> dict[str, Any]:
    """Return what the mark of a folder says: the port it is served on, the meeting that is rehearsed."""
    try:
        found = json.loads((folder / MARK).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def meeting_in(folder: Path) -> str:
    """Return the id of the meeting that is rehearsed in a folder; nothing where none is."""
    return str(said_of(folder).get("meeting", ""))


def is_invented_in(folder: Path) -> bool:
    """Tell whether the people of a rehearsal are those of the demo, whom anybody may play."""
    return said_of(folder).get("is_invented") is True


def port_of(data: Path, inner: str = FOLDER) -> int | None:
    """Return the port of the training, or the rehearsal, that belongs to a data folder, while it is open."""
    folder = data / inner
    port = said_of(folder).get("port")
    if not isinstance(port, int):
        return None
    try:
        held = hold(folder)
    except OSError:
        return port  # somebody serves it
    os.close(held)
    return None
