"""The numbers of a draft: who was asked and answered, what was proposed; each opens exactly its records."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import House, Visitor, at
from tests.figures.test_counts import differing

from nghisu.documents.actions.comments import comment, send_answer
from nghisu.documents.actions.drafts import answer_comment, consult, keep_version
from nghisu.documents.models import Document
from nghisu.documents.models.drafts import Consultation, ConsultationRequest, DraftComment
from nghisu.documents.rules.drafting import Act, Answer
from nghisu.figures.queries import counts


@pytest.fixture
def consulted(house: House, draft: Callable[..., Document]) -> Consultation:
    """Return a consultation of three: A1 comments twice, A2 agrees, the member is silent; one is answered."""
    document = draft(
        "resolution", subject="Về nhiệm vụ năm 2023", text="Một.\nHai.", at=at("2023-04-03 09:00")
    )
    minh = house.standing("minh")
    made = consult(
        version=keep_version(document=document, by=minh, at=at("2023-04-04 09:00")),
        units=[house.units["A1"], house.units["A2"]],
        people=[house.people["hung"]],
        due_on=date(2023, 4, 14),
        by=minh,
        at=at("2023-04-10 09:00"),
    )
    for unit, who, said in (("A1", "hoa", 2), ("A2", "ha", 0)):
        request = made.requests.get(unit=house.units[unit])
        for number in range(said):
            comment(
                request=request,
                act=Act.REMARK,
                text=f"Ý kiến {number}",
                by=house.standing(who),
                at=at("2023-04-12 09:00"),
            )
        fresh = ConsultationRequest.objects.get(pk=request.pk)
        send_answer(request=fresh, by=house.standing(who), at=at("2023-04-12 10:00"))
    one = DraftComment.objects.order_by("made_at").first()
    assert one is not None
    answer_comment(
        comment=one, expected_version=one.version, answer=Answer.ACCEPTED, by=minh, at=at("2023-04-18 09:00")
    )
    return made


def numbers(kind: str, key: Any, house: House, on: date) -> dict[str, float]:
    found = counts.counts_of(kind, str(key), standing=house.standing("minh"), day=on)
    return {one.indicator.code: float(one.value) for one in found}


def test_the_numbers_of_a_consultation_are_those_of_an_independent_count(
    consulted: Consultation, house: House
) -> None:
    rows = list(consulted.requests.all())
    document = consulted.draft.document

    assert numbers("consultation", consulted.pk, house, date(2023, 4, 21)) == {
        "asked": len(rows),
        "answered": sum(one.answered_at is not None for one in rows),
        "agreeing": sum(one.agreed for one in rows),
    }
    assert numbers("consultation", consulted.pk, house, date(2023, 4, 11)) == {
        "asked": 3,
        "answered": 0,
        "agreeing": 0,
    }
    assert numbers("draft", document.pk, house, date(2023, 4, 21)) == {
        "comments": 2,
        "accepted": 1,
        "partly": 0,
        "explained": 0,
        "open": 1,
    }
    assert numbers("draft", document.pk, house, date(2023, 4, 17))["open"] == 2


def test_each_number_on_the_pages_of_drafts_is_what_its_records_add_up_to(
    consulted: Consultation, visit: Callable[[str], Visitor]
) -> None:
    minh, document = visit("minh"), consulted.draft.document_id

    for page in (
        reverse("draft_home", args=[document]),
        reverse("draft_comments", args=[document]),
        reverse("consultation_detail", args=[consulted.pk]),
        reverse("consultation_detail", args=[consulted.pk]) + "?as_of=2023-04-11",
        reverse("draft_list"),
    ):
        assert differing(minh, page) == {}, page


def test_who_does_not_steer_the_draft_opens_none_of_its_numbers(
    consulted: Consultation, visit: Callable[[str], Visitor]
) -> None:
    hoa = visit("hoa")

    for kind, key, code in (
        ("consultation", consulted.pk, "answered"),
        ("draft", consulted.draft.document_id, "comments"),
        ("asked", consulted.requests.first().pk, "comments"),  # type: ignore[union-attr]
    ):
        place = reverse("count_detail", args=[kind, key, code])
        assert hoa.get(place).status_code == 404
        assert visit("minh").get(place).status_code == 200
