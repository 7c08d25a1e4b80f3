from dataclasses import replace
from datetime import date

import pytest

from nghisu.organisation.rules.majority import (
    adopted,
    max_surplus,
    may_be_put_to_the_meeting,
    quorum_needed,
    threshold,
)
from nghisu.organisation.rules.profiles import (
    RULES,
    Base,
    Gathering,
    NoRulesOnThatDay,
    QuorumRule,
    RuleProfile,
    Threshold,
    Tie,
    UnknownProfile,
    book_on,
    rules_of,
    rules_on,
)

SESSION = rules_of("dang-190-session")
OWN = RuleProfile(
    code="own",
    name="Quy chế riêng",
    source="Quy chế làm việc",
    first=date(2022, 1, 1),
    until=date(2023, 1, 1),
    base=Base.PRESENT,
)


def by(share: Threshold) -> RuleProfile:
    return RuleProfile(
        code="x", name="x", source="", first=date(2020, 1, 1), base=Base.PRESENT, threshold=share
    )


def test_more_than_half_of_49_are_25_and_of_50_are_26() -> None:
    assert [threshold(SESSION, n) for n in (0, 1, 2, 10, 11, 49, 50)] == [1, 1, 2, 6, 6, 25, 26]


def test_two_thirds_and_three_quarters_are_rounded_up() -> None:
    assert [threshold(by(Threshold.TWO_THIRDS), n) for n in (0, 1, 3, 30, 46, 49)] == [1, 1, 2, 20, 31, 33]
    assert [threshold(by(Threshold.THREE_QUARTERS), n) for n in (0, 1, 4, 49)] == [1, 1, 3, 37]


def test_by_plurality_one_vote_is_enough() -> None:
    assert threshold(by(Threshold.PLURALITY), 49) == 1


def test_the_sum_of_candidate_votes_is_divided_by_twice_the_seats() -> None:
    zug = RuleProfile(code="x", name="x", source="", first=date(2020, 1, 1), base=Base.CANDIDATE_VOTES)

    assert threshold(zug, 72_761, seats=2) == 18_191


def test_rule_E13_two_thirds_of_49_members_are_33_however_many_points_join() -> None:
    assert quorum_needed(SESSION, 49) == 33


def test_more_than_half_of_those_summoned_or_nobody_may_be_asked_for() -> None:
    assert quorum_needed(rules_of("association"), 20) == 11
    assert quorum_needed(OWN, 20) == 0
    assert OWN.quorum is QuorumRule.NONE


def test_a_decision_is_adopted_by_the_threshold_and_not_by_one_less() -> None:
    assert adopted(SESSION, votes_for=25, n=49)
    assert not adopted(SESSION, votes_for=24, n=49)


def test_rule_E11_the_surplus_is_at_most_thirty_per_cent_and_at_least_one() -> None:
    assert [max_surplus(SESSION, seats) for seats in (3, 5, 9, 15, 49)] == [1, 1, 2, 4, 14]
    assert max_surplus(rules_of("association"), 9) is None


def test_the_surplus_is_exact_at_whole_tenths_and_none_where_the_rules_allow_none() -> None:
    assert max_surplus(SESSION, 10) == 3
    assert max_surplus(replace(SESSION, surplus_percent_max=0), 10) == 0
    assert max_surplus(replace(SESSION, surplus_percent_max=1), 10) == 1


def test_for_one_seat_the_sum_of_candidate_votes_is_halved() -> None:
    assert threshold(replace(SESSION, base=Base.CANDIDATE_VOTES), 10) == 6


def test_rule_E12_a_name_from_the_floor_needs_more_than_thirty_per_cent() -> None:
    assert not may_be_put_to_the_meeting(SESSION, attending=150, support=45)
    assert may_be_put_to_the_meeting(SESSION, attending=150, support=46)
    assert may_be_put_to_the_meeting(rules_of("association"), attending=150, support=1)


@pytest.mark.parametrize("code", ["dang-244", "dang-190"])
def test_the_book_in_force_follows_the_day_whichever_of_the_two_a_body_names(code: str) -> None:
    assert book_on(code, date(2024, 10, 9)).code == "dang-244"
    assert book_on(code, date(2024, 10, 10)).code == "dang-190"
    assert rules_on(code, Gathering.SESSION, date(2023, 4, 21)).code == "dang-244-session"
    assert rules_on(code, Gathering.DELEGATES, date(2026, 11, 23)).code == "dang-190-delegates"


def test_before_the_first_book_there_are_no_rules() -> None:
    with pytest.raises(NoRulesOnThatDay):
        book_on("dang-190", date(2014, 6, 8))
    with pytest.raises(UnknownProfile):
        book_on("dang-1", date(2014, 6, 9))
    with pytest.raises(UnknownProfile):
        rules_of("dang-190")


def test_the_offices_own_rules_come_first_on_the_days_they_hold() -> None:
    assert rules_on("dang-244", Gathering.SESSION, date(2022, 12, 31), [OWN]) is OWN
    assert rules_on("dang-244", Gathering.SESSION, date(2021, 12, 31), [OWN]).code == "dang-244-session"
    assert rules_on("dang-244", Gathering.SESSION, date(2023, 1, 1), [OWN]).code == "dang-244-session"


def test_every_gathering_of_the_party_has_its_own_base() -> None:
    bases = {rules.code: (rules.base, rules.less) for rules in RULES if rules.book == "dang-190"}

    assert bases == {
        "dang-190-session": ("incumbents", ("suspended", "prosecuted")),
        "dang-190-members": (
            "official_summoned",
            ("transferred_away", "exempt_absent", "suspended", "prosecuted", "absent_excused"),
        ),
        "dang-190-delegates": ("official_summoned", ("absent_throughout", "suspended", "prosecuted")),
    }


def test_nothing_is_confirmed_before_an_office_has_held_it_against_the_text() -> None:
    assert [rules.code for rules in RULES if rules.confirmed] == []
    assert SESSION.is_read("surplus_percent_max")
    assert not SESSION.is_read("tie")
    assert SESSION.tie is Tie.RUN_OFF
