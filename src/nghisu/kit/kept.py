"""Pages kept ready: big pages that many open and few change, kept once for all who see the same.

What is kept is a page with holes. Its body is kept for an audience: those for whom everything that the page
asks about its reader has the same answer. The frame around it (menu, head) is kept for those who hold the
same offices. What is one person's own, marked in the templates by ``{% of_reader "…" %}…{% endof_reader %}``
and ``{% reader_name %}``, and the guards of forms are never kept for others: they are put in for each reader.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from nghisu.kit.pages import Request

FRAME: Mapping[str, str] = {"top": "kit/frame.html", "rail": "kit/rail.html"}
"""The sections of every page that depend on the reader's offices alone, and their templates."""

# Nobody who writes into a page can know the word, so nobody can forge a hole.
_WORD = secrets.token_hex(12)
_MARK = re.compile(rf"<!--{_WORD}:(begin|end|name):?(\w*)-->".encode())
_GUARD = re.compile(rb'(?<=name=")(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"')
Made = TypeVar("Made")
Parts = list[tuple[str, bytes]]
"""What a page is put together of: ("", bytes), or the kind of a hole and its name."""


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
    store = caches["pages"]
    seen = (
        request.get_full_path(),
        request.today,
        request.as_of,
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        request.COOKIES.get("nghisu-theme", ""),
    )
    body_key = _key("body", seen, about, audience)
    frame_key = _key("frame", seen, request.standing.holdings)
    body: Parts | None = store.get(body_key)
    frame: dict[str, Parts] = store.get(frame_key) or {}
    if body is None:
        response = _with_holes(request, build)
        body, sections = _cut(response.content)
        if response.status_code != 200:
            return HttpResponse(_filled(request, body, sections, {}), status=response.status_code)
        store.set(body_key, body)
        frame = {name: sections[name] for name in FRAME if name in sections}
        store.set(frame_key, frame)
    elif not frame:
        frame = _with_holes(request, lambda: _frame_of(request))
        store.set(frame_key, frame)
    return HttpResponse(_filled(request, body, frame, own or {}))


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


def _filled(
    request: Request, body: Parts, sections: Mapping[str, Parts], own: Mapping[str, Callable[[], str]]
) -> bytes:
    """Put a page together for one reader."""
    token = get_token(request).encode()
    name = escape(request.user.full_name).encode()

    def put(parts: Parts) -> list[bytes]:
        out: list[bytes] = []
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

    return b"".join(put(body))


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
