"""Everything out, into an empty instance, and out again: the same bytes, on either database."""

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from nacl.pwhash import argon2id
from tests.conftest import House, at
from tests.exchange.cast import a_full_house, forget_everything

from nghisu.exchange.exports.whole import write_to
from nghisu.exchange.imports import whole as taking
from nghisu.exchange.queries import whole as queries
from nghisu.exchange.rules import whole as rules
from nghisu.kit import files
from nghisu.people.models import Link, Person
from nghisu.record.models import Entry
from nghisu.record.queries.whole import check_record

PASSPHRASE = "mùa gặt đến sớm ở đồng bằng"
ROOT = Path(__file__).parents[2]


def quiet(_done: int, _all: int) -> None:
    """Tell nobody."""


def content_of(place: Path) -> dict[str, bytes]:
    """Return every part of an export but its own stamp; the sealed part as what is sealed in it."""
    if place.is_dir():
        found = {
            one.relative_to(place).as_posix(): one.read_bytes() for one in place.rglob("*") if one.is_file()
        }
    else:
        with zipfile.ZipFile(place) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
    hidden = json.loads(rules.unseal(found.pop(rules.SEALED), PASSPHRASE))
    assert hidden.pop("stamp") == rules.sha256(found.pop(rules.STAMP))
    return {**found, "secrets": rules.canonical(hidden)}


def take(place: Path) -> int:
    """Take an export in, as the command does."""
    proved = taking.prove(taking.source_at(place), passphrase=PASSPHRASE, tell=quiet)
    return taking.take_in(proved, index=lambda: None, tell=quiet)


@pytest.fixture(autouse=True)
def quick_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the slow hash of passphrases a quick one."""
    monkeypatch.setattr(argon2id, "OPSLIMIT_MODERATE", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(argon2id, "MEMLIMIT_INTERACTIVE", argon2id.MEMLIMIT_MIN)


@pytest.fixture
def passphrase_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("words") / "passphrase"
    place.write_text(PASSPHRASE + "\n")
    return place


@pytest.fixture
def out(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder outside the data, with a whole export of the full house in it."""
    a_full_house(house)
    folder = tmp_path_factory.mktemp("out")
    write_to(folder / "first", passphrase=PASSPHRASE, at=at("2023-04-21 15:00"), tell=quiet)
    return folder


def test_an_export_taken_into_an_empty_instance_is_exported_again_as_the_same_bytes(out: Path) -> None:
    rows = sum(queries.count_of(model) for model in queries.tables().values())
    assert rows > 50
    forget_everything()
    assert queries.is_empty()

    taken = take(out / "first")
    write_to(out / "second.zip", passphrase=PASSPHRASE, at=at("2024-01-01 08:00"), tell=quiet)

    assert taken == rows
    first, second = content_of(out / "first"), content_of(out / "second.zip")
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
    assert check_record().is_green


def test_what_was_taken_in_works_passwords_files_links_and_the_words_of_the_record(out: Path) -> None:
    links = set(Link.objects.values_list("digest", flat=True))
    forget_everything()

    take(out / "first")

    person = Person.objects.get(username="minh")
    assert person.check_password("đồng lúa chín vàng")
    assert set(Link.objects.values_list("digest", flat=True)) == links != set()
    assert files.content_of(next(files.stored_hashes())) == "nội dung".encode()
    assert Entry.objects.exclude(details=None).count() == Entry.objects.count() > 0


def test_the_record_of_an_export_is_proved_by_the_program_that_knows_nothing_of_the_product(
    out: Path,
) -> None:
    command = [sys.executable, "-I", str(ROOT / "tools/verify_record.py"), str(out / "first" / "record")]

    told = subprocess.run(command, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout


def test_an_export_is_one_text_for_one_state_with_rows_and_keys_in_order(out: Path) -> None:
    text = (out / "first/tables/person.json").read_text()
    rows = json.loads(text)

    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert all(list(row) == sorted(row) for row in rows)
    assert not {"password", "last_login"} & set(rows[0])
    assert json.loads((out / "first/tables/document.json").read_text())[0]["created_at"].endswith("000000Z")


def test_no_secret_stands_openly_in_an_export(out: Path) -> None:
    person = Person.objects.get(username="minh")
    key = (Path(settings.DATA) / "record.key").read_text().strip()
    secrets = [person.password, key, settings.SECRET_KEY, Link.objects.all()[0].digest]

    parts = {one: one.read_bytes() for one in (out / "first").rglob("*") if one.is_file()}

    assert [
        (str(one), word) for one, text in parts.items() for word in secrets if word.encode() in text
    ] == []


def test_calendars_and_registers_are_read_without_the_product(out: Path) -> None:
    import icalendar

    [place] = (out / "first/calendar").glob("*.ics")
    events = icalendar.Calendar.from_ical(place.read_bytes()).walk("VEVENT")
    with zipfile.ZipFile(out / "first/registers/documents.xlsx") as book:
        words = book.read("xl/sharedStrings.xml").decode()

    assert [str(one["summary"]) for one in events] == ["Hội nghị Ban Chấp hành lần thứ mười hai"]
    assert ">Báo cáo quý I<" in words


def test_an_instance_that_holds_anything_is_refused_and_stays_as_it_is(out: Path) -> None:
    before = {name: queries.count_of(model) for name, model in queries.tables().items()}

    with pytest.raises(rules.NotEmpty, match="holds data already"):
        take(out / "first")

    assert {name: queries.count_of(model) for name, model in queries.tables().items()} == before
    assert check_record().is_green


def test_an_export_of_a_newer_version_is_refused_by_name(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(queries, "schema", lambda: "0009_of_tomorrow")
        write_to(out / "newer", passphrase=PASSPHRASE, at=at("2023-04-21 15:00"), tell=quiet)
    forget_everything()

    with pytest.raises(rules.ExportNewer, match="newer version .0009_of_tomorrow."):
        take(out / "newer")

    assert queries.is_empty()


def test_an_export_of_an_older_version_is_refused_by_name(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "schema", lambda: "0009_of_tomorrow")
    forget_everything()

    with pytest.raises(rules.ExportOlder, match="older version"):
        take(out / "first")

    assert queries.is_empty()


def test_another_passphrase_opens_nothing(out: Path) -> None:
    forget_everything()

    with pytest.raises(rules.PassphraseWrong):
        taking.prove(taking.source_at(out / "first"), passphrase="một câu khác hẳn", tell=quiet)


def test_a_short_passphrase_is_refused_before_anything_is_written(out: Path) -> None:
    with pytest.raises(rules.PassphraseTooShort, match="at least 12"):
        write_to(out / "short", passphrase="ngắn quá", at=at("2023-04-21 15:00"), tell=quiet)

    assert not (out / "short").exists()


@contextmanager
def one_bit_changed(place: Path, where: int) -> Iterator[None]:
    """Change one bit of a file for a while."""
    with place.open("r+b") as file:
        file.seek(where // 8)
        byte = file.read(1)[0]
        file.seek(where // 8)
        file.write(bytes([byte ^ (1 << where % 8)]))
    yield
    with place.open("r+b") as file:
        file.seek(where // 8)
        file.write(bytes([byte]))


def test_one_bit_changed_anywhere_in_a_folder_is_refused_and_nothing_is_touched(
    out: Path,
) -> None:
    forget_everything()
    chance = random.Random(9)
    places = sorted(one for one in (out / "first").rglob("*") if one.is_file())
    own = [out / "first" / name for name in rules.OWN]
    kept = []

    for place in [*chance.sample(places, 8), *own]:
        with one_bit_changed(place, chance.randrange(place.stat().st_size * 8)):
            try:
                taking.prove(taking.source_at(out / "first"), passphrase=PASSPHRASE, tell=quiet)
                kept.append(place)
            except (rules.ExportDamaged, rules.PassphraseWrong, rules.NotOurExport):
                pass

    assert kept == []
    assert queries.is_empty()
    assert list(files.stored_hashes()) == []
    assert take(out / "first") > 0


def test_one_bit_changed_anywhere_in_a_zip_is_refused(out: Path) -> None:
    place = out / "first.zip"
    write_to(place, passphrase=PASSPHRASE, at=at("2023-04-21 15:00"), tell=quiet)
    chance, size = random.Random(10), place.stat().st_size
    kept = []

    for where in [0, 8 * size - 1, *(chance.randrange(size * 8) for _ in range(200))]:
        with one_bit_changed(place, where):
            try:
                taking.source_at(place)
                kept.append(where)
            except (rules.ExportDamaged, rules.NotOurExport):
                pass

    assert kept == []
    assert taking.source_at(place).paths() >= set(rules.OWN)


@pytest.mark.parametrize("what", ["missing", "added", "cut"])
def test_a_part_that_is_missing_added_or_cut_is_named(out: Path, what: str) -> None:
    forget_everything()
    place = out / "first/tables/person.json"
    if what == "missing":
        place.unlink()
    elif what == "added":
        place = out / "first/tables/more.json"
        place.write_text("[\n]\n")
    else:
        place.write_bytes(place.read_bytes()[:-1])

    with pytest.raises(rules.ExportDamaged, match=f"tables/{place.name} is missing or was changed"):
        take(out / "first")

    assert queries.is_empty()


def test_something_else_is_told_from_an_export(tmp_path: Path, db: None) -> None:
    (tmp_path / "notes.txt").write_text("đây không phải bản xuất")

    for place in (tmp_path, tmp_path / "notes.txt", tmp_path / "nowhere"):
        with pytest.raises(rules.NotOurExport, match="is no whole export"):
            taking.prove(taking.source_at(place), passphrase=PASSPHRASE, tell=quiet)


def test_an_export_never_writes_over_what_is_there(out: Path) -> None:
    with pytest.raises(rules.PlaceTaken):
        write_to(out / "first", passphrase=PASSPHRASE, at=at("2023-04-21 15:00"), tell=quiet)


def test_a_stored_file_that_was_changed_is_named_and_no_half_export_stays(out: Path) -> None:
    [digest] = files.stored_hashes()
    files.place_of(digest).write_bytes(b"something else")

    with pytest.raises(rules.FileNotAsNamed, match=digest):
        write_to(out / "second", passphrase=PASSPHRASE, at=at("2023-04-21 15:00"), tell=quiet)

    assert sorted(one.name for one in out.iterdir()) == ["first"]


def test_the_progress_reaches_its_end(out: Path) -> None:
    steps: list[tuple[int, int]] = []

    write_to(
        out / "told", passphrase=PASSPHRASE, at=at("2023-04-21 15:00"), tell=lambda *step: steps.append(step)
    )

    assert steps[-1][0] == steps[-1][1]
    assert steps == sorted(steps)


def test_the_commands_write_and_refuse_in_sentences(
    out: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    told = io.StringIO()

    call_command("export", whole=out / "by-command.zip", stdout=told, stderr=io.StringIO(), no_color=True)
    with pytest.raises(CommandError, match="Nothing was touched"):
        call_command("import", whole=out / "first", passphrase_file=passphrase_file, stderr=io.StringIO())

    assert "It is shown once; without it the export cannot be taken in." in told.getvalue()
    assert Entry.objects.latest("index").verb == "record.whole_exported"


def test_every_table_is_written_sealed_or_left_out_with_a_reason(db: None) -> None:
    from django.apps import apps

    every = {
        model._meta.db_table.removeprefix("nghisu_")
        for model in apps.get_app_config("nghisu").get_models(include_auto_created=True)
    }

    assert every == set(queries.tables()) | queries.TABLES_SEALED | queries.TABLES_LEFT_OUT
    assert set(queries.COLUMNS_SEALED) <= set(queries.tables())
