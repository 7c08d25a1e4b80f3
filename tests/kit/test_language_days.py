"""Days, numbers and their words."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nghisu.kit import language

DAY = datetime.date(2023, 4, 21)


@pytest.mark.parametrize(
    "typed",
    ["21/4/2023", "21/04/2023", " 21 / 4 / 2023 ", "21-4-2023", "21.4.2023", "2023-04-21",
     "ngày 21 tháng 4 năm 2023", "Ngày 21 tháng 04 năm 2023", "21 tháng 4 năm 2023"],
)  # fmt: skip
def test_a_day_is_read_day_before_month(typed: str) -> None:
    assert language.parse_day(typed) == DAY
    assert language.parse_day("03/04/2023") == datetime.date(2023, 4, 3)


def test_rule_V8_a_day_that_does_not_exist_is_refused_with_the_length_of_its_month() -> None:
    with pytest.raises(language.MonthIsShorter) as refusal:
        language.parse_day("31/02/2023")

    assert refusal.value.values == {"text": "31/02/2023", "month": 2, "year": 2023, "days": 28}
    assert "only 28 days" in str(refusal.value)
    assert language.parse_day("29/2/2024") == datetime.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("4/21/2023", language.NoSuchMonth),
        ("21/4/23", language.YearTooShort),
        ("21/4", language.DayNotUnderstood),
        ("21-4/2023", language.DayNotUnderstood),
        ("0/4/2023", language.DayNotUnderstood),
        ("", language.DayNotUnderstood),
        ("hôm qua", language.DayNotUnderstood),
        ("1/1/1066", language.YearOutOfReach),
        ("٢١/٤/٢٠٢٣", language.DayNotUnderstood),
        ("20230421", language.DayNotUnderstood),
    ],
)
def test_bad_input_a_wrong_or_doubtful_day_is_refused(typed: str, error: type[Exception]) -> None:
    with pytest.raises(language.DayNotUnderstood) as refusal:
        language.parse_day(typed)

    assert type(refusal.value) is error


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_each_way_of_writing_a_day_reads_back(day: datetime.date) -> None:
    assert language.parse_day(language.short_date(day)) == day
    assert language.parse_day(language.vietnamese_date(day)) == day
    assert language.parse_day(day.isoformat()) == day


def test_rule_D1_the_date_line_pads_days_below_ten_and_the_months_one_and_two() -> None:
    assert (
        language.vietnamese_date(datetime.date(2026, 2, 3), "Hà Nội") == "Hà Nội, ngày 03 tháng 02 năm 2026"
    )
    assert language.vietnamese_date(DAY) == "ngày 21 tháng 4 năm 2023"
    assert language.vietnamese_date(datetime.date(2023, 10, 9)) == "ngày 09 tháng 10 năm 2023"


def test_times_and_quarters_are_written_as_offices_write_them() -> None:
    assert language.time_of_day(datetime.datetime(2023, 4, 21, 14, 30)) == "14 giờ 30"  # noqa: DTZ001 -- the hand on a wall clock
    assert language.time_of_day(datetime.datetime(2023, 4, 21, 8, 0)) == "8 giờ"  # noqa: DTZ001
    assert language.quarter_label(DAY) == "quý II/2023"
    assert language.short_date(DAY) == "21/4/2023"


def test_rule_R5_both_decimal_styles_of_vietnamese_are_read_and_the_english_one_is_refused_with_a_hint() -> (
    None
):
    with pytest.raises(language.DecimalComma) as refusal:
        language.parse_number("1,234.5")

    assert language.parse_number("1.234,5") == Decimal("1234.5")
    assert language.parse_number("1234,5") == Decimal("1234.5")
    assert refusal.value.values == {"text": "1,234.5", "example": "1.234,5"}


def test_rule_R5_in_english_the_styles_change_places() -> None:
    with pytest.raises(language.DecimalPoint) as refusal:
        language.parse_number("1.234,5", language="en")

    assert language.parse_number("1,234.5", language="en") == Decimal("1234.5")
    assert refusal.value.values == {"text": "1.234,5", "example": "1,234.5"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0", "0"), ("-1,5", "-1.5"), ("1 234,5", "1234.5"), ("1\u00a0234", "1234"), ("1.234.567", "1234567"),
     ("12", "12"), ("−3", "-3")],
)  # fmt: skip
def test_a_number_is_read(typed: str, number: str) -> None:
    assert language.parse_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["", "một", "1,2,3", "1.23.4", "1e5", "NaN", "5%", "1" * 50, "--1", "٣", "1.5"]
)
def test_bad_input_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(language.NumberNotUnderstood):
        language.parse_number(typed)


def test_a_count_has_no_decimals() -> None:
    with pytest.raises(language.NumberNotWhole):
        language.parse_number("89,5", whole=True)

    assert language.parse_number("89,0", whole=True) == Decimal(89)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_a_printed_number_reads_back(number: Decimal) -> None:
    assert language.parse_number(language.format_number(number)) == number
    assert language.parse_number(language.format_number(number, language="en"), language="en") == number


def test_shares_are_rounded_half_up_at_two_decimals() -> None:
    assert language.percent(Decimal("22.566"), 100) == "22,57%"
    assert language.percent(24, 49) == "48,98%"
    assert language.percent(1, 800, language="en") == "0.13%"
    assert language.percent(1, 0) == "–"
    assert language.format_number(Decimal("1234567.5"), places=2) == "1.234.567,50"
    assert language.format_number(-1500) == "-1.500"


@pytest.mark.parametrize(
    ("number", "words"),
    [(2023, "hai nghìn không trăm hai mươi ba"), (0, "không"), (10, "mười"), (15, "mười lăm"),
     (21, "hai mươi mốt"), (24, "hai mươi tư"), (105, "một trăm linh năm"),
     (1005, "một nghìn không trăm linh năm"), (521, "năm trăm hai mươi mốt"), (1_000_000, "một triệu"),
     (1_000_001, "một triệu không trăm linh một"), (2_000_000_010, "hai tỷ không trăm mười"),
     (-7, "âm bảy")],
)  # fmt: skip
def test_numbers_are_spoken(number: int, words: str) -> None:
    assert language.number_words(number) == words


def test_roman_numerals() -> None:
    assert [language.roman(number) for number in (1, 4, 9, 13, 40, 2023)] == [
        "I",
        "IV",
        "IX",
        "XIII",
        "XL",
        "MMXXIII",
    ]
    with pytest.raises(ValueError, match="0"):
        language.roman(0)
