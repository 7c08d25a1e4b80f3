"""Read tokens: one's own on pages, and the one behind a request."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from nghisu.exchange.models import ApiToken
from nghisu.organisation.queries import names_on
from nghisu.organisation.rules.policy import Standing
from nghisu.people.queries.links import digest_of

PREFIX = "ns_"


def tokens_of(standing: Standing) -> QuerySet[ApiToken]:
    """Return the asker's own tokens, the newest first."""
    return ApiToken.objects.filter(person_id=standing.me).select_related("unit")


def token_of(standing: Standing, pk: UUID) -> ApiToken | None:
    """Return one of the asker's own tokens."""
    return tokens_of(standing).filter(pk=pk).first()


def token_behind(secret: str, day: date) -> ApiToken | None:
    """Return the token that a program sent, None where it is unknown, withdrawn or over."""
    if not secret.startswith(PREFIX):
        return None
    return (
        ApiToken.objects.filter(
            hash=digest_of(secret), withdrawn_at=None, until__gte=day, person__is_active=True
        )
        .select_related("person")
        .first()
    )


def own_units(standing: Standing) -> list[tuple[UUID, str]]:
    """Return id and name of the committees where the asker holds an office."""
    units = {standing.tree.committee_of(one) for one in standing.own_units}
    return sorted(names_on(standing.day, units).items(), key=lambda pair: pair[1])
