"""What of ballots somebody who leaves still holds: keys of secret polls, papers in stock."""

from uuid import UUID

from nghisu.ballots.models import PaperStock, SecretTrustee


def keys_held(person_id: UUID) -> list[str]:
    """Return the secret polls of which the person holds a part of the key."""
    found = SecretTrustee.objects.filter(
        person_id=person_id, key_destroyed_at=None, poll__keys_destroyed_at=None
    ).select_related("poll__round")
    return [one.poll.round.title for one in found]


def papers_left(unit_id: UUID) -> list[tuple[str, int]]:
    """Return the rounds of a unit whose unused papers are still there, with how many."""
    found = (
        PaperStock.objects.filter(round__meeting__unit_id=unit_id, unused__gt=0)
        .exclude(round__seal__destroyed_on__isnull=False)
        .select_related("round")
        .order_by("round__title")
    )
    return [(one.round.title, one.unused or 0) for one in found]
