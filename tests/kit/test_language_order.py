"""The order of Vietnamese texts and of people, under any collation."""

import random
import re

import pytest

from nghisu.kit import language

V2 = [
    "Lê Văn An", "Nguyễn An", "Trần Thị Ánh", "Hoàng Ân", "Phạm Đức Ân", "Nguyễn Thị Diệp", "Lý Dũng",
    "Lê Đạt", "Đinh Thị Điệp", "Đỗ Thanh Hà", "Vũ Hà", "Trần Hã", "Lê Hạ", "Lại Văn Lâm", "Nguyễn Văn Thế",
    "Nguyễn Minh Trường", "Trương Thị Uyên", "Võ Ưng", "Phan Ước", "Ngô Ý", "Tô Yên",
]  # fmt: skip


def test_rule_V2_people_stand_by_given_family_and_middle_name() -> None:
    shuffled = random.Random(2).sample(V2, len(V2))

    assert sorted(shuffled, key=language.person_sort_key) == V2
    assert len(V2) == 21


def test_rule_V3_tones_stand_in_the_order_of_the_language() -> None:
    assert sorted(["Hạ", "Hã", "Hà"], key=language.sort_key) == ["Hà", "Hã", "Hạ"]
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=language.sort_key) == [
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
    ]


def test_letters_decide_before_tones_and_a_word_before_its_continuation() -> None:
    ordered = [
        "1",
        "2",
        "An",
        "Án",
        "Ạn",
        "An Giang",
        "ang",
        "Ăn",
        "Ân",
        "Bà Rịa",
        "Cà Mau",
        "Dung",
        "Đa",
        "Fa",
        "Zo",
    ]

    assert sorted(random.Random(1).sample(ordered, len(ordered)), key=language.sort_key) == ordered


def test_both_forms_of_unicode_and_both_cases_have_one_key() -> None:
    assert language.sort_key("ĐẢNG ỦY") == language.sort_key("Đa\u0309ng u\u0309y".replace("Đ", "đ"))


@pytest.mark.parametrize("text", ["Đảng ủy", "x" * 300, "漢字 " * 100, "Số 02-NQ/ĐUK!", ""])
def test_a_key_is_digits_alone_so_that_no_collation_reorders_it(text: str) -> None:
    assert re.fullmatch(r"\d{0,700}", language.sort_key(text))
    assert re.fullmatch(r"\d{0,400}", language.person_sort_key(text))
