"""Programs at the door: a token signs in, and every fault is answered as a problem and not as a page."""

import time
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from nghisu.exchange.actions import mark_used
from nghisu.exchange.queries import token_behind
from nghisu.kit import clock
from nghisu.kit.api import PROBLEM_TYPE, problem

ROOT = "/api/"
MOST_A_MINUTE = 600


def programs_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let a program in by its token; turn sign-in pages and error pages into problems."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return get_response(request)
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            today = clock.today()
            token = token_behind(secret.strip(), today)
            if token is None:
                return problem(401)
            if _too_many(str(token.pk)):
                return problem(429)
            mark_used(token, today)
            request.user = token.person
            request.token = token  # type: ignore[attr-defined]
            # No cookie signed this request in, so none can be misused from another page.
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        response = get_response(request)
        if response.status_code == 302 and "/tai-khoan/" in response.headers.get("Location", ""):
            return problem(401)
        if response.status_code >= 400 and response.headers.get("Content-Type") != PROBLEM_TYPE:
            return problem(response.status_code)
        return response

    return respond


def _too_many(token: str) -> bool:
    key = f"programs:{token}:{int(time.time() // 60)}"
    cache.add(key, 0, 120)
    return bool(cache.incr(key) > MOST_A_MINUTE)
