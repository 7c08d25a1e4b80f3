"""Open votes and quorum: each limit from both sides."""

from dataclasses import dataclass

import pytest

from nghisu.meetings.rules import voting
from nghisu.meetings.rules.quorum import Quorum, of_body
from nghisu.meetings.rules.voting import Tally, check_quorum, check_voices, total_of


@dataclass
class Rule:
    """A body's own share."""

    quorum_numerator: int = 2
    quorum_denominator: int = 3


@pytest.mark.parametrize(("present", "is_met"), [(32, False), (33, True), (34, True)])
def test_rule_E13_a_vote_opens_with_a_quorum_and_not_below(present: int, is_met: bool) -> None:
    here = of_body(Rule(), members=49, present=present)

    assert (here.needed, here.is_met) == (33, is_met)
    if is_met:
        check_quorum(here)
    else:
        with pytest.raises(voting.NoQuorum) as refused:
            check_quorum(here)
        assert refused.value.values == {"present": 32, "members": 49, "needed": 33}


def test_a_body_without_members_needs_one_and_no_body_needs_none() -> None:
    assert of_body(Rule(), members=0, present=0) == Quorum(0, 0, 1)
    assert of_body(Rule(), members=1, present=1) == Quorum(1, 1, 1)
    assert of_body(None, members=0, present=0) == Quorum(0, 0, 0)


def test_voices_of_places_are_added_choice_by_choice() -> None:
    places = [Tally(20, 2, 1), Tally(10, 1), Tally(), Tally(abstain=3)]

    assert total_of(places) == Tally(30, 3, 4)
    assert total_of(places).total == 37
    assert total_of([]) == Tally(0, 0, 0)
    assert Tally() == Tally(0, 0, 0)


def test_a_place_says_as_many_voices_as_it_has_members_and_not_one_more() -> None:
    check_voices(tally=Tally(5, 3, 2), others=Tally(), base=49, present=10)
    check_voices(tally=Tally(5, 3, 2), others=Tally(), base=49, present=None)

    with pytest.raises(voting.MoreThanPresent) as refused:
        check_voices(tally=Tally(5, 3, 3), others=Tally(), base=49, present=10)

    assert refused.value.values == {"total": 11, "present": 10}


def test_all_places_together_say_as_many_as_the_base_and_not_one_more() -> None:
    check_voices(tally=Tally(9), others=Tally(30, 5, 5), base=49)

    with pytest.raises(voting.MoreThanBase) as refused:
        check_voices(tally=Tally(10), others=Tally(30, 5, 5), base=49)

    assert refused.value.values == {"total": 50, "base": 49}


def test_who_is_suspended_is_not_in_the_base() -> None:
    assert voting.Base(incumbents=49, suspended=2).count == 47
