"""The quarter of the demo: 61 asked, 58 accepted; each number of its .docx opens exactly its records."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from nghisu.demo import campaigns, documents, organisation, reporting, tasks
from nghisu.demo.parts import Stage, moment
from nghisu.kit.facts import FoundFact, facts_in
from nghisu.organisation.queries import standing_of
from nghisu.reporting.actions import campaigns as actions
from nghisu.reporting.exports import reports as exports
from nghisu.reporting.models import Campaign, Submission
from nghisu.reporting.queries import campaigns as queries
from nghisu.reporting.queries import reports as report_queries
from nghisu.reporting.rules.text import number_words
from nghisu.tasks import actions as task_actions
from nghisu.tasks.models import Task

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 21)


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Fill the parts once for all tests of this module, and take everything back at its end."""
    made = Stage(tick=lambda _: None)
    with django_db_blocker.unblock(), transaction.atomic():
        organisation.fill(made)
        documents.fill(made)
        tasks.fill(made)
        campaigns.fill(made)
        reporting.fill(made)
        made.play()
        yield made
        transaction.set_rollback(True)


def answers(found: list[FoundFact], stage: Stage) -> dict[str, dict[str, Any]]:
    """Ask the API for each number as the office; hold text, value and records against each other."""
    client = Client()
    client.force_login(
        stage.made["people"]["chanhvanphong"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    asked = {}
    for one in found:
        body = client.get(one.fact.address).json()
        assert one.text == number_words(body["value"])
        assert sum(record["amount"] for record in body["records"]) == body["value"]
        asked[one.fact.code] = body
    return asked


def a_year_later(stage: Stage) -> None:
    """Return accepted reports and correct accepted tasks, month by month, from May 2023 to April 2024."""
    people = stage.made["people"]
    accepted = list(Submission.objects.filter(status="accepted").order_by("unit__code"))
    done = list(Task.objects.filter(unit__code="DUK", accepted_on__isnull=False).order_by("code"))
    for month in range(12):
        at: datetime = moment("2023-05-04 09:00") + timedelta(days=30 * month)
        by = standing_of(people["chanhvanphong"], at.date())
        one = accepted[month * 4]
        actions.give_back(
            submission=one, expected_version=one.version, words="Kiểm tra lại số liệu", by=by, at=at
        )
        task = done[month * 7]
        task_actions.correct(
            task=task,
            version=task.version,
            accepted_on=date(2023, 4, 3),
            reason="Ghi nhầm ngày nghiệm thu",
            by=by,
            at=at,
        )


def test_of_61_units_58_are_accepted_two_returned_and_one_silent(stage: Stage) -> None:
    campaign = Campaign.objects.get()

    tally = queries.tally_of(campaign, DAY)

    assert (tally.asked, tally.words, tally.returned, tally.silent) == (61, "58/61", 2, 1)
    assert campaign.report == stage.made["reports"]["2023-Q1"]


def test_the_docx_says_58_of_61_and_89_and_17_are_106_and_each_number_opens_its_records_a_year_later(
    stage: Stage,
) -> None:
    report = stage.made["reports"]["2023-Q1"]
    content = exports.as_docx(report)
    paper = report_queries.paper_of(report)

    found = facts_in(content)
    before = answers(found, stage)
    with transaction.atomic():
        a_year_later(stage)
        after = answers(found, stage)
        transaction.set_rollback(True)

    words = "\n".join(block.text for block in paper.blocks)
    notes = [annex.note for annex in paper.annexes]
    assert "58/61 báo cáo được chấp nhận" in words
    assert any("89 nhiệm vụ theo kế hoạch + 17 nhiệm vụ phát sinh = 106 nhiệm vụ" in note for note in notes)
    assert any("58/61" in note and "Đã trả lại 02" in note and "Chưa gửi 01" in note for note in notes)
    assert (len(before["done"]["records"]), len(before["units_accepted"]["records"])) == (106, 58)
    assert before == after
    assert report_queries.typed_numbers(report) == []
