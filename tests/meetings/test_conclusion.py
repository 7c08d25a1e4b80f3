"""The notice of conclusion: its work is no task before it is issued (S9)."""

import datetime
from collections.abc import Callable

import pytest
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.documents import actions as documents
from nghisu.documents.models import Document
from nghisu.documents.rules import signing
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions import conclusion as actions
from nghisu.meetings.models import ConclusionNotice, ConclusionParagraph, ConclusionWork, Meeting
from nghisu.meetings.rules import conclusion as rules
from nghisu.organisation.models import Absence, Mandate, Suspension
from nghisu.tasks.models import Task
from nghisu.tasks.queries import spans_visible_to
from nghisu.tasks.rules.dates import DueBeforeReceived

Visit = Callable[[str], Visitor]
AFTER = at("2023-04-22 09:00")
ISSUED = at("2023-04-24 09:00")
DUE = datetime.date(2023, 5, 31)


@pytest.fixture
def over(house: House, session: Session) -> Meeting:
    """Return the session, concluded."""
    Meeting.objects.filter(pk=session.meeting.pk).update(state="concluded", secretary=house.people["minh"])
    session.meeting.refresh_from_db()
    return session.meeting


@pytest.fixture
def notice(house: House, over: Meeting) -> ConclusionNotice:
    """Return a draft of two paragraphs that give work to three units."""
    minh = house.standing("minh")
    made = actions.begin_notice(meeting=over, by=minh, at=AFTER)
    one = actions.write_paragraph(notice=made, number="1", text="Thống nhất báo cáo.", by=minh, at=AFTER)
    two = actions.write_paragraph(notice=made, number="2", text="Đẩy mạnh tuyên truyền.", by=minh, at=AFTER)
    actions.give_work(
        paragraph=one,
        title="Hoàn thiện báo cáo",
        units=[house.units["VP"]],
        due_on=DUE,
        by=minh,
        at=AFTER,
    )
    actions.give_work(
        paragraph=two,
        title="Xây dựng kế hoạch tuyên truyền",
        units=[house.units["A1"], house.units["A2"]],
        product="Kế hoạch",
        due_on=DUE,
        by=minh,
        at=AFTER,
    )
    made.refresh_from_db()
    return made


def approved(house: House, notice: ConclusionNotice) -> Document:
    notice = actions.approve_notice(
        notice=notice, expected_version=notice.version, by=house.standing("lan"), at=AFTER
    )
    assert notice.document is not None
    return notice.document


def test_rule_S9_a_conclusion_with_3_assignments_gives_3_tasks_and_none_before_its_issue(
    house: House, notice: ConclusionNotice
) -> None:
    before_approval = Task.objects.count()
    document = approved(house, notice)
    before_issue = Task.objects.count()

    documents.issue(document=document, dated_on=ISSUED.date(), by=house.standing("van"), at=ISSUED)

    document.refresh_from_db()
    tasks = list(Task.objects.order_by("title", "unit__code"))
    assert (before_approval, before_issue) == (0, 0)
    assert [(task.unit.code, task.lead.code, task.title, task.due_on, task.stage) for task in tasks] == [
        ("DUK", "VP", "Hoàn thiện báo cáo", DUE, "open"),
        ("A1", "A1", "Xây dựng kế hoạch tuyên truyền", DUE, "open"),
        ("A2", "A2", "Xây dựng kế hoạch tuyên truyền", DUE, "open"),
    ]
    assert {(task.directive_id, task.directive.citation if task.directive else "") for task in tasks} == {
        (document.pk, "Thông báo số 01-TB/ĐUK")
    }
    assert [task.point.number if task.point else "" for task in tasks] == ["1", "2", "2"]
    notice.refresh_from_db()
    assert notice.is_issued


def test_rule_S9_drafted_work_is_seen_in_no_list_of_tasks(house: House, notice: ConclusionNotice) -> None:
    approved(house, notice)

    seen = {
        who: spans_visible_to(house.standing(who), day=ISSUED.date()).count()
        for who in ("minh", "lan", "hoa", "tren")
    }

    assert seen == {"minh": 0, "lan": 0, "hoa": 0, "tren": 0}


def test_rule_S9_the_page_of_the_document_wakes_the_tasks_too(
    house: House, notice: ConclusionNotice, visit: Visit
) -> None:
    ConclusionWork.objects.update(due_on=None)
    document = approved(house, notice)

    answer = visit("van").send(
        f"/van-ban/{document.pk}/ban-hanh/",
        {"typed": "Thông báo", "dated_on": "24/04/2023", "version": str(document.version)},
    )

    assert answer.status_code == 302
    assert Task.objects.count() == 3


def test_work_with_a_deadline_that_passed_meanwhile_stops_the_issue_whole(
    house: House, notice: ConclusionNotice
) -> None:
    document = approved(house, notice)

    with pytest.raises(DueBeforeReceived):
        documents.issue(
            document=document,
            dated_on=datetime.date(2023, 6, 2),
            by=house.standing("van"),
            at=at("2023-06-02 09:00"),
        )

    document.refresh_from_db()
    assert (document.is_issued, Task.objects.count()) == (False, 0)


def test_a_document_with_another_text_is_not_issued_as_the_conclusion(
    house: House, notice: ConclusionNotice
) -> None:
    document = approved(house, notice)
    ConclusionParagraph.objects.filter(notice=notice, number="1").update(text="Không thống nhất.")

    with pytest.raises(rules.TextIsAnother):
        documents.issue(document=document, dated_on=ISSUED.date(), by=house.standing("van"), at=ISSUED)

    assert Task.objects.count() == 0


def test_who_approved_and_left_office_gives_no_work(house: House, notice: ConclusionNotice) -> None:
    document = approved(house, notice)
    Mandate.objects.filter(person=house.people["lan"]).update(until=AFTER.date())

    with pytest.raises(rules.ApproverMayNotGive):
        documents.issue(document=document, dated_on=ISSUED.date(), by=house.standing("van"), at=ISSUED)


def test_an_approved_conclusion_stands_still_until_it_is_taken_back(
    house: House, notice: ConclusionNotice
) -> None:
    minh = house.standing("minh")
    document = approved(house, notice)
    with pytest.raises(rules.NoticeStandsStill):
        actions.write_paragraph(notice=notice, number="3", text="Thêm.", by=minh, at=AFTER)

    actions.reopen_notice(notice=notice, by=minh, at=AFTER)
    actions.write_paragraph(notice=notice, number="3", text="Thêm.", by=minh, at=AFTER)
    notice.refresh_from_db()
    again = approved(house, notice)
    documents.issue(document=again, dated_on=ISSUED.date(), by=house.standing("van"), at=ISSUED)

    assert again.pk == document.pk
    assert Task.objects.count() == 3
    again.refresh_from_db()
    assert again.text.splitlines()[-1] == "3. Thêm."


@pytest.mark.parametrize("who", ["minh", "van", "hung", "kiem", "tren", "hoa"])
def test_only_a_chair_of_the_meeting_approves(house: House, notice: ConclusionNotice, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.approve_notice(
            notice=notice, expected_version=notice.version, by=house.standing(who), at=AFTER
        )


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"number": "1", "text": "Lại số 1."}, rules.NumberStandsTwice),
        ({"number": "3", "text": "   "}, rules.NothingConcluded),
    ],
)
def test_bad_input_of_a_paragraph(
    house: House, notice: ConclusionNotice, values: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        actions.write_paragraph(
            notice=notice, number=values["number"], text=values["text"], by=house.standing("minh"), at=AFTER
        )


def test_bad_input_of_work(house: House, notice: ConclusionNotice) -> None:
    minh = house.standing("minh")
    paragraph = notice.paragraphs.get(number="1")
    with pytest.raises(rules.NoUnitNamed):
        actions.give_work(paragraph=paragraph, title="Việc", units=[], by=minh, at=AFTER)
    with pytest.raises(rules.DueBeforeMeeting):
        actions.give_work(
            paragraph=paragraph,
            title="Việc",
            units=[house.units["A1"]],
            due_on=datetime.date(2023, 4, 1),
            by=minh,
            at=AFTER,
        )


def test_the_pages_write_a_conclusion_and_hide_its_draft(house: House, over: Meeting, visit: Visit) -> None:
    minh = visit("minh")
    root = f"/hoi-nghi/{over.pk}/ket-luan/"

    begun = minh.send(f"{root}lap/")
    wrote = minh.send(f"{root}doan/moi/", {"number": "1", "text": "Thống nhất."})
    paragraph = ConclusionParagraph.objects.get()
    gave = minh.send(
        f"{root}doan/{paragraph.pk}/giao-viec/",
        {"title": "Việc", "due_on": "31/12/2099", "units": [str(house.units["A1"].pk)]},
    )
    changed = minh.send(f"{root}doan/{paragraph.pk}/", {"number": "1", "text": "Nhất trí.", "version": "1"})
    approved_by_page = visit("lan").send(f"{root}duyet/", {"typed": "Duyệt"})

    assert [one.status_code for one in (begun, wrote, gave, changed, approved_by_page)] == [302] * 5
    assert {who: visit(who).get(root).status_code for who in ("minh", "lan", "van", "hung", "hoa")} == {
        "minh": 200, "lan": 200, "van": 404, "hung": 404, "hoa": 404,
    }  # fmt: skip
    assert Task.objects.count() == 0


def test_a_chair_who_is_away_or_suspended_that_day_signs_no_notice(
    house: House, notice: ConclusionNotice
) -> None:
    lan, day = house.people["lan"], AFTER.date()
    absence = Absence.objects.create(
        person=lan,
        unit=house.units["DUK"],
        substitute=house.people["hung"],
        scope="Mọi việc",
        first=day,
        until=ISSUED.date(),
    )
    with pytest.raises(signing.SignatoryAbsent) as away:
        approved(house, notice)
    absence.delete()
    suspension = Suspension.objects.create(mandate=lan.mandates.get(), first=day, document="Số 1-QĐ/ĐUK")
    with pytest.raises(signing.SignatorySuspended):
        approved(house, notice)
    suspension.delete()

    assert away.value.values["substitute"] == "Phạm Quốc Hùng"
    assert approved(house, notice).signers.get().person_id == lan.pk
