"""Tell people by mail and on their devices, each thing once to each target; what fails is tried again."""

import json
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from nghisu.kit import egress, web_push
from nghisu.kit.letters import Fate, hand_over
from nghisu.kit.refusals import Refusal
from nghisu.notices.actions import sending as actions
from nghisu.notices.queries import sending as queries
from nghisu.notices.queries.words import sentences, title
from nghisu.notices.rules.sending import State, is_quiet

if TYPE_CHECKING:
    from nghisu.notices.models import Message

MOST_AT_ONCE = 100
LIVES = timedelta(hours=12)
GONE = {404, 410}
log = logging.getLogger("nghisu.notices")


def tell(at: datetime) -> None:
    """Put together what is new for everybody who wants to be told now, then send what waits."""
    if not (queries.is_mail_on() or queries.is_push_on()):
        return
    actions.leave_lost(at=at)
    plan_due(at)
    send_due(at)


def plan_due(at: datetime) -> None:
    """Write down the messages of this moment; what a person may hear of is asked once for all targets."""
    asked_of, items = None, []
    for target in queries.targets_due(at):
        quiet = is_quiet(at, begin=target.choice.quiet_from, end=target.choice.quiet_until)
        if quiet and not target.choice.urgent_through:
            continue
        if asked_of != target.person.pk:
            asked_of, items = target.person.pk, queries.items_for(target.person, at)
        new = queries.new_for(target, items, at)
        if quiet and not new:
            continue  # an hour of the level that fell into quiet hours is made up for after them
        actions.plan(target, new, at=at)


def send_due(at: datetime) -> list["Message"]:
    """Send what waits, each outside any transaction and claimed first; return what was tried."""
    tried = []
    for message in queries.messages_due(at, MOST_AT_ONCE):
        if not actions.claim(message, at=at):
            continue
        tried.append(message)
        items = queries.still_true(message, at)
        if not items:
            actions.settle(message, State.DROPPED)
            continue
        if message.device is None:
            fate, problem = _mail(message, items)
        else:
            fate, problem = _push(message, items, at)
        if fate is Fate.TAKEN:
            actions.settle(message, State.SENT)
        elif fate is Fate.UNSURE:
            actions.settle(message, State.LOST, problem=problem)
        elif message.device is None or message.device.pk is not None:
            actions.try_later(message, at=at, problem=problem)
    return tried


def _mail(message: "Message", items: list[queries.Item]) -> tuple[Fate, str]:
    choice = queries.choice_for(message.person)
    host = queries.mail_host()
    if host is None or not choice.address:
        return Fate.REFUSED, "no address"
    with translation.override(message.person.language):
        site = settings.SITE.rstrip("/")
        stop = site + reverse("no_more_mail", args=[queries.stop_token(message.person.pk)])
        values = {
            "lines": sentences(one.counted for one in items),
            "address": site + reverse("notice_list"),
            "settings": site + reverse("notice_settings"),
            "stop": stop,
            "title": title(),
            "language": message.person.language,
        }
        return hand_over(
            host,
            to=choice.address,
            subject=title(),
            text=render_to_string("notices/mail.txt", values),
            html=render_to_string("notices/mail.html", values),
            unsubscribe=stop,
        )


def _push(message: "Message", items: list[queries.Item], at: datetime) -> tuple[Fate, str]:
    device = message.device
    if device is None or not queries.valid_devices().filter(pk=device.pk).exists():
        return Fate.REFUSED, "signed out"
    with translation.override(device.language):
        told = {
            "title": title(),
            "body": "\n".join(sentences(one.counted for one in items)[:4]),
            "address": reverse("notice_list"),
        }
    subscription = web_push.Subscription(device.endpoint, device.p256dh, device.auth)
    key = web_push.own_key(settings.DATA)
    head = web_push.headers(
        device.endpoint,
        key,
        contact=settings.PUSH_CONTACT,
        at=at,
        lives=LIVES,
        is_urgent=message.is_urgent,
    )
    body = web_push.sealed(json.dumps(told, ensure_ascii=False).encode(), subscription)
    try:
        answer = egress.post(device.endpoint, body, head, allowed=settings.PUSH_HOSTS)
    except (Refusal, ConnectionRefusedError) as error:
        return Fate.REFUSED, type(error).__name__
    except OSError as error:
        return Fate.UNSURE, type(error).__name__
    if answer.status in GONE:
        actions.forget_device(device)
        return Fate.REFUSED, str(answer.status)
    return (Fate.TAKEN if answer.is_taken else Fate.REFUSED), str(answer.status)


def sweep(at: datetime) -> None:
    """Delete what was told long ago."""
    actions.sweep_notices(at=at)
