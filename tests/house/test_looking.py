"""Looking changes nothing, at any address; and no address is broken for whoever has nothing to do there."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.conftest import House, Visitor

PASSES = {"sessions.Session", "account.EmailAddress"}  # a session is the visitor's own, not the house's


def addresses(found: Any = None, before: str = "") -> Iterator[str]:
    """Yield every address that needs no object in it."""
    for one in get_resolver().url_patterns if found is None else found:
        path = before + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, path)
        elif isinstance(one, URLPattern) and "<" not in path and "(" not in path:
            yield "/" + path.rstrip("$")


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table but sessions."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label not in PASSES
    }


@pytest.mark.parametrize("key", ["minh", "quantri", "hoa", "la"])
def test_peer_T46_no_look_changes_anything(house: House, visit: Callable[[str], Visitor], key: str) -> None:
    visitor = visit(key)
    before = rows()
    broken = {}

    for path in sorted(set(addresses())):
        status = visitor.get(path).status_code
        if status >= 500:
            broken[path] = status
        assert rows() == before, path

    assert broken == {}


def test_a_stranger_is_asked_to_sign_in_or_finds_nothing_and_never_a_fault(house: House) -> None:
    found = {path: Client().get(path).status_code for path in sorted(set(addresses()))}

    for_programs = {path: status for path, status in found.items() if path.startswith("/api/")}
    assert set(for_programs.values()) == {401}  # a program is asked for its token, not led to a form
    for_people = {path: found[path] for path in found.keys() - for_programs}
    assert {path: status for path, status in for_people.items() if status not in {200, 302, 404, 405}} == {}
