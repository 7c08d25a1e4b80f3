"""Every report names the proposals nobody has answered, with figures that open them."""

import datetime
from collections.abc import Callable

from tests.conftest import House, Visitor
from tests.tasks.conftest import Desk, day
from tests.tasks.test_proposals import proposed, sent

from nghisu.kit.docx import write
from nghisu.kit.facts import facts_in
from nghisu.reporting.exports import reports as exports
from nghisu.reporting.models import Report
from nghisu.reporting.queries import reports as queries
from nghisu.tasks.actions import proposals as actions
from nghisu.tasks.rules.proposals import Outcome

Begin = Callable[..., Report]
PROPOSED = "Sửa đổi Quyết định 128-QĐ/TW về tiền lương"


def annex_rows(report: Report) -> list[tuple[str, ...]]:
    paper = queries.paper_of(report)
    return [
        tuple(map(str, row.cells)) for one in paper.annexes if one.anchor == "proposals" for row in one.rows
    ]


def test_a_report_names_a_proposal_until_it_is_answered(desk: Desk, begin: Begin) -> None:
    sent(desk, proposed(desk))

    report = begin()

    assert annex_rows(report) == [
        (
            "1",
            PROPOSED,
            "Đảng ủy Bộ Ví dụ Một",
            "01/02/2023",
            "Ban Tổ chức Trung ương",
            "Đã gửi cấp trên, chờ trả lời",
        )
    ]
    section = report.sections.get(heading="V. Đề xuất, kiến nghị")
    assert "{{proposals_unanswered}}" in section.text
    found = {(one.fact.code, one.text) for one in facts_in(exports.as_docx(report))}
    assert {("proposals_named", "01"), ("proposals_unanswered", "01")} <= found


def test_a_later_answer_changes_nothing_in_a_report_of_an_earlier_day(desk: Desk, begin: Begin) -> None:
    proposal = sent(desk, proposed(desk))
    report = begin()
    before = annex_rows(report)
    proposal.refresh_from_db()

    actions.record_answer(
        proposal=proposal,
        version=proposal.version,
        document=desk.directive("Trả lời", received="2023-08-02 09:00"),
        outcome=Outcome.PARTLY,
        by=desk.minh,
        at=datetime.datetime(2023, 8, 3, 2, tzinfo=datetime.UTC),
    )

    assert annex_rows(report) == before
    assert write(queries.paper_of(report), queries.form_of(report))


def test_the_page_of_the_report_leads_to_each_proposal(
    desk: Desk, begin: Begin, visit: Callable[[str], Visitor], house: House
) -> None:
    proposal = sent(desk, proposed(desk))

    page = visit("minh").get(f"/bao-cao/{begin().pk}/").content.decode()

    assert f"/nhiem-vu/kien-nghi/{proposal.pk}/" in page
    assert day("21/4/2023") > proposal.made_on
