"""Who of a visit is elsewhere at its hours, by the weekly calendar, summonses and other visits."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from nghisu.kit.periods import day_ends, day_starts
from nghisu.meetings.models import Summons, WeekAttendee
from nghisu.meetings.rules.kinds import USUAL_LENGTH
from nghisu.visits.models import Visit, VisitMember
from nghisu.visits.rules.steps import State

RUNNING = (State.PLANNED, State.ANNOUNCED)


@dataclass(frozen=True)
class Clash:
    """Somebody who is elsewhere.

    :param what: what it is called; titles of closed parts are not told
    """

    person: uuid.UUID
    name: str
    what: str


def clashes_of(
    persons: Iterable[uuid.UUID],
    starts_at: datetime | None,
    ends_at: datetime | None,
    *,
    visit: Visit | None = None,
) -> list[Clash]:
    """Return who of these persons is elsewhere at those hours, each once, in four questions at most.

    :param visit: the visit itself, which is no clash with its own line of the calendar
    """
    wanted = set(persons)
    if not wanted or starts_at is None or ends_at is None:
        return []
    found: dict[uuid.UUID, Clash] = {}
    entries = WeekAttendee.objects.filter(
        person_id__in=wanted,
        entry__starts_at__lt=ends_at,
        entry__ends_at__gt=starts_at,
        entry__cancelled_reason="",
    ).select_related("entry", "person")
    if visit is not None and visit.entry_id:
        entries = entries.exclude(entry_id=visit.entry_id)
    for one in entries.order_by("entry__starts_at"):
        found.setdefault(one.person_id, Clash(one.person_id, one.person.full_name, one.entry.title))
    summonses = (
        Summons.objects.filter(
            Q(part__meeting__ends_at__gt=starts_at)
            | Q(part__meeting__ends_at=None, part__starts_at__gt=starts_at - USUAL_LENGTH),
            person_id__in=wanted,
            part__starts_at__lt=ends_at,
            part__meeting__cancelled_at__isnull=True,
        )
        .exclude(answer=Summons.Answer.EXCUSED)
        .select_related("part__meeting", "person")
        .order_by("part__starts_at")
    )
    for summons in summonses:
        if summons.person is not None:
            found.setdefault(
                summons.person.pk,
                Clash(summons.person.pk, summons.person.full_name, summons.part.meeting.title),
            )
    others = Visit.objects.filter(
        state__in=RUNNING, entry__isnull=True, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if visit is not None:
        others = others.exclude(pk=visit.pk)
    for other in others.filter(head_id__in=wanted).select_related("head"):
        if other.head is not None:
            found.setdefault(other.head.pk, Clash(other.head.pk, other.head.full_name, other.purpose))
    going = VisitMember.objects.filter(visit__in=others, person_id__in=wanted)
    for member in going.select_related("visit", "person"):
        found.setdefault(
            member.person_id, Clash(member.person_id, member.person.full_name, member.visit.purpose)
        )
    return sorted(found.values(), key=lambda one: one.name)


def visits_there(visited: uuid.UUID, starts_at: datetime | None, *, visit: Visit | None = None) -> list[Any]:
    """Return the other visits that a unit receives on the day."""
    if starts_at is None:
        return []
    day = timezone.localtime(starts_at).date()
    rows = Visit.objects.filter(
        visited_id=visited,
        state__in=RUNNING,
        starts_at__gte=day_starts(day),
        starts_at__lt=day_ends(day),
    )
    return list(rows.exclude(pk=visit.pk) if visit is not None else rows)
