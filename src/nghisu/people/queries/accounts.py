"""Accounts: who can sign in, and with what."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from nghisu.kit import language
from nghisu.people.models import Person

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
MOST_FOUND = 20


class State(StrEnum):
    """What an account can do today."""

    NONE = "none"  # on the roster only
    WAITING = "waiting"  # a username, no password or passkey yet
    OPEN = "open"
    CLOSED = "closed"  # deactivated


@dataclass(frozen=True, slots=True)
class Account:
    """What an office needs to know of an account, and nothing else."""

    person_id: UUID
    full_name: str
    username: str
    state: State
    has_second_factor: bool
    version: int


def accounts_of(people: Collection[UUID], text: str = "") -> list[Account]:
    """Return the accounts of these people whose name or username has the text; at most 20, by name."""
    rows = _with_factors(Person.objects.filter(pk__in=people))
    for word in language.fold(text).split():
        rows = rows.filter(Q(folded__contains=word) | Q(username__icontains=word))
    return [_account(person) for person in rows.order_by("sort_key", "pk")[:MOST_FOUND]]


def account_of(person_id: UUID) -> Account:
    """Return one account.

    :raises Person.DoesNotExist: if there is no such person
    """
    return _account(_with_factors(Person.objects.filter(pk=person_id)).get())


def person_of(person_id: UUID) -> Person:
    """Return a person.

    :raises Person.DoesNotExist: if there is no such person
    """
    return Person.objects.get(pk=person_id)


def usernames_like(stem: str) -> set[str]:
    """Return the usernames that begin with the text."""
    return {
        username
        for username in Person.objects.filter(username__istartswith=stem).values_list("username", flat=True)
        if username
    }


def has_second_factor(person_id: UUID) -> bool:
    """Tell whether the person signs in with a second factor."""
    return bool(Authenticator.objects.filter(user_id=person_id, type__in=FACTORS).exists())


def _with_factors(people: QuerySet[Person]) -> QuerySet[Person]:
    factors = Authenticator.objects.filter(user_id=OuterRef("pk"))
    return people.annotate(
        has_factor=Exists(factors.filter(type__in=FACTORS)),
        has_passkey=Exists(factors.filter(type=Authenticator.Type.WEBAUTHN)),
    )


def _account(person: Person) -> Account:
    return Account(
        person_id=person.pk,
        full_name=person.full_name,
        username=person.username or "",
        state=_state(person),
        has_second_factor=person.has_factor,  # type: ignore[attr-defined]
        version=person.version,
    )


def _state(person: Person) -> State:
    if not person.username:
        return State.NONE
    if not person.is_active:
        return State.CLOSED
    if person.has_usable_password() or person.has_passkey:  # type: ignore[attr-defined]
        return State.OPEN
    return State.WAITING
