"""Pages kept ready: big pages that many open and few change, kept once for all who see the same.

What is kept is a page with holes. Its body is kept for an audience: those for whom everything that the page
asks about its reader has the same answer. The frame around it (menu, head) is kept for those who hold the
same offices. What is one person's own, marked in the templates by ``{% of_reader "…" %}…{% endof_reader %}``
and ``{% reader_name %}``, and the guards of forms are never kept for others: they are put in for each reader.
"""

import hashlib
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from nghisu.kit.guards import token_of
from nghisu.kit.packed import Packed, gzip_of, pack, takes_gzip
from nghisu.kit.pages import Request

FRAME: Mapping[str, str] = {"top": "kit/frame.html", "rail": "kit/rail.html"}
"""The sections of every page that depend on the reader's offices alone, and their templates."""

# Nobody who writes into a page can know the word, so nobody can forge a hole.
_WORD = secrets.token_hex(12)
_MARK = re.compile(rf"<!--{_WORD}:(begin|end|name):?(\w*)-->".encode())
_GUARD = re.compile(rb'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"')
Made = TypeVar("Made")
Parts = list[tuple[str, bytes | Packed]]
"""What a page is put together of: ("", bytes), packed or not, or the kind of a hole and nothing."""

Found = tuple[Parts, dict[str, Parts]]
"""The body of a page, and the sections of the frame around it."""

IS_KEPT = "nghisu.is_kept"
"""Stands in the environment of a request that was answered with a kept page."""

_MAKING = [threading.Lock() for _ in range(16)]


def reader_name(request: Request) -> SafeString:
    """Return the name of who reads, or its hole while a page is made to be kept."""
    return _mark("name") if _makes_holes(request) else escape(request.user.full_name)


def section(request: Request, name: str, html: str) -> SafeString:
    """Return a section that is the reader's own, marked while a page is made to be kept."""
    if not _makes_holes(request):
        return mark_safe(html)  # noqa: S308 -- the output of a template
    return mark_safe(_mark("begin", name) + html + _mark("end", name))  # noqa: S308 -- as above


def kept_page(
    request: Request,
    build: Callable[[], HttpResponse],
    *about: Any,
    audience: Any,
    own: Mapping[str, Callable[[], str]] | None = None,
) -> HttpResponse:
    """Return the page that ``build`` makes, kept for its audience until anything in ``about`` changes.

    A page with messages for the reader, a fragment, or an answer other than 200 is never kept.

    :param about: what the page shows, with versions
    :param audience: everything that the page asks about its reader, apart from what stands in sections of
        their own; two readers with equal audiences are shown the same
    :param own: how each of these sections is made for the one who asks
    """
    if request.method != "GET" or request.htmx or len(get_messages(request)):
        return build()
    place = _Place.of(request, about, audience)
    found: Found | HttpResponse | None = place.found()
    if found is None:
        # One makes it; the others who came at the same moment wait for it instead of making it, too.
        with _MAKING[int(place.body[:2], 16) % len(_MAKING)]:
            found = place.found()
            if found is None:
                found = _made(request, build, place)
    if isinstance(found, HttpResponse):
        return found
    return _answer(request, *found, own or {})


def ready_page(
    request: Request, *about: Any, audience: Any, own: Mapping[str, Callable[[], str]] | None = None
) -> HttpResponse | None:
    """Return what ``kept_page`` would, if nothing of it has to be made; None otherwise."""
    found = _Place.of(request, about, audience).found()
    return _answer(request, *found, own or {}) if found is not None else None


@dataclass(frozen=True)
class _Place:
    """Where a page is kept: the keys of its body and of the frame around it."""

    body: str
    frame: str
    is_packed: bool

    @classmethod
    def of(cls, request: Request, about: Any, audience: Any) -> Self:
        is_packed = takes_gzip(request.headers.get("Accept-Encoding", ""))
        seen = (
            request.get_full_path(),
            request.today,
            request.as_of,
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            request.COOKIES.get("nghisu-theme", ""),
            is_packed,
        )
        return cls(
            _key("body", seen, about, audience), _key("frame", seen, request.standing.holdings), is_packed
        )

    def found(self) -> Found | None:
        body: Parts | None = caches["pages"].get(self.body)
        frame: dict[str, Parts] | None = caches["pages"].get(self.frame) if body is not None else None
        return (body, frame) if body is not None and frame is not None else None

    def keep(self, key: str, what: Parts | dict[str, Parts]) -> None:
        caches["pages"].set(key, what)


def _made(request: Request, build: Callable[[], HttpResponse], place: _Place) -> Found | HttpResponse:
    """Make what is missing of a page, and keep it; return an answer other than 200 as it is."""
    body: Parts | None = caches["pages"].get(place.body)
    if body is not None:
        frame = _with_holes(request, lambda: _frame_of(request))
    else:
        response = _with_holes(request, build)
        body, sections = _cut(response.content)
        if response.status_code != 200:
            content = b"".join(_pieces(request, body, sections, {}))
            return HttpResponse(content, status=response.status_code)
        frame = {name: sections[name] for name in FRAME if name in sections}
        if place.is_packed:
            body = _packed(body)
        place.keep(place.body, body)
    if place.is_packed:
        frame = {name: _packed(parts) for name, parts in frame.items()}
    place.keep(place.frame, frame)
    return body, frame


def _packed(parts: Parts) -> Parts:
    return [(kind, text if kind or isinstance(text, tuple) else pack(text)) for kind, text in parts]


def _answer(
    request: Request, body: Parts, frame: Mapping[str, Parts], own: Mapping[str, Callable[[], str]]
) -> HttpResponse:
    pieces = _pieces(request, body, frame, own)
    request.META[IS_KEPT] = "1"
    if not takes_gzip(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(b"".join(pieces))
    else:
        response = HttpResponse(gzip_of(pieces))
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _makes_holes(request: Request) -> bool:
    return getattr(request, "is_kept", False)


def _with_holes(request: Request, make: Callable[[], Made]) -> Made:
    request.is_kept = True
    try:
        return make()
    finally:
        request.is_kept = False


def _frame_of(request: Request) -> dict[str, Parts]:
    return {
        name: _cut(render_to_string(template, request=request).encode())[0]
        for name, template in FRAME.items()
    }


def _pieces(
    request: Request, body: Parts, sections: Mapping[str, Parts], own: Mapping[str, Callable[[], str]]
) -> list[Any]:
    """Put a page together for one reader; its pieces are packed where the parts are."""
    token = token_of(request).encode()
    name = escape(request.user.full_name).encode()

    def put(parts: Parts) -> list[Any]:
        out: list[Any] = []
        for kind, text in parts:
            if not kind:
                out.append(text)
            elif kind == "name":
                out.append(name)
            elif kind == "csrfmiddlewaretoken":
                out.append(token)
            elif kind == "idempotency_key":
                out.append(secrets.token_urlsafe(16).encode())
            elif kind in own:
                out.append(own[kind]().encode())
            else:
                out.extend(put(sections[kind]))
        return out

    return put(body)


def _cut(content: bytes) -> tuple[Parts, dict[str, Parts]]:
    """Part a page at its marks into its body with holes and the sections that stood in them."""
    body: Parts = []
    sections: dict[str, Parts] = {}
    here, start, inside = body, 0, ""
    for mark in _MARK.finditer(content):
        here.extend(_guards_cut(content[start : mark.start()]))
        start = mark.end()
        kind, name = mark[1].decode(), mark[2].decode()
        if kind == "name":
            here.append(("name", b""))
        elif kind == "begin" and not inside:
            body.append((name, b""))
            here = sections[name] = []
            inside = name
        elif kind == "end" and inside == name:
            here, inside = body, ""
    here.extend(_guards_cut(content[start:]))
    return body, sections


def _guards_cut(text: bytes) -> Parts:
    parts: Parts = []
    start = 0
    for guard in _GUARD.finditer(text):
        parts.append(("", text[start : guard.end(1)] + b'" value="'))
        parts.append((guard[1].decode(), b""))
        start = guard.end() - 1
    parts.append(("", text[start:]))
    return parts


def _key(*what: Any) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()


def _mark(kind: str, name: str = "") -> SafeString:
    return mark_safe(f"<!--{_WORD}:{kind}:{name}-->")  # noqa: S308 -- words of templates
