"""Enter and confirm rules of election and voting (quy chế bầu cử)."""

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction

from nghisu.organisation.models import ConfirmedRules, OwnRules, Unit
from nghisu.organisation.rules import spans
from nghisu.organisation.rules.own import SourceMissing, check_percent
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import rules_of
from nghisu.record.actions import note


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What an office enters as its own rules; None leaves a number open."""

    name: str
    source: str
    first: datetime.date
    until: datetime.date | None = None
    body_kind: str = ""
    gathering: str = ""
    base: str
    threshold: str
    quorum: str
    tie: str
    blank_is: str
    outcome: str
    surplus_percent_max: int | None = None
    nomination_percent: int | None = None
    complaint_working_days: int | None = None
    retention_months: int | None = None
    by_device: bool = False
    electronic_secret: bool = False


@transaction.atomic
def enter_rules(*, unit: Unit, values: Entered, by: Standing, at: datetime.datetime) -> OwnRules:
    """Enter rules of the unit's own, not yet confirmed; from their first day on they go before the book's.

    :raises SourceMissing: if no text is named
    """
    by.require("rules.change", unit=unit.pk)
    if not values.source.strip():
        raise SourceMissing
    spans.check_forward(values.first, values.until)
    check_percent(values.surplus_percent_max, "surplus_percent_max")
    check_percent(values.nomination_percent, "nomination_percent")
    made = OwnRules.objects.create(unit=unit, entered_at=at, **asdict(values))
    note(
        verb="rules.entered",
        subject=made,
        by=by,
        at=at,
        name=made.name,
        first=made.first.isoformat(),
        source=made.source,
        after=", ".join(f"{key}={value}" for key, value in asdict(values).items()),
    )
    return made


@transaction.atomic
def confirm_own_rules(
    *, rules: OwnRules, expected_version: int, by: Standing, at: datetime.datetime
) -> OwnRules:
    """Say that a person of the office held the rules against the original text."""
    by.require("rules.confirm", unit=rules.unit_id)
    rules.confirmed = True
    rules.save_over(expected_version, "confirmed")
    note(verb="rules.confirmed", subject=rules, by=by, at=at, name=rules.name, source=rules.source)
    return rules


@transaction.atomic
def confirm_book(*, unit: Unit, code: str, by: Standing, at: datetime.datetime) -> ConfirmedRules:
    """Say that a person of the office held a book's rules against the original text; again changes nothing.

    :raises UnknownProfile: if there are no such rules
    """
    by.require("rules.confirm", unit=unit.pk)
    rules = rules_of(code)
    made, is_new = ConfirmedRules.objects.get_or_create(unit=unit, code=code, defaults={"confirmed_at": at})
    if is_new:
        note(verb="rules.confirmed", subject=unit, by=by, at=at, name=rules.name, source=rules.source)
    return made
