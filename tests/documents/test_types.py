"""Types that a regulation lists and no source read so far gives a symbol for."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import Visitor

from nghisu.documents.models import Document
from nghisu.documents.rules import types
from nghisu.documents.rules.types import Family

DAY = date(2026, 2, 1)
LISTED = (
    "cương lĩnh, điều lệ, chiến lược, nghị quyết, quyết định, chỉ thị, kết luận, quy chế, quy định, "
    "thông tri, hướng dẫn, thông báo, thông cáo, tuyên bố, lời kêu gọi, báo cáo, kế hoạch, quy hoạch, "
    "chương trình, đề án, phương án, dự án, tờ trình, công văn, biên bản, giấy giới thiệu, "
    "giấy chứng nhận, giấy đi đường, giấy nghỉ phép, giấy mời, phiếu chuyển, phiếu gửi, thư công"
)


def test_the_table_of_2026_holds_every_type_that_the_regulation_lists() -> None:
    table = types.table_on(DAY)

    assert {one.vietnamese for one in (*table.types, *table.without_symbol)} == set(LISTED.split(", "))


def test_a_type_whose_symbol_no_source_gives_gets_no_number_and_is_not_guessed() -> None:
    for kind in types.table_on(DAY).without_symbol:
        assert kind.symbol == ""
        with pytest.raises(types.SymbolUnknown):
            types.type_on(kind.code, DAY)
        types.check_known(kind.code)


def test_the_papers_of_the_state_carry_the_symbols_of_the_decree() -> None:
    symbols = {one.symbol for one in types.table_on(DAY, Family.STATE).types}

    assert symbols >= {"DA", "HĐ", "CĐ", "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB", "QyĐ"}


def test_what_arrives_without_a_known_symbol_is_registered(received: Callable[..., Document]) -> None:
    assert received(type_code="strategy", reference="").vietnamese_type == "chiến lược"


def test_the_page_of_rules_marks_them_as_not_confirmed(visit: Callable[[str], Visitor]) -> None:
    def rows(day: str) -> Any:
        return visit("van").get(reverse("document_rules"), {"as_of": day}).content.decode()

    assert "lời kêu gọi" in rows("01/02/2026")
    assert len(re.findall(r">\s*chưa xác nhận\s*<", rows("01/02/2026"))) == len(types.WITHOUT_SYMBOL)
    assert "lời kêu gọi" not in rows("01/02/2025")
