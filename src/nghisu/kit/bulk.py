"""Store thousands of rows of one kind column by column, without an instance of a model (ghi hàng loạt).

The rows were validated by who calls; the constraints of the database hold for them as for any others.
"""

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, repeat
from typing import Any

from django.db import connection, models

from nghisu.kit.stored import AS_IT_IS, BATCH, stored_fields

ROOM = -65_536  # KiB that SQLite may hold in memory while much is written; usually 4 MB
VERSION = bytes(byte & 0x0F | 0x40 for byte in range(256))
VARIANT = bytes(byte & 0x3F | 0x80 for byte in range(256))

Tell = Callable[[int], None]


class AsStored(list[Any]):
    """The values of one column, one for each row, as both databases take them: ids as 32 digits, or None."""


class Ids(AsStored):
    """Ids as 32 hexadecimal digits."""


class Many(list[Any]):
    """The values of one column, one for each row; anything else given for a column holds for all rows."""


def in_order(column: Any, order: Sequence[int]) -> Any:
    """Return a column whose rows stand in another order; one value for all rows stays what it is."""
    if not isinstance(column, (AsStored, Many)):
        return column
    return type(column)(map(column.__getitem__, order))


def new_ids(count: int) -> Ids:
    """Return random ids (UUID of version 4), all from one draw of chance.

    They come in ascending order, which tells nothing and lets the index of ids be written side by side.
    """
    chance = bytearray(os.urandom(16 * count))
    chance[6::16] = chance[6::16].translate(VERSION)
    chance[8::16] = chance[8::16].translate(VARIANT)
    digits = chance.hex()
    return Ids(sorted([digits[start : start + 32] for start in range(0, len(digits), 32)]))


def dashed(digits: str) -> str:
    """Return an id as the record writes it: 8-4-4-4-12."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@contextmanager
def unswept() -> Iterator[None]:
    """Let the collector of circles rest while thousands of rows are made, none of which is in one."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def roomy() -> Iterator[None]:
    """Let SQLite hold what is written in memory, so that no page goes to the disk and back before the end."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size={ROOM}")
    try:
        yield
    finally:
        # The bare connection: also where the transaction is to be rolled back and Django asks no more.
        connection.connection.execute(f"PRAGMA cache_size={int(usual)}").close()


def store_columns(
    model: type[models.Model],
    count: int,
    values: Mapping[str, Any],
    *,
    tell: Tell = lambda _count: None,
) -> None:
    """Insert ``count`` rows of a model.

    :param values: by attribute (``unit_id``): ``Ids``, ``Many`` values, or one value for all rows; an
        attribute that is not named gets the default of its field
    :param tell: told how many rows are stored so far
    :raises ValueError: if an attribute is none of the model's, or a column is too short or too long
    """
    if not count:
        return
    fields = stored_fields(model)
    if unknown := set(values) - {field.attname for field in fields}:
        raise ValueError(f"{model.__name__} stores no {', '.join(sorted(unknown))}.")
    columns = [_column(field, values.get(field.attname, field.get_default()), count) for field in fields]
    rows = zip(*columns, strict=False)
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in fields)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({names}) FROM STDIN", rows, tell)
        return
    marks = ", ".join(["%s"] * len(fields))
    done = 0
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)  # noqa: S608 -- names of ours
            done += len(batch)
            tell(done)


def _copy(statement: str, rows: Iterator[tuple[Any, ...]], tell: Tell) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        done = 0
        for done, row in enumerate(rows, start=1):
            copy.write_row(row)
            if done % BATCH == 0:
                tell(done)
        if done % BATCH:
            tell(done)


def _column(field: "models.Field[Any, Any]", given: Any, count: int) -> Sequence[Any] | Iterator[Any]:
    """Return what the database stores in a column; a value that comes again is turned only once."""
    if isinstance(given, (AsStored, Many)):
        if len(given) != count:
            raise ValueError(f"{field.attname} has {len(given)} values for {count} rows.")
        is_as_it_is = field.get_internal_type() in AS_IT_IS and type(field).__module__.startswith("django.")
        if isinstance(given, AsStored) or is_as_it_is:
            return given
        turned = {one: field.get_db_prep_save(one, connection) for one in set(given)}
        return [turned[one] for one in given]
    one = field.get_db_prep_save(given, connection)
    return repeat(
        str(one) if isinstance(one, str) else one, count
    )  # a member of an enumeration is a bare text
