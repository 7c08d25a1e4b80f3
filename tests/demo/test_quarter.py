"""The quarter of the demo as a whole: 58 of 61 reports, 89 + 17 = 106, each number opens its records."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests.conftest import at

from nghisu.demo.parts import PARTS, Stage
from nghisu.kit.facts import facts_in
from nghisu.reporting.exports import reports as exports
from nghisu.reporting.queries import reports as queries
from nghisu.reporting.queries.campaigns import missing_names, tally_of
from nghisu.reporting.rules.text import number_words

pytestmark = pytest.mark.slow


@pytest.fixture
def stage(db: None) -> Stage:
    stage = Stage(tick=lambda _: None)
    known = {part.module: part for part in PARTS}
    for module in ("organisation", "documents", "tasks", "reporting", "campaigns"):
        if module in known:
            known[module].fill(stage)
    stage.play()
    return stage


def test_rule_R1_the_demo_asks_61_and_58_are_accepted_two_returned_one_silent(stage: Stage) -> None:
    campaign, day = stage.made["campaign"], date(2023, 4, 21)
    tally = tally_of(campaign, day)
    missing = missing_names(campaign, day)

    assert (tally.asked, tally.accepted, tally.returned, tally.silent) == (61, 58, 2, 1)
    assert (len(missing["returned"]), len(missing["silent"])) == (2, 1)


@time_machine.travel(at("2023-04-21 15:00"), tick=True)
def test_every_number_of_the_demos_docx_resolves_to_exactly_its_records(stage: Stage) -> None:
    report = stage.made["reports"]["2023-Q1"]
    report.refresh_from_db()
    found = facts_in(exports.as_docx(report))
    client = Client()
    client.force_login(
        stage.made["people"]["chanhvanphong"],
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    asked: dict[str, Any] = {}

    for one in found:
        body = client.get(one.fact.address).json()
        assert one.fact.as_of == "2023-04-21"
        assert one.text == number_words(body["value"])
        assert sum(float(record["amount"]) for record in body["records"]) == body["value"]
        asked[one.fact.code] = body["value"]

    assert (asked["done_planned"], asked["done_arising"], asked["done"]) == (89, 17, 106)
    assert (asked["units_accepted"], asked["units_asked"]) == (58, 61)
    assert queries.typed_numbers(report) == []
