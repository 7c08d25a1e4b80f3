"""What the demo shows of calling."""

from datetime import date

import pytest

from nghisu.demo import calling, documents, meetings, organisation
from nghisu.demo.parts import Stage
from nghisu.meetings.models import Circular, Meeting, MeetingPaper, PaperNote
from nghisu.meetings.queries.papers import unreturned
from nghisu.meetings.queries.week import week_of
from nghisu.organisation.queries import standing_of


@pytest.mark.slow
def test_the_demo_shows_a_circular_versions_copies_and_a_week(db: None) -> None:
    stage = Stage(lambda steps: None)
    for part in (organisation, documents, meetings, calling):
        part.fill(stage)

    stage.play()

    circular = Circular.objects.get()
    twelfth = Meeting.objects.get(body__kind="executive", ordinal=12)
    chief = standing_of(stage.made["people"]["chanhvanphong"], date(2023, 4, 21))
    assert (circular.is_adopted, circular.silent) == (True, 2)
    assert circular.reported_item is not None
    assert circular.reported_item.part.meeting.ordinal == 33
    assert list(PaperNote.objects.values_list("number", flat=True)) == [1]
    assert MeetingPaper.objects.filter(number=2).count() == 1
    assert [copy.number for copy in unreturned(twelfth)] == [1, 2, 3]
    assert len(week_of(chief, date(2023, 4, 21)).lines) >= 6
