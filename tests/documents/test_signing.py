"""The way to the signature: whose turn it is, who may sign on the day, what a return does."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import House, at

from nghisu.documents import actions
from nghisu.documents.actions import submitting
from nghisu.documents.models import Document
from nghisu.documents.queries.signing import awaiting_me, signatory_on
from nghisu.documents.rules import signing, submission
from nghisu.documents.rules.signing import Right, Signatory
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.models import Absence, Suspension
from nghisu.record.models import Entry

Make = Callable[..., Document]
DAY = date(2023, 4, 20)
MOMENT = at("2023-04-20 10:00")


@pytest.fixture
def led(house: House) -> None:
    """Give the commission a head and a specialist."""
    house.add_person("truong", "Đinh Văn Trưởng", "BTG", "head")
    house.add_person("soan", "Cao Thị Soạn", "BTG", "specialist")


@pytest.fixture
def on_way(house: House, draft: Make, led: None) -> Document:
    """Return a draft of the commission that was put up, to be signed by Lan."""
    lan = house.people["lan"]
    document = draft(
        "letter",
        drafter=house.units["BTG"],
        signer=actions.Signer(name=lan.full_name, title="Phó Bí thư Thường trực", person=lan),
        by=house.standing("soan"),
    )
    return submitting.put_up(document=document, by=house.standing("soan"), at=MOMENT)


def agree(house: House, document: Document, who: str, **rest: Any) -> Any:
    return submitting.agree(document=document, by=house.standing(who), at=MOMENT, **rest)


def test_a_draft_passes_head_office_and_signatory_before_its_number(house: House, on_way: Document) -> None:
    with pytest.raises(submission.NotThroughYet):
        actions.issue(document=on_way, dated_on=DAY, by=house.standing("van"), at=MOMENT)

    stages = [agree(house, on_way, who).stage for who in ("truong", "minh", "lan")]
    issued = actions.issue(document=on_way, dated_on=DAY, by=house.standing("van"), at=MOMENT)

    assert stages == ["head", "office", "signatory"]
    assert issued.reference == "01-CV/ĐUK"
    verbs = list(
        Entry.objects.filter(subject_id=str(on_way.pk)).order_by("index").values_list("verb", flat=True)
    )
    assert verbs == [
        "document.drafted",
        "document.put_up",
        "document.agreed",
        "document.agreed",
        "document.signed",
        "document.issued",
    ]


@pytest.mark.parametrize("who", ["soan", "minh", "lan", "van"])
def test_nobody_but_the_head_answers_at_the_first_step(house: House, on_way: Document, who: str) -> None:
    with pytest.raises(NotAllowed):
        agree(house, on_way, who)


def test_only_the_named_signatory_signs_and_the_clerk_enters_what_is_signed_on_paper(
    house: House, on_way: Document
) -> None:
    house.add_person("pho", "Hồ Văn Phó", "DUK", "deputy_secretary", "executive")
    agree(house, on_way, "truong")
    agree(house, on_way, "minh")

    with pytest.raises(NotAllowed):
        agree(house, on_way, "pho")
    with pytest.raises(NotAllowed):
        agree(house, on_way, "van")
    entered = agree(house, on_way, "van", on_paper=True)

    assert (entered.on_paper, on_way.signers.get().signed_on) == (True, DAY)


def test_a_return_needs_words_and_begins_a_new_round(house: House, on_way: Document) -> None:
    agree(house, on_way, "truong")
    with pytest.raises(submission.ReturnWithoutRemark):
        submitting.return_draft(document=on_way, remark=" ", by=house.standing("minh"), at=MOMENT)

    submitting.return_draft(document=on_way, remark="Thiếu căn cứ", by=house.standing("minh"), at=MOMENT)
    document = Document.objects.get(pk=on_way.pk)
    submitting.put_up(document=document, by=house.standing("soan"), at=MOMENT)

    rounds = document.signing_steps.order_by("round", "order").values_list("round", "state")
    assert list(rounds) == [
        (1, "agreed"),
        (1, "returned"),
        (1, "withdrawn"),
        (2, "waiting"),
        (2, "waiting"),
        (2, "waiting"),
    ]


def test_the_first_screen_of_each_shows_the_step_in_turn_only(house: House, on_way: Document) -> None:
    waiting = {who: awaiting_me(house.standing(who)).count() for who in ("truong", "minh", "lan", "soan")}

    agree(house, on_way, "truong")

    assert waiting == {"truong": 1, "minh": 0, "lan": 0, "soan": 0}
    assert {who: awaiting_me(house.standing(who)).count() for who in ("truong", "minh", "lan")} == {
        "truong": 0,
        "minh": 1,
        "lan": 0,
    }


def test_a_signatory_who_is_away_on_the_day_is_refused_with_the_substitute_named(
    house: House, draft: Make
) -> None:
    lan = house.people["lan"]
    Absence.objects.create(
        person=lan,
        unit=house.units["DUK"],
        substitute=house.people["hung"],
        scope="Mọi việc",
        first=date(2023, 4, 19),
        until=date(2023, 4, 22),
    )
    document = draft("letter", signer=actions.Signer(name=lan.full_name, title="Phó Bí thư", person=lan))

    with pytest.raises(signing.SignatoryAbsent) as refused:
        submitting.put_up(document=document, by=house.standing("minh"), at=MOMENT)

    assert refused.value.values["substitute"] == "Phạm Quốc Hùng"


def test_the_day_after_the_absence_the_signatory_signs_again(house: House, draft: Make) -> None:
    lan = house.people["lan"]
    Absence.objects.create(
        person=lan,
        unit=house.units["DUK"],
        substitute=house.people["hung"],
        scope="Mọi việc",
        first=date(2023, 4, 19),
        until=date(2023, 4, 20),
    )

    known = signatory_on(lan, house.units["DUK"].pk, DAY)

    assert known == Signatory(name="Lê Thị Lan", offices=frozenset({"standing_deputy"}))


def test_a_suspended_mandate_signs_nothing(house: House, draft: Make) -> None:
    lan = house.people["lan"]
    Suspension.objects.create(mandate=lan.mandates.get(), document="12-QĐ/TW", first=date(2023, 4, 1))
    document = draft("letter", signer=actions.Signer(name=lan.full_name, title="Phó Bí thư", person=lan))

    with pytest.raises(signing.SignatorySuspended):
        submitting.put_up(document=document, by=house.standing("minh"), at=MOMENT)


def known(*offices: str, **rest: Any) -> Signatory:
    return Signatory(name="Lan", offices=frozenset(offices), **rest)


@pytest.mark.once
@pytest.mark.parametrize(
    ("one", "right", "is_collective", "refused"),
    [
        (known("secretary"), Right.ON_BEHALF, True, None),
        (known("standing_member"), Right.ON_BEHALF, True, signing.MayNotSignSo),
        (known("standing_member", may_sign=True), Right.ON_BEHALF, True, None),
        (known("deputy_chief"), Right.FOR_HEAD, False, None),
        (known("deputy_secretary"), Right.FOR_HEAD, True, signing.CollectiveNeverUsesForHead),
        (known("head"), Right.FOR_HEAD, False, signing.MayNotSignSo),
        (known("chief_of_office"), Right.BY_ORDER, True, None),
        (known("specialist"), Right.BY_ORDER, True, signing.MayNotSignSo),
        (known("deputy_head"), Right.ACTING, False, signing.MayNotSignSo),
        (known("deputy_head", stands_in=True), Right.ACTING, False, None),
        (known("head"), Right.OWN, False, None),
        (known("deputy_head"), Right.OWN, False, signing.MayNotSignSo),
        (known(), Right.ON_BEHALF, True, signing.NotInOffice),
        (known("secretary", substitute="Hùng"), Right.ON_BEHALF, True, signing.SignatoryAbsent),
        (known(suspended=True), Right.ON_BEHALF, True, signing.SignatorySuspended),
    ],
)
def test_the_right_of_signing_follows_the_office_of_the_day(
    one: Signatory, right: Right, is_collective: bool, refused: type[Exception] | None
) -> None:
    def ask() -> None:
        signing.check_signatory(one, right=right, is_collective=is_collective, day=DAY)

    if refused is None:
        ask()
    else:
        with pytest.raises(refused):
            ask()


def test_the_way_by_the_pages_with_the_slip(
    house: House, visit: Any, on_way: Document, time_machine: Any
) -> None:
    time_machine.move_to(at("2023-04-21 15:00"))
    truong, minh, lan = visit("truong"), visit("minh"), visit("lan")
    way = reverse("document_way", args=[on_way.pk])
    listed = truong.get(reverse("signing_list")).content.decode()
    slip = truong.get(reverse("document_slip", args=[on_way.pk]))

    statuses = [
        one.send(way, {"act": "agree", "remark": "Nhất trí"}).status_code for one in (truong, minh, lan)
    ]
    page = minh.get(way).content.decode()

    assert on_way.subject in listed
    assert slip.content.startswith(b"%PDF")
    assert statuses == [302, 302, 302]
    assert page.count("Nhất trí") == 3


def test_a_return_by_the_page_without_words_says_so(
    house: House, visit: Any, on_way: Document, time_machine: Any
) -> None:
    time_machine.move_to(at("2023-04-21 15:00"))
    truong = visit("truong")
    way = reverse("document_way", args=[on_way.pk])

    refused = truong.send(way, {"act": "return", "remark": ""})
    done = truong.send(way, {"act": "return", "remark": "Sửa thể thức"})

    on_way.refresh_from_db()
    assert (refused.status_code, done.status_code, on_way.status) == (422, 302, "draft")
