"""The fingerprint of a frozen roster. Plain Python."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a roster as it was frozen."""

    person: str
    name: str
    standing: str
    is_present: bool
    is_excused: bool
    in_base: bool
    may_vote: bool
    reason: str = ""


def roster_hash(lines: Iterable[Line], *, opened_at: str) -> str:
    """Return the SHA-256 of a roster: the same persons in the same standings at the same moment."""
    whole = {"opened_at": opened_at, "roster": [asdict(line) for line in lines]}
    return hashlib.sha256(
        json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
