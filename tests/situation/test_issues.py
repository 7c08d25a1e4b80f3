"""From what a unit raises to the answer that is told back: the numbered examples O1, O2, O4, O5, O7."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import get_resolver
from tests.conftest import Visitor, at
from tests.house.test_rights_matrix import patterns
from tests.situation.conftest import Desk, day

from nghisu.kit.refusals import Conflict, NotAllowed, Refusal
from nghisu.record.models import Entry
from nghisu.situation import actions, queries
from nghisu.situation.actions import topics
from nghisu.situation.models import Contribution, Issue, Topic
from nghisu.situation.rules import competence
from nghisu.situation.rules import topics as rules
from nghisu.situation.rules.personal import NoName, PointsAtAPerson
from nghisu.situation.rules.topics import Outcome, Size

Visit = Callable[[str], Visitor]


def test_rule_O1_fourteen_units_of_which_two_raise_it_twice_count_as_fourteen(desk: Desk) -> None:
    codes = [f"A{number}" for number in range(1, 15)]
    topic = desk.topic(*codes)

    for code in codes[:2]:
        desk.merged(desk.issue(code, "2023-02-20 09:00", size=Size.NEARLY_ALL), topic)

    shown = queries.with_units(Topic.objects.filter(pk=topic.pk)).get()
    assert shown.unit_count == 14
    assert Issue.objects.filter(topic=topic).count() == 16
    assert Contribution.objects.filter(topic=topic).count() == 14
    assert Contribution.objects.get(topic=topic, unit=desk.unit("A1")).size == Size.NEARLY_ALL


def test_a_unit_that_raises_it_in_two_months_counts_in_each_and_once_in_all(desk: Desk) -> None:
    topic = desk.topic("A1", "A2")

    desk.merged(desk.issue("A1", "2023-03-01 09:00"), topic, when="2023-03-01 10:00")

    assert queries.with_units(Topic.objects.filter(pk=topic.pk)).get().unit_count == 2
    assert Contribution.objects.filter(topic=topic).count() == 3


def test_rule_O2_a_text_with_a_name_and_a_number_is_saved_only_after_both_are_taken_out(desk: Desk) -> None:
    with pytest.raises(PointsAtAPerson) as refused:
        desk.issue(statement="Theo ông Nguyễn Văn B, 0912… lương chậm.")
    assert [one.text for one in refused.value.findings] == ["ông Nguyễn Văn B", "0912…"]
    assert refused.value.field == "statement"
    assert not Issue.objects.exists()

    with pytest.raises(PointsAtAPerson):
        desk.issue(statement="Theo ông Nguyễn Văn B, 0912345678", choice=NoName.NO_NAME)
    replaced = desk.issue(statement="Theo ông Nguyễn Văn B, 0912… lương chậm.", choice=NoName.REPLACE)
    mended = desk.issue("A2", statement="Lương chậm.")

    assert replaced.statement == "Theo […], […] lương chậm."
    assert mended.statement == "Lương chậm."
    said = str(Entry.objects.get(verb="issue.raised", subject_id=str(replaced.pk)).details)
    assert '"choice"' in said
    assert "replace" in said


def test_the_choice_that_a_name_is_none_is_kept_in_the_record(desk: Desk) -> None:
    issue = desk.issue(statement="Hội trường bà Nguyễn Thị Định xuống cấp.", choice=NoName.NO_NAME)

    assert "no_name" in str(Entry.objects.get(verb="issue.raised", subject_id=str(issue.pk)).details)


@pytest.mark.parametrize("field", ["effect", "done", "proposal"])
def test_every_text_of_an_issue_is_looked_at(desk: Desk, field: str) -> None:
    with pytest.raises(PointsAtAPerson) as refused:
        desk.issue(**{field: "Liên hệ an.nguyen@vptw.vn"})

    assert refused.value.field == field


def test_rule_O4_a_topic_on_128_goes_to_the_secretariat_by_a_document_whose_answer_is_awaited(
    desk: Desk,
) -> None:
    topic = desk.topic("A1", "A2")

    sent = desk.escalated(topic)

    assert (sent.state, sent.authority) == ("escalated", competence.SECRETARIAT)
    assert sent.document is not None
    assert "-TTr/" in sent.document.reference
    assert sent.due_on == day("31/3/2023")
    assert [list(queries.overdue(Topic.objects.all(), day(on))) for on in ("31/3/2023", "1/4/2023")] == [
        [],
        [sent],
    ]
    step = queries.steps_of(sent).last()
    assert step is not None
    assert (step.step, step.state) == ("escalated", "escalated")
    details = str(Entry.objects.get(verb="topic.escalated").details)
    assert rules.BEYOND_AUTHORITY_ON_PAPER in details


def test_a_matter_of_the_centre_is_not_decided_here_and_an_own_one_is_not_sent_up(desk: Desk) -> None:
    beyond = desk.topic("A1")
    own = desk.topic("A2", matter="software", statement="Phần mềm chưa liên thông.")

    with pytest.raises(competence.BeyondCompetence):
        topics.assign_topic(
            topic=beyond,
            version=beyond.version,
            lead=desk.house.units["VP"],
            due_on=day("31/3/2023"),
            by=desk.minh,
            at=at("2023-02-03 08:00"),
        )
    with pytest.raises(competence.BeyondCompetence):
        desk.answered(beyond, document=None)
    with pytest.raises(competence.WithinCompetence):
        desk.escalated(own)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"due_on": None}, rules.NoDeadline),
        ({"due_on": day("1/3/2023")}, rules.DueTooEarly),
        ({"addressee": None}, rules.NotOneLevel),
        ({"proposal": "Theo ông Trần Văn C"}, PointsAtAPerson),
    ],
)
def test_a_topic_is_not_sent_up_without_what_it_needs(
    desk: Desk, change: dict[str, Any], refusal: type[Refusal]
) -> None:
    topic = desk.topic("A1")

    with pytest.raises(refusal):
        desk.escalated(topic, **change)


def test_nothing_is_sent_up_without_a_proposal(desk: Desk) -> None:
    with pytest.raises(rules.NoProposal):
        desk.escalated(desk.topic("A1", proposal=""))


def test_rule_O5_an_answer_is_told_back_to_each_of_the_units(desk: Desk, visit: Visit) -> None:
    codes = [f"A{number}" for number in range(1, 15)]
    topic = desk.answered(desk.escalated(desk.topic(*codes)))
    page = f"/tinh-hinh/tra-loi/{topic.pk}/"

    for key in ("hoa", "ha", "cv_A9"):
        assert "Giao Ban Tổ chức Trung ương sửa đổi" in visit(key).get(page).content.decode()
    part = desk.told(topic, *codes[:5])
    assert (part.state, len(queries.units_to_tell(part))) == ("answered", 9)
    whole = desk.told(part, *codes[5:])
    closed = topics.close_topic(topic=whole, version=whole.version, by=desk.minh, at=at("2023-03-31 08:00"))

    assert len(queries.tellings_of(closed)) == 14
    assert (whole.state, closed.state) == ("told", "closed")
    assert "Đã thông báo cho tổ chức ngày" in visit("hoa").get(page).content.decode()


def test_the_origin_reads_the_answer_and_never_the_notes_of_the_office(desk: Desk, visit: Visit) -> None:
    topic = desk.answered(desk.escalated(desk.topic("A1"), words="Ghi chú riêng của Văn phòng"))

    origin = visit("hoa")

    assert origin.get(f"/tinh-hinh/van-de/{topic.pk}/").status_code == 404
    assert "Ghi chú riêng" not in origin.get(f"/tinh-hinh/tra-loi/{topic.pk}/").content.decode()
    assert "Ghi chú riêng" in visit("minh").get(f"/tinh-hinh/van-de/{topic.pk}/").content.decode()
    assert visit("ha").get(f"/tinh-hinh/tra-loi/{topic.pk}/").status_code == 404


def test_a_superiors_answer_needs_its_document_and_is_not_older_than_the_question(desk: Desk) -> None:
    topic = desk.escalated(desk.topic("A1"))

    with pytest.raises(rules.NoAnswerDocument):
        desk.answered(topic, document=None)
    with pytest.raises(rules.AnsweredBefore):
        desk.answered(topic, document=desk.letter("2023-02-20 09:00"))


def test_closing_needs_an_answer_or_a_stated_reason_and_opening_again_says_why(desk: Desk) -> None:
    topic = desk.topic("A1")
    common: dict[str, Any] = {"by": desk.minh, "at": at("2023-03-01 08:00")}

    with pytest.raises(rules.SayWhy):
        topics.close_topic(topic=topic, version=topic.version, **common)
    closed = topics.close_topic(topic=topic, version=topic.version, words="Đã có quy định mới.", **common)
    with pytest.raises(rules.SayWhy):
        topics.reopen_topic(topic=closed, version=closed.version, words=" ", **common)
    again = topics.reopen_topic(topic=closed, version=closed.version, words="Quy định hoãn.", **common)

    assert (closed.state, again.state, again.closed_on) == ("closed", "open", None)


def test_an_answer_after_opening_again_is_told_to_every_unit_anew(desk: Desk) -> None:
    topic = desk.told(desk.answered(desk.escalated(desk.topic("A1", "A2"))), "A1", "A2")
    again = topics.reopen_topic(
        topic=topic, version=topic.version, words="Chưa đủ.", by=desk.minh, at=at("2023-04-01 08:00")
    )

    second = desk.answered(
        desk.escalated(again, when="2023-04-02 08:00", due_on=day("30/4/2023")),
        when="2023-04-10 08:00",
        document=desk.letter("2023-04-09 08:00"),
    )

    assert len(queries.units_to_tell(second)) == 2


def test_an_own_matter_is_dealt_with_by_a_body_that_answers(desk: Desk) -> None:
    topic = desk.topic("A1", matter="software", statement="Phần mềm chưa liên thông.")
    assigned = topics.assign_topic(
        topic=topic,
        version=topic.version,
        lead=desk.house.units["BTG"],
        due_on=day("31/3/2023"),
        by=desk.minh,
        at=at("2023-02-03 08:00"),
    )
    desk.house.add_person("dau", "Trưởng Ban Đầu", "BTG", "head")

    answered = topics.answer_topic(
        topic=assigned,
        version=assigned.version,
        outcome=Outcome.RESOLVED,
        text="Đã liên thông.",
        by=desk.house.standing("dau"),
        at=at("2023-02-20 08:00"),
    )

    assert (assigned.state, answered.state) == ("assigned", "answered")
    with pytest.raises(NotAllowed):
        topics.tell_back(
            topic=answered,
            version=answered.version,
            units=[desk.unit("A1")],
            by=desk.house.standing("dau"),
            at=at("2023-02-21 08:00"),
        )


def test_an_issue_is_returned_with_a_reason_mended_and_sent_again(desk: Desk) -> None:
    issue = desk.issue()
    with pytest.raises(rules.SayWhy):
        actions.return_issue(
            issue=issue, version=issue.version, words=" ", by=desk.minh, at=at("2023-02-01 10:00")
        )

    returned = actions.return_issue(
        issue=issue, version=issue.version, words="Nêu rõ tác động.", by=desk.minh, at=at("2023-02-01 10:00")
    )
    again = actions.correct_issue(
        issue=returned,
        version=returned.version,
        by=desk.specialist("A1"),
        at=at("2023-02-01 11:00"),
        **(desk.pay | {"effect": "Khó giữ cán bộ."}),
    )

    assert (returned.state, again.state, again.reason, again.effect) == (
        "returned",
        "new",
        "",
        "Khó giữ cán bộ.",
    )


def test_two_offices_do_not_merge_the_same_issue_twice(desk: Desk) -> None:
    issue = desk.issue()
    desk.merged(issue)

    with pytest.raises(Conflict):
        desk.merged(issue)


def test_a_sensitive_field_stays_closed_until_the_office_declares_it_no_state_secret(desk: Desk) -> None:
    opinion = {"matter": "opinion_topics", "statement": "Dư luận quan tâm giá điện."}
    with pytest.raises(competence.FieldClosed):
        desk.issue(**opinion)
    common: dict[str, Any] = {"unit": desk.house.units["DUK"], "by": desk.minh, "at": at("2023-01-31 08:00")}
    with pytest.raises(competence.NotDeclared):
        actions.open_field(field="opinion", declared=False, **common)
    with pytest.raises(competence.NotSensitive):
        actions.open_field(field="pay", declared=True, **common)

    opening = actions.open_field(field="opinion", declared=True, **common)

    assert opening.words == competence.DECLARATION_ON_PAPER
    assert desk.issue(**opinion).field == "opinion"
    with pytest.raises(competence.AlreadyOpen):
        actions.open_field(field="opinion", declared=True, **common)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"matter": "khong-co"}, competence.UnknownMatter),
        ({"statement": "  "}, rules.SayWhat),
        ({"since": day("1/12/2023")}, rules.SinceLater),
    ],
)
def test_an_issue_is_refused_that_says_too_little(
    desk: Desk, change: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        desk.issue(**change)


def test_only_its_own_people_raise_for_a_unit_and_the_top_raises_nothing(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        actions.raise_issue(
            unit=desk.unit("A2"), by=desk.specialist("A1"), at=at("2023-02-01 09:00"), **desk.pay
        )
    with pytest.raises(rules.NotHandled):
        actions.raise_issue(unit=desk.house.units["DUK"], by=desk.minh, at=at("2023-02-01 09:00"), **desk.pay)


def test_rule_O7_no_address_finds_what_a_person_raised(desk: Desk, visit: Visit) -> None:
    desk.topic("A1")
    chief = visit("minh")
    person = desk.house.people["hoa"]

    routes = [route for name, route, _door in patterns(get_resolver()) if route.startswith("tinh-hinh/")]
    whole = chief.get("/tinh-hinh/").content.decode()
    asked = chief.get("/tinh-hinh/", {"person": str(person.pk), "nguoi": person.full_name})

    assert [route for route in routes if "person" in route or "nguoi" in route] == []
    assert chief.get(f"/tinh-hinh/nguoi/{person.pk}/").status_code == 404
    assert asked.content.decode().count("<tr>") == whole.count("<tr>")
    assert person.full_name not in whole


def test_the_whole_way_is_walked_on_pages(desk: Desk, visit: Visit) -> None:
    unit, chief = visit("hoa"), visit("minh")
    sent = unit.send(
        "/tinh-hinh/phan-anh/",
        {
            "unit": str(desk.unit("A1").pk),
            "matter": "pay_scheme",
            "where": "whole",
            "size": "most",
            "since": "1/1/2023",
            "statement": "Ông Nguyễn Văn B cho rằng lương thấp",
        },
    )
    assert sent.status_code == 422
    assert "Ông Nguyễn Văn B" in sent.content.decode()
    sent = unit.send(
        "/tinh-hinh/phan-anh/",
        {
            "unit": str(desk.unit("A1").pk),
            "matter": "pay_scheme",
            "where": "whole",
            "size": "most",
            "since": "1/1/2023",
            "statement": "Lương thấp",
            "proposal": "Sửa 128-QĐ/TW",
        },
    )
    assert sent.status_code == 302
    issue = Issue.objects.get()
    about = f"/tinh-hinh/phan-anh/{issue.pk}/"

    def step(path: str, **sent: Any) -> None:
        found = Topic.objects.first()
        stored = found if "van-de" in path and found else Issue.objects.get()
        answer = chief.send(path, {"version": stored.version, **sent})
        assert answer.status_code == 302, answer.content.decode()

    step(f"{about}kiem-tra/")
    step(f"{about}gop/", title="Tiền lương cơ quan Đảng")
    topic = Topic.objects.get()
    way = f"/tinh-hinh/van-de/{topic.pk}/"
    assert chief.get(f"{way}giao/").status_code == 404
    document = desk.submission()
    step(
        f"{way}vuot-tham-quyen/",
        addressee=str(desk.secretariat().pk),
        document=str(document.pk),
        due_on="31/12/2099",
        proposal="Sửa 128-QĐ/TW",
    )
    step(f"{way}tra-loi/", outcome="partly", text="Sẽ sửa đổi", document=str(desk.letter().pk))
    step(f"{way}bao-lai/", units=str(desk.unit("A1").pk))
    step(f"{way}dong/", words="")
    again = chief.get(way).content.decode()

    assert Topic.objects.get().state == "closed"
    assert "Sẽ sửa đổi" in again
    assert "Sẽ sửa đổi" in unit.get(f"/tinh-hinh/tra-loi/{topic.pk}/").content.decode()
    assert "Kết quả phản ánh của tổ chức" in unit.get("/tinh-hinh/").content.decode()
