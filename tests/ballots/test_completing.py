"""From the vacancy to the mandate: each act, its checks and its line of the record."""

import datetime
from typing import Any

import pytest
from tests.conftest import House, at

from nghisu.ballots.actions import completing as actions
from nghisu.ballots.models import Candidate, CountMinutes, CountSheet, NameTally, Round
from nghisu.ballots.models.completing import Procedure, ProcedureName
from nghisu.ballots.queries import completing as queries
from nghisu.ballots.rules import completing as rules
from nghisu.ballots.rules.completing import Outcome
from nghisu.ballots.rules.steps import Branch
from nghisu.documents.models import Document
from nghisu.documents.rules.states import Direction, Status
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.organisation.models import Mandate, OutsideBody
from nghisu.organisation.queries import incumbents
from nghisu.people.models import Person
from nghisu.record.models import Entry

DAY = datetime.date(2023, 4, 21)
NOW = at("2023-04-21 15:00")


@pytest.fixture
def superior(house: House) -> OutsideBody:
    return OutsideBody.objects.create(
        code="BBT",
        name="Ban Bí thư",
        symbol="TW",
        relation="superior",
        to_unit=house.units["DUK"],
        first=datetime.date(2020, 1, 1),
    )


def enrol(house: House, name: str, *, member: bool = False) -> Person:
    person = Person.objects.create_person(full_name=name)
    if member:
        Mandate.objects.create(
            person=person,
            unit=house.units["DUK"],
            body=house.bodies["executive"],
            office="member",
            first=datetime.date(2020, 8, 1),
        )
    return person


def opened(house: House, branch: Branch = Branch.EXECUTIVE, number: int = 1, **more: Any) -> Procedure:
    body = house.bodies["standing" if branch is Branch.STANDING else "executive"]
    return actions.open_procedure(
        body=body,
        branch=branch,
        number=number,
        reason="Khuyết do nghỉ hưu",
        opened_on=datetime.date(2023, 3, 1),
        by=house.standing("minh"),
        at=NOW,
        **more,
    )


def declared(house: House, procedure: Procedure) -> Procedure:
    actions.declare(procedure=procedure, declared=True, by=house.standing("minh"), at=NOW)
    procedure.refresh_from_db()
    return procedure


def take(house: House, procedure: Procedure, code: str, **more: Any) -> Procedure:
    procedure.refresh_from_db()
    actions.take_step(
        **{
            "procedure": procedure,
            "expected_version": procedure.version,
            "code": code,
            "done_on": DAY,
            "by": house.standing("minh"),
            "at": NOW,
            **more,
        }
    )
    procedure.refresh_from_db()
    return procedure


def put(house: House, procedure: Procedure, person: Person) -> ProcedureName:
    procedure.refresh_from_db()
    return actions.put_name(procedure=procedure, person=person, by=house.standing("minh"), at=NOW)


def issued(house: House) -> Document:
    return Document.objects.create(
        unit=house.units["DUK"],
        direction=Direction.OUTGOING,
        status=Status.ISSUED,
        type="submission",
        issuer_unit=house.units["DUK"],
        issuer_name="Đảng ủy Khối các cơ quan Trung ương",
        number=Document.objects.count() + 1,
        reference=f"{Document.objects.count() + 1}-TTr/ĐUK",
        dated_on=DAY,
        subject="Tờ trình",
        created_at=NOW,
        issued_at=NOW,
    )


def answer(superior: OutsideBody, *, day: datetime.date = DAY, number: int = 700) -> actions.Answer:
    return actions.Answer(
        type_code="decision",
        reference=f"{number}-QĐ/TW",
        dated_on=day,
        subject="Về công tác cán bộ",
        issuer=superior,
    )


def announced(
    house: House, kind: str, votes: dict[Person, int], *, base: int = 4, elected: tuple[Person, ...] = ()
) -> Round:
    """Return a round whose result is announced."""
    meeting = Meeting.objects.filter(unit=house.units["DUK"]).first() or Meeting.objects.create(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        ordinal=12,
        title="Hội nghị Ban Chấp hành lần thứ 12",
        starts_at=at("2023-04-21 08:00"),
        state="open",
    )
    part, _ = MeetingPart.objects.get_or_create(
        meeting=meeting, order=1, defaults={"title": "Phiên nội bộ", "is_closed": True, "starts_at": NOW}
    )
    made = Round.objects.create(
        unit=house.units["DUK"],
        meeting=meeting,
        part=part,
        body=house.bodies["executive"],
        title="Một lượt",
        kind=kind,
        seats=max(1, len(votes)),
        profile="dang-244",
        profile_day=DAY,
        state="minutes_signed",
        outcome="needs_approval",
        base=base,
        roster_hash="0" * 64,
        mode="NO_SURPLUS",
        drafted_at=NOW,
        list_closed_at=NOW,
        opened_at=NOW,
        closed_at=NOW,
        counted_at=NOW,
        announced_at=NOW,
    )
    sheet = CountSheet.objects.create(
        round=made,
        issued=base,
        returned=base,
        valid=base,
        invalid=0,
        base=base,
        threshold=base // 2 + 1,
        verdict="complete",
        at=NOW,
    )
    CountMinutes.objects.create(
        round=made, sheet=sheet, head=house.people["lan"], chair=house.people["lan"], signed_at=NOW
    )
    for order, (person, count) in enumerate(votes.items(), 1):
        candidate = Candidate.objects.create(
            round=made, person=person, name=person.full_name, state="listed", order=order
        )
        NameTally.objects.create(
            sheet=sheet,
            candidate=candidate,
            valid=base,
            votes=count,
            is_elected=person in elected,
            order=order,
        )
    return made


def until_introduction(house: House, superior: OutsideBody, *people: Person) -> Procedure:
    procedure = declared(house, opened(house, number=len(people)))
    for person in people:
        put(house, procedure, person)
    take(house, procedure, "ask", document=issued(house))
    return take(house, procedure, "agreement", answer=answer(superior, number=650))


def test_a_procedure_opens_with_the_vacancy_and_one_line_of_the_record(house: House) -> None:
    before = Entry.objects.count()

    procedure = opened(house)

    assert [step.code for step in procedure.steps.all()] == ["need"]
    assert Entry.objects.count() == before + 1


def test_rule_I11_more_than_the_congress_decided_needs_the_superiors_decision(house: House) -> None:
    house.bodies["executive"].seats = 3
    house.bodies["executive"].save(update_fields=["seats"])

    with pytest.raises(rules.MoreThanDecided):
        opened(house, number=2)

    assert opened(house, number=2, over_document="Kết luận 12-KL/TW ngày 01/02/2023").number == 2


def test_names_wait_for_the_declaration_that_they_are_no_state_secret(house: House) -> None:
    procedure, person = opened(house), enrol(house, "Đinh Văn Mới")

    with pytest.raises(rules.NotDeclared):
        put(house, procedure, person)
    with pytest.raises(rules.WordsMissing):
        actions.declare(procedure=procedure, declared=False, by=house.standing("minh"), at=NOW)
    declared(house, procedure)
    put(house, procedure, person)

    declaration = queries.declaration_of(procedure)
    assert declaration is not None
    assert (declaration.name, declaration.words, declaration.at) == (
        "Nguyễn Văn Minh",
        rules.DECLARATION_ON_PAPER,
        NOW,
    )


def test_a_line_of_the_record_never_names_who_was_put_down(house: House) -> None:
    procedure = declared(house, opened(house))

    put(house, procedure, enrol(house, "Đinh Văn Mới"))

    entry = Entry.objects.order_by("-index").first()
    assert entry is not None
    assert "Đinh" not in f"{entry.details} {entry.touches}"


def test_only_the_office_conducts_a_procedure(house: House) -> None:
    procedure = opened(house)

    for key in ("lan", "hung", "van", "tren", "hoa", "kiem"):
        with pytest.raises(NotAllowed):
            actions.declare(procedure=procedure, declared=True, by=house.standing(key), at=NOW)
    seen = {
        key: queries.procedures_visible_to(house.standing(key)).exists()
        for key in ("minh", "lan", "tren", "hung", "van", "kiem", "hoa")
    }
    assert seen == {
        "minh": True,
        "lan": True,
        "tren": True,
        "hung": False,
        "van": False,
        "kiem": False,
        "hoa": False,
    }


def test_the_submission_is_issued_before_it_was_sent(house: House) -> None:
    procedure = declared(house, opened(house))
    put(house, procedure, enrol(house, "Đinh Văn Mới"))
    paper = issued(house)
    Document.objects.filter(pk=paper.pk).update(status=Status.DRAFT, number=None)
    paper.refresh_from_db()

    with pytest.raises(rules.NotIssuedYet):
        take(house, procedure, "ask", document=paper)
    with pytest.raises(rules.PaperMissing):
        take(house, procedure, "ask")


def test_only_a_superior_agrees_and_not_before_it_was_asked(house: House, superior: OutsideBody) -> None:
    procedure = declared(house, opened(house))
    put(house, procedure, enrol(house, "Đinh Văn Mới"))
    take(house, procedure, "ask", document=issued(house))
    partner = OutsideBody.objects.create(
        code="BCS", name="Ban cán sự", relation="partner", to_unit=house.units["DUK"], first=DAY
    )

    with pytest.raises(rules.NotTheSuperiors):
        take(house, procedure, "agreement", answer=answer(partner))
    with pytest.raises(rules.DecisionBeforeTheFile):
        take(house, procedure, "agreement", answer=answer(superior, day=datetime.date(2023, 4, 1)))
    take(house, procedure, "agreement", answer=answer(superior))

    step = procedure.steps.get(code="agreement")
    assert step.document is not None
    assert (step.document.direction, step.document.received_number) == ("incoming", 1)


def test_rule_E18_voted_and_still_no_member_until_the_superior_decides(
    house: House, superior: OutsideBody
) -> None:
    person = enrol(house, "Đinh Văn Mới")
    procedure = until_introduction(house, superior, person)
    before = incumbents(house.bodies["executive"], DAY).count()

    take(house, procedure, "introduction", round=announced(house, "introduction", {person: 46}, base=49))
    take(house, procedure, "confidence", round=announced(house, "trust", {person: 46}, base=49))

    named = procedure.names.get()
    assert rules.OUTCOME_NAMES[Outcome(named.outcome)] == "Proposed, awaiting decision of the superior"
    assert named.mandate is None
    assert incumbents(house.bodies["executive"], DAY).count() == before


def test_the_mandate_begins_on_the_day_of_effect_and_not_before(house: House, superior: OutsideBody) -> None:
    person = enrol(house, "Đinh Văn Mới")
    procedure = until_introduction(house, superior, person)
    take(house, procedure, "introduction", round=announced(house, "introduction", {person: 3}))
    take(house, procedure, "confidence", round=announced(house, "trust", {person: 3}))
    take(house, procedure, "file", document=issued(house))
    later, effect = datetime.date(2023, 5, 10), datetime.date(2023, 5, 12)
    then = at("2023-05-11 09:00")
    by = house.standing("minh", later)

    with pytest.raises(rules.EffectBeforeDecision):
        take(
            house,
            procedure,
            "decision",
            answer=answer(superior, day=later),
            effective_on=later - datetime.timedelta(days=1),
            done_on=later,
            at=then,
            by=by,
        )
    take(
        house,
        procedure,
        "decision",
        answer=answer(superior, day=later),
        effective_on=effect,
        done_on=later,
        at=then,
        by=by,
    )
    take(house, procedure, "mandate", done_on=datetime.date(2023, 5, 11), at=then, by=by)

    body = house.bodies["executive"]
    mandate = procedure.names.get().mandate
    assert mandate is not None
    assert (mandate.first, mandate.obtained, mandate.office) == (effect, "appointed", "member")
    assert mandate.obtained_document == "Quyết định số 700-QĐ/TW"
    assert not incumbents(body, effect - datetime.timedelta(days=1)).filter(person=person).exists()
    assert incumbents(body, effect).filter(person=person).exists()
    assert procedure.state == "done"


def test_who_fails_the_introduction_goes_no_further(house: House, superior: OutsideBody) -> None:
    one, other = enrol(house, "Đinh Văn Mới"), enrol(house, "Lý Thị Kém")
    procedure = until_introduction(house, superior, one, other)

    take(house, procedure, "introduction", round=announced(house, "introduction", {one: 3, other: 2}, base=4))
    take(house, procedure, "confidence", round=announced(house, "trust", {one: 3}, base=4))

    assert dict(procedure.names.values_list("name", "outcome")) == {
        "Đinh Văn Mới": "proposed",
        "Lý Thị Kém": "not_chosen",
    }


def test_the_superior_may_agree_to_some_and_not_to_others(house: House, superior: OutsideBody) -> None:
    one, other = enrol(house, "Đinh Văn Mới"), enrol(house, "Lý Thị Hoãn")
    procedure = until_introduction(house, superior, one, other)
    take(house, procedure, "introduction", round=announced(house, "introduction", {one: 3, other: 3}))
    take(house, procedure, "confidence", round=announced(house, "trust", {one: 3, other: 3}))
    take(house, procedure, "file", document=issued(house))

    take(
        house,
        procedure,
        "decision",
        answer=answer(superior),
        agreed=[procedure.names.get(person=one).pk],
        effective_on=DAY,
    )
    take(house, procedure, "mandate")

    assert dict(procedure.names.values_list("name", "outcome")) == {
        "Đinh Văn Mới": "appointed",
        "Lý Thị Hoãn": "refused",
    }
    assert Mandate.objects.filter(person__in=[one, other]).count() == 1


def test_a_round_of_another_kind_or_unannounced_carries_no_step(house: House, superior: OutsideBody) -> None:
    person = enrol(house, "Đinh Văn Mới")
    procedure = until_introduction(house, superior, person)
    counted = announced(house, "introduction", {person: 3})
    Round.objects.filter(pk=counted.pk).update(state="counted")
    counted.refresh_from_db()

    with pytest.raises(rules.RoundNotAnnounced):
        take(house, procedure, "introduction", round=counted)
    with pytest.raises(rules.RoundMissing):
        take(house, procedure, "introduction", round=announced(house, "election", {person: 3}))


def test_rule_E19_a_standing_candidate_is_an_incumbent_when_the_list_closes(
    house: House, superior: OutsideBody
) -> None:
    member, proposed = enrol(house, "Cao Văn Cũ", member=True), enrol(house, "Đinh Văn Mới")
    executive = until_introduction(house, superior, proposed)
    take(house, executive, "introduction", round=announced(house, "introduction", {proposed: 3}))
    take(house, executive, "confidence", round=announced(house, "trust", {proposed: 3}))
    procedure = declared(house, opened(house, Branch.STANDING))

    with pytest.raises(rules.NotAnIncumbent):
        put(house, procedure, proposed)
    put(house, procedure, member)
    take(house, procedure, "ask", document=issued(house))
    take(house, procedure, "agreement", answer=answer(superior, number=651))
    for code in ("report", "names", "candidacies", "consolidation"):
        take(house, procedure, code)
    Mandate.objects.filter(person=member).update(until=DAY)
    with pytest.raises(rules.NotAnIncumbent):
        take(house, procedure, "list")
    Mandate.objects.filter(person=member).update(until=None)
    take(house, procedure, "list")

    with pytest.raises(rules.ListClosed):
        put(house, procedure, house.people["hung"])


def test_an_elected_member_of_the_standing_committee_awaits_approval(
    house: House, superior: OutsideBody
) -> None:
    member = enrol(house, "Cao Văn Cũ", member=True)
    procedure = declared(house, opened(house, Branch.STANDING))
    put(house, procedure, member)
    take(house, procedure, "ask", document=issued(house))
    take(house, procedure, "agreement", answer=answer(superior, number=651))
    for code in ("report", "names", "candidacies", "consolidation", "list"):
        take(house, procedure, code)
    take(
        house,
        procedure,
        "election",
        round=announced(house, "election", {member: 3}, elected=(member,)),
    )

    assert procedure.names.get().outcome == "elected"
    assert not Mandate.objects.filter(person=member, body=house.bodies["standing"]).exists()
    take(house, procedure, "file", document=issued(house))
    take(house, procedure, "approval", answer=answer(superior), effective_on=DAY)
    take(house, procedure, "mandate")
    mandate = Mandate.objects.get(person=member, body=house.bodies["standing"])
    assert (mandate.obtained, mandate.office, mandate.first) == ("elected", "standing_member", DAY)


def test_without_a_declaration_only_days_are_kept_until_the_decision_is_published(
    house: House, superior: OutsideBody
) -> None:
    procedure, person = opened(house), enrol(house, "Đinh Văn Mới")

    take(house, procedure, "ask")
    take(house, procedure, "agreement", answer=answer(superior, number=650))
    with pytest.raises(rules.NotDeclared):
        take(house, procedure, "introduction", round=announced(house, "introduction", {person: 3}))
    take(house, procedure, "introduction")
    take(house, procedure, "confidence")
    take(house, procedure, "file")
    assert not procedure.names.exists()
    take(house, procedure, "decision", answer=answer(superior), effective_on=DAY)
    put(house, procedure, person)
    take(house, procedure, "mandate")

    assert procedure.names.get().mandate is not None
    assert procedure.state == "done"


def test_the_five_steps_choose_by_the_votes_of_each_electorate(house: House) -> None:
    people = [enrol(house, name) for name in ("Đinh Một", "Lý Hai", "Cao Ba")]
    procedure = declared(house, opened(house, Branch.CADRE))
    for person in people:
        put(house, procedure, person)

    take(
        house,
        procedure,
        "enlarged_proposal",
        round=announced(house, "introduction", dict(zip(people, (20, 18, 5), strict=True)), base=50),
    )
    take(
        house,
        procedure,
        "leadership_choice",
        round=announced(house, "introduction", dict(zip(people, (2, 9, 0), strict=True)), base=13),
    )

    assert dict(procedure.names.values_list("name", "outcome")) == {
        "Đinh Một": "not_chosen",
        "Lý Hai": "named",
        "Cao Ba": "not_chosen",
    }


def test_a_stopped_procedure_keeps_its_reason_and_takes_no_step(house: House) -> None:
    procedure = opened(house)

    with pytest.raises(rules.StopReasonMissing):
        actions.stop_procedure(
            procedure=procedure,
            expected_version=procedure.version,
            reason=" ",
            stopped_on=DAY,
            by=house.standing("minh"),
            at=NOW,
        )
    actions.stop_procedure(
        procedure=procedure,
        expected_version=procedure.version,
        reason="Cấp trên chưa cho chủ trương",
        stopped_on=DAY,
        by=house.standing("minh"),
        at=NOW,
    )

    with pytest.raises(rules.ProcedureEnded):
        take(house, procedure, "ask")


def test_two_who_take_a_step_at_once_do_not_overwrite_each_other(house: House) -> None:
    procedure = opened(house)
    old = procedure.version
    declared(house, procedure)

    with pytest.raises(Conflict):
        take(house, procedure, "ask", expected_version=old)
