"""Keep papers on a device: the page, the catalogue of what may be kept, the shell, worker and manifest."""

import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.corner.queries import offline as queries
from nghisu.kit import clock
from nghisu.kit.packing import BUNDLE
from nghisu.kit.pages import PUBLIC, SIGNED_IN, Request, page
from nghisu.kit.templatetags.kit import MODULES, moment

WORKER = "corner/worker.js"
OWN_FILES = (
    "corner/corner.css",
    "corner/device.js",
    "corner/store.js",
    "corner/reader.js",
    "corner/shell.js",
)
ICONS = (("corner/icon-192.png", "192x192"), ("corner/icon-512.png", "512x512"))


@page(SIGNED_IN)
def corner_offline(request: Request) -> HttpResponse:
    """Choose what of the next meetings is kept on this device, and take it away again."""
    return render(
        request, "corner/offline.html", {"meetings": queries.meetings_to_keep(request.standing, clock.now())}
    )


@page(SIGNED_IN)
def corner_catalogue(request: Request) -> HttpResponse:
    """Tell a device what its reader may keep now, and how to know that it changed."""
    meetings = [
        {
            "id": str(one.own.meeting.pk),
            "title": one.own.meeting.title,
            "starts": moment(one.own.meeting.starts_at),
            "place": one.own.meeting.place,
            "until": one.until.isoformat(),
            "pages": [[page.address, page.mark] for page in one.pages],
            "papers": [
                {
                    "title": paper.title,
                    "number": paper.number,
                    "pages": [[page.address, page.mark] for page in paper.pages],
                }
                for paper in one.papers
            ],
        }
        for one in queries.meetings_to_keep(request.standing, clock.now())
    ]
    told = {
        "owner": str(request.standing.me),
        "token": get_token(request),
        "today": request.today.isoformat(),
        "home": reverse("corner"),
        "meetings": meetings,
    }
    return JsonResponse(told)


@page(PUBLIC)
def corner_shell(request: Request) -> HttpResponse:
    """Give the empty page in which a device shows what it kept; it holds nothing of anybody."""
    return render(request, "corner/shell.html")


@page(PUBLIC)
def corner_worker(request: Request) -> HttpResponse:
    """Give the service worker of the corner, stamped with everything it keeps ready."""
    digest = hashlib.sha256()
    for name in (
        BUNDLE,
        *(f"kit/{one}.js" for one in MODULES),
        *OWN_FILES,
        WORKER,
    ):
        digest.update(_content(name))
    script = f"const STAMP = {digest.hexdigest()[:16]!r};\nconst SHELL = {reverse('corner_shell')!r};\n"
    response = HttpResponse(script.encode() + _content(WORKER), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _content(name: str) -> bytes:
    found = finders.find(name)
    return Path(found).read_bytes() if found else b""


@page(PUBLIC)
def corner_manifest(request: Request) -> HttpResponse:
    """Tell a phone how the corner is put on its first screen."""
    manifest = {
        "id": reverse("corner"),
        "name": _("Nghị Sự – my corner"),
        "short_name": _("My corner"),
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("corner"),
        "scope": reverse("corner"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#9b1b1b",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": "any"}
            for name, sizes in ICONS
        ],
    }
    response = JsonResponse(manifest)
    response.headers["Content-Type"] = "application/manifest+json"
    return response
