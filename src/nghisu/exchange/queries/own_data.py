"""Everything that is held on a person, and who asked for its erasure."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from nghisu.exchange.models import ErasureRequest
from nghisu.exchange.queries.whole import COLUMNS_SEALED, PREFIX, fields_of, writer_of
from nghisu.organisation.models import Mandate
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.models import Entry

Model = type[models.Model]


def person_keys() -> Iterator[tuple[str, Model, Any]]:
    """Yield every column that names a person by id, with its table."""
    from django.apps import apps  # noqa: PLC0415 -- the models of every package

    for model in apps.get_app_config("nghisu").get_models(include_auto_created=True):
        name = model._meta.db_table.removeprefix(PREFIX)
        for field in model._meta.local_concrete_fields:
            if field.is_relation and field.related_model is Person:
                yield f"{name}.{field.attname}", model, field


def own_rows(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return every row that names the person, table by table; ids of other persons and secrets left out."""
    found: dict[str, list[dict[str, Any]]] = {"person": [_row("person", person, person.pk)]}
    keys: dict[str, tuple[Model, list[str]]] = {}
    for key, model, field in person_keys():
        name = key.partition(".")[0]
        keys.setdefault(name, (model, []))[1].append(field.attname)
    for name, (model, columns) in sorted(keys.items()):
        condition = Q()
        for column in columns:
            condition |= Q(**{column: person.pk})
        rows = model._base_manager.filter(condition).order_by("pk")
        if turned := [_row(name, one, person.pk) for one in rows.iterator(chunk_size=500)]:
            found[name] = turned
    return found


def _row(name: str, one: models.Model, person: UUID) -> dict[str, Any]:
    row = {}
    for field in fields_of(one._meta.model, leaving_out=(*COLUMNS_SEALED.get(name, ()), "digest")):
        value = getattr(one, field.attname)
        is_others = field.is_relation and field.related_model is Person and value != person
        if not is_others:
            row[field.attname] = writer_of(field)(value)
    return row


def own_lines(person: Person) -> list[dict[str, Any]]:
    """Return the lines of the record that the person wrote or is the subject of; words only of the latter."""
    me = str(person.pk)
    lines = Entry.objects.filter(Q(actor_id=me) | Q(subject_kind="person", subject_id=me)).order_by("index")
    return [
        {
            "at": writer_of(Entry._meta.get_field("at"))(one.at),
            "index": one.pk,
            "kind": one.subject_kind,
            "verb": one.verb,
            "words": one.details if one.subject_id == me else None,
        }
        for one in lines.iterator(chunk_size=1000)
    ]


def counts_of(person: Person) -> list[tuple[str, int]]:
    """Return how many rows of each kind name the person, the kind as Django calls its model's package."""
    counts: dict[str, int] = {}
    for _key, model, field in person_keys():
        package = model.__module__.split(".")[1]
        count = model._base_manager.filter(**{field.attname: person.pk}).count()
        if count:
            counts[package] = counts.get(package, 0) + count
    return sorted(counts.items())


def waiting_of(person_id: UUID) -> ErasureRequest | None:
    """Return the person's request that waits."""
    return ErasureRequest.objects.filter(person_id=person_id, state="waiting").first()


def requests_of(person_id: UUID) -> "QuerySet[ErasureRequest]":
    """Return what the person asked, the newest first."""
    return ErasureRequest.objects.filter(person_id=person_id)


def requests_to_decide(standing: Standing) -> "QuerySet[ErasureRequest]":
    """Return the requests of persons who held an office where the asker decides."""
    held = Mandate.objects.filter(unit__in=standing.reach("erasure.decide")).values("person_id")
    return ErasureRequest.objects.filter(person_id__in=held).select_related("person")


def offices_held(person_id: UUID, standing: Standing) -> list[str]:
    """Return the codes of the units where the person holds an office today."""
    rows = Mandate.objects.filter(person_id=person_id, first__lte=standing.day).filter(
        Q(until__isnull=True) | Q(until__gt=standing.day)
    )
    return sorted(set(rows.values_list("unit__code", flat=True)))


def tables_with_words() -> Iterator[tuple[str, Model, list[Any]]]:
    """Yield every table with the columns that hold words."""
    from django.apps import apps  # noqa: PLC0415 -- the models of every package

    for model in apps.get_app_config("nghisu").get_models(include_auto_created=True):
        name = model._meta.db_table.removeprefix(PREFIX)
        columns = [
            one
            for one in model._meta.local_concrete_fields
            if isinstance(one, models.CharField | models.TextField | models.JSONField) and not one.primary_key
        ]
        if columns:
            yield name, model, columns
