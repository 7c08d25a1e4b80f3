"""Which roles must sign in with a second factor."""

from uuid import UUID

from django.core.cache import cache

from nghisu.people.models import RequiredFactor

KEY = "people.required_factors"
KEPT_SECONDS = 5


def required_factors() -> frozenset[tuple[str, UUID]]:
    """Return the pairs of role and unit; asked at each request, so kept for at most five seconds."""
    found: frozenset[tuple[str, UUID]] | None = cache.get(KEY)
    if found is None:
        found = frozenset(RequiredFactor.objects.values_list("role", "unit_id"))
        cache.set(KEY, found, KEPT_SECONDS)
    return found


def forget_required_factors() -> None:
    """Read them anew at the next request."""
    cache.delete(KEY)
