"""Any number on a page has a definition and opens its records; what is no count says why it is none.

``numbers_apart.csv`` lists every place of a template where a number is printed without ``{% figure %}``,
with the reason: its records stand on the same page (``below``), a person typed it in (``entered``), a rule
or limit says it (``rule``), it is a place in an order (``place``), nothing is stored yet (``preview``), it is
how far a device or the machine got (``machine``), or the page itself is that of the figure (``own page``).
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nghisu.figures.queries import counts

SOURCE = Path(__file__).parents[2] / "src/nghisu"
APART = Path(__file__).with_name("numbers_apart.csv")
WHYS = {"below", "entered", "rule", "place", "preview", "machine", "own page"}
PRINTED = re.compile(
    r"(?:{{\s*|\s\w+=)(?P<number>[\w.]+(?:\|length|\|default:0)?\|number)"  # {{ x|number }}, with x=y|number
    r"|{{\s*(?P<length>[\w.]+\|length)\s*}}"
    r"|blocktranslate[^%]*?\scount\s+\w+=(?P<count>[\w.|]+)"
)
FIGURE = re.compile(r'{%\s*figure(?:_at)?\s+\S+\s+"(?P<code>[\w.]+)"')
BIG = re.compile(r'class="[^"]*(?:figures-number)[^"]*"[^>]*>(?P<inside>[^<]*)<')
IN_PYTHON = re.compile(r'"((?:[a-z]+)\.[a-z_]+)", ')

pytestmark = pytest.mark.once


def printed(text: str) -> Iterator[str]:
    """Yield the expression of every number that a template prints itself."""
    for found in PRINTED.finditer(text):
        yield next(one for one in found.groups() if one)
    for found in BIG.finditer(text):
        if "{{" in found["inside"] and "|number" not in found["inside"]:
            yield found["inside"].strip()


def templates() -> Iterator[tuple[str, str]]:
    """Yield place and text of every template."""
    for path in sorted(SOURCE.glob("*/templates/**/*.html")):
        yield path.relative_to(SOURCE).as_posix().replace("/templates", "", 1), path.read_text()


def bare(name: str, text: str) -> set[tuple[str, str]]:
    """Return the numbers of a template that open nothing."""
    return {(name, expression) for expression in printed(text)}


def apart() -> dict[tuple[str, str], str]:
    """Return the numbers that need no figure, with the reason of each."""
    with APART.open(newline="") as file:
        return {(row["template"], row["number"]): row["why"] for row in csv.DictReader(file)}


def test_every_number_of_a_template_opens_its_records_or_says_why_it_is_no_count() -> None:
    found: set[tuple[str, str]] = set().union(*(bare(name, text) for name, text in templates()))

    assert sorted(found - set(apart())) == []
    assert set(apart().values()) <= WHYS


def test_every_figure_that_a_template_names_has_its_definition() -> None:
    known = set(counts.page_definitions())

    named = {(name, one["code"]) for name, text in templates() for one in FIGURE.finditer(text)}

    assert named
    assert sorted((name, code) for name, code in named if code not in known) == []


def test_a_number_without_its_figure_is_found() -> None:
    text = "<p>{{ progress.lines|number }} {% blocktranslate count count=rows|length %}…</p>"

    assert bare("a.html", text) == {("a.html", "progress.lines|number"), ("a.html", "rows|length")}
    shown = '<b class="figures-number">{{ x.y }}/{{ z }}</b>'
    assert bare("a.html", shown) == {("a.html", "{{ x.y }}/{{ z }}")}
    assert bare("a.html", '{% figure x.y "programme.lines" pk %}') == set()
