"""Open and close accounts, end sessions, choose a language, set a password."""

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from nghisu.kit import live
from nghisu.kit.refusals import N_, Refusal
from nghisu.people.models import Link, Person
from nghisu.people.queries.devices import devices_of
from nghisu.people.rules.usernames import UsernameTaken, check_username
from nghisu.record.actions import note


class HasAnAccount(Refusal):
    """The person can already sign in."""

    sentence = N_("%(name)s already has an account.")


class HasNoAccount(Refusal):
    """The person has no username."""

    sentence = N_("%(name)s has no account yet. Create one first.")


class AlreadyClosed(Refusal):
    """The account is closed."""

    sentence = N_("The account of %(name)s is already closed.")


class NotClosed(Refusal):
    """The account is open."""

    sentence = N_("The account of %(name)s is not closed.")


class NotYourDevice(Refusal):
    """The session is another's, or over."""

    sentence = N_("That device is already signed out.")


class NoSuchLanguage(Refusal):
    """The language is not spoken here."""

    sentence = N_("This language is not available.")


@transaction.atomic
def open_account(*, person_id: UUID, username: str, by: Any, at: datetime) -> Person:
    """Let a person of the roster sign in under a username; a link gives them their first password.

    :raises HasAnAccount: if they have a username
    :raises NotAUsername: if the text cannot be one
    :raises UsernameTaken: if it is another's
    """
    person = Person.locked(person_id)
    if person.username:
        raise HasAnAccount(name=person.full_name)
    username = username.strip().lower()
    check_username(username)
    if Person.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username=username)
    person.username = username
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save_over(person.version, "username", "password")
    except IntegrityError as taken:  # somebody took it between the question and the answer
        raise UsernameTaken(username=username) from taken
    note(verb="account.opened", subject=person, by=by, at=at, username=username)
    return person


@transaction.atomic
def close_account(*, person_id: UUID, reason: str, by: Any, at: datetime) -> Person:
    """Close an account: no sign-in, every session over at its next request, every link void.

    :raises HasNoAccount: if there is none
    :raises AlreadyClosed: if it is closed
    """
    person = Person.locked(person_id)
    if not person.username:
        raise HasNoAccount(name=person.full_name)
    if not person.is_active:
        raise AlreadyClosed(name=person.full_name)
    person.is_active = False
    person.save_over(person.version, "is_active")
    end_sessions(person)
    Link.objects.filter(person=person, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    note(verb="account.closed", subject=person, by=by, at=at, reason=reason)
    return person


@transaction.atomic
def reopen_account(*, person_id: UUID, reason: str, by: Any, at: datetime) -> Person:
    """Open a closed account again; nothing that was ended comes back with it.

    :raises NotClosed: if it is open
    """
    person = Person.locked(person_id)
    if person.is_active:
        raise NotClosed(name=person.full_name)
    person.is_active = True
    person.save_over(person.version, "is_active")
    note(verb="account.reopened", subject=person, by=by, at=at, reason=reason)
    return person


def end_sessions(person: Person) -> None:
    """End every session of the person, whoever keeps it."""
    Person.objects.filter(pk=person.pk).update(sign_outs=F("sign_outs") + 1)
    person.refresh_from_db(fields=["sign_outs"])
    for session in UserSession.objects.filter(user_id=person.pk):
        session.end()
    live.revoke_person(person.pk)  # also those of sessions that nobody wrote down


@transaction.atomic
def sign_out_device(*, key: str, this_session_key: str, by: Person, at: datetime) -> None:
    """End one of the person's own sessions.

    :raises NotYourDevice: if none of their sessions has the key
    """
    found = [one for one in devices_of(by, this_session_key) if one.key == key and not one.is_this_one]
    if not found:
        raise NotYourDevice
    found[0].session.end()
    note(verb="account.device_signed_out", subject=by, by=by, at=at)


@transaction.atomic
def sign_out_other_devices(*, this_session_key: str, by: Person, at: datetime) -> int:
    """End all of the person's sessions but this one; return how many."""
    others = [one for one in devices_of(by, this_session_key) if not one.is_this_one]
    for device in others:
        device.session.end()
    note(verb="account.devices_signed_out", subject=by, by=by, at=at, count=len(others))
    return len(others)


@transaction.atomic
def choose_language(*, language: str, by: Person, at: datetime) -> None:
    """Keep the language the person reads.

    :raises NoSuchLanguage: if the product does not speak it
    """
    if language not in dict(settings.LANGUAGES):
        raise NoSuchLanguage
    if by.language != language:
        Person.objects.filter(pk=by.pk).update(language=language)
        note(verb="account.language_chosen", subject=by, by=by, at=at, language=language)
