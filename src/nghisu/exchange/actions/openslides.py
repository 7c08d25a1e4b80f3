"""Make a meeting of what a file of OpenSlides holds: whole or not at all, once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from nghisu.documents.actions import draft_outgoing
from nghisu.documents.rules.states import Direction
from nghisu.exchange.models import TakenMeeting
from nghisu.exchange.queries import openslides as queries
from nghisu.exchange.rules.openslides import File, Plan, TakenAlready
from nghisu.kit import reading, secrecy
from nghisu.meetings.actions.calling import lay_paper, summon
from nghisu.meetings.models import AgendaItem, Meeting, MeetingPart
from nghisu.organisation.actions.importing import Source
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note

PROGRAM = "OpenSlides 4"
KIND = "organisation_wide"


def refuse_secrets(plan: Plan, name: str) -> None:
    """Refuse a file whose texts carry a secrecy mark, before anything of it is kept.

    :raises secrecy.MarkedSecret: where one is found
    """
    secrecy.refuse_marked((), name)
    for item in plan.items:
        for paper in item.papers:
            for passage in reading.passages(f"{paper.title}\n{paper.text}".encode(), "txt"):
                secrecy.refuse_marked((passage,))


def refuse_second(source: Source) -> None:
    """Recognise a file that was imported before.

    :raises TakenAlready: naming the day and the meeting
    """
    before = queries.taken_before(source.file_hash)
    if before is not None:
        raise TakenAlready(day=timezone.localtime(before.taken_at).date(), title=before.meeting.title)


@transaction.atomic
def take_meeting(*, file: File, unit: Unit, source: Source, by: Standing, at: datetime) -> TakenMeeting:
    """Make the meeting of a file in a unit, as held and closed, with its agenda, papers and names.

    Votes become papers with the result as it was counted there: their base, their presence and their rules
    are not in the file, and no rule of ours is laid over them (decision 32).

    :raises TakenAlready: if the very file was imported before
    """
    by.require("meeting.call", unit=unit.pk)
    refuse_second(source)
    plan = file.plan(gettext)
    refuse_secrets(plan, source.file_name)
    meeting = Meeting.objects.create(
        unit=unit,
        kind=KIND,
        title=plan.title,
        place=plan.place,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        state=Meeting.State.CONCLUDED,
        note=gettext("From a file of %(program)s") % {"program": PROGRAM},
    )
    part = MeetingPart.objects.create(
        meeting=meeting,
        order=1,
        title=plan.title[:200],
        is_closed=plan.is_closed,
        electorate=MeetingPart.Electorate.NOBODY,
        starts_at=plan.starts_at,
    )
    _lay_agenda(plan, part, unit, by, at)
    _call(plan, part, by, at)
    taken = TakenMeeting.objects.create(
        meeting=meeting,
        program=PROGRAM,
        file_name=source.file_name[:200],
        file_hash=source.file_hash,
        account=[[one.collection, one.count, one.is_taken, one.words] for one in plan.account],
        remarks=list(plan.remarks),
        taken_at=at,
    )
    note(
        verb="meeting.imported",
        subject=meeting,
        by=by,
        at=at,
        program=PROGRAM,
        file=source.file_name,
        sha256=source.file_hash,
        taken=sum(one.count for one in plan.account if one.is_taken),
        left=sum(one.count for one in plan.account if not one.is_taken),
    )
    return taken


def _lay_agenda(plan: Plan, part: MeetingPart, unit: Unit, by: Standing, at: datetime) -> None:
    made: dict[int, AgendaItem] = {}
    for order, item in enumerate(plan.items, 1):
        made[item.key] = AgendaItem.objects.create(
            part=part,
            parent=made[item.parent] if item.parent is not None else None,
            order=order,
            number=item.number,
            title=item.title,
            wanted=item.wanted,
        )
    for item in plan.items:
        for paper in item.papers:
            document = draft_outgoing(
                drafter=unit,
                unit=unit,
                type_code="report",
                direction=Direction.INTERNAL,
                subject=paper.title,
                text=paper.text,
                by=by,
                at=at,
            )
            lay_paper(item=made[item.key], document=document, title=paper.title, by=by, at=at)


def _call(plan: Plan, part: MeetingPart, by: Standing, at: datetime) -> None:
    known = queries.on_the_roster(by, [one.name for one in plan.persons])
    members: list[tuple[Person, str]] = []
    invited: list[tuple[Person, str]] = []
    for planned in plan.persons:
        person = known.get(planned.name) or Person.objects.create_person(full_name=planned.name)
        (members if planned.is_member else invited).append((person, ""))
    summon(part=part, members=members, invited=invited, by=by, at=at)
