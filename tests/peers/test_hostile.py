"""Whatever is sent, no answer is a fault of ours, and none takes long (H14)."""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from tests.conftest import House
from tests.house.objects import Place
from tests.house.test_rights_matrix import visitors
from tests.peers.hostile import LONG, WORDS, Attacker, Hostile, asked_names, form_names, forms_of_ours, send

SAMPLE = 400
WHOLE = 100_000
SHARES = 4
LONGEST = 2.0  # seconds of processor for one request
LONGEST_FIELD = 1.0

on_sqlite = pytest.mark.skipif(
    "NGHISU_DATABASE_URL" in os.environ, reason="only on SQLite: one share of requests is sent there"
)


@pytest.fixture
def raised() -> Iterator[list[str]]:
    """Collect what went wrong inside, in words."""
    found: list[str] = []

    def keep(sender: Any, request: Any = None, **_: Any) -> None:
        import sys

        kind, error, trace = sys.exc_info()
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
        found.append(f"{getattr(kind, '__name__', kind)}: {str(error)[:200]} at {where}")

    got_request_exception.connect(keep)
    yield found
    got_request_exception.disconnect(keep)


def bombard(places: dict[str, Place], house: House, count: int, seed: int, raised: list[str]) -> list[str]:
    """Send so many requests; return what was answered with a fault or after too long."""
    clients = visitors(house)
    attacker = Attacker(places, seed)
    found = []
    statuses: dict[int, int] = {}
    for _ in range(count):
        request = attacker.one()
        raised.clear()
        begun = time.process_time()
        status = tried(clients[request.who], request)
        took = time.process_time() - begun
        statuses[status] = statuses.get(status, 0) + 1
        if status >= 500 or took > LONGEST:
            found.append(
                f"{status} in {took:.1f} s: {request.words}, {request.who} {request.method} "
                f"{request.path[:160]!r} {request.content_type!r} {request.headers}: {raised[:1]}"
            )
    print(f"{count} requests: {dict(sorted(statuses.items()))}", *found, sep="\n")
    assert {200, 302, 404} <= statuses.keys()
    return found


def tried(client: Client, request: Hostile) -> int:
    """Return the status of an answer; what it stored is taken back."""
    with transaction.atomic():
        answer = send(client, request)
        if answer.streaming:
            b"".join(answer)
        status = int(answer.status_code)
        if not transaction.get_connection().needs_rollback:
            transaction.set_rollback(True)
    return status


@on_sqlite
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_harness_H14_a_sample_of_hostile_requests_meets_no_fault_and_no_long_wait(
    places: dict[str, Place], house: House, raised: list[str]
) -> None:
    """Each day another sample; NGHISU_SEED plays one again, NGHISU_HOSTILE says how many."""
    seed = int(os.environ.get("NGHISU_SEED", time.strftime("%Y%m%d")))
    count = int(os.environ.get("NGHISU_HOSTILE", SAMPLE))
    print("seed", seed)
    assert bombard(places, house, count, seed, raised) == []


@on_sqlite
@pytest.mark.full
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("share", range(SHARES))
def test_harness_H14_a_hundred_thousand_hostile_requests_meet_no_fault(
    places: dict[str, Place], house: House, raised: list[str], share: int
) -> None:
    assert bombard(places, house, WHOLE // SHARES, share, raised) == []


@on_sqlite
@pytest.mark.slow
def test_harness_H14_a_view_that_breaks_is_reported(
    places: dict[str, Place], house: House, raised: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage: where a day that does not exist is taken for granted, the harness says so."""

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("day out of range")

    monkeypatch.setattr("nghisu.kit.tables.Table.__init__", broken)

    assert any("day out of range" in one for one in bombard(places, house, 300, 1, raised))


def test_the_names_to_attack_are_those_of_forms_and_views() -> None:
    assert len(form_names()) > 150
    assert {"as_of", "q", "idempotency_key"} <= set(asked_names())


def test_json_that_nests_too_deep_for_a_form_of_the_library_is_a_bad_request(db: None) -> None:
    browser = Client(raise_request_exception=False)

    answer = browser.post(reverse("mfa_login_webauthn"), {"credential": "[" * 100_000})

    assert answer.status_code == 400


@on_sqlite
@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(LONG) + 1))
def test_peer_T51_no_field_of_any_form_thinks_longer_than_a_second(db: None, number: int) -> None:
    """A megabyte in each field by itself, and every other word of the list."""
    given = WORDS if number == len(LONG) else (LONG[number],)
    slow, tried_count = [], 0
    for one in forms_of_ours():
        for name, field in one.base_fields.items():  # type: ignore[attr-defined]
            if isinstance(field, (forms.FileField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)):
                continue
            tried_count += 1
            begun = time.process_time()
            for word in given:
                sent = QueryDict(mutable=True)
                sent[name] = word
                try:
                    field.clean(field.widget.value_from_datadict(sent, MultiValueDict(), name))
                except (ValidationError, RecursionError):  # the latter is answered with 400, see below
                    continue
            took = time.process_time() - begun
            if took > LONGEST_FIELD * (1 if number < len(LONG) else 3):
                slow.append(f"{one.__name__}.{name}: {took:.1f} s")

    assert tried_count > 150
    assert slow == []
