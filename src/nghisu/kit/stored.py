"""What every stored object has: an id nobody can count up, and a version that two editors never share."""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import connection, models

from nghisu.kit.refusals import Conflict


class Stored(models.Model):
    """A row with a random id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Versioned(Stored):
    """A row that two editors never overwrite silently: each save names the version it was read at."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_over(self, expected_version: int, *fields: str) -> None:
        """Save ``fields`` if the stored version is still ``expected_version``, and raise the version.

        :raises Conflict: if somebody saved meanwhile
        """
        values = {name: getattr(self, name) for name in fields}
        changed = (
            type(self)  # type: ignore[attr-defined]
            .objects.filter(pk=self.pk, version=expected_version)
            .update(version=expected_version + 1, **values)
        )
        if not changed:
            raise Conflict
        self.version = expected_version + 1

    @classmethod
    def locked(cls, pk: uuid.UUID | str) -> Self:
        """Return the row, locked until the transaction ends (PostgreSQL; SQLite has one writer)."""
        return cls.objects.select_for_update().get(pk=pk)  # type: ignore[attr-defined, no-any-return]


Row = TypeVar("Row")
BATCH = 2000
MOST_VALUES = 30_000  # of one statement; SQLite takes 32,766, PostgreSQL 65,535
AS_IT_IS = frozenset({"CharField", "TextField", "BooleanField"})


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the attributes that ``store_rows`` takes of each row, in its order."""
    return [field.attname for field in stored_fields(model)]


def stored_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the fields whose values are given, not counted by the database."""
    return [one for one in model._meta.local_concrete_fields if not isinstance(one, models.AutoField)]


def store_all(
    objects: "Sequence[models.Model]", *, tell: Callable[[int], None] = lambda _count: None
) -> None:
    """Insert new objects of one kind, as ``bulk_create`` does; a number that the database gives is not read.

    :param tell: told how many of them are stored so far
    """
    if not objects:
        return
    model = type(objects[0])
    values = attrgetter(*columns_of(model))
    store_rows(model, (values(one) for one in objects), tell=tell)
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias


def store_rows(
    model: type[models.Model],
    rows: Iterable[Sequence[Any]],
    *,
    together: bool = False,
    tell: Callable[[int], None] = lambda _count: None,
) -> int:
    """Insert rows, each the values of ``columns_of``, and return how many; values must be hashable.

    Values that come again, as units and days do, are turned only once into what the database stores.

    :param together: many rows by one statement; needed where a trigger writes each into an index of words,
        which is written to the disk at the beginning of every statement
    :param tell: told how many are stored so far
    """
    fields = stored_fields(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # noqa: S608 -- no input
    columns = [_Column(field) for field in fields]
    size = min(BATCH, MOST_VALUES // len(fields))
    done = 0
    with connection.cursor() as cursor:
        for batch in batched((_turned(row, columns) for row in rows), size):
            if together:
                cursor.execute(insert + ", ".join([marks] * len(batch)), list(chain.from_iterable(batch)))
            else:
                cursor.executemany(insert + marks, batch)
            done += len(batch)
            tell(done)
    return done


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield the rows in lists of at most so many."""
    every = iter(rows)
    while batch := list(islice(every, size)):
        yield batch


class _Column(dict[Any, Any]):
    """What the database stores for the values of one column that were met so far."""

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        super().__init__()
        self.is_as_it_is = field.get_internal_type() in AS_IT_IS and type(field).__module__.startswith(
            "django."
        )
        self.is_never_again = field.primary_key
        self.field = field

    def __missing__(self, value: Any) -> Any:
        turned = self.field.get_db_prep_save(value, connection)
        if not self.is_never_again:
            self[value] = turned
        return turned


def _turned(row: Sequence[Any], columns: Sequence[_Column]) -> list[Any]:
    return [
        value if column.is_as_it_is else column[value] for value, column in zip(row, columns, strict=True)
    ]


if TYPE_CHECKING:
    TextField = models.Field[Any, Any]
else:
    TextField = models.TextField


class KeptJson(TextField):
    """JSON whose keys stay in their order on every database: signatures are over the very text."""

    def from_db_value(self, value: str | None, *_rest: Any) -> Any:
        """Return the value of the stored text."""
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        """Return the value, from text where it is one."""
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        """Return the text to store."""
        return None if value is None else json.dumps(value, ensure_ascii=False)
