"""For whom the page of a meeting looks the same: asked in few queries at each loading of a kept page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from nghisu.kit.prepared import Prepared
from nghisu.meetings.models import (
    Communique,
    ConclusionNotice,
    Meeting,
    MeetingChair,
    MeetingPart,
    Minutes,
    Point,
    Summons,
)
from nghisu.meetings.queries.after import after_links
from nghisu.meetings.queries.calling import ANSWER_NAMES, SummonsView, meetings_visible_to
from nghisu.meetings.queries.clearance import parts_operated
from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True)
class Seen:
    """What the page of a meeting depends on.

    :param version: of the meeting
    :param audience: what the page asks about its reader; equal for all who are shown the same
    :param own: the reader's own summonses, in the order of the page
    """

    version: int
    audience: tuple[object, ...]
    own: list[SummonsView]


def _meeting(pk: UUID, me: UUID, hosted: tuple[UUID, ...]) -> QuerySet[Meeting, tuple[Any, ...]]:
    points = Point.objects.filter(meeting=OuterRef("pk"))
    return (
        Meeting.objects.filter(pk=pk)
        .annotate(
            operates=Exists(points.filter(operator_id=me)),
            stands_over=Exists(points.filter(parent__operator_id=me)),
            hosts=Exists(points.filter(host_id__in=hosted)),
            has_closed=Exists(MeetingPart.objects.filter(meeting=OuterRef("pk"), is_closed=True)),
            chairs_it=Exists(MeetingChair.objects.filter(meeting=OuterRef("pk"), person_id=me)),
            minutes=Subquery(Minutes.objects.filter(meeting=OuterRef("pk")).values("state")[:1]),
            notice=Subquery(ConclusionNotice.objects.filter(meeting=OuterRef("pk")).values("state")[:1]),
            is_told=Exists(Communique.objects.filter(meeting=OuterRef("pk"))),
        )
        .values_list(
            *("unit_id", "version", "secretary_id", "operates", "stands_over", "hosts"),
            *("has_closed", "chairs_it", "minutes", "notice", "is_told"),
        )
    )


_MEETING = Prepared(_meeting)
_SUMMONSES = Prepared(
    lambda pk, me: (
        Summons.objects.filter(part__meeting=pk, person_id=me)
        .order_by("order", "person__sort_key")
        .values_list("pk", "part_id", "capacity", "answer", "part__title")
    )
)


def seen_by(standing: Standing, pk: UUID) -> Seen | None:
    """Return what the asker sees of a meeting, None if nothing at all; as ``meetings_visible_to`` answers."""
    rows = _MEETING.rows(pk, standing.me, tuple(sorted(standing.reach("point.see", "host"))))
    row = next(iter(rows), None)
    if row is None:
        return None
    unit_id, version, secretary_id, operates, stands_over, hosts, has_closed, chairs_it, *told = row
    summonses = _SUMMONSES.rows(pk, standing.me)
    is_seen = unit_id in standing.reach("meeting.see") or summonses or operates or hosts
    if not is_seen and not meetings_visible_to(standing).filter(pk=pk).exists():
        return None
    operated = None
    if operates and has_closed:
        closed = parts_operated(standing, Meeting(pk=pk, unit_id=unit_id))
        operated = tuple(closed.order_by("pk").values_list("pk", flat=True))
    after: tuple[Any, ...] = tuple(told)
    if told[0] == Minutes.State.CORRECTION or told[1] == ConclusionNotice.State.ISSUED:
        # Two links depend on more of the reader: on what was said, and on who may see the issued notice.
        after = tuple(link.page for link in after_links(standing, Meeting.objects.get(pk=pk)))
    audience = (
        standing.rights_on(unit_id),
        tuple(sorted((part.hex, str(capacity)) for _, part, capacity, _, _ in summonses)),
        operated or (),
        bool(operates or stands_over or hosts),
        secretary_id == standing.person_id,
        chairs_it,
        after,
    )
    own = [
        SummonsView(summons, title, standing.name, "", answer, str(ANSWER_NAMES[Summons.Answer(answer)]))
        for summons, _, _, answer, title in summonses
    ]
    return Seen(version, audience, own)
