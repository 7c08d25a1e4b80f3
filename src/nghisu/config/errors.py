"""Error pages that say what happened and what to do."""

import sys
import traceback

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nghisu.config.middleware import storage_trouble_page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old, and how to go on."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the address or the form could not be read, or that it is too large."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the right is missing."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is here, or nothing that may be seen."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, or that the store is in trouble, wherever on the way that was noticed."""
    trouble = sys.exception()
    if isinstance(trouble, Exception) and (answered := storage_trouble_page(request, trouble)) is not None:
        return answered
    if isinstance(trouble, RecursionError) and _came_from_json(trouble):
        return render(request, "400.html", status=400)
    return render(request, "500.html", status=500)


def _came_from_json(error: RecursionError) -> bool:
    """Tell whether it was sent JSON that nests too deep, read by a form of a library."""
    *_outer, (innermost, _line) = traceback.walk_tb(error.__traceback__)
    return str(innermost.f_globals.get("__name__", "")).startswith("json.")
