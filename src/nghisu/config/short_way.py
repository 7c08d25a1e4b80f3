"""The short way to a page that is kept: who asks and what they may see is asked as ever, nothing else runs.

When the chair clicks, thousands of devices load one page in the same seconds. Such a request passes by the
middlewares and the templates, but by no question of rights: its session, person, mandates and what the person
sees of the meeting are read from the database each time, by queries that are compiled once. Whatever is not
exactly a plain request of somebody signed in for a page that is ready goes the long way; so does the first
one in each language: its answer shows which headers belong to such pages.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_started
from django.db import DatabaseError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from nghisu.config.second_factor import needs_factor
from nghisu.kit import clock
from nghisu.kit.kept import IS_KEPT
from nghisu.kit.pages import Request
from nghisu.kit.prepared import Prepared
from nghisu.meetings.views.calling import meeting_ready
from nghisu.organisation.queries import standing_of
from nghisu.people.models import Person
from nghisu.people.queries.accounts import has_second_factor

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]

# An older tab's cookie carries a masked secret; only Django knows how to read that.
CSRF_SECRET = re.compile(r"[A-Za-z0-9]{32}")
MESSAGES = "_messages"
OF_ONE_ANSWER = {"set-cookie", "content-length", "content-encoding"}
_MANY = UUID(int=0)

_SESSION = Prepared(
    lambda key: Session.objects.filter(session_key=key).values_list("session_data", "expire_date")
)
_PERSON = Prepared(
    lambda pk: Person.objects.filter(pk=pk, is_active=True).values_list("full_name", "password", "sign_outs")
)


@dataclass(frozen=True, slots=True)
class Reader:
    """As much of a person as a page that is made already asks for."""

    pk: UUID
    full_name: str


class Asked(Request):
    """A request with what the server was told."""

    environ: Environ


class ShortWay:
    """Answers what is ready by itself, and hands everything else on to the application."""

    def __init__(self, application: Wsgi) -> None:
        self.application = application
        before, after = reverse("meeting_detail", args=[_MANY]).split(str(_MANY))
        self._pages = re.compile(f"{re.escape(before)}([0-9a-f-]{{36}}){re.escape(after)}")
        self._headers: dict[tuple[str, str], Headers] = {}

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        page = self._pages.fullmatch(environ.get("PATH_INFO", ""))
        if page is None or not _is_plain(environ):
            return self.application(environ, start)
        request = cast("Asked", WSGIRequest(environ))
        kind = (_language(request), environ["wsgi.url_scheme"])
        headers = self._headers.get(kind)
        if headers is not None:
            answer = _answer(request, page[1], kind[0])
            if answer is not None:
                sent = [*headers, *_own_headers(answer)]
                start("200 OK", sent)
                return [answer.content]

        def learn(status: str, said: Headers, *rest: Any) -> Any:
            if status.startswith("200 ") and environ.get(IS_KEPT):
                self._headers[kind] = [one for one in said if one[0].lower() not in OF_ONE_ANSWER]
            return start(status, said, *rest)

        return self.application(environ, learn)


def _is_plain(environ: Environ) -> bool:
    """Tell whether a request asks for nothing but the page."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and "HTTP_HX_REQUEST" not in environ
        and "HTTP_AUTHORIZATION" not in environ
    )


def _language(request: Asked) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _own_headers(answer: HttpResponse) -> Headers:
    own = [("Content-Length", str(len(answer.content)))]
    if "Content-Encoding" in answer.headers:
        own.append(("Content-Encoding", answer.headers["Content-Encoding"]))
    return own


def _answer(request: Asked, page: str, language: str) -> HttpResponse | None:
    """Return the page for who asks; None if that is not to be told from here."""
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if not CSRF_SECRET.fullmatch(secret):
        return None
    try:
        request.get_host()
        request_started.send(sender=ShortWay, environ=request.environ)  # connections that are too old end
        reader = _signed_in(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        if reader is None:
            return None
        request.META["CSRF_COOKIE"] = secret
        request.user = reader
        request.htmx = False
        request.today = request.as_of = clock.today()
        request.standing = standing_of(reader, request.today)
        if needs_factor(request.standing) and not has_second_factor(reader.pk):
            return None
        with translation.override(language):
            return meeting_ready(request, UUID(page))
    except (DatabaseError, DisallowedHost, ValueError):
        return None  # the long way says what is wrong


def _signed_in(key: str) -> "Reader | None":
    """Return whose session this is, as the middlewares would find; None also where they have more to do."""
    row = next(iter(_SESSION.rows(key)), None) if key else None
    if row is None or row[1].timestamp() <= time.time():
        return None
    said = _said_in(row[0])
    if said is None:
        return None
    pk, mark = said
    found = next(iter(_PERSON.rows(pk)), None)
    if found is None:
        return None
    full_name, password, sign_outs = found
    return Reader(pk, full_name) if constant_time_compare(mark, _mark_of(password, sign_outs)) else None


@lru_cache(maxsize=10_000)
def _mark_of(password: str, sign_outs: int) -> str:
    """Return what a session must carry to be that of the person with these."""
    return Person(password=password, sign_outs=sign_outs).get_session_auth_hash()


@lru_cache(maxsize=10_000)
def _said_in(data: str) -> tuple[UUID, str] | None:
    """Return person and mark of a stored session; None if it holds messages to show, or nobody is signed in.

    What is kept is how the text is read, which never changes; the text itself is read from the database.
    """
    said = SessionStore().decode(data)
    if said.get(MESSAGES) or said.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        return UUID(said[SESSION_KEY]), said[HASH_SESSION_KEY]
    except (KeyError, ValueError):
        return None
