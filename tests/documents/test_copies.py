"""Official copies: true copies, copies of a part, copies of a copy."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from pypdf import PdfReader
from tests.conftest import House, Visitor, at

from nghisu.documents import actions
from nghisu.documents.actions import copies as copying
from nghisu.documents.exports import copies as exports
from nghisu.documents.models import Document, DocumentCopy, DocumentFile
from nghisu.documents.rules import copies
from nghisu.documents.rules.copies import CopyKind
from nghisu.documents.rules.signing import NotInOffice, Right
from nghisu.documents.rules.types import Family
from nghisu.kit import pdf
from nghisu.kit.refusals import NotAllowed
from nghisu.record.models import Entry

Make = Callable[..., Document]
Copy = Callable[..., DocumentCopy]
SIGNER = actions.Signer(name="TS. Trần Thị Bình", title="Chánh Văn phòng", right=Right.BY_ORDER)
MOMENT = "2023-04-21 09:00"


@pytest.fixture
def copy(house: House) -> Copy:
    """Return a function that makes a copy: ``copy(document, CopyKind.FULL)``."""

    def make(document: Document, kind: CopyKind = CopyKind.FULL, **rest: Any) -> DocumentCopy:
        values: dict[str, Any] = {
            "unit": house.units["DUK"],
            "dated_on": date(2023, 4, 21),
            "signer": SIGNER,
            "by": house.standing("van"),
            "at": at(MOMENT),
        }
        return copying.make_copy(document=document, kind=kind, **{**values, **rest})

    return make


def test_all_kinds_of_copies_take_one_sequence_of_the_term(received: Make, issued: Make, copy: Copy) -> None:
    incoming, own = received(text="Một.\nHai."), issued()

    made = [
        copy(incoming),
        copy(incoming, CopyKind.EXTRACT, text="Hai."),
        copy(own, CopyKind.OF_COPY, from_copy="05-BS/TU"),
    ]

    assert [one.reference for one in made] == ["01-BS/ĐUK", "02-BS/ĐUK", "03-BS/ĐUK"]
    assert made[0].number_line == "Số 01-BS/ĐUK"
    assert made[0].signer_name == "Trần Thị Bình"
    assert (
        list(Entry.objects.filter(verb="document.copied").values_list("verb", flat=True))
        == ["document.copied"] * 3
    )


def test_copies_of_the_state_count_by_the_year_with_a_symbol_for_each_kind(issued: Make, copy: Copy) -> None:
    own = issued("decision", family=Family.STATE)

    first, second = copy(own), copy(own, CopyKind.EXTRACT, text="Đảng ủy Khối báo cáo như sau.")

    assert [first.reference, second.reference] == ["01/SY-ĐUK", "02/TrS-ĐUK"]
    assert [first.term, first.sequence.year] == [None, 2023]


def test_a_draft_is_not_copied(draft: Make, copy: Copy) -> None:
    with pytest.raises(copies.NothingToCopy):
        copy(draft())


@pytest.mark.parametrize(
    ("kind", "values", "refusal"),
    [
        (CopyKind.EXTRACT, {"text": " \n"}, copies.ExtractEmpty),
        (CopyKind.EXTRACT, {"text": "Đảng ủy Khối báo cáo như vậy."}, copies.NotInTheOriginal),
        (CopyKind.OF_COPY, {"from_copy": ""}, copies.WhichCopy),
        (CopyKind.FULL, {"dated_on": date(2023, 4, 19)}, copies.CopyBeforeOriginal),
    ],
)
def test_what_is_no_copy_is_refused_and_takes_no_number(
    issued: Make, copy: Copy, kind: CopyKind, values: dict[str, Any], refusal: type[Exception]
) -> None:
    own = issued()

    with pytest.raises(refusal):
        copy(own, kind, **values)

    assert copy(own).reference == "01-BS/ĐUK"


def test_a_part_may_show_by_dots_what_was_left_out(issued: Make, copy: Copy) -> None:
    made = copy(issued(), CopyKind.EXTRACT, text="(...)\nĐảng ủy Khối báo cáo như sau.\n[…]")

    assert made.text == "(...)\nĐảng ủy Khối báo cáo như sau.\n[…]"


def test_who_holds_no_office_signs_no_copy(house: House, issued: Make, copy: Copy) -> None:
    stranger = actions.Signer(
        name="Người Lạ", title="Văn thư", right=Right.BY_ORDER, person=house.people["la"]
    )

    with pytest.raises(NotInOffice):
        copy(issued(), signer=stranger)


def test_a_member_makes_no_copy(house: House, issued: Make, copy: Copy) -> None:
    with pytest.raises(NotAllowed):
        copy(issued(), by=house.standing("hung"))


def test_a_void_copy_keeps_its_number_with_the_reason(house: House, issued: Make, copy: Copy) -> None:
    own = issued()
    first = copy(own)

    first = copying.void_copy(copy=first, reason="Sao nhầm", by=house.standing("van"), at=at(MOMENT))

    assert [first.is_void, first.void_reason, copy(own).reference] == [True, "Sao nhầm", "02-BS/ĐUK"]
    with pytest.raises(copies.CopyIsVoid):
        copying.void_copy(copy=first, reason="Lần nữa", by=house.standing("van"), at=at(MOMENT))


def test_the_paper_shows_the_original_signed_and_the_block_of_the_copy_below(
    issued: Make, copy: Copy
) -> None:
    made = copy(issued(), recipients=["Các đảng ủy trực thuộc"])

    for text in (_words_of_docx(exports.as_docx(made)), _words_of_pdf(exports.as_pdf(made))):
        assert re.search(
            r"Số 01-BC/ĐUK.*Đảng ủy Khối báo cáo như sau.*\(Đã ký\).*Lê Thị Lan.*"
            r"Số 01-BS/ĐUK.*SAO Y BẢN CHÍNH.*ngày 21 tháng 4 năm 2023.*Các đảng ủy trực thuộc.*"
            r"T/L BAN THƯỜNG VỤ.*CHÁNH VĂN PHÒNG.*Trần Thị Bình",
            text,
        ), text


def test_a_copy_of_a_part_has_the_part_only(issued: Make, copy: Copy) -> None:
    own = issued(text="Điều một.\nĐiều hai.\nĐiều ba.")

    text = _words_of_docx(exports.as_docx(copy(own, CopyKind.EXTRACT, text="Điều hai.")))

    assert "Điều hai" in text
    assert "Điều một" not in text
    assert "Điều ba" not in text
    assert "TRÍCH SAO" in text


def test_a_copy_of_a_scanned_paper_is_its_own_pages_and_one_sheet(
    house: House, received: Make, copy: Copy, issued: Make
) -> None:
    incoming = received()
    scan = exports.as_pdf(copy(issued()))
    actions.attach_made(
        document=incoming,
        content=scan,
        name="ban-goc.pdf",
        media_type=pdf.MEDIA_TYPE,
        role=DocumentFile.Role.SCAN,
        by=house.standing("van"),
        at=at(MOMENT),
    )

    made = PdfReader(io.BytesIO(exports.as_pdf(copy(incoming))))

    original = PdfReader(io.BytesIO(scan))
    assert len(made.pages) == len(original.pages) + 1
    assert [page.extract_text() for page in made.pages[:-1]] == [
        page.extract_text() for page in original.pages
    ]
    assert "128-CV/BTCTW" in _flat(made.pages[-1].extract_text())
    assert "Kết quả" not in made.pages[-1].extract_text()


def test_a_clerk_makes_a_copy_by_the_pages_and_finds_it_in_the_register(
    house: House, visit: Callable[[str], Visitor], issued: Make
) -> None:
    own, clerk = issued(), visit("van")
    address = f"/van-ban/{own.pk}/sao/"

    assert address in clerk.get(f"/van-ban/{own.pk}/").content.decode()
    form = {
        "unit": str(house.units["DUK"].pk),
        "kind": "full",
        "dated_on": "20/4/2023",
        "sheets": "12",
        "right": "by_order",
        "signer_for": "Ban Thường vụ",
        "signer": str(house.people["minh"].pk),
        "recipients": "Các đảng ủy trực thuộc\nLưu",
    }
    wrong = clerk.send(address, {**form, "kind": "of_copy"})
    answer = clerk.send(address, form)

    assert wrong.status_code == 422
    assert "05-BS/TU" in wrong.content.decode()
    made = DocumentCopy.objects.get()
    assert answer.headers["Location"] == f"/van-ban/ban-sao/{made.pk}/"
    assert made.recipient_labels == ("Các đảng ủy trực thuộc", "Lưu")
    assert "01-BS/ĐUK" in clerk.get("/van-ban/so/ban-sao/").content.decode()
    assert "01-BS/ĐUK" in clerk.get(f"/van-ban/{own.pk}/").content.decode()
    assert clerk.get(f"/van-ban/ban-sao/{made.pk}/ban-in.pdf").content[:5] == b"%PDF-"
    assert clerk.get(f"/van-ban/ban-sao/{made.pk}/ban-in.docx").content[:2] == b"PK"
    sequences = clerk.get("/van-ban/so/cap-so/").content.decode()
    assert "BS" in sequences


def _flat(text: str) -> str:
    return " ".join(text.split())


def _words_of_docx(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    return _flat(" ".join(node.text or "" for node in file.element.body.iter("{*}t")))


def _words_of_pdf(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return _flat(" ".join(page.extract_text() for page in pages))
