"""Make and stop webhooks, write down what they are told, and send it."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from nghisu.exchange.models import Delivery, Webhook
from nghisu.exchange.queries import webhooks as queries
from nghisu.exchange.rules.hooks import (
    EVENTS,
    KEPT,
    SIGNATURE_HEADER,
    TESTED,
    HookStopped,
    NoEvent,
    State,
    StillWaiting,
    message,
    next_attempt,
    signature,
)
from nghisu.kit import egress
from nghisu.kit.language import clean_name
from nghisu.kit.pages import sentence_of
from nghisu.kit.refusals import Refusal
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of, tree_on
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import Act, note

MOST_AT_ONCE = 20


@transaction.atomic
def make_webhook(
    *, unit: Unit, name: str, url: str, events: Sequence[str], by: Standing, at: datetime
) -> tuple[Webhook, str]:
    """Have a program told of acts in a unit's house; return the webhook and its secret, shown once.

    :raises NoEvent: if it would be told nothing
    :raises egress.AddressNotAllowed: and its like, if the address is not one that is called
    """
    by.require("webhook.manage", unit=unit.pk)
    wanted = [one for one in EVENTS if one in set(events)]
    if not wanted:
        raise NoEvent
    target = egress.target_of(url, allowed=settings.WEBHOOK_HOSTS)
    hook = Webhook.objects.create(
        unit=unit,
        name=clean_name(name),
        url=url.strip(),
        events=" ".join(wanted),
        salt=secrets.token_hex(16),
        made_by_id=by.person_id,
        made_at=at,
    )
    note(
        verb="webhook.made",
        subject=hook,
        by=by,
        at=at,
        name=hook.name,
        host=target.host,
        events=hook.events,
    )
    return hook, queries.secret_of(hook)


@transaction.atomic
def stop_webhook(*, webhook: Webhook, version: int, by: Standing, at: datetime) -> Webhook:
    """Stop a webhook; what waits is dropped."""
    by.require("webhook.manage", unit=webhook.unit_id)
    if webhook.stopped_at is None:
        webhook.stopped_at = at
        webhook.save_over(version, "stopped_at")
        Delivery.objects.filter(webhook=webhook, state=State.WAITING).update(
            state=State.DROPPED, next_at=None
        )
        note(verb="webhook.stopped", subject=webhook, by=by, at=at, name=webhook.name)
    return webhook


@transaction.atomic
def resume_webhook(*, webhook: Webhook, version: int, by: Standing, at: datetime) -> Webhook:
    """Let a stopped webhook run again, for what happens from now on."""
    by.require("webhook.manage", unit=webhook.unit_id)
    if webhook.stopped_at is not None:
        webhook.stopped_at = None
        webhook.save_over(version, "stopped_at")
        note(verb="webhook.resumed", subject=webhook, by=by, at=at, name=webhook.name)
    return webhook


@transaction.atomic
def send_test(*, webhook: Webhook, by: Standing, at: datetime) -> Delivery:
    """Send a message that tells of nothing, to see whether it arrives.

    :raises HookStopped: if the webhook is stopped
    """
    by.require("webhook.manage", unit=webhook.unit_id)
    if not webhook.is_running:
        raise HookStopped
    note(verb="webhook.tested", subject=webhook, by=by, at=at, name=webhook.name)
    return Delivery.objects.create(
        webhook=webhook,
        event=TESTED,
        kind="webhook",
        subject=str(webhook.pk),
        at=at,
        state=State.WAITING,
        next_at=at,
    )


@transaction.atomic
def send_again(*, delivery: Delivery, by: Standing, at: datetime) -> Delivery:
    """Send a message again that was given up or dropped.

    :raises HookStopped: if its webhook is stopped
    :raises StillWaiting: if it waits or was taken
    """
    hook = delivery.webhook
    by.require("webhook.manage", unit=hook.unit_id)
    if not hook.is_running:
        raise HookStopped
    stored = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if stored.state not in {State.GIVEN_UP, State.DROPPED}:
        raise StillWaiting
    stored.state, stored.attempts, stored.next_at, stored.problem = State.WAITING, 0, at, ""
    stored.save(update_fields=["state", "attempts", "next_at", "problem"])
    note(verb="webhook.sent_again", subject=hook, by=by, at=at, name=hook.name, event=stored.event)
    return stored


def tell_webhooks(acts: Sequence[Act]) -> None:
    """Write down what the webhooks of the houses concerned are told of new lines; called by the record.

    In the transaction of the act itself: what is rolled back is told to nobody.
    """
    hooks = queries.listening([act.verb for act in acts])
    if not hooks:
        return
    houses: dict[UUID, Collection[UUID]] = {}
    made = []
    for act in acts:
        if act.verb not in EVENTS:
            continue
        tree = tree_on(day_of(act.at))
        concerned = _units_of(act)
        for hook in hooks:
            if act.verb not in hook.event_list:
                continue
            if hook.unit_id not in houses:
                houses[hook.unit_id] = tree.house_of(hook.unit_id)
            if concerned & set(houses[hook.unit_id]):
                made.append(
                    Delivery(
                        webhook=hook,
                        event=act.verb,
                        kind=act.subject._meta.model_name or "",
                        subject=str(act.subject.pk),
                        at=act.at,
                        state=State.WAITING,
                        next_at=act.at,
                    )
                )
    Delivery.objects.bulk_create(made)


def _units_of(act: Act) -> set[UUID]:
    """Return the units that an act concerns: of the object, and who gave it."""
    found = {getattr(act.subject, name, None) for name in ("unit_id", "giver_id", "lead_id")}
    campaign = getattr(act.subject, "campaign", None)
    found.add(getattr(campaign, "unit_id", None))
    return {one for one in found if one is not None}


def deliver_due(at: datetime) -> list[Delivery]:
    """Send what is due, outside any transaction; return the messages that were tried.

    Each is claimed first, so that no other process sends it as well. After one that failed, the others
    of the same webhook wait for the next round.
    """
    tried: list[Delivery] = []
    failed: set[UUID] = set()
    for one in queries.due(at, MOST_AT_ONCE):
        if one.webhook_id in failed or not _claimed(one, at):
            continue
        _deliver(one, at)
        tried.append(one)
        if one.state != State.TAKEN:
            failed.add(one.webhook_id)
    return tried


def _claimed(delivery: Delivery, at: datetime) -> bool:
    attempts = delivery.attempts + 1
    rows = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, attempts=delivery.attempts)
    later = next_attempt(attempts, at)
    delivery.attempts, delivery.tried_at = attempts, at
    if later is None:
        return bool(rows.update(attempts=attempts, tried_at=at, state=State.GIVEN_UP, next_at=None))
    return bool(rows.update(attempts=attempts, tried_at=at, next_at=later))


def _deliver(delivery: Delivery, at: datetime) -> None:
    hook = delivery.webhook
    body = message(
        pk=str(delivery.pk),
        event=delivery.event,
        kind=delivery.kind,
        subject=delivery.subject,
        unit=hook.unit.code,
        at=delivery.at,
        page=queries.page_of(delivery.kind, delivery.subject),
    )
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "nghisu",
        "X-Nghisu-Delivery": str(delivery.pk),
        "X-Nghisu-Event": delivery.event,
        SIGNATURE_HEADER: signature(queries.secret_of(hook), body, at),
    }
    delivery.status, delivery.problem = None, ""
    try:
        answer = egress.post(hook.url, body, headers, allowed=settings.WEBHOOK_HOSTS)
    except Refusal as refusal:
        delivery.problem = sentence_of(refusal)[:300]
    except OSError as error:
        delivery.problem = (str(error) or type(error).__name__)[:300]
    else:
        delivery.status = answer.status
        if answer.is_taken:
            delivery.state, delivery.next_at = State.TAKEN, None
    if delivery.state != State.TAKEN and next_attempt(delivery.attempts, at) is None:
        delivery.state, delivery.next_at = State.GIVEN_UP, None
    values: dict[str, object] = {"status": delivery.status, "problem": delivery.problem}
    if delivery.state != State.WAITING:
        values |= {"state": delivery.state, "next_at": None}
    Delivery.objects.filter(pk=delivery.pk).update(**values)


def sweep_deliveries(at: datetime) -> None:
    """Forget messages that came to their end long ago."""
    Delivery.objects.filter(at__lt=at - KEPT).exclude(state=State.WAITING).delete()
