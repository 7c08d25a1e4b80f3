"""Pages of documents, as people use them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.conftest import House, Visitor, at

from nghisu.documents import actions
from nghisu.documents.models import Document, DocumentFile

Make = Callable[..., Document]
Visit = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def afternoon(time_machine: Any) -> None:
    time_machine.move_to(at("2023-04-21 15:00"), tick=False)


def incoming_values(house: House, **rest: Any) -> dict[str, Any]:
    return {
        "unit": str(house.units["DUK"].pk),
        "type": "letter",
        "reference": "77-CV/BTCTW",
        "dated_on": "18/04/2023",
        "issuer": str(house.outside["BTCTW"].pk),
        "issuer_name": "",
        "subject": "Về việc báo cáo kết quả",
        "urgency": "none",
        "expected_tasks": "2",
        **rest,
    }


def outgoing_values(house: House, **rest: Any) -> dict[str, Any]:
    return {
        "unit": str(house.units["DUK"].pk),
        "direction": "outgoing",
        "type": "notice",
        "organ": "standing",
        "subject": "Thông báo kết luận",
        "urgency": "none",
        "text": "Ban Thường vụ kết luận.",
        "right": "on_behalf",
        "in_name_of": "Ban Thường vụ",
        "signer_title": "Phó Bí thư",
        "signer_name": "TS. Lê Thị Lan",
        "recipient_units": [str(house.units["A1"].pk)],
        "recipient_others": "Các đảng ủy trực thuộc",
        **rest,
    }


@pytest.mark.parametrize("slug", ["den", "di", "noi-bo"])
def test_each_register_opens_empty_and_teaches_the_first_step(visit: Visit, slug: str) -> None:
    answer = visit("van").get(reverse("document_register", args=[slug]))

    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


def test_a_clerk_registers_attaches_and_routes_in_one_form(house: House, visit: Visit) -> None:
    values = incoming_values(
        house,
        route_to=str(house.units["BTG"].pk),
        route_due_on="28/04/2023",
        remark="Tham mưu",
        file=SimpleUploadedFile("Công văn.txt", "Kính gửi Đảng ủy Khối".encode()),
    )

    answer = visit("van").send(reverse("document_receive"), values)

    document = Document.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("document_detail", args=[document.pk]),
    )
    assert (document.received_number, document.status) == (1, "routed")
    assert [file.name for file in document.files.all()] == ["Công văn.txt"]
    page = visit("van").get(answer.headers["Location"]).content.decode()
    assert "77-CV/BTCTW" in page
    assert "Ban Tuyên giáo Đảng ủy Khối" in page


def test_a_wrong_form_tells_all_errors_and_loses_nothing(house: House, visit: Visit) -> None:
    values = incoming_values(house, dated_on="31/02/2023", issuer="", subject="Giữ lại câu này")

    answer = visit("van").send(reverse("document_receive"), values)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Giữ lại câu này" in page
    assert [one[0] for one in answer.context["form"].faults()] == ["id_dated_on", "id_issuer"]
    assert Document.objects.count() == 0


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_rule_D10_a_file_with_a_secrecy_mark_is_refused_and_nothing_is_stored(
    house: House, visit: Visit, settings: Any, mark: str
) -> None:
    canary = "chim hoàng yến"
    content = f"{mark}\n\nBáo cáo {canary}".encode()

    answer = visit("van").send(
        reverse("document_receive"), incoming_values(house, file=SimpleUploadedFile("bc.txt", content))
    )

    assert answer.status_code == 422
    assert (Document.objects.count(), DocumentFile.objects.count()) == (0, 0)
    left = [
        path for path in settings.DATA.rglob("*") if path.is_file() and canary.encode() in path.read_bytes()
    ]
    assert left == []


def test_from_draft_to_number_by_the_pages(house: House, visit: Visit) -> None:
    minh, van = visit("minh"), visit("van")
    drafted = minh.send(reverse("document_draft"), outgoing_values(house))
    document = Document.objects.get()
    page = minh.get(drafted.headers["Location"]).content.decode()
    assert "TS." in page
    minh.send(reverse("document_submit", args=[document.pk]))
    way = reverse("document_way", args=[document.pk])
    minh.send(way, {"act": "agree"})
    van.send(way, {"act": "agree", "on_paper": "on"})
    issue = reverse("document_issue", args=[document.pk])
    asked = van.get(issue).content.decode()
    assert "01-TB/ĐUK" in asked

    wrong = van.send(issue, {"dated_on": "21/04/2023", "typed": "Nghị quyết"})
    done = van.send(issue, {"dated_on": "21/04/2023", "typed": "thong bao"})

    document.refresh_from_db()
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert (document.reference, document.dated_on) == ("01-TB/ĐUK", date(2023, 4, 21))
    assert [file.name for file in document.files.all()] == ["01-tb-duk-thong-bao-ket-luan.docx"]
    assert document.signers.get().name == "Lê Thị Lan"


def test_the_receiving_affiliate_downloads_the_file_and_its_neighbour_gets_404(
    house: House, visit: Visit, issued: Make
) -> None:
    document = issued("plan", recipients=[actions.Recipient("Đảng ủy Bộ Ví dụ Một", unit=house.units["A1"])])
    file = actions.attach_made(
        document=document,
        content=b"noi dung",
        name="ke-hoach.docx",
        media_type="application/octet-stream",
        by=house.standing("van"),
        at=at("2023-04-20 11:00"),
    )

    ours = visit("hoa").get(reverse("document_file", args=[file.pk]))
    theirs = visit("ha").get(reverse("document_file", args=[file.pk]))

    assert (ours.status_code, ours.getvalue()) == (200, b"noi dung")
    assert ours.headers["Content-Disposition"].startswith("attachment")
    assert theirs.status_code == 404
    assert visit("ha").get(reverse("document_detail", args=[document.pk])).status_code == 404


def test_two_editors_of_one_draft_get_the_conflict_page(house: House, visit: Visit, draft: Make) -> None:
    document = draft()
    revise = reverse("document_revise", args=[document.pk])
    values = outgoing_values(house, version="1")

    first = visit("minh").send(revise, {**values, "subject": "Bản thứ nhất"})
    second = visit("minh").send(revise, {**values, "subject": "Bản thứ hai"})

    document.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert document.subject == "Bản thứ nhất"
    assert "Bản thứ hai" in second.content.decode()


def test_a_void_number_shows_with_its_reason(house: House, visit: Visit, issued: Make) -> None:
    document = issued("notice")
    van = visit("van")

    done = van.send(
        reverse("document_void", args=[document.pk]), {"reason": "Ban hành nhầm", "typed": "01-TB/ĐUK"}
    )

    assert done.status_code == 302
    assert "Ban hành nhầm" in van.get(reverse("document_register", args=["di"])).content.decode()


@pytest.mark.parametrize(("suffix", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_official_form_is_downloaded(visit: Visit, issued: Make, suffix: str, start: bytes) -> None:
    answer = visit("van").get(reverse(f"document_{suffix}", args=[issued().pk]))

    assert (answer.status_code, answer.content[: len(start)]) == (200, start)


def test_the_register_asks_as_many_queries_for_one_row_as_for_many(
    house: House, visit: Visit, received: Make
) -> None:
    van = visit("van")

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert van.get(reverse("document_register", args=["den"])).status_code == 200
        return len(asked)

    document = received()
    actions.route(
        document=document, to_unit=house.units["BTG"], by=house.standing("van"), at=at("2023-04-10 10:00")
    )
    count()
    with_one = count()
    for number in range(12):
        more = received(reference=f"{200 + number}-CV/BTCTW")
        actions.route(
            document=more, to_unit=house.units["BTG"], by=house.standing("van"), at=at("2023-04-10 10:00")
        )

    assert count() == with_one
    assert with_one <= 12


def test_the_register_as_of_a_day_shows_what_stood_in_it(visit: Visit, received: Make) -> None:
    received()
    van = visit("van")
    register = reverse("document_register", args=["den"])

    before = van.get(f"{register}?as_of=2023-04-09").content.decode()
    after = van.get(f"{register}?as_of=2023-04-10").content.decode()

    assert ("128-CV/BTCTW" in before, "128-CV/BTCTW" in after) == (False, True)


def test_the_register_is_exported_as_seen(visit: Visit, received: Make) -> None:
    received()

    answer = visit("van").get(reverse("document_register", args=["den"]) + "?export=xlsx&q=xay+dung")

    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_a_stranger_sees_no_document_page(visit: Visit, received: Make) -> None:
    document = received()

    assert visit("la").get(reverse("document_list")).status_code == 404
    assert visit("la").get(reverse("document_detail", args=[document.pk])).status_code == 404
