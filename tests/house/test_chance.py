"""Chance comes from the system's source of secrets; a seeded one serves the demo and the measuring alone."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "nghisu"
ALLOWED = {"demo", "bench"}  # an invented organisation; lines made bad on purpose
FORBIDDEN = {"random", "numpy.random"}


def chance_of(source: str) -> list[int]:
    """Return the lines that take chance from a predictable source."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Attribute):
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif node.attr in {"uuid1", "uuid3"}:
            names = ["random"]
        if FORBIDDEN.intersection(names):
            found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import random", [1]),
        ("import secrets\nfrom random import choice", [2]),
        ("import uuid\nuuid.uuid1()", [2]),
        ("import uuid\nuuid.uuid4()", []),
        ("from secrets import choice", []),
    ],
)
def test_the_look_sees_predictable_chance(source: str, lines: list[int]) -> None:
    assert chance_of(source) == lines


def test_peer_T48_no_predictable_chance_outside_demo_and_measuring() -> None:
    found = {
        str(file.relative_to(SOURCE)): lines
        for file in sorted(SOURCE.rglob("*.py"))
        if file.relative_to(SOURCE).parts[0] not in ALLOWED and (lines := chance_of(file.read_text("utf-8")))
    }

    assert found == {}
