"""Prepare a meeting: its parts, chairs, agenda and summoned lists; postpone it, call it off."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import ProtectedError

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.actions.calling import MeetingCancelled, StateNotNext, touch
from nghisu.meetings.actions.sight import lost_sight_ends
from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingChair,
    MeetingPart,
    NumberedCopy,
    PaperNote,
    Summons,
)
from nghisu.meetings.rules.planned_times import Planned, numbers_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


class PartClosedAndEnlarged(Refusal):
    """A part cannot be both."""

    sentence = N_("A part is closed or enlarged, never both. Choose one.")
    field = "is_enlarged"


class LastPart(Refusal):
    """The only part of a meeting."""

    sentence = N_("A meeting has one part at least. Add another one before you take this one out.")


class MeetingHeld(Refusal):
    """What was held is not prepared any more."""

    sentence = N_("The meeting is over; what stood on its agenda and lists stays as it was.")


class AlreadyUsed(Refusal):
    """Something that the meeting has used."""

    sentence = N_("The meeting has used this already (copies, votes, statements or minutes); it must stay.")


class ItemUnderItself(Refusal):
    """An item under itself, or under one of another part."""

    sentence = N_("An item can stand only under another item at the top of the same part.")
    field = "parent"


class StillNotHeld(Refusal):
    """Only a meeting that is not open yet can be put off or called off."""

    sentence = N_("The meeting has begun; it can be concluded, not put off or called off.")


class ReasonNeeded(Refusal):
    """An act that must say why."""

    sentence = N_("Give the reason; those who were summoned will read it.")
    field = "reason"


def check_preparing(meeting: Meeting, by: Standing) -> None:
    """Refuse who may not prepare the meeting, and every change once it is over or called off.

    :raises MeetingHeld: if it is over
    :raises MeetingCancelled: if it was called off
    """
    by.require("meeting.call", unit=meeting.unit_id)
    if meeting.is_over:
        raise MeetingHeld
    if meeting.is_cancelled:
        raise MeetingCancelled


@transaction.atomic
def set_people(
    *,
    meeting: Meeting,
    expected_version: int,
    chairs: Sequence[tuple[Person, str]],
    secretary: Person | None,
    by: Standing,
    at: datetime,
) -> None:
    """Set who is in the chair, in this order, and who keeps the minutes.

    :raises Conflict: if somebody saved meanwhile
    """
    check_preparing(meeting, by)
    meeting.secretary = secretary
    meeting.save_over(expected_version, "secretary")
    MeetingChair.objects.filter(meeting=meeting).delete()
    MeetingChair.objects.bulk_create(
        MeetingChair(meeting=meeting, person=person, duty=duty, order=order)
        for order, (person, duty) in enumerate(chairs, start=1)
    )
    note(verb="meeting.people_set", subject=meeting, by=by, at=at, count=len(chairs))


@transaction.atomic
def add_part(
    *,
    meeting: Meeting,
    title: str,
    starts_at: datetime,
    is_closed: bool,
    is_enlarged: bool,
    electorate: str,
    by: Standing,
    at: datetime,
) -> MeetingPart:
    """Add a part after the others."""
    check_preparing(meeting, by)
    if is_closed and is_enlarged:
        raise PartClosedAndEnlarged
    last = MeetingPart.objects.filter(meeting=meeting).aggregate(last=models.Max("order"))["last"] or 0
    part = MeetingPart.objects.create(
        meeting=meeting,
        order=last + 1,
        title=language.clean_name(title),
        starts_at=starts_at,
        is_closed=is_closed,
        is_enlarged=is_enlarged,
        electorate=electorate,
    )
    touch(meeting.pk)
    note(verb="meeting.part_added", subject=meeting, by=by, at=at, part=part.title)
    return part


@transaction.atomic
def change_part(
    *,
    part: MeetingPart,
    title: str,
    starts_at: datetime,
    is_closed: bool,
    is_enlarged: bool,
    electorate: str,
    by: Standing,
    at: datetime,
) -> MeetingPart:
    """Change a part: its title and start, closed or enlarged, and who votes in it."""
    check_preparing(part.meeting, by)
    if is_closed and is_enlarged:
        raise PartClosedAndEnlarged
    part.title, part.starts_at = language.clean_name(title), starts_at
    part.is_closed, part.is_enlarged, part.electorate = is_closed, is_enlarged, electorate
    part.save(update_fields=["title", "starts_at", "is_closed", "is_enlarged", "electorate"])
    touch(part.meeting_id)
    note(verb="meeting.part_changed", subject=part.meeting, by=by, at=at, part=part.title)
    return part


@transaction.atomic
def move_part(*, part: MeetingPart, up: bool, by: Standing, at: datetime) -> None:
    """Let a part change places with the one before or after it; at the end of the row nothing moves."""
    check_preparing(part.meeting, by)
    rows = list(MeetingPart.objects.select_for_update().filter(meeting=part.meeting).order_by("order"))
    _swap(rows, part.pk, up=up, manager=MeetingPart.objects)
    touch(part.meeting_id)
    note(verb="meeting.part_moved", subject=part.meeting, by=by, at=at, part=part.title)


@transaction.atomic
def delete_part(*, part: MeetingPart, by: Standing, at: datetime) -> None:
    """Take a part out, with its agenda and its summoned list.

    :raises LastPart: if it is the only one
    :raises AlreadyUsed: if the meeting has used it
    """
    meeting = part.meeting
    check_preparing(meeting, by)
    if MeetingPart.objects.filter(meeting=meeting).count() == 1:
        raise LastPart
    title = part.title
    _delete_unused(part, NumberedCopy.objects.filter(paper__item__part=part))
    _close_ranks(list(MeetingPart.objects.filter(meeting=meeting).order_by("order")), MeetingPart.objects)
    touch(meeting.pk)
    note(verb="meeting.part_deleted", subject=meeting, by=by, at=at, part=title)


@transaction.atomic
def change_item(
    *,
    item: AgendaItem,
    part: MeetingPart,
    parent: AgendaItem | None,
    number: str,
    title: str,
    presenter: str,
    minutes: int | None,
    wanted: str,
    by: Standing,
    at: datetime,
) -> AgendaItem:
    """Change an item; it may go to another part of the meeting, with what stands under it.

    :raises ItemUnderItself: if it would stand under itself, or under an item of another part
    """
    check_preparing(item.part.meeting, by)
    if parent is not None and (
        parent.pk == item.pk or parent.part_id != part.pk or parent.parent_id is not None
    ):
        raise ItemUnderItself
    if parent is not None and item.children.exists():
        raise ItemUnderItself
    if part.pk != item.part_id:
        last = AgendaItem.objects.filter(part=part).aggregate(last=models.Max("order"))["last"] or 0
        for step, one in enumerate([item, *item.children.order_by("order")], start=1):
            AgendaItem.objects.filter(pk=one.pk).update(part=part, order=last + step)
        item.refresh_from_db()
    item.part, item.parent, item.number = part, parent, language.clean_name(number)
    item.title, item.presenter = language.clean_name(title), language.clean_name(presenter)
    item.minutes, item.wanted = minutes, wanted
    with lost_sight_ends(part.meeting_id):  # a part that elects reaches fewer points
        item.save(update_fields=["part", "parent", "number", "title", "presenter", "minutes", "wanted"])
    touch(part.meeting_id)
    note(verb="meeting.item_changed", subject=part.meeting, by=by, at=at, title=item.title)
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: Standing, at: datetime) -> None:
    """Let an item change places with its neighbour of the same level; numbers follow where they are plain."""
    meeting = item.part.meeting
    check_preparing(meeting, by)
    rows = list(AgendaItem.objects.select_for_update().filter(part=item.part_id).order_by("order"))
    level = [row for row in rows if row.parent_id == item.parent_id]
    place = [row.pk for row in level].index(item.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(level):
        return
    level[place], level[other] = level[other], level[place]
    below: dict[UUID | None, list[AgendaItem]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    below[item.parent_id] = level
    ordered: list[AgendaItem] = []

    def lay(above: UUID | None) -> None:
        for row in below.get(above, []):
            ordered.append(row)
            lay(row.pk)

    lay(None)
    _close_ranks(ordered, AgendaItem.objects)
    _renumber(ordered)
    touch(meeting.pk)
    note(verb="meeting.item_moved", subject=meeting, by=by, at=at, title=item.title)


@transaction.atomic
def delete_item(*, item: AgendaItem, by: Standing, at: datetime) -> None:
    """Take an item off the agenda, with what stands under it and with its papers.

    :raises AlreadyUsed: if the meeting has used it, numbered copies are out, or readers wrote notes
    """
    meeting, part_id, title = item.part.meeting, item.part_id, item.title
    check_preparing(meeting, by)
    own = models.Q(paper__item=item) | models.Q(paper__item__parent=item)
    _delete_unused(item, NumberedCopy.objects.filter(own), PaperNote.objects.filter(own))
    left = list(AgendaItem.objects.filter(part=part_id).order_by("order"))
    _close_ranks(left, AgendaItem.objects)
    _renumber(left)
    touch(meeting.pk)
    note(verb="meeting.item_deleted", subject=meeting, by=by, at=at, title=title)


@transaction.atomic
def leave_open(*, item: AgendaItem, is_left_open: bool, remark: str, by: Standing, at: datetime) -> None:
    """Say that an item was left open, so that the next session of the body is offered it; or take it back."""
    meeting = item.part.meeting
    by.require("meeting.call", unit=meeting.unit_id)
    item.is_left_open, item.left_open_note = is_left_open, language.clean_name(remark) if is_left_open else ""
    item.save(update_fields=["is_left_open", "left_open_note"])
    touch(meeting.pk)
    verb = "meeting.item_left_open" if is_left_open else "meeting.item_closed"
    note(verb=verb, subject=meeting, by=by, at=at, title=item.title)


@transaction.atomic
def change_summons(*, summons: Summons, capacity: str, duty: str, by: Standing, at: datetime) -> Summons:
    """Change as what a person is summoned, and the office that stands on the list."""
    check_preparing(summons.part.meeting, by)
    summons.capacity, summons.duty = capacity, language.clean_name(duty)
    summons.save(update_fields=["capacity", "duty"])
    touch(summons.part.meeting_id)
    note(verb="meeting.summons_changed", subject=summons.part.meeting, by=by, at=at, capacity=capacity)
    return summons


@transaction.atomic
def move_summons(*, summons: Summons, up: bool, by: Standing, at: datetime) -> None:
    """Let a person change places on the list with the one before or after of the same capacity."""
    check_preparing(summons.part.meeting, by)
    rows = list(
        Summons.objects.select_for_update(of=("self",))
        .filter(part=summons.part_id, capacity=summons.capacity)
        .order_by("order", "person__sort_key")
    )
    place = [row.pk for row in rows].index(summons.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, start=1):
        row.order = order
    Summons.objects.bulk_update(rows, ["order"])
    touch(summons.part.meeting_id)
    note(verb="meeting.summons_moved", subject=summons.part.meeting, by=by, at=at, part=summons.part.title)


@transaction.atomic
def take_off_list(*, summons: Summons, by: Standing, at: datetime) -> None:
    """Take a person off the summoned list of a part; summoning again puts the person back.

    :raises AlreadyUsed: if the person was present or voted
    """
    part = summons.part
    check_preparing(part.meeting, by)
    person_id = str(summons.person_id)
    with lost_sight_ends(part.meeting_id):
        _delete_unused(summons)
    touch(part.meeting_id)
    note(
        verb="meeting.summons_withdrawn",
        subject=part.meeting,
        by=by,
        at=at,
        part=part.title,
        person=person_id,
    )


@transaction.atomic
def copy_list(*, source: MeetingPart, target: MeetingPart, by: Standing, at: datetime) -> int:
    """Summon to a part whom another part of the meeting has; who is on it already stays. Returns how many."""
    check_preparing(target.meeting, by)
    if source.meeting_id != target.meeting_id:
        raise StateNotNext
    known = set(Summons.objects.filter(part=target).values_list("person_id", flat=True))
    rows = [
        Summons(part=target, person_id=row.person_id, capacity=row.capacity, duty=row.duty, order=row.order)
        for row in Summons.objects.filter(part=source)
        if row.person_id not in known
    ]
    Summons.objects.bulk_create(rows)
    touch(target.meeting_id)
    note(verb="meeting.summoned", subject=target.meeting, by=by, at=at, part=target.title, count=len(rows))
    return len(rows)


@transaction.atomic
def take_back_step(*, meeting: Meeting, expected_version: int, by: Standing, at: datetime) -> Meeting:
    """Take a meeting one step back while it has not begun: papers sent → summoned → to be held.

    :raises StateNotNext: if it has begun, or stands at the beginning
    """
    by.require("meeting.call", unit=meeting.unit_id)
    back = {Meeting.State.SUMMONED: Meeting.State.PLANNED, Meeting.State.PAPERS_OUT: Meeting.State.SUMMONED}
    before = back.get(Meeting.State(meeting.state))
    if before is None:
        raise StateNotNext
    meeting.state = before
    meeting.save_over(expected_version, "state")
    note(verb="meeting.step_taken_back", subject=meeting, by=by, at=at, state=str(before))
    return meeting


@transaction.atomic
def postpone(
    *,
    meeting: Meeting,
    expected_version: int,
    starts_at: datetime,
    ends_at: datetime | None,
    place: str,
    reason: str,
    ask_again: bool,
    by: Standing,
    at: datetime,
) -> Meeting:
    """Put a meeting off to another day: its parts move along; those summoned are told, and asked again.

    :raises StillNotHeld: if it has begun
    :raises ReasonNeeded: if no reason is given
    """
    by.require("meeting.call", unit=meeting.unit_id)
    _check_before(meeting)
    if not reason.strip():
        raise ReasonNeeded
    moved = starts_at - meeting.starts_at
    meeting.postponed_from = meeting.starts_at
    meeting.postpone_reason = language.clean_name(reason)
    meeting.starts_at, meeting.place = starts_at, language.clean_name(place)
    meeting.ends_at = ends_at
    meeting.save_over(expected_version, "starts_at", "ends_at", "place", "postponed_from", "postpone_reason")
    for part in MeetingPart.objects.filter(meeting=meeting):
        MeetingPart.objects.filter(pk=part.pk).update(starts_at=part.starts_at + moved)
    if ask_again:
        Summons.objects.filter(part__meeting=meeting).update(answer=Summons.Answer.NONE, reason="", deputy="")
    note(
        verb="meeting.postponed",
        subject=meeting,
        by=by,
        at=at,
        starts_at=starts_at.isoformat(),
        reason=meeting.postpone_reason,
    )
    return meeting


@transaction.atomic
def call_off(*, meeting: Meeting, expected_version: int, reason: str, by: Standing, at: datetime) -> Meeting:
    """Call a meeting off; it stays in the list with its number, its day and the reason.

    :raises StillNotHeld: if it has begun
    :raises ReasonNeeded: if no reason is given
    """
    by.require("meeting.call", unit=meeting.unit_id)
    _check_before(meeting)
    if not reason.strip():
        raise ReasonNeeded
    meeting.cancelled_at, meeting.cancel_reason = at, language.clean_name(reason)
    meeting.save_over(expected_version, "cancelled_at", "cancel_reason")
    note(verb="meeting.cancelled", subject=meeting, by=by, at=at, reason=meeting.cancel_reason)
    return meeting


@transaction.atomic
def call_again(*, meeting: Meeting, expected_version: int, by: Standing, at: datetime) -> Meeting:
    """Take back that a meeting was called off.

    :raises StateNotNext: if it was not
    """
    by.require("meeting.call", unit=meeting.unit_id)
    if not meeting.is_cancelled:
        raise StateNotNext
    meeting.cancelled_at, meeting.cancel_reason = None, ""
    meeting.save_over(expected_version, "cancelled_at", "cancel_reason")
    note(verb="meeting.called_again", subject=meeting, by=by, at=at)
    return meeting


def _check_before(meeting: Meeting) -> None:
    if meeting.is_cancelled:
        raise MeetingCancelled
    if meeting.state in (Meeting.State.OPEN, Meeting.State.CONCLUDED, Meeting.State.ARCHIVED):
        raise StillNotHeld


def _delete_unused(row: models.Model, *used: "models.QuerySet[models.Model]") -> None:
    if any(rows.exists() for rows in used):
        raise AlreadyUsed
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise AlreadyUsed from error


def _swap(rows: "list[MeetingPart]", pk: UUID, *, up: bool, manager: "models.Manager[MeetingPart]") -> None:
    place = [row.pk for row in rows].index(pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _close_ranks(rows, manager)


def _close_ranks(rows: "Sequence[models.Model]", manager: "models.Manager[models.Model]") -> None:
    """Give the rows the orders 1, 2, 3 …; by way of numbers nobody has, as each order stands once."""
    aside = 20_000
    for order, row in enumerate(rows, start=1):
        manager.filter(pk=row.pk).update(order=aside + order)
    for order, row in enumerate(rows, start=1):
        manager.filter(pk=row.pk).update(order=order)


def _renumber(rows: Sequence[AgendaItem]) -> None:
    """Renew plain numbers (1, 2, 2.1); letters and Roman numbers stay as typed."""
    if not all(row.number.replace(".", "").isdigit() for row in rows):
        return
    numbers = numbers_of([Planned(row.pk, row.parent_id, None) for row in rows])
    for row in rows:
        if row.number != numbers[row.pk]:
            AgendaItem.objects.filter(pk=row.pk).update(number=numbers[row.pk])
