"""Sheets: templates, what reading names as wrong, old encodings, and the way there and back."""

import datetime
import io
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from tests.kit import made

from nghisu.kit import files, sheets
from nghisu.kit.files import Checked
from nghisu.kit.language import to_tcvn3
from nghisu.kit.sheets import Choice, Kind, SheetColumn, SheetShape
from nghisu.kit.sheets.reading import HeadingTwice

Upload = Callable[[str, bytes], SimpleUploadedFile]
SAVED = Path(__file__).parent.parent / "data" / "sheets"
DAY = datetime.date(2023, 4, 21)
TASTES = (Choice("sour", "Sour"), Choice("sweet", "Sweet"))
SHAPE = SheetShape(
    "fruit",
    "Fruit",
    (
        SheetColumn("code", "Code of the fruit", required=True, longest=10, also=("Mã",)),
        SheetColumn("name", "Name of the fruit", required=True, also=("Tên quả",)),
        SheetColumn(
            "kind",
            "Kind of the fruit",
            Kind.CHOICE,
            choices=(Choice("sour", "Sour"), Choice("sweet", "Sweet")),
        ),
        SheetColumn("picked_on", "Picked on", Kind.DAY, also=("Ngày hái",)),
        SheetColumn("count", "How many fruits", Kind.COUNT, also=("Số lượng", "How many")),
        SheetColumn("weight", "Weight", Kind.NUMBER, also=("Cân nặng",)),
        SheetColumn("tree", "Tree", Kind.REFERENCE, also=("Cây",)),
    ),
)
HEADINGS = [column.heading for column in SHAPE.columns]


def xlsx(*rows: list[Any], headings: list[Any] | None = None, font: str = "") -> bytes:
    """Return a file as an office may send it: cells written as Excel would take them."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": True, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Sheet1")
    look = book.add_format({"font_name": font}) if font else None
    for number, row in enumerate([headings or HEADINGS, *rows]):
        for place, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(number, place, value, book.add_format({"num_format": "d/m/yyyy"}))
            elif value is not None:
                sheet.write(number, place, value, look)
    book.close()
    return target.getvalue()


def checked(content: bytes, kind: str = "xlsx") -> Checked:
    return files.check(SimpleUploadedFile(f"a.{kind}", content), kinds=sheets.SHEET_KINDS)


def read(*rows: list[Any], **rest: Any) -> sheets.Reading:
    return sheets.read(checked(xlsx(*rows, **rest)), SHAPE)


def words(reading: sheets.Reading) -> list[str]:
    with override("en"):
        return [sheets.fault_words(fault) for fault in reading.faults]


def converted_by_libreoffice(content: bytes, suffix: str, folder: Path) -> bytes:
    (folder / "a.xlsx").write_bytes(content)
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice Calc")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", suffix,
         "--outdir", str(folder), str(folder / "a.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    made_file = folder / f"a.{suffix}"
    if not made_file.exists():
        pytest.skip("needs LibreOffice Calc")
    return made_file.read_bytes()


def test_a_row_is_read_with_what_each_column_holds() -> None:
    reading = read(["B1", "Bưởi", "Sweet", DAY, 12, "1,5", "C7 – Cây bưởi"], [], ["B2", "Chanh"])

    first, second = reading.rows
    assert reading.is_whole
    assert dict(first.values) == {
        "code": "B1", "name": "Bưởi", "kind": "sweet", "picked_on": DAY, "count": 12,
        "weight": Decimal("1.5"), "tree": "C7",
    }  # fmt: skip
    assert (first.number, second.number) == (2, 4)
    assert second["kind"] is None
    assert second.text("tree") == ""


def test_headings_are_known_by_either_language_without_marks_and_below_a_title() -> None:
    content = xlsx(
        ["MÃ *", "TÊN  QUẢ", "ngày hái"], ["B1", "Bưởi", DAY], headings=["Danh sách quả của vườn", None, None]
    )

    (row,) = sheets.read(checked(content), SHAPE).rows

    assert (row["code"], row["name"], row["picked_on"], row.number) == ("B1", "Bưởi", DAY, 3)


def test_bad_input_every_wrong_cell_is_named_in_words_at_once() -> None:
    reading = read(
        ["B1", "Bưởi", "Sweet", "31/02/2023", "1,234.5", "1.234,5"],
        ["B2", None, "Salty", "4/21/2023", -3, "abc"],
        ["B34567890123", "Nguyễn\u202e Văn", "sour", "21/4/23", 1.5, 2],
        ["B4", "#N/A", None, 45037, "12"],
    )

    assert words(reading) == [
        "Row 2, cell D2 (Picked on): “31/02/2023” does not exist: month 2 of 2023 has only 28 days. "
        "Check the day and type it again.",
        "Row 2, cell E2 (How many fruits): “1,234.5” is written the English way. "
        "In Vietnamese the comma parts decimals: write 1.234,5.",
        "Row 3, cell B3 (Name of the fruit): This cell must be filled.",
        "Row 3, cell C3 (Kind of the fruit): “Salty” is not in the list. Choose one of: Sour, Sweet.",
        "Row 3, cell D3 (Picked on): “4/21/2023” names month 21, which does not exist; write day/month/year, "
        "like 21/4/2023.",
        "Row 3, cell E3 (How many fruits): “-3” is below zero.",
        "Row 3, cell F3 (Weight): “abc” is not a number; write it with digits, like 1.234,5.",
        "Row 4, cell A4 (Code of the fruit): The text has 12 characters; at most 10 fit.",
        "Row 4, cell B4 (Name of the fruit): There is an invisible character (U+202E) after “Nguyễn”. "
        "Delete it and type the text again.",
        "Row 4, cell D4 (Picked on): “21/4/23” does not say which century; write the year with four digits, "
        "like 21/4/2023.",
        "Row 4, cell E4 (How many fruits): “1,5” is not a whole number; write a count without decimals, "
        "like 12.",
        "Row 5, cell B5 (Name of the fruit): This cell holds an error of the spreadsheet (#N/A). "
        "Type the value.",
        "Row 5, cell D5 (Picked on): “45037” is not a day; write day/month/year, like 21/4/2023.",
    ]
    assert not reading.is_whole


def test_a_fault_speaks_vietnamese_too() -> None:
    (fault,) = read(["B1", "Bưởi", None, "31/02/2023"]).faults

    assert sheets.fault_words(fault).startswith(
        "Dòng 2, ô D2 (Picked on): Không có ngày “31/02/2023”: tháng 2 năm 2023 chỉ có 28 ngày."
    )


def test_bad_input_names_in_decomposed_form_are_composed() -> None:
    (row,) = read([unicodedata.normalize("NFD", "Ủ1"), unicodedata.normalize("NFD", "Nguyễn  Thế")]).rows

    assert (row["code"], row["name"]) == ("Ủ1", "Nguyễn Thế")


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x")'])
def test_bad_input_a_formula_in_a_cell_is_named(formula: str) -> None:
    reading = read(["B1", formula, None, None, "=SUM(A1:A2)"])

    assert words(reading) == [
        "Row 2, cell B2 (Name of the fruit): This cell holds a formula. Copy it and paste it as a value.",
        "Row 2, cell E2 (How many fruits): This cell holds a formula. Copy it and paste it as a value.",
    ]


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_bad_input_formulas_are_named_in_the_other_kinds_of_sheet_too(suffix: str) -> None:
    reading = sheets.read(checked((SAVED / f"formulas.{suffix}").read_bytes(), suffix), SHAPE)

    assert [fault.cell for fault in reading.faults] == ["B3", "E3"]
    assert reading.rows[0]["picked_on"] == DAY
    assert reading.rows[0]["count"] == 12
    assert reading.rows[0]["name"] == "Bưởi"


def test_rule_V5_an_old_encoding_is_shown_converted_with_its_cell() -> None:
    reading = read(["B1", "Biªn b¶n kiÓm phiÕu", "Sour"], ["B2", "bé"], ["B3", "Apple"])

    assert [row["name"] for row in reading.rows] == ["Biên bản kiểm phiếu", "bộ", "Apple"]
    assert [(one.cell.name, one.before, one.after, one.encoding) for one in reading.converted] == [
        ("B2", "Biªn b¶n kiÓm phiÕu", "Biên bản kiểm phiếu", "TCVN3"),
        ("B3", "bé", "bộ", "TCVN3"),
    ]


def test_rule_V5_a_doubtful_cell_stays_as_it_is_beside_unicode() -> None:
    reading = read(["B1", "Biªn b¶n"], ["B2", "bé"], ["B3", "Bưởi"])

    assert [row["name"] for row in reading.rows] == ["Biên bản", "bé", "Bưởi"]
    assert [one.cell.name for one in reading.converted] == ["B2"]


def test_rule_V5_capitals_are_known_from_the_font_of_the_cell() -> None:
    reading = read(["B1", "§¶ng bé", None], font=".VnTimeH")

    assert [one.after for one in reading.converted if one.cell.name == "B2"] == ["ĐẢNG BỘ"]


def test_headings_in_an_old_encoding_are_known() -> None:
    reading = read([to_tcvn3("Bưởi"), "B1"], headings=[to_tcvn3("Tên quả"), to_tcvn3("Mã").lower()])

    assert [(row["code"], row["name"]) for row in reading.rows] == [("B1", "Bưởi")]


def test_a_sheet_without_its_headings_says_which_is_missing() -> None:
    with pytest.raises(sheets.NoSuchHeading) as refusal:
        read(["B1"], headings=["Code of the fruit"])
    with pytest.raises(HeadingTwice):
        read(["B1", "a", "b"], headings=["Code of the fruit", "Name of the fruit", "Tên quả"])
    with pytest.raises(sheets.NothingInIt):
        read()

    assert refusal.value.values == {"sheet": "Sheet1", "heading": "Name of the fruit"}


def test_an_export_reads_back_as_it_was() -> None:
    rows: list[dict[str, Any]] = [
        {"code": "01", "name": "＝1+1", "kind": "sour", "picked_on": DAY, "count": 0,
         "weight": Decimal("0.25"), "tree": "C7"},
        {"code": "02", "name": "Đảng ủy – Khối", "kind": None, "picked_on": None, "count": 12_345,
         "weight": None, "tree": ""},
    ]  # fmt: skip

    content = sheets.written(SHAPE, rows, offered={"tree": [("C7", "Cây bưởi")]})
    reading = sheets.read(checked(content), SHAPE)

    assert reading.faults == ()
    assert [{key: value or None for key, value in row.values.items()} for row in reading.rows] == [
        {key: value or None for key, value in row.items()} for row in rows
    ]


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "=cmd|' /C calc'!A0",
    "http://x.vn",
]


def test_peer_T28_no_text_becomes_a_formula_or_a_link_in_an_export() -> None:
    content = sheets.written(
        SHAPE, [{"code": str(place), "name": text} for place, text in enumerate(DANGEROUS)]
    )

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        shared = archive.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert shared.count("<si>") == len(DANGEROUS) * 2 + len(SHAPE.columns) + 2


@pytest.mark.slow
def test_peer_T28_reopened_by_libreoffice_there_is_no_formula(tmp_path: Path) -> None:
    content = sheets.written(
        SHAPE, [{"code": str(place), "name": text} for place, text in enumerate(DANGEROUS)]
    )

    opened = converted_by_libreoffice(content, "ods", tmp_path)

    with zipfile.ZipFile(io.BytesIO(opened)) as archive:
        body = archive.read("content.xml").decode()
    assert "table:formula" not in body
    assert "=cmd|" in body


def test_a_template_offers_lists_and_says_what_is_required() -> None:
    with override("en"):
        content = sheets.written(SHAPE, offered={"tree": [("C7", "Cây bưởi")]})

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        shared = archive.read("xl/sharedStrings.xml").decode()
    assert 'name="Lists" sheetId="2" state="hidden"' in book
    assert "<definedName name=\"_list_kind\">'Lists'!$A$1:$A$2</definedName>" in book or "_list_kind" in book
    assert sheet.count("<dataValidation ") == 2
    assert "Code of the fruit *" in shared
    assert "C7 – Cây bưởi" in shared
    assert 'paperSize="9"' in sheet


def far_cell(reference: str) -> bytes:
    """Return a file whose only cell stands far away."""
    schemas = "http://schemas.openxmlformats.org"
    space, rels = f"{schemas}/spreadsheetml/2006/main", f"{schemas}/officeDocument/2006/relationships"
    row = "".join(letter for letter in reference if letter.isdigit())
    link = f'<Relationship Id="a" Type="{rels}/worksheet" Target="worksheets/s.xml"/>'
    listed = '<sheets><sheet name="S" sheetId="1" r:id="a"/></sheets>'
    cell = f'<sheetData><row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'
    return made.zipped(
        {
            "[Content_Types].xml": made.TYPES,
            "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{rels}">{listed}</workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships>{link}</Relationships>",
            "xl/worksheets/s.xml": f'<worksheet xmlns="{space}">{cell}</worksheet>',
        }
    )


@pytest.mark.parametrize("reference", ["XFD1048576", "A20001", "IV10"])
def test_peer_T41_a_cell_at_the_far_corner_is_refused_before_memory_is_set_aside(reference: str) -> None:
    with pytest.raises(sheets.SheetTooLarge):
        sheets.read(checked(far_cell(reference)), SHAPE)


def test_reading_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []

    sheets.read(
        checked(xlsx(*[[f"B{place}", "Bưởi"] for place in range(450)])),
        SHAPE,
        tell=lambda *far: told.append(far),
    )

    assert told == [(200, 450), (400, 450), (450, 450)]


def test_letters_of_columns() -> None:
    assert [sheets.column_letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
