"""Every word that people see has its Vietnamese, and the tool that sees to it sees well."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from nghisu.kit.catalogue import compile_stale

ROOT = Path(__file__).resolve().parents[2]


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules["messages_tool"] = tool
    spec.loader.exec_module(tool)
    return tool


tool = load_tool()


@pytest.fixture
def vietnamese() -> Iterator[None]:
    """Speak Vietnamese during the test."""
    with translation.override("vi"):
        yield


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty package ``field`` in a tree of its own."""
    monkeypatch.setattr(tool, "PACKAGES", tmp_path)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    place = tmp_path / "field"
    (place / "templates" / "field").mkdir(parents=True)
    (place / "__init__.py").write_text('"""A field."""\n')
    return place


def test_every_message_has_its_vietnamese() -> None:
    """Mend with: python tools/messages.py, then fill each empty msgstr of your package's django.po."""
    assert tool.faults() == []


def test_words_of_django_and_allauth_without_vietnamese_of_their_own_are_ours(vietnamese: None) -> None:
    assert gettext("Incorrect password.") == "Mật khẩu không đúng."
    assert ngettext("%(num)d week", "%(num)d weeks", 2) % {"num": 2} == "2 tuần"


def test_the_tool_hears_python_and_templates(package: Path) -> None:
    (package / "rules.py").write_text(
        "from x import N_, ngettext, pgettext\n"
        'A = N_("Whole sentence "\n       "on two lines.")\n'
        'B = ngettext("%(count)d task", "%(count)d tasks", 2)\n'
        'C = pgettext("month", "May")\n'
    )
    (package / "templates" / "field" / "list.html").write_text(
        '{% translate "Heading" %}\n   {% badge tone _("Late") %}'
        "{% blocktranslate trimmed count n=total %}\n  {{ n }} unit\n{% plural %}\n  {{ n }} units\n"
        "{% endblocktranslate %}"
    )

    heard = tool.messages_of("field")

    assert sorted(heard.values()) == [
        tool.Message("%(count)d task", "%(count)d tasks"),
        tool.Message("%(n)s unit", "%(n)s units"),
        tool.Message("Heading"),
        tool.Message("Late"),
        tool.Message("May", context="month"),
        tool.Message("Whole sentence on two lines."),
    ]


def test_collecting_twice_changes_nothing_and_keeps_the_words(package: Path) -> None:
    (package / "rules.py").write_text('A = N_("Late by %(days)s days.")\n')
    tool.collect({"Late by %(days)s days.": "Quá hạn %(days)s ngày."})
    first = tool.catalogue_of("field").read_bytes()

    tool.collect()

    assert tool.catalogue_of("field").read_bytes() == first
    assert tool.faults() == []


@pytest.mark.parametrize(
    ("vietnamese", "fault"),
    [
        ("", "field: 'Late by %(days)s days.' has no Vietnamese"),
        (
            "Quá hạn %(day)s ngày.",
            "field: 'Late by %(days)s days.' -> 'Quá hạn %(day)s ngày.': other placeholders",
        ),
        (
            "Quá hạn %(days)s ngày. ",
            "field: 'Late by %(days)s days.' -> 'Quá hạn %(days)s ngày. ': blanks at the ends",
        ),
    ],
)
def test_a_translation_that_does_not_fit_is_named(package: Path, vietnamese: str, fault: str) -> None:
    (package / "rules.py").write_text('A = N_("Late by %(days)s days.")\n')
    tool.collect({"Late by %(days)s days.": vietnamese})

    assert tool.faults() == [fault]


def test_a_message_nobody_says_any_more_is_named_and_dropped(package: Path) -> None:
    (package / "rules.py").write_text('A = N_("Old.")\n')
    tool.collect({"Old.": "Cũ."})
    (package / "rules.py").write_text("A = 1\n")

    assert tool.faults() == ["field: nobody says any more: 'Old.'"]

    tool.collect()

    assert tool.faults() == []


def test_two_packages_never_say_one_thing_in_two_ways(package: Path) -> None:
    (package / "rules.py").write_text('A = N_("Task")\n')
    other = package.parent / "other"
    other.mkdir()
    (other / "__init__.py").write_text('"""Another."""\nA = N_("Task")\n')
    tool.collect({"Task": "Nhiệm vụ"})
    place = tool.catalogue_of("other")
    place.write_text(place.read_text().replace("Nhiệm vụ", "Công việc"))

    assert tool.faults() == ["'Task' is 'Nhiệm vụ' in field and 'Công việc' in other"]


def test_a_stale_catalogue_is_compiled_once_and_a_fresh_one_left_alone(package: Path) -> None:
    (package / "rules.py").write_text('A = N_("Task")\n')
    tool.collect({"Task": "Nhiệm vụ"})
    folders = [package / "locale"]

    assert compile_stale(folders) == [tool.catalogue_of("field").with_suffix(".mo")]
    assert compile_stale(folders) == []

    place = tool.catalogue_of("field")
    place.write_text(place.read_text().replace("Nhiệm vụ", "Việc"))

    assert compile_stale(folders) == [place.with_suffix(".mo")]


WRITTEN_AS_THEY_ARE = {".docx", ".pdf", "Ctrl K", "Tiếng Việt", "English"}  # endings, a key, a name


def bare_words(template: str) -> list[str]:
    """Return the words of a template that go through no catalogue."""
    for pattern in (r"\{% blocktranslate.*?endblocktranslate %\}", r"\{#.*?#\}"):
        template = re.sub(pattern, "", template, flags=re.DOTALL)
    attributes = re.findall(
        r'(?:aria-label|title|alt|placeholder|data-label)="([^"{]*[^\W\d_]{3,}[^"{]*)"', template
    )
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", template, flags=re.DOTALL)
    lines = [line.strip() for line in text.splitlines() if re.search(r"[^\W\d_]{3,}", line)]
    return [words for words in attributes + lines if words not in WRITTEN_AS_THEY_ARE]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p title="Wait a moment">{{ name }}</p>', ["Wait a moment"]),
        ('<p title="{% translate "Wait" %}">{% translate "Hello" %}, {{ name }}</p>', []),
        ("{% blocktranslate trimmed %}Hello {{ name }}{% endblocktranslate %}", []),
    ],
)
def test_the_look_finds_words_outside_the_catalogue(template: str, words: list[str]) -> None:
    assert bare_words(template) == words


def test_no_template_speaks_past_the_catalogue() -> None:
    templates = sorted((ROOT / "src" / "nghisu").glob("*/templates/**/*.html"))
    found = {
        str(template.relative_to(ROOT)): words
        for template in templates
        if template.name != "components.html" and (words := bare_words(template.read_text("utf-8")))
    }

    assert found == {}


ONE_WORD_ONE_THING = {
    # what a Vietnamese sentence never says: why, or what it says instead
    r"\b(đồng chí|bạn|quý vị)\b": "we address nobody by a pronoun",
    r"\bđơn vị\b(?! hành chính)": "a unit is a tổ chức",
    r"xác nhận hoàn thành": "acceptance is nghiệm thu",
    r"dữ liệu mẫu|bản mẫu": "the demo is dữ liệu minh họa",
    r"\b(task|login|password|click)\b": "the English word",
}


def test_vietnamese_says_one_thing_in_one_word() -> None:
    """Mend the msgstr that is named; CONTRIBUTING.md and the glossary in ARCHITECTURE.md say the words."""
    found = []
    for package in tool.packages():
        if package == tool.FOREIGN_HOME:
            continue
        for (text, _context), entry in tool.read(package).items():
            words = re.sub(r"%\(\w+\)\w", "", tool.translation_of(entry))
            found += [
                f"{package}: {text!r} -> {words!r}: {why}"
                for pattern, why in ONE_WORD_ONE_THING.items()
                if re.search(pattern, words, re.IGNORECASE)
            ]

    assert found == []
