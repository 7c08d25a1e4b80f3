"""Programs with tokens: what they read, what they write, and what they never reach."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.conftest import House, Visitor, at
from tests.reporting.campaigning import Asking
from tests.tasks.conftest import Desk, desk

from nghisu.exchange import actions
from nghisu.exchange.api import description
from nghisu.exchange.models import ApiToken
from nghisu.exchange.rules.mapping import MAPPING
from nghisu.exchange.rules.scopes import ScopeMissing, TooLong
from nghisu.kit.refusals import NotAllowed
from nghisu.record.models import Entry, Receipt

__all__ = ["desk"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def in_april() -> Any:
    with time_machine.travel(at("2023-04-05 09:00"), tick=True):
        yield


def program(house: House, key: str, *scopes: str, unit: str | None = None) -> Callable[..., Any]:
    """Return what a program of a person asks with."""
    _token, secret = actions.make_token(
        name="Phần mềm văn phòng",
        scopes=scopes or ("read",),
        unit=house.units[unit].pk if unit else None,
        until=date(2023, 12, 31),
        by=house.standing(key),
        at=at("2023-04-05 09:00"),
    )

    def ask(path: str, body: Any = None, **headers: str) -> Any:
        sign = {"authorization": f"Bearer {secret}", **headers}
        if body is None:
            return Client().get(path, headers=sign)
        sign.setdefault("idempotency-key", "0123456789abcdef")
        return Client(enforce_csrf_checks=True).post(
            path, json.dumps(body), content_type="application/json", headers=sign
        )

    return ask


def test_without_a_valid_token_every_address_answers_401_as_a_problem(house: House) -> None:
    for headers in ({}, {"authorization": "Bearer ns_khong-co"}, {"authorization": "Basic xyz"}):
        answer = Client().get(reverse("api_tasks"), headers=headers)

        assert (answer.status_code, answer.json()["status"]) == (401, 401)


def test_a_program_reads_what_its_person_may_read_and_no_more(house: House, desk: Desk) -> None:
    desk.arising(unit="A1", lead="A1", given="2023-01-11 08:00")
    desk.arising(unit="A2", lead="A2", given="2023-01-11 08:00")

    seen = {
        key: {row["unit"] for row in program(house, key)(reverse("api_tasks")).json()["rows"]}
        for key in ("minh", "hoa", "ha")
    }

    assert seen == {"minh": {"A1", "A2"}, "hoa": {"A1"}, "ha": {"A2"}}


def test_scopes_and_unit_narrow_a_token(house: House, desk: Desk) -> None:
    desk.arising(unit="A1", lead="A1", given="2023-01-11 08:00")
    report_only = program(house, "minh", "report")
    of_a_unit = program(house, "minh", "read", unit="DUK")

    assert report_only(reverse("api_tasks")).status_code == 404
    assert of_a_unit(reverse("api_tasks")).json()["count"] == 1
    with pytest.raises(NotAllowed):
        program(house, "hoa", "read", unit="A2")


def test_a_unit_fills_in_and_sends_its_report_by_program_and_twice_is_once(house: House) -> None:
    asking = Asking(house)
    submission = asking.of(asking.send(), "A1")
    ask = program(house, "hoa", "report")
    body = {"version": 1, "values": {"members_new": 12, "organisations": 44}, "notes": {}}

    filled = ask(reverse("api_submission_fill", args=[submission.pk]), body)
    again = ask(reverse("api_submission_fill", args=[submission.pk]), body)
    sent = ask(
        reverse("api_submission_submit", args=[submission.pk]),
        {"version": 2},
        **{"idempotency-key": "f" * 20},
    )
    stale = ask(
        reverse("api_submission_submit", args=[submission.pk]),
        {"version": 2},
        **{"idempotency-key": "e" * 20},
    )

    assert (filled.status_code, again.status_code) == (200, 200)
    assert Entry.objects.filter(verb="submission.filled").count() == 1
    assert sent.json()["status"] == "submitted"
    assert (stale.status_code, stale.json()["title"] != "") == (409, True)


def test_a_reading_token_writes_nothing(house: House) -> None:
    asking = Asking(house)
    submission = asking.of(asking.send(), "A1")

    answer = program(house, "hoa", "read")(
        reverse("api_submission_fill", args=[submission.pk]), {"version": 1, "values": {"members_new": 1}}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("body", [[], {"version": "1", "values": {}}, {"version": 1, "values": {"x": 1}}])
def test_a_body_of_another_shape_is_refused_as_a_problem(house: House, body: Any) -> None:
    asking = Asking(house)
    submission = asking.of(asking.send(), "A1")

    answer = program(house, "hoa", "report")(reverse("api_submission_fill", args=[submission.pk]), body)

    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


def test_a_withdrawn_token_opens_nothing(house: House) -> None:
    ask = program(house, "minh")
    token = ApiToken.objects.get()

    actions.withdraw_token(token=token, by=house.standing("minh"), at=at("2023-04-06 09:00"))

    assert ask(reverse("api_tasks")).status_code == 401


def test_a_token_says_what_it_may_and_ends_within_a_year(house: House) -> None:
    def make(**values: Any) -> object:
        given: dict[str, Any] = {"name": "x", "scopes": ["read"], "unit": None, "until": date(2023, 5, 1)}
        return actions.make_token(**{**given, **values}, by=house.standing("minh"), at=at("2023-04-05 09:00"))

    with pytest.raises(ScopeMissing):
        make(scopes=[])
    with pytest.raises(TooLong):
        make(until=date(2025, 1, 1))


def test_the_secret_is_shown_once_and_stored_nowhere(visit: Callable[[str], Visitor]) -> None:
    sent = {"name": "Phần mềm", "scopes": ["read"], "until": "31/12/2023"}
    minh = visit("minh")

    answer = minh.send(reverse("token_make"), sent, key="k" * 20)
    again = minh.send(reverse("token_make"), sent, key="k" * 20)

    page = answer.content.decode()
    secret = page[page.index("<code>ns_") + 6 : page.index("</code>")]
    assert secret not in str(list(ApiToken.objects.values())) + str(list(Receipt.objects.values()))
    assert (again.status_code, again.headers["Location"]) == (302, reverse("token_list"))
    assert ApiToken.objects.count() == 1


def test_the_description_names_every_address_with_its_shape(house: House) -> None:
    found = program(house, "minh")(reverse("api_description")).json()

    assert found == json.loads(json.dumps(description()))
    assert {
        "/api/v1/tasks/",
        "/api/v1/figures/{unit}/{quarter}/{code}/",
        "/api/v1/submissions/{pk}/values/",
    } <= set(found["paths"])
    references = {one for one in json.dumps(found).split('"') if one.startswith("#/components/schemas/")}
    assert {one.rpartition("/")[2] for one in references} <= set(found["components"]["schemas"])
    assert all(one["get"]["x-right"] for one in found["paths"].values() if "get" in one)


def test_tasks_are_given_under_the_names_of_regulation_08(house: House, desk: Desk) -> None:
    desk.arising(unit="A1", lead="A1", given="2023-01-11 08:00")

    rows = program(house, "minh")(reverse("api_tasks_08")).json()["rows"]

    assert list(rows[0]) == [one.key for one in MAPPING]
    text = (ROOT / "docs" / "quy-che-08.md").read_text(encoding="utf-8")
    assert [one.key for one in MAPPING if f"`{one.key}` | `{one.field}`" not in text] == []


@pytest.mark.parametrize("name", ["api_units", "api_documents", "api_meetings", "api_submissions"])
def test_lists_answer_page_by_page(house: House, name: str) -> None:
    body = program(house, "minh")(reverse(name), page="1").json()

    assert (body["page"], set(body)) == (1, {"count", "page", "rows"})
