"""Properties of the count, held against an independent naive counter (tests/ballots/naive.py)."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nghisu.ballots.rules.counting import Count, Election, count
from nghisu.ballots.rules.electorate import Roster
from nghisu.ballots.rules.papers import Mode, Paper
from nghisu.organisation.rules.profiles import Base, RuleProfile, rules_of

_spec = importlib.util.spec_from_file_location("naive", Path(__file__).with_name("naive.py"))
assert _spec is not None
assert _spec.loader is not None
naive = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(naive)

RULES: RuleProfile = replace(rules_of("dang-190-session"), base=Base.PRESENT, less=())
QUICK, MANY, FULL = 300, 3_000, 20_000
DEFECTS = ("not_issued", "outside_list", "extra_marks", "name_struck")


def marks_of(names: list[str], seats: int) -> st.SearchStrategy[dict[str, str]]:
    surplus = len(names) > seats and len(names) > 1
    marks = ("keep", "strike") if surplus else ("agree", "disagree", "both", "none")
    return st.dictionaries(st.sampled_from(names), st.sampled_from(marks), max_size=len(names))


@st.composite
def elections(draw: st.DrawFn) -> Election:
    names = [chr(ord("A") + number) for number in range(draw(st.integers(1, 6)))]
    seats = draw(st.integers(1, len(names)))
    paper = st.builds(
        Paper,
        marks_of(names, seats),
        st.integers(1, 12),
        st.lists(st.sampled_from(DEFECTS), max_size=2).map(tuple) | st.just(()),
    )
    papers = tuple(draw(st.lists(paper, min_size=1, max_size=8)))
    returned = sum(one.count for one in papers)
    present = returned + draw(st.integers(0, 3))
    return Election(
        profile=RULES,
        seats=seats,
        candidates=tuple(names),
        roster=Roster(present=present, summoned=present),
        issued=returned,
        returned=returned,
        papers=papers,
    )


def check(election: Election) -> None:
    counted = count(election)
    aloud = [(dict(one.marks), list(one.defects)) for one in election.papers for _ in range(one.count)]
    valid, why, votes, elected, tied = naive.count(
        election.seats, list(election.candidates), aloud, election.roster.present
    )

    assert (counted.valid, dict(counted.invalid), dict(counted.votes)) == (valid, why, votes)
    assert (set(counted.elected), set(counted.tied)) == (elected, tied)
    check_sums(election, counted)
    assert count(replace(election, papers=election.papers[::-1])) == counted
    check_one_paper_more(election, counted)


def check_sums(election: Election, counted: Count) -> None:
    votes = dict(counted.votes)
    assert counted.valid + sum(counted.invalid.values()) == election.returned
    assert all(number <= counted.valid for number in votes.values())
    assert sum(votes.values()) <= counted.valid * election.seats
    assert len(counted.elected) <= election.seats
    assert counted.open_seats == election.seats - len(counted.elected)
    assert not set(counted.elected) & set(counted.tied)
    if counted.tied:
        assert len(counted.elected) < election.seats < len(counted.elected) + len(counted.tied)
    numbers = [votes[name] for name in counted.elected]
    assert numbers == sorted(numbers, reverse=True)


def check_one_paper_more(election: Election, counted: Count) -> None:
    """A member comes in and marks one name alone: it never harms that name, with the base as it was."""
    present, returned = election.roster.present + 1, election.returned + 1
    for name in counted.elected:
        if election.mode is Mode.SURPLUS:
            marks = {other: "strike" for other in election.candidates if other != name}
        else:
            marks = {name: "agree"}
        more = replace(
            election,
            papers=(*election.papers, Paper(marks)),
            roster=Roster(present=present, summoned=present),
            issued=returned,
            returned=returned,
        )
        assert name in count(more).elected


@settings(max_examples=QUICK, deadline=None)
@given(elections())
def test_the_count_agrees_with_reading_every_paper_aloud(election: Election) -> None:
    check(election)


@pytest.mark.slow
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(elections())
def test_three_thousand_elections_agree_with_reading_every_paper_aloud(election: Election) -> None:
    check(election)


@pytest.mark.full
@pytest.mark.timeout(900)
@settings(max_examples=FULL, deadline=None, suppress_health_check=list(HealthCheck))
@given(elections())
def test_twenty_thousand_elections_agree_with_reading_every_paper_aloud(election: Election) -> None:
    check(election)
