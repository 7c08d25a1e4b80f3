"""Whom to remind, computed from the day a meeting begins and never stored apart."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from nghisu.kit.working_days import is_working_day
from nghisu.meetings.models import Meeting, Summons
from nghisu.meetings.rules.kinds import BY_CODE
from nghisu.organisation.rules.policy import Standing

LONGEST_AHEAD = timedelta(days=21)
SUMMONED = (Meeting.State.SUMMONED, Meeting.State.PAPERS_OUT)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A meeting whose answers should be in by now, and how many are missing."""

    meeting: Meeting
    answers_by: date
    silent: int


def answers_by(meeting: Meeting) -> date:
    """Return the day by which answers are wanted: as many working days before as the kind says."""
    kind = BY_CODE.get(meeting.kind)
    day, left = timezone.localtime(meeting.starts_at).date(), kind.days_ahead if kind else 2
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day)
    return day


def reminders(standing: Standing, now: datetime) -> list[Reminder]:
    """Return the coming meetings the asker calls where answers are missing though their day has come."""
    today = timezone.localtime(now).date()
    rows = (
        Meeting.objects.filter(
            unit_id__in=standing.reach("meeting.call"),
            state__in=SUMMONED,
            cancelled_at__isnull=True,
            starts_at__gt=now,
            starts_at__lt=now + LONGEST_AHEAD,
        )
        .annotate(silent=Count("parts__summonses", filter=Q(parts__summonses__answer=Summons.Answer.NONE)))
        .filter(silent__gt=0)
        .order_by("starts_at")
    )
    found = [Reminder(meeting, answers_by(meeting), meeting.silent) for meeting in rows]
    return [one for one in found if one.answers_by <= today]


def silent_of(meeting: Meeting) -> list[Summons]:
    """Return the summonses of a meeting that nobody has answered, by part and order."""
    return list(
        Summons.objects.filter(part__meeting=meeting, answer=Summons.Answer.NONE)
        .select_related("person", "part")
        .order_by("part__order", "capacity", "order")
    )


def changed_meetings(standing: Standing, now: datetime) -> list[Meeting]:
    """Return the meetings still to come that the asker is summoned to and that were put off or called off.

    One called off is shown until the day it would have been held has passed.
    """
    rows = Meeting.objects.filter(
        Q(cancelled_at__isnull=False) | Q(postponed_from__isnull=False),
        parts__summonses__person_id=standing.me,
        starts_at__gte=now - timedelta(days=1),
    ).exclude(state__in=[Meeting.State.OPEN, Meeting.State.CONCLUDED, Meeting.State.ARCHIVED])
    return list(rows.distinct().order_by("starts_at")[:20])
