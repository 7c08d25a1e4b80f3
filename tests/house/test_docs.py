"""The lists in docs/ against the code: verbs of the record, settings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nghisu.organisation.rules.clauses import BY_ACTION
from nghisu.record.rules.verbs import DETAILS, SENTENCES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "nghisu"
VERB = re.compile(r"[a-z]+\.[a-z_]+")
OWN_NAMES = {"verb", "subject", "by", "at", "within", "touching", "details", "made"}


def documented_verbs() -> list[str]:
    return re.findall(r"`([a-z]+\.[a-z_]+)`", (ROOT / "docs" / "record-verbs.md").read_text())


def calls() -> Iterator[ast.Call]:
    """Yield each writing of a line."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"note", "Act"}:
                yield node


def verbs_in_code() -> set[str]:
    """Return the verbs of all lines, and the texts in actions that read like one and are no right."""
    found = set()
    for file in sorted(SOURCE.rglob("*.py")):
        if "actions" in file.relative_to(SOURCE).with_suffix("").parts:
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= {node.value} if VERB.fullmatch(node.value) else set()
    return {verb for verb in found if verb not in BY_ACTION} | written_verbs()


def written_verbs() -> set[str]:
    found = set()
    for call in calls():
        verb = next((word.value for word in call.keywords if word.arg == "verb"), None)
        verb = verb if verb is not None or not call.args else call.args[0]
        if isinstance(verb, ast.Constant):
            found.add(str(verb.value))
    return found


def test_every_verb_in_the_code_stands_in_the_list_of_verbs() -> None:
    """Mend with: a line in docs/record-verbs.md under your package."""
    assert written_verbs() - set(documented_verbs()) == set()


def test_the_list_of_verbs_names_none_that_the_code_does_not_write() -> None:
    assert set(documented_verbs()) - verbs_in_code() - {"record.details_erased"} == set()


def test_every_verb_is_listed_once() -> None:
    listed = documented_verbs()

    assert sorted(listed) == sorted(set(listed))


@pytest.mark.slow
def test_every_verb_has_its_words_on_pages() -> None:
    """Mend with: a line in src/nghisu/record/rules/verbs.py, and its Vietnamese."""
    assert set(documented_verbs()) ^ set(SENTENCES) == set()


@pytest.mark.slow
def test_every_detail_of_a_line_has_its_words_on_pages() -> None:
    """Mend with: a line in DETAILS of src/nghisu/record/rules/verbs.py, and its Vietnamese."""
    named = {word.arg for call in calls() for word in call.keywords if word.arg} - OWN_NAMES

    assert named - set(DETAILS) == set()


def settings_in_code() -> dict[str, str]:
    """Return each setting read from the environment by the settings, with its default as written."""
    text = (SOURCE / "config" / "settings.py").read_text()
    return {
        node.args[0].value: next(
            (ast.unparse(word.value) for word in node.keywords if word.arg == "default"), ""
        )
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith("env")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_setting_stands_in_the_list_of_settings_and_no_other() -> None:
    """Mend with: a row in docs/settings.md."""
    listed = re.findall(
        r"^\| `(NGHISU_[A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE
    )

    assert sorted(listed) == sorted(settings_in_code())
