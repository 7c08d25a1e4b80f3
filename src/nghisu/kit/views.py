"""The switch of colours, and the page that shows every component."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from nghisu.kit import clock, live, samples
from nghisu.kit.pages import PUBLIC, Request, page

TONES = ("plain", "info", "good", "warn", "bad")
ICONS = (
    *("inbox", "meeting", "document", "task", "programme", "figure", "report", "unit", "record"),
    *("search", "calendar", "person", "menu", "download", "upload", "print", "link", "filter"),
)
THEMES = ("light", "dark", "auto")
A_YEAR = 365 * 24 * 3600


def way_back(request: Request) -> str:
    """Return the address that the form names to go back to, if it is one of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


@page(PUBLIC, stores_nothing=True)
@require_POST
def set_theme(request: Request) -> HttpResponse:
    """Keep in a cookie whether the reader wants light or dark."""
    response = HttpResponseRedirect(way_back(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "nghisu-theme", theme, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=False
        )
    return response


@page(PUBLIC)
def components(request: Request) -> HttpResponse:
    """Show every component; only while developing."""
    if not (settings.DEBUG or settings.COMPONENTS):
        raise Http404
    table = samples.SampleTable(request, samples.sample_rows())
    nothing = samples.SampleTable(request, [], prefix="none-")
    context = {
        "sample": samples.SampleForm(),
        "wrong": samples.sent_wrong(),
        "confirm": samples.confirm(),
        "nothing": nothing,
        "tones": TONES,
        "icons": ICONS,
        "version": int(clock.now().timestamp() * 1000),
    }
    if "live" in request.GET:  # only there: a server without the hub would leave errors in the console
        own = f"kit:{request.GET['live']}"  # each who looks may have a stream that nobody else speaks into
        context["stream"] = live.address_for(topics=[own], holder=own)
    return table.respond("kit/components.html", context)
