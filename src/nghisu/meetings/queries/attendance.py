"""Read who is present, whether there is a quorum, and how many people there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from nghisu.meetings.models import Meeting, MeetingPart, Point, Presence, Summons
from nghisu.meetings.queries.clearance import points_cleared_for, points_reached
from nghisu.meetings.rules.attendance import Change, HeadCounts, Stay, changes, without_names
from nghisu.meetings.rules.quorum import Quorum, of_body

__all__ = [
    "head_counts",
    "headline",
    "is_over",
    "points_cleared_for",
    "present_members",
    "quorum_changes",
    "quorum_now",
]


def member_stays(part: MeetingPart) -> QuerySet[Presence]:
    """Return the stays of the members of a part in person, in the hall or at a point that it reaches."""
    members = Summons.objects.filter(part=part, capacity=Summons.Capacity.MEMBER)
    stays = Presence.objects.filter(
        meeting=part.meeting_id, person__in=members.values("person_id"), deputy=""
    )
    if part.is_closed:
        stays = stays.filter(Q(point__isnull=True) | Q(point__in=points_reached(part)))
    return stays


def open_at(at: datetime | None) -> Q:
    """Return what says that a stay is open now, or was at a moment."""
    if at is None:
        return Q(until__isnull=True)
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def present_members(part: MeetingPart, at: datetime | None = None) -> list[UUID]:
    """Return the ids of the members of a part who are present, each once, wherever they sit.

    Neither the invited nor deputies, nor members at points that a closed part does not reach.
    """
    return list(member_stays(part).filter(open_at(at)).values_list("person_id", flat=True).distinct())


def quorum_now(part: MeetingPart, at: datetime | None = None) -> Quorum:
    """Return the quorum of a part by the rule of the meeting's body; without a body none is needed."""
    members = Summons.objects.filter(part=part, capacity=Summons.Capacity.MEMBER).count()
    present = member_stays(part).filter(open_at(at)).values("person_id").distinct().count()
    return of_body(part.meeting.body, members=members, present=present)


def quorum_changes(part: MeetingPart) -> list[Change]:
    """Return when the quorum of a part was reached and lost, from the stays themselves."""
    needed = quorum_now(part).needed
    if not needed:
        return []
    stays = (Stay(since, until) for since, until in member_stays(part).values_list("since", "until"))
    return changes(stays, needed=needed)


def head_counts(meeting: Meeting, at: datetime | None = None) -> HeadCounts:
    """Return how many are there, each counted once, in three queries.

    What a point reported counts as invited, less those of its people who are checked in by name. The hall
    may report as a point, too.
    """
    capacities: dict[UUID, str] = {}
    for person_id, capacity in Summons.objects.filter(part__meeting=meeting).values_list(
        "person_id", "capacity"
    ):
        if capacities.get(person_id) != Summons.Capacity.MEMBER:
            capacities[person_id] = capacity
    points = list(Point.objects.filter(meeting=meeting).values_list("pk", "heads", "is_hall"))
    hall = next((pk for pk, _heads, is_hall in points if is_hall), None)
    known: dict[UUID | None, int] = defaultdict(int)
    present = at_points = invited = 0
    stays: Iterable[tuple[UUID, UUID | None, str]] = Presence.objects.filter(
        open_at(at), meeting=meeting
    ).values_list("person_id", "point_id", "deputy")
    for person_id, point_id, deputy in stays:
        known[point_id or hall] += 1
        if capacities.get(person_id) == Summons.Capacity.MEMBER and not deputy:
            present += 1
            at_points += point_id is not None and point_id != hall
        else:
            invited += 1
    return HeadCounts(
        members=sum(one == Summons.Capacity.MEMBER for one in capacities.values()),
        present=present,
        at_points=at_points,
        invited=invited + sum(without_names(heads=heads, known=known[pk]) for pk, heads, _hall in points),
        silent=sum(heads is None for _pk, heads, _hall in points),
    )


def headline(meeting: Meeting, at: datetime | None = None) -> str:
    """Return the line for the chair and the screen: “33/49 members; 400 invited”."""
    counts = head_counts(meeting, at)
    if not counts.members:
        return gettext("%(people)s delegates") % {"people": counts.people}
    return gettext("%(present)s/%(members)s members; %(invited)s invited") % {
        "present": counts.present,
        "members": counts.members,
        "invited": counts.invited,
    }


def is_over(meeting: Meeting) -> bool:
    """Tell whether the meeting is over, and its attendance with it."""
    return meeting.is_cancelled or meeting.state in {Meeting.State.CONCLUDED, Meeting.State.ARCHIVED}
