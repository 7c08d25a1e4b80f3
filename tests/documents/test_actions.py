"""Numbers under a lock, registers, routing, lineage; each action with its line of the record."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.conftest import House, at

from nghisu.documents import actions, queries
from nghisu.documents.models import Document, NumberSequence
from nghisu.documents.rules import authority, numbering, states
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.states import Direction, Edge
from nghisu.documents.rules.types import Family
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.organisation.models import Term
from nghisu.record.models import Entry

Make = Callable[..., Document]


def set_last(document: Document, number: int) -> None:
    NumberSequence.objects.filter(documents=document).update(last=number)


def verbs_of(document: Document) -> list[str]:
    return list(
        Entry.objects.filter(subject_id=str(document.pk)).order_by("index").values_list("verb", flat=True)
    )


def test_a_document_has_no_number_until_it_is_issued(house: House, draft: Make) -> None:
    document = draft("report")
    actions.submit(document=document, by=house.standing("minh"), at=at("2023-04-20 09:30"))
    before = Document.objects.get(pk=document.pk)

    issued = actions.issue(
        document=document, dated_on=date(2023, 4, 20), by=house.standing("van"), at=at("2023-04-20 10:00")
    )

    assert (before.number, before.reference) == (None, "")
    assert (issued.reference, issued.number_line) == ("01-BC/ĐUK", "Số 01-BC/ĐUK")
    assert verbs_of(document) == ["document.drafted", "document.submitted", "document.issued"]


def test_rule_D3_decision_and_regulation_of_one_term_take_one_sequence(issued: Make) -> None:
    assert [issued(kind).reference for kind in ("decision", "regulation", "decision", "resolution")] == [
        "01-QĐ/ĐUK",
        "02-QĐ/ĐUK",
        "03-QĐ/ĐUK",
        "01-NQ/ĐUK",
    ]


def test_rule_D2_numbers_begin_again_at_the_moment_the_clerk_set_for_the_new_term(
    house: House, issued: Make
) -> None:
    old = issued("decision")
    set_last(old, 399)
    last = issued("decision", "2025-07-01 07:59")
    term = Term.objects.get(unit=house.units["DUK"])
    term.closed_at = at("2025-07-01 08:00")
    term.save()
    Term.objects.create(
        unit=house.units["DUK"], ordinal=14, first_year=2025, last_year=2030, opened_at=at("2025-07-01 08:00")
    )

    first = issued("regulation", "2025-07-01 08:00")
    resolution = issued("resolution", "2025-07-02 08:00")

    assert [one.reference for one in (last, first, resolution)] == ["400-QĐ/ĐUK", "01-QĐ/ĐUK", "01-NQ/ĐUK"]


def test_rule_D4_a_state_body_counts_anew_each_year(issued: Make) -> None:
    first = issued("decision", "2023-12-31 09:00", family=Family.STATE)
    set_last(first, 155)

    last = issued("decision", "2023-12-31 10:00", family=Family.STATE)
    new = issued("decision", "2024-01-01 10:00", family=Family.STATE)

    assert (last.number_line, new.number_line) == ("Số: 156/QĐ-ĐUK", "Số: 01/QĐ-ĐUK")


def test_rule_N3_the_next_number_after_2536_is_given(issued: Make) -> None:
    one = issued("resolution")
    set_last(one, 2536)

    assert issued("resolution").reference == "2537-NQ/ĐUK"


def test_no_number_without_a_term_and_nothing_is_taken(house: House, draft: Make) -> None:
    document = draft()
    actions.submit(document=document, by=house.standing("minh"), at=at("2023-04-20 09:30"))
    Term.objects.all().update(closed_at=at("2023-04-20 09:45"))

    with pytest.raises(actions.NoTermOpen):
        actions.issue(
            document=document,
            dated_on=date(2023, 4, 20),
            by=house.standing("van"),
            at=at("2023-04-20 10:00"),
        )

    assert Document.objects.get(pk=document.pk).is_submitted


def test_a_void_number_stays_taken_and_visible_with_its_reason(house: House, issued: Make) -> None:
    wrong = issued("notice")

    actions.void_number(
        document=wrong, reason="Ban hành nhầm", by=house.standing("van"), at=at("2023-04-20 11:00")
    )
    after = issued("notice")

    assert (Document.objects.get(pk=wrong.pk).void_reason, after.reference) == ("Ban hành nhầm", "02-TB/ĐUK")
    assert wrong in queries.register(house.standing("van"), Direction.OUTGOING)
    assert verbs_of(wrong)[-1] == "document.voided"


def test_a_number_is_not_voided_without_a_reason(house: House, issued: Make) -> None:
    with pytest.raises(actions.ReasonMissing):
        actions.void_number(
            document=issued(), reason=" ", by=house.standing("van"), at=at("2023-04-20 11:00")
        )


def test_two_editors_of_one_draft_do_not_overwrite_each_other(house: House, draft: Make) -> None:
    document = draft()
    seen = document.version
    change: dict[str, Any] = {
        "document": document,
        "expected_version": seen,
        "type_code": "report",
        "organ": Organ.COMMITTEE,
        "text": "",
        "bases": "",
        "addressed_to": "",
        "urgency": "none",
        "signer": None,
        "recipients": (),
        "by": house.standing("minh"),
        "at": at("2023-04-20 09:10"),
    }
    actions.revise_draft(**change, subject="Bản của Minh")

    with pytest.raises(Conflict):
        actions.revise_draft(**change, subject="Bản của người khác")

    assert Document.objects.get(pk=document.pk).subject == "Bản của Minh"


def test_a_date_before_the_signature_or_ahead_is_refused(house: House, draft: Make) -> None:
    document = draft()
    actions.submit(document=document, by=house.standing("minh"), at=at("2023-04-20 09:30"))
    given: dict[str, Any] = {
        "document": document,
        "by": house.standing("van"),
        "at": at("2023-04-20 10:00"),
    }

    with pytest.raises(states.DatedInTheFuture):
        actions.issue(**given, dated_on=date(2023, 4, 21))
    with pytest.raises(states.DatedBeforeSignature):
        actions.issue(**given, dated_on=date(2023, 4, 19), signed_on=date(2023, 4, 20))


def test_a_submitted_text_is_the_issued_text(house: House, draft: Make) -> None:
    document = draft()
    actions.submit(document=document, by=house.standing("minh"), at=at("2023-04-20 09:30"))
    Document.objects.filter(pk=document.pk).update(text="Một câu khác.")

    with pytest.raises(states.ChangedAfterSignature):
        actions.issue(
            document=document, dated_on=date(2023, 4, 20), by=house.standing("van"), at=at("2023-04-20 10:00")
        )


def test_rule_D6_the_action_refuses_a_type_outside_the_authority(house: House, draft: Make) -> None:
    with pytest.raises(authority.NotWithinAuthority):
        draft("regulation", organ=Organ.BRANCH, at=at("2026-03-01 09:00"))


def test_a_degree_is_dropped_from_the_signers_name(draft: Make) -> None:
    document = draft(signer=actions.Signer(name="TS. Nguyễn Văn A", title="Bí thư"))

    assert document.signers.get().name == "Nguyễn Văn A"


def test_incoming_documents_are_numbered_by_the_year_and_keep_their_own_number(received: Make) -> None:
    first = received()
    second = received(reference="05-HD/BTCTW", type_code="guidance", expected_tasks=5)
    next_year = received(
        reference="01-HD/BTCTW", dated_on=date(2024, 1, 2), at=at("2024-01-03 08:00"), type_code="guidance"
    )

    assert [(one.received_number, one.received_year) for one in (first, second, next_year)] == [
        (1, 2023),
        (2, 2023),
        (1, 2024),
    ]
    assert (first.reference, first.number, first.issuer_name) == (
        "128-CV/BTCTW",
        128,
        "Ban Tổ chức Trung ương",
    )
    assert (first.received_on, second.entry_due_on) == (date(2023, 4, 10), date(2023, 4, 12))
    assert verbs_of(first) == ["document.received"]


def test_rule_T8_the_clerk_is_told_of_tasks_not_entered_in_two_working_days(
    house: House, received: Make
) -> None:
    document = received(expected_tasks=5)
    by = house.standing("van")

    on_the_day = list(queries.entry_overdue(by, date(2023, 4, 12)))
    after = list(queries.entry_overdue(by, date(2023, 4, 13)))
    actions.mark_entered(document=document, by=by, at=at("2023-04-13 08:00"))

    assert (on_the_day, after) == ([], [document])
    assert list(queries.entry_overdue(by, date(2023, 4, 13))) == []


def test_the_same_paper_is_registered_once(received: Make) -> None:
    received()

    with pytest.raises(actions.AlreadyRegistered):
        received()


def test_a_routed_document_is_seen_by_the_unit_it_went_to(house: House, received: Make) -> None:
    document = received()
    house.add_person("tuyen", "Trịnh Văn Tuyên", "BTG", "specialist")
    before = list(queries.documents_visible_to(house.standing("tuyen")))

    actions.route(
        document=document,
        to_unit=house.units["BTG"],
        remark="Tham mưu trả lời",
        due_on=date(2023, 4, 20),
        by=house.standing("van"),
        at=at("2023-04-10 10:00"),
    )

    assert before == []
    assert list(queries.documents_visible_to(house.standing("tuyen"))) == [document]
    assert verbs_of(document) == ["document.received", "document.routed"]


def test_an_incoming_document_is_not_routed_to_an_affiliate(house: House, received: Make) -> None:
    with pytest.raises(actions.RoutingOutsideHouse):
        actions.route(
            document=received(),
            to_unit=house.units["A1"],
            by=house.standing("van"),
            at=at("2023-04-10 10:00"),
        )


def test_an_affiliate_sees_what_was_issued_to_it_and_not_what_went_to_its_neighbour(
    house: House, issued: Make
) -> None:
    to_first = issued("plan", recipients=[actions.Recipient("Đảng ủy Bộ Ví dụ Một", unit=house.units["A1"])])
    to_second = issued("plan", recipients=[actions.Recipient("Đảng ủy Bộ Ví dụ Hai", unit=house.units["A2"])])

    assert list(queries.documents_visible_to(house.standing("hoa"))) == [to_first]
    assert list(queries.documents_visible_to(house.standing("ha"))) == [to_second]
    assert list(queries.documents_visible_to(house.standing("la"))) == []


def test_a_draft_is_seen_by_those_who_write_and_not_by_members(house: House, draft: Make) -> None:
    document = draft()

    assert list(queries.documents_visible_to(house.standing("minh"))) == [document]
    assert list(queries.documents_visible_to(house.standing("hung"))) == []


def test_a_member_cannot_issue(house: House, draft: Make) -> None:
    document = draft()
    actions.submit(document=document, by=house.standing("minh"), at=at("2023-04-20 09:30"))

    with pytest.raises(NotAllowed):
        actions.issue(
            document=document,
            dated_on=date(2023, 4, 20),
            by=house.standing("hung"),
            at=at("2023-04-20 10:00"),
        )


def test_one_edge_reads_both_ways(house: House, issued: Make, received: Make) -> None:
    directive, plan = received(), issued("plan")

    actions.link(
        source=plan,
        target=directive,
        kind=Edge.IMPLEMENTS,
        by=house.standing("van"),
        at=at("2023-04-20 11:00"),
    )

    by = house.standing("van")
    assert [(words, other) for words, _, other in queries.links_of(by, plan)] == [("Implements", directive)]
    assert [(words, other) for words, _, other in queries.links_of(by, directive)] == [
        ("Implemented by", plan)
    ]


def test_only_the_issuer_or_a_superior_replaces_a_document(
    house: House, issued: Make, received: Make
) -> None:
    theirs, first, second = received(), issued("plan"), issued("plan")
    by, moment = house.standing("van"), at("2023-04-20 11:00")

    with pytest.raises(states.NotByIssuer):
        actions.link(source=first, target=theirs, kind=Edge.REPLACES, by=by, at=moment)
    actions.link(source=second, target=first, kind=Edge.REPLACES, by=by, at=moment)

    assert not queries.is_in_force(first, date(2023, 4, 20))
    assert queries.is_in_force(second, date(2023, 4, 20))


def test_an_undated_reference_lists_its_candidates_by_term(house: House, issued: Make) -> None:
    now = issued("resolution")
    actions.register_incoming(
        unit=house.units["DUK"],
        type_code="resolution",
        subject="Nghị quyết của khóa trước",
        reference="01-NQ/ĐUK",
        issuer_name="Ban Chấp hành Đảng bộ Khối khóa XI",
        dated_on=date(2013, 1, 15),
        by=house.standing("van"),
        at=at("2023-04-20 09:00"),
    )

    found = queries.documents_cited_as(house.standing("van"), "01-NQ/ĐUK")

    assert [one.dated_on for one in found] == [date(2013, 1, 15), now.dated_on]
    assert list(queries.documents_cited_as(house.standing("van"), "không phải số")) == []


def test_the_register_is_searched_without_marks(house: House, received: Make) -> None:
    document = received()
    rows = queries.register(house.standing("van"), Direction.INCOMING)

    assert list(queries.search_documents(rows, "to chuc xay dung dang")) == [document]
    assert list(queries.search_documents(rows, "128-cv/btctw")) == [document]
    assert list(queries.search_documents(rows, "thanh niên")) == []


def test_a_reference_of_the_state_is_read_too() -> None:
    assert numbering.read_reference("15/QĐ-UBND").family is Family.STATE
