"""How long the comparison of two long drafts takes."""

import random
import time

import pytest

from nghisu.documents.rules.paragraphs import follow
from nghisu.documents.rules.wording import difference

pytestmark = pytest.mark.once
SYLLABLES = ["đảng", "ủy", "khối", "lãnh", "đạo", "các", "cấp", "nghị", "quyết", "báo", "cáo", "cán", "bộ"]
PARAGRAPHS, WORDS = 480, 50  # about 60 pages of 400 words


def long_draft(chance: random.Random) -> list[str]:
    return [
        f"{number}. " + " ".join(chance.choice(SYLLABLES) for _ in range(WORDS))
        for number in range(PARAGRAPHS)
    ]


def edited(draft: list[str], chance: random.Random) -> list[str]:
    """Change words in every third paragraph, move ten, leave ten out, add ten."""
    new = []
    for number, text in enumerate(draft):
        words = text.split()
        if number % 3 == 0:
            for _ in range(3):
                words[chance.randrange(1, len(words))] = chance.choice(["mới", "khác", "sửa"])
        new.append(" ".join(words))
    for _ in range(10):
        new.insert(chance.randrange(len(new)), new.pop(chance.randrange(len(new))))
        new.pop(chance.randrange(len(new)))
        new.insert(chance.randrange(len(new)), " ".join(chance.choices(SYLLABLES, k=WORDS)))
    return new


def test_two_drafts_of_60_pages_are_compared_in_less_than_a_second() -> None:
    chance = random.Random(5)
    old = long_draft(chance)
    new = edited(old, chance)

    begun = time.process_time()
    steps = follow(old, new)
    pieces = [
        difference(old[step.old], new[place]) for place, step in enumerate(steps) if step.old is not None
    ]
    taken = time.process_time() - begun

    assert len(steps) == len(new)
    assert sum(len(one) > 1 for one in pieces) > PARAGRAPHS / 4
    assert taken < 1
