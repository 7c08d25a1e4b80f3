"""The tasks of the demo: the two counts of the source, and every status there is."""

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from nghisu.demo import documents, organisation, tasks
from nghisu.demo.parts import Stage
from nghisu.organisation.queries import standing_of
from nghisu.record.models import Entry
from nghisu.tasks import queries
from nghisu.tasks.models import Task
from nghisu.tasks.rules.status import Status

DAY = date(2023, 4, 21)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Fill the parts once for all tests of this module, and take everything back at its end."""
    made = Stage(tick=lambda _: None)
    with django_db_blocker.unblock(), transaction.atomic():
        organisation.fill(made)
        documents.fill(made)
        tasks.fill(made)
        made.play()
        yield made
        transaction.set_rollback(True)


def figures(as_of: str) -> tuple[int, int, int]:
    printed = StringIO()
    call_command(
        "figures", "--unit", "DUK", "--quarter", "2023-Q1", "--as-of", as_of, "--json", stdout=printed
    )
    found = json.loads(printed.getvalue())
    assert len(found["records"]) == found["total"]
    return found["planned"], found["arising"], found["total"]


def test_rule_T1_the_demo_counts_89_planned_and_17_arising_in_the_first_quarter(stage: Stage) -> None:
    assert figures("2023-04-21") == (89, 17, 106)
    assert figures("2023-03-31") == (89, 17, 106)
    assert figures("2022-12-31") == (0, 0, 0)
    assert sum(figures("2023-02-28")) < 212


def test_every_status_is_to_be_seen_on_the_day_of_the_session(stage: Stage) -> None:
    standing = standing_of(stage.made["people"]["chanhvanphong"], DAY)

    found = queries.status_counts(queries.spans_visible_to(standing, day=DAY), DAY)

    assert set(found) == set(Status) - {Status.DONE}
    assert sum(found.values()) == Task.objects.count()


def test_each_affiliate_has_its_shares_and_sees_only_them(stage: Stage) -> None:
    standing = standing_of(stage.made["people"]["chuyenvien"], DAY)

    seen = queries.with_names(queries.spans_visible_to(standing, day=DAY))

    assert {span.unit.code for span in seen} == {"DU-VPTW"}
    assert seen.count() == 3


def test_one_point_of_the_review_has_no_task_yet(stage: Stage) -> None:
    standing = standing_of(stage.made["people"]["chanhvanphong"], DAY)
    directive = stage.made["documents"]["btgtw-tong-ket"]

    covered = queries.coverage_of(directive, standing=standing, day=DAY)

    assert [one.point.number for one in covered if one.is_open] == ["III.1"]


def test_the_record_of_the_quarter_runs_forward(stage: Stage) -> None:
    moments = list(Entry.objects.filter(at__year=2023).order_by("index").values_list("at", flat=True))

    assert moments == sorted(moments)
