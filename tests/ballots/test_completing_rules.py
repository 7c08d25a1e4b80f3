"""Completing a committee: what refuses, what only warns, and in which order the steps are taken."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nghisu.ballots.rules import completing as rules
from nghisu.ballots.rules.completing import Outcome, Seats
from nghisu.ballots.rules.steps import STEPS, Act, Branch, regulation_on, step_of, team_name, team_on_paper
from nghisu.organisation.rules.spans import Span

DAY = date(2023, 4, 21)


def test_six_can_be_added_to_43_of_49_decided_seats() -> None:
    seats = Seats(decided=49, taken=43)

    rules.check_number(number=6, seats=seats)

    assert seats.free == 6


def test_rule_I11_a_seventh_needs_the_superiors_decision() -> None:
    seats = Seats(decided=49, taken=43)

    with pytest.raises(rules.MoreThanDecided) as refused:
        rules.check_number(number=7, seats=seats)

    assert refused.value.values == {"seats": 49, "taken": 43, "waiting": 0, "free": 6}
    rules.check_number(number=7, seats=seats, over_document="Kết luận 12-KL/TW")


def test_those_already_proposed_elsewhere_take_their_seats() -> None:
    with pytest.raises(rules.MoreThanDecided):
        rules.check_number(number=2, seats=Seats(decided=49, taken=43, waiting=5))


def test_an_addition_of_nobody_is_refused() -> None:
    with pytest.raises(rules.NumberMissing):
        rules.check_number(number=0, seats=Seats(49, 43))


def test_nobody_is_added_outside_the_term() -> None:
    term = Span(date(2020, 8, 14), date(2025, 8, 15))

    rules.check_term(DAY, term)
    with pytest.raises(rules.TermOver):
        rules.check_term(date(2025, 8, 15), term)


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        (date(2025, 1, 31), False),
        (date(2025, 2, 28), True),  # six months before 31 August: the last day of a shorter month
        (date(2025, 8, 30), True),
        (date(2025, 8, 31), False),
    ],
)
def test_six_months_before_the_congress_there_is_a_warning_with_its_source(day: date, warned: bool) -> None:
    caution = rules.freeze_caution(day, date(2025, 8, 31))

    assert (caution is not None) is warned
    if caution:
        assert caution.source == regulation_on("freeze", day).citation


def test_without_a_day_of_the_congress_nothing_is_warned_of() -> None:
    assert rules.freeze_caution(DAY, None) is None


def test_a_standing_committee_above_one_third_is_warned_of_and_never_blocked() -> None:
    below = rules.size_caution(standing=15, committee=49, source="Điều lệ Đảng")
    above = rules.size_caution(standing=17, committee=39, source="Điều lệ Đảng")

    assert below is None
    assert above is not None
    assert above.values == {"standing": 17, "committee": 39}


def test_exactly_one_third_is_not_warned_of() -> None:
    assert rules.size_caution(standing=13, committee=39, source="Điều lệ Đảng") is None
    assert rules.size_caution(standing=14, committee=39, source="Điều lệ Đảng") is not None


def test_a_full_committee_has_no_free_seat() -> None:
    assert (Seats(49, 49).free, Seats(49, 51).free, Seats(49, 40, 9).free) == (0, 0, 0)


def test_one_can_be_added_alone() -> None:
    rules.check_number(number=1, seats=Seats(49, 48))


@pytest.mark.parametrize(
    ("branch", "kind", "fits"),
    [
        (Branch.EXECUTIVE, "executive", True),
        (Branch.EXECUTIVE, "standing", False),
        (Branch.STANDING, "standing", True),
        (Branch.STANDING, "executive", False),
    ],
)
def test_each_procedure_belongs_to_its_body(branch: Branch, kind: str, fits: bool) -> None:
    if fits:
        rules.check_branch(branch, kind)
    else:
        with pytest.raises(rules.WrongBody):
            rules.check_branch(branch, kind)


def test_as_many_as_were_summoned_may_attend_and_no_more_nor_fewer_than_two_thirds() -> None:
    rules.check_attendance(summoned=49, present=49)
    rules.check_attendance(summoned=49, present=33)

    with pytest.raises(rules.PresentAboveSummoned):
        rules.check_attendance(summoned=49, present=50)
    with pytest.raises(rules.TooFewAttend):
        rules.check_attendance(summoned=49, present=32)


def test_in_cadre_work_a_name_is_chosen_by_the_last_step_only() -> None:
    steps = STEPS[Branch.CADRE]

    found = [rules.outcome_after(Branch.CADRE, step, is_chosen=True) for step in steps[1:]]

    assert found == [Outcome.NAMED, Outcome.NAMED, Outcome.NAMED, Outcome.CHOSEN]


def test_steps_are_taken_in_their_order_and_none_is_left_after_the_last() -> None:
    codes = [step.code for step in STEPS[Branch.EXECUTIVE]]

    assert rules.check_next(Branch.EXECUTIVE, "need", set()).code == "need"
    with pytest.raises(rules.StepNotNext) as refused:
        rules.check_next(Branch.EXECUTIVE, "introduction", {"need", "ask"})
    assert refused.value.values == {"next": step_of(Branch.EXECUTIVE, "agreement").name}
    with pytest.raises(rules.ProcedureEnded):
        rules.check_next(Branch.EXECUTIVE, "mandate", set(codes))


def test_a_step_is_neither_ahead_nor_before_the_one_it_follows() -> None:
    rules.check_day(DAY, today=DAY, last=DAY)
    with pytest.raises(rules.StepInTheFuture):
        rules.check_day(DAY + timedelta(days=1), today=DAY, last=None)
    with pytest.raises(rules.StepBeforeTheLast):
        rules.check_day(DAY - timedelta(days=1), today=DAY, last=DAY)


def test_members_elected_to_the_standing_committee_go_through_the_six_steps_of_the_by_election() -> None:
    taken = [step for step in STEPS[Branch.STANDING] if step.subject == "elections"]

    assert [step.source_on(date(2026, 11, 1)) for step in taken] == [
        f"Điều 28 ({number}), Quyết định 190-QĐ/TW, 10/10/2024" for number in range(1, 7)
    ]
    assert taken[0].source_on(DAY) == "Quyết định 244-QĐ/TW, 09/6/2014 (số điều chưa đối chiếu)"


def test_those_who_count_are_a_committee_in_elections_and_a_team_elsewhere() -> None:
    assert team_name(Act.ELECT) == "counting committee"
    assert team_name(Act.POLL) == "counting team"
    assert (team_on_paper(Act.ELECT), team_on_paper(Act.POLL)) == ("Ban kiểm phiếu", "Tổ kiểm phiếu")


def test_every_step_finds_its_regulation_on_the_day_of_the_session_and_today() -> None:
    for steps in STEPS.values():
        for step in steps:
            assert step.source_on(DAY)
            assert step.source_on(date(2026, 11, 23))


def test_rule_E18_a_vote_makes_nobody_a_member() -> None:
    introduced = rules.outcome_after(
        Branch.EXECUTIVE, step_of(Branch.EXECUTIVE, "confidence"), is_chosen=True
    )
    elected = rules.outcome_after(Branch.STANDING, step_of(Branch.STANDING, "election"), is_chosen=True)
    failed = rules.outcome_after(Branch.STANDING, step_of(Branch.STANDING, "election"), is_chosen=False)

    assert rules.OUTCOME_NAMES[introduced] == "Proposed, awaiting decision of the superior"
    assert rules.OUTCOME_NAMES[elected] == "Elected, awaiting approval of the superior"
    assert failed is Outcome.NOT_CHOSEN


def test_after_the_introduction_the_confidence_vote_follows() -> None:
    step = step_of(Branch.EXECUTIVE, "introduction")

    assert rules.outcome_after(Branch.EXECUTIVE, step, is_chosen=True) is Outcome.NAMED


def test_names_of_the_standing_committee_are_fixed_once_the_list_is_voted() -> None:
    before = {"need", "ask", "agreement", "report", "names", "candidacies", "consolidation"}

    assert rules.names_are_open(Branch.STANDING, before)
    assert not rules.names_are_open(Branch.STANDING, before | {"list"})


def test_a_mandate_never_begins_before_the_decision() -> None:
    rules.check_effective(date(2023, 5, 10), date(2023, 5, 10))
    with pytest.raises(rules.EffectBeforeDecision):
        rules.check_effective(date(2023, 5, 9), date(2023, 5, 10))


@pytest.mark.parametrize(("summoned", "needed"), [(3, 2), (13, 9), (49, 33), (74, 50), (120, 80)])
def test_two_thirds_of_those_summoned_attend_each_step(summoned: int, needed: int) -> None:
    assert rules.attendance_needed(summoned) == needed
    rules.check_attendance(summoned=summoned, present=needed)
    with pytest.raises(rules.TooFewAttend):
        rules.check_attendance(summoned=summoned, present=needed - 1)
    with pytest.raises(rules.PresentAboveSummoned):
        rules.check_attendance(summoned=summoned, present=summoned + 1)


def test_who_has_more_than_half_of_those_summoned_goes_on() -> None:
    chosen = rules.go_on({"a": 38, "b": 37, "c": 40}, summoned=74, seats=2)

    assert chosen == rules.Chosen(("c", "a"), passed=True, threshold=38)


def test_if_nobody_passes_the_two_highest_go_on_with_whoever_is_level() -> None:
    chosen = rules.go_on({"a": 20, "b": 15, "c": 15, "d": 3}, summoned=74, seats=1)

    assert chosen == rules.Chosen(("a", "b", "c"), passed=False, threshold=38)


@given(
    votes=some.dictionaries(some.sampled_from("abcdefgh"), some.integers(0, 50), min_size=1),
    seats=some.integers(1, 6),
)
def test_nobody_stays_behind_with_more_votes_than_one_who_goes_on(votes: dict[str, int], seats: int) -> None:
    chosen = rules.go_on(votes, summoned=50, seats=seats)

    behind = [votes[name] for name in votes if name not in chosen.names]
    assert not chosen.names or max(behind, default=-1) < min(votes[name] for name in chosen.names)
    assert all((votes[name] >= 26) is chosen.passed for name in chosen.names)


def test_a_month_earlier_than_31_march_is_the_last_of_february() -> None:
    assert rules.months_before(date(2023, 3, 31), 1) == date(2023, 2, 28)
    assert rules.months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert rules.months_before(date(2023, 1, 15), 6) == date(2022, 7, 15)
