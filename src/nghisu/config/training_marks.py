"""What training does to its own answers and data: a mark on everything, and the way back to the beginning."""

import io
import os
import re
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from pypdf.errors import PyPdfError

from nghisu.config.snapshot import copy_sqlite
from nghisu.config.training import said_of
from nghisu.demo.filling import DEMO_MOMENT
from nghisu.kit import clock
from nghisu.kit.docx import MEDIA_TYPE
from nghisu.kit.watermark import across_pdf, in_word

FIRST = "first.sqlite3"
WORDS, NAME = "TẬP HUẤN", "TAP-HUAN-"
WORDS_OF_REHEARSAL, NAME_OF_REHEARSAL = "TỔNG DUYỆT", "TONG-DUYET-"
Answer = Callable[[HttpRequest], HttpResponse]


def words() -> str:
    """Return what stands across every page and sheet."""
    return WORDS_OF_REHEARSAL if settings.REHEARSAL else WORDS


def start_again() -> None:
    """End this process a moment after its answer went out; the hub starts the pages anew."""
    timer = threading.Timer(0.5, os._exit, (0,))
    timer.daemon = True
    timer.start()


class TrainingMiddleware:
    """Marks everything that leaves a training: pages, Word files, PDF files; packed files by their name."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        request.META.pop("HTTP_ACCEPT_ENCODING", None)  # what is packed cannot be marked
        return marked(self.get_response(request), request)


def marked(response: Any, request: HttpRequest | None = None) -> Any:
    """Put the mark of training on an answer, whatever it is."""
    kind = response.headers.get("Content-Type", "").split(";")[0].strip()
    makers: dict[str, Callable[[bytes], bytes]] = {
        "text/html": lambda content: _page(content, request),
        MEDIA_TYPE: word,
        "application/pdf": pdf,
    }
    make = makers.get(kind)
    if make is not None:
        whole = b"".join(response.streaming_content) if response.streaming else response.content
        response = _with(response, make(whole) if whole else whole)
    name = response.headers.get("Content-Disposition", "")
    if "filename=" in name:
        before = NAME_OF_REHEARSAL if settings.REHEARSAL else NAME
        response.headers["Content-Disposition"] = re.sub(r'(filename="?)', rf"\1{before}", name, count=1)
    return response


def _with(response: Any, content: bytes) -> Any:
    if not response.streaming:
        response.content = content
        if response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(content))
        return response
    made = HttpResponse(content, status=response.status_code)
    for name, value in response.headers.items():
        made.headers[name] = value
    made.headers["Content-Length"] = str(len(content))
    made.cookies = response.cookies
    return made


def _page(content: bytes, request: HttpRequest | None) -> bytes:
    body = re.search(rb"<body[^>]*>", content)
    if body is None:
        return content  # a part of a page, put into one that is marked
    style = render_to_string("kit/training_style.html").strip().encode()
    name = "kit/rehearsal.html" if settings.REHEARSAL else "kit/training.html"
    bar = render_to_string(name, {"request": request}).encode()
    head = content[: body.start()].replace(b"</head>", style + b"</head>", 1)
    return head + body[0] + bar + content[body.end() :]


def word(content: bytes) -> bytes:
    """Put the mark into every header of a Word file, and into one of its own where a section has none."""
    try:
        return in_word(content, words())
    except (zipfile.BadZipFile, KeyError, ValueError):
        return content


def pdf(content: bytes) -> bytes:
    """Put the mark across every sheet of a PDF file."""
    try:
        return across_pdf(content, words())
    except (PyPdfError, ValueError, KeyError, io.UnsupportedOperation):
        return content


def keep_first() -> None:
    """Keep the data as they are now, for the day they are wanted back."""
    place = Path(settings.DATA) / FIRST
    if not place.exists():
        copy_sqlite(place)


def begin_anew() -> None:
    """Put the data back as they were first, whatever was done since, and start the pages anew."""
    connection.close()
    target_name = str(connection.settings_dict["NAME"])
    with (
        closing(Database.connect(str(Path(settings.DATA) / FIRST))) as source,
        closing(Database.connect(target_name, timeout=20)) as target,
    ):
        source.backup(target)
    said = said_of(Path(settings.DATA)).get("moment", "")
    clock.set_demo_time(datetime.fromisoformat(said) if said else DEMO_MOMENT)
    for one in caches.all():
        one.clear()
    start_again()
