"""Links that show a meeting on a screen without signing in."""

import base64
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from nghisu.meetings.models import Meeting, ScreenLink
from nghisu.people.queries.links import digest_of


def word_of(pk: UUID) -> str:
    """Return the word in the address of a link: made from the installation's secret, and stored nowhere."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"nghisu screen link " + pk.bytes, "sha256")
    return base64.urlsafe_b64encode(digest[:24]).decode()


def screen_link(word: str, at: datetime) -> ScreenLink | None:
    """Return the link with this word, unless it is revoked or expired."""
    return (
        ScreenLink.objects.filter(word_hash=digest_of(word), revoked_at=None, expires_at__gt=at)
        .select_related("meeting__body__term", "meeting__unit", "point")
        .first()
    )


def links_of(meeting: Meeting) -> QuerySet[ScreenLink]:
    """Return the links of a meeting, newest first."""
    return ScreenLink.objects.filter(meeting=meeting).select_related("point").order_by("-made_at")


def holder_of(link: ScreenLink) -> str:
    """Return the word under which the streams of a link are held and ended."""
    return f"screen:{link.pk}"
