"""Pages of completing a committee: the next act, the superior's answer, the base that changes in between."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.ballots.test_completing import (
    DAY,
    announced,
    answer,
    declared,
    enrol,
    issued,
    opened,
    put,
    superior,
    take,
    until_introduction,
)
from tests.conftest import House, at

from nghisu.ballots.actions import papers, rounds
from nghisu.ballots.actions.rounds import Hands
from nghisu.ballots.models import CountSheet, NameTally, Round
from nghisu.ballots.models.completing import Procedure
from nghisu.ballots.rules.confidence import share_against
from nghisu.documents.models import Document
from nghisu.kit import clock
from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.organisation.models import Mandate, OutsideBody
from nghisu.organisation.queries import incumbents
from nghisu.people.models import Person
from nghisu.record.models import Entry

__all__ = ["superior"]
Visit = Callable[[str], Any]


@pytest.fixture(autouse=True)
def on_the_afternoon_of_the_session(db: None) -> None:
    clock.set_demo_time(at("2023-04-21 15:00"))


def page_of(procedure: Procedure) -> str:
    return f"/kien-toan/{procedure.pk}/"


def test_the_page_proposes_the_next_act_with_its_rule(house: House, visit: Visit) -> None:
    procedure = opened(house)

    text = visit("minh").get(page_of(procedure)).content.decode()

    assert "Việc tiếp theo:" in text
    assert "Xin chủ trương của cấp trên" in text
    assert "Điều lệ Đảng, Điều 13 khoản 2, Quy định 24-QĐ/TW, 30/7/2021" in text


def test_a_procedure_is_opened_from_its_page(house: House, visit: Visit) -> None:
    sent = {
        "kind": f"executive:{house.bodies['executive'].pk}",
        "number": "2",
        "reason": "Khuyết do nghỉ hưu",
        "opened_on": "21/04/2023",
    }

    response = visit("minh").send("/kien-toan/moi/", sent)

    made = Procedure.objects.get()
    assert (response.status_code, response.url) == (302, page_of(made))
    assert (made.branch, made.number) == ("executive", 2)


def test_the_five_steps_say_for_which_procedure_they_find_names(house: House, visit: Visit) -> None:
    prepared = opened(house)
    sent = {
        "kind": f"cadre:{house.bodies['executive'].pk}",
        "number": "2",
        "reason": "Khuyết do nghỉ hưu",
        "opened_on": "21/04/2023",
        "prepares": str(prepared.pk),
    }
    office = visit("minh")

    refused = office.send("/kien-toan/moi/", sent | {"kind": f"executive:{house.bodies['executive'].pk}"})
    made = office.send("/kien-toan/moi/", sent)

    assert refused.status_code == 422
    assert "Chỉ quy trình 5 bước tìm nhân sự cho một quy trình khác" in refused.content.decode()
    assert office.get(made.url).content.decode().count(page_of(prepared)) == 1


def test_a_regulation_is_unconfirmed_until_the_office_held_it_against_its_text(
    house: House, visit: Visit
) -> None:
    procedure = opened(house)
    office, chair = visit("minh"), visit("hung")
    address = f"{page_of(procedure)}quy-dinh/charter/"
    before = office.get(page_of(procedure)).content.decode()

    assert chair.send(address, {}).status_code == 404
    assert office.send(f"{page_of(procedure)}quy-dinh/elections/", {}).status_code == 404
    office.send(address, {})
    office.send(address, {})

    after = office.get(page_of(procedure)).content.decode()
    assert ("chưa được văn phòng xác nhận" in before, "chưa được văn phòng xác nhận" in after) == (
        True,
        False,
    )
    assert Entry.objects.filter(verb="rules.confirmed").count() == 1


def test_more_than_the_decided_seats_is_said_beside_the_number(house: House, visit: Visit) -> None:
    sent = {
        "kind": f"executive:{house.bodies['executive'].pk}",
        "number": "60",
        "reason": "Khuyết",
        "opened_on": "21/04/2023",
    }

    response = visit("minh").send("/kien-toan/moi/", sent)

    assert response.status_code == 422
    assert "Đại hội quyết định 49 người" in response.content.decode()


def test_without_a_declaration_a_name_is_refused_and_blank_forms_print(house: House, visit: Visit) -> None:
    procedure, person = opened(house), enrol(house, "Đinh Văn Mới")
    office = visit("minh")

    refused = office.send(f"{page_of(procedure)}nhan-su/", {"person": str(person.pk)})
    blank = office.get(f"{page_of(procedure)}buoc/introduction/mau/phieu/")

    assert refused.status_code == 422
    assert not procedure.names.exists()
    assert blank.content[:2] == b"PK"
    assert blank["Content-Disposition"].startswith("attachment; filename=")


def test_the_office_declares_and_its_words_stand_on_the_page(house: House, visit: Visit) -> None:
    procedure = opened(house)
    office = visit("minh")

    unticked = office.send(f"{page_of(procedure)}cam-ket/", {})
    ticked = office.send(f"{page_of(procedure)}cam-ket/", {"declared": "on"})

    text = office.get(page_of(procedure)).content.decode()
    assert (unticked.status_code, ticked.status_code) == (422, 302)
    assert "không thuộc danh mục bí mật nhà nước" in text
    assert "Nguyễn Văn Minh" in text


def test_a_submission_is_drafted_with_its_list_of_names(house: House, visit: Visit) -> None:
    procedure = declared(house, opened(house))
    put(house, procedure, enrol(house, "Đinh Văn Mới"))

    response = visit("minh").send(f"{page_of(procedure)}buoc/ask/van-ban/request/")

    document = Document.objects.get(type="submission")
    assert (response.status_code, document.status) == (302, "draft")
    assert "Đinh Văn Mới" in document.text
    assert [one.name for one in document.files.all()] == ["danh-sach-trich-ngang.docx"]


def test_rule_E18_the_page_says_that_the_six_await_the_superior(
    house: House, superior: OutsideBody, visit: Visit
) -> None:
    person = enrol(house, "Đinh Văn Mới")
    procedure = until_introduction(house, superior, person)
    take(house, procedure, "introduction", round=announced(house, "introduction", {person: 46}, base=49))
    take(house, procedure, "confidence", round=announced(house, "trust", {person: 46}, base=49))

    text = visit("lan").get(page_of(procedure)).content.decode()

    assert "Đã đề xuất, chờ cấp trên quyết định" in text
    assert not Mandate.objects.filter(person=person).exists()


def test_the_superiors_answer_is_registered_with_the_step_and_the_roster_changes_that_day(
    house: House, superior: OutsideBody, visit: Visit
) -> None:
    person = enrol(house, "Đinh Văn Mới")
    procedure = until_introduction(house, superior, person)
    take(house, procedure, "introduction", round=announced(house, "introduction", {person: 3}))
    take(house, procedure, "confidence", round=announced(house, "trust", {person: 3}))
    take(house, procedure, "file", document=issued(house))
    office = visit("minh")

    decided = office.send(
        f"{page_of(procedure)}buoc/decision/",
        {
            "version": str(procedure.version),
            "done_on": "21/04/2023",
            "reference": "733-QĐNS/TW",
            "dated_on": "21/04/2023",
            "issuer": str(superior.pk),
            "subject": "Chỉ định bổ sung ủy viên Ban Chấp hành",
            "agreed": [str(procedure.names.get().pk)],
            "effective_on": "21/04/2023",
        },
    )
    procedure.refresh_from_db()
    before = incumbents(house.bodies["executive"], DAY).count()
    entered = office.send(
        f"{page_of(procedure)}buoc/mandate/", {"version": str(procedure.version), "done_on": "21/04/2023"}
    )

    body = house.bodies["executive"]
    assert (decided.status_code, entered.status_code) == (302, 302)
    assert Document.objects.get(reference="733-QĐNS/TW").direction == "incoming"
    assert incumbents(body, DAY).count() == before + 1
    assert not incumbents(body, DAY - datetime.timedelta(days=1)).filter(person=person).exists()
    states = set(Round.objects.values_list("state", flat=True))
    assert states == {"approved"}


def test_a_round_is_prepared_with_the_names_of_the_list(
    house: House, superior: OutsideBody, visit: Visit
) -> None:
    person = enrol(house, "Đinh Văn Mới")
    procedure = until_introduction(house, superior, person)
    part = closed_part(house)

    response = visit("minh").send(
        f"{page_of(procedure)}buoc/introduction/luot/",
        {"part": str(part.pk), "title": "Giới thiệu bổ sung 1 ủy viên", "seats": "1"},
    )

    made = Round.objects.get()
    assert (response.status_code, made.kind, made.state) == (302, "introduction", "list_open")
    assert response.url == f"/bau-cu/{made.pk}/"
    assert [one.name for one in made.candidates.all()] == ["Đinh Văn Mới"]
    assert made.procedure_round.code == "introduction"


def closed_part(house: House) -> MeetingPart:
    meeting = Meeting.objects.create(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        ordinal=12,
        title="Hội nghị Ban Chấp hành lần thứ 12",
        starts_at=at("2023-04-21 08:00"),
        state="open",
    )
    return MeetingPart.objects.create(
        meeting=meeting, order=1, title="Phiên nội bộ", is_closed=True, starts_at=at("2023-04-21 08:00")
    )


def open_a_round(house: House, part: MeetingPart, candidate: Person, present: list[UUID]) -> Round:
    by, now = house.standing("minh"), at("2023-04-21 15:00")
    made = rounds.draft_round(
        part=part,
        kind="trust",
        title="Bỏ phiếu",
        seats=1,
        body=house.bodies["executive"],
        by=by,
        at=now,
    )
    rounds.declare_open(round_=made, by=by, at=now)
    rounds.open_list(round_=made, by=by, at=now)
    rounds.put_name(round_=made, person=candidate, duty="", by=by, at=now)
    made.refresh_from_db()
    hands = Hands(present=len(present), in_favour=len(present))
    rounds.close_list(round_=made, hands=hands, by=by, at=now)
    rounds.choose_counters(
        round_=made,
        head=house.people["lan"],
        members=[house.people["hung"]],
        hands=hands,
        by=by,
        at=now,
    )
    papers.register_printed(round_=made, printed=60, stamped=60, by=by, at=now)
    made.refresh_from_db()
    return papers.open_round(round_=made, present=present, by=by, at=now)


def test_rule_E20_the_superiors_decision_in_mid_session_counts_from_the_next_roster_on(
    house: House, superior: OutsideBody
) -> None:
    for number in range(41):
        enrol(house, f"Ủy viên {number:02}", member=True)
    new = [enrol(house, f"Đinh Mới {number}") for number in range(6)]
    procedure = until_introduction(house, superior, *new)
    votes = dict.fromkeys(new, 40)
    take(house, procedure, "introduction", round=announced(house, "introduction", votes, base=43))
    take(house, procedure, "confidence", round=announced(house, "trust", votes, base=43))
    take(house, procedure, "file", document=issued(house))
    body = house.bodies["executive"]
    present = list(incumbents(body, DAY).values_list("person_id", flat=True))
    part = MeetingPart.objects.get()
    open_one = open_a_round(house, part, enrol(house, "Người Ngoài"), present)

    take(house, procedure, "decision", answer=answer(superior), effective_on=DAY)
    take(house, procedure, "mandate")
    next_one = open_a_round(house, part, enrol(house, "Người Khác"), present)

    open_one.refresh_from_db()
    assert (open_one.base, open_one.roster.count()) == (43, 43)
    assert (next_one.base, next_one.roster.count()) == (49, 49)


@pytest.mark.parametrize(
    ("returned", "low", "words"),
    [
        (30, 15, "chưa qua ngưỡng nào"),
        (30, 16, "trên 1/2"),
        (30, 20, "từ 2/3 trở lên"),
        (46, 30, "trên 1/2"),
        (46, 31, "từ 2/3 trở lên"),
    ],
)
def test_rule_E14_the_result_page_names_the_threshold_on_papers_returned(
    house: House, visit: Visit, returned: int, low: int, words: str
) -> None:
    person = enrol(house, "Đinh Văn Một")
    made = announced(house, "confidence", {person: 0}, base=returned)
    NameTally.objects.filter(sheet__round=made).update(
        high=returned - low, medium=0, low=low, level=share_against(low, returned).value
    )

    text = visit("lan").get(f"/kien-toan/tin-nhiem/{made.pk}/").content.decode()

    (row,) = [part for part in text.split("<tr>") if "Đinh Văn Một" in part]
    assert words in row
    assert f"{returned} phiếu thu về" in " ".join(text.split())


def test_polls_of_confidence_are_listed_by_round_and_never_by_person(house: House, visit: Visit) -> None:
    person = enrol(house, "Đinh Văn Một")
    announced(house, "confidence", {person: 3})
    announced(house, "trust", {person: 3})

    text = visit("lan").get("/kien-toan/tin-nhiem/").content.decode()

    assert text.count("Một lượt") == 2
    assert "Đinh Văn Một" not in text
    assert CountSheet.objects.count() == 2


def test_the_list_of_procedures_asks_as_much_for_one_as_for_three(house: House, visit: Visit) -> None:
    office = visit("lan")
    opened(house)
    office.get("/kien-toan/")
    with CaptureQueriesContext(connection) as one:
        office.get("/kien-toan/")
    opened(house)
    opened(house)
    with CaptureQueriesContext(connection) as three:
        office.get("/kien-toan/")

    assert len(three) == len(one)
