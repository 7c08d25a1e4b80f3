"""What the giver of a task answers by program: accepted, in part or whole, returned, products corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from nghisu.kit import clock
from nghisu.kit.api import BodyNotUnderstood, endpoint, sent
from nghisu.kit.pages import Request
from nghisu.kit.refusals import N_
from nghisu.tasks import actions
from nghisu.tasks.api import (
    WholeTaskOut,
    body_day,
    body_documents,
    body_text,
    body_version,
    task_asked,
    whole_task,
)
from nghisu.tasks.rules.evaluation import Judged, NothingToJudge, Quality
from nghisu.tasks.rules.products import MOST_PIECES, MOST_PRODUCTS, Expected, Form, Kind


@dataclass(frozen=True)
class AcceptedCountIn:
    """How many of a product are accepted now."""

    product: UUID
    count: int


@dataclass(frozen=True)
class AcceptIn:
    """The answer that a product is accepted; ``accepted_on`` null: today.

    ``document`` is needed where a superior outside gave the task; ``quality`` and ``reached`` judge it.
    """

    version: int
    accepted_on: date | None
    words: str
    document: UUID | None
    counts: list[AcceptedCountIn] | None
    quality: str | None
    reached: int | None


@endpoint(
    "task.accept",
    summary=N_("Accept the product of a task that one's unit gave"),
    answer=WholeTaskOut,
    body=AcceptIn,
    method="POST",
    tag="tasks",
)
def api_task_accept(request: Request, pk: UUID) -> WholeTaskOut:
    """Accept what was handed in; the task is done."""
    task, body = task_asked(request, pk), sent(request)
    actions.accept(
        task=task,
        version=body_version(body),
        accepted_on=body_day(body, "accepted_on"),
        words=body_text(body, "words"),
        document=_document(request, body),
        counts=_counts(body),
        judged=_judged(body),
        by=request.standing,
        at=clock.now(),
    )
    return whole_task(task_asked(request, pk), request.today)


@dataclass(frozen=True)
class AcceptPartIn:
    """How many of each product are accepted, and what is still to be brought."""

    version: int
    counts: list[AcceptedCountIn]
    reason: str
    document: UUID | None


@endpoint(
    "task.accept",
    summary=N_("Accept a part of the products of a task that one's unit gave; the task goes on"),
    answer=WholeTaskOut,
    body=AcceptPartIn,
    method="POST",
    tag="tasks",
)
def api_task_accept_part(request: Request, pk: UUID) -> WholeTaskOut:
    """Accept some of the products."""
    task, body = task_asked(request, pk), sent(request)
    actions.accept_part(
        task=task,
        version=body_version(body),
        counts=_counts(body),
        reason=body_text(body, "reason"),
        document=_document(request, body),
        by=request.standing,
        at=clock.now(),
    )
    return whole_task(task_asked(request, pk), request.today)


@dataclass(frozen=True)
class ReturnIn:
    """Why what was handed in is returned."""

    version: int
    reason: str
    document: UUID | None


@endpoint(
    "task.accept",
    summary=N_("Return the product of a task that one's unit gave; it counts as not done"),
    answer=WholeTaskOut,
    body=ReturnIn,
    method="POST",
    tag="tasks",
)
def api_task_return(request: Request, pk: UUID) -> WholeTaskOut:
    """Return what was handed in."""
    task, body = task_asked(request, pk), sent(request)
    actions.return_with_reason(
        task=task,
        version=body_version(body),
        reason=body_text(body, "reason"),
        document=_document(request, body),
        by=request.standing,
        at=clock.now(),
    )
    return whole_task(task_asked(request, pk), request.today)


@dataclass(frozen=True)
class ExpectedIn:
    """A product that is expected from now on; ``id`` of the product that it was, null for a new one."""

    id: UUID | None
    kind: str
    count: int
    form: str
    words: str


@dataclass(frozen=True)
class CorrectProductsIn:
    """All products that are expected from now on, and why they are put right."""

    version: int
    products: list[ExpectedIn]
    reason: str


@endpoint(
    "task.correct",
    summary=N_("Put right what a task is to bring; what stood before stays to be read"),
    answer=WholeTaskOut,
    body=CorrectProductsIn,
    method="POST",
    tag="tasks",
)
def api_task_products(request: Request, pk: UUID) -> WholeTaskOut:
    """Put the products of a task right."""
    task, body = task_asked(request, pk), sent(request)
    actions.correct_products(
        task=task,
        version=body_version(body),
        products=_expected(body),
        reason=body_text(body, "reason"),
        by=request.standing,
        at=clock.now(),
    )
    return whole_task(task_asked(request, pk), request.today)


def _rows(body: Mapping[str, Any], key: str) -> list[Any]:
    rows = body.get(key) or []
    if (
        not isinstance(rows, list)
        or len(rows) > MOST_PRODUCTS
        or not all(isinstance(one, dict) for one in rows)
    ):
        raise BodyNotUnderstood(what=key)
    return rows


def _whole(value: Any, what: str, *, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise BodyNotUnderstood(what=what)
    return value


def _counts(body: Mapping[str, Any]) -> dict[UUID, int]:
    try:
        return {
            UUID(str(row["product"])): _whole(row["count"], "counts", most=MOST_PIECES)
            for row in _rows(body, "counts")
        }
    except (KeyError, ValueError):
        raise BodyNotUnderstood(what="counts") from None


def _expected(body: Mapping[str, Any]) -> list[tuple[UUID | None, Expected]]:
    try:
        return [
            (
                UUID(str(row["id"])) if row.get("id") else None,
                Expected(
                    Kind(row["kind"]),
                    _whole(row["count"], "products", most=MOST_PIECES),
                    Form(row["form"]),
                    " ".join(body_text(row, "words").split()),
                ),
            )
            for row in _rows(body, "products")
        ]
    except (KeyError, ValueError):
        raise BodyNotUnderstood(what="products") from None


def _document(request: Request, body: dict[str, Any]) -> Any:
    key = body.get("document")
    return body_documents(request, [key])[0] if key else None


def _judged(body: Mapping[str, Any]) -> Judged | None:
    quality, reached = body.get("quality"), body.get("reached")
    if reached is not None and (not isinstance(reached, int) or isinstance(reached, bool)):
        raise BodyNotUnderstood(what="reached")
    if not quality:
        if reached is not None:
            raise NothingToJudge
        return None
    try:
        return Judged(Quality(quality), reached)
    except ValueError:
        raise BodyNotUnderstood(what="quality") from None
