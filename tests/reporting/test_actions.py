"""From a draft with figures to an issued document, each step with its line of the record."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.conftest import House, at
from tests.tasks.conftest import Desk

from nghisu.documents.actions import Signer
from nghisu.documents.rules import form_check
from nghisu.kit import docx, files
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.record.models import Entry
from nghisu.reporting.actions import reports as actions
from nghisu.reporting.exports import reports as exports
from nghisu.reporting.models import Report
from nghisu.reporting.queries import reports as queries
from nghisu.reporting.rules import states, text
from nghisu.tasks.models import Task

Begin = Callable[..., Report]
NAME = "01-bc-duk-ket-qua-cong-tac-quy-i-nhiem-vu-giai-phap-trong-tam-quy-ii-2023"
SIGNER = Signer(name="Lê Thị Lan", title="Phó Bí thư Thường trực")


def verbs_of(report: Report) -> list[str]:
    return list(
        Entry.objects.filter(subject_id=str(report.pk)).order_by("index").values_list("verb", flat=True)
    )


def values_of(report: Report) -> dict[str, int]:
    return {code: int(value) for code, value in report.values.items()}


def write(report: Report, house: House, order: int, words: str, **rest: Any) -> Report:
    section = report.sections.get(order=order)
    return actions.revise_report(
        report=report,
        expected_version=rest.pop("expected_version", report.version),
        texts={section.pk: words},
        by=house.standing("minh"),
        at=at("2023-04-21 10:00"),
        **rest,
    )


def one_more(desk: Desk) -> None:
    """Accept one more task in the quarter, but later than the report was drafted."""
    task = desk.arising(due="31/3/2023")
    answer = desk.directive("Trả lời thêm", "2023-03-02 08:00")
    desk.submit(task, "2023-03-30 09:00")
    desk.accept(task, "2023-03-31 09:00", document=answer)


def test_a_draft_begins_with_the_outline_and_the_figures_of_the_day(
    few_done: list[Task], begin: Begin
) -> None:
    report = begin()

    assert (values_of(report)["done_planned"], values_of(report)["done_arising"]) == (2, 1)
    assert sorted(one.origin for one in report.tasks.all()) == ["arising", "planned", "planned"]
    assert "{{done_planned}}" in report.sections.get(order=2).text
    assert verbs_of(report) == ["report.drafted"]


def test_a_unit_has_one_report_a_quarter(begin: Begin) -> None:
    begin()

    with pytest.raises(states.AlreadyDrafted):
        begin()


def test_figures_are_never_taken_ahead_or_before_the_quarter(begin: Begin) -> None:
    with pytest.raises(states.AsOfAhead):
        begin(as_of=date(2023, 4, 22))
    with pytest.raises(states.AsOfBeforeQuarter):
        begin(as_of=date(2022, 12, 31))


def test_two_editors_of_one_draft_do_not_overwrite_each_other(house: House, begin: Begin) -> None:
    report = begin()
    seen = report.version
    write(report, house, 0, "Bản thứ nhất", expected_version=seen)

    with pytest.raises(Conflict):
        write(report, house, 0, "Bản thứ hai", expected_version=seen)

    assert report.sections.get(order=0).text == "Bản thứ nhất"


def test_an_unknown_figure_in_the_text_is_refused(house: House, begin: Begin) -> None:
    with pytest.raises(text.UnknownFigure):
        write(begin(), house, 0, "Có {{so_lieu}} việc")


def test_rule_R7_a_figure_that_moved_is_marked_before_adoption_and_stays_after(
    house: House, desk: Desk, few_done: list[Task], begin: Begin
) -> None:
    report = begin()
    one_more(desk)
    by, moment = house.standing("lan"), at("2023-04-21 11:00")

    stale = queries.stale_codes(report, today=date(2023, 4, 21))
    with pytest.raises(states.FiguresStale):
        actions.adopt_report(report=report, by=by, at=moment)
    report = actions.take_figures(
        report=report, as_of=date(2023, 4, 21), by=house.standing("minh"), at=moment
    )
    report = actions.adopt_report(report=report, by=by, at=moment)
    one_more(desk)

    assert stale == ["done_arising"]
    assert values_of(report)["done"] == 4
    shown = {one.code: one for one in queries.shown_figures(report, today=date(2023, 4, 21))}
    assert (shown["done"].value, shown["done"].live, shown["done"].is_stale) == (4, 5, True)
    assert len(queries.paper_of(report).annexes[1].rows) == 4
    assert verbs_of(report) == ["report.drafted", "report.figures_taken", "report.adopted"]


def test_an_adopted_report_is_no_longer_written(house: House, few_done: list[Task], begin: Begin) -> None:
    report = actions.adopt_report(report=begin(), by=house.standing("lan"), at=at("2023-04-21 11:00"))

    with pytest.raises(states.NotThatStep):
        write(report, house, 0, "Sửa sau khi thông qua")
    with pytest.raises(states.NotThatStep):
        actions.take_figures(
            report=report, as_of=date(2023, 4, 21), by=house.standing("minh"), at=at("2023-04-21 12:00")
        )


def test_a_report_is_issued_as_a_document_with_its_number_and_paper(
    house: House, few_done: list[Task], begin: Begin
) -> None:
    report = actions.adopt_report(report=begin(), by=house.standing("lan"), at=at("2023-04-21 11:00"))

    issued = actions.issue_report(
        report=report,
        dated_on=date(2023, 4, 21),
        signer=SIGNER,
        by=house.standing("minh"),
        at=at("2023-04-21 14:00"),
    )

    document = issued.document
    assert document is not None
    assert (document.reference, document.type, document.status) == ("01-BC/ĐUK", "report", "issued")
    assert verbs_of(issued) == ["report.drafted", "report.adopted", "report.issued"]
    file = document.files.get()
    content = files.content_of(file.sha256)
    assert (file.name, file.media_type) == (
        f"{NAME}.docx",
        docx.MEDIA_TYPE,
    )
    findings = form_check.check(content, queries.form_of(issued))
    assert form_check.faults(findings) == []
    assert {one.code: one.found for one in findings}["number_line"] == "Số 01-BC/ĐUK"
    assert "hoàn thành 02 nhiệm vụ theo kế hoạch, 01 nhiệm vụ phát sinh" in document.text


def test_a_report_is_not_issued_without_a_signatory_or_before_adoption(
    house: House, few_done: list[Task], begin: Begin
) -> None:
    report = begin()
    given: dict[str, Any] = {
        "dated_on": date(2023, 4, 21),
        "by": house.standing("minh"),
        "at": at("2023-04-21 14:00"),
    }

    with pytest.raises(states.NotThatStep):
        actions.issue_report(report=report, **given)
    report = actions.adopt_report(report=report, by=house.standing("lan"), at=at("2023-04-21 11:00"))
    with pytest.raises(actions.NoSignatory):
        actions.issue_report(report=report, **given)

    assert Report.objects.get(pk=report.pk).document is None


def test_the_office_specialist_writes_and_an_affiliate_does_not(house: House, begin: Begin) -> None:
    house.add_person("tonghop", "Trịnh Văn Hợp", "VP", "specialist")
    report = begin(by=house.standing("tonghop"))

    with pytest.raises(NotAllowed):
        actions.take_figures(
            report=report, as_of=date(2023, 4, 21), by=house.standing("hoa"), at=at("2023-04-21 10:00")
        )
    with pytest.raises(NotAllowed):
        actions.adopt_report(report=report, by=house.standing("tonghop"), at=at("2023-04-21 10:00"))

    seen = {
        key: queries.report_visible_to(house.standing(key), report.pk) for key in ("tonghop", "hoa", "tren")
    }
    assert seen == {"tonghop": report, "hoa": None, "tren": None}


def test_the_superior_reads_a_report_once_it_is_adopted(
    house: House, few_done: list[Task], begin: Begin
) -> None:
    report = begin()
    before = queries.report_visible_to(house.standing("tren"), report.pk)

    actions.adopt_report(report=report, by=house.standing("lan"), at=at("2023-04-21 11:00"))

    assert (before, queries.report_visible_to(house.standing("tren"), report.pk)) == (None, report)


def test_every_figure_in_the_text_leads_to_its_row_and_the_annex_lists_106_tasks(
    quarter_one: list[Task], begin: Begin
) -> None:
    report = begin()

    paper = queries.paper_of(report)

    sentence = next(block for block in paper.blocks if "hoàn thành" in block.text)
    assert sentence.text == (
        "Kết quả đã hoàn thành 89 nhiệm vụ theo kế hoạch, 17 nhiệm vụ phát sinh theo yêu cầu của Trung ương "
        "và các ban Đảng Trung ương."
    )
    anchors = {run.anchor for block in paper.blocks for run in block.runs if run.anchor}
    rows = {row.anchor for annex in paper.annexes for row in annex.rows if row.anchor}
    assert {"figure_done_planned", "figure_done_arising"} <= anchors
    assert anchors <= rows
    assert len(paper.annexes[1].rows) == 106
    assert paper.annexes[1].note.startswith(
        "(89 nhiệm vụ theo kế hoạch + 17 nhiệm vụ phát sinh = 106 nhiệm vụ;"
    )
    assert form_check.faults(form_check.check(exports.as_docx(report), queries.form_of(report))) == []
    assert queries.new_paper(report.unit, Quarter(2023, 1), date(2023, 4, 21)).annexes == paper.annexes
