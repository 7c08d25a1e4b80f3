"""The order of what is found, against a plain reading of the rule; how far it is read; what is counted."""

import datetime
import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.conftest import House, Visitor

from nghisu.kit import language
from nghisu.search import queries
from nghisu.search.actions import index_everything
from nghisu.search.models import SearchEntry, called, ensure_index, plain_words, walk
from nghisu.search.queries import found_by, matching
from nghisu.search.rules import Question

DAY = datetime.date(2023, 4, 21)
WORDS = ["nghị", "nghi", "quyết", "quyệt", "Đảng", "dang", "uỷ", "ủy", "hòa", "hoà", "hoa", "a", "ba", "bà"]


def entry(title: str, *, code: str = "", kind: str = "document", **rest: Any) -> SearchEntry:
    """Return an entry as indexing makes it."""
    text = f"{code} {title}"
    return SearchEntry(
        kind=kind,
        object_id=uuid.uuid4(),
        title=title,
        code=code,
        key="",
        code_key=plain_words(language.fold(code)),
        title_key=plain_words(language.fold(title)),
        title_marked=plain_words(language.exact(title)),
        words=plain_words(language.fold(text)),
        marked=plain_words(language.exact(text)),
        **rest,
    )


def by_the_rule(entries: list[SearchEntry], question: Question) -> list[int]:
    """Return ids as the rule says, from every entry there is; written without the product's queries."""
    marked, folded = plain_words(language.exact(question.text)), plain_words(language.fold(question.text))

    def holds(text: str, asked: str) -> bool:
        return all(any(word.startswith(one) for word in text.split()) for one in asked.split())

    def rank(one: SearchEntry) -> int:
        ways = (
            one.code_key == folded,
            one.title_marked == marked,
            one.title_key == folded,
            one.title_marked.startswith(marked),
            holds(one.marked, marked),
        )
        return ways.index(True) if True in ways else len(ways)

    found = [
        one
        for one in entries
        if (holds(one.marked, marked) if question.exact else holds(one.words, folded))
        and question.kind in ("", one.kind)
        and (question.first is None or (one.day is not None and one.day >= question.first))
        and (question.last is None or (one.day is not None and one.day <= question.last))
    ]
    found.sort(key=lambda one: (one.day or datetime.date.min, one.pk), reverse=True)
    found.sort(key=rank)
    return [one.pk for one in found]


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_the_order_is_that_of_the_rule_for_any_question(db: None, seed: int) -> None:
    chance = random.Random(seed)
    SearchEntry.objects.bulk_create(
        entry(
            " ".join(chance.choices(WORDS, k=chance.randrange(1, 5))),
            code=chance.choice(["", "", "02-NQ/ĐUK", "nghị quyết", "2-a"]),
            kind=chance.choice(["document", "task"]),
            day=chance.choice([None, DAY + datetime.timedelta(days=chance.randrange(-400, 400))]),
        )
        for _ in range(300)
    )
    entries = list(SearchEntry.objects.all())
    for one in entries[::9]:
        one.day = chance.choice([None, DAY])
        one.save()
    for one in entries[::31]:
        one.delete()
    entries = list(SearchEntry.objects.all())

    for _ in range(60):
        question = Question(
            " ".join(chance.choices([*WORDS, "02-nq", "ngh"], k=chance.randrange(1, 3))),
            exact=chance.random() < 0.3,
            kind=chance.choice(["", "", "task"]),
            first=chance.choice([None, None, DAY]),
            last=chance.choice([None, None, DAY + datetime.timedelta(days=99)]),
        )
        expected = by_the_rule(entries, question)
        found = matching(question)

        assert [one.pk for one in found[:5]] == expected[:5], question
        assert [one.pk for one in found] == expected, question
        assert found.count() == len(expected)


def test_who_sees_little_finds_it_behind_all_that_others_see(house: House) -> None:
    index_everything()
    seen = next(iter(SearchEntry.objects.filter(kind="unit", code="DUK")))
    SearchEntry.objects.bulk_create(entry("Đảng ủy Khối", day=DAY) for _ in range(300))

    question = Question("dang uy khoi")
    found = found_by(question, house.standing("minh"), DAY)

    assert len(list(matching(question))) >= 301
    assert seen.pk in [one.pk for one in found[:8]]
    assert {one.kind for one in found} == {"unit"}
    assert found.count() == len(list(found)) < 300


def test_more_than_a_thousand_are_not_counted_and_the_page_says_so(
    house: House, visit: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_everything()
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)

    found = found_by(Question("dang uy"), house.standing("minh"), DAY)
    page = visit("minh").get("/tim-kiem/?q=dang+uy").content.decode()
    few = visit("minh").get("/tim-kiem/?q=dang+uy+khoi+cac").content.decode()

    assert (found.count(), found.is_more) == (2, True)
    assert "Có hơn 2 kết quả cho “dang uy”" in page
    assert "Có hơn" not in few


def test_an_index_lost_is_made_again_from_the_entries(db: None) -> None:
    SearchEntry.objects.bulk_create([entry("Nghị quyết", day=DAY), entry("Nghị sự")])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE nghisu_search_folded")
            cursor.execute("DROP TABLE nghisu_search_marked")

    ensure_index("default")
    ensure_index("default")

    assert len(walk("words", "nghi")) == len(walk("marked", "nghị")) == 2
    assert walk("words", "nghi", limit=1) == called("nghị quyết", "nghi quyet")
