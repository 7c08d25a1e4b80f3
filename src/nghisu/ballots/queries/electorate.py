"""Who votes in a round, as of a moment: the members of its body, or those summoned to its part."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nghisu.ballots.models import RosterEntry, Round
from nghisu.ballots.rules.roster import Person as RosterPerson
from nghisu.ballots.rules.states import Standing as RosterStanding
from nghisu.meetings.models import Summons
from nghisu.meetings.queries import chairs_by_ids
from nghisu.meetings.queries.attendance import present_members
from nghisu.organisation.models import Mandate, Suspension
from nghisu.organisation.queries import day_of, on


@dataclass(frozen=True, slots=True)
class Elector:
    """One of the electorate, in order of office."""

    pk: UUID
    name: str
    duty: str
    standing: RosterStanding


def electors(round_: Round, at: datetime) -> list[Elector]:
    """Return the electorate of a round at a moment, in order of office; the suspended are among them."""
    day = day_of(at)
    if round_.electorate == Round.Electorate.SUMMONED:
        ids = list(
            Summons.objects.filter(part=round_.part_id, capacity=Summons.Capacity.MEMBER).values_list(
                "person_id", flat=True
            )
        )
        suspended: set[UUID] = set(
            Suspension.objects.filter(on(day), mandate__person_id__in=ids).values_list(
                "mandate__person_id", flat=True
            )
        )
    else:
        ids = list(Mandate.objects.filter(on(day), body=round_.body_id).values_list("person_id", flat=True))
        suspended = set(
            Suspension.objects.filter(on(day), mandate__body=round_.body_id).values_list(
                "mandate__person_id", flat=True
            )
        )
    return [
        Elector(
            person.pk,
            person.full_name,
            duty,
            RosterStanding.SUSPENDED if person.pk in suspended else RosterStanding.INCUMBENT,
        )
        for person, duty in chairs_by_ids(ids, day)
    ]


def people_for_roster(
    round_: Round,
    at: datetime,
    *,
    present: Collection[UUID] | None = None,
    standings: Mapping[UUID, tuple[str, str]] | None = None,
) -> tuple[list[Elector], list[RosterPerson]]:
    """Return the electorate with who is present and in what standing, as the roster will be frozen.

    :param present: ids of those present; without it those whom the attendance of the part knows
    :param standings: a standing other than the one the mandates say, with its reason, by person
    """
    here = set(present_members(round_.part) if present is None else present)
    said = standings or {}
    excused = dict(
        Summons.objects.filter(part=round_.part_id, answer=Summons.Answer.EXCUSED).values_list(
            "person_id", "reason"
        )
    )
    found = electors(round_, at)
    people = []
    for one in found:
        standing, reason = said.get(one.pk, (one.standing.value, ""))
        if one.standing is RosterStanding.SUSPENDED and standing == RosterStanding.INCUMBENT:
            standing = one.standing.value  # a suspension ends by decision, not by a tick
        is_away = one.pk not in here
        people.append(
            RosterPerson(
                pk=str(one.pk),
                name=one.name,
                standing=RosterStanding(standing),
                is_present=not is_away,
                is_excused=is_away and one.pk in excused,
                reason=reason or (excused.get(one.pk, "") if is_away else ""),
            )
        )
    return found, people


def roster_of(round_: Round) -> list[RosterEntry]:
    """Return the frozen roster, in order."""
    return list(RosterEntry.objects.filter(round=round_).order_by("order"))
