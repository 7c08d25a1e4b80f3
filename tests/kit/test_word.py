"""Word files read: Word's own structures and LibreOffice's; no word is lost, hostile XML is refused."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document as WordDocument

from nghisu.kit import word
from nghisu.kit.archives import DoctypeInside
from nghisu.kit.word import Kind, Loss

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    "</Types>"
)
BODY = """
<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>
  <w:r><w:rPr><w:b/></w:rPr><w:t>Phạm vi</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>
  <w:r><w:t>Đối tượng</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>
  <w:r><w:t>Cấp ủy</w:t></w:r></w:p>
<w:p><w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve">Báo cáo trước </w:t></w:r>
  <w:del w:id="9" w:author="A1" w:date="2023-04-12T09:00:00Z">
  <w:r><w:delText>ngày 15</w:delText></w:r></w:del>
  <w:ins w:id="8" w:author="A1" w:date="2023-04-12T09:00:00Z"><w:r><w:t>ngày 20</w:t></w:r></w:ins>
  <w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>
  <w:r><w:footnoteReference w:id="2"/></w:r></w:p>
<w:p><w:pPr><w:rPr><w:ins w:id="7" w:author="A2"/></w:rPr></w:pPr>
  <w:ins w:id="6" w:author="A2"><w:r><w:t>Đoạn thêm mới.</w:t></w:r></w:ins></w:p>
<w:p><w:pPr><w:rPr><w:del w:id="5" w:author="A2"/></w:rPr></w:pPr>
  <w:del w:id="4" w:author="A2"><w:r><w:delText>Đoạn bị bỏ.</w:delText></w:r></w:del></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Ô một</w:t></w:r></w:p></w:tc>
  <w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>
  <w:p><w:r><w:t>Ô hai</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:pict><w:txbxContent>
  <w:p><w:r><w:t>Trong hộp</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>
<w:p><w:hyperlink><w:r><w:t>Có</w:t><w:tab/><w:t>liên</w:t><w:br/><w:t>kết</w:t></w:r></w:hyperlink></w:p>
"""
NUMBERING = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""


def part(name: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{W}">{inner}</w:{name}>'


def built(body: str = BODY, **parts: str) -> bytes:
    """Return a .docx made of bare XML parts, as Word writes them."""
    inside = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/numbering.xml": part("numbering", NUMBERING),
        "word/footnotes.xml": part(
            "footnotes", '<w:footnote w:id="2"><w:p><w:r><w:t>Theo Quy chế.</w:t></w:r></w:p></w:footnote>'
        ),
        "word/comments.xml": part(
            "comments",
            '<w:comment w:id="0" w:author="Đảng ủy A1" w:date="2023-04-12T09:00:00Z">'
            "<w:p><w:r><w:t>Cho kịp kỳ họp</w:t></w:r></w:p></w:comment>",
        ),
        "word/header1.xml": part("hdr", "<w:p><w:r><w:t>Dự thảo lần 1</w:t></w:r></w:p>"),
        **parts,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in inside.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_words_own_structures_are_read_whole() -> None:
    found = word.read(built())

    assert [(one.kind, one.line) for one in found.paragraphs] == [
        (Kind.BODY, "Điều 1. Phạm vi"),
        (Kind.BODY, "Điều 2. Đối tượng"),
        (Kind.BODY, "a) Cấp ủy"),
        (Kind.BODY, "Báo cáo trước ngày 20[1]"),
        (Kind.BODY, "Đoạn thêm mới."),
        (Kind.CELL, "Ô một"),
        (Kind.CELL, "Ô hai"),
        (Kind.BOX, "Trong hộp"),
        (Kind.BODY, "Có liên kết"),
        (Kind.FOOTNOTE, "[1] Theo Quy chế."),
        (Kind.HEADER, "Dự thảo lần 1"),
    ]
    assert found.paragraphs[0].level == 1
    assert found.paragraphs[6].cell == word.Cell(1, 1, 2)


def test_tracked_changes_and_comments_stand_at_their_paragraphs() -> None:
    found = word.read(built())

    assert found.before[3:6] == ("Báo cáo trước ngày 15[1]", "Đoạn bị bỏ.", "Ô một")
    assert [(one.before, one.after, one.authors) for one in found.changes] == [
        (("Báo cáo trước ngày 15[1]",), ("Báo cáo trước ngày 20[1]",), ("A1",)),
        (("Đoạn bị bỏ.",), ("Đoạn thêm mới.",), ("A2",)),
    ]
    [comment] = found.comments
    assert (comment.author, comment.text, comment.paragraph) == ("Đảng ủy A1", "Cho kịp kỳ họp", 3)
    assert comment.at is not None


def test_the_loss_of_formatting_is_told() -> None:
    lost = dict(word.read(built()).lost)

    assert {Loss.LETTERS, Loss.LAYOUT, Loss.LINKS, Loss.PICTURES} <= set(lost)


@pytest.mark.parametrize("name", ["word/document.xml", "word/comments.xml", "word/numbering.xml"])
def test_peer_T40_a_doctype_in_any_part_is_refused(name: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'

    with pytest.raises(DoctypeInside):
        word.read(built(**{name: bomb}))


def test_another_kind_of_archive_is_no_word_file() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", "<a/>")

    with pytest.raises(word.NotWord):
        word.read(stream.getvalue())


def from_libreoffice(content: bytes, folder: Path) -> bytes:
    """Return the file as LibreOffice writes it anew."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("NOT RUN: LibreOffice is not installed")
    source = folder / "goc.docx"
    source.write_bytes(content)
    odt = ["--convert-to", "odt", "--outdir", str(folder), str(source)]
    back = ["--convert-to", "docx", "--outdir", str(folder / "lai"), str(folder / "goc.odt")]
    for arguments in (odt, back):
        subprocess.run(
            [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", *arguments],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return (folder / "lai" / "goc.docx").read_bytes()


@pytest.mark.slow
def test_libreoffice_loses_no_word_on_the_way_round(tmp_path: Path) -> None:
    file = WordDocument()
    file.add_heading("Phần thứ nhất", level=1)
    run = file.add_paragraph("Các cấp ủy báo cáo ", style="List Number").add_run("trước ngày 15")
    run.bold = True
    file.add_paragraph("Đôn đốc việc thực hiện", style="List Bullet")
    noted = file.add_paragraph("Văn phòng theo dõi")
    file.add_comment(noted.runs, text="Nêu rõ đầu mối", author="Đảng ủy A1", initials="A1")
    table = file.add_table(rows=2, cols=2)
    for number, cell in enumerate(one for row in table.rows for one in row.cells):
        cell.text = f"Ô số {number}"
    stream = io.BytesIO()
    file.save(stream)

    ours = word.read(stream.getvalue())
    theirs = word.read(from_libreoffice(stream.getvalue(), tmp_path))

    assert [(one.kind, one.text) for one in theirs.body] == [(one.kind, one.text) for one in ours.body]
    assert [one.text for one in theirs.comments] == ["Nêu rõ đầu mối"]
    assert theirs.comments[0].paragraph is not None
    assert theirs.before[theirs.comments[0].paragraph].endswith("Văn phòng theo dõi")
