"""Proposals (M17): from the floor into the plan or upward, followed and named until they are answered."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import House, Visitor, at
from tests.tasks.conftest import Desk, day

from nghisu.kit.refusals import Refusal
from nghisu.tasks.actions import proposals as actions
from nghisu.tasks.models import Proposal
from nghisu.tasks.queries.proposals import proposals_named
from nghisu.tasks.rules.proposals import (
    AnsweredBefore,
    NoAnswerDocument,
    NotIntoItself,
    Outcome,
    ProposalKept,
    SayWhy,
    State,
    StepNotNow,
)


def proposed(desk: Desk, when: str = "2023-02-01 09:00", **rest: Any) -> Proposal:
    return actions.follow_proposal(
        unit=desk.house.units["DUK"],
        made_by=desk.house.units["A1"],
        text="Sửa đổi Quyết định 128-QĐ/TW về tiền lương",
        made_on=at(when).date(),
        by=desk.minh,
        at=at(when),
        **rest,
    )


def sent(desk: Desk, proposal: Proposal, when: str = "2023-02-10 09:00") -> Proposal:
    return actions.send_up(
        proposal=proposal,
        version=proposal.version,
        document=desk.directive("Tờ trình", received=when),
        addressee=desk.house.outside["BTCTW"],
        answer_due_on=day("31/3/2023"),
        by=desk.minh,
        at=at(when),
    )


def named(desk: Desk, first: str, on: str) -> list[tuple[int, str]]:
    rows = proposals_named(desk.house.units["DUK"], first=day(first), day=day(on))
    return [(one.number, one.state_then) for one in rows]


def test_a_proposal_sent_up_is_named_in_each_report_until_it_is_answered(desk: Desk) -> None:
    proposal = sent(desk, proposed(desk))
    actions.say_where_it_stands(
        proposal=proposal,
        version=proposal.version,
        words="Ban Tổ chức Trung ương đang lấy ý kiến.",
        by=desk.minh,
        at=at("2023-05-03 08:00"),
    )
    proposal.refresh_from_db()
    answered = actions.record_answer(
        proposal=proposal,
        version=proposal.version,
        document=desk.directive("Trả lời", received="2023-08-02 09:00"),
        outcome=Outcome.PARTLY,
        by=desk.minh,
        at=at("2023-08-02 10:00"),
    )
    actions.settle(
        proposal=answered,
        version=answered.version,
        words="Đưa vào chương trình năm 2024.",
        by=desk.minh,
        at=at("2023-09-05 08:00"),
    )

    assert named(desk, "1/1/2023", "31/1/2023") == []
    assert named(desk, "1/1/2023", "31/3/2023") == [(1, "sent")]
    assert named(desk, "1/4/2023", "30/6/2023") == [(1, "sent")]
    assert named(desk, "1/7/2023", "30/9/2023") == [(1, "closed")]
    assert named(desk, "1/10/2023", "31/12/2023") == []
    assert named(desk, "1/4/2023", "5/2/2023") == [(1, "open")]  # old days stay as they were


def test_a_proposal_becomes_a_line_of_the_plan(desk: Desk) -> None:
    item = desk.item()
    proposal = proposed(desk)

    planned = actions.put_into_plan(
        proposal=proposal, version=proposal.version, item=item, by=desk.minh, at=at("2023-02-02 08:00")
    )

    assert planned.item == item
    assert named(desk, "1/1/2023", "31/3/2023") == [(1, "planned")]


def test_an_answer_needs_its_document_and_is_not_older_than_the_question(desk: Desk) -> None:
    proposal = sent(desk, proposed(desk))
    common: dict[str, Any] = {
        "proposal": proposal,
        "version": proposal.version,
        "outcome": Outcome.AGREED,
        "by": desk.minh,
        "at": at("2023-03-01 08:00"),
    }

    with pytest.raises(NoAnswerDocument):
        actions.record_answer(document=None, **common)
    with pytest.raises(AnsweredBefore):
        actions.record_answer(document=desk.directive("Cũ", received="2023-01-05 08:00"), **common)


def test_what_was_proposed_on_the_floor_is_followed_once(desk: Desk) -> None:
    key = desk.house.units["A1"].pk
    proposed(desk, source_kind="floor", source_key=key)

    with pytest.raises(ProposalKept):
        proposed(desk, source_kind="floor", source_key=key)


def test_declining_says_why_and_ends_the_way(desk: Desk) -> None:
    proposal = proposed(desk)
    common: dict[str, Any] = {"proposal": proposal, "by": desk.minh, "at": at("2023-02-02 08:00")}

    with pytest.raises(SayWhy):
        actions.turn_down(version=proposal.version, words=" ", **common)
    declined = actions.turn_down(version=proposal.version, words="Đã có quy định.", **common)
    with pytest.raises(StepNotNow):
        actions.settle(version=declined.version, words="…", **common)


def test_a_merged_proposal_is_followed_in_the_other(desk: Desk) -> None:
    first, second = proposed(desk), proposed(desk)
    common: dict[str, Any] = {"by": desk.minh, "at": at("2023-02-02 08:00")}

    with pytest.raises(NotIntoItself):
        actions.merge_proposal(proposal=second, version=second.version, into=second, **common)
    actions.merge_proposal(proposal=second, version=second.version, into=first, **common)

    assert named(desk, "1/1/2023", "31/3/2023") == [(1, "open")]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "plan", "send", "stand", "answer", "settle", "merge", "decline"]),
        st.integers(0, 3),
        st.integers(0, 30),
    ),
    max_size=16,
)


@dataclass
class Notebook:
    """What a clerk would know of each proposal at the end of each day."""

    pages: list[tuple[datetime.date, dict[int, str]]] = field(default_factory=list)

    def on(self, day: datetime.date) -> dict[int, str]:
        return next((page for wrote, page in reversed(self.pages) if wrote <= day), {})


@pytest.mark.django_db
@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_unanswered_proposal_is_missing_from_any_report(
    house: House, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        _play(Desk(house), steps)
        transaction.set_rollback(True)


def _play(desk: Desk, steps: list[tuple[str, int, int]]) -> None:
    document, item = desk.directive(received="2023-01-05 08:00"), desk.item()
    notebook, today = Notebook(), datetime.date(2023, 1, 10)
    for what, which, days in steps:
        today += datetime.timedelta(days=days)
        known = list(Proposal.objects.order_by("number"))
        try:
            _act(desk, what, known[which % len(known)] if known else None, document, item, today)
        except Refusal:
            continue
        notebook.pages.append((today, dict(Proposal.objects.values_list("number", "state"))))
    looked = datetime.date(2023, 1, 10)
    while looked <= today + datetime.timedelta(days=5):
        states = notebook.on(looked)
        rows = proposals_named(desk.house.units["DUK"], first=looked.replace(day=1), day=looked)
        found = {one.number: one.state_then for one in rows}
        missing = {
            number: state
            for number, state in states.items()
            if state in {State.OPEN, State.PLANNED, State.SENT, State.ANSWERED} and number not in found
        }
        assert missing == {}
        assert {number: states[number] for number in found} == found
        looked += datetime.timedelta(days=9)


def _act(desk: Desk, what: str, one: Any, document: Any, item: Any, today: datetime.date) -> None:
    moment = at(f"{today.isoformat()} 10:00")
    if what == "make" or one is None:
        proposed(desk, f"{today.isoformat()} 10:00")
        return
    common: dict[str, Any] = {"proposal": one, "version": one.version, "by": desk.minh, "at": moment}
    match what:
        case "plan":
            actions.put_into_plan(item=item, **common)
        case "send":
            actions.send_up(document=document, addressee=desk.house.outside["BTCTW"], **common)
        case "stand":
            actions.say_where_it_stands(words="…", **common)
        case "answer":
            actions.record_answer(document=document, outcome=Outcome.AGREED, **common)
        case "settle":
            actions.settle(words="…", **common)
        case "merge":
            other = Proposal.objects.exclude(pk=one.pk).order_by("number").first()
            if other is not None:
                actions.merge_proposal(into=other, **common)
        case "decline":
            actions.turn_down(words="…", **common)


def test_a_proposal_goes_its_way_by_its_pages(
    desk: Desk, house: House, visit: Callable[[str], Visitor]
) -> None:
    minh = visit("minh")
    began = minh.send(
        "/nhiem-vu/kien-nghi/moi/",
        {
            "unit": str(house.units["DUK"].pk),
            "made_by": str(house.units["A1"].pk),
            "text": "Sửa đổi Quy định 97-QĐ/TW",
            "made_on": "21/4/2023",
        },
    )
    proposal = Proposal.objects.get()
    assert began.headers["Location"] == f"/nhiem-vu/kien-nghi/{proposal.pk}/"
    document = desk.directive("Tờ trình")

    sent_up = minh.send(
        f"/nhiem-vu/kien-nghi/{proposal.pk}/gui-len/",
        {
            "version": proposal.version,
            "document": str(document.pk),
            "addressee": str(house.outside["BTCTW"].pk),
        },
    )

    assert sent_up.status_code == 302
    page = minh.get(f"/nhiem-vu/kien-nghi/{proposal.pk}/").content.decode()
    assert "Ban Tổ chức Trung ương" in page
    assert "Sửa đổi Quy định 97-QĐ/TW" in visit("hoa").get("/nhiem-vu/kien-nghi/").content.decode()
    assert visit("ha").get(f"/nhiem-vu/kien-nghi/{proposal.pk}/").status_code == 404
