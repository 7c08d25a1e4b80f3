"""The guard of forms: Django takes what we mask, and no two pages carry the same."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import RequestFactory

from nghisu.kit.guards import token_of


def sent_back(secret: str, token: str) -> bool:
    """Tell whether Django takes a form with this token from who holds this cookie."""
    request = RequestFactory().post("/", {"csrfmiddlewaretoken": token})
    request.COOKIES[settings.CSRF_COOKIE_NAME] = secret
    guard = CsrfViewMiddleware(lambda _: HttpResponse())
    return guard.process_view(request, lambda _: HttpResponse(), (), {}) is None


def test_what_is_masked_is_taken_and_never_the_same_twice() -> None:
    request = HttpRequest()
    get_token(request)
    secret = request.META["CSRF_COOKIE"]

    tokens = [token_of(request) for _ in range(200)]

    assert len(set(tokens)) == 200
    assert all(sent_back(secret, one) for one in tokens)
    assert not sent_back(secret, tokens[0][:-1] + ("a" if tokens[0][-1] != "a" else "b"))
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]


def test_without_a_secret_django_draws_one() -> None:
    request = HttpRequest()

    token = token_of(request)

    assert sent_back(request.META["CSRF_COOKIE"], token)
