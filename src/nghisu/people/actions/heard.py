"""What allauth did to an account, written into the record. Connected when the app is ready."""

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete

from nghisu.kit import clock, live
from nghisu.people.models import Person
from nghisu.record.actions import note


def listen() -> None:
    """Connect the receivers, once each."""
    for signal, receiver in (
        (password_changed, on_password_changed),
        (password_set, on_password_changed),
        (authenticator_added, on_factor_added),
        (authenticator_removed, on_factor_removed),
        (authenticator_reset, on_codes_renewed),
    ):
        signal.connect(receiver, dispatch_uid=f"nghisu.{receiver.__name__}")
    post_delete.connect(on_session_ended, sender=Session, dispatch_uid="nghisu.on_session_ended")


def on_session_ended(*, instance: Session, **_: Any) -> None:
    """End the live streams of who signed out or was signed out; their other devices ask for new tickets."""
    person = instance.get_decoded().get(SESSION_KEY)
    if person:
        live.revoke_person(person)


def on_password_changed(*, request: Any, user: Person, **_: Any) -> None:
    """Note that somebody changed their own password; every other device is signed out."""
    with transaction.atomic():
        for session in UserSession.objects.filter(user_id=user.pk).exclude(
            session_key=request.session.session_key
        ):
            session.end()
        _note("account.password_changed", user)


def on_factor_added(*, user: Person, authenticator: Authenticator, **_: Any) -> None:
    """Note a new second factor; recovery codes come with the first one and are no act of their own."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        _note("account.factor_added", user, factor=authenticator.type)


def on_factor_removed(*, user: Person, authenticator: Authenticator, **_: Any) -> None:
    """Note that a second factor is gone; recovery codes go with the last one."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        _note("account.factor_removed", user, factor=authenticator.type)


def on_codes_renewed(*, user: Person, **_: Any) -> None:
    """Note that new recovery codes replaced the old ones."""
    _note("account.recovery_codes_renewed", user)


def _note(verb: str, person: Person, factor: str | None = None) -> None:
    """Write the line. There is no view of ours above us, so the clock is read here."""
    with transaction.atomic():
        note(verb=verb, subject=person, by=person, at=clock.now(), factor=factor)
