"""Take in a difficulty that a unit stated face to face, as the office that handles it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.situation import queries
from nghisu.situation.actions import checked_texts, next_number
from nghisu.situation.models import Issue
from nghisu.situation.rules import competence
from nghisu.situation.rules import topics as rules
from nghisu.situation.rules.personal import NoName
from nghisu.situation.rules.topics import IssueState, Size, Where

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@transaction.atomic
def take_in(*, unit: Unit, matter: str, statement: str, proposal: str, by: "Standing", at: datetime) -> Issue:
    """Enter what a unit stated at a working visit; it counts as checked, of the unit and of its month.

    :raises rules.NotHandled: if the unit has no superior in the tree
    :raises competence.FieldClosed: if the field is sensitive and the office has not opened it
    :raises personal.PointsAtAPerson: if something points at a person
    """
    handler = queries.handler_of(unit.pk, by.tree)
    if handler is None:
        raise rules.NotHandled
    by.require("issue.handle", handler=handler)
    day = day_of(at)
    row = competence.matter_of(matter, day)
    if row.field not in queries.open_fields(handler):
        raise competence.FieldClosed
    texts = checked_texts({"statement": statement, "proposal": proposal}, NoName.MEND)
    if not texts["statement"]:
        raise rules.SayWhat
    issue = Issue.objects.create(
        unit=unit,
        handler_id=handler,
        number=next_number(Issue, "handler", handler),
        field=row.field,
        matter=row.code,
        where=Where.WHOLE,
        size=Size.SOME,
        since=day,
        authority=row.authority,
        raised_on=day,
        raised_at=at,
        state=IssueState.CHECKED,
        **texts,
    )
    note(verb="issue.taken_in", subject=issue, by=by, at=at, number=issue.number, matter=row.code)
    return issue
