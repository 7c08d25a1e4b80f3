"""Two or three independent entries of each bundle, that two people cannot get wrong."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from tests.ballots.conftest import NOON, Hall

from nghisu.ballots.actions import entries
from nghisu.ballots.models import EnteredPaper, Round
from nghisu.ballots.queries.entries import bundle_rows, differing_bundles
from nghisu.ballots.rules import entries as rules
from nghisu.ballots.rules.keys import BRUSHES, KeysNotUnderstood, Reading, keys_for, read_keys
from nghisu.kit.refusals import NotAllowed

Build = Callable[..., Hall]
PAPERS = ["kks", "kks", "ksk", "skk"]


def counting(here: Hall, size: int = 25, **more: Any) -> Round:
    made = here.ready(present=4, **more)
    return entries.start_count(round_=made, size=size, by=here.counter(), at=NOON)


@pytest.mark.parametrize(("mode", "most"), [("SURPLUS", 10), ("NO_SURPLUS", 10), ("CONFIDENCE", 11)])
def test_few_keys_make_any_paper_of_eight_names(mode: str, most: int) -> None:
    """Enter included; a poll of confidence has five marks and is shorter still without invalid ones."""
    first, brushes = BRUSHES[mode]
    longest = 0
    count = 6 if mode == "CONFIDENCE" else 8

    for marks in map("".join, product([first, *brushes.values()], repeat=count)):
        keys = keys_for(marks, mode=mode)
        longest = max(longest, len(keys) + 1)
        assert read_keys(keys, mode=mode, names=count).marks == marks

    assert longest <= most


def test_keys_name_a_defect_and_long_lists_take_two_digits() -> None:
    assert read_keys("/3", mode="SURPLUS", names=3) == Reading("kkk", "extra_marks")
    assert read_keys("0212", mode="SURPLUS", names=12) == Reading("kskkkkkkkkks")
    with pytest.raises(KeysNotUnderstood):
        read_keys("4", mode="SURPLUS", names=3)
    with pytest.raises(KeysNotUnderstood):
        read_keys("-1", mode="SURPLUS", names=3)


def test_two_entries_that_agree_make_the_count(hall: Build) -> None:
    here = hall(6)
    made = counting(here)
    bundle = made.bundles.get()

    here.entered(bundle, PAPERS, counter=-1, device="a")
    with pytest.raises(rules.BundlesDiffer):
        entries.finish_count(round_=made, by=here.counter(), at=NOON)
    here.entered(bundle, PAPERS, counter=-2, device="b")
    sheet = entries.finish_count(round_=made, by=here.counter(), at=NOON)

    assert (sheet.returned, sheet.valid, sheet.threshold) == (4, 4, 4)
    assert [one.votes for one in sheet.tallies.all()] == [3, 3, 2]


def test_bundles_hold_every_returned_paper(hall: Build) -> None:
    here = hall(12)

    made = counting(here, size=3)

    assert [one.size for one in made.bundles.all()] == [3, 1]


def test_nobody_learns_of_another_entry_before_both_are_locked(hall: Build) -> None:
    here = hall(6)
    made = counting(here)
    bundle = made.bundles.get()
    here.entered(bundle, PAPERS, counter=-1, device="a")
    here.entered(bundle, ["sss", *PAPERS[1:]], counter=-2, device="b", lock=False)

    before = differing_bundles(made)
    entry = bundle.entries.get(line=2)
    entries.lock_entry(entry=entry, device="b", by=here.counter(-2), at=NOON)

    assert before == []
    assert [(one.number, one.readings) for one in differing_bundles(made)] == [
        (1, ((1, "kks", ""), (2, "sss", "")))
    ]


def test_a_bundle_that_differs_is_opened_again_and_mended_with_the_papers_in_hand(hall: Build) -> None:
    here = hall(6)
    made = counting(here)
    bundle = made.bundles.get()
    here.entered(bundle, PAPERS, counter=-1, device="a")
    second = here.entered(bundle, ["sss", *PAPERS[1:]], counter=-2, device="b")

    entries.reopen_bundle(bundle=bundle, by=here.counter(), at=NOON)
    second.refresh_from_db()
    entries.enter_paper(entry=second, number=1, keys="3", device="b", by=here.counter(-2), at=NOON)
    second = bundle.entries.get(line=2)
    entries.lock_entry(entry=second, device="b", by=here.counter(-2), at=NOON)
    first = bundle.entries.get(line=1)
    agreed = entries.lock_entry(entry=first, device="a", by=here.counter(-1), at=NOON)

    assert agreed
    assert second.attempt == 2
    with pytest.raises(rules.NotDiffering):
        entries.reopen_bundle(bundle=bundle, by=here.counter(), at=NOON)


def test_the_same_person_or_device_makes_only_one_entry_of_a_bundle(hall: Build) -> None:
    here = hall(6)
    bundle = counting(here).bundles.get()
    own = here.entered(bundle, PAPERS[:1], counter=-1, device="a", lock=False)

    with pytest.raises(rules.DeviceUsedAlready):
        entries.take_bundle(bundle=bundle, device="a", by=here.counter(-2), at=NOON)
    again = entries.take_bundle(bundle=bundle, device="a", by=here.counter(-1), at=NOON)

    assert again == own


def test_a_lost_device_loses_and_doubles_nothing(hall: Build) -> None:
    """The first device breaks after two papers; a colleague goes on at another one."""
    here = hall(6)
    made = counting(here, names=(0, 1, 2))
    bundle = made.bundles.get()
    lost = here.entered(bundle, PAPERS[:2], counter=-1, device="a", lock=False)

    mine = entries.take_over(entry=lost, device="c", by=here.counter(-2), at=NOON)
    with pytest.raises(rules.TakenOver):
        entries.enter_paper(entry=lost, number=3, keys="", device="a", by=here.counter(-1), at=NOON)
    for _twice in range(2):
        entries.enter_paper(entry=mine, number=3, keys="2", device="c", by=here.counter(-2), at=NOON)

    assert list(EnteredPaper.objects.values_list("number", "marks")) == [(1, "kks"), (2, "kks"), (3, "ksk")]


def test_who_made_the_other_entry_takes_none_over(hall: Build) -> None:
    here = hall(6)
    bundle = counting(here).bundles.get()
    lost = here.entered(bundle, PAPERS[:2], counter=-1, device="a", lock=False)
    here.entered(bundle, PAPERS[:1], counter=-2, device="b", lock=False)

    with pytest.raises(rules.PersonEnteredAlready):
        entries.take_over(entry=lost, device="b2", by=here.counter(-2), at=NOON)


def test_one_goes_on_oneself_at_another_device(hall: Build) -> None:
    here = hall(6)
    bundle = counting(here).bundles.get()
    here.entered(bundle, PAPERS[:2], counter=-1, device="a", lock=False)

    entry = entries.take_bundle(bundle=bundle, device="c", by=here.counter(-1), at=NOON)

    assert (entry.device, entry.takeovers, entry.papers.count()) == ("c", 1, 2)


def test_papers_come_in_the_order_of_the_bundle(hall: Build) -> None:
    here = hall(6)
    bundle = counting(here).bundles.get()
    entry = here.entered(bundle, PAPERS[:1], counter=-1, device="a", lock=False)

    with pytest.raises(rules.PaperOutOfOrder):
        entries.enter_paper(entry=entry, number=3, keys="", device="a", by=here.counter(), at=NOON)
    with pytest.raises(rules.BundleIncomplete):
        entries.lock_entry(entry=entry, device="a", by=here.counter(), at=NOON)


def test_only_those_chosen_count(hall: Build) -> None:
    here = hall(6)
    bundle = counting(here).bundles.get()

    with pytest.raises(NotAllowed):
        entries.take_bundle(bundle=bundle, device="x", by=here.chief, at=NOON)


def test_enough_people_enter_a_bundle(hall: Build) -> None:
    here = hall(6)
    bundle = counting(here).bundles.get()
    here.entered(bundle, PAPERS[:1], counter=-1, device="a", lock=False)
    here.entered(bundle, PAPERS[:1], counter=-2, device="b", lock=False)

    with pytest.raises(rules.NoLineLeft):
        entries.take_bundle(bundle=bundle, device="c", by=here.counter(-3), at=NOON)


def test_a_locked_entry_takes_no_more_papers(hall: Build) -> None:
    here = hall(6)
    bundle = counting(here).bundles.get()
    entry = here.entered(bundle, PAPERS, counter=-1, device="a")
    entry.refresh_from_db()

    with pytest.raises(rules.EntryLocked):
        entries.enter_paper(entry=entry, number=1, keys="", device="a", by=here.counter(), at=NOON)


def test_three_entries_agree_where_three_are_asked_for(hall: Build) -> None:
    here = hall(6)
    made = counting(here, names=(0,), seats=1, entries=3)
    bundle = made.bundles.get()
    agreed = []
    for counter, device in ((-1, "a"), (-2, "b"), (-3, "c")):
        here.entered(bundle, ["a"] * 4, counter=counter, device=device)
        bundle.refresh_from_db()
        agreed.append(bundle.is_agreed)

    assert agreed == [False, False, True]


def test_a_recount_keeps_the_first_sheet_and_gives_its_reason(hall: Build) -> None:
    here = hall(6)
    made = counting(here)
    bundle = made.bundles.get()
    for counter, device in ((-1, "a"), (-2, "b")):
        here.entered(bundle, PAPERS, counter=counter, device=device)
    entries.finish_count(round_=made, by=here.counter(), at=NOON)

    with pytest.raises(rules.ReasonMissing):
        entries.recount(round_=made, reason="", by=here.counter(), at=NOON)
    entries.recount(round_=made, reason="Ủy viên đề nghị kiểm lại", by=here.counter(), at=NOON)
    bundle.refresh_from_db()
    for counter, device in ((-1, "a"), (-2, "b")):
        here.entered(bundle, PAPERS, counter=counter, device=device)
    sheet = entries.finish_count(round_=made, by=here.counter(), at=NOON)

    assert (sheet.number, sheet.reason) == (2, "Ủy viên đề nghị kiểm lại")


def test_the_page_of_the_count_shows_how_far_each_entry_is_and_nothing_else(hall: Build) -> None:
    here = hall(6)
    made = counting(here)
    bundle = made.bundles.get()
    here.entered(bundle, PAPERS[:2], counter=-1, device="a", lock=False)

    (row,) = bundle_rows(made, here.members[-2].pk)

    assert [(one["done"], one["is_locked"], one["is_own"]) for one in row.entries] == [(2, False, False)]
    assert (row.free, row.differs, row.own) == (1, False, None)
