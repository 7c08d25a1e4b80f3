"""Put persons on the roster; give, end, correct and set apart their mandates."""

import datetime

from django.db import transaction
from django.db.models import Q

from nghisu.kit import live
from nghisu.organisation.models import Body, Mandate, Suspension, Unit
from nghisu.organisation.queries import on, term_span
from nghisu.organisation.rules import mandates as rules
from nghisu.organisation.rules.offices import check_office
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.spans import Span, check_forward, written
from nghisu.people.models import Person
from nghisu.people.rules.usernames import UsernameTaken, check_username
from nghisu.record.actions import note


def _meeting(span: Span) -> Q:
    """Return the condition that a dated row shares a day with the span."""
    begins_before_its_end = Q() if span.until is None else Q(first__lt=span.until)
    return begins_before_its_end & (Q(until__isnull=True) | Q(until__gt=span.first))


@transaction.atomic
def enrol_person(
    *,
    full_name: str,
    title: str = "",
    email: str = "",
    username: str | None = None,
    unit: Unit,
    by: Standing,
    at: datetime.datetime,
) -> Person:
    """Put a person's name and title on the roster, for a mandate in the unit to follow.

    :raises PersonNameMissing: if the name is empty
    :raises NotAUsername: if the username has other characters, or too few or too many
    :raises UsernameTaken: if it is another's
    """
    by.require("roster.change", unit=unit.pk)
    if not full_name.strip():
        raise rules.PersonNameMissing
    if username is not None:
        check_username(username)
        if Person.objects.filter(username=username).exists():
            raise UsernameTaken(username=username)
    person = Person.objects.create_person(full_name=full_name, title=title, email=email, username=username)
    note(verb="person.enrolled", subject=person, by=by, at=at, full_name=person.full_name, unit=unit.code)
    return person


@transaction.atomic
def give_mandate(
    *,
    person: Person,
    unit: Unit,
    office: str,
    body: Body | None = None,
    duty: str = "",
    order: int = 0,
    obtained: str = Mandate.Obtained.ASSIGNED,
    document: str = "",
    first: datetime.date,
    until: datetime.date | None = None,
    over_seats: bool = False,
    by: Standing,
    at: datetime.datetime,
) -> Mandate:
    """Give a person an office, in a body for days within its term, or in a unit.

    A mandate in a body ends with the term where nothing earlier is said.

    :param over_seats: go beyond the decided seats on the superior's decision named in ``document``
    """
    by.require("mandate.give", unit=unit.pk)
    unit = Unit.locked(unit.pk)
    held = check_office(
        office, body_kind=body.kind if body else None, is_advisory=unit.kind == Unit.Kind.ADVISORY
    )
    span = Span(first, until)
    if body is not None:
        body = Body.objects.select_related("term").get(pk=body.pk)
        if body.unit_id != unit.pk:
            raise rules.BodyOfAnotherUnit
        span = rules.check_in_term(span, term_span(body.term))
    rules.check_in_unit(span, Span(unit.first, unit.until))
    if body is not None:
        _check_membership(person, body, span, obtained, document)
        _check_seats(body, span, over_seats=over_seats, document=document)
    same = Mandate.objects.filter(_meeting(span), person=person, unit=unit, body=body)
    if body is None:
        same = same.filter(office=office)
    if same.exists():
        raise rules.AlreadyInOffice(name=person.full_name)
    if held.one_holder:
        other = (
            Mandate.objects.filter(_meeting(span), unit=unit, body=body, office=office)
            .select_related("person")
            .first()
        )
        if other is not None:
            raise rules.OfficeTaken(name=other.person.full_name)
    mandate = Mandate.objects.create(
        person=person,
        unit=unit,
        body=body,
        office=office,
        duty=" ".join(duty.split()),
        order=order,
        obtained=obtained,
        obtained_document=" ".join(document.split()),
        first=span.first,
        until=span.until,
    )
    note(
        verb="mandate.given",
        subject=mandate,
        by=by,
        at=at,
        touching=[one for one in (person, unit, body) if one is not None],
        person=person.full_name,
        unit=unit.code,
        body=body.kind if body else None,
        office=office,
        first=str(span.first),
        until=str(span.until) if span.until else None,
        document=document,
    )
    return mandate


def _check_membership(person: Person, body: Body, span: Span, obtained: str, document: str) -> None:
    if obtained == Mandate.Obtained.APPOINTED and not document.strip():
        raise rules.AppointmentNeedsDecision
    if (
        body.kind in {Body.Kind.STANDING, Body.Kind.PERMANENT}
        and not Mandate.objects.filter(
            on(span.first), person=person, body__term=body.term_id, body__kind=Body.Kind.EXECUTIVE
        ).exists()
    ):
        raise rules.NotYetAMember(name=person.full_name)


def _check_seats(body: Body, span: Span, *, over_seats: bool, document: str) -> None:
    taken = Mandate.objects.filter(_meeting(span), body=body).values("person").distinct().count()
    if taken >= body.seats and not (over_seats and document.strip()):
        raise rules.SeatsFilled(seats=body.seats)


@transaction.atomic
def end_mandate(
    *,
    mandate: Mandate,
    expected_version: int,
    until: datetime.date,
    ended: str,
    document: str = "",
    by: Standing,
    at: datetime.datetime,
) -> Mandate:
    """End a mandate: ``until`` is the first day out.

    Whoever leaves the executive committee leaves the bodies it elected from its members too.

    :raises rules.MandateAlreadyEnded: if it has ended, other than by the end of the term to come
    """
    by.require("mandate.end", unit=mandate.unit_id)
    check_forward(mandate.first, until)
    if mandate.until is not None and mandate.until <= until:
        raise rules.MandateAlreadyEnded
    mandate.until, mandate.ended = until, ended
    mandate.ended_document = " ".join(document.split())
    mandate.save_over(expected_version, "until", "ended", "ended_document")
    if mandate.body is not None and mandate.body.kind == Body.Kind.EXECUTIVE:
        Mandate.objects.filter(
            on(until),
            person=mandate.person_id,
            body__term=mandate.body.term_id,
            body__kind__in=[Body.Kind.STANDING, Body.Kind.PERMANENT],
        ).update(until=until, ended=ended, ended_document=mandate.ended_document)
    live.revoke_person(mandate.person_id)
    note(
        verb="mandate.ended",
        subject=mandate,
        by=by,
        at=at,
        touching=[one for one in (mandate.person, mandate.unit, mandate.body) if one is not None],
        person=mandate.person.full_name,
        until=str(until),
        ended=ended,
        document=document,
    )
    return mandate


@transaction.atomic
def correct_mandate(
    *,
    mandate: Mandate,
    expected_version: int,
    duty: str,
    order: int,
    obtained: str,
    document: str,
    first: datetime.date,
    until: datetime.date | None,
    reason: str,
    by: Standing,
    at: datetime.datetime,
) -> Mandate:
    """Mend what was written wrong in a mandate; the record keeps what stood before, and why."""
    by.require("mandate.correct", unit=mandate.unit_id)
    if not reason.strip():
        raise rules.ReasonMissing
    before = _summary(mandate)
    span = Span(first, until)
    rules.check_in_unit(span, Span(mandate.unit.first, mandate.unit.until))
    if mandate.body is not None:
        span = rules.check_in_term(span, term_span(mandate.body.term))
    same = Mandate.objects.filter(
        _meeting(span), person=mandate.person_id, unit=mandate.unit_id, body=mandate.body_id
    ).exclude(pk=mandate.pk)
    if mandate.body is None:
        same = same.filter(office=mandate.office)
    if same.exists():
        raise rules.AlreadyInOffice(name=mandate.person.full_name)
    mandate.duty, mandate.order = " ".join(duty.split()), order
    mandate.obtained, mandate.obtained_document = obtained, " ".join(document.split())
    mandate.first, mandate.until = span.first, span.until
    mandate.save_over(expected_version, "duty", "order", "obtained", "obtained_document", "first", "until")
    live.revoke_person(mandate.person_id)
    note(
        verb="mandate.corrected",
        subject=mandate,
        by=by,
        at=at,
        before=before,
        after=_summary(mandate),
        reason=reason.strip(),
    )
    return mandate


def _summary(mandate: Mandate) -> str:
    return "; ".join(
        [
            mandate.duty,
            str(mandate.order),
            mandate.obtained,
            mandate.obtained_document,
            f"{mandate.first}..{mandate.until or ''}",
        ]
    )


@transaction.atomic
def suspend_mandate(
    *,
    mandate: Mandate,
    expected_version: int,
    first: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> Suspension:
    """Leave a mandate out of the incumbents from a day on, by the competent decision. No reason is kept.

    :raises rules.AlreadySuspended: if it is left out already
    """
    by.require("mandate.suspend", unit=mandate.unit_id)
    if not document.strip():
        raise rules.AppointmentNeedsDecision
    if not Span(mandate.first, mandate.until).holds(first):
        raise rules.MandateAlreadyEnded
    standing_one = mandate.suspensions.filter(Q(until=None) | Q(until__gt=first)).first()
    if standing_one is not None:
        raise rules.AlreadySuspended(first=written(standing_one.first))
    mandate.save_over(expected_version)
    suspension = Suspension.objects.create(mandate=mandate, first=first, document=" ".join(document.split()))
    note(verb="mandate.suspended", subject=mandate, by=by, at=at, first=str(first), document=document)
    return suspension


@transaction.atomic
def restore_mandate(
    *,
    mandate: Mandate,
    expected_version: int,
    until: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> Suspension:
    """Count a mandate among the incumbents again, from ``until`` on.

    :raises rules.NotSuspended: if it is not left out
    """
    by.require("mandate.suspend", unit=mandate.unit_id)
    if not document.strip():
        raise rules.AppointmentNeedsDecision
    suspension = mandate.suspensions.filter(until=None).first()
    if suspension is None:
        raise rules.NotSuspended
    check_forward(suspension.first, until)
    mandate.save_over(expected_version)
    suspension.until = until
    suspension.save(update_fields=["until"])
    note(verb="mandate.restored", subject=mandate, by=by, at=at, until=str(until), document=document)
    return suspension
