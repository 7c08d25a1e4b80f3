"""How long the synthesis of a year takes: 61 units, 200 topics, 12 months, from the stored counts."""

import time
from datetime import date
from random import Random

import pytest
from tests.situation.conftest import Desk

from nghisu.situation.models import Contribution, Topic
from nghisu.situation.queries.reports import table_of
from nghisu.situation.rules.reports import Period, ReportKind
from nghisu.situation.rules.topics import SIZES

UNITS, TOPICS = 61, 200


@pytest.mark.measure
@pytest.mark.slow
def test_the_synthesis_of_a_year_of_200_topics_by_61_units_is_made_within_two_seconds(desk: Desk) -> None:
    chance = Random(7)
    bloc = desk.house.units["DUK"]
    units = [desk.house.add_unit(f"M{number}", f"Đảng ủy {number}", "DUK") for number in range(UNITS)]
    topics = Topic.objects.bulk_create(
        Topic(
            unit=bloc,
            number=number + 1,
            field="pay",
            matter="pay_payment",
            title=f"Vấn đề {number}",
            opened_on=date(2023, 1, 1),
        )
        for number in range(TOPICS)
    )
    Contribution.objects.bulk_create(
        (
            Contribution(
                topic=topic,
                unit=unit,
                year=2023,
                month=month,
                size=chance.choice(SIZES),
                first_on=date(2023, month, 1),
            )
            for topic in topics
            for month in range(1, 13)
            for unit in chance.sample(units, chance.choice((0, 1, 3, 6, 14, 40)))
        ),
        batch_size=5_000,
    )
    tree = desk.minh.tree

    started = time.process_time()
    tables = [table_of(bloc.pk, Period(ReportKind.MONTH, 2023, month), tree) for month in range(1, 13)]
    took = time.process_time() - started

    print(f"12 reports of {TOPICS} topics from {Contribution.objects.count()} counts: {took:.2f} s")
    assert [len(one["lines"]) for one in tables] == [TOPICS] * 12
    assert took < 2
