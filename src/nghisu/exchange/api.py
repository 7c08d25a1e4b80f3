"""Reading for programs what pages show: units, tasks, documents, meetings; and the description of it all."""

import dataclasses
import types
import typing
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, get_args, get_origin
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext

from nghisu.documents.queries import documents_visible_to
from nghisu.exchange.rules.mapping import MAPPING
from nghisu.kit.api import AS_OF, SCHEMAS, Bytes, Declared, Page, answered, endpoint, listed
from nghisu.kit.pages import SIGNED_IN, Request, page
from nghisu.kit.refusals import N_
from nghisu.meetings.queries.calling import meetings_visible_to
from nghisu.organisation.queries.units import unit_names
from nghisu.tasks.queries import spans_visible_to, with_names, with_status
from nghisu.tasks.queries.products import expected_on


@dataclass(frozen=True)
class UnitOut:
    """A unit as called on the day."""

    code: str
    name: str
    symbol: str


@endpoint(
    "organisation.see",
    summary=N_("Units as they stand on a day"),
    answer=UnitOut,
    tag="organisation",
    many=True,
    query=(AS_OF,),
)
def api_units(request: Request) -> Page[UnitOut]:
    """Answer with the units."""
    rows = unit_names(request.standing, request.as_of).select_related("unit").order_by("unit__code")
    return listed(request, rows, lambda one: UnitOut(one.unit.code, one.name, one.symbol))


@dataclass(frozen=True)
class ProductOut:
    """An expected product: its kind, form and words, how many pieces, and how many are accepted."""

    kind: str
    form: str
    words: str
    expected: int
    accepted: int


@dataclass(frozen=True)
class TaskOut:
    """A task as known on the day."""

    id: UUID
    code: str
    title: str
    unit: str
    lead: str
    giver: str
    origin: str
    directive: str
    given_on: date
    due_on: date | None
    status: str
    submitted_on: date | None
    accepted_on: date | None
    product: str
    products: list[ProductOut]
    quality: str
    reached: int | None
    criteria: str
    returns: int
    extensions: int
    parent: UUID | None
    programme_item: UUID | None


def _tasks(request: Request) -> Any:
    spans = with_status(
        with_names(spans_visible_to(request.standing, day=request.as_of)).select_related("directive"),
        request.as_of,
    ).prefetch_related(
        Prefetch("task__products", expected_on(request.as_of).prefetch_related("acceptances__span")),
        "task__evaluations__span",
    )
    return spans.order_by("task__code")


def _task(span: Any, day: date) -> TaskOut:
    judged = [one for one in span.task.evaluations.all() if one.span.known_from <= day]
    return TaskOut(
        id=span.task_id,
        code=span.task.code,
        title=span.task.title,
        unit=span.unit.code,
        lead=span.lead.code,
        giver=span.asked_by.name if span.asked_by_id else span.giver.code,
        origin=span.origin,
        directive=span.directive.reference if span.directive_id else "",
        given_on=span.given_on,
        due_on=span.due_on,
        status=span.status,
        submitted_on=span.submitted_on,
        accepted_on=span.accepted_on,
        product=span.task.product,
        products=[_product(one, day) for one in span.task.products.all()],
        quality=judged[-1].quality if judged else "",
        reached=judged[-1].reached if judged else None,
        criteria=span.task.criteria,
        returns=span.returns,
        extensions=span.extensions,
        parent=span.task.parent_id,
        programme_item=span.programme_item_id,
    )


def _product(one: Any, day: date) -> ProductOut:
    accepted = sum(part.count for part in one.acceptances.all() if part.span.known_from <= day)
    then = one.as_of(day)
    return ProductOut(then.kind.value, then.form.value, then.words, then.count, accepted)


@endpoint(
    "task.see",
    summary=N_("Tasks as known on a day"),
    answer=TaskOut,
    tag="tasks",
    many=True,
    query=(AS_OF,),
)
def api_tasks(request: Request) -> Page[TaskOut]:
    """Answer with the tasks."""
    return listed(request, _tasks(request), lambda span: _task(span, request.as_of))


@endpoint(
    "task.see",
    summary=N_("Tasks under the names of Regulation 08-QC/TW"),
    answer=dict,
    tag="tasks",
    many=True,
    query=(AS_OF,),
)
def api_tasks_08(request: Request) -> Page[dict[str, Any]]:
    """Answer with the tasks, each field under the name of what the regulation wants."""

    def shown(span: Any) -> dict[str, Any]:
        task = _task(span, request.as_of)
        return {
            one.key: [asdict(row) for row in task.products]
            if one.field == "products"
            else getattr(task, one.field)
            for one in MAPPING
        }

    return listed(request, _tasks(request), shown)


@dataclass(frozen=True)
class DocumentOut:
    """A document of a register."""

    id: UUID
    unit: str
    direction: str
    status: str
    type: str
    reference: str
    subject: str
    issuer: str
    dated_on: date | None


@endpoint(
    "document.see", summary=N_("Documents of the registers"), answer=DocumentOut, tag="documents", many=True
)
def api_documents(request: Request) -> Page[DocumentOut]:
    """Answer with the documents, the newest first."""
    rows = documents_visible_to(request.standing).select_related("unit").order_by("-created_at", "pk")
    return listed(
        request,
        rows,
        lambda one: DocumentOut(
            one.pk,
            one.unit.code,
            one.direction,
            one.status,
            one.type,
            one.reference,
            one.subject,
            one.issuer_name,
            one.dated_on,
        ),
    )


@dataclass(frozen=True)
class MeetingOut:
    """A meeting; its closed parts are told to nobody here."""

    id: UUID
    unit: str
    title: str
    state: str
    starts_at: datetime
    place: str


@endpoint(SIGNED_IN, summary=N_("Meetings"), answer=MeetingOut, tag="meetings", many=True)
def api_meetings(request: Request) -> Page[MeetingOut]:
    """Answer with the meetings, the newest first."""
    rows = meetings_visible_to(request.standing).select_related("unit").order_by("-starts_at", "pk")
    return listed(
        request,
        rows,
        lambda one: MeetingOut(one.pk, one.unit.code, one.title, one.state, one.starts_at, one.place),
    )


# The description


@page(SIGNED_IN)
def api_description(request: Request) -> HttpResponse:
    """Answer with the OpenAPI description of every address for programs."""
    return answered(description())


def description() -> dict[str, Any]:
    """Return the description, gathered from what the addresses declare."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for path, declared, door, names in _declared(get_resolver()):
        paths.setdefault(path, {})[declared.method.lower()] = _operation(declared, door, names, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Nghị Sự", "version": "1", "description": gettext(ABOUT)},
        "security": [{"token": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(sorted(schemas.items())),
        },
    }


ABOUT = N_(
    "Every address answers what the person behind the token may see, and no more. A write carries an "
    "Idempotency-Key of 16 to 80 characters: the same key brings the same answer."
)


def _declared(resolver: Any, before: str = "/") -> Iterator[tuple[str, Declared, str, list[str]]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _declared(pattern, route)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "declared"):
            names = []
            parts = []
            for part in route.split("<"):
                inside, closed, rest = part.partition(">")
                name = inside.partition(":")[2] or inside
                parts.append(f"{{{name}}}{rest}" if closed else part)
                names += [name] if closed else []
            yield "".join(parts), pattern.callback.declared, getattr(pattern.callback, "door", ""), names


def _operation(declared: Declared, door: str, names: list[str], schemas: dict[str, Any]) -> dict[str, Any]:
    row = schema_of(declared.answer, schemas)
    answer = (
        {
            "type": "object",
            "properties": {
                "count": {"type": "integer"},
                "page": {"type": "integer"},
                "rows": {"type": "array", "items": row},
            },
        }
        if declared.many
        else row
    )
    path = [{"name": one, "in": "path", "required": True, "schema": {"type": "string"}} for one in names]
    query = [
        {
            "name": one.name,
            "in": "query",
            "description": gettext(one.summary),
            "schema": {"type": one.kind, **({"format": one.form} if one.form else {})},
        }
        for one in declared.query
    ]
    found: dict[str, Any] = {
        "summary": gettext(declared.summary),
        "tags": [declared.tag],
        "parameters": [*path, *query],
        "x-right": door,
        "responses": {
            "200": {"description": "OK", "content": {_media_type(declared): {"schema": answer}}},
            "default": {"description": "RFC 9457", "content": {"application/problem+json": {}}},
        },
    }
    if declared.body is not None:
        schema = schema_of(declared.body, schemas)
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
        found["parameters"] = [
            *found["parameters"],
            {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}},
        ]
    return found


def _media_type(declared: Declared) -> str:
    return "application/octet-stream" if declared.answer is Bytes else "application/json"


def schema_of(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type; dataclasses stand once under their names."""
    if kind in SCHEMAS:
        return SCHEMAS[kind]
    origin = get_origin(kind)
    if origin is list:
        return {"type": "array", "items": schema_of(get_args(kind)[0], schemas)}
    if origin in (dict, types.UnionType, typing.Union):
        parts = get_args(kind)
        if origin is dict:
            return {"type": "object", "additionalProperties": schema_of(parts[1], schemas)}
        return {
            "anyOf": [schema_of(one, schemas) if one is not type(None) else {"type": "null"} for one in parts]
        }
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        name = f"{kind.__module__.split('.')[1]}.{kind.__name__}"
        if name not in schemas:
            schemas[name] = {}
            hints = typing.get_type_hints(kind)
            schemas[name] = {
                "type": "object",
                "description": (kind.__doc__ or "").strip(),
                "required": list(hints),
                "properties": {key: schema_of(hint, schemas) for key, hint in hints.items()},
            }
        return {"$ref": f"#/components/schemas/{name}"}
    return {"type": "object"}
