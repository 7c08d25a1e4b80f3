"""Who did what: each reader sees the lines of their own units, in words."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from tests.conftest import House, Visitor, at

from nghisu.people.models import Person
from nghisu.record.actions import Act, erase_details, note, note_many
from nghisu.record.models import Checkpoint, Entry, Verification
from nghisu.record.rules.copy_audit import audit_copy

Visit = Callable[[str], Visitor]


@pytest.fixture
def told(house: House) -> House:
    """Return the house with three lines about A1, one about A2, one about a person, one of nobody's."""
    lines: list[tuple[str, str, dict[str, Any]]] = [
        ("A1", "unit.founded", {"name": "Đảng ủy Bộ Ví dụ Một", "day": "2020-08-01"}),
        ("A1", "unit.renamed", {"reason": "theo quyết định số 12"}),
        ("A2", "unit.renamed", {"reason": "lý do của đơn vị hai"}),
        ("A1", "unit.updated", {"place": "Huế"}),
    ]
    with transaction.atomic():
        for unit, verb, details in lines:
            note(
                verb=verb,
                subject=house.units[unit],
                by=house.people["minh"],
                at=at("2023-04-20 15:00"),
                **details,
            )
        for key in ("hoa", "ha"):
            person = house.people[key]
            note(verb="account.password_changed", subject=person, by=person, at=at("2023-04-20 16:00"))
    return house


def address_of(house: House, unit: str) -> str:
    return reverse("record_of", args=["unit", house.units[unit].pk])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_of_an_object_lists_its_lines_in_words_and_in_order(told: House, visit: Visit) -> None:
    answer = visit("minh").get(address_of(told, "A1"))

    lines = answer.context["table"].page_rows
    assert [line.did for line in lines] == [
        "Thành lập tổ chức",
        "Đổi tên tổ chức",
        "Sửa địa danh hoặc mã số tổ chức",
    ]
    assert {line.who for line in lines} == {"Nguyễn Văn Minh"}
    assert lines[0].words == [("ngày", "01/08/2020"), ("tên", "Đảng ủy Bộ Ví dụ Một")]
    assert "lý do của đơn vị hai" not in text_of(answer)


def test_an_object_that_a_line_only_touches_lists_it_too(told: House, visit: Visit) -> None:
    with transaction.atomic():
        note(
            verb="unit.merged",
            subject=told.units["DUK"],
            by=None,
            at=at("2023-04-20 17:00"),
            touching=[told.units["A2"]],
        )

    lines = visit("minh").get(address_of(told, "A2")).context["table"].page_rows

    assert [line.did for line in lines] == ["Đổi tên tổ chức", "Sáp nhập tổ chức"]
    assert [one.text for one in lines[1].about] == [
        "Đảng ủy Khối các cơ quan Trung ương",
        "Đảng ủy Bộ Ví dụ Hai",
    ]
    assert "hệ thống" in text_of(visit("minh").get(address_of(told, "A2")))


def test_a_record_below_is_seen_from_above_and_never_from_beside(told: House, visit: Visit) -> None:
    told.add_person("chanh", "Chánh Văn Phòng Một", "A1", "chief_of_office")

    own = visit("chanh").get(reverse("record_log"))
    above = visit("minh").get(reverse("record_log"))

    assert {line.did for line in own.context["table"].page_rows} == {
        "Thành lập tổ chức",
        "Đổi tên tổ chức",
        "Sửa địa danh hoặc mã số tổ chức",
        "Đổi mật khẩu",
    }
    assert "lý do của đơn vị hai" not in text_of(own)
    assert "Vũ Thanh Hà" not in text_of(own)
    assert visit("chanh").get(address_of(told, "A2")).status_code == 404
    assert above.context["table"].count == 6
    assert "lý do của đơn vị hai" in text_of(above)


@pytest.mark.parametrize("key", ["hoa", "diem", "van", "hung", "la", "quantri"])
def test_who_holds_no_right_to_the_record_finds_no_page(told: House, visit: Visit, key: str) -> None:
    assert visit(key).get(reverse("record_log")).status_code == 404
    assert visit(key).get(address_of(told, "A1")).status_code == 404


def test_an_object_or_kind_that_is_not_there_is_not_found(told: House, visit: Visit) -> None:
    stranger = Person.objects.create_person(full_name="Không Chức Vụ")

    for kind, pk in (
        ("unit", told.people["minh"].pk),
        ("nothing", told.units["A1"].pk),
        ("person", stranger.pk),
    ):
        assert visit("minh").get(reverse("record_of", args=[kind, pk])).status_code == 404


def test_lines_are_filtered_by_verb_and_by_day(told: House, visit: Visit) -> None:
    visitor = visit("minh")

    by_verb = visitor.get(reverse("record_log"), {"verb": "unit.renamed"})
    by_day = visitor.get(reverse("record_log"), {"day_from": "21/04/2023"})

    assert [line.index for line in by_verb.context["table"].page_rows] == [2, 1]
    assert by_day.context["table"].count == 0


def test_a_day_in_the_past_shows_what_was_written_by_then(told: House, visit: Visit) -> None:
    answer = visit("minh").get(reverse("record_log"), {"as_of": "2023-04-19"})

    assert answer.context["table"].count == 0


def test_erased_words_are_said_to_be_erased(told: House, visit: Visit) -> None:
    with transaction.atomic():
        erase_details(
            entries=[Entry.objects.get(pk=1)], reason="x", by=told.people["minh"], at=at("2023-04-20 18:00")
        )

    answer = visit("minh").get(address_of(told, "A1"))

    assert [line.words for line in answer.context["table"].page_rows][1] is None
    assert "đã xóa lời" in text_of(answer)
    assert "theo quyết định số 12" not in text_of(answer)


@pytest.mark.parametrize("page", ["record_log", "record_of"])
def test_a_long_record_costs_as_many_queries_as_a_short_one(
    told: House, visit: Visit, django_assert_max_num_queries: Any, page: str
) -> None:
    address = reverse("record_log") if page == "record_log" else address_of(told, "A1")
    visitor = visit("minh")
    visitor.get(address)
    with django_assert_max_num_queries(12) as few:
        visitor.get(address)
    subjects = [told.units["A1"], told.people["hoa"], told.bodies["executive"], told.outside["BTCTW"]]
    with transaction.atomic():
        note_many(
            Act(
                "unit.renamed",
                subjects[number % 4],
                told.people["minh"],
                at("2023-04-20 19:00"),
                touching=[told.units["A1"]],
            )
            for number in range(400)
        )

    with django_assert_max_num_queries(12) as many:
        visitor.get(address)

    assert len(many) == len(few)


def test_the_office_has_the_record_checked_and_the_page_says_what_was_found(
    told: House, visit: Visit
) -> None:
    visitor = visit("minh")

    assert visitor.send(reverse("record_check")).status_code == 302
    assert "nguyên vẹn" in text_of(visitor.get(reverse("record_log")))
    Entry.objects.filter(pk=1).update(verb="unit.merged")
    visitor.send(reverse("record_check"))

    answer = text_of(visitor.get(reverse("record_log")))
    assert "Dòng 1: cột “verb” đã bị sửa từ “unit.renamed” thành “unit.merged”." in answer
    assert [len(row.faults) for row in Verification.objects.all()] == [0, 1]
    assert [entry.verb for entry in Entry.objects.order_by("index")][-2:] == ["record.checked"] * 2


def test_a_record_too_long_for_a_page_is_checked_on_the_command_line(
    told: House, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nghisu.record.actions.MOST_LINES_FOR_A_PAGE", 3)
    visitor = visit("minh")

    visitor.send(reverse("record_check"))

    assert "quá nhiều để kiểm tra trên trang" in text_of(visitor.get(reverse("record_log")))
    assert Verification.objects.count() == 0


def unpacked(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_office_takes_a_copy_with_its_line_in_it_and_the_copy_holds(told: House, visit: Visit) -> None:
    visitor = visit("minh")

    sent = visitor.send(reverse("record_export"))
    answer = visitor.get(sent.headers["Location"])
    files = unpacked(answer)

    assert audit_copy(files, files.__getitem__).faults == []
    assert answer.headers["Content-Disposition"] == 'attachment; filename="nhat-ky-7.zip"'
    assert b"record.exported" in files["tile/entries/000.p/7"]
    assert "lý do của đơn vị hai".encode() in files["disclosures.jsonl"]


def test_an_administrator_takes_a_copy_without_the_words(told: House, visit: Visit) -> None:
    visitor = visit("quantri")

    sent = visitor.send(reverse("record_export"))
    answer = visitor.get(sent.headers["Location"])
    files = unpacked(answer)

    assert files["disclosures-part.jsonl"] == b""
    assert audit_copy(files, files.__getitem__).faults == []


def test_an_affiliate_takes_no_copy_of_the_whole_record(told: House, visit: Visit) -> None:
    told.add_person("chanh", "Chánh Văn Phòng Một", "A1", "chief_of_office")
    visit("minh").send(reverse("record_export"))
    visitor = visit("chanh")

    page = text_of(visitor.get(reverse("record_log")))

    assert reverse("record_export") not in page
    assert reverse("record_check") not in page
    assert visitor.send(reverse("record_export")).status_code == 404
    assert visitor.send(reverse("record_check")).status_code == 404
    copy = reverse("record_copy", args=[Checkpoint.objects.get().pk])
    assert visitor.get(copy).status_code == 404
    assert unpacked(visit("minh").get(copy))["checkpoint"] == Checkpoint.objects.get().note.encode()


def test_the_page_speaks_english(told: House, visit: Visit) -> None:
    visitor = visit("minh")
    visitor.cookies["django_language"] = "en"

    answer = visitor.get(address_of(told, "A1"))

    assert [line.did for line in answer.context["table"].page_rows] == [
        "Founded the unit",
        "Renamed the unit",
        "Changed place or charter code of the unit",
    ]


def everything() -> dict[str, list[Any]]:
    """Return every row of every table of the product."""
    models = apps.get_app_config("nghisu").get_models(include_auto_created=True)
    return {
        model._meta.db_table: list(model._default_manager.order_by("pk").values_list()) for model in models
    }


@pytest.mark.parametrize("key", ["hoa", "diem", "van", "hung", "la", "chanh"])
@pytest.mark.parametrize("page", ["record_check", "record_export"])
def test_peer_T05_a_refused_request_changes_no_table(told: House, visit: Visit, key: str, page: str) -> None:
    told.add_person("chanh", "Chánh Văn Phòng Một", "A1", "chief_of_office")
    visitor = visit(key)
    before = everything()

    assert visitor.send(reverse(page)).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("page", ["record_check", "record_export"])
def test_peer_T05_asking_without_sending_a_form_changes_no_table(
    told: House, visit: Visit, page: str
) -> None:
    visitor = visit("minh")
    before = everything()

    assert visitor.get(reverse(page)).status_code == 405
    assert everything() == before


def test_the_link_to_the_record_stands_only_where_its_door_is_open(told: House, visit: Visit) -> None:
    page = reverse("unit_detail", args=["A1"])

    assert address_of(told, "A1") in text_of(visit("minh").get(page))
    assert address_of(told, "A1") not in text_of(visit("hoa").get(page))
