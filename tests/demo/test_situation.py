"""What the demo shows of difficulties: 14 units, two of them twice, escalated, answered, told back."""

import pytest

from nghisu.demo import documents, organisation, situation
from nghisu.demo.parts import Stage
from nghisu.situation import queries
from nghisu.situation.models import Issue, Topic


@pytest.mark.slow
def test_the_pay_matter_of_14_units_is_escalated_answered_and_told_back(db: None) -> None:
    stage = Stage(lambda steps: None)
    for part in (organisation, documents, situation):
        part.fill(stage)

    stage.play()

    pay = queries.with_units(Topic.objects.filter(matter="pay_scheme")).get()
    steps = [one.step for one in queries.steps_of(pay)]
    assert (pay.unit_count, Issue.objects.filter(topic=pay).count()) == (14, 16)
    assert steps[-3:] == ["escalated", "answered", "told"]
    assert pay.document is not None
    assert "-TTr/" in str(pay.document.reference)
    assert len(queries.tellings_of(pay)) == 14
    assert Issue.objects.filter(is_urgent=True, read_at=None).count() == 1
