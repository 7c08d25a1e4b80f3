"""The pages of rounds, from the draft to the answer, by those who do each step."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.ballots.conftest import NOON, Hall
from tests.conftest import START, Visitor

from nghisu.ballots.actions import entries
from nghisu.ballots.models import EnteredPaper, Round
from nghisu.ballots.rules.states import RoundState
from nghisu.meetings.models import MeetingChair
from nghisu.meetings.queries.showing import cards_for
from nghisu.organisation.models import Mandate
from nghisu.people.models import Person

Build = Callable[..., Hall]
Visit = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand at the hour of the meeting."""
    monkeypatch.setattr("nghisu.kit.clock.now", lambda: NOON)
    monkeypatch.setattr("nghisu.kit.clock.today", NOON.date)


def act(visitor: Visitor, round_: Round, slug: str, **sent: Any) -> Any:
    answer = visitor.send(reverse("round_act", args=[round_.pk, slug]), sent)
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return answer


def test_the_office_takes_a_round_from_draft_to_the_opening(hall: Build, visit: Visit) -> None:
    here, minh = hall(12), visit("minh")

    minh.send(
        reverse("round_new", args=[here.meeting.pk]),
        {
            "part": here.part.pk,
            "kind": "election",
            "title": "Bầu bổ sung Ban Thường vụ",
            "seats": "2",
            "electorate": "incumbents",
            "gathering": "session",
            "entries": "2",
            "bundle_size": "25",
        },
    )
    made = Round.objects.get()
    blank = minh.get(reverse("ballot_pdf", args=[made.pk]))
    act(minh, made, "xac-nhan")
    act(minh, made, "mo-danh-sach")
    for person in here.members[:3]:
        act(minh, made, "gioi-thieu", person=person.pk, source="convener", duty="")
    hands = {"present": "12", "in_favour": "12", "against": "0", "abstaining": "0"}
    act(minh, made, "chot-danh-sach", **hands)
    counters = {"head": here.members[-1].pk, "members": [here.members[-2].pk], **hands}
    act(minh, made, "nguoi-kiem-phieu", **counters)
    act(minh, made, "in-phieu", printed="15", stamped="15")
    act(minh, made, "mo-bo-phieu", present=[one.pk for one in here.members])
    act(minh, made, "phat-phieu", voters=[one.pk for one in here.members])
    act(minh, made, "doi-phieu", count="1")
    act(minh, made, "dong-hom", unused="2", returned="12")
    page = minh.get(reverse("round_detail", args=[made.pk])).content.decode()

    made.refresh_from_db()
    assert (made.state, made.base, made.stock.returned) == (RoundState.CLOSED, 12, 12)
    assert blank.content.startswith(b"%PDF")
    assert "Quyết định 244-QĐ/TW" in page or "24-QĐ/TW" in page


def test_the_rules_stand_on_the_page_before_the_round_opens(hall: Build, visit: Visit) -> None:
    here = hall(49)
    made = here.listed()

    page = visit("minh").get(reverse("round_detail", args=[made.pk]), headers={"accept-language": "vi"})

    words = re.sub(r"\s+", " ", page.content.decode())
    assert "ít nhất 25 phiếu trên tổng số 49" in words
    assert "15 ngày làm việc" in words


def test_two_devices_enter_a_bundle_by_keys(hall: Build, visit: Visit) -> None:
    here = hall(6)
    made = here.ready(present=4)
    entries.start_count(round_=made, by=here.counter(), at=NOON)
    first, second = here.members[-1], here.members[-2]
    visitors = []
    for person in (first, second):
        visitor = Visitor()
        visitor.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        visitors.append(visitor)

    for visitor in visitors:
        visitor.get(reverse("count_page", args=[made.pk]))
        visitor.send(reverse("bundle_take", args=[made.pk, 1]))
        for number in range(1, 5):
            answer = visitor.send(
                reverse("bundle_paper", args=[made.pk, 1]),
                {"number": number, "keys": "3"},
                headers={"accept": "application/json"},
            )
            assert answer.json()["marks"] == "kks"
        visitor.send(reverse("bundle_lock", args=[made.pk, 1]))
    act(visitors[0], made, "kiem-xong")

    made.refresh_from_db()
    assert made.state == RoundState.COUNTED
    assert EnteredPaper.objects.count() == 8


def test_keys_that_make_no_paper_are_refused_in_words(hall: Build) -> None:
    here = hall(6)
    made = here.ready(present=4)
    entries.start_count(round_=made, by=here.counter(), at=NOON)
    visitor = Visitor()
    visitor.force_login(here.members[-1], backend="allauth.account.auth_backends.AuthenticationBackend")
    visitor.send(reverse("bundle_take", args=[made.pk, 1]))

    answer = visitor.send(
        reverse("bundle_paper", args=[made.pk, 1]),
        {"number": 1, "keys": "7"},
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 422
    assert "7" in answer.json()["refused"]


def test_members_learn_the_result_when_it_is_announced_and_not_before(hall: Build, visit: Visit) -> None:
    here = hall(12)
    made = here.ready()
    entries.enter_totals(round_=made, totals=here.totals(made, 12, [12, 9, 0]), by=here.counter(), at=NOON)
    member = visit("hung")

    before = member.get(reverse("round_detail", args=[made.pk])).content.decode()
    minutes = member.get(reverse("count_minutes_pdf", args=[made.pk]))
    visit("minh").send(reverse("round_act", args=[made.pk, "cong-bo"]))
    after = member.get(reverse("round_detail", args=[made.pk])).content.decode()

    assert minutes.status_code == 404
    assert ("75,00" in before, "75,00" in after) == (False, True)


def test_strangers_find_no_round(hall: Build, visit: Visit) -> None:
    here = hall(12)
    made = here.listed()

    answers = [
        visit(who).get(reverse("round_detail", args=[made.pk])).status_code
        for who in ("hoa", "diem", "quantri", "kiem", "tren", "van")
    ]

    assert answers == [404] * 6


def test_a_round_of_a_closed_part_is_not_on_the_screen_unless_the_office_says_so(
    hall: Build, visit: Visit
) -> None:
    here = hall(12)
    made = here.announced(here.ready())
    before = cards_for(here.meeting, None)
    act(visit("minh"), made, "man-hinh")

    assert before == []
    (card,) = cards_for(here.meeting, None)
    assert card.title == "Bầu bổ sung"
    assert card.lines[0].count("12") == 3


def test_minutes_are_given_in_the_official_form(hall: Build, visit: Visit) -> None:
    here = hall(12)
    MeetingChair.objects.create(meeting=here.meeting, person=here.members[0], order=1)
    made = here.announced(here.ready())
    minh = visit("minh")

    pdf = minh.get(reverse("count_minutes_pdf", args=[made.pk]))
    word = minh.get(reverse("count_minutes_docx", args=[made.pk]))

    assert (pdf.content[:4], word.content[:2]) == (b"%PDF", b"PK")


def test_a_list_of_rounds_asks_the_same_questions_for_one_and_three(
    hall: Build, visit: Visit, django_assert_max_num_queries: Any
) -> None:
    here, minh = hall(12), visit("minh")
    here.draft()
    minh.get(reverse("round_list"))

    with django_assert_max_num_queries(30) as one:
        minh.get(reverse("round_list"))
    here.draft()
    here.draft()
    with django_assert_max_num_queries(30) as three:
        minh.get(reverse("round_list"))

    assert len(one) == len(three)


def test_four_hundred_papers_are_made_in_seconds(hall: Build, visit: Visit) -> None:
    here = hall(12)
    made = here.listed()
    begun = time.perf_counter()

    answer = visit("minh").get(reverse("ballot_pdf", args=[made.pk]), {"so": "400"})

    assert answer.content.startswith(b"%PDF")
    assert time.perf_counter() - begun < 5


def test_the_counter_by_office_sees_rounds_and_enters_only_where_chosen(hall: Build, visit: Visit) -> None:
    here = hall(6)
    counter = Person(full_name="Trần Kiểm Phiếu", username="kp")
    counter.save()
    Mandate.objects.create(person=counter, unit=here.house.units["DUK"], office="counter", first=START)
    made = here.ready(present=4)
    entries.start_count(round_=made, by=here.counter(), at=NOON)
    client = Client()
    client.force_login(counter, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse("round_detail", args=[made.pk])).status_code == 200
    assert client.get(reverse("count_page", args=[made.pk])).status_code == 404
