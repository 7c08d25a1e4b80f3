"""The only place that reads the time. Views and commands ask here; rules and actions are told."""

import datetime
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def _place() -> Path:
    return Path(settings.DATA) / "clock.json"


@lru_cache(maxsize=1)
def _offset(_stamp: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=json.loads(_place().read_text())["offset_seconds"])


def offset() -> datetime.timedelta:
    """Return how far the demo's clock stands from the real one; zero outside a demo."""
    try:
        return _offset(_place().stat().st_mtime)
    except FileNotFoundError:
        return datetime.timedelta()


def set_demo_time(moment: datetime.datetime) -> None:
    """Make the clock of this data folder read ``moment`` now and go on from there."""
    seconds = (moment - timezone.now()).total_seconds()
    _place().write_text(json.dumps({"offset_seconds": seconds}))
    _offset.cache_clear()


def now() -> datetime.datetime:
    """Return this moment, aware, in UTC."""
    return timezone.now() + offset()


def today() -> datetime.date:
    """Return the day it is in Việt Nam."""
    return timezone.localtime(now()).date()


def rest_of_day() -> datetime.timedelta:
    """Return how long this day still lasts in Việt Nam."""
    here = timezone.localtime(now())
    midnight = (here + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - here
