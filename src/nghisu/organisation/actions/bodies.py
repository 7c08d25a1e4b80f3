"""Open and close terms; create, change and confirm the bodies of a unit in a term."""

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction

from nghisu.organisation.models import Body, Mandate, Term, Unit
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules import mandates as rules
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import profile_of
from nghisu.organisation.rules.spans import Span, written
from nghisu.record.actions import note


@dataclass(frozen=True, kw_only=True)
class BodyRules:
    """What the working regulation says of a body; each value stays a setting with its source."""

    seats: int
    quorum_numerator: int = 2
    quorum_denominator: int = 3
    frequency_months: int | None = None
    frequency_weeks: int | None = None
    papers_ahead_days: int | None = None
    rule_profile: str = "dang-244"
    source: str = ""


def _written(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.timezone(datetime.timedelta(hours=7))):%H:%M %d/%m/%Y}"


@transaction.atomic
def open_term(
    *,
    unit: Unit,
    ordinal: int,
    first_year: int,
    last_year: int,
    opened_at: datetime.datetime,
    by: Standing,
    at: datetime.datetime,
) -> Term:
    """Open a term at the moment the clerk sets: the closing of the congress before it.

    Source: domain.md 3.1, the boundary is a moment and not midnight.

    :raises rules.TermOrdinalTaken: if the unit has a term with the ordinal
    :raises rules.TermsOverlap: if another term is open then, or opens later
    """
    by.require("body.change", unit=unit.pk)
    unit = Unit.locked(unit.pk)
    if last_year < first_year:
        raise rules.YearsReversed
    rules.check_in_unit(Span(day_of(opened_at), unit.until), Span(unit.first, unit.until))
    for term in Term.objects.filter(unit=unit):
        if term.ordinal == ordinal:
            raise rules.TermOrdinalTaken(ordinal=ordinal)
        if term.closed_at is None or term.closed_at > opened_at:
            raise rules.TermsOverlap(ordinal=term.ordinal)
    term = Term.objects.create(
        unit=unit, ordinal=ordinal, first_year=first_year, last_year=last_year, opened_at=opened_at
    )
    note(
        verb="term.opened",
        subject=term,
        by=by,
        at=at,
        ordinal=ordinal,
        first_year=first_year,
        last_year=last_year,
        opened_at=opened_at.isoformat(),
    )
    return term


@transaction.atomic
def close_term(*, term: Term, closed_at: datetime.datetime, by: Standing, at: datetime.datetime) -> Term:
    """Close a term at a moment; the mandates in its bodies end with that day.

    :raises rules.TermAlreadyClosed: if it is closed
    :raises rules.TermClosesBeforeItOpens: if the moment lies before its opening
    :raises rules.MandateOutsideTerm: if a mandate in its bodies would begin only afterwards
    """
    by.require("body.change", unit=term.unit_id)
    term = Term.objects.select_for_update().get(pk=term.pk)
    if term.closed_at is not None:
        raise rules.TermAlreadyClosed
    if closed_at <= term.opened_at:
        raise rules.TermClosesBeforeItOpens(opened=_written(term.opened_at))
    out = day_of(closed_at) + datetime.timedelta(days=1)
    inside = Mandate.objects.filter(body__term=term)
    if inside.filter(first__gte=out).exists():
        span = Span(day_of(term.opened_at), out)
        raise rules.MandateOutsideTerm(first=written(span.first), last=rules.last_day(out))
    term.closed_at = closed_at
    term.save(update_fields=["closed_at"])
    ended = inside.filter(until=None).update(until=out, ended=Mandate.Ended.TERM)
    inside.filter(until__gt=out).update(until=out, ended=Mandate.Ended.TERM)
    note(
        verb="term.closed",
        subject=term,
        by=by,
        at=at,
        closed_at=closed_at.isoformat(),
        mandates_ended=ended,
    )
    return term


def _check(values: BodyRules) -> None:
    if values.seats < 1:
        raise rules.SeatsMissing
    rules.check_quorum(values.quorum_numerator, values.quorum_denominator)
    profile_of(values.rule_profile)


@transaction.atomic
def create_body(*, term: Term, kind: str, values: BodyRules, by: Standing, at: datetime.datetime) -> Body:
    """Create a body of the term's unit, its values not yet confirmed by the office.

    :raises rules.BodyTaken: if the unit has this kind of body in the term
    """
    by.require("body.change", unit=term.unit_id)
    Unit.locked(term.unit_id)
    _check(values)
    if Body.objects.filter(term=term, kind=kind).exists():
        raise rules.BodyTaken
    body = Body.objects.create(unit_id=term.unit_id, term=term, kind=kind, **asdict(values))
    note(
        verb="body.created",
        subject=body,
        by=by,
        at=at,
        kind=kind,
        term=term.ordinal,
        seats=values.seats,
        source=values.source,
    )
    return body


@transaction.atomic
def update_body(
    *, body: Body, expected_version: int, values: BodyRules, reason: str, by: Standing, at: datetime.datetime
) -> Body:
    """Change what the working regulation says of a body; the office confirms the new values anew."""
    by.require("body.change", unit=body.unit_id)
    _check(values)
    if not reason.strip():
        raise rules.ReasonMissing
    before = ", ".join(f"{name}={getattr(body, name)}" for name in asdict(values))
    for name, value in asdict(values).items():
        setattr(body, name, value)
    body.confirmed = False
    body.save_over(expected_version, *asdict(values), "confirmed")
    after = ", ".join(f"{name}={value}" for name, value in asdict(values).items())
    note(verb="body.updated", subject=body, by=by, at=at, before=before, after=after, reason=reason.strip())
    return body


@transaction.atomic
def confirm_body(*, body: Body, expected_version: int, by: Standing, at: datetime.datetime) -> Body:
    """Say that a person of the office held these values against the original text."""
    by.require("body.confirm", unit=body.unit_id)
    body.confirmed = True
    body.save_over(expected_version, "confirmed")
    note(
        verb="body.confirmed",
        subject=body,
        by=by,
        at=at,
        rule_profile=body.rule_profile,
        source=body.source,
    )
    return body
