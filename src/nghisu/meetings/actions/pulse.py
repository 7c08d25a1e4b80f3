"""The heartbeats of consoles: heard in memory, written together at most every few seconds.

A beat is no act of a person: it has no line of the record and no receipt, and losing one in a crash makes a
point look silent for twenty seconds longer. 521 consoles cost one small statement every five seconds.
"""

import threading
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from nghisu.kit.live import knock
from nghisu.meetings.models import Point, PointOutage, PointPulse
from nghisu.meetings.rules.points import ALIVE_EVERY, LOST_AFTER, is_silent_too_long

BUNDLE_FOR = timedelta(seconds=5)

_lock = threading.Lock()
_heard: dict[UUID, datetime] = {}
_written_at: datetime | None = None


def hear(point_id: UUID, *, at: datetime) -> None:
    """Note that the console of a point is alive; the first beat after a while is written at once."""
    global _written_at  # noqa: PLW0603 -- one process serves all pages
    with _lock:
        _heard[point_id] = max(at, _heard.get(point_id, at))
        if _written_at is not None and timedelta() <= at - _written_at < BUNDLE_FOR:
            return
        _written_at = at
        beats = dict(_heard)
        _heard.clear()
    write(beats)


@transaction.atomic
def write(beats: dict[UUID, datetime]) -> None:
    """Write beats together, and an outage for each console that comes back after having been lost."""
    known = {pulse.point_id: pulse for pulse in PointPulse.objects.filter(pk__in=beats)}
    points = dict(Point.objects.filter(pk__in=beats).values_list("pk", "meeting_id"))
    rows: list[PointPulse] = []
    outages: list[PointOutage] = []
    for pk, at in sorted(beats.items()):
        if pk not in points:
            continue
        last = known.get(pk)
        back_at = last.back_at if last else None
        if last is not None and is_silent_too_long(heard_at=last.heard_at, now=at):
            outages.append(PointOutage(point_id=pk, lost_at=last.heard_at, back_at=at))
            back_at = at
        rows.append(PointPulse(point_id=pk, heard_at=at, back_at=back_at))
    PointPulse.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["point"], update_fields=["heard_at", "back_at"]
    )
    PointOutage.objects.bulk_create(outages)
    now = max(beats.values())
    silent = PointPulse.objects.filter(
        heard_at__lt=now - LOST_AFTER, heard_at__gte=now - LOST_AFTER - 2 * ALIVE_EVERY
    ).values_list("point__meeting_id", flat=True)
    fresh = {points[row.point_id] for row in rows if row.point_id not in known}
    for meeting_id in {points[outage.point_id] for outage in outages} | fresh | set(silent):
        knock(f"points:{meeting_id}")
