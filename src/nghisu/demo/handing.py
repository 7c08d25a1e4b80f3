"""A hand-over in the demo: the clerk moves on, and the receiver still has to sign."""

import datetime

from nghisu.demo.parts import Stage, moment
from nghisu.home.actions.handover import begin_hand_over, sign_hand_over
from nghisu.home.queries.handover import receivers
from nghisu.home.rules.handover import Reason
from nghisu.organisation.queries import standing_of
from nghisu.people.models import Person


def fill(stage: Stage) -> None:
    """Begin it in the afternoon of the session, and let the giver sign."""
    stage.later(moment("2023-04-21 14:40"), _hand_over)


def _hand_over(at: datetime.datetime) -> None:
    people = {one.username: one for one in Person.objects.filter(username__in=["chanhvanphong", "vanthu"])}
    chief, clerk = people["chanhvanphong"], people["vanthu"]
    by = standing_of(chief, at.date())
    found = {pk: name for pk, name in receivers(by, clerk, at).items() if pk != chief.pk}
    made = begin_hand_over(
        giver=clerk,
        receiver_id=min(found, key=lambda pk: (found[pk], pk)),
        reason=Reason.LEAVES,
        note_text="Đủ; con dấu và sổ giao tận tay.",
        by=by,
        at=at,
    )
    sign_hand_over(hand_over=made, version=made.version, by=standing_of(clerk, at.date()), at=at)
