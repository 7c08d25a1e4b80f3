"""Vietnamese text: folding, exact marks, slugs, tone placement, hidden marks."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nghisu.kit import language

WARDS = Path(__file__).parent.parent / "data" / "vn-provinces" / "simplified_vn_units.json"
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ "
VIETNAMESE = st.text(alphabet=LETTERS + LETTERS.upper(), max_size=60)


@pytest.mark.parametrize("typed", ["dang uy", "đảng uỷ", unicodedata.normalize("NFD", "Đảng ủy")])
def test_rule_V1_three_ways_of_typing_fold_to_one(typed: str) -> None:
    name = language.fold("Đảng ủy Khối")

    assert language.fold(typed) == "dang uy"
    assert name.startswith(language.fold(typed))


def test_rule_V1_exact_marks_join_both_tone_placements_and_part_bare_letters() -> None:
    name = language.exact("Đảng ủy Khối")

    assert name == "đảng ủy khối"
    assert name.startswith(language.exact("đảng uỷ"))
    assert name.startswith(language.exact(unicodedata.normalize("NFD", "Đảng ủy")))
    assert not name.startswith(language.exact("dang uy"))


def test_rule_V4_a_name_from_macos_is_stored_composed_and_found_without_marks() -> None:
    sent = unicodedata.normalize("NFD", "Báo cáo quý I.docx")

    stored = language.clean_name(sent)

    assert stored == "Báo cáo quý I.docx"
    assert language.fold(stored) == "bao cao quy i.docx"


def test_rule_V6_letters_change_case_with_their_marks() -> None:
    assert language.upper("Ủy ban") == "ỦY BAN"
    assert language.lower("ĐẢNG ỦY") == "đảng ủy"
    assert language.lower(unicodedata.normalize("NFD", "ĐẢNG ỦY")) == "đảng ủy"


def test_rule_V7_a_slug_has_no_marks() -> None:
    assert language.slug("Đề án số hoá quý I") == "de-an-so-hoa-quy-i"
    assert language.slug("  100% – Số 02-NQ/ĐUK! ") == "100-so-02-nq-duk"


def test_folding_gives_the_english_names_of_3319_of_3321_wards() -> None:
    wards = [ward for province in json.loads(WARDS.read_text()) for ward in province["Wards"]]

    different = [ward["Name"] for ward in wards if language.fold(ward["Name"]) != ward["NameEn"].lower()]

    assert len(wards) == 3321
    assert len(wards) - len(different) == 3319


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("hoà", "hòa", "hoà"),
        ("Uỷ ban", "Ủy ban", "Uỷ ban"),
        ("KHOẺ", "KHỎE", "KHOẺ"),
        ("quý", "quý", "quý"),
        ("quả", "quả", "quả"),
        ("hoàn toàn ngoài", "hoàn toàn ngoài", "hoàn toàn ngoài"),
        ("huỳnh khuỷu", "huỳnh khuỷu", "huỳnh khuỷu"),
        ("hoa thuy", "hoa thuy", "hoa thuy"),
    ],
)
def test_the_tone_moves_only_in_open_oa_oe_uy(typed: str, first: str, last: str) -> None:
    assert language.tone_style(typed) == first
    assert language.tone_style(first, on_last_vowel=True) == last


@given(VIETNAMESE)
def test_folding_keeps_each_letter_in_its_place(text: str) -> None:
    folded, places = language.folded_positions(text)

    assert places == list(range(len(language.nfc(text))))
    assert folded == language.fold(unicodedata.normalize("NFD", text))
    assert folded.isascii()
    assert len(language.exact(text)) == len(language.nfc(text))
    assert language.fold(language.exact(text)) == folded


@given(VIETNAMESE)
def test_both_tone_placements_are_one_exact_text(text: str) -> None:
    last = language.tone_style(text, on_last_vowel=True)

    assert language.exact(last) == language.exact(text)


def test_a_letter_that_folds_to_two_keeps_its_place() -> None:
    assert language.folded_positions("Straße 1") == ("straße 1", [0, 1, 2, 3, 4, 5, 6, 7])
    assert language.folded_positions("İx") == ("ix", [0, 1])


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u200b", "U+200B"),
        ("\ufeff", "U+FEFF"),
        ("\x00", "U+0000"),
    ],
)
def test_bad_input_marks_nobody_can_see_are_refused_by_name(mark: str, code: str) -> None:
    with pytest.raises(language.HiddenMark) as refusal:
        language.refuse_hidden_marks(f"Nguyễn Văn{mark} Minh")

    assert refusal.value.values == {"code": code, "before": "Nguyễn Văn"}


def test_lines_tabs_and_marks_of_letters_are_no_hidden_marks() -> None:
    language.refuse_hidden_marks(unicodedata.normalize("NFD", "Dòng một\r\n\tDòng hai — “Đề án” 😀"))


LINES = st.lists(st.text(alphabet="aăâoòeyuqĐđẬậọ\u0323\u0302 Σσςİß\n", max_size=8), max_size=6)


@given(LINES)
def test_many_texts_at_once_give_what_each_gives(texts: list[str]) -> None:
    for make in (language.nfc, language.lower, language.fold, language.exact):
        assert language.at_once(make, texts) == [make(text) for text in texts]
    assert language.person_sort_keys(texts) == [language.person_sort_key(text) for text in texts]
