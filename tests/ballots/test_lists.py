"""Who may be on a list, who may count, and whether the papers come out: limits from both sides."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from nghisu.ballots.rules import lists, stock
from nghisu.ballots.rules.states import RoundKind
from nghisu.ballots.rules.stock import Stock
from nghisu.organisation.rules.profiles import rules_of

RULES = rules_of("dang-190-session")
CONGRESS = rules_of("dang-190-delegates")
A, B, C, D = (uuid4() for _ in range(4))
NAMES = {A: "An", B: "Bình", C: "Chi", D: "Dũng"}


def chosen(*people: UUID) -> list[tuple[UUID, str]]:
    return [(one, NAMES[one]) for one in people]


@pytest.mark.parametrize(
    ("kind", "names", "seats", "mode"),
    [
        (RoundKind.ELECTION, 1, 1, "SINGLE"),
        (RoundKind.ELECTION, 2, 1, "SURPLUS"),
        (RoundKind.ELECTION, 3, 2, "SURPLUS"),
        (RoundKind.ELECTION, 2, 2, "NO_SURPLUS"),
        (RoundKind.OPINION, 3, 2, "NO_SURPLUS"),
        (RoundKind.OPINION, 1, 1, "SINGLE"),
        (RoundKind.INTRODUCTION, 1, 1, "INTRODUCTION"),
        (RoundKind.CONFIDENCE, 1, 1, "CONFIDENCE"),
        (RoundKind.TRUST, 6, 6, "TRUST"),
    ],
)
def test_the_paper_follows_the_kind_and_the_number_of_names(
    kind: RoundKind, names: int, seats: int, mode: str
) -> None:
    assert lists.check_list(profile=RULES, kind=kind, names=names, seats=seats) == mode


@pytest.mark.parametrize(("seats", "most"), [(3, 1), (5, 1), (9, 2), (15, 4), (49, 14)])
def test_rule_E11_the_surplus_is_at_most_thirty_per_cent_and_one_for_few_seats(seats: int, most: int) -> None:
    lists.check_list(profile=RULES, kind=RoundKind.ELECTION, names=seats + most, seats=seats)

    with pytest.raises(lists.SurplusTooLarge) as refused:
        lists.check_list(profile=RULES, kind=RoundKind.ELECTION, names=seats + most + 1, seats=seats)

    assert refused.value.values["most"] == most


def test_the_surplus_binds_elections_only_and_no_run_off() -> None:
    for kind in (RoundKind.INTRODUCTION, RoundKind.OPINION):
        lists.check_list(profile=RULES, kind=kind, names=9, seats=2)

    mode = lists.check_list(profile=RULES, kind=RoundKind.ELECTION, names=9, seats=2, is_run_off=True)

    assert mode == "SURPLUS"


def test_rules_without_a_limit_take_any_surplus() -> None:
    free = replace(RULES, surplus_percent_max=None)

    assert lists.check_list(profile=free, kind=RoundKind.ELECTION, names=40, seats=2) == "SURPLUS"


def test_a_congress_needs_a_surplus_and_a_run_off_does_not() -> None:
    with pytest.raises(lists.SurplusMissing):
        lists.check_list(profile=CONGRESS, kind=RoundKind.ELECTION, names=3, seats=3)

    lists.check_list(profile=CONGRESS, kind=RoundKind.ELECTION, names=4, seats=3)
    lists.check_list(profile=CONGRESS, kind=RoundKind.ELECTION, names=3, seats=3, is_run_off=True)
    lists.check_list(profile=RULES, kind=RoundKind.ELECTION, names=3, seats=3)


def test_nobody_and_too_few_are_refused_and_as_many_as_seats_are_not() -> None:
    with pytest.raises(lists.NobodyOnTheList):
        lists.check_list(profile=RULES, kind=RoundKind.ELECTION, names=0, seats=2)
    with pytest.raises(lists.FewerNamesThanSeats):
        lists.check_list(profile=RULES, kind=RoundKind.ELECTION, names=1, seats=2)

    lists.check_list(profile=RULES, kind=RoundKind.ELECTION, names=2, seats=2)


def check(*members: UUID, head: UUID | None, **more: object) -> Callable[[], None]:
    given: dict[str, object] = {"listed": [C, None], "technicians": (), "electorate": [A, B, C]} | more
    return lambda: lists.check_counters(
        profile=RULES,
        members=chosen(*members),
        head=head,
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (check(A, C, head=A), lists.CounterOnTheList),
        (check(A, B, head=A, technicians=chosen(C)), lists.CounterOnTheList),
        (check(A, D, head=A), lists.NotInTheElectorate),
        (check(A, B, head=None), lists.HeadMissing),
        (check(A, B, head=D), lists.HeadMissing),
        (check(A, head=A), lists.TooFewCounters),
        (check(A, B, head=A, entries=3), lists.TooFewCounters),
    ],
)
def test_who_may_not_count_is_refused(act: Callable[[], None], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        act()


@pytest.mark.parametrize(
    "act",
    [
        check(A, B, head=A),
        check(A, head=A, technicians=chosen(D)),
        check(A, D, head=A, electorate=None),
        check(A, B, head=B, technicians=chosen(D), entries=3),
    ],
)
def test_who_may_count_is_taken(act: Callable[[], None]) -> None:
    act()


def test_hands_may_be_as_many_as_present_and_not_one_more() -> None:
    lists.check_hands(present=10, in_favour=7, against=2, abstaining=1)

    with pytest.raises(lists.HandsDoNotAddUp) as refused:
        lists.check_hands(present=10, in_favour=7, against=2, abstaining=2)

    assert refused.value.values == {"hands": 11, "present": 10}


def test_stamped_papers_are_no_more_than_printed_and_no_fewer_than_handed_out() -> None:
    stock.check_stamped(printed=50, stamped=50, handed=50, source="")

    with pytest.raises(stock.StampedMoreThanPrinted):
        stock.check_stamped(printed=50, stamped=51, handed=0, source="")
    with pytest.raises(stock.NotEnoughStamped):
        stock.check_stamped(printed=50, stamped=49, handed=50, source="")


def test_a_box_closes_only_when_its_papers_come_out() -> None:
    papers = Stock(printed=60, stamped=50, issued=46, spoiled=1)
    stock.check_closing(papers, unused=3, returned=46, source="")

    with pytest.raises(stock.ReturnedMoreThanIssued) as more:
        stock.check_closing(papers, unused=3, returned=47, source="")
    with pytest.raises(stock.PapersDoNotAddUp) as other:
        stock.check_closing(papers, unused=4, returned=46, source="")

    assert (more.value.values["issued"], other.value.values["sum"]) == (46, 51)


def test_papers_left_and_not_returned_are_differences() -> None:
    papers = Stock(printed=60, stamped=50, issued=46, spoiled=1, unused=3, returned=44)

    assert (papers.left, papers.not_returned) == (3, 2)
    assert replace(papers, returned=None).not_returned == 46
    assert Stock(printed=60, stamped=50, issued=46).left == 4


@pytest.mark.parametrize(
    ("returned", "sizes"), [(0, []), (24, [24]), (25, [25]), (41, [25, 16]), (50, [25, 25])]
)
def test_bundles_are_full_but_the_last(returned: int, sizes: list[int]) -> None:
    assert stock.bundle_sizes(returned, 25) == sizes
