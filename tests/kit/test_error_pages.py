"""Error pages say what happened and what to do, in both languages, and never need what is broken."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from tests.conftest import House, Visitor, at

from nghisu.config import errors, middleware
from nghisu.config.middleware import StorageTroubleMiddleware
from nghisu.meetings.models import Circular
from nghisu.record.actions import receipt_for

PAGES = ("400", "403", "403_csrf", "404", "413", "422", "500")


def spoken(template: str, language: str, **context: Any) -> str:
    request = RequestFactory().get("/x/")
    with translation.override(language):
        return render_to_string(template, {**context, "LANGUAGE_CODE": language}, request)


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_speaks_both_languages_and_leads_on(name: str) -> None:
    vietnamese = spoken(f"{name}.html", "vi")
    english = spoken(f"{name}.html", "en")

    assert '<html lang="vi"' in vietnamese
    assert "Về trang đầu" in vietnamese
    assert "To the first page" in english
    assert vietnamese.count("<h1>") == english.count("<h1>") == 1
    assert "{{" not in vietnamese


def test_the_page_of_our_own_fault_needs_no_database(django_db_blocker: Any) -> None:
    with django_db_blocker.block(), translation.override("en"):
        answer = errors.server_error(RequestFactory().get("/x/"))

    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OSError(28, "No space left on device"), 507, "disk is full"),
        (OperationalError("database or disk is full"), 507, "disk is full"),
        (OperationalError("database is locked"), 503, "very busy"),
        (InterfaceError("the connection is closed"), 503, "very busy"),
    ],
)
def test_trouble_with_the_store_is_said_without_the_store(
    error: Exception, status: int, words: str, django_db_blocker: Any
) -> None:
    middleware = StorageTroubleMiddleware(lambda _request: None)  # type: ignore[arg-type,return-value]

    with django_db_blocker.block(), translation.override("en"):
        answer = middleware.process_exception(RequestFactory().post("/x/"), error)

    assert answer is not None
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert answer.headers["Retry-After"] == "30"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("the database system is starting up"), 503),
        (InterfaceError("the connection is closed"), 503),
        (OSError(28, "No space left on device"), 507),
        (ValueError("our own fault"), 500),
    ],
)
def test_trouble_with_the_store_before_any_view_is_no_fault_of_ours(
    visit: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    visitor = visit("minh")
    visitor.raise_request_exception = False

    def fail(_session: object) -> None:
        raise error

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)

    assert visitor.get("/").status_code == status


def test_a_form_that_is_too_large_is_said_to_be(visit: Callable[[str], Visitor], settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    visitor = visit("minh")
    visitor.cookies["django_language"] = "en"

    answer = visitor.send("/giao-dien/", {"theme": "d" * 200})

    assert answer.status_code == 413
    assert "The file is too large" in answer.content.decode()


def test_a_form_without_the_forgery_guard_is_answered_with_what_to_do(
    visit: Callable[[str], Visitor],
) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.cookies["django_language"] = "en"

    answer = visitor.post("/giao-dien/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_a_form_without_a_key_is_answered_with_what_to_do(visit: Callable[[str], Visitor]) -> None:
    visitor = visit("minh")
    visitor.cookies["django_language"] = "en"

    answer = visitor.post("/tai-khoan/thiet-bi/dang-xuat/", {})

    assert answer.status_code == 400
    assert "already used or is too old" in answer.content.decode()


def test_the_theme_is_kept_in_a_cookie_and_leads_back_only_to_us(client: Client, db: None) -> None:
    kept = client.post("/giao-dien/", {"theme": "dark", "next": "/nhiem-vu/?q=a"})
    away = client.post("/giao-dien/", {"theme": "dark", "next": "https://example.org/"})
    wrong = client.post("/giao-dien/", {"theme": "url(x)", "next": "/"})

    assert kept.headers["Location"] == "/nhiem-vu/?q=a"
    assert kept.cookies["nghisu-theme"].value == "dark"
    assert away.headers["Location"] == "/"
    assert "nghisu-theme" not in wrong.cookies
    assert client.get("/giao-dien/").status_code == 405


def test_a_chosen_theme_is_in_the_page_before_any_script(client: Client, db: None) -> None:
    client.cookies["nghisu-theme"] = "dark"
    dark = client.get("/tai-khoan/dang-nhap/").content.decode()
    client.cookies["nghisu-theme"] = '"><script>'
    broken = client.get("/tai-khoan/dang-nhap/").content.decode()

    assert 'data-theme="dark"' in dark
    assert 'media="all" data-dark' in dark
    assert 'data-theme="auto"' in broken


def test_a_long_key_or_a_short_one_is_no_key(visit: Callable[[str], Visitor]) -> None:
    for key in ("short", secrets.token_hex(60)):
        answer = visit("minh").post("/tai-khoan/thiet-bi/dang-xuat/", {"idempotency_key": key})

        assert answer.status_code == 400


def test_every_font_and_script_of_others_is_in_its_place() -> None:
    """They come from locked packages: python tools/assets.py."""
    kit = Path(errors.__file__).parents[1] / "kit"

    assert (kit / "static" / "vendor" / "htmx.js").is_file()
    assert (kit / "fonts" / "nghi-su-serif.ttf").is_file()


def test_a_refusal_of_a_bare_button_is_said_in_its_sentence(
    visit: Callable[[str], Visitor], house: House
) -> None:
    circular = Circular.objects.create(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        subject="plan",
        title="Kế hoạch quý II",
        question="Đồng ý kế hoạch?",
        due_at=at("2023-04-28 17:00"),
        created_at=at("2023-04-20 08:00"),
    )

    answer = visit("minh").send(reverse("circular_minutes", args=[circular.pk]))

    assert answer.status_code == 422
    assert b"data-not-stored" in answer.content


def test_peer_T47_the_same_request_twice_at_once_is_done_once_and_answered_twice(
    visit: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit("minh")
    key = "k" * 20
    first = visitor.send("/tai-khoan/thiet-bi/dang-xuat/", key=key)
    seen: list[Any] = []

    def late(**about: Any) -> Any:
        """Return nothing the first time, as for the second of two requests that came at once."""
        seen.append(about)
        return None if len(seen) == 1 else receipt_for(**about)

    monkeypatch.setattr(middleware, "receipt_for", late)
    second = visitor.send("/tai-khoan/thiet-bi/dang-xuat/", key=key)

    assert (first.status_code, second.status_code) == (302, 302)
    assert second.headers["Idempotent-Replay"] == "true"
