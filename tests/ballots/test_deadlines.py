"""Examples E11, E12, E15, E16, E18 and E20 as rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from nghisu.ballots.rules.deadlines import (
    Answer,
    ComplaintBeforeClosing,
    ComplaintIsOpen,
    ComplaintTooLate,
    DecisionMissing,
    RuleNotSet,
    TooEarlyToDestroy,
    check_complaint,
    check_decision,
    check_destruction,
    complaint_until,
    kept_until,
    months_after,
    worth,
)
from nghisu.ballots.rules.electorate import Counted, snapshot
from nghisu.ballots.rules.introduction import (
    count_introduction,
    enters_the_list,
    introduced,
    shorten,
)
from nghisu.ballots.rules.papers import Paper
from nghisu.kit.refusals import Refusal
from nghisu.organisation.rules.majority import threshold
from nghisu.organisation.rules.profiles import Outcome, rules_of

SESSION = rules_of("dang-190-session")
FRIDAY = date(2023, 4, 21)


def test_rule_E15_complaints_are_heard_for_fifteen_working_days_less_the_holidays() -> None:
    weekdays = [FRIDAY + timedelta(days=n) for n in range(1, 40)]
    without_holidays = [day for day in weekdays if day.weekday() < 5][14]

    assert without_holidays == date(2023, 5, 12)
    assert complaint_until(SESSION, FRIDAY) == date(2023, 5, 17)


def test_rule_E15_a_day_off_made_up_on_a_saturday_is_moved_and_not_lost() -> None:
    # 29/4/2024 was off with 30/4 and 1/5, and Saturday 4/5/2024 was worked for it
    assert complaint_until(SESSION, date(2024, 4, 26)) == date(2024, 5, 21)
    rule_of_three = replace(SESSION, complaint_working_days=3)
    assert complaint_until(rule_of_three, date(2024, 4, 26)) == date(2024, 5, 4)


def test_a_complaint_is_taken_on_the_last_day_and_not_after() -> None:
    check_complaint(SESSION, closed_on=FRIDAY, received_on=FRIDAY)
    check_complaint(SESSION, closed_on=FRIDAY, received_on=date(2023, 5, 17))
    with pytest.raises(ComplaintTooLate):
        check_complaint(SESSION, closed_on=FRIDAY, received_on=date(2023, 5, 18))
    with pytest.raises(ComplaintBeforeClosing):
        check_complaint(SESSION, closed_on=FRIDAY, received_on=date(2023, 4, 20))


def destroy(day: date, decision: str = "12-QĐ/ĐU", *, complaint_open: bool = False) -> type[Refusal] | None:
    try:
        check_destruction(
            SESSION,
            sealed_on=FRIDAY,
            destroyed_on=day,
            decision=decision,
            complaint_open=complaint_open,
        )
    except Refusal as refusal:
        return type(refusal)
    return None


def test_rule_E16_papers_are_destroyed_from_21_october_by_a_decision_and_without_open_complaint() -> None:
    assert kept_until(SESSION, FRIDAY) == date(2023, 10, 21)
    assert destroy(date(2023, 10, 20)) is TooEarlyToDestroy
    assert destroy(date(2023, 10, 21), complaint_open=True) is ComplaintIsOpen
    assert destroy(date(2023, 10, 21), decision=" ") is DecisionMissing
    assert destroy(date(2023, 10, 21)) is None


def test_sealed_papers_are_opened_by_a_decision() -> None:
    check_decision(SESSION, "12-QĐ/ĐU")
    with pytest.raises(DecisionMissing):
        check_decision(SESSION, "")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2023, 6, 30), 6, date(2023, 12, 30)),
        (date(2023, 7, 15), 6, date(2024, 1, 15)),
        (date(2023, 12, 1), 12, date(2024, 12, 1)),
        (date(2023, 12, 1), 0, date(2023, 12, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, then: date
) -> None:
    assert months_after(day, months) == then


def test_rules_that_say_nothing_have_to_be_set_first() -> None:
    with pytest.raises(RuleNotSet):
        complaint_until(rules_of("association"), FRIDAY)
    with pytest.raises(RuleNotSet):
        kept_until(rules_of("association"), FRIDAY)


def test_rule_E18_an_addition_voted_46_of_49_is_a_proposal_and_no_member() -> None:
    assert threshold(SESSION, 49) <= 46
    assert worth(Outcome.PROPOSAL, Answer.PENDING).words == "Proposed, awaiting the decision of the superior"
    assert not worth(Outcome.PROPOSAL, Answer.PENDING).in_office
    assert worth(Outcome.PROPOSAL, Answer.APPROVED).in_office


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_the_superior_refuses_or_annuls_gives_no_office(outcome: Outcome) -> None:
    assert not worth(outcome, Answer.REFUSED).in_office
    assert not worth(outcome, Answer.ANNULLED).in_office
    assert worth(outcome, Answer.APPROVED).in_office


def test_only_a_final_result_gives_the_office_at_once() -> None:
    assert [worth(outcome, Answer.PENDING).in_office for outcome in Outcome] == [True, False, False]


def test_rule_E20_a_decision_announced_between_two_rounds_counts_from_the_next_on() -> None:
    announced = datetime(2023, 4, 21, 9, 30, tzinfo=UTC)
    long_ago = datetime(2020, 10, 1, tzinfo=UTC)
    members = [Counted(f"old {n}", long_ago) for n in range(43)]
    members += [Counted(f"new {n}", announced) for n in range(6)]

    first = snapshot(members, announced - timedelta(seconds=1))
    second = snapshot(members, announced)

    assert (first.incumbents, second.incumbents) == (43, 49)


def test_a_snapshot_leaves_out_who_has_left_and_marks_who_is_suspended() -> None:
    opened = datetime(2023, 4, 21, 9, tzinfo=UTC)
    long_ago = datetime(2020, 10, 1, tzinfo=UTC)

    roster = snapshot(
        [
            Counted("a", long_ago),
            Counted("b", long_ago, until=opened),
            Counted("c", long_ago, until=opened + timedelta(minutes=1), suspended=True),
        ],
        opened,
    )

    assert (roster.incumbents, roster.suspended) == (2, 1)


def test_rule_E12_names_from_the_floor_enter_by_more_than_thirty_per_cent() -> None:
    assert enters_the_list(SESSION, {"A": 45, "B": 46}, attending=150) == ("B",)


def test_a_list_is_shortened_to_the_seats_and_thirty_per_cent() -> None:
    support = {"A": 40, "B": 30, "C": 20, "D": 10}

    cut = shorten(SESSION, support, seats=2)

    assert (cut.kept, cut.left_out, cut.level) == (("A", "B", "C"), ("D",), ())
    assert shorten(rules_of("association"), support, seats=1).kept == ("A", "B", "C", "D")


def test_names_level_on_the_last_place_of_a_list_are_left_to_the_head() -> None:
    cut = shorten(SESSION, {"A": 40, "B": 20, "C": 20, "D": 20, "E": 10}, seats=2)

    assert (cut.kept, cut.left_out, cut.level) == (("A",), ("E",), ("B", "C", "D"))


def test_an_introduction_takes_the_highest_over_half_of_those_summoned() -> None:
    step = introduced({"A": 24, "B": 30, "C": 25}, base=49, places=2)

    assert (step.threshold, step.chosen, step.level, step.carried) == (25, ("B", "C"), (), ())


def test_an_introduction_leaves_names_level_on_the_last_place_to_the_head() -> None:
    step = introduced({"A": 26, "B": 30, "C": 26}, base=49, places=2)

    assert (step.chosen, step.level) == (("B",), ("A", "C"))


def test_where_nobody_is_over_half_the_two_highest_go_on() -> None:
    assert introduced({"A": 3, "B": 20, "C": 10, "D": 9}, base=49, places=1).carried == ("B", "C")
    assert introduced({"A": 9, "B": 20, "C": 10, "D": 10}, base=49, places=1).carried == ("B", "C", "D")
    assert introduced({"A": 0, "B": 20}, base=49, places=1).carried == ("B",)
    assert introduced({"A": 20}, base=49, places=1).carried == ("A",)
    assert introduced({"A": 1, "B": 0}, base=49, places=1).carried == ("A",)
    assert introduced({}, base=49, places=1).carried == ()


def test_an_introduction_paper_names_at_least_one_and_at_most_the_places() -> None:
    papers = (
        Paper({"A": "introduce"}, 3),
        Paper({"A": "introduce", "B": "introduce", "C": "introduce"}, 2),
        Paper({"B": "none"}, 1),
    )

    sums = count_introduction(papers, ("A", "B", "C"), places=2)

    assert (sums.valid, sums.invalid) == (3, {"too_many": 2, "nobody_chosen": 1})
    assert sums.votes == {"introduce": {"A": 3, "B": 0, "C": 0}}
