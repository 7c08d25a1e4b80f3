"""How far a long request is, kept in memory for the page that waits for it (tiến độ)."""

import threading
import time
from dataclasses import dataclass

FORGOTTEN_AFTER = 900.0  # seconds
MOST_KEPT = 500


@dataclass(slots=True)
class Progress:
    """How many steps of how many are done, of one person's request."""

    owner: str
    done: int
    total: int
    told: float


_kept: dict[str, Progress] = {}
_lock = threading.Lock()


def tell(key: str, owner: str, done: int, total: int) -> None:
    """Say how far the request with the key is."""
    now = time.monotonic()
    with _lock:
        _kept[key] = Progress(owner, done, total, now)
        if len(_kept) > MOST_KEPT:
            for old in [name for name, one in _kept.items() if now - one.told > FORGOTTEN_AFTER]:
                del _kept[old]
            while len(_kept) > MOST_KEPT:
                del _kept[next(iter(_kept))]


def of(key: str, owner: str) -> tuple[int, int] | None:
    """Return (done, total) of a request, to the one who sent it; None for all others and unknown keys."""
    with _lock:
        found = _kept.get(key)
        return (found.done, found.total) if found is not None and found.owner == owner else None
