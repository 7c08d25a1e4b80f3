"""Whose hand the minutes of a meeting await: the recorder's, a chair's, or a speaker's look at own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When

from nghisu.kit.refusals import N_
from nghisu.meetings.models import (
    Meeting,
    MeetingChair,
    Minutes,
    MinutesCorrection,
    MinutesRemark,
    Statement,
)
from nghisu.meetings.queries.minutes import HELD_STATES
from nghisu.organisation.rules.policy import Standing


class Hand(StrEnum):
    """What is awaited."""

    WRITE = "write"
    ANSWER = "answer"
    SIGN_FIRST = "sign_first"
    SIGN_LAST = "sign_last"
    CONFIRM = "confirm"
    LOOK = "look"


HAND_NAMES = {
    Hand.WRITE: N_("To be written"),
    Hand.ANSWER: N_("Remarks to answer"),
    Hand.SIGN_FIRST: N_("To be signed by you as the recorder"),
    Hand.SIGN_LAST: N_("To be signed by you as the chair"),
    Hand.CONFIRM: N_("A correction record to confirm"),
    Hand.LOOK: N_("Look at what you said"),
}
PAGES = {Hand.ANSWER: "remark_list", Hand.LOOK: "statements_own"}


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing that the minutes of a meeting await from the asker."""

    meeting: Meeting
    hand: Hand
    due_on: date | None = None

    @property
    def page(self) -> str:
        """The name of the address where it is done."""
        return PAGES.get(self.hand, "minutes_page")


def minutes_awaited(standing: Standing, day: date) -> list[Awaited]:
    """Return what minutes await from the asker on a day, as they fall due; in one query."""
    me, states = standing.me, Minutes.State
    chaired = MeetingChair.objects.filter(meeting=OuterRef("pk"), person_id=me)
    remarks = MinutesRemark.objects.filter(statement__part__meeting=OuterRef("pk"), is_accepted__isnull=True)
    corrections = MinutesCorrection.objects.filter(
        minutes__meeting=OuterRef("pk"), confirmed_at__isnull=True
    ).exclude(written_by_id=me)
    said = Statement.objects.filter(part__meeting=OuterRef("pk"), person_id=me, remarks__isnull=True)
    meetings = (
        Meeting.objects.filter(state__in=HELD_STATES)
        .annotate(
            writes=Case(
                When(secretary_id=me, state=Meeting.State.CONCLUDED, record_of_it__isnull=True, then=True),
                default=False,
            ),
            records=Case(
                When(
                    record_of_it__recorder_id=me,
                    record_of_it__state__in=[states.DRAFT, states.CORRECTION],
                    then=True,
                ),
                default=False,
            ),
            signs=Case(
                When(
                    Exists(chaired) & ~Q(record_of_it__recorder_id=me),
                    record_of_it__state=states.TO_SIGN,
                    then=True,
                ),
                default=False,
            ),
            confirms=Case(
                When(Exists(chaired) & Exists(corrections), record_of_it__state=states.SIGNED, then=True),
                default=False,
            ),
            looks=Case(
                When(
                    Exists(said),
                    record_of_it__state=states.CORRECTION,
                    record_of_it__remarks_until__gte=day,
                    then=True,
                ),
                default=False,
            ),
            has_remarks=Exists(remarks),
        )
        .filter(Q(writes=True) | Q(records=True) | Q(signs=True) | Q(confirms=True) | Q(looks=True))
        .select_related("record_of_it")
    )
    found = [one for meeting in meetings for one in _hands(meeting, day)]
    return sorted(found, key=lambda one: (one.due_on or day, one.meeting.starts_at))


def _hands(meeting: Any, day: date) -> Iterator[Awaited]:
    """Yield what one meeting's minutes await, from the marks that the query set on it."""
    if meeting.writes:
        yield Awaited(meeting, Hand.WRITE)
        return
    until = meeting.record_of_it.remarks_until
    is_out = meeting.record_of_it.state == Minutes.State.CORRECTION and until is not None and day <= until
    if meeting.records and meeting.has_remarks:
        yield Awaited(meeting, Hand.ANSWER, until)
    elif meeting.records and meeting.state == Meeting.State.CONCLUDED and not is_out:
        yield Awaited(meeting, Hand.SIGN_FIRST)
    if meeting.signs:
        yield Awaited(meeting, Hand.SIGN_LAST)
    if meeting.confirms:
        yield Awaited(meeting, Hand.CONFIRM)
    if meeting.looks:
        yield Awaited(meeting, Hand.LOOK, until)
