"""Read everything there is, table by table, in one form whatever the database, and read it back."""

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils.dateparse import parse_datetime

import nghisu
from nghisu.exchange.rules.whole import canonical
from nghisu.kit.stored import KeptJson
from nghisu.record.rules.line import moment_text

PREFIX = "nghisu_"
CHUNK = 2000
# Made from other tables, or answers to forms that are on their way.
TABLES_LEFT_OUT = frozenset({"receipt", "searchentry"})
TABLES_SEALED = frozenset({"link", "secretserverkey"})
COLUMNS_SEALED = {
    "person": ("last_login", "password"),
    "apitoken": ("hash",),
    "calendarfeed": ("hash",),
    "pushdevice": ("auth", "endpoint", "p256dh"),
    "screenlink": ("word_hash",),
    "webhook": ("salt",),
}
FACTORS = ("mfa", "Authenticator")
KEY_FILES = ("push.key", "record.key")
OPEN_FILES = ("backup.pub", "clock.json")

Model = type[models.Model]


def schema() -> str:
    """Return the last change of the tables that this version knows."""
    folder = Path(nghisu.__file__).parent / "migrations"
    return (folder / "max_migration.txt").read_text().strip()


def version() -> str:
    """Return the version of the product."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 -- asked once

    try:
        return version("nghisu")
    except PackageNotFoundError:
        return "0"


def tables() -> dict[str, Model]:
    """Return every table that is written as it is, by name, in order."""
    found = apps.get_app_config("nghisu").get_models(include_auto_created=True)
    named = {model._meta.db_table.removeprefix(PREFIX): model for model in found}
    return {name: named[name] for name in sorted(named.keys() - TABLES_LEFT_OUT - TABLES_SEALED)}


def sealed_tables() -> dict[str, Model]:
    """Return the tables that hold nothing but secrets, by name."""
    found = apps.get_app_config("nghisu").get_models()
    named = {model._meta.db_table.removeprefix(PREFIX): model for model in found}
    return {
        **{name: named[name] for name in sorted(TABLES_SEALED)},
        "second_factor": apps.get_model(*FACTORS),
    }


def fields_of(model: Model, *, leaving_out: Sequence[str] = ()) -> "list[models.Field[Any, Any]]":
    """Return the stored fields of a table, in the order of their names."""
    fields = [one for one in model._meta.local_concrete_fields if one.attname not in leaving_out]
    return sorted(fields, key=lambda one: one.attname)


def columns_of(name: str, model: Model) -> list[str]:
    """Return the columns of a table that are written openly."""
    return [one.attname for one in fields_of(model, leaving_out=COLUMNS_SEALED.get(name, ()))]


def lines_of(name: str, model: Model, tell: Callable[[int], None]) -> Iterator[bytes]:
    """Yield a table as JSON, a row a line, in the order of its key."""
    fields = fields_of(model, leaving_out=COLUMNS_SEALED.get(name, ()))
    writers = [(one.attname, writer_of(one)) for one in fields]
    rows = model._base_manager.order_by("pk").values_list(*(one.attname for one in fields))
    yield b"["
    count, before = 0, b"\n"
    for row in rows.iterator(chunk_size=CHUNK):
        turned = {key: write(value) for (key, write), value in zip(writers, row, strict=True)}
        yield before + canonical(turned)
        before = b",\n"
        count += 1
        if count % CHUNK == 0:
            tell(CHUNK)
    tell(count % CHUNK)
    yield b"\n]\n"


def count_of(model: Model) -> int:
    """Return how many rows a table has."""
    return model._base_manager.count()


def writer_of(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """Return what turns a value of a field into JSON: one form for each kind, on every database."""
    if isinstance(field, KeptJson):
        return field.get_prep_value  # its very text: signatures are over it
    return _written


def _written(value: Any) -> Any:
    match value:
        case datetime.datetime():
            return moment_text(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case uuid.UUID():
            return str(value)
        case bytes() | memoryview() | bytearray():
            return bytes(value).hex()
    return value


def reader_of(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """Return what turns JSON into a value of a field."""
    while field.is_relation:
        field = field.target_field  # type: ignore[attr-defined]
    kind = field.get_internal_type()
    if isinstance(field, KeptJson):
        return field.to_python
    if kind == "BinaryField":
        return lambda value: None if value is None else bytes.fromhex(value)
    if kind == "DateTimeField":
        return lambda value: None if value is None else parse_datetime(value)
    if kind == "JSONField":
        return lambda value: value
    return field.to_python


def secret_values() -> dict[str, Any]:
    """Return what is sealed: keys, hashes of passwords and tokens, one-time links, second factors."""
    columns: dict[str, dict[str, list[Any]]] = {}
    for name, hidden in COLUMNS_SEALED.items():
        model = tables()[name]
        rows = model._base_manager.order_by("pk").values_list("pk", *hidden)
        columns[name] = {str(pk): [_written(one) for one in values] for pk, *values in rows.iterator(CHUNK)}
    rows_of: dict[str, list[Any]] = {}
    for name, model in sealed_tables().items():
        fields = fields_of(model)
        found = model._base_manager.order_by("pk").values_list(*(one.attname for one in fields))
        rows_of[name] = [
            {one.attname: writer_of(one)(value) for one, value in zip(fields, row, strict=True)}
            for row in found
        ]
    data = Path(settings.DATA)
    keys = {name: (data / name).read_text() for name in KEY_FILES if (data / name).exists()}
    return {"columns": columns, "files": keys, "key": settings.SECRET_KEY, "tables": rows_of}


def is_empty() -> bool:
    """Tell whether no table of ours has a row; a database without tables is empty, too."""
    there = set(connection.introspection.table_names())
    models_here = [*tables().values(), *sealed_tables().values()]
    return not any(model._meta.db_table in there and model._base_manager.exists() for model in models_here)


def build(name: str, model: Model, row: dict[str, Any], hidden: dict[str, list[Any]]) -> models.Model:
    """Return the object of a row.

    :param hidden: the sealed columns of the table, by key
    """
    values = dict(row)
    if name in COLUMNS_SEALED:
        values |= dict(zip(COLUMNS_SEALED[name], hidden[str(row["id"])], strict=True))
    return model(
        **{one.attname: reader_of(one)(values[one.attname]) for one in model._meta.local_concrete_fields}
    )


def go_on_counting() -> None:
    """Let each table's own counter go on after its highest number (PostgreSQL; SQLite does by itself)."""
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in [*tables().values(), *sealed_tables().values()]:
            key = model._meta.pk
            if not isinstance(key, models.AutoField):
                continue
            table, column = model._meta.db_table, quote(str(key.column))
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE(MAX({column}), 1), MAX({column})"  # noqa: S608
                f" IS NOT NULL) FROM {quote(table)}",
                [quote(table), key.column],
            )
