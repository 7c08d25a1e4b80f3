"""What of meetings people are told: how many papers, summonses, changes; never which."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max

from nghisu.meetings.models import Meeting
from nghisu.meetings.queries.calling import papers_visible_to, unanswered_summonses
from nghisu.meetings.queries.circular import circulars_to_answer
from nghisu.meetings.queries.reminding import answers_by, changed_meetings
from nghisu.meetings.queries.roll import check_ins_awaited
from nghisu.notices.queries import Counted, Thing, register_notice
from nghisu.organisation.queries import day_of

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

PRESSING = timedelta(hours=36)
LAST_CALL = timedelta(hours=24)
MOST = 200


def new_papers(standing: "Standing", now: datetime) -> Iterator[Thing]:
    """Yield the papers of coming meetings the asker is summoned to, each version once.

    Not those of closed parts, for members only, or to be returned: only the summons tells of them.
    """
    rows = (
        papers_visible_to(standing)
        .filter(
            item__part__summonses__person_id=standing.me,
            item__part__is_closed=False,
            item__part__meeting__starts_at__gte=now,
            item__part__meeting__cancelled_at=None,
            members_only=False,
            to_return=False,
        )
        .exclude(item__part__meeting__state=Meeting.State.PLANNED)
        .annotate(newest=Max("versions__number"))
        .order_by("item__part__meeting__starts_at", "pk")
    )
    for pk, newest in rows.values_list("pk", "newest")[:MOST]:
        yield Thing(f"{pk}:{newest or 0}")


def summonses(standing: "Standing", now: datetime) -> Iterator[Thing]:
    """Yield the asker's summonses without an answer; once more on the day by which it is wanted."""
    for summons in unanswered_summonses(standing, now):
        is_last = answers_by(summons.part.meeting) <= day_of(now)
        yield Thing(f"{summons.pk}:last" if is_last else str(summons.pk))


def changes(standing: "Standing", now: datetime) -> Iterator[Thing]:
    """Yield meetings put off or called off; pressing where the old or the new hour is near."""
    for meeting in changed_meetings(standing, now):
        hours = [one for one in (meeting.starts_at, meeting.postponed_from) if one is not None]
        is_near = any(now - LAST_CALL <= one <= now + PRESSING for one in hours)
        state = "off" if meeting.is_cancelled else meeting.starts_at.isoformat()
        yield Thing(f"{meeting.pk}:{state}", is_urgent=is_near)


def check_ins(standing: "Standing", now: datetime) -> Iterator[Thing]:
    """Yield the meetings at which one may check in now; they do not wait for the morning."""
    for meeting in check_ins_awaited(standing, now):
        yield Thing(str(meeting.pk), is_urgent=True)


def circulars(standing: "Standing", now: datetime) -> Iterator[Thing]:
    """Yield the opinions asked of the asker by circular; once more on the last day."""
    for answer in circulars_to_answer(standing, now):
        is_last = answer.circular.due_at <= now + LAST_CALL
        yield Thing(f"{answer.pk}:last" if is_last else str(answer.pk))


register_notice("meeting_papers", Counted.NEW_PAPERS, "corner", things=new_papers)
register_notice("summonses", Counted.SUMMONSES, "corner", things=summonses)
register_notice("meeting_changes", Counted.CHANGED_MEETINGS, "meeting_list", things=changes)
register_notice("check_ins", Counted.CHECK_INS, "corner", things=check_ins)
register_notice("circulars", Counted.CIRCULARS, "circular_list", things=circulars)
