"""Search finds what one may see, by words with or without marks, and nothing else."""

import datetime
import unicodedata
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import House, Visitor, at

from nghisu.meetings.actions import PartPlan, add_item, call_meeting
from nghisu.organisation.models import TreeStamp, Unit
from nghisu.search.actions import index, index_everything
from nghisu.search.models import SearchEntry, words_of
from nghisu.search.queries import FINDABLE, found_by
from nghisu.search.rules import Question, pieces

DAY = datetime.date(2023, 4, 21)


def titles(house: House, who: str, text: str, *, exact: bool = False) -> list[str]:
    """Return the titles that a person finds."""
    return [entry.title for entry in found_by(Question(text, exact=exact), house.standing(who), DAY)]


@pytest.fixture
def indexed(house: House) -> House:
    """Return the house with its units indexed."""
    index("unit")
    return house


@pytest.mark.parametrize(
    "typed", ["dang uy khoi", "đảng uỷ khối", unicodedata.normalize("NFD", "Đảng ủy Khối"), "KHOI dang"]
)
def test_rule_V1_unmarked_marked_and_decomposed_words_all_find_the_committee(
    indexed: House, typed: str
) -> None:
    found = titles(indexed, "minh", typed)

    assert "Đảng ủy Khối các cơ quan Trung ương" in found


def test_rule_V1_with_exact_marks_uy_is_uy_but_dang_is_not_đảng(indexed: House) -> None:
    both = titles(indexed, "minh", "đảng uỷ khối các", exact=True)
    none = titles(indexed, "minh", "dang uy khoi", exact=True)

    assert both == ["Đảng ủy Khối các cơ quan Trung ương"]
    assert none == []


def test_the_beginning_of_a_word_suffices(indexed: House) -> None:
    assert titles(indexed, "minh", "tuyen gia") == ["Ban Tuyên giáo Đảng ủy Khối"]


@pytest.mark.parametrize("typed", ['"', "a OR", "NEAR(", "* *", "'); DROP", "()&|!:", "%_", "", "   "])
def test_operators_of_the_database_are_only_characters(indexed: House, typed: str) -> None:
    assert isinstance(titles(indexed, "minh", typed), list)


def test_words_are_letters_and_digits_only() -> None:
    assert words_of('nghị "quyết" 02-NQ/ĐUK') == ["nghị", "quyết", "02", "NQ", "ĐUK"]


def test_a_meeting_is_found_as_soon_as_it_is_called_and_only_by_those_it_concerns(house: House) -> None:
    chief = house.standing("minh")
    meeting = call_meeting(
        unit=house.units["DUK"],
        kind="briefing",
        title="Giao ban tuần thứ mười sáu",
        starts_at=at("2023-04-17 08:00"),
        parts=[PartPlan("Nội bộ", at("2023-04-17 08:00"), is_closed=True)],
        by=chief,
        at=at("2023-04-14 08:00"),
    )
    add_item(
        part=meeting.parts.get(), number="1", title="Việc rất riêng", by=chief, at=at("2023-04-14 08:01")
    )

    assert titles(house, "minh", "giao ban muoi sau") == ["Giao ban tuần thứ mười sáu"]
    assert titles(house, "ha", "giao ban muoi sau") == []
    assert titles(house, "minh", "viec rat rieng") == []


def test_the_index_follows_a_change_of_title_in_the_same_transaction(house: House) -> None:
    unit = house.units["A1"]
    index("unit", [unit.pk])
    before = titles(house, "minh", "vi du mot")
    unit.names.update(name="Đảng ủy Bộ Khác")

    index("unit", [unit.pk])

    assert before == ["Đảng ủy Bộ Ví dụ Một"]
    assert titles(house, "minh", "vi du mot") == []
    assert titles(house, "minh", "bo khac") == ["Đảng ủy Bộ Khác"]


def test_building_the_whole_index_anew_doubles_nothing(house: House) -> None:
    first = index_everything()
    second = index_everything()

    assert first == second == SearchEntry.objects.count()
    assert SearchEntry.objects.filter(kind="unit").count() == Unit.objects.count()


def test_every_kind_that_can_be_found_names_a_page(house: House) -> None:
    assert sorted(FINDABLE) == [
        "comment",
        "document",
        "file",
        "meeting",
        "person",
        "point",
        "report",
        "task",
        "unit",
        "visit",
    ]


def test_the_words_found_are_marked_on_the_accented_title() -> None:
    cut = list(pieces("Đảng ủy Khối các cơ quan", Question("dang khoi")))

    assert [piece.text.strip() for piece in cut if piece.found] == ["Đảng", "Khối"]
    assert "".join(piece.text for piece in cut) == "Đảng ủy Khối các cơ quan"


def test_the_search_page_costs_the_same_number_of_queries_for_three_and_for_three_hundred_results(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    for number in range(60):
        house.add_unit(f"N{number}", f"Đảng ủy Cơ quan Mẫu {number}", "DUK")
    index("unit")
    TreeStamp.objects.get_or_create(id=1)
    visitor = visit("minh")
    visitor.get("/tim-kiem/?q=mau")
    counts = []
    for words in ("mau+59", "mau"):
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.get(f"/tim-kiem/?q={words}")
        assert answer.status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[1] <= 12
