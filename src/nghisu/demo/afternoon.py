"""What is noted last, on the afternoon the demo stands on: who is away in the coming week."""

from datetime import date, datetime

from django.db import transaction

from nghisu.demo.organisation import ASSUMED
from nghisu.demo.parts import Stage, moment
from nghisu.organisation.actions.duties import record_absence
from nghisu.organisation.queries import standing_of

NOTED = moment("2023-04-21 14:45")


def fill(stage: Stage) -> None:
    """Put the note on the timeline."""
    stage.later(NOTED, lambda at: note_absence(stage, at))


@transaction.atomic
def note_absence(stage: Stage, at: datetime) -> None:
    """Record one leader's absence with the substitute, whose scope ends by itself."""
    people, unit = stage.made["people"], stage.made["units"]["DUK"]
    record_absence(
        person=people["pho_bi_thu_2"],
        unit=unit,
        substitute=people["pho_bi_thu_1"],
        scope="Ký văn bản và giải quyết công việc thường xuyên của lĩnh vực được phân công",
        first=date(2023, 4, 24),
        until=date(2023, 4, 29),
        assignments=[stage.made["assignments"]["pho_bi_thu_2"]],
        document=f"Thông báo ({ASSUMED})",
        by=standing_of(people["chanhvanphong"], at.date()),
        at=at,
    )
    stage.tick(1)
