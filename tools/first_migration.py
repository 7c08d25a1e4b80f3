"""Write the first migration anew from the models: `python tools/first_migration.py`. Until 1.0 there is one.

Django's own command adds each table, constraint and index by an operation of its own, and every operation
renders the tables around it again: half a minute for an empty database. Here all tables are one operation.
"""

import os
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
    print(f"{NAME}: {before} operations became one.")


def gathered(operations: list[Any]) -> list[Any]:
    """Put fields, constraints and indexes into their tables, and all tables into one operation."""
    from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel

    from nghisu.kit.foundation import CreateTables

    tables = {one.name.lower(): one for one in operations if isinstance(one, CreateModel)}
    for one in operations:
        if isinstance(one, AddField):
            tables[one.model_name.lower()].fields.append((one.name, one.field))
        elif isinstance(one, AddConstraint):
            tables[one.model_name.lower()].options.setdefault("constraints", []).append(one.constraint)
        elif isinstance(one, AddIndex):
            tables[one.model_name.lower()].options.setdefault("indexes", []).append(one.index)
        elif not isinstance(one, CreateModel):
            raise SystemExit(f"{type(one).__name__} is not known here: say where it belongs.")
    return [CreateTables(tables=list(tables.values()))]


if __name__ == "__main__":
    main()
