"""With what a person signs in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from nghisu.people.models import Person
from nghisu.people.queries.devices import device_count


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey and the day it was added."""

    pk: int
    name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Means:
    """Everything a person can sign in with, and where they are signed in."""

    has_password: bool
    has_app: bool
    passkeys: tuple[Passkey, ...]
    codes_left: int | None  # None: no recovery codes
    devices: int

    @property
    def has_second_factor(self) -> bool:
        """Whether a second step is asked for at sign-in."""
        return self.has_app or bool(self.passkeys)


def means_of(person: Person, offset: timedelta = timedelta()) -> Means:
    """Return the means of a person.

    :param offset: how far the clock of the pages stands from the real one, by which factors are stamped
    """
    found = list(Authenticator.objects.filter(user_id=person.pk).order_by("created_at"))
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return Means(
        has_password=person.has_usable_password(),
        has_app=any(one.type == Authenticator.Type.TOTP for one in found),
        passkeys=tuple(
            Passkey(one.pk, str(one), one.created_at + offset)
            for one in found
            if one.type == Authenticator.Type.WEBAUTHN
        ),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        devices=device_count(person),
    )
