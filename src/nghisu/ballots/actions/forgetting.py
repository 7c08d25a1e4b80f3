"""What was deleted so that nobody ever finds it again has to leave the files of the database, too."""

from functools import partial

from django.db import connection, transaction
from django.db.models import Model


def forget(model: type[Model]) -> None:
    """Once the deletion of rows is committed, let the database drop the old pages in which they stood.

    SQLite overwrites deleted rows in its file (``secure_delete``), but its log of writes still holds the
    pages as they were; PostgreSQL keeps deleted rows until a table is written anew.
    """
    transaction.on_commit(partial(_drop_old_pages, model), robust=True)


def _drop_old_pages(model: type[Model]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")
