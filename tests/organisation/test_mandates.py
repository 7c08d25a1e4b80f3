"""Terms, bodies, mandates, assignments and absences."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from tests.conftest import House, at
from tests.organisation.conftest import NOON

from nghisu.kit.pages import sentence_of
from nghisu.kit.refusals import Conflict, NotAllowed, Refusal
from nghisu.organisation.actions import bodies, duties, outside
from nghisu.organisation.actions import mandates as act
from nghisu.organisation.models import Absence, Body, Mandate, OutsideBody, Suspension, Term
from nghisu.organisation.queries import incumbents, standing_of
from nghisu.organisation.rules import changes, offices, spans
from nghisu.organisation.rules import mandates as rules
from nghisu.organisation.rules.duties import NotInOffice, SubstituteNotInOffice
from nghisu.organisation.rules.profiles import VoteIsNeverDelegated
from nghisu.people.models import Person
from nghisu.record.models import Entry

FIRST = date(2023, 1, 1)
MakePerson = Callable[[str], Person]


def verbs() -> list[str]:
    return list(Entry.objects.order_by("index").values_list("verb", flat=True))


def give(house: House, who: Person, body: str | None = "executive", by: str = "minh", **more: Any) -> Mandate:
    values: dict[str, Any] = {
        "unit": house.units["DUK"],
        "office": "member",
        "body": house.bodies[body] if body else None,
        "first": FIRST,
    }
    return act.give_mandate(person=who, by=house.standing(by), at=NOON, **(values | more))


def close(house: House, when: str = "2025-08-01 11:30") -> Term:
    return bodies.close_term(term=Term.objects.get(), closed_at=at(when), by=house.standing("minh"), at=NOON)


def away(house: House, who: str, substitute: str, first: str, until: str | None, **more: Any) -> Absence:
    return duties.record_absence(
        person=house.people[who],
        unit=house.units["DUK"],
        substitute=house.people[substitute],
        scope="ký văn bản thường xuyên",
        first=date.fromisoformat(first),
        until=date.fromisoformat(until) if until else None,
        by=house.standing("minh"),
        at=NOON,
        **more,
    )


# Terms


def test_a_term_opens_only_after_the_one_before_has_closed(house: House) -> None:
    values: dict[str, Any] = {
        "unit": house.units["DUK"],
        "ordinal": 14,
        "first_year": 2025,
        "last_year": 2030,
        "opened_at": at("2025-08-01 11:30"),
        "by": house.standing("minh"),
        "at": NOON,
    }
    with pytest.raises(rules.TermsOverlap) as refusal:
        bodies.open_term(**values)

    close(house)
    term = bodies.open_term(**values)

    assert refusal.value.values == {"ordinal": 13}
    assert str(term) == "XIV (2025-2030)"
    assert verbs() == ["term.closed", "term.opened"]


def test_a_term_keeps_its_ordinal_and_its_direction(house: House) -> None:
    with pytest.raises(rules.TermOrdinalTaken):
        bodies.open_term(
            unit=house.units["DUK"],
            ordinal=13,
            first_year=2025,
            last_year=2030,
            opened_at=at("2025-08-02 11:30"),
            by=house.standing("minh"),
            at=NOON,
        )
    with pytest.raises(rules.TermClosesBeforeItOpens):
        close(house, "2020-07-31 08:00")


def test_mandates_in_the_bodies_end_with_the_term_and_others_do_not(house: House) -> None:
    close(house)

    ended = dict(Mandate.objects.exclude(until=None).values_list("person__username", "ended"))

    assert ended == {"lan": "term", "hung": "term"}
    assert Mandate.objects.get(person=house.people["lan"]).until == date(2025, 8, 2)


# Bodies


def test_the_rules_of_a_body_are_unconfirmed_until_the_office_says_so_and_again_after_a_change(
    house: House,
) -> None:
    body = house.bodies["executive"]
    bodies.confirm_body(body=body, expected_version=body.version, by=house.standing("minh"), at=NOON)
    confirmed = Body.objects.get(pk=body.pk).confirmed

    bodies.update_body(
        body=body,
        expected_version=body.version,
        values=bodies.BodyRules(seats=51, source="Quy chế 02-QC/ĐUK"),
        reason="Cấp trên cho tăng hai ủy viên",
        by=house.standing("minh"),
        at=NOON,
    )

    body.refresh_from_db()
    assert (confirmed, body.confirmed, body.seats) == (True, False, 51)
    assert verbs() == ["body.confirmed", "body.updated"]


def test_a_body_is_made_once_a_term_with_a_quorum_that_is_a_share(house: House) -> None:
    def create(kind: str, **values: Any) -> Body:
        return bodies.create_body(
            term=Term.objects.get(),
            kind=kind,
            values=bodies.BodyRules(**({"seats": 11} | values)),
            by=house.standing("minh"),
            at=NOON,
        )

    for kind, values, refusal in (
        ("executive", {}, rules.BodyTaken),
        ("inspection", {"seats": 0}, rules.SeatsMissing),
        ("inspection", {"quorum_numerator": 4}, rules.QuorumNotAShare),
        ("inspection", {"quorum_numerator": 0}, rules.QuorumNotAShare),
    ):
        with pytest.raises(refusal):
            create(kind, **values)

    assert create("inspection").confirmed is False


# Mandates


def test_a_mandate_in_a_body_lies_within_the_term_and_ends_with_it(house: House, person: MakePerson) -> None:
    with pytest.raises(rules.MandateOutsideTerm) as before:
        give(house, person("Trước Kỳ"), first=date(2020, 7, 31))
    close(house)
    with pytest.raises(rules.MandateOutsideTerm) as after:
        give(house, person("Sau Kỳ"), first=date(2025, 8, 2))
    inside = give(house, person("Trong Kỳ"))

    assert before.value.field == "first"
    assert sentence_of(after.value) == sentence_of(
        rules.MandateOutsideTerm(first="1/8/2020", last="1/8/2025")
    )
    assert inside.until == date(2025, 8, 2)


def test_a_mandate_does_not_outlive_its_unit(house: House, person: MakePerson) -> None:
    with pytest.raises(rules.MandateOutsideUnit):
        give(house, person("Sớm Quá"), None, office="clerk", first=date(2019, 1, 1))


def test_an_office_belongs_to_its_kind_of_body(house: House, person: MakePerson) -> None:
    who = person("Ai Đó")

    for body, office, refusal in (
        ("executive", "clerk", offices.OfficeNotOfBody),
        ("executive", "inspection_chair", offices.OfficeNotOfBody),
        (None, "secretary", offices.OfficeNeedsBody),
        (None, "head", offices.OfficeOnlyInAdvisoryBodies),
        (None, "emperor", offices.UnknownOffice),
    ):
        with pytest.raises(refusal):
            give(house, who, body, office=office)


def test_an_office_for_one_is_held_by_one(house: House, person: MakePerson) -> None:
    with pytest.raises(rules.OfficeTaken) as refusal:
        give(house, person("Người Thứ Hai"), office="standing_deputy")

    assert refusal.value.values == {"name": "Lê Thị Lan"}


def test_a_person_sits_in_a_body_once(house: House) -> None:
    with pytest.raises(rules.AlreadyInOffice):
        give(house, house.people["hung"])


def test_only_an_incumbent_member_enters_the_standing_committee(house: House, person: MakePerson) -> None:
    who = person("Chờ Quyết Định")
    with pytest.raises(rules.NotYetAMember):
        give(house, who, "standing", office="standing_member")

    give(house, who)
    made = give(house, who, "standing", office="standing_member")

    assert made.body == house.bodies["standing"]


def test_rule_E18_a_proposal_is_no_mandate_until_the_superior_decides(
    house: House, person: MakePerson
) -> None:
    who = person("Được Đề Nghị")
    with pytest.raises(rules.AppointmentNeedsDecision):
        give(house, who, obtained="appointed", document=" ")
    before = incumbents(house.bodies["executive"], FIRST).count()

    give(house, who, obtained="appointed", document="QĐ 900-QĐNS/TW ngày 20/4/2023")

    assert (before, incumbents(house.bodies["executive"], FIRST).count()) == (2, 3)


def test_rule_E10_a_suspended_member_is_not_among_the_incumbents(house: House) -> None:
    mandate = Mandate.objects.get(person=house.people["hung"])
    act.suspend_mandate(
        mandate=mandate,
        expected_version=mandate.version,
        first=date(2023, 4, 1),
        document="QĐ 7-QĐ/UBKT",
        by=house.standing("minh"),
        at=NOON,
    )
    body = house.bodies["executive"]
    counts = [incumbents(body, date(2023, *day)).count() for day in ((3, 31), (4, 1), (5, 10))]

    act.restore_mandate(
        mandate=mandate,
        expected_version=mandate.version,
        until=date(2023, 5, 1),
        document="QĐ 8-QĐ/UBKT",
        by=house.standing("minh"),
        at=NOON,
    )

    assert counts == [2, 1, 1]
    assert incumbents(body, date(2023, 5, 1)).count() == 2
    assert {field.name for field in Suspension._meta.fields} == {
        "id",
        "mandate",
        "document",
        "first",
        "until",
    }


def test_rule_E20_members_decided_in_mid_session_count_from_then_on(house: House, person: MakePerson) -> None:
    body = house.bodies["executive"]
    before = incumbents(body, date(2023, 4, 21)).count()

    for number in range(6):
        give(
            house,
            person(f"Bổ Sung {number}"),
            obtained="appointed",
            document="QĐ 900-QĐNS/TW",
            first=date(2023, 4, 21),
        )

    assert (before, incumbents(body, date(2023, 4, 21)).count()) == (2, 8)


def test_decided_seats_are_exceeded_only_by_the_superiors_decision(house: House, person: MakePerson) -> None:
    body = house.bodies["executive"]
    Body.objects.filter(pk=body.pk).update(seats=2)
    body.refresh_from_db()
    who = person("Người Thứ Ba")

    with pytest.raises(rules.SeatsFilled):
        give(house, who)
    with pytest.raises(rules.SeatsFilled):
        give(house, who, over_seats=True)
    made = give(house, who, over_seats=True, document="QĐ 901-QĐNS/TW")

    assert made.obtained_document == "QĐ 901-QĐNS/TW"


def test_who_leaves_the_executive_committee_leaves_the_standing_committee(house: House) -> None:
    member = house.people["hung"]
    give(house, member, "standing", office="standing_member")
    mandate = Mandate.objects.get(person=member, body=house.bodies["executive"])

    act.end_mandate(
        mandate=mandate,
        expected_version=mandate.version,
        until=date(2023, 6, 1),
        ended="moved",
        by=house.standing("minh"),
        at=NOON,
    )

    assert set(Mandate.objects.filter(person=member).values_list("until", "ended")) == {
        (date(2023, 6, 1), "moved")
    }
    assert standing_of(member, date(2023, 6, 1)).holdings == ()
    assert verbs() == ["mandate.given", "mandate.ended"]


def test_a_correction_says_why_and_the_record_keeps_what_stood_before(house: House) -> None:
    mandate = Mandate.objects.get(person=house.people["hung"])
    values: dict[str, Any] = {
        "mandate": mandate,
        "expected_version": mandate.version,
        "duty": "Bí thư Đảng ủy Bộ Ví dụ Hai",
        "order": 7,
        "obtained": "elected",
        "document": "",
        "first": date(2020, 8, 14),
        "until": None,
        "by": house.standing("minh"),
        "at": NOON,
    }
    with pytest.raises(rules.ReasonMissing):
        act.correct_mandate(reason=" ", **values)

    act.correct_mandate(reason="Ghi nhầm ngày bầu", **values)

    entry = Entry.objects.get()
    assert (entry.verb, mandate.version) == ("mandate.corrected", 2)
    assert "2020-08-01.." in (entry.details or "")
    assert "Ghi nhầm ngày bầu" in (entry.details or "")


def test_two_editors_of_one_mandate_do_not_overwrite_each_other(house: House) -> None:
    mandate = Mandate.objects.get(person=house.people["hung"])
    other = Mandate.objects.get(pk=mandate.pk)
    values: dict[str, Any] = {"expected_version": 1, "by": house.standing("minh"), "at": NOON}
    act.end_mandate(mandate=mandate, until=date(2023, 6, 1), ended="moved", **values)

    with pytest.raises(Conflict):
        act.end_mandate(mandate=other, until=date(2023, 5, 1), ended="retired", **values)


@pytest.mark.parametrize("who", ["van", "lan", "hung", "hoa", "tren", "la"])
def test_only_the_office_gives_mandates(house: House, person: MakePerson, who: str) -> None:
    with pytest.raises(NotAllowed):
        give(house, person("Ai Đó"), by=who)

    assert verbs() == []


# Duties and absences


def test_a_duty_needs_its_notice_and_a_person_in_office(house: House) -> None:
    values: dict[str, Any] = {
        "unit": house.units["DUK"],
        "field": "Công tác tổ chức",
        "over_units": [house.units["A1"]],
        "may_sign": True,
        "first": FIRST,
        "by": house.standing("minh"),
        "at": NOON,
    }
    for key, notice, refusal in (
        ("lan", " ", "NoticeMissing"),
        ("hoa", "TB 5-TB/ĐUK", "NotInOffice"),
    ):
        with pytest.raises(Refusal) as caught:
            duties.assign_duty(person=house.people[key], notice=notice, **values)
        assert type(caught.value).__name__ == refusal

    made = duties.assign_duty(person=house.people["lan"], notice="TB 5-TB/ĐUK", **values)

    assert [unit.code for unit in made.over_units.all()] == ["A1"]
    assert verbs() == ["duty.assigned"]


def test_an_absence_ends_by_itself(house: House) -> None:
    with pytest.raises(rules.AbsenceNeedsAnEnd):
        away(house, "lan", "hung", "2023-04-24", None)

    made = away(house, "lan", "hung", "2023-04-24", "2023-04-29")

    assert (made.first, made.until) == (date(2023, 4, 24), date(2023, 4, 29))
    assert verbs() == ["absence.recorded"]


def test_what_was_entrusted_is_not_passed_on(house: House) -> None:
    away(house, "lan", "hung", "2023-04-24", "2023-04-29")

    with pytest.raises(rules.StandsInForAnother) as onward:
        away(house, "hung", "kiem", "2023-04-28", "2023-05-03")
    with pytest.raises(rules.SubstituteIsAway):
        away(house, "kiem", "lan", "2023-04-25", "2023-04-26")
    with pytest.raises(rules.AlreadyAway):
        away(house, "lan", "kiem", "2023-04-28", "2023-05-03")
    with pytest.raises(rules.SubstituteIsThePerson):
        away(house, "hung", "hung", "2023-06-01", "2023-06-02")
    after = away(house, "hung", "kiem", "2023-04-29", "2023-05-03")

    assert onward.value.values == {"name": "Phạm Quốc Hùng", "other": "Lê Thị Lan", "last": "28/4/2023"}
    assert after.substitute == house.people["kiem"]


def test_a_members_vote_never_passes_to_a_substitute_in_the_party(house: House) -> None:
    with pytest.raises(VoteIsNeverDelegated):
        away(house, "lan", "hung", "2023-04-24", "2023-04-29", covers_vote=True)

    Body.objects.update(rule_profile="association")
    made = away(house, "lan", "hung", "2023-04-24", "2023-04-29", covers_vote=True)

    assert made.substitute == house.people["hung"]


def test_an_absence_is_of_persons_in_office(house: House) -> None:
    with pytest.raises(SubstituteNotInOffice):
        away(house, "lan", "hoa", "2023-04-24", "2023-04-29")
    with pytest.raises(NotInOffice) as refusal:
        away(house, "hoa", "lan", "2023-04-24", "2023-04-29")

    assert refusal.value.field == "person"


# Outside bodies


def test_an_outside_body_that_changes_its_name_keeps_the_old_one_in_its_days(house: House) -> None:
    row = house.outside["BTCTW"]

    outside.change_outside_body(
        outside=row,
        expected_version=row.version,
        name="Ban Tổ chức Trung ương Đảng",
        symbol="BTCTW",
        relation="specialised",
        day=date(2025, 1, 1),
        by=house.standing("minh"),
        at=NOON,
    )

    rows = OutsideBody.objects.filter(code="BTCTW").order_by("first").values_list("name", "until")
    assert list(rows) == [
        ("Ban Tổ chức Trung ương", date(2025, 1, 1)),
        ("Ban Tổ chức Trung ương Đảng", None),
    ]
    with pytest.raises(changes.OutsideCodeTaken):
        outside.add_outside_body(
            code="btctw",
            name="Trùng mã",
            relation="partner",
            to_unit=house.units["DUK"],
            first=FIRST,
            by=house.standing("minh"),
            at=NOON,
        )


# Sentences


def every_refusal(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    found = [one for sub in kind.__subclasses__() for one in [sub, *every_refusal(sub)]]
    return [one for one in found if one.__module__.startswith("nghisu.organisation")]


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda one: one.__name__)
def test_every_refusal_has_its_own_sentence_in_vietnamese(refusal: type[Refusal]) -> None:
    with translation.override("vi"):
        vietnamese = translation.gettext(refusal.sentence)

    assert vietnamese != refusal.sentence
    assert refusal.sentence.endswith(".")


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(spans.EndsBeforeItBegins) as refusal:
        spans.check_forward(date(2023, 4, 21), date(2023, 4, 21))

    assert refusal.value.values == {"first": "21/4/2023", "until": "21/4/2023"}
