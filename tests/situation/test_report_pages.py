"""The pages of situation reports: walked from beginning to feedback, and what bad input is answered with."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import Visitor, at
from tests.situation.conftest import Desk
from tests.situation.synthesising import CODES, begun, issued, issued_quarter, worded

from nghisu.situation.actions.reports import give_feedback, set_focus
from nghisu.situation.models import SituationReport
from nghisu.situation.rules.reports import Period

Visit = Callable[[str], Visitor]
LIST, NEW = "/tinh-hinh/bao-cao/", "/tinh-hinh/bao-cao/lap/"


def new(desk: Desk, **change: str) -> dict[str, str]:
    """Return what the form of a new report sends."""
    return {"unit": str(desk.house.units["DUK"].pk), "period": "2023-02", "declared": "on"} | change


def test_a_report_is_begun_written_issued_and_told_on_pages(
    desk: Desk, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.topic(*CODES)
    monkeypatch.setattr("nghisu.situation.queries.reports.closed_periods", _of_2023)
    chief, unit = visit("minh"), visit("hoa")

    begun = chief.send(NEW, new(desk))
    report = SituationReport.objects.get()
    place = f"{LIST}{report.pk}/"
    written = chief.send(
        f"{place}sua/",
        {
            "version": "1",
            "attention": "Tiền lương được quan tâm.",
            "assessment": "Tình hình ổn định.",
            "proposals": "Sửa 128-QĐ/TW.",
            "signer_title": "Phó Bí thư Thường trực",
            "signer_name": "Lê Thị Lan",
        },
    )
    hidden = unit.get(place).status_code
    sent = chief.send(
        f"{place}ban-hanh/",
        {
            "version": "2",
            "dated_on": "03/03/2023",
            "signer_title": "Phó Bí thư Thường trực",
            "signer_name": "Lê Thị Lan",
            "typed": "Tháng 2/2023",
        },
    )
    told = chief.send(f"{place}phan-hoi/", {"version": "3", "words": "Đã tiếp thu."})
    focus = visit("lan").send(f"{place}trong-tam/", {"version": "4", "words": "Theo dõi tiền lương."})

    statuses = [begun.status_code, written.status_code, hidden, sent.status_code, told.status_code]
    assert [*statuses, focus.status_code] == [302, 302, 404, 302, 302, 302]
    front, page = unit.get("/tinh-hinh/").content.decode(), unit.get(place).content.decode()
    assert "Theo dõi tiền lương." in front
    assert place in front
    assert LIST in front
    assert "Đã tiếp thu." in page
    assert "<strong>14</strong>" in page
    assert "ít hơn 5" in page
    assert "Đảng ủy Ví dụ" not in page
    assert f"{place}sua/" not in page
    assert "/tinh-hinh/van-de/" not in page  # a unit opens no topic of the office


def _of_2023(_day: Any) -> list[Any]:
    return [Period.parse("2023-02"), Period.parse("2023-01")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"period": "2023-13"}, "Hãy chọn tháng hoặc quý đã kết thúc và chưa có báo cáo."),
        ({"period": "2023-02-10..2023-02-20"}, "Hãy chọn tháng hoặc quý đã kết thúc và chưa có báo cáo."),
        ({"period": "2023-04"}, "Hãy chọn tháng hoặc quý đã kết thúc và chưa có báo cáo."),
        ({"unit": "0"}, "Tổ chức này không nằm trong số được chọn."),
        ({"declared": ""}, "Hãy đánh dấu lời xác nhận; "),
    ],
)
def test_a_report_is_not_begun_from_what_the_form_does_not_offer(
    desk: Desk, visit: Visit, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], sentence: str
) -> None:
    monkeypatch.setattr("nghisu.situation.queries.reports.closed_periods", _of_2023)

    answer = visit("minh").send(NEW, new(desk, **change))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SituationReport.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"typed": "Tháng 3/2023"}, "Tháng 2/2023"),
        ({"dated_on": "31/02/2023"}, "ngày"),
        ({"dated_on": "28/02/2023"}, "Báo cáo phải ghi ngày sau"),
        ({"dated_on": "01/01/2199"}, "Báo cáo phải ghi ngày sau"),
        ({"signer_name": ""}, "Hãy điền"),
    ],
)
def test_a_report_is_not_issued_from_a_wrong_confirmation(
    desk: Desk, visit: Visit, change: dict[str, str], sentence: str
) -> None:
    report = worded(desk, begun(desk))
    sent = {
        "version": str(report.version),
        "dated_on": "03/03/2023",
        "signer_title": "Phó Bí thư Thường trực",
        "signer_name": "Lê Thị Lan",
        "typed": "Tháng 2/2023",
    }

    answer = visit("minh").send(f"{LIST}{report.pk}/ban-hanh/", sent | change)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert SituationReport.objects.get().state == "draft"


def test_words_that_point_at_a_person_come_back_beside_their_field(desk: Desk, visit: Visit) -> None:
    report = worded(desk, begun(desk))

    answer = visit("minh").send(
        f"{LIST}{report.pk}/sua/",
        {"version": str(report.version), "assessment": "Ông Nguyễn Văn B, 0912345678, cho rằng lương thấp."},
    )

    assert answer.status_code == 422
    assert "0912345678" in answer.content.decode()
    assert SituationReport.objects.get().assessment == "Tình hình cơ bản ổn định."


def test_an_editor_who_comes_late_sees_what_the_other_wrote(desk: Desk, visit: Visit) -> None:
    report = worded(desk, begun(desk))

    answer = visit("minh").send(f"{LIST}{report.pk}/sua/", {"version": "1", "assessment": "Khác."})

    assert answer.status_code == 409
    assert SituationReport.objects.get().assessment == "Tình hình cơ bản ổn định."


def test_empty_feedback_and_feedback_on_a_draft_are_refused(desk: Desk, visit: Visit) -> None:
    report, draft = issued(desk), begun(desk, "2023-03")
    chair = visit("lan")

    empty = chair.send(f"{LIST}{report.pk}/phan-hoi/", {"version": str(report.version), "words": " "})

    assert empty.status_code == 422
    assert chair.send(f"{LIST}{draft.pk}/phan-hoi/", {"version": "1", "words": "A"}).status_code == 404


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_the_paper_is_given_in_its_official_form(desk: Desk, visit: Visit, suffix: str) -> None:
    desk.topic(*CODES)
    report = issued(desk)

    answer = visit("hoa").get(f"{LIST}{report.pk}/bao-cao.{suffix}")

    head = {"docx": b"PK\x03\x04", "pdf": b"%PDF"}[suffix]
    assert answer.content[:4] == head
    assert f'filename="01-bc-duk-tinh-hinh-thang-2-2023.{suffix}"' in answer["Content-Disposition"]


def test_the_list_is_filtered_by_period_state_and_year_and_by_no_person(desk: Desk, visit: Visit) -> None:
    desk.topic(*CODES[:6])
    issued_quarter(desk)
    begun(desk, "2023-04", at=at("2023-05-02 09:00"))
    chief = visit("minh")

    def listed(query: str) -> int:
        page = chief.get(f"{LIST}?{query}").content.decode()
        return page.count('class="main-cell') if "main-cell" in page else 0

    whole = listed("")
    assert whole == 5
    assert [listed(query) for query in ("kind=quarter", "state=draft", "kind=week", "year=abc")] == [
        1,
        1,
        5,
        5,
    ]
    assert listed(f"person={desk.house.people['hoa'].pk}&q=Hoa") == 5


def test_the_draft_warns_of_what_is_not_merged_and_of_months_that_are_not_out(
    desk: Desk, visit: Visit
) -> None:
    desk.topic(*CODES[:6])
    desk.issue("A1", "2023-02-20 16:50", is_urgent=True)
    month, quarter = begun(desk), begun(desk, "2023-Q1")
    chief = visit("minh")

    of_month = chief.get(f"{LIST}{month.pk}/").content.decode()
    of_quarter = chief.get(f"{LIST}{quarter.pk}/").content.decode()

    assert "Còn 1 phản ánh trong kỳ chưa được kiểm tra và gộp." in of_month
    assert "Phản ánh khẩn trong kỳ" in of_month
    assert "Hãy ban hành báo cáo" in of_quarter


def test_who_reads_the_report_of_a_superior_sees_no_urgent_issue_and_no_other_unit(
    desk: Desk, visit: Visit
) -> None:
    urgent = desk.issue("U01", "2023-02-10 16:50", is_urgent=True, statement="Đường truyền bị cắt.")
    desk.merged(urgent, None, "2023-02-11 08:00")
    report = issued(desk)
    report = give_feedback(
        report=report, version=report.version, words="A.", by=desk.minh, at=at("2023-03-10 09:00")
    )
    set_focus(report=report, version=report.version, words="B.", by=desk.minh, at=at("2023-03-10 09:00"))

    page = visit("hoa").get(f"{LIST}{report.pk}/").content.decode()

    assert "Phản ánh khẩn trong kỳ" not in page
    assert f"/tinh-hinh/phan-anh/{urgent.pk}/" not in page
    assert "U01" not in page


def test_members_and_the_superiors_reader_come_to_the_reports_from_all_reports(
    desk: Desk, visit: Visit
) -> None:
    report = issued(desk)

    for key in ("hung", "tren"):
        reader = visit(key)
        assert f'href="{LIST}"' in reader.get("/bao-cao/").content.decode()
        assert f"{LIST}{report.pk}/" in reader.get(LIST).content.decode()


def test_the_record_names_the_report_by_its_period(desk: Desk, visit: Visit) -> None:
    report, quarter = issued(desk, "2023-03"), begun(desk, "2023-Q1")
    chief = visit("minh")

    of_month = chief.get(f"/nhat-ky/situationreport/{report.pk}/").content.decode()
    of_quarter = chief.get(f"/nhat-ky/situationreport/{quarter.pk}/").content.decode()

    assert "Tháng 3/2023" in of_month
    assert "01-BC/ĐUK" in of_month
    assert "Quý I/2023" in of_quarter
