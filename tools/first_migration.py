"""Write the first migration anew from the models: `python tools/first_migration.py`. Until 1.0 there is one.

Django's own command adds each constraint and index by an operation of its own, and every operation
renders the tables around it again: half a minute for an empty database. Here they stand in the tables
they belong to, wherever all their fields do.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src" / "nghisu" / "migrations"
NAME = "0001_initial"


def main() -> None:
    """Delete the migration that is there, let Django write one, and gather its operations."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.writer import MigrationWriter

    for old in [*FOLDER.glob("0*.py"), FOLDER / "max_migration.txt"]:
        old.unlink(missing_ok=True)
    call_command("makemigrations", "nghisu", verbosity=0)
    migration = MigrationLoader(None).disk_migrations["nghisu", NAME]
    before = len(migration.operations)
    migration.operations = gathered(migration.operations)
    text = MigrationWriter(migration, include_header=False).as_string()
    (FOLDER / f"{NAME}.py").write_text('"""All tables."""\n\n' + text)
    print(f"{NAME}: {before} operations became {len(migration.operations)}.")


def gathered(operations: list[Any]) -> list[Any]:
    """Put fields, constraints and indexes into their tables, and the tables in an order that allows it."""
    from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel

    tables = {one.name.lower(): one for one in operations if isinstance(one, CreateModel)}
    for one in operations:
        if isinstance(one, AddField):
            tables[one.model_name.lower()].fields.append((one.name, one.field))
    order: list[str] = []
    cut: list[Any] = []
    for name in tables:
        place(name, tables, order, cut, path=())
    kept: list[Any] = []
    for one in operations:
        if not isinstance(one, (AddConstraint, AddIndex)):
            continue
        is_rule = isinstance(one, AddConstraint)
        what, kind = (one.constraint, "constraints") if is_rule else (one.index, "indexes")
        words = set(re.findall(r"\w+", repr(what.deconstruct()).replace("__", " ")))
        if words & {field.name for field in cut if field.model_name == one.model_name.lower()}:
            kept.append(one)
        else:
            tables[one.model_name.lower()].options.setdefault(kind, []).append(what)
    return [*(tables[name] for name in order), *cut, *kept]


def place(name: str, tables: dict[str, Any], order: list[str], cut: list[Any], path: tuple[str, ...]) -> None:
    """Place a table after those it points to; a pointer that closes a circle is cut off and added later."""
    from django.db.migrations import AddField

    if name in order:
        return
    table = tables[name]
    for field_name, field in list(table.fields):
        target = target_of(field)
        if getattr(field, "many_to_many", False):
            # Its table between may come later than both ends.
            table.fields.remove((field_name, field))
            cut.append(AddField(model_name=name, name=field_name, field=field))
            continue
        if target is None or target == name or target not in tables:
            continue
        if target in (*path, name):
            table.fields.remove((field_name, field))
            cut.append(AddField(model_name=name, name=field_name, field=field))
        else:
            place(target, tables, order, cut, (*path, name))
    order.append(name)


def target_of(field: Any) -> str | None:
    """Return the table a field points to, by its small name."""
    remote = getattr(field, "remote_field", None)
    if remote is None:
        return None
    named = remote.model if isinstance(remote.model, str) else remote.model._meta.label_lower
    return "person" if "AUTH_USER" in named else named.rpartition(".")[2].lower()


if __name__ == "__main__":
    main()
