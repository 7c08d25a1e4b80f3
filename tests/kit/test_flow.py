"""Papers as flowing text: what a .docx or a PDF says, in blocks."""

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.kit.test_word import built

from nghisu.kit import flow, pdf
from nghisu.kit.flow import Block, joined, of_pages, of_text, of_word, without_running_heads
from nghisu.kit.refusals import Refusal

pytestmark = pytest.mark.once


def word(*fill: Any) -> bytes:
    document = docx.Document()
    for one in fill:
        one(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def table(document: Any) -> None:
    made = document.add_table(rows=2, cols=2)
    for place, text in enumerate(("Đơn vị", "Nhiệm vụ", "Ban Ví dụ", "89")):
        made.cell(place // 2, place % 2).text = text


def test_a_word_file_flows_as_headings_paragraphs_and_tables_in_their_order() -> None:
    content = word(
        lambda one: one.add_heading("I. Kết quả", level=1),
        lambda one: one.add_paragraph("Đã hoàn thành 89 nhiệm vụ."),
        table,
        lambda one: one.add_paragraph("Còn lại như trên."),
    )

    assert of_word(content) == [
        Block(1, "I. Kết quả", level=1),
        Block(2, "Đã hoàn thành 89 nhiệm vụ."),
        Block(
            3,
            "Đơn vị | Nhiệm vụ\nBan Ví dụ | 89",
            rows=(("Đơn vị", "Nhiệm vụ"), ("Ban Ví dụ", "89")),
        ),
        Block(4, "Còn lại như trên."),
    ]


def test_two_tables_side_by_side_stay_two_tables() -> None:
    blocks = of_word(word(table, lambda one: one.add_paragraph(""), table))

    assert [len(one.rows) for one in blocks] == [2, 2]


def test_the_same_bytes_give_the_same_blocks() -> None:
    content = word(*[lambda one, n=n: one.add_paragraph(f"Đoạn {n}") for n in range(30)])

    assert of_word(content) == of_word(content)


def test_lines_that_the_edge_of_the_page_broke_are_joined() -> None:
    lines = [
        "BÁO CÁO",
        "Trong quý I năm 2023, Ban Thường vụ đã lãnh đạo, chỉ đạo thực hiện các nhiệm vụ",
        "theo chương trình công tác, kết quả như sau.",
        "1. Về công tác tư tưởng: đã tổ chức các hội nghị quán triệt nghị quyết cho cán bộ,",
        "đảng viên trong toàn Đảng bộ.",
        "- Hội nghị thứ nhất;",
        "- Hội nghị thứ hai.",
    ]

    assert joined(lines) == [
        "BÁO CÁO",
        "Trong quý I năm 2023, Ban Thường vụ đã lãnh đạo, chỉ đạo thực hiện các nhiệm vụ "
        "theo chương trình công tác, kết quả như sau.",
        "1. Về công tác tư tưởng: đã tổ chức các hội nghị quán triệt nghị quyết cho cán bộ, "
        "đảng viên trong toàn Đảng bộ.",
        "- Hội nghị thứ nhất;",
        "- Hội nghị thứ hai.",
    ]


def test_page_numbers_and_running_heads_are_left_out_and_words_that_repeat_inside_stay() -> None:
    pages = [
        [
            "Đảng ủy Khối",
            f"Đoạn {number}",
            "việc chung",
            "giữa trang",
            "việc chung",
            f"hết {text}",
            f"Trang {number}/4",
        ]
        for number, text in enumerate(("phần mở đầu", "phần hai", "phần ba", "phần kết"), start=1)
    ]

    assert without_running_heads(pages) == [page[2:-1] for page in pages]


def test_a_scan_has_no_blocks() -> None:
    assert of_pages([[], []]) == []


def test_plain_text_flows_line_by_line() -> None:
    assert of_text("Một\n\n  Hai \n") == [Block(1, "Một"), Block(2, "Hai")]


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refusal):
        flow.of_file(b"PK\x03\x04 broken", "docx")
    with pytest.raises(Refusal):
        flow.of_file(b"%PDF-1.7 broken", "pdf")


def test_a_footnote_stands_at_the_end_with_its_label() -> None:
    body = (
        '<w:p><w:r><w:t>Theo quy định</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        "<w:p><w:r><w:t>Đoạn sau.</w:t></w:r></w:p>"
    )

    assert of_word(built(body)) == [
        Block(1, "Theo quy định[1]"),
        Block(2, "Đoạn sau."),
        Block(3, "[1] Theo Quy chế.", is_footnote=True),
    ]


def test_a_pdf_flows_as_the_paragraphs_it_was_set_from(tmp_path: Path) -> None:
    sentence = "Ban Thường vụ đã lãnh đạo, chỉ đạo thực hiện các nhiệm vụ theo chương trình công tác. "
    source = tmp_path / "paper.typ"
    source.write_text(
        f"#set page(width: 12cm, height: 9cm, footer: context counter(page).display())\n"
        f'#set text(font: ("Nghi Su Serif", "Tinos", "Liberation Serif"), size: 12pt)\n'
        f"= I. KẾT QUẢ\n\n{sentence * 6}\n\n{'Đoạn hai nói về nhiệm vụ quý II. ' * 9}\n",
        encoding="utf-8",
    )

    blocks = flow.of_file(pdf.from_template(source, {}), "pdf")

    assert [(one.text, one.level) for one in blocks] == [
        ("I. KẾT QUẢ", 2),
        ((sentence * 6).strip(), 0),
        (("Đoạn hai nói về nhiệm vụ quý II. " * 9).strip(), 0),
    ]
