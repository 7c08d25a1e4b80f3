"""A rehearsal: one meeting run through before its day, on a copy of everything that is thrown away after it.

``./run --rehearsal MEETING`` copies the data by the pieces of a whole export into the folder ``dien-tap`` inside
the data folder, takes out what reaches outside or proves anything, sets the clock to the half hour before the
meeting and serves the copy, marked like training, two ports above the ordinary one. When it is closed the copy
is deleted. Plain Python: the surroundings are changed between two programs, and never inside one (decision 29).
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from uuid import UUID

from nghisu.config.handover import hold
from nghisu.config.training import LEFT_BEHIND, MARK, port_above

FOLDER, PARCEL = "dien-tap", "goi"
WORD = "--rehearsal"
ORIGIN = "dien-tap.invalid/nhat-ky"
ABOVE = 2
PATIENCE = 40  # quarters of a second that a program may take to let go of its files

Run = Callable[[list[str], Mapping[str, str], str], int]
Serve = Callable[[list[str], Mapping[str, str]], int]


class NoRehearsal(Exception):
    """Why there is none: what is said on the terminal."""


def is_asked(words: list[str]) -> bool:
    """Tell whether the command line asks for a rehearsal."""
    return any(word == WORD or word.startswith(f"{WORD}=") for word in words)


def parted(words: list[str]) -> tuple[str, list[str]]:
    """Return the id of the meeting, and the words without it.

    :raises NoRehearsal: if no meeting is named
    """
    rest: list[str] = []
    named, waiting = "", list(words)
    while waiting:
        word = waiting.pop(0)
        if word == WORD:
            named = waiting.pop(0) if waiting else ""
        elif word.startswith(f"{WORD}="):
            named = word.partition("=")[2]
        else:
            rest.append(word)
    try:
        return str(UUID(named)), rest
    except ValueError:
        words_said = (
            f"{WORD} is followed by the id of a meeting; its page “Rehearse” shows the whole command."
        )
        raise NoRehearsal(words_said) from None


def rehearse(
    words: list[str], around: Mapping[str, str], *, run: Run | None = None, serve: Serve | None = None
) -> int:
    """Copy, take in, serve until it is closed, and throw the copy away; return how it ended.

    :raises NoRehearsal: if one is open already, or the folder holds other data
    """
    meeting, rest = parted(words)
    run, serve = run or _run, serve or _serve
    folder = _data(around) / FOLDER
    throw_away(folder)
    folder.mkdir(parents=True, mode=0o700)
    (folder / MARK).touch(mode=0o600)
    held = hold(folder)
    try:
        there = surroundings(around, folder, rest)
        _write(folder, meeting=meeting)
        passphrase, parcel = secrets.token_urlsafe(32), str(folder / PARCEL)
        for step, where in (("--copy-to", around), ("--take-in", there)):
            ended = run(["rehearse", meeting, step, parcel], where, passphrase)
            if ended:
                return ended
        shutil.rmtree(parcel)
        _write(folder, port=int(there["PORT"]))
        os.close(held)
        held = -1
        return serve(rest, there)
    finally:
        if held >= 0:
            os.close(held)
        throw_away(folder, turns=PATIENCE)


def surroundings(around: Mapping[str, str], folder: Path, words: list[str]) -> dict[str, str]:
    """Return the surroundings of the copy: nothing real is reached from there."""
    there: MutableMapping[str, str] = {
        name: value for name, value in around.items() if name not in LEFT_BEHIND
    }
    there["PORT"] = str(port_above(words, around, ABOVE))
    there["NGHISU_DATA"] = str(folder)
    there["NGHISU_RECORD_ORIGIN"] = ORIGIN
    return dict(there)


def sweep(around: Mapping[str, str]) -> None:
    """Throw away what a rehearsal left behind that did not end by itself: a crash, a power cut."""
    folder = _data(around) / FOLDER
    if folder.exists():
        try:
            throw_away(folder)
        except NoRehearsal:
            return


def throw_away(folder: Path, *, turns: int = 1) -> None:
    """Delete the copy; its mark goes last, so that a half deleted one is still known for what it is.

    :param turns: how often to look whether a program that is ending has let go of it
    :raises NoRehearsal: if it is in use, or is no copy of ours
    """
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / MARK).exists():
        raise NoRehearsal(f"{folder}: these data were not made for a rehearsal, and nothing was touched.")
    if not any(_is_free(folder, turn) for turn in range(turns)):
        raise NoRehearsal(f"{folder}: a rehearsal is open. Close it first with Ctrl-C where it was opened.")
    for one in folder.iterdir():
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one, ignore_errors=True)
        elif one.name != MARK:
            one.unlink(missing_ok=True)
    (folder / MARK).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _is_free(folder: Path, turn: int) -> bool:
    if turn:
        time.sleep(0.25)
    try:
        os.close(hold(folder))
    except OSError:
        return False
    return True


def _data(around: Mapping[str, str]) -> Path:
    return Path(around.get("NGHISU_DATA") or Path.cwd() / "var").resolve()


def _write(folder: Path, **values: object) -> None:
    """Add values to what the mark says."""
    text = (folder / MARK).read_text()
    (folder / MARK).write_text(json.dumps({**(json.loads(text) if text else {}), **values}))


def _run(words: list[str], around: Mapping[str, str], passphrase: str) -> int:
    command = [sys.executable, "-m", "nghisu", *words]
    return subprocess.run(command, env=dict(around), input=passphrase, text=True, check=False).returncode


def _serve(words: list[str], around: Mapping[str, str]) -> int:
    """Serve until it ends; a Ctrl-C of the terminal reaches the server by itself."""
    child: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGINT, lambda *_: None)
    for one in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, lambda *_: [program.terminate() for program in child])
    child.append(subprocess.Popen([sys.executable, "-m", "nghisu", *words], env=dict(around)))
    return child[0].wait()
