"""Say who reads urgent issues of a committee at once, on which days."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.people.models import Person
from nghisu.record.actions import note
from nghisu.situation.models import ReadingDuty
from nghisu.situation.queries.duty import readers
from nghisu.situation.rules.reports import DutyBackwards, DutyTwice, NotAReader

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@transaction.atomic
def set_duty(
    *, unit: Unit, person: Person, first: date, last: date, by: "Standing", at: datetime
) -> ReadingDuty:
    """Put a person of the committee's house on duty from the first day to the last, both taken.

    :raises DutyBackwards: if the last day lies before the first, or is over
    :raises NotAReader: if the person holds no office there that reads issues
    :raises DutyTwice: if the person is on duty from that day already
    """
    by.require("reading_duty.set", unit=unit.pk)
    if last < first or last < day_of(at):
        raise DutyBackwards
    Unit.objects.select_for_update().get(pk=unit.pk)
    if person.pk not in readers(unit.pk, by, first):
        raise NotAReader
    if ReadingDuty.objects.filter(unit=unit, person=person, first=first).exists():
        raise DutyTwice
    duty = ReadingDuty.objects.create(unit=unit, person=person, first=first, until=last + timedelta(days=1))
    note(
        verb="urgent.reader_set",
        subject=duty,
        by=by,
        at=at,
        touching=[person],
        first=str(first),
        last=str(last),
    )
    return duty


@transaction.atomic
def end_duty(*, duty: ReadingDuty, by: "Standing", at: datetime) -> None:
    """Take a person off duty from the day on; a duty that had not begun before it is taken back whole."""
    duty = ReadingDuty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    by.require("reading_duty.set", unit=duty.unit_id)
    today = day_of(at)
    if duty.until <= today:
        return
    note(verb="urgent.reader_taken_off", subject=duty, by=by, at=at, touching=[duty.person])
    if duty.first >= today:
        duty.delete()
    else:
        duty.until = today
        duty.save(update_fields=["until"])
