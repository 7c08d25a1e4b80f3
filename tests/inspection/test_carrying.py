"""An inspection from the programme to the remedy done; the inspected body sees its own file only (K4-K6)."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document as Word
from tests.conftest import House, Visitor, at
from tests.inspection.conftest import PLAN, Team, day

from nghisu.inspection import queries
from nghisu.inspection.actions import carrying, concluding, programmes
from nghisu.inspection.actions.history import put_step
from nghisu.inspection.models import Inspection, InspectionProgramme
from nghisu.inspection.rules import durations, exclusions, steps
from nghisu.inspection.rules.durations import Level
from nghisu.inspection.rules.steps import Form, State
from nghisu.kit import clock
from nghisu.kit.refusals import NotAllowed
from nghisu.record.models import Entry
from nghisu.tasks.actions import accept, submit_product
from nghisu.tasks.models import Task
from nghisu.tasks.queries import known_spans, with_status

Visit = Callable[[str], Visitor]


def first(programme: InspectionProgramme) -> Inspection:
    return programme.inspections.order_by("number")[0]


def test_nothing_is_decided_from_a_draft(team: Team) -> None:
    inspection = first(team.programme(adopted=False))

    with pytest.raises(steps.NotAdopted):
        team.decided(inspection)


def test_an_empty_programme_is_not_adopted_and_a_year_has_one(team: Team) -> None:
    with pytest.raises(steps.NothingPlanned):
        team.programme(lines=0)
    with pytest.raises(steps.OneProgrammeAYear):
        team.programme()


def test_a_line_about_signs_of_violation_is_never_stored(team: Team) -> None:
    programme = team.programme()
    line = programmes.Line(
        form=Form.INSPECTION,
        content="Kiểm tra khi có dấu hiệu vi phạm",
        inspected=team.house.units["A2"],
        lead=team.house.units["VP"],
        first_month=5,
        last_month=5,
        outside_reason="Cấp trên giao",
    )

    with pytest.raises(exclusions.AboutAPerson):
        programmes.add_inspections(
            programme=programme, lines=[line], by=team.standing("kiem"), at=at("2026-02-01 08:00")
        )
    assert programme.inspections.count() == 1


def test_work_added_after_the_adoption_needs_its_reason(team: Team) -> None:
    programme = team.programme()

    with pytest.raises(steps.OutsideNeedsItsReason):
        team.add(programme, 1, when="2026-02-01 08:00")
    (made,) = team.add(programme, 1, when="2026-02-01 08:00", reason="Ủy ban Kiểm tra Trung ương giao")

    assert made.is_outside


def test_a_member_who_works_in_the_inspected_body_is_refused(team: Team) -> None:
    inspection = first(team.programme())

    with pytest.raises(steps.MemberInConflict):
        carrying.decide(
            inspection=inspection,
            version=inspection.version,
            number="12-QĐ/ĐUK",
            decided_on=day("2/2/2026"),
            level=Level.ABOVE_GRASSROOTS,
            head=team.house.people["kiem"],
            members=[team.house.people["hoa"]],
            by=team.standing("lan"),
            at=at("2026-02-02 08:00"),
        )


def test_no_plan_goes_out_before_every_member_declared(team: Team) -> None:
    inspection = first(team.programme())
    made = carrying.decide(
        inspection=inspection,
        version=inspection.version,
        number="12-QĐ/ĐUK",
        decided_on=day("2/2/2026"),
        level=Level.ABOVE_GRASSROOTS,
        head=team.house.people["kiem"],
        members=[team.house.people["minh"]],
        by=team.standing("lan"),
        at=at("2026-02-02 08:00"),
    )
    carrying.declare_no_conflict(inspection=made, by=team.standing("kiem"), at=at("2026-02-03 08:00"))

    with pytest.raises(steps.NotDeclared):
        carrying.send_plan(
            inspection=made,
            version=made.version,
            plan=carrying.Plan(**PLAN),
            by=team.standing("kiem"),
            at=at("2026-02-05 08:00"),
        )
    with pytest.raises(steps.NotOfTheTeam):
        carrying.declare_no_conflict(inspection=made, by=team.standing("van"), at=at("2026-02-03 08:00"))


def test_rule_K3_a_plan_over_six_years_is_refused_and_nothing_is_sent(team: Team) -> None:
    inspection = first(team.programme())

    with pytest.raises(durations.PeriodTooLong):
        team.notified(inspection, period_first=day("1/1/2017"), period_last=day("31/12/2022"))

    inspection.refresh_from_db()
    assert inspection.state == State.DECIDED


def test_rule_K1_the_extension_is_asked_once_and_stops_at_a_third(team: Team) -> None:
    made = team.working(first(team.programme()))
    common: dict[str, Any] = {
        "reason": "Địa bàn rộng",
        "by": team.standing("lan"),
        "at": at("2026-03-10 08:00"),
    }

    with pytest.raises(durations.ExtensionTooLong):
        carrying.extend(inspection=made, version=made.version, days=7, **common)
    longer = carrying.extend(inspection=made, version=made.version, days=6, **common)
    with pytest.raises(durations.ExtendedBefore):
        carrying.extend(inspection=longer, version=longer.version, days=1, **common)

    found = queries.clock_of(longer, day=day("10/3/2026"))
    assert found is not None
    assert found.last_on == day("27/3/2026")


def test_the_clock_begins_on_the_day_of_the_plan_and_stops_at_the_report(team: Team) -> None:
    made = team.reported(first(team.programme()))

    found = queries.clock_of(made, day=day("30/6/2026"))

    assert found is not None
    assert (found.last_on, found.is_over) == (day("21/3/2026"), False)


def test_rule_K4_the_programme_says_9_of_12_1_moved_1_outside(team: Team, visit: Visit) -> None:
    programme = team.programme(lines=12)
    rows = list(programme.inspections.order_by("number"))
    for row in rows[:9]:
        row.state = State.CONCLUDED
        put_step(row, steps.Taken.CONCLUDED, at=at("2026-03-30 08:00"))
    carrying.move_to_next_year(
        inspection=rows[9],
        version=rows[9].version,
        reason="Dồn việc chuẩn bị đại hội",
        by=team.standing("lan"),
        at=at("2026-04-01 08:00"),
    )
    (extra,) = team.add(programme, 1, when="2026-02-01 08:00", reason="Trung ương giao")
    team.concluded(extra)

    clock.set_demo_time(at("2026-04-02 08:00"))
    page = visit("kiem").get(f"/kiem-tra/chuong-trinh/{programme.pk}/").content.decode()

    found = queries.progress_on(programme, day("2/4/2026"))
    assert (found.concluded, found.lines, found.moved, found.outside) == (9, 12, 1, 1)
    said = " ".join(re.sub("<[^>]+>", "", page.split("<strong>")[1].split("</strong>")[0]).split())
    assert said == "9/12; 1 chuyển; 1 ngoài chương trình"


def test_rule_K5_a_self_report_three_days_late_is_logged_and_the_conclusion_is_unaffected(team: Team) -> None:
    made = team.notified(first(team.programme()))
    carrying.remind(
        inspection=made,
        version=made.version,
        by=team.standing("kiem"),
        at=at("2026-02-26 08:00"),
    )
    made.refresh_from_db()
    late = team.answered(made, "2026-02-28 08:00")

    said = Entry.objects.filter(verb__in=["inspection.reminded", "inspection.self_reported"])
    assert [(one.verb, json.loads(one.details or "{}")["late"]) for one in said.order_by("index")] == [
        ("inspection.reminded", 1),
        ("inspection.self_reported", 3),
    ]
    assert late.state == State.RECEIVED


def test_remedies_are_no_tasks_before_the_conclusion_is_issued(team: Team) -> None:
    made = team.approved(first(team.programme()))

    assert Task.objects.count() == 0
    assert made.state == State.APPROVED


def test_the_issued_conclusion_gives_its_remedies_as_tasks_to_the_inspected_body(team: Team) -> None:
    made = team.concluded(first(team.programme()))

    (task,) = Task.objects.all()
    assert made.document is not None
    assert (task.unit.code, task.giver.code if task.giver else "", task.title, task.due_on, task.origin) == (
        "A1",
        "DUK",
        "Gửi báo cáo tháng đúng hạn",
        day("30/4/2026"),
        "arising",
    )
    assert (made.state, task.directive_id) == (State.CONCLUDED, made.document_id)
    assert "Yêu cầu khắc phục" in made.document.text


def test_rule_K6_an_overdue_remedy_stands_in_the_tasks_and_once_in_the_programme(
    team: Team, visit: Visit
) -> None:
    made = team.concluded(first(team.programme()))
    late = day("5/5/2026")

    overdue = [one for one in with_status(known_spans(late), late) if one.status == "overdue"]
    assert [one.task.title for one in overdue] == ["Gửi báo cáo tháng đúng hạn"]
    assert queries.remedies_late(made.programme, day=late) == 1
    assert queries.remedies_late(made.programme, day=day("30/4/2026")) == 0


def test_it_is_closed_when_every_remedy_is_accepted(team: Team) -> None:
    made = team.concluded(first(team.programme()))
    closing: dict[str, Any] = {"words": "", "by": team.standing("kiem"), "at": at("2026-05-10 08:00")}
    with pytest.raises(steps.RemediesOpen):
        concluding.close_inspection(inspection=made, version=made.version, **closing)
    task = Task.objects.get()
    submit_product(
        task=task,
        version=task.version,
        words="Đã gửi đúng hạn",
        by=team.standing("hoa", "2026-04-20 08:00"),
        at=at("2026-04-20 08:00"),
    )
    task.refresh_from_db()
    accept(task=task, version=task.version, by=team.standing("minh"), at=at("2026-04-22 08:00"))

    closed = concluding.close_inspection(inspection=made, version=made.version, **closing)

    assert closed.state == State.CLOSED


def test_what_was_moved_is_the_first_line_of_the_next_year(team: Team) -> None:
    inspection = first(team.programme())
    carrying.move_to_next_year(
        inspection=inspection,
        version=inspection.version,
        reason="Chuẩn bị đại hội",
        by=team.standing("lan"),
        at=at("2026-11-01 08:00"),
    )

    coming = programmes.draft_inspection_programme(
        unit=team.house.units["DUK"],
        year=2027,
        title="Chương trình năm 2027",
        by=team.standing("kiem"),
        at=at("2026-12-20 08:00"),
    )

    (line,) = coming.inspections.all()
    assert (line.content, line.stems_from_id, line.is_outside) == (inspection.content, inspection.pk, False)


def test_the_inspected_body_sees_its_own_file_only_and_from_the_plan_on(team: Team) -> None:
    inspection, other = team.programme(lines=2).inspections.order_by("number")
    seen = {
        who: queries.inspections_visible_to(team.standing(who)).count()
        for who in ("kiem", "hoa", "ha", "diem")
    }
    team.notified(inspection)
    after = {
        who: sorted(queries.inspections_visible_to(team.standing(who)).values_list("number", flat=True))
        for who in ("kiem", "hoa", "ha", "diem")
    }

    assert seen == {"kiem": 2, "hoa": 0, "ha": 0, "diem": 0}
    assert after == {"kiem": [1, 2], "hoa": [1], "ha": [], "diem": []}
    assert other.inspected.code == "A1"


def test_the_file_of_the_inspected_body_holds_no_report_evidence_or_lead(team: Team, visit: Visit) -> None:
    made = team.approved(first(team.programme()))
    clock.set_demo_time(at("2026-03-21 08:00"))
    inside = visit("kiem").get(f"/kiem-tra/{made.pk}/").content.decode()
    outside = visit("hoa").get(f"/kiem-tra/{made.pk}/").content.decode()

    kept_inside = (
        "còn chậm gửi báo cáo",  # the team's report
        "Sổ nghị quyết năm 2024",  # a reference to evidence
        "Gửi báo cáo tháng đúng hạn",  # a remedy that is still a draft
        "Chương trình kiểm tra, giám sát năm 2026",  # the programme
    )
    shared = ("Đảng ủy đã ban hành 4 nghị quyết", "Đã xem xét các nghị quyết", "1. Tình hình.", "12-QĐ/ĐUK")
    assert [words in inside for words in (*kept_inside, *shared)] == [True] * 8
    assert [words in outside for words in kept_inside] == [False] * 4
    assert [words in outside for words in shared] == [True] * 4


def test_the_inspected_body_reads_the_conclusion_once_it_is_issued(team: Team, visit: Visit) -> None:
    made = team.concluded(first(team.programme()))
    clock.set_demo_time(at("2026-03-24 08:00"))

    page = visit("hoa").get(f"/kiem-tra/{made.pk}/").content.decode()

    assert "cần khắc phục việc chậm gửi báo cáo" in page
    assert "còn chậm gửi báo cáo." not in page
    assert f"/nhiem-vu/{Task.objects.get().pk}/" in page


def test_another_affiliate_finds_nothing_and_the_inspected_body_may_only_answer(
    team: Team, visit: Visit
) -> None:
    made = team.notified(first(team.programme()))
    clock.set_demo_time(at("2026-02-06 08:00"))

    assert visit("ha").get(f"/kiem-tra/{made.pk}/").status_code == 404
    assert visit("hoa").get(f"/kiem-tra/{made.pk}/tien-hanh/").status_code == 404
    assert visit("hoa").get(f"/kiem-tra/chuong-trinh/{made.programme_id}/").status_code == 404
    answer = visit("hoa").send(
        f"/kiem-tra/{made.pk}/bao-cao/", {"version": made.version, "words": "Tự kiểm tra đầy đủ."}
    )
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.self_report) == (State.RECEIVED, "Tự kiểm tra đầy đủ.")


def test_a_self_report_that_names_a_person_comes_back_with_the_words(team: Team, visit: Visit) -> None:
    made = team.notified(first(team.programme()))
    clock.set_demo_time(at("2026-02-06 08:00"))

    answer = visit("hoa").send(
        f"/kiem-tra/{made.pk}/bao-cao/",
        {"version": made.version, "words": "Do đồng chí Nguyễn Văn An phụ trách."},
    )

    assert answer.status_code == 422
    assert "đồng chí Nguyễn Văn An" in answer.content.decode()
    made.refresh_from_db()
    assert made.state == State.NOTIFIED


def test_the_whole_way_is_walked_by_its_pages(team: Team, visit: Visit, house: House) -> None:
    made = team.decided(first(team.programme()))
    clock.set_demo_time(at("2026-03-02 08:00"))
    base = f"/kiem-tra/{made.pk}/"

    def step(who: str, slug: str, **sent: str) -> None:
        made.refresh_from_db()
        shown = visit(who).get(f"{base}{slug}/")
        assert shown.status_code == 200, slug
        answer = visit(who).send(f"{base}{slug}/", {"version": str(made.version), **sent})
        assert answer.status_code == 302, answer.content.decode()

    step(
        "kiem",
        "ke-hoach",
        **{
            **{name: f"{PLAN[name]:%d/%m/%Y}" for name in ("period_first", "period_last")},
            "starts_on": "02/03/2026",
            "days": "20",
            "self_report_due_on": "02/03/2026",
            "plan": PLAN["plan"],
            "outline": PLAN["outline"],
        },
    )
    step("hoa", "bao-cao", words="Đã thực hiện.")
    step("kiem", "tien-hanh")
    step("minh", "bien-ban", on="02/03/2026", way="there", words="Đã làm việc.", evidence="Sổ | Văn phòng")
    step("lan", "gia-han", days="3", words="Địa bàn rộng")
    step("kiem", "bao-cao-doan", on="02/03/2026", words="Báo cáo của đoàn.")
    step("kiem", "khac-phuc", title="Bổ sung quy chế", product="Quy chế", due_on="30/04/2026")
    step("lan", "ket-luan", words="Thực hiện tốt.")
    step("minh", "lay-lai")
    step("lan", "ket-luan", words="Thực hiện khá tốt.")

    made.refresh_from_db()
    assert (made.state, made.conclusion) == (State.APPROVED, "Thực hiện khá tốt.")


def test_working_minutes_go_on_paper_with_two_lines_to_sign_on(team: Team, visit: Visit) -> None:
    made = team.reported(first(team.programme()))
    clock.set_demo_time(at("2026-03-21 08:00"))
    session = made.sessions.get()

    answer = visit("hoa").get(f"/kiem-tra/{made.pk}/bien-ban/{session.pk}/")

    paper = Word(io.BytesIO(answer.content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(one.text for one in paper.paragraphs), *cells]).lower()
    wanted = (
        "đã xem xét các nghị quyết chuyên đề",
        "đại diện đoàn kiểm tra",
        "đại diện đơn vị được kiểm tra",
    )
    assert [one in words for one in wanted] == [True] * 3
    pdf = visit("kiem").get(f"/kiem-tra/{made.pk}/bien-ban/{session.pk}/?pdf=1")
    assert pdf.content.startswith(b"%PDF")


def test_who_may_not_adopt_or_conclude_is_refused(team: Team) -> None:
    made = team.reported(first(team.programme()))

    with pytest.raises(NotAllowed):
        concluding.approve_conclusion(
            inspection=made,
            version=made.version,
            text="Tốt.",
            by=team.standing("kiem"),
            at=at("2026-03-20 08:00"),
        )
