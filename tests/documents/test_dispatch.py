"""Dispatch, receipt, opening, recall, stamp, a leader's remark, corrigenda."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import House, at

from nghisu.documents import actions
from nghisu.documents.actions import directing, dispatch
from nghisu.documents.models import Document, StampUse
from nghisu.documents.queries import documents_visible_to
from nghisu.documents.queries.dispatch import openings_of
from nghisu.documents.rules import dispatch as rules
from nghisu.documents.rules import states
from nghisu.documents.rules.dispatch import Stamp, Way
from nghisu.documents.rules.states import Edge

Make = Callable[..., Document]
MOMENT = at("2023-04-20 11:00")


@pytest.fixture
def sent(house: House, issued: Make) -> Document:
    """Return a letter to an affiliate and to an outside body."""
    house.add_person("thu", "Lý Thị Thư", "A1", "clerk")
    return issued(
        "letter",
        recipients=[
            actions.Recipient("Đảng ủy Bộ Ví dụ Một", unit=house.units["A1"]),
            actions.Recipient("Ban Tổ chức Trung ương", outside=house.outside["BTCTW"]),
        ],
    )


def test_issuing_sends_to_units_here_and_leaves_the_others_to_the_clerk(house: House, sent: Document) -> None:
    inside, outside = sent.recipients.all()
    dispatch.send(recipient=outside, way=Way.POST, by=house.standing("van"), at=MOMENT)
    outside.refresh_from_db()

    assert (inside.way, inside.sent_at) == ("system", at("2023-04-20 10:00"))
    assert (outside.way, outside.sent_at) == ("post", MOMENT)
    with pytest.raises(rules.SentAlready):
        dispatch.send(recipient=outside, way=Way.POST, by=house.standing("van"), at=MOMENT)


def test_a_receipt_lies_after_the_dispatch(house: House, sent: Document) -> None:
    outside = sent.recipients.all()[1]
    van = house.standing("van")
    with pytest.raises(rules.NotSentYet):
        dispatch.note_receipt(recipient=outside, received_at=MOMENT, by=van, at=MOMENT)
    dispatch.send(recipient=outside, way=Way.HAND, by=van, at=MOMENT)
    with pytest.raises(rules.ReceivedBeforeSent):
        dispatch.note_receipt(recipient=outside, received_at=at("2023-04-19 08:00"), by=van, at=MOMENT)

    kept = dispatch.note_receipt(
        recipient=outside, received_at=MOMENT, received_by="Văn thư", by=van, at=MOMENT
    )

    assert (kept.received_at, kept.received_by) == (MOMENT, "Văn thư")


def test_a_document_from_inside_goes_into_the_incoming_book_once(house: House, sent: Document) -> None:
    inside = sent.recipients.first()
    assert inside is not None
    thu = house.standing("thu")

    entered = dispatch.accept_dispatch(recipient=inside, by=thu, at=MOMENT)

    inside.refresh_from_db()
    assert (entered.original_id, entered.reference, entered.received_number) == (sent.pk, "01-CV/ĐUK", 1)
    assert inside.received_at == MOMENT
    with pytest.raises(actions.AlreadyRegistered):
        dispatch.accept_dispatch(recipient=inside, by=thu, at=MOMENT)


def test_a_recalled_document_is_seen_no_more_and_who_opened_it_is_listed(
    house: House, sent: Document
) -> None:
    inside = sent.recipients.first()
    assert inside is not None
    hoa = house.standing("hoa")
    dispatch.note_opening(document=sent, unit=house.units["A1"], by=hoa, at=MOMENT)
    dispatch.note_opening(document=sent, unit=house.units["A1"], by=hoa, at=at("2023-04-21 08:00"))
    seen = documents_visible_to(hoa).filter(pk=sent.pk).exists()
    with pytest.raises(rules.RecallWithoutReason):
        dispatch.recall(recipient=inside, reason="", by=house.standing("van"), at=MOMENT)

    dispatch.recall(recipient=inside, reason="Gửi nhầm", by=house.standing("van"), at=MOMENT)

    opened = [(one.person.full_name, one.opened_at) for one in openings_of(sent, house.units["A1"].pk)]
    assert (seen, documents_visible_to(hoa).filter(pk=sent.pk).exists()) == (True, False)
    assert opened == [("Đỗ Thị Hoa", MOMENT)]


def test_the_stamp_is_numbered_by_the_year_and_set_after_the_number(
    house: House, sent: Document, draft: Make
) -> None:
    def stamp(**rest: Any) -> StampUse:
        values: dict[str, Any] = {
            "unit": house.units["DUK"],
            "what": "",
            "kind": Stamp.SIGNATURE,
            "copies": 3,
            "by": house.standing("van"),
            "at": MOMENT,
        }
        return dispatch.stamp(**{**values, **rest})

    lines = [stamp(document=sent), stamp(what="Giấy giới thiệu", kind=Stamp.TOP)]

    assert [(one.number, one.year, one.what) for one in lines] == [
        (1, 2023, "Công văn số 01-CV/ĐUK"),
        (2, 2023, "Giấy giới thiệu"),
    ]
    with pytest.raises(rules.StampBeforeIssue):
        stamp(document=draft("letter"))
    with pytest.raises(rules.NothingStamped):
        stamp()


def test_a_leaders_remark_becomes_routing_and_deadline(house: House, received: Make) -> None:
    document = received()

    directing.direct(
        document=document,
        leader=house.people["lan"],
        leader_title="Phó Bí thư Thường trực",
        remark="Giao Ban Tuyên giáo chủ trì, Văn phòng phối hợp",
        lead=house.units["BTG"],
        supports=[house.units["VP"]],
        due_on=date(2023, 4, 28),
        by=house.standing("lan"),
        at=MOMENT,
    )

    document.refresh_from_db()
    rows = document.routings.order_by("-is_lead").values_list(
        "unit__code", "is_lead", "due_on", "directed_as"
    )
    assert document.status == "routed"
    assert list(rows) == [
        ("BTG", True, date(2023, 4, 28), "Phó Bí thư Thường trực"),
        ("VP", False, date(2023, 4, 28), "Phó Bí thư Thường trực"),
    ]
    with pytest.raises(actions.RoutingOutsideHouse):
        directing.direct(
            document=document,
            leader=None,
            leader_title="Bí thư",
            remark="Giao",
            lead=house.units["A1"],
            by=house.standing("van"),
            at=MOMENT,
        )


def test_only_the_issuer_corrects_and_only_what_is_issued(
    house: House, issued: Make, draft: Make, received: Make
) -> None:
    wrong, paper = issued("report"), issued("letter")
    van = house.standing("van")

    edge = actions.link(source=paper, target=wrong, kind=Edge.CORRECTS, by=van, at=MOMENT)

    assert edge.inverse_name == "Corrected by"
    with pytest.raises(states.CorrectsNothing):
        actions.link(source=paper, target=draft("report"), kind=Edge.CORRECTS, by=van, at=MOMENT)
    with pytest.raises(states.NotItsIssuer):
        actions.link(source=paper, target=received(), kind=Edge.CORRECTS, by=van, at=MOMENT)


def test_dispatch_receipt_and_recall_by_the_pages(
    house: House, sent: Document, visit: Any, time_machine: Any
) -> None:
    time_machine.move_to(at("2023-04-21 15:00"))
    van, thu = visit("van"), visit("thu")
    inside, outside = sent.recipients.all()
    page = reverse("document_dispatch", args=[sent.pk])
    thu.get(reverse("document_detail", args=[sent.pk]))
    arrived = thu.get(reverse("document_arrivals")).content.decode()
    statuses = [
        van.send(page, {"recipients": [str(outside.pk)], "way": "post"}).status_code,
        van.send(
            reverse("document_receipt", args=[sent.pk, outside.pk]),
            {"received_at": "15:00 21/04/2023", "received_by": "Văn thư"},
        ).status_code,
        thu.send(reverse("document_accept", args=[sent.pk])).status_code,
    ]
    recall = reverse("document_recall", args=[sent.pk, inside.pk])
    asked = van.get(recall).content.decode()
    statuses.append(van.send(recall, {"reason": "Gửi nhầm"}).status_code)

    gone = thu.get(reverse("document_detail", args=[sent.pk])).status_code

    assert "01-CV/ĐUK" in arrived
    assert "Lý Thị Thư" in asked
    assert statuses == [302, 302, 302, 302]
    assert gone == 404


def test_an_undated_number_lists_every_term_and_chooses_none(
    house: House, visit: Any, issued: Make, time_machine: Any
) -> None:
    for day, subject in ((date(2013, 3, 15), "Khóa XI"), (date(2018, 3, 15), "Khóa XII")):
        house.units["DUK"].terms.create(
            ordinal=day.year - 2002,
            first_year=day.year - 3,
            last_year=day.year + 2,
            opened_at=at(f"{day.year - 1}-01-01 08:00"),
            closed_at=at(f"{day.year + 1}-01-01 08:00"),
        )
        actions.enter_issued(
            unit=house.units["DUK"],
            type_code="resolution",
            reference="02-NQ/ĐUK",
            subject=subject,
            dated_on=day,
            by=house.standing("van"),
            at=MOMENT,
        )
    time_machine.move_to(at("2023-04-21 15:00"))

    page = visit("van").get(reverse("document_lookup"), {"so": "02-NQ/ĐUK"}).content.decode()
    none = visit("van").get(reverse("document_lookup"), {"so": "không phải số"}).content.decode()

    assert page.count("Nghị quyết số 02-NQ/ĐUK") == 2
    assert "02-NQ/ĐUK" in none
    assert "Khóa XI" not in none
