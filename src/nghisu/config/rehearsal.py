"""A rehearsal: one meeting run through before its day, on a copy of everything that is thrown away after it.

A button on the meeting's page, or ``./run --rehearsal MEETING`` on a terminal, copies the data by the pieces
of a whole export into the folder ``tong-duyet`` inside the data folder, takes out what reaches outside or
proves anything, sets the clock to the half hour before the meeting and serves the copy, marked like training,
two ports above the ordinary one. When it is closed, or the server beside it ends, or half a day has passed,
the copy is deleted. Plain Python: the surroundings are changed between two programs, never inside one
(decision 38).
"""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from nghisu.config.handover import hold
from nghisu.config.training import LEFT_BEHIND, MARK, port_above, port_of, said_of

FOLDER, PARCEL = "tong-duyet", "goi"
WORD = "--rehearsal"
ORIGIN = "tong-duyet.invalid/nhat-ky"
ABOVE = 2
PATIENCE = 40  # quarters of a second that a program may take to let go of its files
LONGEST = 12 * 3600.0  # seconds that a copy is kept at most
LOCK, CLOSE, TOLD = "tong-duyet.lock", "close", "tong-duyet.txt"
WITH, FOR = "NGHISU_REHEARSAL_WITH", "NGHISU_REHEARSAL_FOR"
DOOR = "NGHISU_DOOR"

Run = Callable[[list[str], Mapping[str, str], str], int]
Serve = Callable[[list[str], Mapping[str, str]], int]


class NoRehearsal(Exception):
    """Why there is none: what is said on the terminal."""


class State(StrEnum):
    """How a rehearsal stands."""

    CLOSED = "closed"
    PREPARING = "preparing"
    OPEN = "open"


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
    data = _data(around)
    folder = data / FOLDER
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        watched = hold(data, LOCK)
    except OSError:
        raise NoRehearsal(f"{folder}: a rehearsal is open. Close it first.") from None
    try:
        throw_away(folder)
        folder.mkdir(parents=True, mode=0o700)
        (folder / MARK).touch(mode=0o600)
        there = surroundings(around, folder, rest)
        _write(folder, meeting=meeting, is_invented=(data / "clock.json").exists())
        passphrase, parcel = secrets.token_urlsafe(32), str(folder / PARCEL)
        for step, where in (("--copy-to", around), ("--take-in", there)):
            ended = run(["rehearse", meeting, step, parcel], where, passphrase)
            if ended or (folder / CLOSE).exists():
                return ended
        shutil.rmtree(parcel)
        _write(folder, port=int(there["PORT"]))
        ended = serve(rest, there)
        if not ended and WITH in around:
            (data / TOLD).unlink(missing_ok=True)
        return ended
    finally:
        throw_away(folder, turns=PATIENCE)
        os.close(watched)


def surroundings(around: Mapping[str, str], folder: Path, words: list[str]) -> dict[str, str]:
    """Return the surroundings of the copy: nothing real is reached from there."""
    there: MutableMapping[str, str] = {
        name: value for name, value in around.items() if name not in {*LEFT_BEHIND, FOR}
    }
    there["PORT"] = str(port_above(words, around, ABOVE))
    there["NGHISU_DATA"] = str(folder)
    there["NGHISU_RECORD_ORIGIN"] = ORIGIN
    return dict(there)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the rehearsal beside a data folder stands: of which meeting, and on which port it is open.

    :param share: how far its preparation is, in hundredths
    :param told: the last words of one that could not be opened
    """

    state: State
    meeting: str = ""
    port: int | None = None
    share: int = 0
    told: str = ""


def how_it_stands(data: Path) -> Standing:
    """Return how the rehearsal beside a data folder stands."""
    meeting, port = str(said_of(data / FOLDER).get("meeting", "")), port_of(data, FOLDER)
    if port:
        return Standing(State.OPEN, meeting, port)
    told = _told(data)
    try:
        os.close(hold(data, LOCK))
    except OSError:
        return Standing(State.PREPARING, meeting, share=_share_of(told))
    return Standing(State.CLOSED, told=told[-1] if told else "")


def _share_of(told: list[str]) -> int:
    """Return how far the two steps are together, each of which tells its own hundredths; never all of it."""
    shares = [int(found[1]) for line in told if (found := re.search(r"(\d+) ?%", line))]
    full = shares.count(100)
    return min(99, (100 * full + (shares[-1] if shares and shares[-1] < 100 else 0)) // 2)


def _told(data: Path) -> list[str]:
    try:
        words = (data / TOLD).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [line.strip() for line in words.replace("\r", "\n").split("\n") if line.strip()]


def has_a_door(around: Mapping[str, str]) -> bool:
    """Tell whether the hub said at which door it listens, so that a second one can be opened beside it."""
    return bool(around.get(DOOR))


def open_beside(meeting: str, *, data: Path, person: str, around: Mapping[str, str]) -> None:
    """Begin a rehearsal as a program of its own, which ends with the server that runs now.

    :param person: the id of who opens it, for the record
    :param around: the surroundings of the server's pages, in which the hub left its door
    """
    host, _, port = around.get(DOOR, "").rpartition(" ")
    there = {
        **{name: value for name, value in around.items() if name not in {DOOR, "NGHISU_GREET"}},
        "NGHISU_DATA": str(data),
        "PORT": port or around.get("PORT", ""),
        WITH: str(os.getppid()),
        FOR: person,
    }
    words = ["serve", WORD, meeting, "--host", host or "127.0.0.1"]
    place = os.open(data / TOLD, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        subprocess.Popen(  # noqa: S603 -- our own program, a meeting's id that was looked up
            [sys.executable, "-m", "nghisu", *words],
            env=there,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=place,
            start_new_session=True,
        )
    finally:
        os.close(place)


def close(folder: Path) -> None:
    """Ask the rehearsal in a folder to end; nothing happens where there is none."""
    if (folder / MARK).exists():
        (folder / CLOSE).touch(mode=0o600)


def wait_until_begun(data: Path, *, turns: int = 12) -> None:
    """Wait up to three seconds until a rehearsal holds its lock, so that the next page says so."""
    for _turn in range(turns):
        if how_it_stands(data).state is not State.CLOSED:
            return
        time.sleep(0.25)


def wait_until_closed(data: Path, *, turns: int = 20) -> None:
    """Wait up to five seconds until a rehearsal has ended, so that the next page says so."""
    for _turn in range(turns):
        if how_it_stands(data).state is State.CLOSED:
            return
        time.sleep(0.25)


def sweep(around: Mapping[str, str]) -> None:
    """Throw away what a rehearsal left behind that did not end by itself: a crash, a power cut."""
    data = _data(around)
    if not (data / FOLDER).exists():
        return
    try:
        held = hold(data, LOCK)
    except OSError:
        return
    try:
        throw_away(data / FOLDER)
    except NoRehearsal:
        return
    finally:
        os.close(held)


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
        raise NoRehearsal(f"{folder}: a rehearsal is open. Close it first.")
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
    done = subprocess.run(  # noqa: S603 -- our own program, the meeting's id checked before
        command, env=dict(around), input=passphrase, text=True, check=False
    )
    return done.returncode


def _serve(words: list[str], around: Mapping[str, str]) -> int:
    """Serve until it ends, or is to be closed; a Ctrl-C of the terminal reaches the server by itself."""
    child: list[subprocess.Popen[bytes]] = []

    def end(*_: object) -> None:
        for program in child:
            program.terminate()

    signal.signal(signal.SIGINT, lambda *_: None)
    for one in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, end)
    command = [sys.executable, "-m", "nghisu", *words]
    child.append(subprocess.Popen(command, env=dict(around)))  # noqa: S603 -- our own program
    folder, begun = Path(around["NGHISU_DATA"]), time.monotonic()
    while child[0].poll() is None:
        if is_over(folder, server=around.get(WITH, ""), seconds=time.monotonic() - begun):
            child[0].terminate()
            child[0].wait()
        time.sleep(0.25)
    return 0 if child[0].returncode == -signal.SIGTERM else int(child[0].returncode or 0)


def is_over(folder: Path, *, server: str, seconds: float) -> bool:
    """Tell whether a copy is to be closed: somebody asks for it, its server is gone, its time is up.

    :param server: the process that it ends with; nothing where it was opened on a terminal
    :param seconds: how long it has been open
    """
    return (folder / CLOSE).exists() or seconds > LONGEST or (bool(server) and not _lives(int(server)))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
