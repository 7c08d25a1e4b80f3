"""No file with a secrecy mark is kept, in whatever form it comes; no innocent one is refused."""

import secrets
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.kit import made

from nghisu.kit import files, secrecy
from nghisu.kit.language import to_tcvn3

Upload = Callable[[str, bytes], SimpleUploadedFile]
Maker = Callable[..., bytes]
KINDS: dict[str, Maker] = {
    "docx": made.docx, "xlsx": made.xlsx_cells, "pptx": made.pptx_lines, "odt": made.odt, "doc": made.doc,
    "xls": made.xls, "rtf": made.rtf, "txt": made.text,
}  # fmt: skip
STAMPS = {
    "MẬT": "MẬT", "TỐI MẬT": "TỐI MẬT", "TUYỆT MẬT": "TUYỆT MẬT", "M Ậ T": "MẬT", "MẬT.": "MẬT",
    "T U Y Ệ T   M Ậ T": "TUYỆT MẬT", "Độ mật: Tối mật": "TỐI MẬT", "[ MẬT ]": "MẬT", "Mật": "MẬT",
    "— TỐI  MẬT —": "TỐI MẬT", "TUYỆT MẬT ĐẢNG CỘNG SẢN VIỆT NAM": "TUYỆT MẬT",
    "ĐẢNG ỦY KHỐI\tMẬT\tHà Nội": "MẬT", "M\u200bẬT": "MẬT", "TUYET MAT": "TUYỆT MẬT",
    "T O I  M A T": "TỐI MẬT", "\u041cẬ\u0422": "MẬT", "M\u1eac\u0422": "MẬT", "\uff2dẬ\uff34": "MẬT",
}  # fmt: skip
INNOCENT = (
    "Mật khẩu phải có ít nhất 12 ký tự", "Hội nghị bỏ phiếu kín", "Mật ong rừng", "mật ong", "thân mật",
    "Bảo vệ bí mật nhà nước", "CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC NĂM 2023", "BẢO MẬT THÔNG TIN",
    "mật độ dân số", "Cơ yếu, mật mã", "MẬT KHẨU", "Độ mật: Thường", "mật thiết với nhân dân",
    "Việc đóng dấu MẬT, TỐI MẬT, TUYỆT MẬT theo Luật Bảo vệ bí mật nhà nước do văn thư thực hiện.",
    "QUY CHẾ BẢO MẬT", "tài liệu không thuộc danh mục mật", "Hòa Mật", "QUẢN LÝ VĂN BẢN MẬT",
    "Phường Mật Sơn", "MẬT ĐỘ XÂY DỰNG", "vỡ tổ ong lấy mật", "Thôn Mật", "mat", "Mạt",
    "MẶT TRẬN TỔ QUỐC",
)  # fmt: skip


def found_in(folder: Path, needle: bytes) -> list[Path]:
    """Return every file under the folder whose bytes or name hold the needle."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if needle.decode() in path.name or (path.is_file() and needle in path.read_bytes())
    ]


def marked_files() -> Iterator[tuple[str, str, bytes, str]]:
    canary = f"Hạt giống {secrets.token_hex(12)}"
    for kind, maker in KINDS.items():
        for stamp, mark in STAMPS.items():
            for form in ("NFC", "NFD"):
                line = unicodedata.normalize(form, stamp)
                yield f"a.{kind}", mark, maker("ĐẢNG ỦY KHỐI", line, "Kính gửi các đồng chí,", canary), canary
    for stamp in ("MẬT", "TỐI MẬT"):
        yield "a.docx", stamp, made.docx_header(stamp), "Nội dung."
        yield "a.docx", stamp, made.docx_text_box(stamp), "Nội dung"
        yield "a.odt", stamp, made.odt("Nội dung", styles=stamp), "Nội dung"
        yield "a.txt", stamp, made.text(to_tcvn3("Nội dung"), to_tcvn3(stamp.lower())), "Néi dung"
        yield "a.docx", stamp, made.docx("Thân", word__embeddings__b_docx=made.docx(stamp)), "Thân"
    yield "TUYỆT MẬT.docx", "TUYỆT MẬT", made.docx("Nội dung"), "Nội dung"
    yield "12-CV (MẬT).docx", "MẬT", made.docx("Nội dung"), "Nội dung"


def test_rule_D10_no_file_with_a_secrecy_mark_is_stored(upload: Upload, settings: Any) -> None:
    refused = 0
    for name, mark, content, canary in marked_files():
        with pytest.raises(secrecy.MarkedSecret) as refusal:
            files.keep(upload(name, content))

        assert refusal.value.values == {"mark": mark}
        assert found_in(settings.DATA, canary.encode()) == []
        refused += 1
    assert refused >= 120
    assert list(Path(settings.DATA).rglob("*")) == []


@pytest.mark.parametrize("stamp", ["MẬT", unicodedata.normalize("NFD", "TUYỆT MẬT"), "T Ố I  M Ậ T"])
def test_rule_D10_a_marked_pdf_is_refused(upload: Upload, settings: Any, stamp: str) -> None:
    with pytest.raises(secrecy.MarkedSecret):
        files.keep(upload("a.pdf", made.pdf("ĐẢNG ỦY KHỐI", stamp, "Nội dung")))

    assert list(Path(settings.DATA).rglob("*")) == []


def test_rule_D10_what_only_speaks_of_secrets_is_kept(upload: Upload) -> None:
    kept = 0
    for kind, maker in KINDS.items():
        for phrase in INNOCENT:
            for place in (0, 2):
                lines = ["Số 12-CV/ĐUK", "Hà Nội, ngày 21 tháng 4 năm 2023", "Kính gửi"]
                lines.insert(place, phrase)

                assert files.keep(upload(f"Mật khẩu {kept}.{kind}", maker(*lines))).size > 0
                kept += 1
    assert kept >= 200


def test_rule_D10_a_scan_is_kept_once_a_person_attests_that_it_bears_no_mark(upload: Upload) -> None:
    scan = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 64

    with pytest.raises(files.NotAttested):
        files.keep(upload("scan.png", scan), attested=False)

    assert files.keep(upload("scan.png", scan), attested=True).is_scan


def test_rule_D10_a_typed_pdf_with_a_scanned_page_within_is_attested_too(upload: Upload) -> None:
    stamped = made.pdf_of("Một", "#pagebreak()", "#rect(width: 4cm, fill: red)", "#pagebreak()", "Ba")
    blank = made.pdf_of("Một", "#pagebreak()", "#pagebreak()", "Ba")

    with pytest.raises(files.NotAttested):
        files.keep(upload("a.pdf", stamped), attested=False)

    assert files.keep(upload("a.pdf", stamped), attested=True).is_scan
    assert not files.keep(upload("b.pdf", blank), attested=False).is_scan


@pytest.mark.slow
def test_rule_D10_pages_that_are_too_many_to_be_read_are_attested(upload: Upload) -> None:
    long = made.pdf_of(*["Trang", "#pagebreak()"] * 300, "Trang")

    with pytest.raises(files.NotAttested):
        files.keep(upload("a.pdf", long), attested=False)


@pytest.mark.parametrize("stamp", ["ＭẬＴ", "МẬТ", "TUYET MAT", "T O I  M A T", "M\u200bẬT", "Ⓜ ẬT"])
def test_rule_D10_a_mark_in_strange_letters_or_without_signs_is_a_mark(stamp: str) -> None:
    assert secrecy.mark_in([secrecy.Passage(("ĐẢNG ỦY KHỐI", stamp, "Số 12-BC/ĐUK"))])


def test_the_refusal_says_what_the_law_says_and_what_to_do() -> None:
    sentence = str(secrecy.MarkedSecret(mark="MẬT"))

    assert "Law 117/2025/QH15, article 5" in sentence
    assert "Nothing of the file was stored" in sentence
