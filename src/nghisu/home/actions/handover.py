"""Begin a hand-over, sign it, confirm it: then everything moves in one action, with one line written."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nghisu.home.models import OfficeHandOver, OfficeHandOverItem
from nghisu.home.queries.accounts import is_helped_by
from nghisu.home.queries.handover import (
    may_confirm,
    meetings_to_come,
    open_tasks,
    receivers,
    things_of,
    unit_of,
)
from nghisu.home.rules.handover import Reason
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


class AlreadyBegun(Refusal):
    """One is open."""

    sentence = N_("A hand-over of %(name)s is open already. Finish or drop it first.")


class NoOffice(Refusal):
    """Nothing to hand over."""

    sentence = N_("%(name)s holds no office today. Begin the hand-over before the mandate ends.")


class ReceiverNotOfTheHouse(Refusal):
    """The receiver holds no office there."""

    sentence = N_("Choose a receiver who holds an office in the same committee today.")
    field = "receiver"


class NotOpen(Refusal):
    """It is over."""

    sentence = N_("This hand-over is confirmed or dropped; nothing about it changes any more.")


class NotSignedByBoth(Refusal):
    """A signature is missing."""

    sentence = N_("Both must sign before the hand-over is confirmed.")


@transaction.atomic
def begin_hand_over(
    *, giver: Person, receiver_id: UUID, reason: Reason, note_text: str, by: Standing, at: datetime
) -> OfficeHandOver:
    """Write the list of all that the giver has in hand, to be signed by both."""
    if by.person_id in {giver.pk, receiver_id} or not is_helped_by(by, giver.pk):
        raise NotAllowed
    if OfficeHandOver.objects.filter(giver=giver, confirmed_at=None, dropped_at=None).exists():
        raise AlreadyBegun(name=giver.full_name)
    here = timezone.localtime(at)
    unit_id = unit_of(giver, here)
    if unit_id is None:
        raise NoOffice(name=giver.full_name)
    if receiver_id not in receivers(by, giver, here):
        raise ReceiverNotOfTheHouse
    made = OfficeHandOver.objects.create(
        unit_id=unit_id,
        giver=giver,
        receiver_id=receiver_id,
        reason=reason,
        note=note_text,
        begun_at=at,
    )
    things = things_of(giver, unit_id, by.tree.committee_of(unit_id), at=here)
    OfficeHandOverItem.objects.bulk_create(
        OfficeHandOverItem(hand_over=made, order=number, kind=one.kind, what=one.what, way=one.way)
        for number, one in enumerate(things, start=1)
    )
    note(verb="officework.begun", subject=made, by=by, at=at, things=len(things))
    return made


@transaction.atomic
def sign_hand_over(*, hand_over: OfficeHandOver, version: int, by: Standing, at: datetime) -> OfficeHandOver:
    """Sign as the one who gives or the one who receives; a second time changes nothing."""
    if by.person_id == hand_over.giver_id:
        side = "giver_signed_at"
    elif by.person_id == hand_over.receiver_id:
        side = "receiver_signed_at"
    else:
        raise NotAllowed
    if not hand_over.is_open:
        raise NotOpen
    if getattr(hand_over, side) is None:
        setattr(hand_over, side, at)
        hand_over.save_over(version, side)
        note(verb="officework.signed", subject=hand_over, by=by, at=at)
    return hand_over


@transaction.atomic
def confirm_hand_over(
    *, hand_over: OfficeHandOver, version: int, by: Standing, at: datetime
) -> OfficeHandOver:
    """Confirm it: tasks and meetings pass to the receiver, addresses and tokens of the giver end."""
    if not may_confirm(by, hand_over):
        raise NotAllowed
    if not hand_over.is_open:
        raise NotOpen
    if not hand_over.is_signed:
        raise NotSignedByBoth
    hand_over.confirmed_by_id, hand_over.confirmed_at = by.person_id, at
    hand_over.save_over(version, "confirmed_by", "confirmed_at")
    tasks = list(open_tasks(hand_over.giver_id))
    for task in tasks:
        task.person_in_charge_id = hand_over.receiver_id
        task.save_over(task.version, "person_in_charge")
    meetings = list(meetings_to_come(hand_over.giver_id))
    for meeting in meetings:
        meeting.secretary_id = hand_over.receiver_id
        meeting.save_over(meeting.version, "secretary")
    ended = hand_over.giver.calendar_feeds.filter(withdrawn_at=None).update(withdrawn_at=at)
    ended += hand_over.giver.api_tokens.filter(withdrawn_at=None).update(withdrawn_at=at)
    note(
        verb="officework.confirmed",
        subject=hand_over,
        by=by,
        at=at,
        touching=[*tasks, *meetings],
        tasks=len(tasks),
        meetings=len(meetings),
        ended=ended,
    )
    return hand_over


@transaction.atomic
def drop_hand_over(*, hand_over: OfficeHandOver, version: int, by: Standing, at: datetime) -> OfficeHandOver:
    """Drop it: nothing moves; another one can be begun with a fresh list."""
    if not may_confirm(by, hand_over):
        raise NotAllowed
    if not hand_over.is_open:
        raise NotOpen
    hand_over.dropped_at = at
    hand_over.save_over(version, "dropped_at")
    note(verb="officework.dropped", subject=hand_over, by=by, at=at)
    return hand_over
