"""Read webhooks, their messages, and what waits to go out."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from nghisu.exchange.models import Delivery, Webhook
from nghisu.exchange.rules.hooks import EVENTS, State
from nghisu.organisation.queries import names_on
from nghisu.organisation.rules.policy import Standing
from nghisu.record.rules.verbs import SENTENCES

PAGES = {
    "document": "document_detail",
    "task": "task_detail",
    "campaign": "campaign_detail",
    "submission": "submission_detail",
    "report": "report_detail",
}


def webhooks_visible_to(standing: Standing) -> QuerySet[Webhook]:
    """Return the webhooks of the asker's houses with how their messages stand, the newest first."""
    waiting = Count("deliveries", filter=Q(deliveries__state=State.WAITING))
    given_up = Count("deliveries", filter=Q(deliveries__state=State.GIVEN_UP))
    return (
        Webhook.objects.filter(unit_id__in=standing.reach("webhook.manage"))
        .select_related("unit")
        .annotate(waiting=waiting, given_up=given_up, last_at=Max("deliveries__tried_at"))
    )


def webhook_visible_to(standing: Standing, pk: UUID) -> Webhook | None:
    """Return a webhook, None if there is none that the asker may see."""
    return webhooks_visible_to(standing).filter(pk=pk).first()


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """Return the messages of a webhook, the newest first."""
    return Delivery.objects.filter(webhook=webhook).order_by("-at", "-pk")


def unsent(webhook: Webhook, most: int = 10) -> list[Delivery]:
    """Return the newest messages that were given up or dropped."""
    return list(deliveries_of(webhook).filter(state__in=[State.GIVEN_UP, State.DROPPED])[:most])


def delivery_of(webhook: Webhook, pk: UUID) -> Delivery | None:
    """Return one message of a webhook."""
    return Delivery.objects.filter(webhook=webhook, pk=pk).first()


def due(at: datetime, most: int) -> list[Delivery]:
    """Return the messages to try now, those that wait longest first."""
    rows = Delivery.objects.filter(state=State.WAITING, next_at__lte=at, webhook__stopped_at=None)
    return list(rows.select_related("webhook__unit").order_by("next_at", "at")[:most])


def listening(events: Sequence[str]) -> list[Webhook]:
    """Return the running webhooks, if one of the events is one that is told at all."""
    if not set(events) & set(EVENTS):
        return []
    return list(Webhook.objects.filter(stopped_at=None))


def houses_managed(standing: Standing) -> list[tuple[UUID, str]]:
    """Return id and name of the committees whose webhooks the asker manages."""
    units = {unit for unit in standing.reach("webhook.manage") if unit in standing.tree.committees}
    return sorted(names_on(standing.day, units).items(), key=lambda pair: pair[1])


def secret_of(webhook: Webhook) -> str:
    """Return the secret that signs a webhook's messages."""
    sealed = hmac.digest(
        settings.SECRET_KEY.encode(), f"nghisu webhook {webhook.pk} {webhook.salt}".encode(), "sha256"
    )
    return f"nsw_{sealed.hex()}"


def page_of(kind: str, subject: str) -> str:
    """Return the address of an object's page, empty where it has none."""
    name = PAGES.get(kind)
    return reverse(name, args=[subject]) if name else ""


def event_choices() -> list[tuple[str, str]]:
    """Return the acts that may be told, in the words of the record."""
    return [(event, SENTENCES[event]) for event in EVENTS]
