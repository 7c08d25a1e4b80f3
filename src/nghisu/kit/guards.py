"""The token that guards the forms of a page, masked anew for each page as Django's own is."""

import secrets

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, get_token

_SIGNS = CSRF_ALLOWED_CHARS
_PLACES = {sign: place for place, sign in enumerate(_SIGNS)}
_FAIR = 256 - 256 % len(_SIGNS)  # bytes from here on would make some signs more likely


def token_of(request: HttpRequest) -> str:
    """Return what ``get_token`` would, with one question to the system's chance where Django asks 32.

    Each question lets another thread in, and a page that is kept ready does little else.
    """
    secret = request.META.get("CSRF_COOKIE", "")
    drawn = [byte % len(_SIGNS) for byte in secrets.token_bytes(2 * len(secret)) if byte < _FAIR]
    if not secret or len(drawn) < len(secret):
        return get_token(request)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    mask = drawn[: len(secret)]
    moved = (_PLACES[sign] + place for sign, place in zip(secret, mask, strict=True))
    return "".join(_SIGNS[place] for place in mask) + "".join(_SIGNS[place % len(_SIGNS)] for place in moved)
