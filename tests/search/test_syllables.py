"""Every syllable is found without its marks; asked with marks, what bears them comes first."""

import random
import unicodedata
import uuid
from itertools import product
from typing import Literal

import pytest

from nghisu.kit import language
from nghisu.search.models import SearchEntry, plain_words
from nghisu.search.queries import matching
from nghisu.search.rules import Question

ONSETS = (
    *("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p"),
    *("ph", "qu", "r", "s", "t", "th", "tr", "v", "x"),
)
NUCLEI = "aăâeêioôơuưy"
CODAS = ("", "c", "ch", "m", "n", "ng", "nh", "p", "t", "i", "o", "u", "y")
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SHOWN = 10


def syllables() -> list[str]:
    """Return what any onset, vowel, ending and tone make: more than the language has, none left out."""
    found = {
        unicodedata.normalize("NFC", onset + nucleus + tone + coda)
        for onset, nucleus, coda, tone in product(ONSETS, NUCLEI, CODAS, TONES)
    }
    return sorted(found)


def enter(titles: list[str]) -> None:
    """Put titles into the index."""
    chance = random.Random(5)
    SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                kind="document",
                object_id=uuid.UUID(int=chance.getrandbits(128)),
                title=title,
                key="",
                title_key=plain_words(language.fold(title)),
                title_marked=plain_words(language.exact(title)),
                words=plain_words(language.fold(title)),
                marked=plain_words(language.exact(title)),
            )
            for title in titles
        ],
        batch_size=2000,
    )


def bare(syllable: str) -> str:
    """Return a syllable as one types it without marks; independent of the product's own folding."""
    letters = unicodedata.normalize("NFD", syllable.lower()).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def test_rule_V1_every_syllable_is_found_without_its_marks_whatever_form_it_was_written_in(db: None) -> None:
    made = syllables()
    assert len(made) > 20_000
    spelt: dict[str, list[str]] = {}
    for place, syllable in enumerate(made):
        form: Literal["NFC", "NFD"] = "NFD" if place % 2 else "NFC"
        written = unicodedata.normalize(form, syllable.upper() if place % 3 else syllable)
        spelt.setdefault(bare(syllable), []).append(f"Văn bản {written}")
    enter([title for titles in spelt.values() for title in titles])

    missed = []
    for typed, titles in spelt.items():
        found = {one.title for one in matching(Question(typed))}
        missed += [title for title in titles if title not in found]

    assert missed == []


@pytest.mark.parametrize("seed", [5, 22])
def test_asked_with_marks_what_bears_them_fills_the_first_ten(db: None, seed: int) -> None:
    chance = random.Random(seed)
    groups: dict[str, list[str]] = {}
    for syllable in syllables():
        groups.setdefault(bare(syllable), []).append(syllable)
    alike = [group for group in groups.values() if len(group) >= 6]
    asked = [chance.choice(group) for group in chance.sample(alike, 60)]
    titles = []
    for syllable in asked:
        for number in range(chance.randrange(1, 16)):
            titles.append(f"Việc {number} của {syllable} năm nay")
        for other in chance.choices(groups[bare(syllable)], k=25):
            titles.append(f"Việc khác của {other} năm sau")
    chance.shuffle(titles)
    enter(titles)

    possible = right = 0
    for syllable in asked:
        mark = plain_words(language.exact(syllable))
        feasible = min(SHOWN, sum(mark in plain_words(language.exact(title)).split() for title in titles))
        shown = [
            plain_words(language.exact(one.title)).split() for one in matching(Question(syllable))[:SHOWN]
        ]
        possible += feasible
        right += min(feasible, sum(mark in words for words in shown))

    assert possible > 300
    assert right / possible >= 0.99
