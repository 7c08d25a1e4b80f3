"""Call meetings, lay their agenda and papers, summon and answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.meetings.actions.sight import lost_sight_ends
from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingChair,
    MeetingPaper,
    MeetingPart,
    NumberedCopy,
    PaperVersion,
    Summons,
)
from nghisu.meetings.rules import kinds
from nghisu.organisation.models import Body, Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


class EndsBeforeStart(Refusal):
    """The meeting would end before it starts."""

    sentence = N_("The meeting ends before it starts; correct the hour of the end.")
    field = "ends_at"


class ReasonMissing(Refusal):
    """An absence without its reason."""

    sentence = N_("Give the reason of the absence; the minutes must name it.")
    field = "reason"


class DeputyMissing(Refusal):
    """A deputy without a name."""

    sentence = N_("Name the person who comes instead. A deputy takes part without a vote.")
    field = "deputy"


@dataclass(frozen=True)
class PartPlan:
    """A part to be held: title, closed or enlarged, start."""

    title: str
    starts_at: datetime
    is_closed: bool = False
    is_enlarged: bool = False


def usual_parts(
    *, starts_at: datetime, closed_title: str, main_title: str, is_enlarged: bool
) -> list[PartPlan]:
    """Return the parts as offices usually hold them: a closed one first if it has a title, then the main."""
    main = PartPlan(main_title, starts_at, is_enlarged=is_enlarged)
    return [PartPlan(closed_title, starts_at, is_closed=True), main] if closed_title else [main]


@transaction.atomic
def call_meeting(
    *,
    unit: Unit,
    kind: str,
    title: str,
    starts_at: datetime,
    parts: Sequence[PartPlan],
    by: Standing,
    at: datetime,
    body: Body | None = None,
    ordinal: int | None = None,
    ends_at: datetime | None = None,
    place: str = "",
    chairs: Sequence[tuple[Person, str]] = (),
    secretary: Person | None = None,
    remark: str = "",
    convener: str = "",
    own_point: str = "",
) -> Meeting:
    """Call a meeting. A numbered kind takes the next ordinal of its body and term unless one is given.

    :raises kinds.NotAKind: if the kind is unknown
    :raises kinds.KindNeedsABody: if a numbered kind names no body
    :raises kinds.SuperiorMissing: if a superior's conference does not say whose
    :raises EndsBeforeStart: if the end is not after the start
    """
    by.require("meeting.call", unit=unit.pk)
    described = kinds.kind_of(kind)
    if described.is_superiors and not convener.strip():
        raise kinds.SuperiorMissing
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart
    if described.numbered:
        if body is None:
            raise kinds.KindNeedsABody
        Body.objects.select_for_update().get(pk=body.pk)
        held = Meeting.objects.filter(body=body, ordinal__isnull=False).values_list("ordinal", flat=True)
        ordinal = ordinal or kinds.next_ordinal([number for number in held if number is not None])
    else:
        ordinal = None
    meeting = Meeting.objects.create(
        unit=unit,
        body=body,
        kind=kind,
        ordinal=ordinal,
        title=title,
        place=language.clean_name(place),
        secretary=secretary,
        starts_at=starts_at,
        ends_at=ends_at,
        note=remark,
        convener=language.clean_name(convener),
        own_point=language.clean_name(own_point),
    )
    MeetingPart.objects.bulk_create(
        MeetingPart(
            meeting=meeting,
            order=order,
            title=language.clean_name(part.title),
            starts_at=part.starts_at,
            is_closed=part.is_closed,
            is_enlarged=part.is_enlarged,
            electorate=MeetingPart.Electorate.BODY if body else MeetingPart.Electorate.SUMMONED,
        )
        for order, part in enumerate(parts, start=1)
    )
    _seat_chairs(meeting, chairs)
    note(verb="meeting.called", subject=meeting, by=by, at=at, title=meeting.title, ordinal=ordinal)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: Meeting,
    expected_version: int,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime | None,
    by: Standing,
    at: datetime,
    remark: str | None = None,
    convener: str | None = None,
    own_point: str | None = None,
) -> Meeting:
    """Change the title, place or hours of a meeting; what is None stays as it is.

    :raises Conflict: if somebody saved meanwhile
    :raises EndsBeforeStart: if the end is not after the start
    :raises kinds.SuperiorMissing: if a superior's conference no longer says whose
    """
    by.require("meeting.call", unit=meeting.unit_id)
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart
    is_superiors = meeting.kind in kinds.BY_CODE and kinds.BY_CODE[meeting.kind].is_superiors
    if is_superiors and convener is not None and not convener.strip():
        raise kinds.SuperiorMissing
    meeting.title, meeting.place = language.clean_name(title), language.clean_name(place)
    meeting.folded = language.fold(meeting.title)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    for name, value in (("note", remark), ("convener", convener), ("own_point", own_point)):
        if value is not None:
            setattr(meeting, name, language.clean_name(value))
    meeting.save_over(
        expected_version, "title", "folded", "place", "starts_at", "ends_at", "note", "convener", "own_point"
    )
    note(verb="meeting.changed", subject=meeting, by=by, at=at, title=meeting.title)
    return meeting


when_concluded: list[Callable[..., object]] = []  # what ends with a meeting, by the modules that keep it


@transaction.atomic
def move_to_state(
    *, meeting: Meeting, state: str, expected_version: int, by: Standing, at: datetime
) -> Meeting:
    """Take the meeting one step on: summoned, papers out, open, concluded.

    :raises StateNotNext: if the step skips or reverses
    :raises MeetingCancelled: if it was called off
    :raises CopiesNotReturned: if it would be concluded while numbered copies are out, and no reason is given
    """
    by.require("meeting.call", unit=meeting.unit_id)
    order = [one.value for one in Meeting.State]
    if state not in order or order.index(state) != order.index(meeting.state) + 1:
        raise StateNotNext
    if meeting.is_cancelled:
        raise MeetingCancelled
    if state == Meeting.State.CONCLUDED:
        check_returned(meeting)
    meeting.state = state
    meeting.save_over(expected_version, "state")
    note(verb="meeting.state_changed", subject=meeting, by=by, at=at, state=state)
    if state == Meeting.State.CONCLUDED:
        for follow in when_concluded:
            follow(meeting=meeting, by=by, at=at)
    return meeting


def check_returned(meeting: Meeting) -> None:
    """Refuse to close a meeting while numbered copies are out, unless the office wrote down why.

    :raises CopiesNotReturned: with how many
    """
    out = NumberedCopy.objects.filter(
        paper__item__part__meeting=meeting, given_at__isnull=False, returned_at__isnull=True
    ).count()
    reason = Meeting.objects.filter(pk=meeting.pk).values_list("unreturned_reason", flat=True).first()
    if out and not reason:
        raise CopiesNotReturned(count=out)


class CopiesNotReturned(Refusal):
    """A meeting about to close while numbered copies are out."""

    sentence = N_(
        "%(count)s numbered copies have not come back. Collect them, or give the reason on their register."
    )


class MeetingCancelled(Refusal):
    """An act on a meeting that was called off."""

    sentence = N_("This meeting was called off. Call it again first.")


class StateNotNext(Refusal):
    """A step of a meeting out of order."""

    sentence = N_(
        "The meeting does not stand where this step begins. Reload the page to see where it stands."
    )


@transaction.atomic
def add_item(
    *,
    part: MeetingPart,
    number: str,
    title: str,
    by: Standing,
    at: datetime,
    parent: AgendaItem | None = None,
    presenter: str = "",
    minutes: int | None = None,
    wanted: str = AgendaItem.Wanted.HEAR,
) -> AgendaItem:
    """Add an item at the end of a part's agenda, perhaps under another."""
    by.require("meeting.call", unit=part.meeting.unit_id)
    last = AgendaItem.objects.filter(part=part).aggregate(last=models.Max("order"))["last"] or 0
    with lost_sight_ends(part.meeting_id) if part.is_closed else nullcontext():  # it may elect from now on
        item = AgendaItem.objects.create(
            part=part,
            parent=parent,
            order=last + 1,
            number=number,
            title=language.clean_name(title),
            presenter=language.clean_name(presenter),
            minutes=minutes,
            wanted=wanted,
        )
    touch(part.meeting_id)
    note(verb="meeting.item_added", subject=part.meeting, by=by, at=at, title=item.title)
    return item


@transaction.atomic
def lay_paper(
    *,
    item: AgendaItem,
    document: models.Model,
    title: str,
    by: Standing,
    at: datetime,
    members_only: bool = False,
    to_return: bool = False,
) -> MeetingPaper:
    """Lay a document before the meeting under an item, as its text stands now: version 1."""
    meeting = item.part.meeting
    by.require("meeting.call", unit=meeting.unit_id)
    last = MeetingPaper.objects.filter(item=item).aggregate(last=models.Max("order"))["last"] or 0
    paper = MeetingPaper.objects.create(
        item=item,
        document_id=document.pk,
        order=last + 1,
        title=language.clean_name(title),
        members_only=members_only,
        to_return=to_return,
    )
    keep_version(paper, at=at)
    touch(meeting.pk)
    note(verb="meeting.paper_laid", subject=meeting, by=by, at=at, title=paper.title)
    return paper


@transaction.atomic
def summon(
    *,
    part: MeetingPart,
    members: Iterable[tuple[Person, str]],
    invited: Iterable[tuple[Person, str]],
    by: Standing,
    at: datetime,
) -> int:
    """Summon persons to a part, members first; who is on the list already stays. Returns how many are new."""
    by.require("meeting.call", unit=part.meeting.unit_id)
    known = set(Summons.objects.filter(part=part).values_list("person_id", flat=True))
    rows: list[Summons] = []
    for capacity, people in ((Summons.Capacity.MEMBER, members), (Summons.Capacity.INVITED, invited)):
        for order, (person, duty) in enumerate(people, start=1):
            if person.pk not in known:
                known.add(person.pk)
                rows.append(Summons(part=part, person=person, capacity=capacity, duty=duty, order=order))
    Summons.objects.bulk_create(rows)
    touch(part.meeting_id)
    note(verb="meeting.summoned", subject=part.meeting, by=by, at=at, part=part.title, count=len(rows))
    return len(rows)


@transaction.atomic
def answer_summons(
    *, summons: Summons, answer: str, by: Standing, at: datetime, reason: str = "", deputy: str = ""
) -> Summons:
    """Answer one's own summons: come, send a deputy without a vote, or be excused with a reason.

    :raises NotAllowed: if the summons is another's and the asker does not call this meeting
    :raises ReasonMissing: if an excuse gives none
    :raises DeputyMissing: if a deputy has no name
    """
    meeting = summons.part.meeting
    if summons.person_id != by.person_id and not by.may("meeting.call", unit=meeting.unit_id):
        raise NotAllowed
    if answer == Summons.Answer.EXCUSED and not reason.strip():
        raise ReasonMissing
    if answer == Summons.Answer.DEPUTY and not deputy.strip():
        raise DeputyMissing
    summons.answer = answer
    summons.reason = language.clean_name(reason)
    summons.deputy = language.clean_name(deputy) if answer == Summons.Answer.DEPUTY else ""
    summons.save(update_fields=["answer", "reason", "deputy"])
    touch(meeting.pk)
    note(verb="meeting.summons_answered", subject=meeting, by=by, at=at, answer=str(answer))
    return summons


@transaction.atomic
def answer_for_all(
    *, part: MeetingPart, answers: Mapping[UUID, tuple[str, str]], by: Standing, at: datetime
) -> int:
    """Enter the answers that came by telephone or on paper: summons id → (answer, reason)."""
    by.require("meeting.call", unit=part.meeting.unit_id)
    rows = list(Summons.objects.filter(part=part, pk__in=answers))
    for row in rows:
        row.answer, row.reason = answers[row.pk]
        if row.answer == Summons.Answer.EXCUSED and not row.reason.strip():
            raise ReasonMissing
    Summons.objects.bulk_update(rows, ["answer", "reason"])
    touch(part.meeting_id)
    note(verb="meeting.answers_entered", subject=part.meeting, by=by, at=at, count=len(rows))
    return len(rows)


def keep_version(paper: MeetingPaper, *, at: datetime, remark: str = "") -> PaperVersion:
    """Keep what the paper's document says now as the version whose number the paper carries."""
    document = paper.document
    kept = PaperVersion.objects.create(
        paper=paper,
        number=paper.number,
        document=document,
        text=document.text,
        remark=language.clean_name(remark),
        laid_at=at,
    )
    kept.files.set(document.files.all())
    return kept


def _seat_chairs(meeting: Meeting, chairs: Sequence[tuple[Person, str]]) -> None:
    MeetingChair.objects.bulk_create(
        MeetingChair(meeting=meeting, person=person, duty=duty, order=order)
        for order, (person, duty) in enumerate(chairs, start=1)
    )


def touch(meeting_id: UUID) -> None:
    """Raise the meeting's version, because something below it changed."""
    Meeting.objects.filter(pk=meeting_id).update(version=models.F("version") + 1)
