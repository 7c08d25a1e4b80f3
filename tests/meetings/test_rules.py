"""Rules of meetings."""

import pytest

from nghisu.meetings.rules import kinds, points
from nghisu.meetings.rules.quorum import quorum


def test_rule_S1_thirty_three_of_forty_nine_members_are_a_quorum_wherever_they_sit() -> None:
    count = quorum(members=49, present=33)

    assert count.needed == 33
    assert count.is_met is True


def test_rule_S2_thirty_two_members_are_no_quorum_whatever_the_number_of_invited() -> None:
    count = quorum(members=49, present=32)

    assert count.is_met is False


@pytest.mark.parametrize(("members", "needed"), [(49, 33), (50, 34), (48, 32), (3, 2), (1, 1)])
def test_two_thirds_are_rounded_up(members: int, needed: int) -> None:
    assert quorum(members=members, present=0).needed == needed


def test_rule_S4_totals_leave_out_the_silent_points_and_say_how_many() -> None:
    rows: list[tuple[int, int | None]] = [(30, 28)] * 518 + [(30, None)] * 3

    sums = points.totals(rows)

    assert (sums.points, sums.reported, sums.silent, sums.heads) == (521, 518, 3, 518 * 28)


def test_a_point_does_not_report_before_it_is_connected() -> None:
    with pytest.raises(points.StateOutOfOrder):
        points.check_state(now=points.PointState.TESTED, wanted=points.PointState.REPORTED)


def test_a_billion_heads_are_refused_with_the_number_in_the_sentence() -> None:
    with pytest.raises(points.TooManyHeads) as refused:
        points.check_heads(1_000_000_000)

    assert refused.value.values == {"heads": 1_000_000_000, "most": 20_000}


def test_rule_S7_the_session_after_the_twelfth_is_the_thirteenth_and_another_body_begins_at_one() -> None:
    assert kinds.next_ordinal([10, 11, 12]) == 13
    assert kinds.next_ordinal([]) == 1
