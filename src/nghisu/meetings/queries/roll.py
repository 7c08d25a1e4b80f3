"""The roll of a meeting: who was summoned to the parts one may see, who is there, who is not and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from nghisu.kit import language
from nghisu.meetings.models import Meeting, MeetingPart, Point, Presence, Summons
from nghisu.meetings.queries.attendance import member_stays
from nghisu.meetings.queries.calling import parts_visible_to
from nghisu.meetings.rules.attendance import HOW_NAMES, SELF_BEFORE, Change, How, Stay, changes
from nghisu.meetings.rules.points import PointState
from nghisu.meetings.rules.quorum import Quorum, of_body
from nghisu.organisation.rules.policy import Standing

LONGEST_DAY = timedelta(hours=14)
CONSOLE_BEFORE = timedelta(hours=36)  # the line is tested the day before


@dataclass(slots=True)
class RollRow:
    """One summoned person with the stays so far."""

    person_id: UUID
    summons_id: UUID
    name: str
    duty: str
    is_member: bool
    answer: str
    reason: str
    named_deputy: str
    stays: list[Presence] = field(default_factory=list)

    @property
    def now(self) -> Presence | None:
        """The open stay."""
        return next((stay for stay in self.stays if stay.until is None), None)

    @property
    def is_present(self) -> bool:
        """Whether the person, or a deputy, is there."""
        return self.now is not None

    @property
    def place(self) -> str:
        """Where: the point, or the hall."""
        now = self.now
        if now is None:
            return ""
        return now.point.name if now.point else gettext("the hall")

    @property
    def deputy(self) -> str:
        """Who sits there instead."""
        now = self.now
        return now.deputy if now else ""

    @property
    def how(self) -> str:
        """By whom the person was checked in."""
        now = self.now
        return gettext(HOW_NAMES[How(now.how)]) if now else ""

    @property
    def came_and_left(self) -> bool:
        """Whether the person was there and is gone."""
        return bool(self.stays) and self.now is None

    @property
    def folded(self) -> str:
        """What the search looks in."""
        return language.fold(f"{self.name} {self.duty}")


@dataclass
class PartRoll:
    """The roll of one part."""

    part: MeetingPart
    quorum: Quorum
    members: list[RollRow]
    invited: list[RollRow]
    changes: list[Change]

    @property
    def absent(self) -> list[RollRow]:
        """The members who never were there in person, in the order of the list."""
        return [row for row in self.members if not any(not stay.deputy for stay in row.stays)]

    @property
    def missing(self) -> int:
        """How many members the quorum still needs."""
        return max(self.quorum.needed - self.quorum.present, 0)


def rolls_of(standing: Standing, meeting: Meeting) -> list[PartRoll]:
    """Return the rolls of the parts the asker may see, each in the order of office."""
    parts = {part.pk: part for part in parts_visible_to(standing, meeting)}
    stays: dict[UUID, list[Presence]] = {}
    for stay in Presence.objects.filter(meeting=meeting).select_related("point").order_by("since"):
        stays.setdefault(stay.person_id, []).append(stay)
    rows: dict[UUID, list[RollRow]] = {pk: [] for pk in parts}
    for summons in (
        Summons.objects.filter(part_id__in=parts)
        .select_related("person")
        .order_by("order", "person__sort_key")
    ):
        rows[summons.part_id].append(
            RollRow(
                summons.person_id,
                summons.pk,
                summons.person.full_name,
                summons.duty,
                summons.capacity == Summons.Capacity.MEMBER,
                summons.answer,
                summons.reason,
                summons.deputy if summons.answer == Summons.Answer.DEPUTY else "",
                stays.get(summons.person_id, []),
            )
        )
    found = []
    for pk, part in parts.items():
        members = [row for row in rows[pk] if row.is_member]
        counted = list(member_stays(part).values_list("person_id", "since", "until"))
        there = {person_id for person_id, _since, until in counted if until is None}
        quorum = of_body(meeting.body, members=len(members), present=len(there))
        stays_counted = [Stay(since, until) for _person, since, until in counted]
        timeline = changes(stays_counted, needed=quorum.needed) if quorum.needed else []
        found.append(
            PartRoll(part, quorum, members, [row for row in rows[pk] if not row.is_member], timeline)
        )
    return found


def everybody(rolls: Iterable[PartRoll]) -> list[RollRow]:
    """Return each summoned person of the parts once: members first, each in the order of the lists."""
    rows: dict[UUID, RollRow] = {}
    for roll in rolls:
        for row in [*roll.members, *roll.invited]:
            known = rows.get(row.person_id)
            if known is None or (row.is_member and not known.is_member):
                rows[row.person_id] = row
    return sorted(rows.values(), key=lambda row: not row.is_member)


def summons_on_roll(standing: Standing, meeting: Meeting, person_id: UUID) -> list[Summons]:
    """Return the summonses of a person to the parts the asker may see."""
    parts = parts_visible_to(standing, meeting)
    return list(
        Summons.objects.filter(part__in=parts, person_id=person_id).select_related("part__meeting", "person")
    )


@dataclass(frozen=True)
class OwnPlace:
    """Where a summoned person is checked in oneself."""

    stay: Presence | None
    is_summoned: bool

    @property
    def place(self) -> str:
        """Where: the point, or the hall."""
        if self.stay is None:
            return ""
        return self.stay.point.name if self.stay.point else gettext("the hall")

    @property
    def since(self) -> datetime | None:
        """Since when."""
        return self.stay.since if self.stay else None


def own_place(standing: Standing, meeting: Meeting) -> OwnPlace:
    """Return where the asker is checked in."""
    return OwnPlace(
        Presence.objects.filter(meeting=meeting, person_id=standing.me, until__isnull=True)
        .select_related("point")
        .first(),
        Summons.objects.filter(part__meeting=meeting, person_id=standing.me).exists(),
    )


def check_ins_awaited(standing: Standing, now: datetime) -> list[Meeting]:
    """Return the meetings that begin soon or are in session, in which the asker may check in and has not."""
    here = Presence.objects.filter(meeting=OuterRef("pk"), person_id=standing.me, until__isnull=True)
    summoned = Summons.objects.filter(part__meeting=OuterRef("pk"), person_id=standing.me).exclude(
        answer=Summons.Answer.EXCUSED
    )
    meetings = Meeting.objects.filter(
        Exists(summoned),
        ~Exists(here),
        starts_at__lte=now + SELF_BEFORE,
        starts_at__gte=now - LONGEST_DAY,
        state__in=[Meeting.State.SUMMONED, Meeting.State.PAPERS_OUT, Meeting.State.OPEN],
    )
    return [one for one in meetings.order_by("starts_at") if not one.is_cancelled]


def points_awaited(standing: Standing, now: datetime) -> list[Point]:
    """Return the points that the asker operates in meetings of the day that are not over, the first first."""
    points = Point.objects.filter(
        operator_id=standing.me,
        meeting__starts_at__lte=now + CONSOLE_BEFORE,
        meeting__starts_at__gte=now - LONGEST_DAY,
        meeting__state__in=[Meeting.State.SUMMONED, Meeting.State.PAPERS_OUT, Meeting.State.OPEN],
    ).exclude(state=PointState.CLOSED)
    return [
        one
        for one in points.select_related("meeting").order_by("meeting__starts_at", "order")
        if not one.meeting.is_cancelled
    ]
