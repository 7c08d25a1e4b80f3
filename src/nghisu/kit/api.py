"""What the addresses for programs share: a declared shape of the answer, faults as problems, pages of lists.

An ``api`` room holds functions that take the request and return frozen dataclasses; ``endpoint`` declares the
door as ``page`` does, so that the same policy answers. ``nghisu.exchange`` collects what is declared here.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from nghisu.kit.pages import Request, page, sentence_of
from nghisu.kit.refusals import N_, Conflict, NotAllowed, Refusal

PROBLEM_TYPE = "application/problem+json"
MOST_ON_A_PAGE = 200
TITLES = {
    400: N_("The request cannot be understood."),
    401: N_("Send a token: Authorization: Bearer …"),
    403: N_("Your mandates do not give you the right to do this here."),
    404: N_("There is nothing here that you may see."),
    405: N_("This address does not take that method."),
    413: N_("The request is too large."),
    429: N_("Too many requests. Wait and try again."),
    500: N_("This is a fault of ours. Try again later."),
    503: N_("The system is busy. Try again in a moment."),
    507: N_("The disk is full. Nothing was stored."),
}


class BodyNotUnderstood(Refusal):
    """The body is no JSON of the shape asked for."""

    sentence = N_("The body must be a JSON object of the shape that the description names: %(what)s.")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query."""

    name: str
    summary: str
    kind: str = "string"
    form: str = ""


PAGE = Parameter("page", N_("Number of the page, from 1"), "integer")
AS_OF = Parameter("as_of", N_("The day as known on which the answer is given; today without it"), form="date")


@dataclass(frozen=True)
class Declared:
    """What an address for programs is and answers."""

    summary: str
    answer: Any
    many: bool
    query: tuple[Parameter, ...]
    body: Any
    method: str
    tag: str


Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a list."""

    count: int
    page: int
    rows: Sequence[Row]


def endpoint(
    door: str,
    *,
    summary: str,
    answer: Any,
    tag: str,
    many: bool = False,
    query: tuple[Parameter, ...] = (),
    body: Any = None,
    method: str = "GET",
) -> Callable[[Callable[..., Any]], Callable[..., HttpResponse]]:
    """Declare an address for programs: its door, what it answers, and what it takes.

    :param answer: the dataclass of the answer, or of the rows of a list where ``many``
    :param body: the dataclass of the body that a write takes
    """

    def declare(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def respond(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != method and not (method == "GET" and request.method == "HEAD"):
                return problem(405)
            try:
                found = view(request, *args, **kwargs)
            except Http404:
                return problem(404)
            except NotAllowed as refusal:
                return problem(403, sentence_of(refusal))
            except Conflict as refusal:
                return problem(409, sentence_of(refusal))
            except Refusal as refusal:
                return problem(422, sentence_of(refusal), field=refusal.field)
            return answered(found)

        respond.declared = Declared(  # type: ignore[attr-defined]
            summary, answer, many, (*query, *((PAGE,) if many else ())), body, method, tag
        )
        return page(door)(respond)

    return declare


class Bytes:
    """The answer of an address that gives a file as it is, in the place of JSON."""


def answered(found: Any) -> HttpResponse:
    """Return a value as JSON, and a file as it is."""
    if isinstance(found, HttpResponseBase):
        return cast("HttpResponse", found)
    return HttpResponse(as_json(found), content_type="application/json; charset=utf-8")


def as_json(found: Any) -> str:
    """Return dataclasses, days and numbers as JSON."""
    return json.dumps(plain(found), ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: days as ISO, whole numbers whole."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def problem(status: int, detail: str = "", *, field: str | None = None) -> HttpResponse:
    """Return a fault as RFC 9457 says it."""
    content = {"status": status, "title": gettext(TITLES.get(status, TITLES[400]))}
    if detail:
        content["detail"] = detail
    if field:
        content["field"] = field
    response = HttpResponse(json.dumps(content, ensure_ascii=False), status=status, content_type=PROBLEM_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def listed(request: Request, rows: Any, shown: Callable[[Any], Row], *, most: int = 100) -> Page[Row]:
    """Return the page of a queryset or list that the address asks for."""
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1
    count = len(rows) if isinstance(rows, (list, tuple)) else rows.count()
    part: Iterable[Any] = rows[(number - 1) * most : number * most]
    return Page(count, number, [shown(one) for one in part])


def sent(request: Request) -> dict[str, Any]:
    """Return the JSON object that was sent.

    :raises BodyNotUnderstood: if it is none
    """
    if request.content_type != "application/json":
        raise BodyNotUnderstood(what="Content-Type: application/json")
    try:
        found = json.loads(request.body or b"null")
    except (ValueError, RecursionError):  # nested too deep
        raise BodyNotUnderstood(what="JSON") from None
    if not isinstance(found, dict):
        raise BodyNotUnderstood(what="object")
    return found


SCHEMAS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    UUID: {"type": "string", "format": "uuid"},
    Bytes: {"type": "string", "format": "binary"},
}
