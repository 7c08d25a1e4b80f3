"""The door every request passes: language, who is asking, one transaction and one receipt for a write."""

import datetime
import errno
import hashlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, transaction
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from nghisu.exchange.rules.scopes import narrowed
from nghisu.kit import clock
from nghisu.kit.forms import KitForm
from nghisu.kit.language import DayNotUnderstood, parse_day
from nghisu.kit.pages import PUBLIC, SIGNED_IN, Request, sentence_of
from nghisu.kit.refusals import Conflict, NotAllowed, Refusal
from nghisu.organisation.queries import name_in, standing_of
from nghisu.record.actions import KeyUsedForAnother, keep_receipt, receipt_for

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("nghisu")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
LONGEST_KEPT_ANSWER = 64 * 1024


def language_middleware(get_response: Answer) -> Answer:
    """Speak the language chosen by the cookie, and Vietnamese where none was chosen."""

    def respond(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _ in settings.LANGUAGES}
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return respond


def is_storage_trouble(error: BaseException) -> int | None:
    """Return the status for trouble with the disk (507) or a busy database (503), None for other faults."""
    text = str(error).lower()
    if isinstance(error, OSError) and error.errno in {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EIO,
    }:
        return 507
    full = ("disk is full", "disk i/o", "readonly database", "no space left")
    if isinstance(error, DatabaseError) and any(words in text for words in full):
        return 507
    # A line to PostgreSQL that was cut is met as an InterfaceError by whoever uses it next.
    return 503 if isinstance(error, (OperationalError, InterfaceError)) else None


class StorageTroubleMiddleware:
    """Turn a full disk or a busy database into 507 or 503 with a sentence, never 500."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return storage_trouble_page(request, error)


def storage_trouble_page(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Return the page for trouble with the disk or the database, None for other faults."""
    status = is_storage_trouble(error)
    if status is None:
        return None
    log.error("storage trouble: %s", error)
    response = render(request, "kit/storage_trouble.html", {"status": status}, status=status)
    response.headers["Retry-After"] = "30"
    return response


@receiver(user_logged_out)
def _mark_left(request: Any = None, **_rest: Any) -> None:
    if request is not None:
        request.has_left = True


class DoorMiddleware:
    """Let nobody through a view of the product without a declared door, a standing, and for writes a key."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.today = clock.today()
        request.standing = cast("Standing", SimpleLazyObject(lambda: _standing(request)))
        request.as_of = _as_of(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        if getattr(request, "has_left", False):
            # What the device keeps goes with the person (decision 25); cookies of language and colours stay.
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    def process_view(
        self, request: Request, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not view.__module__.startswith("nghisu."):
            return None
        door = getattr(view, "door", None)
        if door is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no door")
        if door != PUBLIC:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if door != SIGNED_IN and not request.standing.may_somewhere(door):
                raise Http404
        if request.method in UNSAFE and not getattr(view, "stores_nothing", False):
            return self._once(request, lambda: view(request, *args, **kwargs))
        return None

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        if isinstance(error, Conflict):
            sent_form = error.form if isinstance(error.form, KitForm) else None
            context = {"sentence": sentence_of(error), "sent": _sent(request), "sent_form": sent_form}
            return render(request, "kit/conflict.html", context, status=409)
        if isinstance(error, NotAllowed):
            return render(request, "403.html", {"sentence": sentence_of(error)}, status=403)
        if isinstance(error, Refusal):
            # A page with a form says it beside the field; this is for bare buttons and bare addresses.
            return render(request, "422.html", {"sentence": sentence_of(error)}, status=422)
        return None

    def _once(self, request: Request, answer: Callable[[], HttpResponse]) -> HttpResponse:
        """Answer a write inside one transaction with its receipt; repeat the answer for a known key."""
        key = request.POST.get("idempotency_key") or request.headers.get("Idempotency-Key", "")
        if not 16 <= len(key) <= 80:
            return render(request, "kit/stale_form.html", status=400)
        actor_id = str(request.user.pk or "")
        body_hash = _body_hash(request)
        try:
            with transaction.atomic():
                found = receipt_for(key=key, actor_id=actor_id, body_hash=body_hash)
                if found is not None:
                    return _repeated(found)
                response = answer()
                if response.status_code >= 400:
                    transaction.set_rollback(True)
                elif not response.streaming and not _is_file(response):
                    # An answer that shows a secret once is kept as the way to the page after it.
                    after = getattr(response, "after_once", "")
                    keep_receipt(
                        key=key,
                        actor_id=actor_id,
                        body_hash=body_hash,
                        status=302 if after else response.status_code,
                        location=after or response.headers.get("Location", ""),
                        content="" if after else _kept(response),
                        content_type=response.headers.get("Content-Type", ""),
                        at=clock.now(),
                    )
                return response
        except KeyUsedForAnother as refusal:
            return render(request, "kit/stale_form.html", {"sentence": sentence_of(refusal)}, status=422)
        except Refusal as refusal:
            return self.process_exception(request, refusal) or HttpResponse(status=422)
        except IntegrityError:
            # The same request may have come twice at once, and the other one was answered meanwhile.
            try:
                found = receipt_for(key=key, actor_id=actor_id, body_hash=body_hash)
            except KeyUsedForAnother as refusal:
                return render(request, "kit/stale_form.html", {"sentence": sentence_of(refusal)}, status=422)
            if found is None:
                raise
            return _repeated(found)
        except (OSError, DatabaseError, InterfaceError) as trouble:
            # Django shows process_exception only what a view raises, and this one was called here.
            answered = storage_trouble_page(request, trouble)
            if answered is None:
                raise
            return answered


def _standing(request: Request) -> "Standing":
    """Return who is asking; a program as far as its token reaches."""
    found = standing_of(request.user, request.today)
    token = getattr(request, "token", None)
    return narrowed(found, token.scope_list, token.unit_id) if token is not None else found


def _is_file(response: HttpResponse) -> bool:
    """Tell whether a file was given out: the same button gives it again, so no receipt stands in its way.

    What is in such a file, such as names in minutes, is not kept beside it either.
    """
    return response.headers.get("Content-Disposition", "").startswith("attachment")


def _as_of(request: Request) -> datetime.date:
    """Return the day the page is asked for; today unless ``as_of`` names a day that exists."""
    try:
        return parse_day(request.GET.get("as_of", ""))
    except DayNotUnderstood:
        return request.today


def _sent(request: Request) -> list[tuple[str, str]]:
    hidden = {"csrfmiddlewaretoken", "idempotency_key", "version"}
    return [(name, value) for name, values in request.POST.lists() if name not in hidden for value in values]


def _body_hash(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    if request.content_type == "application/json":
        digest.update(request.body)
    for name, values in sorted(request.POST.lists()):
        if name not in {"csrfmiddlewaretoken", "idempotency_key"} and "password" not in name:
            digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _kept(response: HttpResponse) -> str:
    kept = not response.headers.get("Location") and len(response.content) <= LONGEST_KEPT_ANSWER
    text = response.headers.get("Content-Type", "").startswith(("text/", "application/json"))
    return response.content.decode() if kept and text else ""


def _repeated(receipt: Any) -> HttpResponse:
    response = HttpResponse(receipt.content, status=receipt.status, content_type=receipt.content_type or None)
    if receipt.location:
        response.headers["Location"] = receipt.location
    response.headers["Idempotent-Replay"] = "true"
    return response


def _house_name(request: Request) -> str:
    """Return the name of the reader's own committee on the day looked at."""
    standing = getattr(request, "standing", None)
    if standing is None or not request.user.is_authenticated:
        return ""
    holding = standing.holdings[0] if standing.holdings else None
    if holding is None:
        return ""
    committee = standing.tree.committee_of(holding.unit_id)
    return name_in(standing.tree, committee, request.as_of)


def frame(request: Request) -> dict[str, Any]:
    """Give every template what the page frame shows."""
    return {
        "as_of": getattr(request, "as_of", None),
        "today": getattr(request, "today", None),
        "is_as_of_past": getattr(request, "as_of", None) != getattr(request, "today", None),
        "is_demo": bool(clock.offset()) and not settings.REHEARSAL,
        "house_name": SimpleLazyObject(lambda: _house_name(request)),
    }
