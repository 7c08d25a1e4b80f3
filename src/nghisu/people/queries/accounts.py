"""Accounts: who can sign in, and with what."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
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

    @property
    def is_missing(self) -> bool:
        """Whether the person stands on the roster only."""
        return self.state is State.NONE

    @property
    def is_waiting(self) -> bool:
        """Whether the first password is still to be set."""
        return self.state is State.WAITING

    @property
    def is_open(self) -> bool:
        """Whether the person can sign in."""
        return self.state is State.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether the office closed it."""
        return self.state is State.CLOSED


def accounts_of(people: QuerySet[Person], text: str = "", state: State | None = None) -> list[Account]:
    """Return the accounts of these people whose name or username has the words; at most 20, by name."""
    rows = _with_factors(people)
    if state is not None:
        rows = rows.filter(_CONDITIONS[state])
    for word in language.fold(text).split():
        rows = rows.filter(Q(folded__contains=word) | Q(username__icontains=word))
    return [_account(person) for person in rows.order_by("sort_key", "pk")[:MOST_FOUND]]


def account_of(people: QuerySet[Person], person_id: UUID) -> Account:
    """Return the account of one of these people.

    :raises Person.DoesNotExist: if none of them has the id
    """
    return _account(_with_factors(people).get(pk=person_id))


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


_CAN_ENTER = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) & ~Q(password="") | Q(has_passkey=True)
_CONDITIONS = {
    State.NONE: Q(username=None),
    State.CLOSED: Q(username__isnull=False, is_active=False),
    State.WAITING: Q(username__isnull=False, is_active=True) & ~_CAN_ENTER,
    State.OPEN: Q(username__isnull=False, is_active=True) & _CAN_ENTER,
}


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
