"""How the sign-in library (allauth) works here: no sign-up, limits that lock nobody out, sealed secrets."""

import base64
import binascii
import hashlib
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from nghisu.kit import clock
from nghisu.organisation.queries import names_on
from nghisu.people.rules.addresses import own_path

DEVICE_COOKIE = "nghisu-device"
DEVICE_KEPT_SECONDS = 365 * 24 * 3600
MOST_PEOPLE_A_DEVICE = 8

# A failed try counts against the address, and against the account: on a device that has signed in to this
# account before it counts on that device alone, so that strangers' tries never stand in its owner's way.
FAILED_TRIES = {
    "from_known_device": "10/5m/key",
    "from_one_address": "30/5m/ip",
    "from_address_to_account": "5/5m/key",
    "from_strangers_to_account": "60/15m/key",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the office; a known device keeps its own count of failed tries."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Send people on to paths of this site only."""
        return own_path(url, "") != ""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse to look at a password when this device or address has tried too often.

        :raises ValidationError: if it has
        """
        username = str(credentials.get("username", "")).casefold()
        self._used: list[Any] = []
        if device := known_device(request, username):
            self._count(request, "from_known_device", f"{username}|{device}")
        else:
            address = self.get_client_ip(request)
            self._count(request, "from_one_address", address)
            self._count(request, "from_address_to_account", f"{username}|{address}")
            self._count(request, "from_strangers_to_account", username)

    def _count(self, request: HttpRequest, action: str, key: str) -> None:
        usage = ratelimit.consume(request, app="nghisu", action=action, key=key, config=FAILED_TRIES)
        if not usage:
            raise self.validation_error("too_many_login_attempts")
        self._used.append(usage)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways to confirm who one is; a passkey is called a passkey, as everywhere here."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        for method in methods:
            if method["id"] == "mfa_reauthenticate:webauthn":
                method["description"] = gettext("Use a passkey")
        return methods

    def _rollback_login_failed_rl_usage(self) -> None:
        """Take the try back from the counts: it succeeded."""
        for usage in self._used:
            usage.rollback()

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remember the device, and speak the person's language from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.username or "")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=DEVICE_KEPT_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are sealed with the installation's key."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return base64.b64encode(_box().encrypt(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret; one sealed with another key opens nothing, and matches no code."""
        try:
            return _box().decrypt(base64.b64decode(encrypted_text)).decode()
        except (CryptoError, binascii.Error, ValueError):
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.MFA_TOTP_ISSUER}


def unit_names() -> list[str]:
    """Return the names of today's units, which no password may be made of."""
    return list(names_on(clock.today()).values())


def known_device(request: HttpRequest, username: str) -> str:
    """Return the name of this device if it has signed in as this username before, else nothing."""
    device = _device(request)
    return device["name"] if _mark(username) in device["people"] else ""


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Leave a signed cookie by which this device is known as one of the account's."""
    device = _device(request)
    people = [_mark(username), *(one for one in device["people"] if one != _mark(username))]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(
            {"name": device["name"] or secrets.token_urlsafe(12), "people": people[:MOST_PEOPLE_A_DEVICE]},
            salt=DEVICE_COOKIE,
        ),
        max_age=DEVICE_KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _device(request: HttpRequest) -> dict[str, Any]:
    try:
        found = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_KEPT_SECONDS
        )
        return {"name": str(found["name"]), "people": list(found["people"])}
    except (signing.BadSignature, KeyError, TypeError):
        return {"name": "", "people": []}


def _mark(username: str) -> str:
    return salted_hmac("nghisu.device", username.casefold(), algorithm="sha256").hexdigest()[:24]


def resealed(encrypted_text: str, key: str) -> str:
    """Return a stored secret that another installation's key sealed, sealed with this one's."""
    opened = _box(key).decrypt(base64.b64decode(encrypted_text))
    return base64.b64encode(_box().encrypt(opened)).decode()


def _box(key: str = "") -> SecretBox:
    own = key or settings.SECRET_KEY
    return SecretBox(hashlib.sha256(b"nghisu.factors" + own.encode()).digest())
