"""Pages kept ready: big pages that many open and few change, kept as bytes per reader and version.

What a page shows beside its object (the frame, the reader's language and theme, the day looked at) is part
of the key, so nobody is ever given another reader's page. Guards of forms are cut out when the page is kept
and made anew each time it is given out.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token

from nghisu.kit.pages import Request

GUARDS = re.compile(rb'(name="(csrfmiddlewaretoken|idempotency_key)" value=")[^"]*"')
Parts = list[tuple[bytes, str]]


def kept_page(request: Request, build: Callable[[], HttpResponse], *about: Any) -> HttpResponse:
    """Return the page that ``build`` makes, kept for this reader until anything in ``about`` changes.

    ``about`` names what the page shows, with versions: two calls with equal ``about`` give equal pages.
    A page with messages for the reader, a fragment, or an answer other than 200 is never kept.
    """
    if request.method != "GET" or request.htmx or len(get_messages(request)):
        return build()
    key = _key(request, about)
    store = caches["pages"]
    parts: Parts | None = store.get(key)
    if parts is None:
        response = build()
        if response.status_code != 200:
            return response
        parts = _cut(response.content)
        store.set(key, parts)
    token = get_token(request).encode()
    return HttpResponse(
        b"".join(
            text + (b"" if not guard else token if guard == "csrfmiddlewaretoken" else _new_key()) + end
            for text, guard, end in _closed(parts)
        )
    )


def _key(request: Request, about: tuple[Any, ...]) -> str:
    standing = request.standing
    shown = (
        request.get_full_path(),
        standing.person_id,
        standing.name,
        standing.holdings,
        standing.day,
        request.as_of,
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        request.COOKIES.get("nghisu-theme", ""),
        *about,
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _cut(content: bytes) -> Parts:
    parts: Parts = []
    start = 0
    for guard in GUARDS.finditer(content):
        parts.append((content[start : guard.start()] + guard[1], guard[2].decode()))
        start = guard.end()
    parts.append((content[start:], ""))
    return parts


def _closed(parts: Parts) -> list[tuple[bytes, str, bytes]]:
    return [(text, guard, b'"' if guard else b"") for text, guard in parts]


def _new_key() -> bytes:
    return secrets.token_urlsafe(16).encode()
