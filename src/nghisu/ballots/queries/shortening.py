"""Polls by which a list can be shortened, and the support that each person has in one."""

from uuid import UUID

from django.db.models import QuerySet

from nghisu.ballots.models import Candidate, CountSheet, NameTally, Round
from nghisu.ballots.rules.states import PUBLISHED, RoundKind
from nghisu.organisation.queries.rules import rules_by_code
from nghisu.organisation.rules.majority import max_surplus


def polls_for(round_: Round) -> QuerySet[Round]:
    """Return the announced polls of the same meeting, the last one first."""
    return Round.objects.filter(
        meeting_id=round_.meeting_id,
        kind__in=[RoundKind.INTRODUCTION, RoundKind.OPINION],
        state__in=[str(state) for state in PUBLISHED],
    ).order_by("-closed_at")


def support_from(poll: Round) -> dict[UUID | None, int]:
    """Return the votes of each person by the result of a poll that holds now."""
    sheet = CountSheet.objects.filter(round=poll).order_by("-number").first()
    rows = NameTally.objects.filter(sheet=sheet).exclude(candidate__person=None)
    return dict(rows.values_list("candidate__person_id", "votes"))


def poll_by_id(round_: Round, pk: UUID) -> Round | None:
    """Return one of the polls of the same meeting."""
    return polls_for(round_).filter(pk=pk).first()


def is_too_long(round_: Round) -> bool:
    """Tell whether the list has more names than the rules let be voted on."""
    most = max_surplus(rules_by_code(round_.profile), round_.seats)
    names = Candidate.objects.filter(round=round_, state=Candidate.State.PROPOSED).count()
    return most is not None and names > round_.seats + most
