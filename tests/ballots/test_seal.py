"""Sealed papers, complaints and destruction."""

import datetime
from collections.abc import Callable

import pytest
from tests.ballots.conftest import DAY, NOON, Hall

from nghisu.ballots.actions import entries, results
from nghisu.ballots.models import EnteredPaper, Round, Seal
from nghisu.ballots.rules import deadlines
from nghisu.ballots.rules.entries import ReasonMissing

Build = Callable[..., Hall]


def sealed(here: Hall) -> tuple[Round, Seal]:
    made = here.announced(here.ready())
    seal = results.seal(
        round_=made,
        by_name="Ban kiểm phiếu",
        place="Văn phòng Đảng ủy",
        sealed_on=DAY,
        by=here.counter(),
        at=NOON,
    )
    return made, seal


def test_rule_E15_complaints_are_taken_for_fifteen_working_days(hall: Build) -> None:
    """Closed on Friday 21/4/2023: until 17/5, because of the holidays 29/4-3/5."""
    here = hall(12)
    made, _seal = sealed(here)

    taken = results.register_complaint(
        round_=made, letter="Đơn số 3", received_on=datetime.date(2023, 5, 17), by=here.chief, at=NOON
    )
    with pytest.raises(deadlines.ComplaintTooLate, match="15 working days"):
        results.register_complaint(
            round_=made, letter="Đơn số 4", received_on=datetime.date(2023, 5, 18), by=here.chief, at=NOON
        )

    assert taken.settled_on is None


def test_rule_E16_papers_sealed_on_21_april_may_be_destroyed_from_21_october(hall: Build) -> None:
    here = hall(12)
    _made, seal = sealed(here)

    with pytest.raises(deadlines.TooEarlyToDestroy, match="244-QĐ/TW"):
        results.destroy(
            seal_=seal,
            decision="9-QĐ/ĐUK",
            destroyed_on=datetime.date(2023, 10, 20),
            by=here.chief,
            at=NOON,
        )
    with pytest.raises(deadlines.DecisionMissing):
        results.destroy(
            seal_=seal, decision=" ", destroyed_on=datetime.date(2023, 10, 21), by=here.chief, at=NOON
        )
    results.destroy(
        seal_=seal, decision="9-QĐ/ĐUK", destroyed_on=datetime.date(2023, 10, 21), by=here.chief, at=NOON
    )

    assert seal.keep_until == datetime.date(2023, 10, 21)
    assert Seal.objects.get().state == "destroyed"


def test_papers_with_an_open_complaint_are_kept(hall: Build) -> None:
    here = hall(12)
    made, seal = sealed(here)
    letter = results.register_complaint(
        round_=made, letter="Đơn số 3", received_on=DAY, by=here.house.standing("kiem"), at=NOON
    )
    late = datetime.date(2023, 11, 1)

    with pytest.raises(deadlines.ComplaintIsOpen, match="244-QĐ/TW"):
        results.destroy(seal_=seal, decision="9-QĐ/ĐUK", destroyed_on=late, by=here.chief, at=NOON)
    results.settle_complaint(complaint=letter, decision="8-KL/ĐUK", settled_on=late, by=here.chief, at=NOON)
    results.destroy(seal_=seal, decision="9-QĐ/ĐUK", destroyed_on=late, by=here.chief, at=NOON)

    assert Seal.objects.get().destroyed_on == late


def test_the_seal_is_opened_by_decision_only_and_closed_again(hall: Build) -> None:
    here = hall(12)
    _made, seal = sealed(here)

    with pytest.raises(deadlines.DecisionMissing):
        results.unseal(seal_=seal, decision="", reason="Khiếu nại", on=DAY, by=here.chief, at=NOON)
    with pytest.raises(ReasonMissing):
        results.unseal(seal_=seal, decision="7-QĐ/ĐUK", reason="", on=DAY, by=here.chief, at=NOON)
    results.unseal(seal_=seal, decision="7-QĐ/ĐUK", reason="Khiếu nại", on=DAY, by=here.chief, at=NOON)
    with pytest.raises(results.NotSealed):
        results.destroy(
            seal_=seal,
            decision="9-QĐ/ĐUK",
            destroyed_on=datetime.date(2023, 12, 1),
            by=here.chief,
            at=NOON,
        )
    results.reseal(seal_=seal, by_name="Ban kiểm phiếu", on=DAY, by=here.chief, at=NOON)

    assert (seal.state, seal.unsealings.get().decision) == ("sealed", "7-QĐ/ĐUK")


def test_what_was_read_on_single_papers_is_deleted_when_they_are_sealed(hall: Build) -> None:
    here = hall(4)
    made = here.closed(here.opened(here.printed(here.listed(names=(0,), seats=1), counters=(-1, -2))))
    entries.start_count(round_=made, by=here.counter(), at=NOON)
    bundle = made.bundles.get()
    for counter, device in ((-1, "a"), (-2, "b")):
        here.entered(bundle, ["a", "a", "d", "n"], counter=counter, device=device)
    made.refresh_from_db()
    entries.finish_count(round_=made, by=here.counter(), at=NOON)
    results.announce(round_=made, by=here.counter(), at=NOON)
    kept = EnteredPaper.objects.count()

    results.seal(round_=made, by_name="Tổ", place="Văn phòng", sealed_on=DAY, by=here.counter(), at=NOON)

    assert (kept, EnteredPaper.objects.count()) == (8, 0)
    assert made.sheets.get().tallies.get().votes == 2
