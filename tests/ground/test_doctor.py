"""The doctor says in sentences what is in order and what is not."""

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from tests.conftest import House, at

from nghisu.config import health
from nghisu.kit import clock
from nghisu.people.models import Person
from nghisu.record.actions import note, note_backup


@pytest.fixture
def found(house: House, own_data_folder: None, settings: Any) -> None:
    settings.DATA.chmod(0o700)


def test_a_sound_installation_passes_with_a_sentence_for_each_part(found: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(health, "PARTS", tuple(one for one in health.PARTS if one not in NEEDS_MORE))

    findings = list(health.look())

    assert [one.sentence for one in findings if not one.is_sound] == []
    assert len(findings) == len(health.PARTS)


# An in-memory database has no journal, and tables made without migrations have none to compare with.
NEEDS_MORE = (health.database, health.tables, health.carried)


def test_a_folder_that_others_can_read_is_a_fault_and_the_command_ends_with_one(
    found: None, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setattr(health, "PARTS", (health.folder,))
    settings.DATA.chmod(0o755)
    told = io.StringIO()

    with pytest.raises(CommandError) as ended:
        call_command("doctor", stdout=told, no_color=True)

    assert str(ended.value) == "1 thing is not in order."
    assert told.getvalue() == (
        f"FAULT: Others on this machine can read {settings.DATA.name}. Type: chmod -R go= {settings.DATA}\n"
    )


def test_a_clock_behind_the_record_is_a_fault(found: None, house: House) -> None:
    note(verb="task.assigned", subject=house.units["DUK"], by=None, at=at("2099-01-01 08:00"))

    finding = health.time()

    assert (finding.is_sound, finding.values["last"][:4]) == (False, "2099")


def test_a_disk_with_little_room_is_a_fault(found: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_SHARE", 2.0)

    assert health.disk().is_sound is False


def test_missing_fonts_and_styles_are_named(found: None, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(health, "KIT", tmp_path)

    finding = health.carried()

    assert finding.values["names"] == "fonts of documents, styles and scripts, translations"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only on PostgreSQL")
def test_postgresql_is_asked_whether_it_writes_durably(found: None) -> None:
    assert health.database().is_sound is True


def test_begin_founds_an_empty_installation_once(db: None, settings: Any) -> None:
    told = io.StringIO()
    words = {"unit": "Đảng ủy Ví dụ", "code": "DU", "administrator": "Nguyễn Văn An", "username": "an"}

    call_command("begin", **words, stdout=told)

    assert Person.objects.get().username == "an"
    assert told.getvalue().startswith("http://localhost:8000/tai-khoan/")
    with pytest.raises(CommandError):
        call_command("begin", **{**words, "username": "binh"}, stdout=told)
    assert Person.objects.count() == 1


def test_a_job_that_fails_waits_for_its_next_turn_and_stops_no_other(monkeypatch: Any, db: None) -> None:
    from nghisu.config.periodic import Job, Runner

    done: list[datetime.datetime] = []

    def fail(moment: datetime.datetime) -> None:
        raise RuntimeError(moment)

    hour = datetime.timedelta(hours=1)
    runner = Runner((Job("bad", hour, fail), Job("good", hour, done.append)))

    first, soon, later = (runner.go_round(moment) for moment in (1.0, 100.0, 4000.0))

    assert (first, soon, later) == (["good"], [], ["good"])
    assert len(done) == 2


def test_a_day_without_a_sealed_copy_is_a_fault_and_a_new_copy_mends_it(
    house: House, own_data_folder: None, monkeypatch: Any
) -> None:
    noon = at("2026-04-21 12:00")
    told = []
    for day, act in ((0, None), (1, "late"), (1, "copied"), (3, None)):
        moment = noon + datetime.timedelta(days=day, hours=1)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        if day == 0:
            note(verb="person.renamed", subject=house.people["minh"], by=None, at=noon)
        if act == "copied":
            note_backup(at=moment)
        told.append(health.copies().is_sound)

    assert told == [True, False, True, False]
