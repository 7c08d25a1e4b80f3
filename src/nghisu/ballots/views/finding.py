"""Find what an address names, for the one who asks."""

from typing import Any
from uuid import UUID

from django.http import Http404

from nghisu.ballots.queries import rounds as queries
from nghisu.kit.pages import Request


def round_or_404(request: Request, pk: UUID) -> Any:
    """Return the round if the asker may see it; else 404."""
    found = queries.round_for(request.standing, pk)
    if found is None:
        raise Http404
    return found
