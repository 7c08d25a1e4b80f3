"""What the office, the chair and the unit visited see and do on the pages of a visit."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from docx import Document as Word
from python_calamine import CalamineWorkbook
from tests.conftest import Visitor, at
from tests.visits.conftest import Trip, day

from nghisu.kit import clock
from nghisu.kit.periods import Quarter
from nghisu.visits.models import Visit
from nghisu.visits.rules.steps import State, Way

Visit_ = Callable[[str], Visitor]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture(autouse=True)
def april(own_data_folder: None) -> None:
    clock.set_demo_time(at("2023-04-03 08:00"))


def plan_data(trip: Trip, **values: Any) -> dict[str, Any]:
    return {
        "visited": str(trip.house.units["A1"].pk),
        "purpose": "Tháo gỡ khó khăn về phần mềm",
        "quarter": "2023-Q2",
        "starts_at": "08:30 12/04/2023",
        "ends_at": "11:30 12/04/2023",
        "place": "Trụ sở",
        "head": str(trip.house.people["lan"].pk),
        "members": [str(trip.house.people["minh"].pk)],
        **values,
    }


def test_the_office_plans_a_visit_and_changes_it(trip: Trip, visit: Visit_) -> None:
    minh = visit("minh")

    sent = minh.send("/chuyen-lam-viec/moi/", plan_data(trip))
    made = Visit.objects.get()
    changed = minh.send(
        f"/chuyen-lam-viec/{made.pk}/sua/", plan_data(trip, place="Hội trường", version=made.version)
    )

    made.refresh_from_db()
    assert (sent.status_code, changed.status_code) == (302, 302)
    assert (made.place, made.quarter_label, made.members.count()) == ("Hội trường", "II/2023", 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"purpose": ""}, "Hãy điền"),
        ({"quarter": "2019-Q1"}, "2019-Q1"),
        ({"starts_at": "25:00 12/04/2023"}, "25"),
        ({"ends_at": ""}, "Hãy ghi đủ giờ"),
        ({"ends_at": "08:00 12/04/2023"}, "hãy sửa giờ kết thúc"),
        ({"starts_at": "08:30 12/07/2023", "ends_at": "09:30 12/07/2023"}, "nằm ngoài quý"),
        ({"head": ""}, "Hãy ghi cơ quan lãnh đạo"),
        ({"visited": "00000000-0000-0000-0000-000000000000"}, ""),
        ({"purpose": "Gặp đồng chí Nguyễn Văn Bảy"}, "Nguyễn Văn Bảy"),
        ({"purpose": "x" * 401}, ""),
    ],
)
def test_a_plan_that_cannot_be_says_why_and_nothing_is_stored(
    trip: Trip, visit: Visit_, values: dict[str, Any], said: str
) -> None:
    answer = visit("minh").send("/chuyen-lam-viec/moi/", plan_data(trip, **values))

    assert answer.status_code in {400, 422}
    assert said in text(answer)
    assert Visit.objects.count() == 0


def test_a_clash_is_told_beside_the_participants_and_taken_once_it_is_known(
    trip: Trip, visit: Visit_
) -> None:
    trip.announced()
    minh, data = visit("minh"), plan_data(trip, visited=str(trip.house.units["A2"].pk))

    refused = minh.send("/chuyen-lam-viec/moi/", data)
    taken = minh.send("/chuyen-lam-viec/moi/", data | {"knows_clash": "on"})

    assert "Lê Thị Lan dự “Làm việc với Đảng ủy Bộ Ví dụ Một" in text(refused)
    assert taken.status_code == 302
    assert "Trùng giờ: lúc đó Lê Thị Lan" in text(minh.get(taken["Location"]))


def test_the_unit_states_its_question_and_sees_no_draft(trip: Trip, visit: Visit_) -> None:
    trip.planned(visited=trip.house.units["A2"])
    made, hoa = trip.announced(knows_clash=True), visit("hoa")
    place = f"/chuyen-lam-viec/{made.pk}/"

    sent = hoa.send(
        f"{place}cau-hoi/",
        {"version": made.version, "matter": "software", "text": "Phần mềm chưa liên thông."},
    )
    listed = text(hoa.get("/chuyen-lam-viec/"))

    assert sent.status_code == 302
    assert "Phần mềm chưa liên thông." in text(hoa.get(place))
    assert "1/1" in listed or listed.count("Tháo gỡ khó khăn") == 1
    assert visit("ha").get(place).status_code == 404
    assert hoa.get(f"{place}sua/").status_code == 404
    assert hoa.get(f"{place}da-lam-viec/").status_code == 404


def test_the_unit_reads_minutes_once_signed_and_commitments_once_concluded(trip: Trip, visit: Visit_) -> None:
    clock.set_demo_time(at("2023-04-20 08:00"))
    made = trip.written(trip.held())
    place, hoa = f"/chuyen-lam-viec/{made.pk}/", visit("hoa")
    papers = f"{place}tai-bien-ban/"

    assert "Hai bên thống nhất nội dung" not in text(hoa.get(place))
    assert hoa.get(papers).status_code == 404
    assert visit("minh").get(papers).status_code == 200
    made = trip.signed(made)
    trip.commit(made, title="Việc còn trong dự thảo")
    assert "Hai bên thống nhất nội dung" in text(hoa.get(place))
    assert hoa.get(papers).status_code == 200
    assert "Việc còn trong dự thảo" not in text(hoa.get(place)) + text(hoa.get(f"{place}theo-doi/"))
    trip.concluded(made)
    assert "Việc còn trong dự thảo" in text(hoa.get(place))


def test_the_minutes_come_as_word_and_pdf_with_their_corrections(trip: Trip, visit: Visit_) -> None:
    clock.set_demo_time(at("2023-04-20 08:00"))
    made = trip.signed(trip.held())
    place, lan = f"/chuyen-lam-viec/{made.pk}/", visit("lan")
    lan.send(f"{place}dinh-chinh/", {"version": made.version, "text": "Đọc là ba bên.", "words": "Ghi nhầm"})

    word = Word(io.BytesIO(lan.get(f"{place}tai-bien-ban/").content))
    said = "\n".join(one.text for one in word.paragraphs)

    assert "Hai bên thống nhất nội dung." in said
    assert "Đính chính số 1 (20/04/2023): Đọc là ba bên. Lý do: Ghi nhầm" in said
    assert lan.get(f"{place}tai-bien-ban/?pdf=1").content.startswith(b"%PDF")


def test_the_list_filters_sorts_and_goes_out_to_excel(trip: Trip, visit: Visit_) -> None:
    made = trip.held()
    trip.planned(visited=trip.house.units["A2"], knows_clash=True, purpose="Nắm tình hình quý III")
    clock.set_demo_time(at("2023-04-20 08:00"))
    minh = visit("minh")

    owing = text(minh.get("/chuyen-lam-viec/?owing=1&quarter=2023-Q2"))
    planned = text(minh.get("/chuyen-lam-viec/?state=planned&q=nam+tinh+hinh"))
    sheet = minh.get("/chuyen-lam-viec/?export=xlsx&sort=code")

    assert made.purpose in owing
    assert "Nắm tình hình" not in owing
    assert "Nắm tình hình quý III" in planned
    assert made.purpose not in planned
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert any("1/2023" in row for row in rows)


def test_the_plan_of_a_year_comes_as_word_and_pdf_to_the_side_that_visits(trip: Trip, visit: Visit_) -> None:
    trip.announced()
    trip.planned(
        visited=trip.house.units["A2"],
        head=None,
        body=trip.house.bodies["standing"],
        members=[],
        starts_at=None,
        ends_at=None,
        quarter=Quarter(2023, 3),
    )
    place = f"/chuyen-lam-viec/ke-hoach/{trip.house.units['DUK'].pk}/2023/"
    minh = visit("minh")

    word = Word(io.BytesIO(minh.get(place).content))
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]

    assert [(row[1], row[2], row[4], row[5]) for row in cells if len(row) == 6][1:] == [
        ("II/2023", "Đảng ủy Bộ Ví dụ Một", "12/04/2023", "Lê Thị Lan"),
        ("III/2023", "Đảng ủy Bộ Ví dụ Hai", "", "Ban Thường vụ"),
    ]
    assert minh.get(f"{place}?pdf=1").content.startswith(b"%PDF")
    assert place in text(minh.get("/chuyen-lam-viec/"))
    assert visit("hoa").get(place).status_code == 404
    assert minh.get(place.replace("2023", "2022")).status_code == 404


def test_the_follow_up_page_counts_what_is_owed_and_offers_the_answer_of_the_difficulty(
    trip: Trip, visit: Visit_
) -> None:
    clock.set_demo_time(at("2023-04-17 10:00"))
    made = trip.signed(trip.held())
    question = made.questions.get()
    promise = trip.commit(made, way=Way.DIFFICULTY, question=question)
    made = trip.concluded(made)
    place, minh = f"/chuyen-lam-viec/{made.pk}/", visit("minh")
    minh.send(f"{place}cam-ket/{promise.pk}/chuyen/", {"version": promise.version})
    promise.refresh_from_db()
    assert promise.topic is not None
    minh.send(
        f"/tinh-hinh/van-de/{promise.topic.pk}/tra-loi/",
        {"version": promise.topic.version, "outcome": "resolved", "text": "Hai phần mềm đã liên thông."},
    )

    told = f"{place}cau-hoi/{question.pk}/bao-lai/"
    question.refresh_from_db()
    assert "Hai phần mềm đã liên thông." in text(minh.get(told))
    refused = minh.send(
        told, {"version": question.version, "outcome": "resolved", "text": "Đã liên thông.", "document": ""}
    )
    assert "Hãy chọn văn bản báo lại" in text(refused)
    sent = minh.send(
        told,
        {
            "version": question.version,
            "outcome": "resolved",
            "text": "Đã liên thông.",
            "document": str(made.document_id),
        },
    )
    assert sent.status_code == 302
    assert "Đã liên thông." in text(visit("hoa").get(f"{place}theo-doi/"))
    made.refresh_from_db()
    minh.send(f"{place}ket-thuc/", {"version": made.version, "words": ""})
    made.refresh_from_db()
    assert made.state == State.CLOSED


def test_a_version_read_before_is_answered_with_both_texts(trip: Trip, visit: Visit_) -> None:
    made = trip.planned()
    minh = visit("minh")
    place = f"/chuyen-lam-viec/{made.pk}/sua/"
    minh.send(place, plan_data(trip, version=made.version, place="Một"))

    again = minh.send(place, plan_data(trip, version=made.version, place="Hai"))

    assert again.status_code == 409
    assert Visit.objects.get().place == "Một"


def test_a_visit_waits_on_the_first_screen_of_the_unit_with_its_deadline(trip: Trip, visit: Visit_) -> None:
    made = trip.announced()

    page = text(visit("hoa").get("/"))

    assert made.purpose in page
    assert "Nêu câu hỏi của tổ chức" in page
    assert "10/04/2023" in page
    assert reverse("visit_detail", args=[made.pk]) in page


def test_pages_speak_english_too(trip: Trip, visit: Visit_) -> None:
    made = trip.held()
    clock.set_demo_time(at("2023-04-12 17:00"))
    minh = visit("minh")
    minh.cookies["django_language"] = "en"

    assert "Held, to be concluded" in text(minh.get(f"/chuyen-lam-viec/{made.pk}/"))
    assert made.held_on == day("12/4/2023")
