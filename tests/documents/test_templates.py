"""The office's own Word templates: placeholders, preview, and the file that is issued."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import House, Visitor, at

from nghisu.documents import exports
from nghisu.documents.actions import Recipient
from nghisu.documents.actions import templates as actions
from nghisu.documents.exports.papers import start_of_template
from nghisu.documents.models import Document, PaperTemplate
from nghisu.documents.rules import form_check, templates
from nghisu.kit import word_template
from nghisu.kit.refusals import NotAllowed
from nghisu.kit.secrecy import MarkedSecret
from nghisu.kit.word import NotWord

Make = Callable[..., Document]
NEEDED = "{{so_ky_hieu}}|{{dia_danh_ngay_thang}}|{{trich_yeu}}|{{noi_dung}}|{{nguoi_ky}}"
MOMENT = "2023-04-19 08:00"


def template(*lines: str, parted: bool = False) -> bytes:
    """Return a Word file with these lines; ``parted`` parts each in runs of three letters, as Word does."""
    file = docx.Document()
    for line in lines:
        paragraph = file.add_paragraph()
        pieces = [line[start : start + 3] for start in range(0, len(line), 3)] if parted else [line]
        for piece in pieces:
            paragraph.add_run(piece).bold = True
    file.sections[0].header.paragraphs[0].text = "Lưu hành nội bộ {{so_ky_hieu}}"
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def lines_of(content: bytes) -> list[str]:
    """Return the paragraphs of a Word file."""
    return [one.text for one in docx.Document(io.BytesIO(content)).paragraphs]


def upload(content: bytes, name: str = "mau-bao-cao.docx") -> "SimpleUploadedFile":
    """Return an upload."""
    return SimpleUploadedFile(name, content)


@pytest.fixture
def keep(house: House) -> Callable[..., PaperTemplate]:
    """Return a function that keeps a template of reports."""

    def make(content: bytes, **rest: Any) -> PaperTemplate:
        values: dict[str, Any] = {
            "unit": house.units["DUK"],
            "type_code": "report",
            "by": house.standing("van"),
            "at": at(MOMENT),
        }
        return actions.keep_template(upload=upload(content), **{**values, **rest})

    return make


@pytest.mark.parametrize("parted", [False, True])
def test_placeholders_are_filled_in_the_look_they_stand_in(parted: bool) -> None:
    content = template("Kính gửi: {{ kinh_gui }} (v/v {{trich_yeu}})", "{{noi_dung}}", parted=parted)

    made = word_template.fill(
        content, {"kinh_gui": ["A", "B"], "trich_yeu": "quý I", "noi_dung": ["Một.", "Hai."]}
    )

    assert lines_of(made) == ["Kính gửi: A; B (v/v quý I)", "Một.", "Hai."]
    assert all(run.bold for one in docx.Document(io.BytesIO(made)).paragraphs for run in one.runs)
    header = docx.Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text
    assert header == "Lưu hành nội bộ "


def test_a_value_is_words_and_never_markup_or_another_placeholder() -> None:
    made = word_template.fill(template("{{trich_yeu}}"), {"trich_yeu": "<w:p/> & {{nguoi_ky}}"})

    assert lines_of(made)[0].replace("\u200b", "") == "<w:p/> & {{nguoi_ky}}"


def test_the_names_are_listed_in_their_order() -> None:
    assert word_template.names_in(template("{{noi_dung}}", "{{trich_yeu}} {{noi_dung}}")) == [
        "noi_dung",
        "trich_yeu",
        "so_ky_hieu",
    ]


def test_another_kind_of_file_is_no_template() -> None:
    with pytest.raises(NotWord):
        word_template.names_in(_sheet())


def test_a_report_is_issued_in_the_template_of_its_day(
    house: House, issued: Make, keep: Callable[..., PaperTemplate]
) -> None:
    keep(template("MẪU RIÊNG", *NEEDED.split("|"), "{{noi_nhan}}"))

    made = lines_of(exports.as_docx(issued(text="Một.\nHai.")))
    other = lines_of(exports.as_docx(issued("plan")))

    assert made[:6] == [
        "MẪU RIÊNG",
        "Số 01-BC/ĐUK",
        "Hà Nội, ngày 20 tháng 4 năm 2023",
        "Kết quả công tác quý I năm 2023",
        "Một.",
        "Hai.",
    ]
    assert "MẪU RIÊNG" not in other


def test_a_template_begun_from_the_official_form_makes_the_paper_of_the_form(
    issued: Make, keep: Callable[..., PaperTemplate]
) -> None:
    recipients = [Recipient("Ban Bí thư"), Recipient("Các đảng ủy trực thuộc")]
    document = issued(text="Một.\nHai.", bases="- Căn cứ Quy chế;", recipients=recipients)
    by_form = _all_words(exports.as_docx(document))
    keep(start_of_template(date(2023, 4, 19)))

    by_template = exports.as_docx(document)

    assert _all_words(by_template) == by_form
    assert form_check.faults(form_check.check(by_template, exports.form_of(document))) == []


def test_a_document_issued_before_the_template_keeps_the_form(
    issued: Make, keep: Callable[..., PaperTemplate]
) -> None:
    before = issued(when="2023-04-18 09:00")
    keep(template("MẪU RIÊNG", *NEEDED.split("|")))

    assert "MẪU RIÊNG" not in lines_of(exports.as_docx(before))


def test_a_new_template_ends_the_one_before_and_an_ended_one_gives_way_to_the_form(
    house: House, issued: Make, keep: Callable[..., PaperTemplate]
) -> None:
    first = keep(template("CŨ", *NEEDED.split("|")))
    second = keep(template("MỚI", *NEEDED.split("|")), at=at("2023-04-20 08:00"))
    first.refresh_from_db()

    assert [first.until, second.until] == [second.first, None]
    assert lines_of(exports.as_docx(issued()))[0] == "MỚI"

    actions.end_template(template=second, by=house.standing("van"), at=at("2023-04-20 17:00"))

    assert "MỚI" not in lines_of(exports.as_docx(Document.objects.get()))


@pytest.mark.parametrize(
    ("lines", "refusal", "names"),
    [
        ([*NEEDED.split("|"), "{{chu_ky_so}}"], templates.UnknownPlaceholder, "{{chu_ky_so}}"),
        (
            ["{{noi_dung}}"],
            templates.PlaceholderLacks,
            "{{dia_danh_ngay_thang}}, {{trich_yeu}}, {{nguoi_ky}}",
        ),
    ],
)
def test_a_template_that_would_spoil_documents_is_refused(
    keep: Callable[..., PaperTemplate], lines: list[str], refusal: type[Any], names: str
) -> None:
    with pytest.raises(refusal) as refused:
        keep(template(*lines))

    assert refused.value.values == {"names": names}
    assert not PaperTemplate.objects.exists()


def test_a_template_with_a_secrecy_mark_is_refused(keep: Callable[..., PaperTemplate]) -> None:
    with pytest.raises(MarkedSecret):
        keep(template("TỐI MẬT", *NEEDED.split("|")))


def test_a_member_keeps_no_template(house: House, keep: Callable[..., PaperTemplate]) -> None:
    with pytest.raises(NotAllowed):
        keep(template(*NEEDED.split("|")), by=house.standing("hung"))


def test_the_clerk_keeps_looks_at_and_ends_a_template_by_the_pages(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    clerk = visit("van")
    form = {"unit": str(house.units["DUK"].pk), "type": "report"}

    assert "{{so_ky_hieu}}" in clerk.get("/van-ban/mau-word/moi/").content.decode()
    wrong = clerk.send("/van-ban/mau-word/moi/", {**form, "file": upload(template("{{noi_dung}}"))})
    done = clerk.send(
        "/van-ban/mau-word/moi/", {**form, "file": upload(template("MẪU RIÊNG", *NEEDED.split("|")))}
    )
    kept = PaperTemplate.objects.get()
    shown = clerk.get(f"/van-ban/mau-word/{kept.pk}/").content.decode()

    assert [wrong.status_code, done.status_code] == [422, 302]
    assert "{{nguoi_ky}}" in wrong.content.decode()
    assert "MẪU RIÊNG" in shown
    assert "Số 05-BC/ĐUK" in shown
    assert lines_of(clerk.get(f"/van-ban/mau-word/{kept.pk}/xem-thu.docx").content)[0] == "MẪU RIÊNG"
    assert kept.name in clerk.get("/van-ban/mau-word/").content.decode()
    assert "mau-word" in clerk.get("/van-ban/quy-dinh/").content.decode()
    assert clerk.send(f"/van-ban/mau-word/{kept.pk}/het/", {}).status_code == 302
    kept.refresh_from_db()
    assert kept.until is not None


def _all_words(content: bytes) -> list[str]:
    body = docx.Document(io.BytesIO(content)).element.body
    found = ["".join(one.text or "" for one in p.iter("{*}t")) for p in body.iter("{*}p")]
    return ["".join(one.split()) for one in found if one]


def _sheet() -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write(0, 0, "{{noi_dung}}")
    return stream.getvalue()
