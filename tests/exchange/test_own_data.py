"""One's own data: complete, nobody else's; and erased, with what the law keeps named."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import House, Visitor, at
from tests.exchange.cast import a_full_house

from nghisu.corner.models import CalendarFeed
from nghisu.documents.models import Document
from nghisu.exchange.actions import erasure as actions
from nghisu.exchange.models import ErasureRequest
from nghisu.exchange.queries import own_data as queries
from nghisu.exchange.rules import own_data as rules
from nghisu.meetings.models import Meeting, MeetingPart, Statement, Summons
from nghisu.organisation.models import Mandate
from nghisu.people.models import Link, Person
from nghisu.record.actions import note, sign_checkpoint
from nghisu.record.models import Entry
from nghisu.record.queries.whole import check_record

CANARY, MAIL = "Hoàng Chim Hoàng Yến", "chim.hoang.yen@vidu.vn"
NOW = at("2023-04-21 15:00")


def test_every_column_that_names_a_person_has_its_rule_of_erasure(db: None) -> None:
    deleted = {key for key, rule in rules.KEYS.items() if rule is rules.Erasing.DELETE}
    keys = {key: field.remote_field.on_delete.__name__ for key, _model, field in queries.person_keys()}

    assert sorted(rules.KEYS.keys() - keys.keys()) == []
    assert (
        sorted(key for key, on_delete in keys.items() if on_delete == "CASCADE" and key not in deleted) == []
    )


def test_every_table_whose_words_are_kept_is_there_and_says_why(db: None) -> None:
    there = {name for name, _model, _columns in queries.tables_with_words()} | {"head", "checkpoint", "touch"}

    assert sorted(rules.KEPT.keys() - there) == []
    assert all(rules.KEPT.values())


def test_rule_P15_own_data_hold_every_row_that_names_the_person_and_nothing_of_another(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    a_full_house(house)
    lan = house.people["lan"]
    Person.objects.filter(pk=lan.pk).update(title="CANARY-title", email="canary@vidu.vn")
    Summons.objects.update(duty="CANARY-duty", reason="CANARY-reason", deputy="CANARY-deputy")
    Mandate.objects.filter(person=lan).update(duty="CANARY-mandate", obtained_document="CANARY-paper")
    Mandate.objects.exclude(person=lan).update(duty="FOREIGN-mandate")
    Person.objects.exclude(pk=lan.pk).update(title="FOREIGN-title", email="foreign@vidu.vn")

    answer = visit("lan").send("/phan-mem/du-lieu-cua-toi/tai/")

    text = answer.content.decode()
    held = json.loads(text)
    wanted = {"title", "duty", "reason", "deputy", "mandate", "paper"}
    assert {word for word in wanted if f"CANARY-{word}" in text} == wanted
    assert "canary@vidu.vn" in text
    assert "FOREIGN" not in text
    assert "foreign@" not in text
    assert held["rows"].keys() == {"assignment", "mandate", "person", "summons"}
    others = [str(one.pk) for key, one in house.people.items() if key != "lan"]
    assert [pk for pk in others if pk in text] == []
    assert lan.password not in text


def test_rule_P15_own_data_name_every_table_with_a_row_of_the_person(house: House) -> None:
    a_full_house(house)
    minh = house.people["minh"]

    rows, counts = queries.own_rows(minh), dict(queries.counts_of(minh))

    assert len(rows["apitoken"]) == 1
    assert "hash" not in rows["apitoken"][0]
    assert counts["exchange"] == 1
    assert [line["verb"] for line in queries.own_lines(minh)].count("document.drafted") == 2


def test_rule_P15_the_page_says_where_one_is_named_in_words(visit: Callable[[str], Visitor]) -> None:
    page = visit("lan").get("/phan-mem/du-lieu-cua-toi/").content.decode()

    assert "Lê Thị Lan" in page


def a_former_member(house: House) -> Person:
    """Return somebody who sat in A1 until 2022 and is named in many places."""
    person = Person.objects.create_person(
        full_name=CANARY, username="chimyen", email=MAIL, title="Nguyên ủy viên"
    )
    Mandate.objects.create(
        person=person,
        unit=house.units["A1"],
        office="specialist",
        first=at("2020-08-01 08:00").date(),
        until=at("2022-01-01 08:00").date(),
    )
    meeting = Meeting.objects.create(
        unit=house.units["DUK"], kind="briefing", title="Giao ban", starts_at=NOW, note=f"Mời {CANARY}"
    )
    part = MeetingPart.objects.create(meeting=meeting, order=1, title="Toàn thể", starts_at=NOW)
    Summons.objects.create(part=part, person=person, capacity="invited", duty=f"{CANARY}, khách mời")
    Statement.objects.create(part=part, order=1, speaker=CANARY, person=person, text="Nhất trí.", said_at=NOW)
    Document.objects.create(
        unit=house.units["DUK"],
        direction="internal",
        status="draft",
        type="report",
        issuer_name="Đảng ủy",
        subject="Thông báo",
        text=f"Giao đồng chí {CANARY}",
        created_at=NOW,
    )
    CalendarFeed.objects.create(person=person, hash="f" * 64, made_at=NOW)
    Link.objects.create(
        person=person, purpose="recovery", digest="e" * 64, issued_at=NOW, expires_at=at("2023-04-22 15:00")
    )
    note(
        verb="account.opened",
        subject=person,
        by=house.people["minh"],
        at=NOW,
        username="chimyen",
        name=CANARY,
    )
    note(verb="meeting.called", subject=meeting, by=house.people["minh"], at=NOW, note=f"{CANARY} ({MAIL})")
    return person


def erase(house: House, person: Person) -> ErasureRequest:
    """Ask and erase."""
    request = actions.ask_erasure(person=person, reason=f"Tôi là {CANARY}", at=NOW)
    return actions.erase_person(
        request=request,
        version=1,
        answer="Đã xóa theo luật.",
        by=house.standing("minh"),
        at=at("2023-04-24 09:00"),
    )


def where(words: str) -> set[str]:
    """Return every table that holds the words, whatever the column, in the database itself."""
    found = set()
    for name, model, columns in queries.tables_with_words():
        for row in model._base_manager.values_list(*(one.attname for one in columns)):
            if any(words.casefold() in str(value).casefold() for value in row):
                found.add(name)
    return found


def test_rule_P16_after_an_erasure_the_name_is_only_where_the_law_keeps_it_and_the_answer_names_it(
    house: House,
) -> None:
    person = a_former_member(house)
    sign_checkpoint(at=NOW)

    request = erase(house, person)

    assert where(CANARY) == {"statement", "document"}
    assert where("chimyen") == set()
    assert where(MAIL) == set()
    assert {table for table, _count, _why in request.kept} >= {"statement", "document"}
    assert all(why in rules.KEPT.values() for _table, _count, why in request.kept)
    person.refresh_from_db()
    assert (person.username, person.email, person.title, person.is_active) == (None, "", "", False)
    assert person.full_name.startswith(rules.ERASED_NAME)


def test_rule_P16_the_record_still_verifies_after_an_erasure_and_its_words_are_gone(house: House) -> None:
    person = a_former_member(house)
    sign_checkpoint(at=NOW)
    before = [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]

    erase(house, person)

    after = [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]
    assert after[: len(before)] == before
    assert check_record().is_green
    assert Entry.objects.filter(details=None).count() == 2
    assert Entry.objects.filter(subject_id=str(person.pk), verb="account.opened").get().salt is None


def test_rule_P16_an_erasure_takes_sign_in_feeds_links_and_notes_and_leaves_the_rows_of_results(
    house: House,
) -> None:
    person = a_former_member(house)

    erase(house, person)

    assert not CalendarFeed.objects.exists()
    assert not Link.objects.filter(person=person).exists()
    assert Summons.objects.get(person=person).duty == f"{rules.ERASED_NAME} {person.pk.hex[:8]}, khách mời"
    assert Mandate.objects.filter(person=person).count() == 1


def test_rule_P16_the_clock_of_a_request_counts_working_days(house: House) -> None:
    request = actions.ask_erasure(person=house.people["la"], reason="", at=at("2023-04-28 15:00"))

    assert (request.answer_due.isoformat(), request.done_due.isoformat()) == ("2023-05-05", "2023-05-18")


def test_rule_P16_who_still_holds_an_office_is_not_erased_and_nothing_changes(house: House) -> None:
    hoa = house.people["hoa"]
    request = actions.ask_erasure(person=hoa, reason="", at=NOW)

    with pytest.raises(rules.StillInOffice, match="Đỗ Thị Hoa still holds an office .A1."):
        actions.erase_person(request=request, version=1, answer="Đã xóa.", by=house.standing("minh"), at=NOW)

    hoa.refresh_from_db()
    assert hoa.full_name == "Đỗ Thị Hoa"


def test_rule_P16_refused_with_a_reason_the_person_reads_and_decided_once(house: House) -> None:
    request = actions.ask_erasure(person=house.people["hoa"], reason="", at=NOW)
    words: dict[str, Any] = {"request": request, "by": house.standing("minh"), "at": NOW}

    with pytest.raises(rules.AskedAlready):
        actions.ask_erasure(person=house.people["hoa"], reason="", at=NOW)
    with pytest.raises(rules.AnswerMissing):
        actions.refuse_erasure(version=1, answer=" ", **words)
    actions.refuse_erasure(version=1, answer="Còn đang giữ chức vụ.", **words)

    with pytest.raises(rules.DecidedAlready):
        actions.refuse_erasure(version=2, answer="Lần nữa.", **words)
    assert ErasureRequest.objects.get().state == "refused"


def test_rule_P16_from_the_persons_page_to_the_officers_and_back(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    visit("hoa").send("/phan-mem/du-lieu-cua-toi/xoa/", {"reason": "Chuyển công tác"})
    request = ErasureRequest.objects.get()
    place = f"/phan-mem/xoa-du-lieu/{request.pk}/"

    listed = visit("minh").get("/phan-mem/xoa-du-lieu/").content.decode()
    refused = visit("minh").send(place, {"decision": "erase", "answer": "Xóa."})
    done = visit("minh").send(place, {"decision": "refuse", "answer": "Còn đang công tác."})

    assert "Đỗ Thị Hoa" in listed
    assert refused.status_code == 422
    assert done.status_code == 302
    assert "Còn đang công tác." in visit("hoa").get("/phan-mem/du-lieu-cua-toi/").content.decode()


def test_who_is_no_officer_finds_no_requests(house: House, visit: Callable[[str], Visitor]) -> None:
    request = actions.ask_erasure(person=house.people["hoa"], reason="", at=NOW)

    for key in ("hoa", "ha", "quantri", "van"):
        assert visit(key).get("/phan-mem/xoa-du-lieu/").status_code == 404
        assert visit(key).get(f"/phan-mem/xoa-du-lieu/{request.pk}/").status_code == 404


def test_a_request_for_erasure_awaits_the_office_on_its_first_screen_until_it_is_answered(
    house: House, visit: Callable[[str], Visitor], time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    request = actions.ask_erasure(person=house.people["van"], reason="", at=NOW)
    own = actions.ask_erasure(person=house.people["minh"], reason="", at=NOW)
    page = f"/phan-mem/xoa-du-lieu/{request.pk}/"

    before = {who: page in visit(who).get("/").content.decode() for who in ("minh", "van", "lan", "hoa")}
    of_oneself = f"/phan-mem/xoa-du-lieu/{own.pk}/" in visit("minh").get("/").content.decode()
    actions.refuse_erasure(
        request=request, version=1, answer="Còn đang giữ chức vụ.", by=house.standing("minh"), at=NOW
    )

    assert before == {"minh": True, "van": False, "lan": False, "hoa": False}
    assert not of_oneself
    assert page not in visit("minh").get("/").content.decode()
