"""The order of business, speaking and open votes as rules."""

from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from nghisu.meetings.rules import floor, speaking, voting
from nghisu.meetings.rules.floor import ItemStands, PartStands, Proposal, Situation, Step, possible, proposed
from nghisu.meetings.rules.quorum import Quorum
from nghisu.meetings.rules.voting import Tally
from nghisu.organisation.rules.majority import adopted, threshold
from nghisu.organisation.rules.profiles import rules_of

CLOSED, OPEN = UUID(int=1), UUID(int=2)
SECRET, FIRST, SECOND = UUID(int=11), UUID(int=21), UUID(int=22)
MET, UNMET = Quorum(49, 33, 33), Quorum(49, 32, 33)


def session(
    *,
    quorum: Quorum = MET,
    part: UUID | None = None,
    item: UUID | None = None,
    done: tuple[UUID, ...] = (),
    voted: tuple[UUID, ...] = (),
    over: tuple[UUID, ...] = (),
    is_open: bool = True,
    is_prepared: bool = True,
    is_over: bool = False,
    is_paused: bool = False,
    open_vote: UUID | None = None,
    next_turn: UUID | None = None,
    someone_speaks: bool = False,
    sitting: timedelta = timedelta(),
) -> Situation:
    def stands(pk: UUID, number: str, title: str, *, wants_vote: bool = False) -> ItemStands:
        return ItemStands(pk, number, title, wants_vote, pk in done, pk in voted)

    return Situation(
        is_prepared=is_prepared,
        is_open=is_open,
        is_over=is_over,
        parts=(
            PartStands(CLOSED, "Kín", (stands(SECRET, "1", "Nhân sự"),), True, CLOSED in over, quorum=quorum),
            PartStands(
                OPEN,
                "Mở rộng",
                (stands(FIRST, "1", "Báo cáo", wants_vote=True), stands(SECOND, "2", "Thảo luận")),
                is_over=OPEN in over,
                quorum=quorum,
            ),
        ),
        part=part,
        item=item,
        is_paused=is_paused,
        open_vote=open_vote,
        next_turn=next_turn,
        someone_speaks=someone_speaks,
        sitting=sitting,
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (session(is_open=False, is_prepared=False), Proposal(Step.PREPARE)),
        (session(is_open=False), Proposal(Step.OPEN)),
        (session(quorum=UNMET), Proposal(Step.QUORUM, CLOSED, "Kín")),
        (session(), Proposal(Step.BEGIN_PART, CLOSED, "Kín")),
        (session(part=CLOSED), Proposal(Step.TAKE_ITEM, SECRET, "1. Nhân sự")),
        (session(part=CLOSED, item=SECRET), Proposal(Step.END_PART, CLOSED, "Kín")),
        (session(over=(CLOSED,)), Proposal(Step.BEGIN_PART, OPEN, "Mở rộng")),
        (session(over=(CLOSED,), part=OPEN), Proposal(Step.TAKE_ITEM, FIRST, "1. Báo cáo")),
        (session(over=(CLOSED,), part=OPEN, item=FIRST), Proposal(Step.OPEN_VOTE, FIRST, "1. Báo cáo")),
        (
            session(over=(CLOSED,), part=OPEN, item=FIRST, quorum=UNMET),
            Proposal(Step.QUORUM, OPEN, "Mở rộng"),
        ),
        (
            session(over=(CLOSED,), part=OPEN, item=FIRST, voted=(FIRST,)),
            Proposal(Step.TAKE_ITEM, SECOND, "2. Thảo luận"),
        ),
        (
            session(over=(CLOSED,), part=OPEN, item=FIRST, open_vote=UUID(int=9)),
            Proposal(Step.CLOSE_VOTE, UUID(int=9)),
        ),
        (
            session(over=(CLOSED,), part=OPEN, item=FIRST, next_turn=UUID(int=8)),
            Proposal(Step.GIVE_FLOOR, UUID(int=8)),
        ),
        (session(over=(CLOSED,), part=OPEN, item=FIRST, is_paused=True), Proposal(Step.RESUME)),
        (
            session(over=(CLOSED,), part=OPEN, sitting=timedelta(minutes=100)),
            Proposal(Step.PAUSE),
        ),
        (session(over=(CLOSED,), part=OPEN, item=SECOND, done=(FIRST,)), Proposal(Step.CONCLUDE)),
        (session(over=(CLOSED, OPEN)), Proposal(Step.CONCLUDE)),
        (session(is_over=True, is_open=False), None),
    ],
)
def test_the_console_proposes_the_step_that_comes_next(now: Situation, expected: Proposal | None) -> None:
    assert proposed(now) == expected


def test_an_item_left_out_is_proposed_after_the_last_one() -> None:
    now = session(over=(CLOSED,), part=OPEN, item=SECOND)

    assert proposed(now) == Proposal(Step.TAKE_ITEM, FIRST, "1. Báo cáo")


def test_a_chair_may_do_any_other_step_too() -> None:
    now = session(over=(CLOSED,), part=OPEN, item=FIRST)

    assert [one.step for one in possible(now)] == [
        Step.OPEN_VOTE,
        Step.TAKE_ITEM,
        Step.PAUSE,
        Step.END_PART,
        Step.CONCLUDE,
    ]


def test_nothing_but_closing_it_is_possible_while_a_vote_is_open() -> None:
    now = session(over=(CLOSED,), part=OPEN, item=FIRST, open_vote=UUID(int=9))

    assert possible(now) == [Proposal(Step.CLOSE_VOTE, UUID(int=9))]


BOTH = (False, True)


@pytest.mark.parametrize("over", [(), (CLOSED,), (OPEN,), (CLOSED, OPEN)])
def test_what_is_proposed_is_always_possible_and_only_a_meeting_that_is_over_has_no_next_step(
    over: tuple[UUID, ...],
) -> None:
    for is_open, is_over, part, paused in product(BOTH, BOTH, (None, CLOSED, OPEN), BOTH):
        now = session(is_open=is_open, is_over=is_over, part=part, is_paused=paused, over=over)

        first = proposed(now)

        assert (first is None) == is_over
        assert first is None or possible(now)[0] == first
        assert len(possible(now)) == len(set(possible(now)))


def test_rule_S3_twenty_four_of_forty_nine_are_not_enough_whoever_abstains() -> None:
    party = rules_of("dang-244-session")
    base = voting.Base(49, 0)

    assert threshold(party, base.count) == 25
    assert not adopted(party, votes_for=24, n=base.count)
    assert adopted(party, votes_for=25, n=base.count)


def test_suspended_members_are_no_part_of_the_base() -> None:
    assert voting.Base(incumbents=50, suspended=1).count == 49


def test_places_together_never_have_more_voices_than_the_base() -> None:
    others = Tally(agree=20, against=0, abstain=4)

    voting.check_voices(tally=Tally(20, 5), others=others, base=49)

    with pytest.raises(voting.MoreThanBase):
        voting.check_voices(tally=Tally(20, 6), others=others, base=49)
    with pytest.raises(voting.MoreThanPresent):
        voting.check_voices(tally=Tally(3), others=others, base=49, present=2)


def test_a_turn_goes_from_waiting_to_speaking_to_done() -> None:
    speaking.check_turn(now=speaking.TurnState.WAITING, wanted=speaking.TurnState.SPEAKING)
    speaking.check_turn(now=speaking.TurnState.SPEAKING, wanted=speaking.TurnState.DONE)

    with pytest.raises(speaking.TurnOutOfOrder):
        speaking.check_turn(now=speaking.TurnState.DONE, wanted=speaking.TurnState.SPEAKING)
    for seconds in (29, 3601):
        with pytest.raises(speaking.SecondsOutOfRange):
            speaking.check_seconds(seconds)


def test_every_step_has_its_words() -> None:
    assert set(floor.STEP_NAMES) == set(Step)
