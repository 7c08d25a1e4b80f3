"""How long a one-time link lasts, and when it is refused."""

from datetime import datetime, timedelta
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal

RECOVERY_LASTS = timedelta(hours=24)
SIGN_IN_LASTS = timedelta(hours=24)
LONGEST = timedelta(days=7)
SHOWN_FOR = timedelta(minutes=15)  # how long its issuer may read it again


class Purpose(StrEnum):
    """What a link is for; a link of one purpose opens nothing else."""

    SIGN_IN = "sign_in"
    RECOVERY = "recovery"


class LinkSpent(Refusal):
    """The link was used, withdrawn or has run out, or its account is closed. It never says which."""

    sentence = N_("This link no longer works. Ask your committee office for a new one.")


def is_open(
    *, at: datetime, expires_at: datetime, used_at: datetime | None, withdrawn_at: datetime | None
) -> bool:
    """Tell whether a link still works at the moment."""
    return used_at is None and withdrawn_at is None and at < expires_at
