"""Collect the words that people see into the catalogues of the packages, and check the Vietnamese ones.

    python tools/messages.py                collect: add new messages, drop those nobody uses
    python tools/messages.py --check        fail on what is missing, fuzzy, unused or does not fit
    python tools/messages.py --compile      write the .mo files (settings do it too, when they are stale)
    python tools/messages.py --missing      print what still waits for a translation
    python tools/messages.py --fill FILE    take missing ones from a JSON file {"English": "tiếng Việt"}
    python tools/messages.py --settle       after a merge conflict in catalogues: take both sides' words
    python tools/messages.py --correct FILE replace what stands there as well, in all packages

English stands in the code; each package has its own ``locale/vi/LC_MESSAGES/django.po``. The words of
Django and allauth that have no Vietnamese of their own stand in the catalogue of ``config``, which
lists the installed apps.
"""

import argparse
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "src" / "nghisu"
sys.path.insert(0, str(ROOT / "src"))

from nghisu.kit.catalogue import compile_stale  # noqa: E402 -- the tool runs without installation

FOREIGN_HOME = "config"  # the package whose catalogue holds the words of Django and allauth
DJANGO_CATALOGUES = (
    "conf",
    "contrib/auth",
    "contrib/contenttypes",
    "contrib/humanize",
    "contrib/sessions",
)
ALLAUTH_PARTS = ("account", "core", "mfa", "usersessions")

CALLS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = {
    "Project-Id-Version": "nghisu",
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*([sdrfi])|%[sdrfi]|\{\w*\}")
TAG = re.compile(r"</?\w+[^<>]*>")


@dataclass(frozen=True, order=True)
class Message:
    """One message as the code writes it."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes the message one: Django looks it up by these."""
        return self.text, self.context


def messages_in(file: Path) -> Iterator[Message]:
    """Yield the messages of one Python file or template, in the order they stand."""
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        blanked = templatize(source, origin=str(file))
        source = "\n".join(line.strip() for line in blanked.splitlines())
    for _line, found, _comments, context in extract("python", BytesIO(source.encode()), keywords=CALLS):
        text, plural = found if isinstance(found, tuple) else (found, "")
        if text:
            yield Message(text, plural or "", context or "")


def files_under(folder: Path) -> list[Path]:
    """Return the Python files and templates under a folder, without migrations."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in {".py", ".html", ".txt"}
        and "migrations" not in file.parts
        and (file.suffix == ".py" or "templates" in file.parts)
    )


def messages_of(package: str) -> dict[tuple[str, str], Message]:
    """Return the messages of a package; ``kit`` also holds those of files beside the packages."""
    folder = PACKAGES / package
    files = files_under(folder)
    if package == "kit":
        files += sorted(PACKAGES.glob("*.py"))
    found = {message.key: message for file in files for message in messages_in(file)}
    if package == FOREIGN_HOME:
        found = foreign_messages() | found
    return found


def foreign_messages() -> dict[tuple[str, str], Message]:
    """Return what the installed Django and allauth may show and have no Vietnamese for.

    Of Django: every message of the core and of the contrib apps in use. Of allauth: every message of the
    code of the apps in use and of the short messages (toasts) they show. Its pages are replaced by our
    own, and it sends no mail here.
    """
    found: dict[tuple[str, str], Message] = {}
    django = _home_of("django")
    for part in DJANGO_CATALOGUES:
        folder = django / part / "locale"
        known = {
            (entry.msgid, entry.msgctxt or "")
            for entry in polib.pofile(str(folder / "vi/LC_MESSAGES/django.po"))
            if entry.translated()
        }
        for entry in polib.pofile(str(folder / "en/LC_MESSAGES/django.po")):
            message = Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")
            if message.key not in known:
                found[message.key] = message
    allauth = _home_of("allauth")
    files = [file for part in ALLAUTH_PARTS for file in files_under(allauth / part)]
    files += sorted((allauth / "templates").glob("*/messages/*.txt"))
    for file in files:
        if "management" not in file.parts and file.name not in {"admin.py", "apps.py"}:
            found.update((message.key, message) for message in messages_in(file))
    return found


def _home_of(module: str) -> Path:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{module} is not installed")
    return Path(spec.origin).parent


def packages() -> list[str]:
    """Return the names of the packages, sorted."""
    return sorted(place.parent.name for place in PACKAGES.glob("*/__init__.py"))


def catalogue_of(package: str) -> Path:
    """Return where the Vietnamese catalogue of a package lies."""
    return PACKAGES / package / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def read(package: str) -> dict[tuple[str, str], polib.POEntry]:
    """Return the entries of a package's catalogue by message and context."""
    place = catalogue_of(package)
    if not place.exists():
        return {}
    return {(entry.msgid, entry.msgctxt or ""): entry for entry in polib.pofile(str(place))}


def write(package: str, entries: dict[tuple[str, str], polib.POEntry]) -> None:
    """Write a catalogue: sorted, without line numbers, without dates, so that merges stay quiet."""
    place = catalogue_of(package)
    if not entries:
        place.unlink(missing_ok=True)
        return
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = dict(HEADER)
    catalogue.extend(entries[key] for key in sorted(entries))
    text = unicodedata.normalize("NFC", str(catalogue))
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists() or place.read_text(encoding="utf-8") != text:
        place.write_text(text, encoding="utf-8")
        print(f"wrote {place.relative_to(ROOT)}")


def translation_of(entry: polib.POEntry | None) -> str:
    """Return the Vietnamese of an entry, or nothing."""
    if entry is None or entry.fuzzy:
        return ""
    return (entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr) or ""


def entry_for(message: Message, vietnamese: str) -> polib.POEntry:
    """Return a catalogue entry."""
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: vietnamese}
    else:
        entry.msgstr = vietnamese
    kinds = {match.group(0)[0] for match in PLACEHOLDER.finditer(message.text + message.plural)}
    entry.flags = ["python-format"] if "%" in kinds else []
    return entry


def collect(filling: dict[str, str] | None = None, correcting: dict[str, str] | None = None) -> None:
    """Bring every catalogue in step with the code; a message known to another package keeps its words.

    :param filling: Vietnamese for messages that have none yet
    :param correcting: Vietnamese that replaces what stands there, in every package
    """
    before = {package: read(package) for package in packages()}
    known = {
        key: translation_of(entry)
        for entries in before.values()
        for key, entry in entries.items()
        if translation_of(entry)
    }
    for package in packages():
        fresh: dict[tuple[str, str], polib.POEntry] = {}
        for key, message in messages_of(package).items():
            words = (
                (correcting or {}).get(message.text)
                or translation_of(before[package].get(key))
                or known.get(key)
                or (filling or {}).get(message.text, "")
            )
            fresh[key] = entry_for(message, words)
        for text, _context in sorted(before[package].keys() - fresh.keys()):
            print(f"{package}: nobody says any more: {text!r}")
        write(package, fresh)


def settle() -> None:
    """Replace each catalogue in conflict by the words of both sides; where they differ, ours stand."""
    listed = subprocess.run(
        ["git", "diff", "--name-only", "--diff-filter=U"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.split():
        place = ROOT / name
        if place.suffix != ".po":
            continue
        entries: dict[tuple[str, str], polib.POEntry] = {}
        for side in ("3", "2"):
            shown = subprocess.run(
                ["git", "show", f":{side}:{name}"], cwd=ROOT, check=False, capture_output=True, text=True
            )
            for entry in polib.pofile(shown.stdout) if shown.returncode == 0 else ():
                if translation_of(entry) or (entry.msgid, entry.msgctxt or "") not in entries:
                    entries[entry.msgid, entry.msgctxt or ""] = entry
        write(place.relative_to(PACKAGES).parts[0], entries)
        subprocess.run(["git", "add", name], cwd=ROOT, check=True)


def missing() -> list[tuple[str, Message]]:
    """Return the messages that wait for a translation, with their package."""
    waiting: list[tuple[str, Message]] = []
    for package in packages():
        entries = read(package)
        waiting += [
            (package, message)
            for key, message in sorted(messages_of(package).items())
            if not translation_of(entries.get(key))
        ]
    return waiting


def faults() -> list[str]:
    """Return what is wrong with the catalogues, one sentence each."""
    found: list[str] = []
    said: dict[tuple[str, str], tuple[str, str]] = {}
    for package in packages():
        messages = messages_of(package)
        entries = read(package)
        found += [
            f"{package}: nobody says any more: {text!r}"
            for text, _context in sorted(entries.keys() - messages.keys())
        ]
        for key, message in sorted(messages.items()):
            entry = entries.get(key)
            words = translation_of(entry)
            if not words:
                state = "is marked fuzzy" if entry is not None and entry.fuzzy else "has no Vietnamese"
                found.append(f"{package}: {message.text!r} {state}")
                continue
            found += [
                f"{package}: {message.text!r} -> {words!r}: {fault}" for fault in _misfits(message, words)
            ]
            elsewhere, other = said.setdefault(key, (package, words))
            if other != words:
                found.append(f"{message.text!r} is {other!r} in {elsewhere} and {words!r} in {package}")
    return found


def _misfits(message: Message, words: str) -> Iterator[str]:
    """Yield what keeps a translation from standing in the place of its message."""
    here = {match.group(0) for match in PLACEHOLDER.finditer(words)}
    singular = {match.group(0) for match in PLACEHOLDER.finditer(message.text)}
    allowed = {match.group(0) for match in PLACEHOLDER.finditer(message.plural or message.text)}
    if message.plural:
        if not singular & allowed <= here <= singular | allowed:
            yield "other placeholders"
    elif here != allowed:
        yield "other placeholders"
    if sorted(TAG.findall(words)) != sorted(TAG.findall(message.plural or message.text)):
        yield "other tags"
    if words != unicodedata.normalize("NFC", words):
        yield "not in NFC"
    if message.text.startswith("\n") != words.startswith("\n") or message.text.endswith(
        "\n"
    ) != words.endswith("\n"):
        yield "other line breaks at the ends"
    if words != words.strip(" ") and message.text == message.text.strip(" "):
        yield "blanks at the ends"


def _words(place: str) -> dict[str, str]:
    words: dict[str, str] = json.loads(Path(place).read_text(encoding="utf-8"))
    return words


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="fail on what is missing or does not fit")
    parser.add_argument("--compile", action="store_true", help="write the .mo files")
    parser.add_argument("--missing", action="store_true", help="print what waits for a translation")
    parser.add_argument(
        "--fill", type=_words, metavar="FILE", help="take missing translations from a JSON file"
    )
    parser.add_argument(
        "--correct", type=_words, metavar="FILE", help="replace translations from a JSON file"
    )
    parser.add_argument("--settle", action="store_true", help="take both sides after a merge conflict")
    chosen = parser.parse_args()
    if not settings.configured:
        settings.configure()  # templatize asks for the block tags only
    if chosen.check:
        found = faults()
        print("\n".join(found))
        if found:
            print(f"{len(found)} to mend. Run: python tools/messages.py, then fill each empty msgstr.")
        return 1 if found else 0
    if chosen.missing:
        print(
            json.dumps(
                {message.text: package for package, message in missing()}, ensure_ascii=False, indent=1
            )
        )
        return 0
    if chosen.compile:
        for place in compile_stale(sorted(PACKAGES.glob("*/locale"))):
            print(f"compiled {place.relative_to(ROOT)}")
        return 0
    if chosen.settle:
        settle()
    collect(chosen.fill, chosen.correct)
    return 0


if __name__ == "__main__":
    sys.exit(main())
