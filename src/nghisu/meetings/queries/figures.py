"""What meetings count: sessions held, remote points that reported, and the people at them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from nghisu.figures.queries.registry import Asked, Counted, Number, Said, Source, register
from nghisu.figures.queries.sources import fixed
from nghisu.figures.rules.indicators import FLOW_SUM, Indicator, Kind
from nghisu.kit.periods import day_ends, day_starts
from nghisu.kit.refusals import N_
from nghisu.meetings.models import Meeting, PointReport
from nghisu.meetings.queries.calling import meetings_visible_to
from nghisu.organisation.queries import day_of

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

INDICATORS = (
    Indicator(
        "meetings_held",
        N_("Meetings held"),
        N_("meetings"),
        Kind.FLOW,
        N_(
            "Meetings of the unit that began on a day of the quarter, by the day asked, and had not been "
            "called off by then."
        ),
        FLOW_SUM,
    ),
    Indicator(
        "points_reported",
        N_("Remote points that took part"),
        N_("remote points"),
        Kind.FLOW,
        N_("Remote points of the meetings held whose report of heads had come in by the day asked."),
        FLOW_SUM,
    ),
    Indicator(
        "heads_at_points",
        N_("People at remote points"),
        N_("people"),
        Kind.FLOW,
        N_("The last number of heads that each of these points had reported by the day asked, added up."),
        FLOW_SUM,
    ),
)


def meetings_held(asked: Asked) -> QuerySet[Meeting]:
    """Return the meetings that a figure counts, first to last."""
    until = min(day_ends(asked.quarter.last), day_ends(asked.as_of))
    return Meeting.objects.filter(
        Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=day_ends(asked.as_of)),
        unit=asked.unit,
        starts_at__gte=day_starts(asked.quarter.first),
        starts_at__lt=until,
    ).order_by("starts_at", "pk")


def _last_reports(asked: Asked) -> list[PointReport]:
    """Return the last report of each remote point that had come in by the day, by meeting and place."""
    rows = (
        PointReport.objects.filter(
            point__meeting__in=meetings_held(asked),
            point__is_hall=False,
            received_at__lt=day_ends(asked.as_of),
        )
        .select_related("point__meeting")
        .order_by("point__meeting__starts_at", "point__order", "point__code", "at", "received_at", "pk")
    )
    return list({one.point_id: one for one in rows}.values())


def _values(asked: Asked) -> dict[str, Number]:
    reports = _last_reports(asked)
    return {
        "meetings_held": meetings_held(asked).count(),
        "points_reported": len(reports),
        "heads_at_points": sum(one.heads for one in reports),
    }


def _together(asked: Sequence[Asked]) -> list[Said]:
    """Count the meetings of several quarters and who was at their points, in one query."""
    end, began = day_ends(asked[0].as_of), [day_starts(one.quarter.first) for one in asked]
    until = [min(day_ends(one.quarter.last), end) for one in asked]
    rows: Any = (
        Meeting.objects.filter(
            Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=end),
            unit=asked[0].unit,
            starts_at__gte=min(began),
            starts_at__lt=max(until),
        )
        .order_by("points__reports__at", "points__reports__received_at", "points__reports__pk")
        .values_list(
            "pk",
            "starts_at",
            "points__pk",
            "points__is_hall",
            "points__reports__received_at",
            "points__reports__heads",
        )
    )
    meetings: list[set[UUID]] = [set() for _one in asked]
    heads: list[dict[UUID, int]] = [{} for _one in asked]
    for pk, starts_at, point, is_hall, received_at, many in rows:
        for place in range(len(asked)):
            if began[place] <= starts_at < until[place]:
                meetings[place].add(pk)
                if point is not None and not is_hall and received_at is not None and received_at < end:
                    heads[place][point] = many
    return [
        Said(
            INDICATORS,
            {
                "meetings_held": len(held),
                "points_reported": len(last),
                "heads_at_points": sum(last.values()),
            },
        )
        for held, last in zip(meetings, heads, strict=True)
    ]


def _records(code: str, asked: Asked, standing: "Standing | None") -> list[Counted]:
    if code == "meetings_held":
        meetings = list(meetings_held(asked))
        seen = _seen(standing, [one.pk for one in meetings])
        return [
            Counted(
                kind="meeting",
                pk=str(one.pk),
                label=one.title if known else "",
                words=one.place if known else "",
                day=day_of(one.starts_at),
                url=reverse("meeting_detail", args=[one.pk]) if known else "",
            )
            for one in meetings
            for known in [seen is None or one.pk in seen]
        ]
    reports = _last_reports(asked)
    seen = _seen(standing, [one.point.meeting_id for one in reports])
    return [
        _point(one, code, seen is None or one.point.meeting_id in seen, day_of(one.at)) for one in reports
    ]


def _point(one: PointReport, code: str, known: bool, day: date) -> Counted:
    return Counted(
        kind="point",
        pk=str(one.point_id),
        label=one.point.code if known else "",
        words=f"{one.point.name} · {one.point.meeting.title}" if known else "",
        day=day,
        amount=one.heads if code == "heads_at_points" else 1,
        url=reverse("meeting_detail", args=[one.point.meeting_id]) if known else "",
    )


def _seen(standing: "Standing | None", meetings: list[UUID]) -> set[UUID] | None:
    if standing is None:
        return None
    return set(meetings_visible_to(standing).filter(pk__in=meetings).values_list("pk", flat=True))


register(Source("meetings", N_("Meetings"), fixed(*INDICATORS), _values, _records, _together))
