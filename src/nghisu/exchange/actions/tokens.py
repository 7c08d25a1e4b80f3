"""Make and withdraw tokens."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from nghisu.exchange.models import ApiToken
from nghisu.exchange.queries import PREFIX
from nghisu.exchange.rules.scopes import LONGEST_DAYS, Scope, ScopeMissing, TooLong
from nghisu.kit.language import clean_name
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.queries.links import digest_of
from nghisu.record.actions import note


@transaction.atomic
def make_token(
    *, name: str, scopes: Sequence[str], unit: UUID | None, until: date, by: Standing, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which is shown once and stored nowhere.

    :raises ScopeMissing: if it could do nothing
    :raises TooLong: if it would live longer than a year
    """
    if by.person_id is None:
        raise NotAllowed
    if not scopes:
        raise ScopeMissing
    if until > day_of(at) + timedelta(days=LONGEST_DAYS):
        raise TooLong(days=LONGEST_DAYS)
    if unit is not None and unit not in {by.tree.committee_of(one) for one in by.own_units}:
        raise NotAllowed
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person_id=by.person_id,
        unit_id=unit,
        name=clean_name(name),
        hash=digest_of(secret),
        scopes=" ".join(Scope(one).value for one in scopes),
        made_at=at,
        until=until,
    )
    note(
        verb="token.made",
        subject=token,
        by=by,
        at=at,
        name=token.name,
        scopes=token.scopes,
        until=until.isoformat(),
    )
    return token, secret


@transaction.atomic
def withdraw_token(*, token: ApiToken, by: Standing, at: datetime) -> ApiToken:
    """Withdraw one's own token: it opens nothing from now on."""
    if token.person_id != by.person_id:
        raise NotAllowed
    if token.withdrawn_at is None:
        token.withdrawn_at = at
        token.save(update_fields=["withdrawn_at"])
        note(verb="token.withdrawn", subject=token, by=by, at=at, name=token.name)
    return token


def mark_used(token: ApiToken, day: date) -> None:
    """Keep the day on which a token was used last; at most one write a day."""
    if token.used_on != day:
        ApiToken.objects.filter(pk=token.pk).update(used_on=day)
