"""Writing the record."""

import json
from typing import Any

import pytest
from django.db import transaction
from tests.conftest import House, at
from tests.record.conftest import Write

from nghisu.record.actions import Act, erase_details, keep_receipt, note, note_many, sweep_receipts
from nghisu.record.models import Entry, Head, Receipt, Touch
from nghisu.record.rules.line import CLOCK_WENT_BACK, Line, commitment
from nghisu.record.rules.tree import EMPTY_ROOT, Tree, leaf_hash


def test_a_line_names_who_did_what_to_which_object_by_ids_and_commits_to_the_words(
    house: House, write: Write
) -> None:
    entry = write("A1", "unit.renamed", by="minh", name="Đảng ủy Bộ Ví dụ")

    line = entry.line
    assert line == Line(
        index=0,
        at=at("2023-04-21 15:00"),
        verb="unit.renamed",
        kind="unit",
        subject=str(house.units["A1"].pk),
        actor=str(house.people["minh"].pk),
        unit=str(house.units["A1"].pk),
        commitment=commitment(bytes(entry.salt or b""), '{"name":"Đảng ủy Bộ Ví dụ"}'),
    )
    assert b"V\xc3\xad" not in bytes(entry.leaf)
    assert json.loads(entry.details or "") == {"name": "Đảng ủy Bộ Ví dụ"}


def test_each_line_moves_the_head_on_to_the_root_over_all_leaves(write: Write) -> None:
    entries = [write(name=str(number)) for number in range(9)]

    head = Head.objects.get()
    assert head.size == 9
    assert bytes(head.root) == Tree(leaf_hash(bytes(entry.leaf)) for entry in entries).root()
    assert [entry.index for entry in entries] == list(range(9))


def test_a_line_costs_three_queries(house: House, write: Write, django_assert_num_queries: Any) -> None:
    write()

    with transaction.atomic(), django_assert_num_queries(3):
        note(
            verb="term.opened",
            subject=house.bodies["executive"].term,
            by=None,
            at=at("2023-04-21 15:00"),
            name="mới",
        )


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_a_mistake_of_the_programmer(house: House) -> None:
    with pytest.raises(RuntimeError):
        note(verb="unit.renamed", subject=house.units["A1"], by=None, at=at("2023-04-21 15:00"))


def test_an_undone_action_leaves_no_line_and_no_gap(house: House, write: Write) -> None:
    write()

    with transaction.atomic():
        note(verb="unit.renamed", subject=house.units["A1"], by=None, at=at("2023-04-21 15:00"))
        transaction.set_rollback(True)

    assert Head.objects.get().size == 1
    assert write().index == 1


def test_a_clock_that_went_back_is_flagged_in_the_leaf(write: Write) -> None:
    write(moment="2023-04-21 15:00:10")

    within_a_second = write(moment="2023-04-21 15:00:09")
    earlier = write(moment="2023-04-21 15:00:07")

    assert within_a_second.line.flag == ""
    assert earlier.line.flag == CLOCK_WENT_BACK


def test_a_line_touches_other_objects_in_order(house: House, write: Write) -> None:
    entry = write("DUK", "unit.merged", touching=("A2", "A1"))

    wanted = [("unit", str(house.units["A2"].pk)), ("unit", str(house.units["A1"].pk))]
    assert list(entry.line.touching) == wanted
    assert list(Touch.objects.order_by("order").values_list("kind", "object_id")) == wanted


def test_many_lines_cost_as_many_queries_as_one(house: House, django_assert_num_queries: Any) -> None:
    acts = [
        Act("term.opened", house.bodies["executive"].term, house.people["minh"], at("2023-04-21 15:00"))
        for _ in range(50)
    ]
    Head.objects.create(root=EMPTY_ROOT)

    with transaction.atomic(), django_assert_num_queries(3):
        note_many(acts)

    assert Head.objects.get().size == Entry.objects.count() == 50


def test_erased_words_are_gone_and_one_line_says_whose(house: House, write: Write) -> None:
    named = [write(name="Nguyễn Văn Bí Mật"), write("A2", name="Nguyễn Văn Bí Mật")]

    with transaction.atomic():
        erased = erase_details(
            entries=named, reason="yêu cầu xóa", by=house.people["minh"], at=at("2023-04-22 08:00")
        )

    assert list(Entry.objects.filter(details__isnull=True).values_list("index", flat=True)) == [0, 1]
    assert not Entry.objects.filter(details__contains="Bí Mật").exists()
    line = erased.line
    assert (line.verb, line.kind, line.subject, line.touching) == (
        "record.details_erased",
        "entry",
        "0",
        (("entry", "1"),),
    )


def test_receipts_are_kept_for_a_day(db: None) -> None:
    for key, moment in (("old" * 6, "2023-04-20 14:59"), ("new" * 6, "2023-04-20 15:01")):
        keep_receipt(
            key=key,
            actor_id="",
            body_hash="",
            status=302,
            location="/",
            content="",
            content_type="",
            at=at(moment),
        )

    assert sweep_receipts(at=at("2023-04-21 15:00")) == 1

    assert [receipt.key for receipt in Receipt.objects.all()] == ["new" * 6]
