"""Encodings from before Unicode: TCVN3 and VNI."""

import json
from pathlib import Path

import pytest

from nghisu.kit import language
from nghisu.kit.language import Encoding
from nghisu.kit.language.legacy import TCVN3

WARDS = Path(__file__).parent.parent / "data" / "vn-provinces" / "simplified_vn_units.json"


def test_rule_V5_a_cell_in_tcvn3_is_known_and_converted() -> None:
    cell = "Biªn b¶n kiÓm phiÕu"

    assert language.detect_legacy(cell) is Encoding.TCVN3
    assert language.from_legacy(cell, Encoding.TCVN3) == "Biên bản kiểm phiếu"


def test_a_whole_line_of_tcvn3_with_the_soft_hyphen_that_is_a_letter() -> None:
    line = "§¶ng uû Khèi c¸c c¬ quan Trung \u00ad¬ng"

    assert language.detect_legacy(line) is Encoding.TCVN3
    assert language.from_tcvn3(line) == "Đảng uỷ Khối các cơ quan Trung ương"


def test_the_capital_font_gives_capitals_back() -> None:
    assert language.from_tcvn3("§¶ng bé", font=".VnTimeH") == "ĐẢNG BỘ"
    assert language.from_tcvn3("§¶ng bé", font=".VnTime") == "Đảng bộ"
    assert language.detect_legacy("bé", font=".VnTime") is Encoding.TCVN3


@pytest.mark.parametrize(
    ("cell", "text"), [("Ñaûng uûy Khoái", "Đảng ủy Khối"), ("BAN CHAÁP HAØNH", "BAN CHẤP HÀNH")]
)
def test_vni_is_known_and_converted(cell: str, text: str) -> None:
    assert language.detect_legacy(cell) is Encoding.VNI
    assert language.from_vni(cell) == text


@pytest.mark.parametrize(
    "text", ["Báo cáo", "bé", "Hà Nội", "Café résumé", "Office", "", "Đảng ủy – 100%", "Số 5"]
)
def test_unicode_is_left_alone(text: str) -> None:
    assert language.detect_legacy(text) is None


def test_the_table_has_74_letters_and_goes_both_ways() -> None:
    assert len(TCVN3) == 74
    assert language.from_tcvn3(language.to_tcvn3("".join(TCVN3.values()))) == "".join(TCVN3.values())


def test_no_ward_is_taken_for_an_old_encoding_and_98_in_100_are_known_in_tcvn3() -> None:
    wards = [ward["FullName"] for province in json.loads(WARDS.read_text()) for ward in province["Wards"]]

    taken = [ward for ward in wards if language.detect_legacy(ward)]
    known = [
        ward for ward in wards if language.detect_legacy(language.to_tcvn3(ward.lower())) is Encoding.TCVN3
    ]

    assert taken == []
    assert len(known) >= 0.98 * len(wards)
