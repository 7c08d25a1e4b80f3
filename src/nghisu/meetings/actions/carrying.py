"""Recurring items of a body, and taking over what was left open."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.actions.preparing import check_preparing
from nghisu.meetings.models import AgendaItem, Circular, MeetingPart, RecurringItem
from nghisu.organisation.models import Body
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


class NothingTaken(Refusal):
    """An empty choice."""

    sentence = N_("Tick at least one item to be taken over.")
    field = "items"


@transaction.atomic
def add_recurring(
    *,
    body: Body,
    title: str,
    presenter: str,
    minutes: int | None,
    wanted: str,
    by: Standing,
    at: datetime,
) -> RecurringItem:
    """Let an item stand on the agenda of every session of the body from now on."""
    by.require("meeting.call", unit=body.unit_id)
    last = RecurringItem.objects.filter(body=body).aggregate(last=models.Max("order"))["last"] or 0
    item = RecurringItem.objects.create(
        body=body,
        order=last + 1,
        title=language.clean_name(title),
        presenter=language.clean_name(presenter),
        minutes=minutes,
        wanted=wanted,
    )
    note(verb="recurring.added", subject=body, by=by, at=at, title=item.title)
    return item


@transaction.atomic
def change_recurring(
    *,
    item: RecurringItem,
    expected_version: int,
    title: str,
    presenter: str,
    minutes: int | None,
    wanted: str,
    by: Standing,
    at: datetime,
) -> RecurringItem:
    """Change a recurring item; agendas that have it already stay as they are.

    :raises Conflict: if somebody saved meanwhile
    """
    by.require("meeting.call", unit=item.body.unit_id)
    item.title, item.presenter = language.clean_name(title), language.clean_name(presenter)
    item.minutes, item.wanted = minutes, wanted
    item.save_over(expected_version, "title", "presenter", "minutes", "wanted")
    note(verb="recurring.changed", subject=item.body, by=by, at=at, title=item.title)
    return item


@transaction.atomic
def move_recurring(*, item: RecurringItem, up: bool, by: Standing, at: datetime) -> None:
    """Let a recurring item change places with its neighbour."""
    by.require("meeting.call", unit=item.body.unit_id)
    rows = list(RecurringItem.objects.select_for_update().filter(body=item.body_id).order_by("order"))
    place = [row.pk for row in rows].index(item.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, start=1):
        row.order = order
    RecurringItem.objects.bulk_update(rows, ["order"])
    note(verb="recurring.moved", subject=item.body, by=by, at=at, title=item.title)


@transaction.atomic
def delete_recurring(*, item: RecurringItem, by: Standing, at: datetime) -> None:
    """Offer an item to no further session; agendas that have it keep it."""
    by.require("meeting.call", unit=item.body.unit_id)
    body, title = item.body, item.title
    item.delete()
    note(verb="recurring.deleted", subject=body, by=by, at=at, title=title)


@transaction.atomic
def take_over(
    *,
    part: MeetingPart,
    recurring: Sequence[RecurringItem],
    left_open: Sequence[AgendaItem],
    circulars: Sequence[tuple[Circular, str]],
    by: Standing,
    at: datetime,
) -> int:
    """Put recurring items, items left open and results of circulars (with a title) at the end of a part.

    Returns how many. Nothing is put there twice: each knows where it was taken up.

    :raises NothingTaken: if nothing is chosen
    """
    meeting = part.meeting
    check_preparing(meeting, by)
    if not (recurring or left_open or circulars):
        raise NothingTaken
    last = AgendaItem.objects.filter(part=part).aggregate(last=models.Max("order"))["last"] or 0
    number = AgendaItem.objects.filter(part=part, parent__isnull=True).count()
    count = 0

    def put(**values: object) -> AgendaItem:
        nonlocal count
        count += 1
        return AgendaItem.objects.create(part=part, order=last + count, number=str(number + count), **values)

    for item in recurring:
        put(
            title=item.title,
            presenter=item.presenter,
            minutes=item.minutes,
            wanted=item.wanted,
            recurring=item,
        )
    for left in left_open:
        put(
            title=left.title,
            presenter=left.presenter,
            minutes=left.minutes,
            wanted=left.wanted,
            carried_from=left,
        )
    for circular, title in circulars:
        item_made = put(title=title[:400], wanted=AgendaItem.Wanted.HEAR, minutes=5)
        Circular.objects.filter(pk=circular.pk, reported_item__isnull=True).update(reported_item=item_made)
    touch(meeting.pk)
    note(verb="meeting.items_taken_over", subject=meeting, by=by, at=at, part=part.title, count=count)
    return count
