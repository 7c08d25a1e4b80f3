"""Limits, marks and ranking (C2-C4)."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nghisu.contest.rules import limits, marking
from nghisu.contest.rules.limits import STANDARD, GenreRule
from nghisu.contest.rules.marking import Scored, ThirdMean, chosen_scores, mean_of, needs_third, ranked

GENRES = {genre.code: genre for category in STANDARD for genre in category.genres}


def is_taken(genre: GenreRule, value: int) -> bool:
    try:
        limits.check_length(value, measure=genre.measure, low=genre.low, high=genre.high, genre=genre.name)
    except (limits.TooShort, limits.TooLong):
        return False
    return True


def test_rule_C2_a_magazine_essay_has_4000_to_6000_words_both_allowed() -> None:
    found = [is_taken(GENRES["magazine"], words) for words in (3950, 4000, 6000, 6001)]

    assert found == [False, True, True, False]


def test_rule_C3_a_clip_of_5_minutes_is_taken_and_of_5_01_is_not() -> None:
    assert [is_taken(GENRES["clip"], seconds) for seconds in (300, 301)] == [True, False]


def test_rule_C4_82_and_60_ask_a_third_judge_and_count_as_set() -> None:
    two = [Decimal(82), Decimal(60)]
    three = [*two, Decimal(78)]

    assert needs_third(two, gap=15)
    assert mean_of(two, gap=15, third=ThirdMean.CLOSEST) is None
    assert mean_of(three, gap=15, third=ThirdMean.CLOSEST) == Decimal("80.00")
    assert mean_of(three, gap=15, third=ThirdMean.ALL) == Decimal("73.33")
    assert not needs_third([Decimal(75), Decimal(60)], gap=15)


def test_a_third_score_in_the_very_middle_counts_all_three() -> None:
    scores = [Decimal(80), Decimal(60), Decimal(70)]

    assert chosen_scores(scores, gap=15, third=ThirdMean.CLOSEST) == [0, 1, 2]


def key(number: int) -> UUID:
    return UUID(int=number)


def test_ties_are_parted_by_the_rubric_in_its_order_then_by_the_vote_and_else_share_a_rank() -> None:
    eighty = Decimal(80)
    entries = [
        Scored(key(1), eighty, (Decimal(78), Decimal(82))),
        Scored(key(2), eighty, (Decimal(82), Decimal(78))),
        Scored(key(3), eighty, (Decimal(78), Decimal(82))),
        Scored(key(4), eighty, (Decimal(78), Decimal(82)), votes=3),
        Scored(key(5), Decimal(70)),
    ]

    found = [(rank, one.key.int) for rank, one in ranked(entries)]

    assert sorted(found) == [(1, 2), (2, 4), (3, 1), (3, 3), (5, 5)]


def test_whoever_is_level_at_the_cut_goes_on() -> None:
    means = [90, 85, 80, 80, 70]
    entries = [Scored(key(number), Decimal(mean)) for number, mean in enumerate(means)]

    assert [len(marking.cut(entries, most=most)) for most in (1, 2, 3, 4, 9)] == [1, 2, 4, 4, 5]


def test_a_tie_over_the_end_of_a_prize_asks_the_jury_and_one_within_it_does_not() -> None:
    level = [
        (1, Scored(key(1), Decimal(90))),
        (2, Scored(key(2), Decimal(80))),
        (2, Scored(key(3), Decimal(80))),
    ]

    assert marking.prizes_of(level, [("Nhất", 1), ("Nhì", 2)]) == {
        key(1): "Nhất",
        key(2): "Nhì",
        key(3): "Nhì",
    }
    with pytest.raises(marking.TieOverPrizes):
        marking.prizes_of(level, [("Nhất", 2)])


@given(st.lists(st.integers(min_value=0, max_value=10), min_size=1, max_size=30))
def test_a_rank_is_one_more_than_how_many_are_better(means: list[int]) -> None:
    entries = [Scored(key(number), Decimal(mean)) for number, mean in enumerate(means)]

    for rank, one in ranked(entries):
        assert rank == 1 + sum(Decimal(mean) > one.mean for mean in means)


def test_the_standard_has_three_categories_51_prizes_and_rubrics_of_a_hundred() -> None:
    assert [category.name for category in STANDARD] == [
        "Tạp chí",
        "Báo",
        "Phát thanh, truyền hình, video clip",
    ]
    assert sum(count for _name, count in limits.PRIZES) * len(STANDARD) == 51
    marking.check_weights([weight for _name, weight in limits.RUBRIC])
    with pytest.raises(marking.WeightsNotWhole):
        marking.check_weights([50, 30])
    assert all(genre.source and not genre.confirmed for genre in GENRES.values())
