"""Examples E1 to E10, E13, E14 and E17 of the rules of committee work, at the level of the count."""

from dataclasses import asdict, replace

import pytest

from nghisu.ballots.rules.confidence import Poll, Share, count_poll, share_against
from nghisu.ballots.rules.counting import Count, Election, State, count, faults_of
from nghisu.ballots.rules.electorate import Roster
from nghisu.ballots.rules.papers import CountRefused, Mode, Paper, Totals
from nghisu.organisation.rules.profiles import Blank, Tie, Voids, rules_of

SESSION = rules_of("dang-190-session")
IN_49 = Roster(incumbents=49, summoned=49, present=46)
IN_50 = replace(IN_49, incumbents=50, summoned=50)
WITHOUT_SURPLUS = "ABCDEF"


def by_totals(
    votes: dict[str, int], *, seats: int, roster: Roster = IN_49, valid: int = 46, run_off: bool = False
) -> Election:
    mode_mark = "keep" if len(votes) > max(seats, 1) else "agree"
    return Election(
        profile=SESSION,
        seats=seats,
        candidates=tuple(votes),
        roster=roster,
        issued=valid,
        returned=valid,
        totals=Totals(valid, {}, {mode_mark: votes}),
        run_off=run_off,
    )


def outcome(counted: Count) -> tuple[tuple[str, ...], tuple[str, ...], int, State]:
    return counted.elected, counted.tied, counted.open_seats, counted.state


def test_rule_E1_with_49_incumbents_25_votes_are_enough_and_24_are_not() -> None:
    counted = count(by_totals({"A": 30, "B": 25, "C": 24}, seats=2))

    assert (counted.threshold, counted.base.value) == (25, 49)
    assert outcome(counted) == (("A", "B"), (), 0, State.COMPLETE)


def test_rule_E2_with_50_incumbents_the_same_25_votes_leave_a_seat_open() -> None:
    counted = count(by_totals({"A": 30, "B": 25, "C": 24}, seats=2, roster=IN_50))

    assert counted.threshold == 26
    assert outcome(counted) == (("A",), (), 1, State.NEEDS_FURTHER_ROUND)


@pytest.mark.parametrize(("excused", "base"), [(1, 10), (0, 11)])
def test_rule_E3_five_votes_do_not_elect_in_a_branch_of_eleven(excused: int, base: int) -> None:
    branch = Roster(official=11, summoned=11, present=10, absent_excused=excused)
    election = Election(
        profile=rules_of("dang-190-members"),
        seats=1,
        candidates=("A",),
        roster=branch,
        issued=10,
        returned=10,
        papers=(Paper({"A": "agree"}, 5), Paper({"A": "disagree"}, 5)),
    )

    counted = count(election)

    assert (counted.base.value, counted.threshold) == (base, 6)
    assert outcome(counted) == ((), (), 1, State.NEEDS_FURTHER_ROUND)


def test_rule_E4_names_level_on_the_last_seat_are_tied_and_not_elected() -> None:
    votes = {"A": 36, "B": 32, "C": 26, "D": 26, "E": 26, "F": 1}
    everybody = replace(IN_49, present=49)

    counted = count(by_totals(votes, seats=3, roster=everybody, valid=49))

    assert outcome(counted) == (("A", "B"), ("C", "D", "E"), 1, State.RUN_OFF)
    assert counted.run_off_seats == 1


def test_rule_E5_in_a_run_off_the_highest_wins_below_half() -> None:
    everybody = replace(IN_49, present=49)

    counted = count(by_totals({"C": 20, "D": 15, "E": 14}, seats=1, roster=everybody, valid=49, run_off=True))

    assert outcome(counted) == (("C",), (), 0, State.COMPLETE)


def test_rule_E6_a_tie_after_a_run_off_is_for_the_meeting_to_decide() -> None:
    counted = count(by_totals({"C": 18, "D": 18, "E": 10}, seats=1, run_off=True))

    assert outcome(counted) == ((), ("C", "D"), 1, State.MEETING_DECIDES)


def test_in_a_run_off_nobody_is_elected_without_a_vote() -> None:
    counted = count(
        replace(by_totals({"C": 9, "D": 0, "E": 0}, seats=2, valid=9, run_off=True), profile=SESSION)
    )

    assert outcome(counted) == (("C",), (), 1, State.NEEDS_FURTHER_ROUND)


def test_rule_E7_both_boxes_or_none_do_not_count_for_that_person_and_leave_the_paper_valid() -> None:
    five = dict.fromkeys("ABCDE", "agree")
    election = Election(
        profile=SESSION,
        seats=6,
        candidates=tuple("ABCDEF"),
        roster=IN_49,
        issued=46,
        returned=46,
        papers=(
            Paper(dict.fromkeys("ABCDEF", "agree"), 40),
            Paper(five, 3),
            Paper({**five, "F": "both"}, 2),
            Paper({}, 1),
        ),
    )

    counted = count(election)

    assert (counted.mode, counted.valid, counted.invalid) == (Mode.NO_SURPLUS, 45, {"no_expressed_choice": 1})
    assert dict(counted.votes) == {**dict.fromkeys("ABCDE", 45), "F": 40}
    assert outcome(counted) == (tuple("ABCDEF"), (), 0, State.COMPLETE)


E8 = Election(
    profile=SESSION,
    seats=2,
    candidates=("A", "B", "C"),
    roster=IN_49,
    issued=46,
    returned=46,
    papers=(
        Paper({"C": "strike"}, 20),
        Paper({"B": "strike"}, 12),
        Paper({"B": "strike", "C": "strike"}, 8),
        Paper({}, 3),
        Paper({"A": "strike", "B": "strike", "C": "strike"}, 2),
        Paper({"C": "strike"}, 1, ("extra_marks",)),
    ),
)


def test_rule_E8_papers_are_invalid_for_the_first_reason_that_fits() -> None:
    counted = count(E8)

    assert counted.valid == 40
    assert counted.invalid == {"too_many": 3, "nobody_chosen": 2, "extra_marks": 1}
    assert counted.votes == (("A", 40), ("B", 20), ("C", 12))
    assert outcome(counted) == (("A",), (), 1, State.NEEDS_FURTHER_ROUND)


def test_a_paper_with_several_faults_is_counted_under_the_first() -> None:
    papers = (*E8.papers[:5], Paper({}, 1, ("name_struck", "extra_marks", "not_issued")))

    assert count(replace(E8, papers=papers)).invalid == {"not_issued": 1, "too_many": 3, "nobody_chosen": 2}


def test_where_blank_papers_are_valid_nobody_chosen_is_a_choice() -> None:
    counted = count(replace(E8, profile=replace(SESSION, blank_is=Blank.VALID)))

    assert (counted.valid, counted.invalid) == (42, {"extra_marks": 1, "too_many": 3})


@pytest.mark.parametrize(("roster", "elected"), [(IN_49, ("A",)), (IN_50, ())])
def test_rule_E9_one_name_needs_exactly_one_box(roster: Roster, elected: tuple[str, ...]) -> None:
    election = Election(
        profile=SESSION,
        seats=1,
        candidates=("A",),
        roster=roster,
        issued=46,
        returned=46,
        papers=(
            Paper({"A": "agree"}, 25),
            Paper({"A": "disagree"}, 18),
            Paper({"A": "both"}, 2),
            Paper({"A": "none"}, 1),
        ),
    )

    counted = count(election)

    assert (counted.mode, counted.valid, counted.invalid) == (Mode.SINGLE, 43, {"no_expressed_choice": 3})
    assert counted.elected == elected


def test_rule_E10_a_suspended_member_in_the_hall_is_not_in_the_base_and_gets_no_paper() -> None:
    roster = replace(IN_50, suspended=1, present_suspended=1)

    counted = count(by_totals({"A": 30, "B": 25, "C": 24}, seats=2, roster=roster))

    assert (counted.base.value, counted.threshold, counted.warnings) == (49, 25, ("suspended_present",))
    assert counted.base.parts == {"incumbents": 50, "suspended": 1, "prosecuted": 0}


def test_rule_E10_a_paper_for_the_suspended_member_is_refused() -> None:
    roster = Roster(incumbents=49, suspended=1, summoned=49, present=49, present_suspended=1)

    with pytest.raises(CountRefused) as refused:
        count(by_totals({"A": 30, "B": 25, "C": 24}, seats=2, roster=roster, valid=49))

    assert refused.value.code == "more_issued_than_voters"
    assert "190-QĐ/TW" in str(refused.value)


@pytest.mark.parametrize(("present", "met", "elected"), [(32, False, ()), (33, True, ("A",))])
def test_rule_E13_the_quorum_is_33_of_49_and_without_it_nobody_is_elected(
    present: int, met: bool, elected: tuple[str, ...]
) -> None:
    roster = replace(IN_49, present=present)

    counted = count(by_totals({"A": 30, "B": 2}, seats=1, roster=roster, valid=32))

    assert (counted.quorum.needed, counted.quorum.met, counted.elected) == (33, met, elected)
    assert counted.warnings == (() if met else ("no_quorum",))


def confidence(returned: int, low: int) -> Poll:
    return Poll(
        profile=SESSION,
        mode=Mode.CONFIDENCE,
        candidates=("A",),
        roster=IN_49,
        issued=returned,
        returned=returned,
        papers=(Paper({"A": "low"}, low), Paper({"A": "high"}, returned - low)),
    )


@pytest.mark.parametrize(
    ("returned", "low", "share"),
    [
        (30, 15, Share.NONE),
        (30, 16, Share.OVER_HALF),
        (30, 20, Share.TWO_THIRDS),
        (46, 30, Share.OVER_HALF),
        (46, 31, Share.TWO_THIRDS),
    ],
)
def test_rule_E14_low_confidence_is_judged_on_the_papers_returned(
    returned: int, low: int, share: Share
) -> None:
    counted = count_poll(confidence(returned, low))

    assert (counted.base.value, counted.judged[0].share) == (returned, share)


def test_in_the_party_a_name_with_several_levels_or_none_voids_the_paper() -> None:
    poll = replace(
        confidence(30, 15),
        candidates=("A", "B"),
        papers=(
            Paper({"A": "low", "B": "several"}, 15),
            Paper({"A": "low"}, 10),
            Paper({"A": "high", "B": "medium"}, 5),
        ),
    )

    counted = count_poll(poll)

    assert (counted.valid, counted.invalid, counted.base.value) == (5, {"no_expressed_choice": 25}, 30)
    assert [one.share for one in counted.judged] == [Share.NONE, Share.NONE]


def test_elsewhere_papers_that_name_no_level_for_anybody_are_invalid_and_stay_in_the_base() -> None:
    poll = replace(
        confidence(30, 15),
        profile=replace(confidence(30, 15).profile, confidence_voids=Voids.NAME),
        candidates=("A", "B"),
        papers=(
            Paper({"A": "low", "B": "several"}, 15),
            Paper({"A": "several"}, 10),
            Paper({"A": "high", "B": "medium"}, 5),
        ),
    )

    counted = count_poll(poll)

    assert (counted.valid, counted.invalid, counted.base.value) == (20, {"no_expressed_choice": 10}, 30)
    assert counted.judged[0].choices == {"high": 5, "medium": 0, "low": 15}
    assert counted.judged[1].choices == {"high": 0, "medium": 5, "low": 0}


def test_without_a_quorum_nobody_is_judged() -> None:
    counted = count_poll(replace(confidence(30, 20), roster=replace(IN_49, present=32)))

    assert (counted.judged[0].share, counted.warnings) == (Share.NONE, ("no_quorum",))


def test_a_vote_of_trust_has_two_choices_and_is_decided_on_the_base_of_the_rules() -> None:
    poll = replace(
        confidence(46, 0),
        mode=Mode.TRUST,
        papers=(Paper({"A": "not_confident"}, 25), Paper({"A": "confident"}, 21)),
    )

    counted = count_poll(poll)

    assert (counted.base.value, counted.threshold) == (49, 25)
    assert counted.judged[0].choices == {"confident": 21, "not_confident": 25}
    assert counted.judged[0].share is Share.OVER_HALF


@pytest.mark.parametrize(("mode", "mark"), [(Mode.TRUST, "low"), (Mode.CONFIDENCE, "not_confident")])
def test_marks_of_one_poll_are_refused_in_the_other(mode: Mode, mark: str) -> None:
    with pytest.raises(CountRefused) as refused:
        count_poll(replace(confidence(1, 1), mode=mode, papers=(Paper({"A": mark}, 1),)))

    assert refused.value.code == "unknown_mark"


def test_a_share_of_nothing_is_no_share() -> None:
    assert [share_against(0, 0), share_against(0, 1), share_against(1, 1)] == [
        Share.NONE,
        Share.NONE,
        Share.TWO_THIRDS,
    ]


def test_rule_E17_the_youth_union_counts_the_papers_returned() -> None:
    election = Election(
        profile=rules_of("doan"),
        seats=1,
        candidates=("A", "B"),
        roster=Roster(summoned=19, present=19),
        issued=19,
        returned=18,
        totals=Totals(16, {"extra_marks": 2}, {"keep": {"A": 10, "B": 6}}),
    )

    counted = count(election)

    assert (counted.base.value, counted.threshold, counted.elected) == (18, 10, ("A",))


@pytest.mark.parametrize(
    ("tie", "first", "after"),
    [
        (Tie.RUN_OFF, State.RUN_OFF, State.MEETING_DECIDES),
        (Tie.MEETING_DECIDES, State.MEETING_DECIDES, State.MEETING_DECIDES),
        (Tie.LOT, State.LOT, State.LOT),
        (Tie.OLDER, State.OLDER, State.OLDER),
    ],
)
def test_the_rules_say_what_a_tie_leads_to(tie: Tie, first: State, after: State) -> None:
    rules = replace(SESSION, tie=tie)
    votes = {"A": 36, "B": 26, "C": 26}

    first_vote = count(replace(by_totals(votes, seats=2), profile=rules))
    run_off = count(replace(by_totals({"B": 9, "C": 9}, seats=1, valid=18, run_off=True), profile=rules))

    assert (first_vote.elected, first_vote.tied, first_vote.state) == (("A",), ("B", "C"), first)
    assert (run_off.elected, run_off.tied, run_off.state) == ((), ("B", "C"), after)
    assert ("older_is_elected" in first_vote.warnings) == (tie is Tie.OLDER)


def refused_code(election: Election) -> str:
    with pytest.raises(CountRefused) as refused:
        count(election)
    return refused.value.code


def test_what_cannot_be_is_refused() -> None:
    good = by_totals({"A": 30, "B": 25, "C": 24}, seats=2)
    votes = {"keep": {"A": 30, "B": 25, "C": 24}}

    assert refused_code(replace(good, seats=0)) == "no_seats"
    assert refused_code(replace(good, seats=4)) == "more_seats_than_names"
    assert refused_code(replace(good, seats=3, run_off=True)) == "run_off_without_rivals"
    assert refused_code(replace(good, candidates=("A", "B", "A"))) == "name_twice"
    assert refused_code(replace(good, returned=47)) == "more_returned_than_issued"
    assert refused_code(replace(good, issued=47)) == "more_issued_than_present"
    assert refused_code(replace(good, roster=replace(IN_49, summoned=45))) == "more_present_than_summoned"
    assert refused_code(replace(good, roster=replace(IN_49, incumbents=0))) == "empty_base"
    assert refused_code(replace(good, totals=Totals(45, {}, votes))) == "wrong_total"
    assert refused_code(replace(good, totals=Totals(46, {}, {"keep": {"A": 47}}))) == "more_votes_than_papers"
    assert (
        refused_code(replace(good, totals=Totals(46, {}, {"keep": {"A": 45}}))) == "fewer_votes_than_papers"
    )
    many = {"keep": {"A": 46, "B": 46, "C": 1}}
    assert refused_code(replace(good, totals=Totals(46, {}, many))) == "more_votes_than_seats_allow"
    assert refused_code(replace(E8, papers=E8.papers[:5])) == "bundles_and_returned_differ"
    assert refused_code(replace(E8, papers=(Paper({}, 0),))) == "not_positive"
    assert refused_code(replace(E8, papers=(Paper({"Z": "keep"}, 46),))) == "unknown_name"
    assert refused_code(replace(E8, papers=(Paper({"A": "agree"}, 46),))) == "unknown_mark"
    assert refused_code(replace(E8, papers=(Paper({}, 46, ("torn",)),))) == "unknown_defect"


def test_a_paper_is_one_paper_and_an_unsaid_number_of_the_roster_is_none() -> None:
    assert Paper({}).count == 1
    assert set(asdict(Roster()).values()) == {0}


def test_summoned_and_present_may_be_equal_and_one_present_more_is_refused() -> None:
    equal = replace(IN_49, summoned=46)
    more = replace(IN_49, summoned=45)

    assert count(by_totals({"A": 30, "B": 25, "C": 24}, seats=2, roster=equal)).quorum.needed == 31
    assert refused_code(by_totals({"A": 30, "B": 25, "C": 24}, seats=2, roster=more)) == (
        "more_present_than_summoned"
    )


def test_as_many_papers_as_voters_are_issued_and_not_one_more() -> None:
    everybody = Roster(incumbents=46, summoned=47, present=47)
    good = by_totals({"A": 30, "B": 25, "C": 24}, seats=2, roster=everybody)

    assert count(good).base.value == 46
    assert refused_code(replace(good, issued=47)) == "more_issued_than_voters"


def test_a_base_of_one_is_a_base() -> None:
    alone = Roster(incumbents=2, suspended=1, summoned=1, present=1)

    counted = count(by_totals({"A": 1}, seats=1, roster=alone, valid=1))

    assert (counted.base.value, counted.threshold, counted.elected) == (1, 1, ("A",))


def test_a_poll_about_nobody_is_refused_and_its_faults_are_those_of_an_election() -> None:
    good = confidence(30, 15)

    for broken, code in (
        (replace(good, candidates=()), "no_names"),
        (replace(good, candidates=("A", "A")), "name_twice"),
        (replace(good, returned=31), "more_returned_than_issued"),
        (replace(good, papers=good.papers[:1]), "bundles_and_returned_differ"),
        (replace(good, papers=(), totals=Totals(29, {}, {"low": {"A": 1}})), "wrong_total"),
        (replace(good, papers=(), totals=Totals(30, {}, {"low": {"A": 31}})), "more_votes_than_papers"),
    ):
        with pytest.raises(CountRefused) as refused:
            count_poll(broken)
        assert refused.value.code == code


def test_totals_of_a_poll_are_counted_with_their_invalid_papers() -> None:
    totals = Totals(28, {"name_struck": 2, "not_issued": 0}, {"high": {"A": 12}, "low": {"A": 16}})

    counted = count_poll(replace(confidence(30, 15), papers=(), totals=totals))

    assert (counted.valid, counted.invalid) == (28, {"name_struck": 2})
    assert counted.judged[0].choices == {"high": 12, "low": 16}
    assert counted.threshold == 16
    assert counted.warnings == ()


def test_a_suspended_member_in_the_hall_is_warned_of_in_a_poll_too() -> None:
    poll = replace(confidence(30, 15), roster=replace(IN_49, present_suspended=1))

    assert count_poll(poll).warnings == ("suspended_present",)


def test_a_poll_takes_blank_papers_as_valid_where_its_rules_do() -> None:
    poll = replace(
        confidence(30, 15),
        profile=replace(SESSION, blank_is=Blank.VALID),
        papers=(Paper({"A": "low"}, 15), Paper({}, 15)),
    )

    assert count_poll(poll).valid == 30


def test_places_of_refusals_name_the_line_of_the_file() -> None:
    with pytest.raises(CountRefused) as refused:
        count(replace(E8, papers=(*E8.papers[:1], Paper({"A": "maybe"}, 26))))

    assert refused.value.path == "ballots[1].marks.A"


def test_level_names_that_fit_are_all_elected() -> None:
    counted = count(by_totals({"A": 30, "B": 30, "C": 1}, seats=2))

    assert outcome(counted) == (("A", "B"), (), 0, State.COMPLETE)
    assert counted.run_off_seats == 0


def test_a_surplus_over_the_limit_is_warned_of_but_not_in_a_run_off() -> None:
    votes = {"A": 30, "B": 6, "C": 5, "D": 5}

    assert count(by_totals(votes, seats=1)).warnings == ("surplus_over_max",)
    assert count(by_totals(votes, seats=1, run_off=True)).warnings == ()
    assert count(by_totals({"A": 30, "B": 16}, seats=1)).warnings == ()


def test_where_nobody_wrote_down_who_was_summoned_those_present_are_not_too_many() -> None:
    counted = count(by_totals({"A": 30, "B": 16}, seats=1, roster=Roster(incumbents=49, present=46)))

    assert (counted.quorum.needed, counted.elected) == (0, ("A",))


def test_one_summoned_and_two_present_are_too_many() -> None:
    two = Roster(incumbents=2, summoned=1, present=2)

    assert refused_code(by_totals({"A": 1}, seats=1, roster=two, valid=1)) == "more_present_than_summoned"


def test_a_round_is_the_first_unless_it_says_otherwise() -> None:
    assert (E8.round, confidence(1, 1).round) == (1, 1)


def test_rules_without_a_text_are_named_by_their_code_in_a_refusal() -> None:
    rules = rules_of("association")
    roster = Roster(summoned=20, present=20)
    election = replace(E8, profile=rules, roster=roster, issued=20, returned=20, papers=())
    poll = replace(confidence(20, 1), profile=rules, roster=roster, papers=())

    for refusing in (lambda: count(election), lambda: count_poll(poll)):
        with pytest.raises(CountRefused) as refused:
            refusing()
        assert "(association)" in str(refused.value)


def test_a_list_that_cannot_be_is_told_before_its_papers_are_looked_at() -> None:
    faults = faults_of(replace(E8, seats=4))

    assert [fault.code for fault in faults] == ["more_seats_than_names"]


def test_a_poll_judged_on_the_base_of_its_rules_leaves_out_whom_they_leave_out() -> None:
    rules = rules_of("dang-190-delegates")
    poll = replace(
        confidence(30, 15),
        profile=replace(rules, confidence_base=rules.base),
        roster=Roster(official=40, absent_excused=5, absent_throughout=2, summoned=40, present=33),
    )

    assert count_poll(poll).base.value == 38


def test_one_vote_wins_a_run_off_against_none() -> None:
    assert count(by_totals({"C": 1, "D": 0}, seats=1, valid=1, run_off=True)).elected == ("C",)


def test_a_name_that_the_totals_leave_out_has_no_vote() -> None:
    votes = {"keep": {"A": 46}}
    election = by_totals({"A": 46, "B": 0}, seats=1)
    poll = replace(confidence(30, 15), papers=(), totals=Totals(30, {}, {"high": {"A": 30}, "low": {}}))

    counted = count(replace(election, totals=Totals(46, {}, votes)))

    assert counted.votes == (("A", 46), ("B", 0))
    assert count_poll(poll).judged[0].choices == {"high": 30, "low": 0}


def test_a_wrong_total_is_told_with_its_sum() -> None:
    with pytest.raises(CountRefused) as refused:
        count(replace(E8, papers=(), totals=Totals(40, {"too_many": 5}, {"keep": {"A": 40}})))

    assert refused.value.values["sum"] == 45
