"""Keep the directory of bodies outside the organisation; names and relations are dated."""

import datetime

from django.db import transaction

from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.rules import changes, codes, spans
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.spans import Span
from nghisu.record.actions import note


@transaction.atomic
def add_outside_body(
    *,
    code: str,
    name: str,
    symbol: str = "",
    relation: str,
    to_unit: Unit,
    first: datetime.date,
    until: datetime.date | None = None,
    by: Standing,
    at: datetime.datetime,
) -> OutsideBody:
    """Add a body to the directory.

    :raises changes.OutsideCodeTaken: if the directory has one with the code
    """
    by.require("outside.change", unit=to_unit.pk)
    code = codes.unit_code(code)
    spans.check_forward(first, until)
    if not name.strip():
        raise changes.NameMissing
    if OutsideBody.objects.filter(code__iexact=code).exists():
        raise changes.OutsideCodeTaken(code=code)
    made = OutsideBody.objects.create(
        code=code, name=name, symbol=symbol, relation=relation, to_unit=to_unit, first=first, until=until
    )
    note(verb="outside.added", subject=made, by=by, at=at, code=code, name=made.name, relation=relation)
    return made


@transaction.atomic
def change_outside_body(
    *,
    outside: OutsideBody,
    expected_version: int,
    name: str,
    symbol: str,
    relation: str,
    day: datetime.date,
    by: Standing,
    at: datetime.datetime,
) -> OutsideBody:
    """Enter the body's new name or relation from a day on; the row before it ends that day."""
    by.require("outside.change", unit=outside.to_unit_id)
    if not name.strip():
        raise changes.NameMissing
    rows = OutsideBody.objects.filter(code=outside.code)
    spans.check_follows([Span(row.first, row.until) for row in rows], day)
    until = outside.until
    outside.until = day
    outside.save_over(expected_version, "until")
    made = OutsideBody.objects.create(
        code=outside.code,
        name=name,
        symbol=symbol,
        relation=relation,
        to_unit_id=outside.to_unit_id,
        first=day,
        until=until,
    )
    note(
        verb="outside.changed",
        subject=made,
        by=by,
        at=at,
        before=outside.name,
        after=made.name,
        relation=relation,
        day=str(day),
    )
    return made


@transaction.atomic
def end_outside_body(
    *, outside: OutsideBody, expected_version: int, day: datetime.date, by: Standing, at: datetime.datetime
) -> OutsideBody:
    """Take a body out of the directory from a day on; earlier pages still show it."""
    by.require("outside.change", unit=outside.to_unit_id)
    spans.check_forward(outside.first, day)
    outside.until = day
    outside.save_over(expected_version, "until")
    note(verb="outside.ended", subject=outside, by=by, at=at, day=str(day))
    return outside
