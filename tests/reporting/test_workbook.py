"""Any workbook with units in rows and indicators in columns adds up as an independent count says."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.conftest import House, Visitor

from nghisu.kit.language import parse_number
from nghisu.reporting.exports.workbook import read_workbook
from nghisu.reporting.rules.workbook import NoTable, Why, take_together

CENT = Decimal("0.01")


@dataclass
class Drawn:
    """A workbook and what an independent count says of it."""

    content: bytes
    sums: list[Decimal]
    percent: Decimal
    units: int


def drawn(chance: random.Random, *, wrong_total: bool = False) -> Drawn:
    """Draw a table: a title, two heading rows with merged cells, groups with subtotals, footnotes."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        if chance.random() < 0.5:
            book.add_worksheet("Hướng dẫn").write(0, 0, "Điền đủ các cột.")
        sheet = book.add_worksheet("Số liệu")
        groups, top = chance.randint(1, 4), chance.randint(0, 4)
        flows = chance.randint(2, 5)
        if top > 1:
            sheet.merge_range(0, 0, 0, flows + 3, "TỔNG HỢP SỐ LIỆU QUÝ I/2023", bold)
        head = top
        sheet.merge_range(head, 0, head + 1, 0, "STT", bold)
        sheet.merge_range(head, 1, head + 1, 1, "Đơn vị", bold)
        sheet.merge_range(head, 2, head, flows + 1, "Số lượng", bold)
        for place in range(flows):
            sheet.write(head + 1, 2 + place, f"Chỉ tiêu {place + 1}", bold)
        sheet.merge_range(head, flows + 2, head + 1, flows + 2, "Tỷ lệ % (1/2)", bold)
        sheet.merge_range(head, flows + 3, head + 1, flows + 3, "Ghi chú", bold)
        row = head + 2
        if chance.random() < 0.5:
            for place in range(flows + 4):
                sheet.write(row, place, f"({place + 1})")
            row += 1
        every: list[list[Decimal]] = []
        for group in range(groups):
            if groups > 1 and chance.random() < 0.7:
                sheet.write(row, 1, f"Khối {group + 1}", bold)
                row += 1
            members = [_values(chance, flows) for _unit in range(chance.randint(1, 12))]
            for number, values in enumerate(members, len(every) + 1):
                sheet.write(row, 0, number)
                sheet.write(row, 1, f"Đảng ủy số {number}")
                for place, value in enumerate(values):
                    if value == value.to_integral_value() and chance.random() < 0.2:
                        sheet.write_string(row, 2 + place, f"{int(value):,}".replace(",", "."))
                    else:
                        sheet.write_number(row, 2 + place, float(value))
                share = (values[0] * 100 / values[1]).quantize(CENT, ROUND_HALF_UP)
                sheet.write_number(row, flows + 2, float(share))
                row += 1
            every += members
            if groups > 1:
                sheet.write(row, 1, chance.choice(["Cộng", "Cộng khối", "Tổng khối"]))
                for place in range(flows):
                    sheet.write_number(row, 2 + place, float(sum(one[place] for one in members)))
                row += 1
        sums = [sum((one[place] for one in every), start=Decimal(0)) for place in range(flows)]
        sheet.write(row, 1, chance.choice(["Tổng cộng", "TỔNG SỐ"]))
        for place in range(flows):
            extra = 7 if wrong_total and place == 0 else 0
            sheet.write_number(row, 2 + place, float(sums[place]) + extra)
        sheet.write(row + 2, 1, "Ghi chú: số liệu chốt đến ngày 31/3/2023.")
        sheet.write(row + 3, 1, "(*) Gồm cả đảng viên dự bị")
    return Drawn(target.getvalue(), sums, (sums[0] * 100 / sums[1]).quantize(CENT, ROUND_HALF_UP), len(every))


def _values(chance: random.Random, flows: int) -> list[Decimal]:
    whole = Decimal(chance.randint(20, 4_000))
    return [
        Decimal(chance.randint(0, int(whole))),
        whole,
        *(Decimal(chance.randint(0, 500_000)) / chance.choice([1, 10, 100]) for _n in range(flows - 2)),
    ]


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("so-lieu.xlsx", content)


@pytest.mark.parametrize("seed", range(60))
def test_sums_and_percentages_equal_an_independent_count_to_two_decimals(seed: int) -> None:
    made = drawn(random.Random(seed))

    taken = read_workbook(upload(made.content)).taken

    assert len(taken.lines) == made.units
    assert taken.sums == [*(one.quantize(CENT, ROUND_HALF_UP) for one in made.sums), made.percent]
    assert taken.columns[0] == "Số lượng – Chỉ tiêu 1"
    assert (taken.wrong_totals, taken.wrong_cells) == ((), ())


def test_a_planted_wrong_total_is_named_with_what_its_rows_add_up_to() -> None:
    for seed in range(20):
        made = drawn(random.Random(seed), wrong_total=True)

        (wrong,) = read_workbook(upload(made.content)).taken.wrong_totals

        assert (wrong.said, wrong.column) == (made.sums[0] + 7, "Số lượng – Chỉ tiêu 1")


def test_rows_that_are_not_counted_are_named_with_why() -> None:
    cells: list[list[object]] = [
        ["BẢNG 1", None, None],
        ["Đơn vị", "Kết nạp", "Nhận xét"],
        ["A", "1", "2"],
        ["Khối các ban", None, None],
        ["Đảng ủy Một", 3.0, "tốt"],
        [None, 2.0, None],
        ["Đảng ủy Hai", "chưa có", None],
        ["Cộng", 5.0, None],
        ["* đã rà soát", None, None],
    ]

    taken = take_together(cells, parse=parse_number)

    assert [(line.name, line.values) for line in taken.lines] == [
        ("Đảng ủy Một", (Decimal("5.0"),)),
        ("Đảng ủy Hai", (None,)),
    ]
    assert [(one.row, one.text) for one in taken.wrong_cells] == [(7, "chưa có")]
    assert taken.sums == [Decimal("5.00")]
    assert {one.why for one in taken.left} >= {Why.TOTAL, Why.NOTE}


def test_a_sheet_without_a_table_is_refused() -> None:
    for cells in ([], [["Chỉ có chữ"]], [[1.0, 2.0]]):
        with pytest.raises(NoTable):
            take_together(cells, parse=parse_number)


@pytest.mark.django_db
def test_the_page_shows_the_sums_and_stores_nothing(house: House, visit: Callable[[str], Visitor]) -> None:
    made = drawn(random.Random(5), wrong_total=True)
    minh = visit("minh")
    address = reverse("workbook_sum")

    answer: Any = minh.send(address, {"file": upload(made.content)})
    bad: Any = minh.send(address, {"file": SimpleUploadedFile("x.xlsx", b"khong phai bang tinh")})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"{made.units} " in page
    assert "message-bad" in page
    assert bad.status_code == 422
    assert address in minh.get(reverse("campaign_list")).content.decode()
    assert visit("la").get(address).status_code == 404
