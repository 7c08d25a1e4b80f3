"""The sample is emptied for good, and any other data are not; everything goes out by the page, too."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from tests.conftest import House, Visitor, at
from tests.exchange.cast import a_full_house

from nghisu.exchange.actions.sample import NotASample, empty_sample
from nghisu.exchange.rules import whole as rules
from nghisu.kit import clock, files
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.models import Unit, UnitName
from nghisu.people.models import Person
from nghisu.record.actions import sign_checkpoint
from nghisu.record.models import Entry
from nghisu.record.queries.whole import check_record

NEW = {"unit": "Liên đoàn Lao động Ví dụ", "code": "LDLD", "symbol": "LĐLĐ", "place": "Huế"}


def test_the_sample_is_emptied_and_what_is_left_is_a_new_instance(
    house: House, visit: Callable[[str], Visitor], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    a_full_house(house)
    sign_checkpoint(at=at("2023-04-21 15:00"))
    clock.set_demo_time(at("2023-04-21 15:00"))
    visitor = visit("quantri")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        done = visitor.send("/phan-mem/du-lieu-mau/xoa/", {**NEW, "sure": "on"})

    assert done.status_code == 302
    assert [one.name for one in UnitName.objects.all()] == ["Liên đoàn Lao động Ví dụ"]
    assert [one.username for one in Person.objects.all()] == ["quantri"]
    assert [one.verb for one in Entry.objects.all()] == ["organisation.set_up"]
    assert list(files.stored_hashes()) == []
    assert not (Path(settings.DATA) / "record.key").exists()
    assert not clock.offset()
    assert check_record().is_green
    assert visitor.get("/").status_code == 200


def test_data_that_are_no_sample_are_never_offered_it(house: House, visit: Callable[[str], Visitor]) -> None:
    assert visit("quantri").get("/phan-mem/du-lieu-mau/xoa/").status_code == 404
    with pytest.raises(NotASample):
        empty_sample(is_sample=False, by=house.standing("quantri"), at=at("2023-04-21 15:00"), **NEW)
    assert Unit.objects.count() == 5


def test_only_the_administrator_empties_the_sample_or_takes_everything_along(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    clock.set_demo_time(at("2023-04-21 15:00"))
    with pytest.raises(NotAllowed):
        empty_sample(is_sample=True, by=house.standing("minh"), at=at("2023-04-21 15:00"), **NEW)
    assert visit("minh").get("/phan-mem/mang-di/").status_code == 404


def test_the_page_gives_everything_sealed_under_the_passphrase_that_was_typed(
    house: House, visit: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_full_house(house)
    words = "mùa gặt đến sớm ở đồng bằng"
    visitor = visit("quantri")

    different = visitor.send("/phan-mem/mang-di/", {"passphrase": words, "again": "khác"})
    short = visitor.send("/phan-mem/mang-di/", {"passphrase": "ngắn", "again": "ngắn"})
    given = visitor.send("/phan-mem/mang-di/", {"passphrase": words, "again": words})

    assert (different.status_code, short.status_code, given.status_code) == (422, 422, 200)
    content = b"".join(given.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert set(rules.OWN) <= set(archive.namelist())
        assert rules.unseal(archive.read(rules.SEALED), words)
    assert Entry.objects.latest("index").verb == "record.whole_exported"
