"""Choose how to be told outside the product, and which browsers are told. No line of the record."""

from datetime import datetime, time
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver

from nghisu.kit import egress
from nghisu.kit.refusals import NotAllowed
from nghisu.kit.web_push import Subscription, checked
from nghisu.notices.models import NoticeChoice, PushDevice
from nghisu.notices.queries.sending import is_mail_on, is_push_on
from nghisu.notices.rules import Level
from nghisu.notices.rules.sending import MailLevel, NoAddress, NoMailHere, NoPushHere, TooManyDevices
from nghisu.people.models import Person

if TYPE_CHECKING:
    from django.http import HttpRequest

    from nghisu.organisation.rules.policy import Standing

MOST_DEVICES = 10


@transaction.atomic
def choose(
    *,
    level: Level,
    mail: MailLevel,
    address: str,
    quiet_from: time,
    quiet_until: time,
    urgent_through: bool,
    by: "Standing",
    at: datetime,
) -> NoticeChoice:
    """Choose how to be told; nobody else sees it.

    :raises NoMailHere: if mail is asked for where none leaves
    :raises NoAddress: if mail is asked for without an address
    """
    if by.person_id is None:
        raise NotAllowed
    if mail is not MailLevel.NEVER:
        if not is_mail_on():
            raise NoMailHere
        if not address:
            raise NoAddress
    kept = NoticeChoice.objects.filter(person_id=by.person_id).first()
    # The first digest comes at the next hour of the level, not at once with all that ever waited.
    begun = kept.digest_at if kept is not None and kept.mail == mail else at
    choice, _ = NoticeChoice.objects.update_or_create(
        person_id=by.person_id,
        defaults={
            "level": level.value,
            "mail": mail.value,
            "address": address if mail is not MailLevel.NEVER else "",
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "urgent_through": urgent_through,
            "digest_at": begun,
        },
    )
    return choice


@transaction.atomic
def add_device(
    *, subscription: Subscription, name: str, language: str, session: str, by: "Standing", at: datetime
) -> PushDevice:
    """Let a browser be told; the same browser again takes the place of what it was, whoever had it.

    :raises NoPushHere: where no push leaves
    :raises NotASubscription: if the browser sent none
    :raises TooManyDevices: if ten are told already
    :raises Refusal: if its push service is not one that may be called
    """
    if by.person_id is None:
        raise NotAllowed
    if not is_push_on():
        raise NoPushHere
    kept = checked(subscription)
    egress.target_of(kept.endpoint, allowed=settings.PUSH_HOSTS)
    mark = sha256(kept.endpoint.encode()).hexdigest()
    PushDevice.objects.filter(mark=mark).exclude(person_id=by.person_id).delete()
    known = PushDevice.objects.filter(mark=mark).exists()
    if not known and PushDevice.objects.filter(person_id=by.person_id).count() >= MOST_DEVICES:
        raise TooManyDevices
    device, _ = PushDevice.objects.update_or_create(
        mark=mark,
        defaults={
            "person_id": by.person_id,
            "endpoint": kept.endpoint,
            "p256dh": kept.p256dh,
            "auth": kept.auth,
            "name": name[:120],
            "language": language,
            "session": mark_of_session(session),
            "sign_outs": Person.objects.values_list("sign_outs", flat=True).get(pk=by.person_id),
            "made_at": at,
        },
    )
    return device


@transaction.atomic
def remove_device(*, pk: UUID, by: "Standing") -> bool:
    """Tell one of one's own browsers no more; False if it is not one's own."""
    return bool(PushDevice.objects.filter(pk=pk, person_id=by.me).delete()[0])


def mark_of_session(session: str) -> str:
    """Return what is kept of a session's key: enough to know it again, not to use it."""
    return sha256(f"nghisu.push:{session}".encode()).hexdigest() if session else ""


@receiver(user_logged_out)
def _forget_this_browser(request: "HttpRequest | None" = None, **_rest: object) -> None:
    """Tell a browser that signs out no more."""
    key = request.session.session_key if request is not None and hasattr(request, "session") else None
    if key:
        PushDevice.objects.filter(session=mark_of_session(key)).delete()
