"""`nghisu count FILE`: count a round from its file, without Django and without a database."""

import contextlib
import csv
import gettext
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from nghisu.ballots.rules.count_file import FileRefused, Round, answer, pairs, read_round
from nghisu.ballots.rules.papers import CountRefused
from nghisu.ballots.rules.published import read_published
from nghisu.kit.catalogue import compile_stale
from nghisu.kit.language import nfc
from nghisu.kit.refusals import N_

COUNTED, REFUSED = 0, 2
HOUSE = Path(__file__).parent.parent
WORDS = tuple(HOUSE / package / "locale" for package in ("ballots", "management", "organisation", "kit"))
LANGUAGES = ("vi", "en")
LARGEST_FILE = 256 * 1024 * 1024


class NotAsked(CountRefused):
    """The command was given other words than it takes."""

    code = "usage"
    sentence = N_("Write: nghisu count FILE.json [--lang vi|en]. A published FILE.csv is counted too.")


class FileNotRead(CountRefused):
    """The file is not there or may not be read."""

    code = "file_not_read"
    sentence = N_("The file %(name)s cannot be read. Look at its name and place.")


class FileTooLarge(CountRefused):
    """The file is larger than any round."""

    code = "file_too_large"
    sentence = N_("The file %(name)s is larger than 256 MB. A count file is smaller.")


class NotJson(CountRefused):
    """The file holds something else."""

    code = "not_json"
    sentence = N_("The file is not JSON in UTF-8: line %(line)s, column %(column)s.")


def main(words: Sequence[str]) -> int:
    """Print the count of the file that is named, or what is wrong with it; return the exit status."""
    language = "vi"
    try:
        name, language = _asked(words)
        round_ = _read(name)
        translate = speaking(language)
        _print(answer(round_, translate))
    except CountRefused as refused:
        translate = speaking(language)
        faults = refused.faults if isinstance(refused, FileRefused) else [refused]
        _print({"errors": [_told(fault, translate) for fault in faults]})
        return REFUSED
    return COUNTED


def speaking(language: str) -> Callable[[str], str]:
    """Return what turns an English sentence into the language, from the product's own catalogues."""
    if language == "en":
        return lambda sentence: sentence
    with contextlib.suppress(ImportError, OSError):  # then the compiled catalogues that are there are used
        compile_stale(WORDS)
    found: gettext.NullTranslations | None = None
    for folder in WORDS:
        one = gettext.translation("django", str(folder), [language], fallback=True)
        if found is None:
            found = one
        else:
            found.add_fallback(one)
    return found.gettext if found is not None else (lambda sentence: sentence)


def _asked(words: Sequence[str]) -> tuple[str, str]:
    names, language, left = [], "vi", list(words)
    while left:
        word = left.pop(0)
        if word == "--lang" and left:
            language = left.pop(0)
        elif word.startswith("--lang="):
            language = word.removeprefix("--lang=")
        elif word == "-" or not word.startswith("-"):
            names.append(word)
        else:
            raise NotAsked
    if len(names) != 1 or language not in LANGUAGES:
        raise NotAsked
    return names[0], language


def _read(name: str) -> Round:
    text = nfc(_text(name))
    if name.lower().endswith(".csv"):
        return read_published(csv.DictReader(io.StringIO(text)))
    try:
        document = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as fault:
        raise NotJson(line=fault.lineno, column=fault.colno) from fault
    except (RecursionError, ValueError) as fault:
        raise NotJson(line=1, column=1) from fault
    return read_round(document)


def _text(name: str) -> str:
    try:
        if name == "-":
            content = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as fault:
        raise FileNotRead(name=name) from fault
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(name=name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise NotJson(line=line, column=fault.start - content.rfind(b"\n", 0, fault.start)) from fault


def _no_constant(constant: str) -> NoReturn:
    raise ValueError(constant)


def _told(fault: CountRefused, translate: Callable[[str], str]) -> dict[str, str]:
    sentence = translate(fault.sentence)
    return {
        "code": fault.code,
        "path": fault.path,
        "message": sentence % fault.values if fault.values else sentence,
    }


def _print(said: dict[str, Any]) -> None:
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
