"""Queries that every request asks: compiled once, so that only the database works at each asking.

To compile a query costs Django ten times what SQLite needs to answer it.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet

Value = UUID | date | str | tuple[UUID, ...] | tuple[str, ...]
_FIRST_DAY = date(1, 1, 2)
_FIRST_WORD = "stands for a word "
_FIRST_ID = 0x9E3779B97F4A7C15 << 64


class Prepared:
    """A query of ``values_list`` whose conditions are ids, days and words.

    :param make: returns the query for given values; it may use each value only as a condition, and tuples
        only in ``__in``
    """

    def __init__(self, make: Callable[..., QuerySet[Any, tuple[Any, ...]]]) -> None:
        self.make = make
        self._compiled: dict[tuple[object, ...], tuple[str, list[tuple[int, Any]], list[Any]]] = {}

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        """Return the rows for these values, as the query itself would."""
        shape = (connection.vendor, *(len(one) if isinstance(one, tuple) else type(one) for one in values))
        known = self._compiled.get(shape)
        if known is None:
            known = self._compiled[shape] = self._compile(values)
        sql, plan, converters = known
        given = [_adapted(one) for one in _flat(values)]
        found = _asked(sql, [fixed if place < 0 else given[place] for place, fixed in plan])
        if not converters:
            return found
        return [self._converted(row, converters) for row in found]

    def _compile(self, values: tuple[Value, ...]) -> tuple[str, list[tuple[int, Any]], list[Any]]:
        places: dict[Any, int] = {}

        def stand_in(value: UUID | date | str) -> UUID | date | str:
            number = len(places)
            chosen: UUID | date | str = _FIRST_DAY + timedelta(number)
            if isinstance(value, UUID):
                chosen = UUID(int=_FIRST_ID + number)
            elif isinstance(value, str):
                chosen = f"{_FIRST_WORD}{number}"
            places[_adapted(chosen)] = number
            return chosen

        chosen = [
            tuple(stand_in(part) for part in one) if isinstance(one, tuple) else stand_in(one)
            for one in values
        ]
        query = self.make(*chosen).query
        compiler = query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        plan = [(places.get(one, -1), one) for one in parameters]
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        return sql, plan, list(converters.items())

    @staticmethod
    def _converted(row: tuple[Any, ...], converters: list[Any]) -> tuple[Any, ...]:
        columns = list(row)
        for place, (steps, expression) in converters:
            for step in steps:
                columns[place] = step(columns[place], expression, connection)
        return tuple(columns)


Plain = UUID | str | int | bytes | None


def put_rows(model: type[Model], names: tuple[str, ...], rows: Sequence[tuple[Plain, ...]]) -> list[UUID]:
    """Insert rows without making objects of them, which costs more than the inserting; return their ids.

    :param names: the fields in the order of the values; the id is drawn here, and every other field is named
    """
    listed = ", ".join(_column(model, name) for name in ("id", *names))
    marks = ", ".join(["%s"] * (1 + len(names)))
    made = [uuid4() for _ in rows]
    given = [[_stored(one) for one in (pk, *row)] for pk, row in zip(made, rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_table(model)} ({listed}) VALUES ({marks})", given)  # noqa: S608 -- our own names
    return made


def set_row(model: type[Model], pk: UUID, **values: Plain) -> None:
    """Write fields of one row by its id."""
    named = ", ".join(f"{_column(model, name)} = %s" for name in values)
    given = [_stored(one) for one in (*values.values(), pk)]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_table(model)} SET {named} WHERE {_column(model, 'id')} = %s", given)  # noqa: S608 -- our own names


def _table(model: type[Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))


@lru_cache(maxsize=256)
def _column(model: type[Model], name: str) -> str:
    return str(connection.ops.quote_name(str(model._meta.get_field(name).column)))  # type: ignore[union-attr]


def _stored(value: Plain) -> Any:
    return _adapted(value) if isinstance(value, UUID) else value


def _asked(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """Return the rows; SQLite is asked past Django's cursor, which costs more than the answer."""
    line = connections[DEFAULT_DB_ALIAS]  # of this thread; each word through ``connection`` looks for it anew
    if line.vendor == "sqlite" and not line.queries_logged and not line.execute_wrappers:
        line.ensure_connection()
        with line.wrap_database_errors:
            return list(line.connection.execute(_with_marks(sql), parameters))
    with line.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


@lru_cache(maxsize=256)
def _with_marks(sql: str) -> str:
    """Return a query with the places of its parameters marked as SQLite does."""
    return sql.replace("%s", "?").replace("%%", "%")


def _flat(values: tuple[Value, ...]) -> list[UUID | date | str]:
    return [part for one in values for part in (one if isinstance(one, tuple) else (one,))]


def _adapted(value: UUID | date | str) -> Any:
    """Return a value as the database is given it."""
    if isinstance(value, str):
        return value
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datefield_value(value)
