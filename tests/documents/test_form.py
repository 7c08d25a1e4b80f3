"""The official form in .docx and PDF: what is written agrees with the profile, and the check can fail."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from nghisu.documents.rules import form_check
from nghisu.documents.rules.dates import date_line
from nghisu.documents.rules.forms import profile_called, profile_on, profiles
from nghisu.kit import docx, pdf
from nghisu.kit.official import Annex, Block, Column, Paper, Part, Row, Run, Signature, plain, two_lines

LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
    "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐEÈÉẺẼẸÊỀẾỂỄỆGHIÌÍỈĨỊKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢPQRSTUÙÚỦŨỤƯỪỨỬỮỰVXYỲÝỶỸỴ"
    "fjwzFJWZ0123456789“”–…₫%/*"
)
COLUMNS = (Column("TT", 12), Column("Số liệu", 60))


def paper(**rest: object) -> Paper:
    sentence = Block((Run("Kết quả đã hoàn thành "), Run("89", anchor="f1"), Run(" nhiệm vụ theo kế hoạch.")))
    whole = Paper(
        superior="Ban Chấp hành Trung ương",
        issuer="Đảng ủy Khối các cơ quan Trung ương",
        number_line="Số 05-BC/ĐUK",
        date_line=date_line("Hà Nội", date(2023, 4, 5)),
        type_name="báo cáo",
        subject="Kết quả công tác quý I năm 2023",
        blocks=(plain("I. Kết quả", Part.PART), plain("1. Công tác tư tưởng", Part.SECTION), sentence),
        urgency="KHẨN",
        signature=Signature("T/M Ban Thường vụ", "Phó Bí thư", "Lê Thị Lan"),
        recipients=("Các đảng ủy trực thuộc",),
        annexes=(
            Annex("Phụ lục", "Số liệu", (Column("TT", 12), Column("Số liệu", 60)), (Row(("1", "89"), "f1"),)),
        ),
    )
    return replace(whole, **rest)  # type: ignore[arg-type]


def state_paper() -> Paper:
    return paper(number_line="Số: 05/BC-UBND")


def part_of(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def changed(content: bytes, pattern: str, to: str, name: str = "word/document.xml", count: int = 0) -> bytes:
    """Return the .docx with a part edited, as a careless hand would."""
    source = zipfile.ZipFile(io.BytesIO(content))
    stream = io.BytesIO()
    edits = 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == name:
                text, edits = re.subn(pattern, to, data.decode(), count=count)
                data = text.encode()
            target.writestr(entry, data)
    assert edits, f"nothing in {name} fits {pattern}"
    return stream.getvalue()


def faults(content: bytes, code: str = "hd-36") -> list[str]:
    return [one.code for one in form_check.faults(form_check.check(content, profile_called(code)))]


@pytest.mark.parametrize("form", profiles(), ids=lambda form: form.code)
def test_a_written_paper_agrees_with_its_form(form: object) -> None:
    code = form.code  # type: ignore[attr-defined]
    written = docx.write(state_paper() if code == "nd-30" else paper(), profile_called(code))

    assert faults(written, code) == []


def test_rule_D7_the_measurements_of_hd_05_stand_in_the_file() -> None:
    written = docx.write(paper(), profile_on(date(2026, 6, 1)))

    text = part_of(written, "word/document.xml")
    margins = re.search(r"<w:pgMar [^>]*>", text)
    assert margins is not None
    sides = ("top", "bottom", "right", "left", "header")
    got = dict(re.findall(r'w:(\w+)="(\d+)"', margins[0]))
    assert [int(got[side]) for side in sides] == [
        1134,
        1134,
        850,
        1701,
        567,
    ]
    assert "<w:titlePg/>" in text
    assert faults(written, "hd-05") == []
    findings = {one.code: one.found for one in form_check.check(written, profile_called("hd-05"))}
    assert (findings["title_size"], findings["superior_size"], findings["issuer_size"]) == ("15", "14", "14")
    assert (findings["issuer_mark"], findings["subject_mark"]) == ("*", "-----")
    assert (findings["body_line_rule"], findings["first_line"]) == ("exact", "10.0")


def test_hd_36_has_its_header_runs_and_margins() -> None:
    text = part_of(docx.write(paper(), profile_called("hd-36")), "word/document.xml")

    def run_of(words: str) -> str:
        found: list[str] = [
            run for run in re.findall(r"<w:r>.*?</w:r>", text, re.S) if f">{words}</w:t>" in run
        ]
        assert len(found) == 1
        return found[0]

    assert '<w:sz w:val="30"/>' in run_of("ĐẢNG CỘNG SẢN VIỆT NAM")
    assert "<w:b/>" in run_of("ĐẢNG CỘNG SẢN VIỆT NAM")
    assert '<w:sz w:val="28"/>' in run_of("BAN CHẤP HÀNH TRUNG ƯƠNG")
    assert "<w:b/>" not in run_of("BAN CHẤP HÀNH TRUNG ƯƠNG")
    assert "<w:b/>" in run_of("CÁC CƠ QUAN TRUNG ƯƠNG")
    assert '<w:sz w:val="28"/>' in run_of("*")


@pytest.mark.parametrize(
    ("pattern", "to", "fault"),
    [
        (r'w:left="170\d"', 'w:left="1134"', "margin_left"),
        (r'w:top="113\d"', 'w:top="1440"', "margin_top"),
        (r'(<w:sz w:val=")30("/></w:rPr><w:t>ĐẢNG CỘNG)', r"\g<1>26\2", "title_size"),
        (r"<w:b/>(<w:sz w:val=\"30\"/></w:rPr><w:t>ĐẢNG CỘNG)", r"\1", "title_bold"),
        (r">ĐẢNG CỘNG SẢN VIỆT NAM<", ">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<", "title"),
        (r"<w:t>\*</w:t>", "<w:t>-</w:t>", "issuer_mark"),
        (r">Số 05-BC/ĐUK<", ">Số: 05/BC-ĐUK<", "number_line"),
        (r">Số 05-BC/ĐUK<", ">Số 5-BC/ĐUK<", "number_line"),
        (r"ngày 05 tháng 4", "ngày 5 tháng 4", "date_line"),
        (r"ngày 05 tháng 4", "ngày 05 tháng 04", "date_line"),
        (r"<w:i/>(<w:sz w:val=\"28\"/></w:rPr><w:t>Hà Nội)", r"\1", "date_italic"),
        (r'w:val="both"', 'w:val="left"', "body_align"),
        (r'w:firstLine="56\d"', 'w:firstLine="0"', "first_line"),
        (r'w:before="120"', 'w:before="0"', "body_before"),
        (r'w:line="400"', 'w:line="300"', "body_line"),
        (r'w:lineRule="exact"', 'w:lineRule="auto"', "body_line_rule"),
        (r'(<w:sz w:val=")28("/></w:rPr><w:t xml:space="preserve">Kết quả đã)', r"\g<1>26\2", "body_size"),
        (r"<w:titlePg/>", "", "first_page"),
        (r'w:header="56\d"', 'w:header="720"', "header_distance"),
        (r"<w:u w:val=\"single\"/>", "", "recipients_word_underlined"),
        (r'(<w:sz w:val=")24("/></w:rPr><w:t>- Các)', r"\g<1>28\2", "recipients_size"),
        (r"(<w:sz w:val=\"28\"/></w:rPr><w:t>PHÓ BÍ THƯ)", r"<w:b/>\1", "signer_title_bold"),
        (r"<w:b/>(<w:sz w:val=\"28\"/></w:rPr><w:t>Lê Thị Lan)", r"\1", "signer_name_bold"),
        (r'w:w="11906"', 'w:w="12240"', "page_width"),
    ],
)
def test_the_check_finds_each_measurement_that_a_careless_hand_changed(
    pattern: str, to: str, fault: str
) -> None:
    written = changed(docx.write(paper(), profile_called("hd-36")), pattern, to)

    assert fault in faults(written)


@pytest.mark.parametrize(
    ("name", "pattern", "to", "fault"),
    [
        ("word/styles.xml", r"Times New Roman", "Arial", "font"),
        ("word/styles.xml", r'w:val="vi-VN"', 'w:val="en-US"', "language"),
        ("word/header1.xml", r">PAGE<", ">DATE<", "page_number"),
        ("word/header1.xml", r'<w:sz w:val="28"/>', '<w:sz w:val="20"/>', "page_number_size"),
    ],
)
def test_the_check_reads_styles_and_headers_too(name: str, pattern: str, to: str, fault: str) -> None:
    written = changed(docx.write(paper(), profile_called("hd-36")), pattern, to, name)

    assert fault in faults(written)


def test_a_paper_of_the_party_fails_the_form_of_the_state() -> None:
    written = docx.write(paper(), profile_called("hd-36"))

    assert {"title", "issuer_mark", "number_line"} <= set(faults(written, "nd-30"))


def test_a_figure_in_the_text_leads_to_its_row_in_the_annex() -> None:
    text = part_of(docx.write(paper(), profile_called("hd-36")), "word/document.xml")

    assert re.search(r'<w:hyperlink w:anchor="f1"[^>]*>.*?<w:t>89</w:t>.*?</w:hyperlink>', text, re.S)
    assert '<w:bookmarkStart w:id="1" w:name="f1"/>' in text


def test_markup_in_the_text_stays_text() -> None:
    odd = 'A & B < C > "D" #let x = 1 *không* $y$'

    written = docx.write(paper(blocks=(plain(odd),)), profile_called("hd-36"))
    printed = pdf.write(paper(blocks=(plain(odd),)), profile_called("hd-36"))

    assert "A &amp; B &lt; C &gt;" in part_of(written, "word/document.xml")
    assert "#let x = 1 *không* $y$" in pypdf.PdfReader(io.BytesIO(printed)).pages[0].extract_text()


def test_the_pdf_has_every_vietnamese_letter_and_only_our_fonts() -> None:
    printed = pypdf.PdfReader(io.BytesIO(pdf.write(paper(blocks=(plain(LETTERS),)), profile_called("hd-36"))))

    text = printed.pages[0].extract_text().replace("\n", "")
    assert [letter for letter in LETTERS if letter not in text] == []
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in printed.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {name.replace("Bold", "").replace("Italic", "") for name in names} == {"NghiSuSerif"}


def test_every_letter_is_in_every_face_of_the_document_font() -> None:
    from fontTools.ttLib import TTFont

    faces = sorted(Path(pdf.FONTS).glob("*.ttf"))

    assert [
        face.name for face in faces if any(ord(one) not in TTFont(face).getBestCmap() for one in LETTERS)
    ] == []
    assert len(faces) == 4


@pytest.mark.parametrize(
    ("code", "first_line", "pitch"), [("hd-36", 40.0, 20), ("hd-05", 40.0, 20), ("nd-30", 42.7, 18.5)]
)
def test_the_pdf_is_measured_like_the_docx(code: str, first_line: float, pitch: float) -> None:
    many = tuple(plain("Đảng ủy Khối và các đảng ủy trực thuộc tiếp tục phối hợp. " * 6) for _ in range(12))
    printed = pypdf.PdfReader(io.BytesIO(pdf.write(paper(blocks=many), profile_called(code))))
    places: list[tuple[float, float, float]] = []

    def keep(text: str, at: list[float], _tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            places.append((round(at[4] * 25.4 / 72, 1), round(at[5], 1), size))

    printed.pages[0].extract_text(visitor_text=keep)

    assert [round(float(side)) for side in printed.pages[0].mediabox[2:]] == [595, 842]
    body = [(x, y) for x, y, size in places if size == 14 and x in (30.0, first_line)]
    assert {x for x, _y in body} == {30.0, first_line}
    heights = sorted({y for x, y in body if x == 30.0}, reverse=True)
    assert {round(one - after, 1) for one, after in zip(heights, heights[1:], strict=False)} >= {pitch}
    assert "1" not in printed.pages[0].extract_text().splitlines()[:1]
    assert printed.pages[1].extract_text().splitlines()[0].strip() == "2"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TRUNG ƯƠNG", ("ĐẢNG ỦY KHỐI", "CÁC CƠ QUAN TRUNG ƯƠNG")),
        ("BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG", ("BAN CHẤP HÀNH", "TRUNG ƯƠNG ĐẢNG")),
        ("ĐẢNG ỦY BỘ Y TẾ", ("ĐẢNG ỦY BỘ Y TẾ",)),
    ],
)
def test_a_long_name_is_parted_where_an_office_parts_it(name: str, lines: tuple[str, ...]) -> None:
    assert two_lines(name, 76, 14) == lines
