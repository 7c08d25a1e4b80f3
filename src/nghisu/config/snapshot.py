"""The database of one moment, as files: taken while others write, and put back into an empty database."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from nghisu.config.backup import CopyNewer, OtherDatabase, PlaceNotEmpty

SQLITE_FILE, TABLES = "nghisu.sqlite3", "tables.json"


def applied() -> list[list[str]]:
    """Return the migrations that the database has seen, in their order."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def write_database(folder: Path) -> None:
    """Write the database of this moment into a folder."""
    if connection.vendor == "sqlite":
        copy_sqlite(folder / SQLITE_FILE)
    else:
        _copy_tables(folder)


def copy_sqlite(place: Path) -> None:
    """Copy a SQLite database while others go on writing; the copy is whole and of one moment."""
    place.touch(mode=0o600)
    with (
        closing(Database.connect(str(connection.settings_dict["NAME"]), timeout=20)) as source,
        closing(Database.connect(str(place))) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _copy_tables(folder: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        written: dict[str, list[str]] = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
            written[table] = columns
            with (folder / f"{table}.copy").open("wb") as file:
                for part in _given(cursor, f"COPY {_names(table, columns)} TO STDOUT"):
                    file.write(part)
        (folder / TABLES).write_text(json.dumps(written))


def _names(table: str, columns: list[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


def _given(cursor: Any, words: str) -> Iterator[bytes]:
    with cursor.copy(words) as copy:
        for part in copy:
            yield bytes(part)


def check_place(data: Path) -> None:
    """Let a copy be restored only where there is nothing.

    :raises PlaceNotEmpty: if the folder or the database holds data
    """
    made_at_start = {"secret.key", "server.lock", "static"}
    there = {place.name for place in data.iterdir() if not place.name.startswith(".")} - made_at_start
    if connection.vendor == "sqlite":
        there -= {f"{SQLITE_FILE}{end}" for end in ("", "-wal", "-shm")}
    if there or connection.introspection.table_names():
        raise PlaceNotEmpty(folder=str(data))


def check_kind(manifest: dict[str, Any]) -> None:
    """Let only a database be restored that this version and this kind of database can hold.

    :raises OtherDatabase: if it is of another kind
    :raises CopyNewer: if it knows migrations that this version does not
    """
    if manifest["database"] != connection.vendor:
        raise OtherDatabase(there=manifest["database"], here=connection.vendor)
    known = set(MigrationExecutor(connection).loader.graph.nodes)
    unknown = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known]
    if unknown:
        raise CopyNewer(unknown=", ".join(unknown[:3]))


def put_back(folder: Path, manifest: dict[str, Any], *, lay_out: Callable[[], None]) -> None:
    """Put a database back from its files.

    :param lay_out: makes the tables of this version in an empty database
    """
    connection.close()
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        for end in ("-wal", "-shm"):
            place.with_name(place.name + end).unlink(missing_ok=True)
        shutil.move(folder / SQLITE_FILE, place)
        return
    _make_tables({(app, name) for app, name in manifest["migrations"]}, lay_out)
    written = json.loads((folder / TABLES).read_text())
    with transaction.atomic(), connection.cursor() as cursor:
        quote = connection.ops.quote_name
        cursor.execute(f"TRUNCATE {', '.join(quote(table) for table in written)} CASCADE")
        for table, columns in written.items():
            with (
                (folder / f"{table}.copy").open("rb") as file,
                cursor.copy(f"COPY {_names(table, columns)} FROM STDIN") as copy,
            ):
                while part := file.read(1 << 16):
                    copy.write(part)
        _go_on_counting(cursor, list(written))


def _make_tables(seen: set[tuple[str, str]], lay_out: Callable[[], None]) -> None:
    """Make the tables as the copy knows them: those of this version at once, older ones step by step."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    if seen >= set(graph.leaf_nodes()):
        lay_out()
        return
    last = [node for node in seen if not {child.key for child in graph.node_map[node].children} & seen]
    executor.migrate(last)


def _go_on_counting(cursor: Any, tables: list[str]) -> None:
    """Let each table's own counter go on after its highest number."""
    for table in tables:
        for counter in connection.introspection.get_sequences(cursor, table):
            place, column = connection.ops.quote_name(table), connection.ops.quote_name(counter["column"])
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE(MAX({column}), 1), MAX({column})"  # noqa: S608
                f" IS NOT NULL) FROM {place}",
                [place, counter["column"]],
            )


def keep_before_upgrade(name: str) -> Path | None:
    """Keep a copy of a SQLite database beside it before its tables change; return where it is."""
    if connection.vendor != "sqlite":
        return None
    place = Path(settings.DATA) / f"before-{name}.sqlite3"
    if not place.exists():
        part = place.with_suffix(".part")  # killed half-way, it never stands under the name of a whole copy
        part.unlink(missing_ok=True)
        copy_sqlite(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(place)
    return place
