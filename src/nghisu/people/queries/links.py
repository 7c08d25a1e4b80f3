"""One-time links: from a token to the person it was handed out for."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from nghisu.people.models import Link
from nghisu.people.rules.links import SHOWN_FOR, LinkSpent, Purpose, is_open


def token_of(link: Link) -> str:
    """Return the secret of a link: made from its id with the installation's key, stored nowhere."""
    made = salted_hmac(
        f"nghisu.people.link.{link.purpose}", f"{link.pk}:{link.person_id}", algorithm="sha256"
    )
    return urlsafe_b64encode(made.digest()).decode().rstrip("=")


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(token: str, purpose: Purpose, at: datetime) -> Link:
    """Return the link of a token, with its person.

    :raises LinkSpent: if there is none for this purpose, or it is spent, or its account is closed
    """
    link = Link.objects.select_related("person").filter(digest=digest_of(token), purpose=purpose).first()
    if (
        link is None
        or not link.person.is_active
        or not is_open(
            at=at, expires_at=link.expires_at, used_at=link.used_at, withdrawn_at=link.withdrawn_at
        )
    ):
        raise LinkSpent
    return link


def fresh_link(person_id: UUID, issued_by: UUID, at: datetime) -> Link | None:
    """Return the open recovery link that this issuer made for the person within the last 15 minutes."""
    return (
        open_links(person_id, at)
        .filter(issued_by_id=issued_by, issued_at__gt=at - SHOWN_FOR)
        .order_by("-issued_at")
        .first()
    )


def open_links(person_id: UUID, at: datetime) -> QuerySet[Link]:
    """Return the recovery links of a person that still work."""
    return Link.objects.filter(
        Q(person_id=person_id, purpose=Purpose.RECOVERY, expires_at__gt=at),
        used_at=None,
        withdrawn_at=None,
    )
