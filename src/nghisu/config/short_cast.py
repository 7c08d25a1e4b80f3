"""The short way of a secret ballot: it proves itself, so that nothing of who sends it is asked on the way.

No cookie goes with a ballot, no session is looked for, and most of what a request passes is about just
these. What becomes of the ballot is the same as ever (``ballots.views.booth``): stored durably, its proofs
checked, put on the board, and only then answered. Whatever is not a plain ballot that gets its receipt goes
the long way; so does the first one: its answer shows which headers belong to such an answer.
"""

import io
import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_started
from django.db import DatabaseError
from django.urls import reverse

from nghisu.ballots.actions.casting import LARGEST_BALLOT
from nghisu.ballots.views.booth import accepted
from nghisu.config.short_way import OF_ONE_ANSWER, Environ, Headers, Wsgi

_MANY = UUID(int=0)


class ShortCast:
    """Takes ballots that get their receipt, and hands everything else on to the application."""

    def __init__(self, application: Wsgi) -> None:
        self.application = application
        before, after = reverse("booth_cast", args=[_MANY]).split(str(_MANY))
        self._casts = re.compile(f"{re.escape(before)}([0-9a-f-]{{36}}){re.escape(after)}")
        self._headers: dict[tuple[str, str], Headers] = {}

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        cast = self._casts.fullmatch(environ.get("PATH_INFO", ""))
        size = environ.get("CONTENT_LENGTH") or ""
        if cast is None or not _is_plain(environ) or not size.isdigit() or int(size) > LARGEST_BALLOT:
            return self.application(environ, start)
        content = environ["wsgi.input"].read(int(size))
        environ["wsgi.input"] = io.BytesIO(content)
        kind = (environ.get("HTTP_HOST", ""), environ["wsgi.url_scheme"])
        headers = self._headers.get(kind)
        if headers is not None:
            answer = _taken(environ, cast[1], content)
            if answer is not None:
                start("200 OK", [*headers, ("Content-Length", str(len(answer)))])
                return [answer]

        def learn(status: str, said: Headers, *rest: Any) -> Any:
            if status.startswith("200 ") and len(self._headers) < 16:
                self._headers[kind] = [one for one in said if one[0].lower() not in OF_ONE_ANSWER]
            return start(status, said, *rest)

        return self.application(environ, learn)


def _is_plain(environ: Environ) -> bool:
    """Tell whether a request is a ballot and nothing else, as the booth sends it."""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE") == "application/json"
        and not environ.get("QUERY_STRING")
        and "HTTP_COOKIE" not in environ
        and "HTTP_AUTHORIZATION" not in environ
    )


def _taken(environ: Environ, poll: str, content: bytes) -> bytes | None:
    try:
        WSGIRequest(environ).get_host()
        request_started.send(sender=ShortCast, environ=environ)  # connections that are too old end
        return accepted(UUID(poll), content)
    except (DatabaseError, DisallowedHost, ValueError):
        return None  # the long way says what is wrong
