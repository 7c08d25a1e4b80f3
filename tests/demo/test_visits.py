"""What the demo shows of visits: one closed, one followed up, one awaiting questions, one put off."""

from datetime import date

import pytest

from nghisu.demo import documents, organisation, visits
from nghisu.demo.parts import Stage
from nghisu.organisation.queries import standing_of
from nghisu.situation.models import Topic
from nghisu.tasks.models import Task
from nghisu.visits import queries
from nghisu.visits.models import Visit
from nghisu.visits.queries.following import questions_owed

DAY = date(2023, 4, 21)


@pytest.mark.slow
def test_the_plan_has_a_visit_closed_one_followed_up_one_announced_and_one_put_off(db: None) -> None:
    stage = Stage(lambda steps: None)
    for part in (organisation, documents, visits):
        part.fill(stage)

    stage.play()

    states = list(Visit.objects.order_by("number").values_list("state", flat=True))
    assert states == ["closed", "concluded", "announced", "planned", "postponed"]
    followed = Visit.objects.get(number=2)
    assert questions_owed(followed) == 2
    assert sorted(
        Task.objects.filter(visit_commitment__visit=followed).values_list("lead__code", flat=True)
    ) == [
        "DU-BKHCN",
        "VP",
    ]
    assert Topic.objects.get(visit_commitments__visit=followed).matter == "pay_scheme"
    waiting = queries.visits_awaiting(standing_of(stage.made["people"]["chuyenvien"], DAY), DAY)
    assert [one.number for one in waiting] == [3]
