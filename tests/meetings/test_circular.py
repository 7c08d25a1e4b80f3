"""Opinions by circular: silence is never agreement, personnel never, and nobody learns who answered what."""

from collections.abc import Callable

import pytest
from tests.conftest import House, Visitor, at

from nghisu.kit.refusals import NotAllowed
from nghisu.meetings import actions as acts
from nghisu.meetings.actions import carrying
from nghisu.meetings.actions import circular as actions
from nghisu.meetings.models import Circular, CircularAnswer
from nghisu.meetings.queries.carrying import circulars_to_report
from nghisu.meetings.queries.circular import asked, circulars_to_answer, circulars_visible_to
from nghisu.meetings.rules import circular as rules
from nghisu.record.models import Entry, Receipt

Visit = Callable[[str], Visitor]
NOW, DUE = at("2023-04-10 08:00"), at("2023-04-24 17:00")


@pytest.fixture
def members(house: House) -> list[str]:
    """Return four members of the executive committee: Lan, Hùng and two more."""
    for key, name in (("bon", "Cao Văn Bốn"), ("nam", "Tạ Thị Năm")):
        house.add_person(key, name, "DUK", "member", "executive")
    return ["lan", "hung", "bon", "nam"]


@pytest.fixture
def circular(house: House, members: list[str]) -> Circular:
    """Return a circular that is out to the four members of the executive committee."""
    made = actions.draft_circular(
        body=house.bodies["executive"],
        subject="programme",
        title="Chương trình làm việc năm 2023",
        question="Đồng ý với chương trình kèm theo?",
        due_at=DUE,
        document=None,
        by=house.standing("minh"),
        at=NOW,
    )
    return actions.ask(circular=made, expected_version=made.version, by=house.standing("minh"), at=NOW)


def answer(house: House, circular: Circular, who: str, choice: str, opinion: str = "") -> None:
    row = CircularAnswer.objects.get(circular=circular, person=house.people[who])
    actions.answer_circular(answer=row, choice=choice, opinion=opinion, by=house.standing(who), at=NOW)


def count(house: House, circular: Circular) -> Circular:
    return actions.close_circular(
        circular=circular, expected_version=circular.version, by=house.standing("minh"), at=DUE
    )


def test_silence_is_never_agreement(house: House, circular: Circular) -> None:
    answer(house, circular, "lan", "agree")
    answer(house, circular, "hung", "agree")

    counted = count(house, circular)

    assert (counted.base, counted.needed, counted.agreed, counted.silent) == (4, 3, 2, 2)
    assert counted.is_adopted is False


def test_more_than_half_of_all_incumbents_adopt(house: House, circular: Circular) -> None:
    for who in ("lan", "hung", "bon"):
        answer(house, circular, who, "agree")
    answer(house, circular, "nam", "other", "Bổ sung mốc thời gian")

    counted = count(house, circular)

    assert (counted.agreed, counted.other, counted.silent, counted.is_adopted) == (3, 1, 0, True)


def test_a_circular_is_never_about_personnel(house: House) -> None:
    with pytest.raises(rules.NeverForPersonnel):
        actions.draft_circular(
            body=house.bodies["executive"],
            subject="personnel",
            title="Giới thiệu nhân sự",
            question="?",
            due_at=DUE,
            document=None,
            by=house.standing("minh"),
            at=NOW,
        )


def test_answers_are_counted_after_the_deadline_or_when_all_are_in(house: House, circular: Circular) -> None:
    with pytest.raises(rules.StillOpen):
        actions.close_circular(
            circular=circular, expected_version=circular.version, by=house.standing("minh"), at=NOW
        )
    for who in ("lan", "hung", "bon", "nam"):
        answer(house, circular, who, "agree")

    early = actions.close_circular(
        circular=circular, expected_version=circular.version, by=house.standing("minh"), at=NOW
    )

    assert early.is_closed is True


def test_nobody_answers_for_another_but_the_clerk_from_paper(house: House, circular: Circular) -> None:
    row = CircularAnswer.objects.get(circular=circular, person=house.people["hung"])
    with pytest.raises(NotAllowed):
        actions.answer_circular(answer=row, choice="agree", opinion="", by=house.standing("lan"), at=NOW)
    with pytest.raises(rules.AnswersClosed):
        actions.answer_circular(
            answer=row, choice="agree", opinion="", by=house.standing("hung"), at=at("2023-04-24 17:01")
        )

    actions.answer_circular(
        answer=row, choice="disagree", opinion="", by=house.standing("van"), at=DUE, on_paper=True
    )

    assert (row.choice, row.on_paper) == ("disagree", True)


def test_another_opinion_has_words(house: House, circular: Circular) -> None:
    with pytest.raises(rules.OpinionMissing):
        answer(house, circular, "hung", "other", " ")


def test_the_office_sees_totals_and_who_is_missing_and_never_who_answered_what(
    house: House, circular: Circular, visit: Visit
) -> None:
    answer(house, circular, "hung", "disagree", "Chưa rõ nguồn lực")

    running = asked(house.standing("minh"), circular)
    page = visit("minh").get(f"/hoi-nghi/xin-y-kien/{circular.pk}/").content.decode()

    assert (running.count, running.answered, len(running.missing)) == (4, 1, 3)
    assert running.other_opinions == []
    assert "Phạm Quốc Hùng" not in page
    assert "Chưa rõ nguồn lực" not in page
    assert not Entry.objects.filter(verb="circular.answered", details__contains="disagree").exists()


def test_a_member_knows_of_the_own_answer_only_and_strangers_of_nothing(
    house: House, circular: Circular, visit: Visit
) -> None:
    answer(house, circular, "hung", "agree")

    by_lan = asked(house.standing("lan"), circular)
    by_hung = asked(house.standing("hung"), circular)

    assert by_hung.own is not None
    assert by_hung.own.choice == "agree"
    assert by_hung.missing == []
    assert by_lan.own is not None
    assert by_lan.own.choice == ""
    assert circulars_visible_to(house.standing("hoa")).count() == 0
    assert visit("hoa").get(f"/hoi-nghi/xin-y-kien/{circular.pk}/").status_code == 404
    assert circulars_to_answer(house.standing("hung"), NOW).count() == 0
    assert circulars_to_answer(house.standing("nam"), NOW).count() == 1


def test_the_result_goes_out_as_a_draft_and_is_reported_at_the_next_session(
    house: House, circular: Circular
) -> None:
    by = house.standing("minh")
    counted = count(house, circular)
    notice = actions.draft_result(circular=counted, drafter=house.units["VP"].pk, by=by, at=DUE)
    following = acts.call_meeting(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        title="Hội nghị lần thứ 13",
        starts_at=at("2023-07-20 08:00"),
        parts=[acts.PartPlan("Toàn thể", at("2023-07-20 08:00"))],
        by=by,
        at=DUE,
    )

    offered = circulars_to_report(following)
    carrying.take_over(
        part=following.parts.get(),
        recurring=[],
        left_open=[],
        circulars=[(offered[0], "Báo cáo kết quả")],
        by=by,
        at=DUE,
    )

    assert notice.direction == "outgoing"
    assert "không trả lời: 4" in notice.text
    assert "Hùng" not in notice.text
    assert circulars_to_report(following) == []
    with pytest.raises(actions.NoticeExists):
        actions.draft_result(circular=counted, drafter=house.units["VP"].pk, by=by, at=DUE)


def test_a_circular_taken_back_forgets_its_answers(house: House, circular: Circular) -> None:
    answer(house, circular, "hung", "agree")

    actions.withdraw_circular(
        circular=circular,
        expected_version=circular.version,
        reason="Sai tài liệu",
        by=house.standing("minh"),
        at=NOW,
    )

    assert set(CircularAnswer.objects.values_list("choice", "opinion")) == {("", "")}


def test_the_pages_of_circulars_do_their_acts(house: House, members: list[str], visit: Visit) -> None:
    minh = visit("minh")
    sent = {
        "body": str(house.bodies["executive"].pk),
        "subject": "personnel",
        "title": "Chương trình",
        "question": "Đồng ý?",
        "due_at": "17:00 24/12/2030",
    }

    refused = minh.send("/hoi-nghi/xin-y-kien/moi/", sent)
    made = minh.send("/hoi-nghi/xin-y-kien/moi/", {**sent, "subject": "programme"})
    circular = Circular.objects.get()
    path = f"/hoi-nghi/xin-y-kien/{circular.pk}/"
    minh.send(f"{path}gui/")
    row = CircularAnswer.objects.get(person=house.people["hung"])
    answered = visit("hung").send(path, {"choice": "agree", "opinion": ""})
    entered = visit("van").get(f"{path}phieu/{row.pk}/")

    assert (refused.status_code, made.status_code, answered.status_code) == (422, 302, 302)
    assert entered.status_code == 404  # what was answered is opened by nobody
    for end in ("", "sua/", "tong-hop/", "rut/"):
        assert minh.get(path + end).status_code == 200, end
    assert minh.send(f"{path}tong-hop/").status_code == 422
    assert minh.get("/hoi-nghi/xin-y-kien/").status_code == 200
    Circular.objects.filter(pk=circular.pk).update(due_at=at("2023-01-01 08:00"))
    assert minh.send(f"{path}tong-hop/").status_code == 302
    assert minh.send(f"{path}thong-bao/").status_code == 302
    kept = Receipt.objects.count()
    minutes = minh.send(f"{path}bien-ban.docx", key="the same button twice")
    again = minh.send(f"{path}bien-ban.docx", key="the same button twice")
    assert (minutes.content[:2], again.content[:2]) == (b"PK", b"PK")
    assert Entry.objects.filter(verb="circular.minutes_taken").count() == 2
    assert Receipt.objects.count() == kept  # who answered what is kept nowhere beside the file
