"""Every place of the country is found in five spellings, the one meant before those like it."""

import json
import unicodedata
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import House, Visitor

from nghisu.documents.models import Document
from nghisu.kit import language
from nghisu.search.actions import index
from nghisu.search.models import SearchEntry, plain_words
from nghisu.search.queries import matching
from nghisu.search.rules import Question, pieces

DATA = Path(__file__).parents[1] / "data" / "vn-provinces"
SPELLINGS: list[Callable[[str], str]] = [
    str,
    lambda name: unicodedata.normalize("NFD", name),
    language.fold,
    language.upper,
    lambda name: language.tone_style(name, on_last_vowel=True),
]


def places() -> list[str]:
    """Return the 3,321 wards, communes and special zones with their provinces, as they are named."""
    found = json.loads(next(DATA.glob("*.json")).read_text())
    return [f"{ward['FullName']}, {province['FullName']}" for province in found for ward in province["Wards"]]


def enter(names: list[str]) -> None:
    """Put one entry a place into the index."""
    SearchEntry.objects.bulk_create(
        (
            SearchEntry(
                kind="document",
                object_id=uuid.uuid4(),
                title=name,
                key=name,
                title_key=plain_words(language.fold(name)),
                title_marked=plain_words(language.exact(name)),
                words=plain_words(language.fold(name)),
                marked=plain_words(language.exact(name)),
            )
            for name in names
        ),
        batch_size=500,
    )


def not_found_first(names: list[str]) -> list[tuple[str, str]]:
    """Return the spellings whose place does not stand first, or beside others of the same letters."""
    missed = []
    for name in names:
        for spell in SPELLINGS:
            typed = spell(name)
            first = matching(Question(typed)).first()
            alike = first is not None and first.title_key == plain_words(language.fold(name))
            marked = plain_words(language.exact(typed)) == plain_words(language.exact(name))
            if not alike or (marked and first is not None and first.title != name):
                missed.append((name, typed))
    return missed


def test_rule_V1_places_are_found_in_five_spellings(db: None) -> None:
    names = places()
    assert len(names) == 3321
    enter(names)

    assert not_found_first(names[::40]) == []


@pytest.mark.slow
def test_rule_V1_all_3321_places_are_found_in_five_spellings(db: None) -> None:
    names = places()
    enter(names)

    assert not_found_first(names) == []


def test_exact_accents_come_first(db: None) -> None:
    enter(["Xã Tân Hòa", "Xã Tân Hoa", "Xã Tân Hóa", "Xã Tân Hoà Đông"])

    found = [one.title for one in matching(Question("tân hoá"))]
    bare = {one.title for one in matching(Question("tan hoa"))}

    assert found[0] == "Xã Tân Hóa"
    assert bare == {"Xã Tân Hòa", "Xã Tân Hoa", "Xã Tân Hóa", "Xã Tân Hoà Đông"}


@pytest.mark.parametrize("typed", ["02-NQ/ĐUK", "02-nq/duk", "02 NQ ĐUK", "02-NQ", "nq/đuk 02"])
def test_rule_N3_numbers_are_found_however_they_are_typed(house: House, typed: str) -> None:
    for reference in ("02-NQ/ĐUK", "102-NQ/ĐUK", "2537-NQ/ĐUK"):
        Document.objects.create(
            unit=house.units["DUK"],
            direction="outgoing",
            status="draft",
            type="resolution",
            issuer_name="Đảng ủy Khối",
            subject="Về lãnh đạo công tác xây dựng Đảng",
            reference=reference,
            created_at="2023-04-20T02:00:00Z",
        )
    index("document")

    assert [one.code for one in matching(Question(typed))] == ["02-NQ/ĐUK"]


def test_rule_N3_a_number_of_four_digits_is_found(house: House) -> None:
    test_rule_N3_numbers_are_found_however_they_are_typed(house, "02-NQ/ĐUK")

    assert [one.code for one in matching(Question("2537-nq"))] == ["2537-NQ/ĐUK"]


def test_hits_are_marked_on_the_accented_title() -> None:
    found = list(pieces("Nghị quyết số 02-NQ/ĐUK về “Đảng ủy”", Question("nghi duk dang")))

    assert [one.text for one in found if one.found] == ["Nghị", "ĐUK", "Đảng"]
    assert "".join(one.text for one in found) == "Nghị quyết số 02-NQ/ĐUK về “Đảng ủy”"


def test_the_search_line_answers_while_one_types(house: House, visit: Callable[[str], Visitor]) -> None:
    index("unit")
    van: Any = visit("van")

    answer = van.get("/tim-kiem/nhanh/?q=tuyen+giao").content.decode()

    assert "<mark" in answer
    assert "/tim-kiem/nhanh/" in van.get("/").content.decode()
