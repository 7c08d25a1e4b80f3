"""The data dictionary is complete: every column says what it holds, whose, and how long (P12)."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from nghisu.exchange.queries.whole import COLUMNS_SEALED, TABLES_LEFT_OUT, TABLES_SEALED
from nghisu.exchange.rules.own_data import KEPT, KEYS
from nghisu.people.models import Person

ROOT = Path(__file__).resolve().parents[2]
# The salt of a line is no secret from whoever may read the line, and the export holds both; the hash of the
# session a device was asked in is that of a long random key, and opens nothing.
SECRET_IN_THE_OPEN = {("entry", "salt"), ("pushdevice", "session")}


@pytest.fixture(scope="module")
def dictionary() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dictionary", ROOT / "tools" / "dictionary.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def differences(dictionary: ModuleType, said: dict[tuple[str, str], Any]) -> tuple[list[Any], list[Any]]:
    """Return the columns that are not entered, and the entries that have no column."""
    real = {
        (dictionary.name_of(model), field.name)
        for model in dictionary.every_model()
        for field in model._meta.local_concrete_fields
    }
    return sorted(real - said.keys()), sorted(said.keys() - real)


def test_privacy_P12_every_column_of_every_table_is_in_the_dictionary_and_no_other(
    dictionary: ModuleType,
) -> None:
    """Mend with: python tools/dictionary.py --missing; fill what it prints; python tools/dictionary.py."""
    assert differences(dictionary, dictionary.columns()) == ([], [])
    assert dictionary.tables().keys() == {dictionary.name_of(one) for one in dictionary.every_model()}


def test_privacy_P12_a_column_forgotten_and_an_entry_too_many_are_both_noticed(
    dictionary: ModuleType,
) -> None:
    said = dictionary.columns()
    said.pop(("person", "email"))
    said["person", "mood"] = {}

    assert differences(dictionary, said) == ([("person", "email")], [("person", "mood")])


def test_privacy_P12_every_entry_says_its_class_what_it_holds_how_long_and_on_which_ground(
    dictionary: ModuleType,
) -> None:
    rows, kept = dictionary.columns(), dictionary.tables()

    assert {row["class"] for row in rows.values()} == set(dictionary.CLASSES)
    assert [key for key, row in rows.items() if len(row["purpose"]) < 3] == []
    assert [name for name, row in kept.items() if not row["kept"] or not row["basis"]] == []


def test_privacy_P12_who_is_named_by_id_is_never_classed_as_nobody(dictionary: ModuleType) -> None:
    rows = dictionary.columns()
    named = {
        (dictionary.name_of(model), field.name): field.attname
        for model in apps.get_app_config("nghisu").get_models()
        for field in model._meta.local_concrete_fields
        if field.related_model is Person
    }

    assert len(named) > 60
    assert [key for key in named if rows[key]["class"] not in {"basic", "sensitive"}] == []
    assert {f"{table}.{attname}" for (table, _name), attname in named.items()} >= KEYS.keys()
    assert set(KEPT) <= set(dictionary.tables())


def test_privacy_P7_no_table_with_a_part_of_a_secret_ballot_names_a_person_beside_it(
    dictionary: ModuleType,
) -> None:
    """The counters hand in their part of the opening under their name; that part opens the sum alone."""
    rows = dictionary.columns()
    tables = {table for (table, _column), row in rows.items() if row["class"] == "ballot"} - {"secrettrustee"}
    beside = {
        key
        for key, row in rows.items()
        if key[0] in tables and row["class"] in {"basic", "sensitive"} and key != ("secretpoll", "authority")
    }

    assert len(tables) >= 5
    assert beside == set()


def test_privacy_P12_no_secret_stands_in_the_open_part_of_a_whole_export(dictionary: ModuleType) -> None:
    secret = {key for key, row in dictionary.columns().items() if row["class"] == "secret"}
    ours = {
        dictionary.name_of(one) for one in dictionary.every_model() if one.__module__.startswith("nghisu.")
    }
    open_ones = {
        (table, column)
        for table, column in secret
        if table in ours - TABLES_LEFT_OUT - TABLES_SEALED and column not in COLUMNS_SEALED.get(table, ())
    }

    assert open_ones == SECRET_IN_THE_OPEN


def test_privacy_P12_a_table_between_two_others_holds_their_ids_alone(dictionary: ModuleType) -> None:
    """Tables that only join two others stand in no dictionary, and tie no person to anything."""
    shown = set(dictionary.every_model())
    between = [one for one in apps.get_models(include_auto_created=True) if one not in shown]

    assert len(between) > 5
    for model in between:
        fields = model._meta.local_concrete_fields
        assert len(fields) == 3, model
        assert [one for one in fields if not one.primary_key and not isinstance(one, models.ForeignKey)] == []
        assert [one for one in fields if one.related_model is Person] == []


def test_privacy_P12_the_database_holds_no_table_beside_those_of_the_models(
    db: None, dictionary: ModuleType
) -> None:
    models_of_all = {one._meta.db_table for one in apps.get_models(include_auto_created=True)}
    found = set(connection.introspection.table_names()) - models_of_all

    # The word index of the search: which entry has which word, made from searchentry.
    assert {name for name in found if not name.startswith("nghisu_search_")} <= {"django_migrations"}


def test_the_page_of_the_dictionary_is_what_the_tables_say() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "dictionary.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
