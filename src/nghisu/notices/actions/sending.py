"""Put messages together, claim each before it is sent, and settle what became of it.

A thing is claimed for a target before anything leaves, and a claim is never taken back once the message may
have arrived: after a crash in between, it is lost rather than told twice. It still stands on the page.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from nghisu.notices.models import Message, NoticeChoice, NoticeSeen, PushDevice, Told
from nghisu.notices.queries.sending import Item, Target
from nghisu.notices.rules.sending import KEPT, LOST_AFTER, MailLevel, State, next_try


def plan(target: Target, items: Sequence[Item], *, at: datetime) -> Message | None:
    """Write a message down with what it tells; None if there is nothing, or another process was first."""
    try:
        with transaction.atomic():
            if target.device is None:
                # Also a digest with nothing in it is one: the next is due at the next hour of its level.
                NoticeChoice.objects.filter(pk=target.choice.pk).update(digest_at=at)
            if not items:
                return None
            message = Message.objects.create(
                person=target.person,
                device=target.device,
                made_at=at,
                next_at=at,
                is_urgent=any(one.is_urgent for one in items),
            )
            Told.objects.bulk_create(
                Told(message=message, target=target.name, thing=one.mark) for one in items
            )
            return message
    except IntegrityError:
        return None


def claim(message: Message, *, at: datetime) -> bool:
    """Take a waiting message for sending; False if another process has it."""
    rows = Message.objects.filter(pk=message.pk, state=State.WAITING, attempts=message.attempts)
    if not rows.update(state=State.SENDING, attempts=message.attempts + 1, tried_at=at, next_at=None):
        return False
    message.state, message.attempts = State.SENDING, message.attempts + 1
    return True


def settle(message: Message, state: State, *, problem: str = "") -> None:
    """Keep that a message came to its end."""
    message.state = state
    Message.objects.filter(pk=message.pk).update(state=state, next_at=None, problem=problem[:200])


def try_later(message: Message, *, at: datetime, problem: str) -> None:
    """Let a message that surely did not arrive be tried again, or give it up after the last try."""
    later = next_try(message.attempts, at)
    if later is None:
        settle(message, State.GIVEN_UP, problem=problem)
        return
    message.state = State.WAITING
    Message.objects.filter(pk=message.pk).update(state=State.WAITING, next_at=later, problem=problem[:200])


def leave_lost(*, at: datetime) -> int:
    """Settle what was cut off while being sent: nobody knows whether it arrived, so it is not sent again."""
    cut = Message.objects.filter(state=State.SENDING, tried_at__lt=at - LOST_AFTER)
    return cut.update(state=State.LOST)


def forget_device(device: PushDevice) -> None:
    """Delete a device that its push service does not know any more."""
    device.delete()


def stop_mail(person_id: UUID) -> None:
    """Send a person no more mail."""
    NoticeChoice.objects.filter(person_id=person_id).update(mail=MailLevel.NEVER)


def sweep_notices(*, at: datetime) -> None:
    """Delete what was told long ago, and what was put away long ago."""
    Message.objects.filter(made_at__lt=at - KEPT).exclude(state=State.WAITING).delete()
    NoticeSeen.objects.filter(day__lt=(at - KEPT).date()).delete()
