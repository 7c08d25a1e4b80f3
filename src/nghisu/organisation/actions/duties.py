"""Who of the leaders is in charge of what, and who stands in while they are away."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from nghisu.organisation.models import Absence, Assignment, Mandate, Unit
from nghisu.organisation.queries import on
from nghisu.organisation.rules import mandates as rules
from nghisu.organisation.rules.changes import DocumentMissing
from nghisu.organisation.rules.duties import (
    FieldMissing,
    NoticeMissing,
    NotInOffice,
    ScopeMissing,
    SubstituteNotInOffice,
    UnitNotThere,
)
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import check_vote_delegation
from nghisu.organisation.rules.spans import Span, check_forward, written
from nghisu.people.models import Person
from nghisu.record.actions import note


def _is_in_office(person: Person, unit: Unit, day: datetime.date) -> bool:
    return Mandate.objects.filter(on(day), person=person, unit=unit).exists()


@transaction.atomic
def assign_duty(
    *,
    person: Person,
    unit: Unit,
    field: str,
    over_units: Sequence[Unit] = (),
    may_sign: bool = False,
    may_chair: bool = False,
    notice: str,
    first: datetime.date,
    until: datetime.date | None = None,
    by: Standing,
    at: datetime.datetime,
) -> Assignment:
    """Put a leader in charge of a field, and of units, by a notice (phân công phụ trách).

    :raises NotInOffice: if the person holds no mandate in the unit on the first day
    :raises DocumentMissing: if no notice is named
    """
    by.require("duty.change", unit=unit.pk)
    if not notice.strip():
        raise NoticeMissing
    if not field.strip():
        raise FieldMissing
    check_forward(first, until)
    if not _is_in_office(person, unit, first):
        raise NotInOffice(name=person.full_name, day=written(first))
    for other in over_units:
        if not Span(other.first, other.until).holds(first):
            raise UnitNotThere(name=other.code, day=written(first))
    made = Assignment.objects.create(
        person=person,
        unit=unit,
        field=" ".join(field.split()),
        may_sign=may_sign,
        may_chair=may_chair,
        notice=" ".join(notice.split()),
        first=first,
        until=until,
    )
    made.over_units.set(over_units)
    note(
        verb="duty.assigned",
        subject=made,
        by=by,
        at=at,
        person=person.full_name,
        field=made.field,
        units=", ".join(sorted(other.code for other in over_units)),
        notice=made.notice,
        first=str(first),
    )
    return made


@transaction.atomic
def end_duty(
    *,
    assignment: Assignment,
    expected_version: int,
    until: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> Assignment:
    """End an assignment: ``until`` is the first day without it."""
    by.require("duty.change", unit=assignment.unit_id)
    if not document.strip():
        raise DocumentMissing
    check_forward(assignment.first, until)
    if assignment.until is not None and assignment.until <= until:
        raise rules.MandateAlreadyEnded
    assignment.until = until
    assignment.save_over(expected_version, "until")
    note(verb="duty.ended", subject=assignment, by=by, at=at, until=str(until), document=document)
    return assignment


@transaction.atomic
def record_absence(
    *,
    person: Person,
    unit: Unit,
    substitute: Person,
    scope: str,
    first: datetime.date,
    until: datetime.date | None,
    assignments: Sequence[Assignment] = (),
    covers_vote: bool = False,
    document: str = "",
    by: Standing,
    at: datetime.datetime,
) -> Absence:
    """Record the days a leader is away and who stands in; it ends by itself on ``until``.

    What was entrusted is not passed on: who stands in for another on these days cannot leave before
    the other has a new substitute, and a substitute is not away.

    :raises rules.StandsInForAnother: if the person leaving is somebody's substitute on these days
    :raises rules.SubstituteIsAway: if the substitute is away on these days
    :raises VoteIsNeverDelegated: if a vote would pass and a body of the member forbids it
    """
    by.require("absence.record", unit=unit.pk)
    Unit.locked(unit.pk)
    if until is None:
        raise rules.AbsenceNeedsAnEnd
    check_forward(first, until)
    if person.pk == substitute.pk:
        raise rules.SubstituteIsThePerson
    if not scope.strip():
        raise ScopeMissing
    if not _is_in_office(person, unit, first):
        raise NotInOffice(name=person.full_name, day=written(first))
    if not _is_in_office(substitute, unit, first):
        raise SubstituteNotInOffice(name=substitute.full_name, day=written(first))
    if covers_vote:
        bodies = Mandate.objects.filter(on(first), person=person, body__isnull=False)
        check_vote_delegation(list(bodies.values_list("body__rule_profile", flat=True)))
    same_days = Absence.objects.filter(first__lt=until, until__gt=first, unit=unit)
    own = same_days.filter(person=person).first()
    if own is not None:
        raise rules.AlreadyAway(
            name=person.full_name, first=written(own.first), last=rules.last_day(own.until)
        )
    if same_days.filter(person=substitute).exists():
        raise rules.SubstituteIsAway(name=substitute.full_name)
    entrusted = same_days.filter(substitute=person).select_related("person").first()
    if entrusted is not None:
        raise rules.StandsInForAnother(
            name=person.full_name,
            other=entrusted.person.full_name,
            last=rules.last_day(entrusted.until),
        )
    made = Absence.objects.create(
        person=person,
        unit=unit,
        substitute=substitute,
        scope=" ".join(scope.split()),
        document=" ".join(document.split()),
        first=first,
        until=until,
    )
    made.assignments.set(assignments)
    note(
        verb="absence.recorded",
        subject=made,
        by=by,
        at=at,
        person=person.full_name,
        substitute=substitute.full_name,
        scope=made.scope,
        first=str(first),
        until=str(until),
    )
    return made


@transaction.atomic
def shorten_absence(
    *, absence: Absence, expected_version: int, until: datetime.date, by: Standing, at: datetime.datetime
) -> Absence:
    """End an absence earlier: the person is back on ``until``."""
    by.require("absence.record", unit=absence.unit_id)
    check_forward(absence.first, until)
    if until >= absence.until:
        raise rules.MandateAlreadyEnded
    absence.until = until
    absence.save_over(expected_version, "until")
    note(verb="absence.shortened", subject=absence, by=by, at=at, until=str(until))
    return absence
