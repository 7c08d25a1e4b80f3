"""Write docs/data-dictionary.md: every column of every table, what it holds, whose it is, how long it stays.

    python tools/dictionary.py            write it
    python tools/dictionary.py --check    say whether it is up to date
    python tools/dictionary.py --missing  print the rows of new columns and tables, to be reviewed and pasted

What is said by hand stands in docs/dictionary/columns.csv and tables.csv; what the program decides itself
(what an erasure does, what an export seals) is read from the program, so that the two cannot part.
tests/house/test_dictionary.py holds the tables against the models in both directions.
"""

import csv
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ROOT / "docs" / "dictionary" / "columns.csv"
TABLES = ROOT / "docs" / "dictionary" / "tables.csv"
PAGE = ROOT / "docs" / "data-dictionary.md"
PREFIX = "nghisu_"
CLASSES = {
    "none": "no person can be told by it",
    "words": "words of the office, in which a person may be named",
    "basic": "personal data (Law 91/2025/QH15)",
    "sensitive": "sensitive personal data (Decree 356/2025/NĐ-CP, Article 4): a political office, what "
    "somebody in it did, said or was asked, when and from where a device was used",
    "ballot": "part of a secret ballot; no column joins it to who cast it",
    "secret": "opens something; hashed or sealed where it can be, never shown, never in an open export",
}
HEAD = """# Data dictionary

Written by `python tools/dictionary.py` from `docs/dictionary/columns.csv` and `docs/dictionary/tables.csv`,
which are reviewed by hand, and from the program. A column that is added to a model and not entered here fails
a test (`tests/house/test_dictionary.py`), and so does an entry without its column.

| class | meaning |
|---|---|
{classes}

A moment, day, number, code or mark is named by its column, in the words of the field. "archive": kept until
the office hands it to the archive; no program deletes it. Each table says how long its rows are kept, on
which ground, and what an erasure asked for by a person does with them (`exchange/rules/own_data.py`). A whole
export holds every column but those marked *sealed*, which it holds under a passphrase, and *left out*, which
are made anew. Tables that only join two others hold nothing else.

"""


def every_model() -> "Iterator[Any]":
    """Yield every table of the database as its model, but those that only join two others."""
    from django.apps import apps

    yield from apps.get_models()


def name_of(model: Any) -> str:
    """Return the name of a table without the prefix of the product."""
    return str(model._meta.db_table).removeprefix(PREFIX)


def columns() -> dict[tuple[str, str], dict[str, str]]:
    """Return what is said by hand on each column."""
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["column"]): row for row in csv.DictReader(file)}


def tables() -> dict[str, dict[str, str]]:
    """Return what is said by hand on each table."""
    with TABLES.open(encoding="utf-8", newline="") as file:
        return {row["table"]: row for row in csv.DictReader(file)}


def erased(name: str, model: Any, said: dict[tuple[str, str], dict[str, str]]) -> str:
    """Say what an erasure does with the rows of a table."""
    from nghisu.exchange.rules.own_data import KEPT, KEYS, Erasing

    keys = [KEYS.get(f"{name}.{field.attname}") for field in model._meta.local_concrete_fields]
    if Erasing.DELETE in keys:
        return "deletes the rows of the person"
    if name in KEPT:
        return f"leaves them ({KEPT[name]})"
    if name == "person":
        return "takes the name, the ways to reach and the sign-in out of the row"
    classes = {said[name, field.name]["class"] for field in model._meta.local_concrete_fields}
    if classes & {"words", "sensitive"}:
        return "takes the name out of the words; an id that stays names nobody any more"
    return "nothing to erase" if "basic" not in classes else "leaves an id that names nobody any more"


def whose(model: Any, said: dict[tuple[str, str], dict[str, str]]) -> str:
    """Say whose data a table holds."""
    from nghisu.people.models import Person

    name = name_of(model)
    fields = model._meta.local_concrete_fields
    named = [field.name.replace("_", " ") for field in fields if field.related_model is Person]
    if name == "person":
        return "the person"
    if named:
        return "persons: " + ", ".join(named)
    classes = {said[name, field.name]["class"] for field in fields}
    if "ballot" in classes:
        return "the vote; nobody in particular"
    return "the office; whoever its words name" if classes & {"words", "basic", "sensitive"} else "the office"


def exported(name: str, column: str) -> str:
    """Say what a whole export does with a column, where it is not simply in it."""
    from nghisu.exchange.queries.whole import COLUMNS_SEALED, TABLES_LEFT_OUT, TABLES_SEALED

    if name in TABLES_LEFT_OUT:
        return "left out"
    return "sealed" if name in TABLES_SEALED or column in COLUMNS_SEALED.get(name, ()) else ""


def page() -> str:
    """Return the page as it should be."""
    said, kept = columns(), tables()
    parts = [HEAD.format(classes="\n".join(f"| {name} | {words} |" for name, words in CLASSES.items()))]
    for model in sorted(every_model(), key=name_of):
        name = name_of(model)
        fields = model._meta.local_concrete_fields
        parts.append(f"## {name}\n\n")
        parts.append(f"- Whose: {whose(model, said)}\n- Kept: {kept[name]['kept']}\n")
        parts.append(f"- Ground: {kept[name]['basis']}\n- An erasure: {erased(name, model, said)}\n\n")
        parts.append("| column | class | what it holds | whole export |\n|---|---|---|---|\n")
        for field in fields:
            row = said[name, field.name]
            parts.append(
                f"| {field.name} | {row['class']} | {row['purpose']} | {exported(name, field.name)} |\n"
            )
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def missing() -> list[str]:
    """Return rows for what the tables lack, to be filled and pasted."""
    said, kept = columns(), tables()
    rows = [f"tables.csv: {name_of(one)},?,?" for one in every_model() if name_of(one) not in kept]
    for model in every_model():
        for field in model._meta.local_concrete_fields:
            if (name_of(model), field.name) not in said:
                rows.append(f"columns.csv: {name_of(model)},{field.name},?,{field.help_text or '?'}")
    return rows


def main() -> int:
    """Write the page, compare it, or print what the tables lack."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    if "--missing" in sys.argv:
        print("\n".join(missing()))
        return 0
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != page():
            print("docs/data-dictionary.md is not what the tables say; run: python tools/dictionary.py")
            return 1
        return 0
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
