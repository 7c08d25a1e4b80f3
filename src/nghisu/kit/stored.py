"""What every stored object has: an id nobody can count up, and a version that two editors never share."""

import json
import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models

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
