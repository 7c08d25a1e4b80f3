"""The house itself: every page stands in the frame, and carries nothing a strict policy would forbid."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.conftest import Visitor

PACKAGE = Path(__file__).parents[2] / "src" / "nghisu"
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
# The console of a remote point is a page of its own, under 60 KB with all it loads, for a bad line.
FRAMES = {
    "kit/templates/kit/page.html",
    "kit/templates/kit/plain.html",
    "meetings/templates/meetings/console.html",
    "meetings/templates/meetings/floor/screen.html",
}
FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "an address elsewhere": re.compile(r"(src|href)=[\"']?https?://", re.IGNORECASE),
}


def name_of(template: Path) -> str:
    return str(template.relative_to(PACKAGE))


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Yield every address that takes no argument."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif "<" not in route and "(?P" not in route and "^" not in route:
            yield route


def test_the_first_screen_opens_for_a_person_with_a_mandate(
    visit: Callable[[str], Visitor],
) -> None:
    answer = visit("minh").get("/")

    assert answer.status_code == 200


def test_an_anonymous_visitor_is_asked_to_sign_in(client: Visitor, db: None) -> None:
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/tai-khoan/dang-nhap/?next=/"


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_holds_nothing_inline(template: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.DOTALL)

    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]

    assert found == []


def test_only_the_frame_begins_a_page() -> None:
    begin = {name_of(one) for one in TEMPLATES if re.search(r"<html\b", one.read_text(), re.IGNORECASE)}

    assert begin == FRAMES


def test_every_page_of_a_room_extends_a_frame() -> None:
    """A template that fills the block ``content`` must extend something; fragments fill no blocks."""
    loose = {
        name_of(one)
        for one in TEMPLATES
        if "{% block content" in one.read_text()
        and "{% extends" not in one.read_text()
        and name_of(one) not in FRAMES
    }

    assert loose == set()


def test_every_page_sends_the_policy_and_opens_in_both_languages(visit: Callable[[str], Visitor]) -> None:
    visitor = visit("minh")
    faults = []

    for language in ("vi", "en"):
        visitor.cookies["django_language"] = language
        for address in sorted(set(addresses(get_resolver().url_patterns))):
            answer = visitor.get(address)
            policy = answer.headers.get("Content-Security-Policy", "")
            if answer.status_code >= 500 or "default-src 'none'" not in policy or "unsafe" in policy:
                faults.append((language, address, answer.status_code, policy))

    assert faults == []


def test_htmx_writes_no_styles_of_its_own(visit: Callable[[str], Visitor]) -> None:
    page = visit("minh").get("/").content.decode()

    config = """<meta name="htmx-config" content='{"includeIndicatorCSS": false}'>"""
    assert config in page
