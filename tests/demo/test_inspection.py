"""What the demo shows of inspection: one line concluded, others on their way, one put off."""

from datetime import date

import pytest

from nghisu.demo import documents, inspection, organisation
from nghisu.demo.parts import Stage
from nghisu.inspection import queries
from nghisu.inspection.models import Inspection, InspectionProgramme
from nghisu.organisation.queries import standing_of
from nghisu.tasks.rules.status import Status

DAY = date(2023, 4, 21)


@pytest.mark.slow
def test_the_programme_has_a_line_concluded_one_under_way_one_asked_and_one_put_off(db: None) -> None:
    stage = Stage(lambda steps: None)
    for part in (organisation, documents, inspection):
        part.fill(stage)

    stage.play()

    programme = InspectionProgramme.objects.get()
    states = list(Inspection.objects.order_by("number").values_list("state", flat=True))
    assert (programme.number, programme.adopted_on) == ("931-QĐ/ĐUK", date(2022, 12, 27))
    assert states == ["concluded", "working", "notified", "moved", *["planned"] * 4]
    assert list(Inspection.objects.filter(is_outside=True).values_list("number", flat=True)) == [8]
    concluded = Inspection.objects.get(number=1)
    assert concluded.document is not None
    assert "-TB/ĐUK" in str(concluded.document.reference)
    followed = queries.remedies_of(concluded, day=DAY)
    assert [one.status for one in followed] == [Status.DONE_EARLY, Status.ON_TIME, Status.ON_TIME]
    assert followed[2].task.due_on == date(2023, 5, 19)
    assert queries.remedies_open(concluded) == 2
    asked = queries.reports_awaited(standing_of(stage.made["people"]["chuyenvien"], DAY))
    assert [one.number for one in asked] == [3]
