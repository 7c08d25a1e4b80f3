"""The commands of the record, and the export of all tables."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import at
from tests.record.conftest import Log

from nghisu.management.commands.export import cell, columns_of, tables
from nghisu.people.models import Person
from nghisu.record.actions import keep_receipt
from nghisu.record.models import Checkpoint, Entry, Receipt


def said(*words: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, no_color=True, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def test_verify_says_that_the_record_holds(log: Log) -> None:
    log.grow(3)
    log.sign()

    assert said("record", "verify") == "The record holds: 3 lines, signed up to 3, words erased of 0.\n"


def test_verify_names_what_was_changed_and_fails(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.grow(3)
    Entry.objects.filter(pk=1).update(verb="unit.merged")
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    out = io.StringIO()

    with pytest.raises(CommandError, match="Nhật ký đã bị sửa: 1 chỗ"):
        call_command("record", "verify", stdout=out, no_color=True)

    assert out.getvalue() == "Dòng 1: cột “verb” đã bị sửa từ “unit.renamed” thành “unit.merged”.\n"


def test_export_writes_a_copy_with_its_own_line_that_verify_accepts(log: Log, tmp_path: Path) -> None:
    log.grow(3)
    out = tmp_path / "copy"

    assert said("record", "export", out=out) == f"4 lines were written to {out}.\n"
    assert Entry.objects.last() is not None
    assert [entry.verb for entry in Entry.objects.order_by("index")][-1] == "record.exported"
    assert said("record", "verify", out) == "The record holds: 4 lines, signed up to 4, words erased of 0.\n"


def test_a_changed_copy_is_refused(log: Log, tmp_path: Path) -> None:
    log.grow(3)
    out = tmp_path / "copy"
    said("record", "export", out=out)
    (out / "tile/0/000.p/4").write_bytes(b"\0" * 128)

    with pytest.raises(CommandError, match="The record was changed: 1 faults"):
        said("record", "verify", out)


@pytest.mark.parametrize("command", [["record", "export"], ["export"]])
def test_an_export_never_writes_over_what_is_there(db: None, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "mine.txt").write_text("đừng xóa")

    with pytest.raises(CommandError, match="is not empty; name a new folder"):
        said(*command, out=tmp_path)

    assert Entry.objects.count() == 0


def test_verify_of_a_folder_that_is_not_there_says_so(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        said("record", "verify", tmp_path / "nowhere")


def test_sign_makes_one_checkpoint_for_one_state_and_sweeps_receipts(log: Log) -> None:
    log.grow(3)
    keep_receipt(
        key="k" * 20,
        actor_id="",
        body_hash="",
        status=302,
        location="/",
        content="",
        content_type="",
        at=at("2020-01-01 08:00"),
    )

    first = said("record", "sign")
    second = said("record", "sign")

    assert first == second
    assert first.startswith("nghisu.invalid/nhat-ky+")
    assert [row.size for row in Checkpoint.objects.all()] == [3]
    assert Receipt.objects.count() == 0


def test_the_secret_key_is_readable_by_its_owner_alone(log: Log) -> None:
    log.sign()

    assert (log.folder / "record.key").stat().st_mode & 0o777 == 0o600
    assert (log.folder / "record.pub").read_text().startswith("nghisu.invalid/nhat-ky+")


def test_all_tables_are_written_with_one_line_of_the_record_and_without_secrets(
    log: Log, tmp_path: Path
) -> None:
    Person.objects.create_person(full_name="=1+1", username="minh", password="đồng lúa chín vàng", email="")
    out = tmp_path / "tables"

    said("export", out=out)

    files = {place.stem for place in out.iterdir()}
    assert files == {name for name, _ in tables()}
    assert {"receipt", "link", "searchentry", "secretserverkey"} & files == set()
    with (out / "person.csv").open(newline="", encoding="utf-8") as file:
        people = {row["full_name"]: row for row in csv.DictReader(file)}
    assert {"password", "last_login"} & people["=1+1"].keys() == set()
    assert people["=1+1"]["username"] == "minh"
    assert "argon2" not in "".join(place.read_text() for place in out.iterdir())
    assert [entry.verb for entry in Entry.objects.all()] == ["record.tables_exported"]
    assert "\nDUK," in (out / "unit.csv").read_text().replace(str(log.unit.pk) + ",1,", "\n")


def test_every_column_that_looks_like_a_secret_is_left_out_of_the_tables() -> None:
    words = {"password", "secret", "token", "salt", "login", "digest"}

    # Whether rules allow such votes, and when somebody's mail is written: no secrets themselves.
    harmless = {("ownrules", "electronic_secret"), ("noticechoice", "digest_at")}

    written = {(name, column) for name, model in tables() for column in columns_of(model)} - harmless

    assert {one for one in written if words & set(one[1].split("_"))} == set()


def test_null_and_empty_text_are_told_apart() -> None:
    assert [cell(value) for value in (None, "", 0, True, b"\x0f", "a,b", 'say "no"', "=1+1", " x")] == [
        "",
        '""',
        "0",
        "true",
        "0f",
        '"a,b"',
        '"say ""no"""',
        "=1+1",
        '" x"',
    ]
    assert cell(at("2023-04-21 15:00")) == "2023-04-21T08:00:00.000000Z"


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=2, max_size=4))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    row = ",".join(map(cell, texts)) + "\n"

    assert list(csv.reader(io.StringIO(row, newline=""))) == [texts]
