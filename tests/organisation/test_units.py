"""Units change by day and document, and nothing that was is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import House
from tests.organisation.conftest import NOON

from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.organisation.actions import units as act
from nghisu.organisation.actions.units import NewUnit
from nghisu.organisation.models import Mandate, Unit, UnitChange, UnitName, UnitPlace
from nghisu.organisation.queries import names_on, standing_of, tree_on
from nghisu.organisation.rules import changes, codes, spans
from nghisu.organisation.rules.spans import Span
from nghisu.organisation.rules.tree import Tree, UnitUnderItself
from nghisu.record.models import Entry

MERGER = date(2025, 7, 1)
Found = Callable[..., Unit]


def verbs() -> list[str]:
    return list(Entry.objects.order_by("index").values_list("verb", flat=True))


def rename(house: House, code: str, name: str, day: date, by: str = "minh", **more: Any) -> UnitName:
    unit = Unit.objects.get(code=code)
    return act.rename_unit(
        unit=unit,
        expected_version=more.pop("expected_version", unit.version),
        name=name,
        day=day,
        document="QĐ 9-QĐ/TW",
        by=house.standing(by),
        at=NOON,
        **more,
    )


def merge(house: House, sources: list[str], into: str | NewUnit, by: str = "minh") -> Unit:
    units = [Unit.objects.get(code=code) for code in sources]
    return act.merge_units(
        sources=units,
        expected_versions=[unit.version for unit in units],
        into=Unit.objects.get(code=into) if isinstance(into, str) else into,
        day=MERGER,
        document="QĐ 20-QĐ/TW",
        by=house.standing(by),
        at=NOON,
    )


def move(house: House, code: str, parent: str, day: str = "2023-05-01", by: str = "quantri") -> UnitPlace:
    unit = Unit.objects.get(code=code)
    return act.move_unit(
        unit=unit,
        expected_version=unit.version,
        parent=Unit.objects.get(code=parent),
        day=date.fromisoformat(day),
        document="QĐ 3-QĐ/ĐUK",
        by=house.standing(by),
        at=NOON,
    )


def dissolve(house: House, code: str, day: str = "2023-05-01", by: str = "minh") -> Unit:
    unit = Unit.objects.get(code=code)
    return act.dissolve_unit(
        unit=unit,
        expected_version=unit.version,
        day=date.fromisoformat(day),
        document="QĐ 4-QĐ/ĐUK",
        by=house.standing(by),
        at=NOON,
    )


@pytest.mark.parametrize("typed", ["38168053000001", "38.168.053.000.001", " 38168053 000001 "])
def test_rule_N1_a_charter_code_of_fourteen_digits_is_stored_with_dots(typed: str) -> None:
    assert codes.charter_code(typed) == "38.168.053.000.001"


@pytest.mark.parametrize(
    "typed", ["3816805300001", "381680530000011", "381.68.053.000.001", "38.168.053000001", "38168O53000001"]
)
def test_rule_N1_anything_but_fourteen_digits_is_refused(typed: str) -> None:
    with pytest.raises(codes.NotACharterCode) as refusal:
        codes.charter_code(typed)

    assert refusal.value.field == "charter_code"


def test_rule_N2_a_merged_unit_keeps_its_name_in_its_days_and_its_history_is_linked(house: House) -> None:
    merge(house, ["A1"], NewUnit(code="A12", name="Đảng ủy Bộ Mới"))
    old, new = house.units["A1"], Unit.objects.get(code="A12")

    named_2024 = names_on(date(2024, 12, 31))
    named_2025 = names_on(MERGER)
    change = UnitChange.objects.get(kind="merged")

    assert named_2024[old.pk] == "Đảng ủy Bộ Ví dụ Một"
    assert new.pk not in named_2024
    assert named_2025[new.pk] == "Đảng ủy Bộ Mới"
    assert old.pk not in named_2025
    assert (list(change.sources.all()), list(change.results.all()), change.day) == ([old], [new], MERGER)
    assert verbs() == ["unit.merged"]


def test_rule_N2_the_papers_of_a_merged_unit_go_with_the_unit_it_lives_on_in(house: House) -> None:
    merge(house, ["A1"], "A2")
    heir = house.people["ha"]
    after = standing_of(heir, MERGER)
    before = standing_of(heir, date(2025, 6, 30))

    reach_after = after.reach("document.see")
    reach_before = before.reach("document.see")

    assert reach_after == {house.units["A1"].pk, house.units["A2"].pk}
    assert reach_before == {house.units["A2"].pk}


def test_rule_N5_totals_of_each_level_are_the_sum_over_the_children() -> None:
    import uuid

    top = uuid.uuid4()
    affiliates = [uuid.uuid4() for _ in range(61)]
    branches = [uuid.uuid4() for _ in range(5_800)]
    parent_of: dict[uuid.UUID, uuid.UUID | None] = {top: None}
    parent_of |= dict.fromkeys(affiliates, top)
    parent_of |= {branch: affiliates[index % 61] for index, branch in enumerate(branches)}
    levels = dict.fromkeys(affiliates, "affiliate") | dict.fromkeys(branches, "branch")

    tree = Tree.of(parent_of, parent_of)
    totals = tree.totals(levels)

    assert totals[top] == {"affiliate": 61, "branch": 5_800}
    assert sum(totals[unit]["branch"] for unit in affiliates) == totals[top]["branch"]
    assert {totals[unit]["branch"] for unit in affiliates} == {95, 96}


def test_a_renamed_unit_has_one_name_a_day(house: House) -> None:
    rename(house, "A1", "Đảng ủy Bộ Một đổi tên", date(2023, 5, 1))

    names = [names_on(date(2023, *day))[house.units["A1"].pk] for day in ((4, 30), (5, 1))]

    assert names == ["Đảng ủy Bộ Ví dụ Một", "Đảng ủy Bộ Một đổi tên"]
    assert verbs() == ["unit.renamed"]


def test_a_name_cannot_begin_on_or_before_the_day_of_a_recorded_one(house: House) -> None:
    rename(house, "A1", "Đảng ủy Bộ Một đổi tên", date(2023, 5, 1))

    for day in (date(2023, 5, 1), date(2023, 4, 1)):
        with pytest.raises(spans.DayNotAfterLastChange) as refusal:
            rename(house, "A1", "Tên khác", day)

        assert refusal.value.values == {"day": "1/5/2023"}
    assert UnitName.objects.filter(unit=house.units["A1"]).count() == 2


def test_two_open_names_of_one_unit_cannot_be_stored(house: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitName.objects.create(unit=house.units["A1"], name="Tên thứ hai", first=date(2023, 1, 1))


def test_two_open_places_of_one_unit_cannot_be_stored(house: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPlace.objects.create(unit=house.units["A1"], parent=None, first=date(2023, 1, 1))


@given(st.lists(st.dates(date(2000, 1, 2), date(2030, 1, 1)), max_size=8))
def test_rows_that_follow_each_other_never_share_a_day(days: list[date]) -> None:
    rows = [Span(date(2000, 1, 1))]

    for day in days:
        try:
            spans.check_follows(rows, day)
        except spans.DayNotAfterLastChange:
            continue
        rows[-1] = Span(rows[-1].first, day)
        rows.append(Span(day))

    assert spans.overlaps(rows) == []


def test_a_rename_needs_a_document_and_another_name(house: House) -> None:
    unit = house.units["A1"]

    with pytest.raises(changes.SameName):
        rename(house, "A1", "Đảng ủy Bộ Ví dụ Một", date(2023, 5, 1), symbol="A1")
    with pytest.raises(changes.DocumentMissing):
        act.rename_unit(
            unit=unit,
            expected_version=unit.version,
            name="Tên mới",
            day=date(2023, 5, 1),
            document=" ",
            by=house.standing("minh"),
            at=NOON,
        )
    assert verbs() == []


def test_the_second_of_two_editors_is_refused_and_nothing_of_theirs_is_kept(house: House) -> None:
    seen = house.units["A1"].version
    rename(house, "A1", "Tên của người thứ nhất", date(2023, 5, 1))

    with pytest.raises(Conflict):
        rename(house, "A1", "Tên của người thứ hai", date(2023, 6, 1), expected_version=seen)

    assert list(
        UnitName.objects.filter(unit=house.units["A1"]).order_by("first").values_list("name", flat=True)
    ) == ["Đảng ủy Bộ Ví dụ Một", "Tên của người thứ nhất"]


def test_a_code_is_never_given_twice_even_in_other_letters(house: House, found: Found) -> None:
    with pytest.raises(codes.CodeTaken) as refusal:
        found("a1", "Đảng ủy trùng mã")

    assert refusal.value.values == {"code": "a1", "name": "Đảng ủy Bộ Ví dụ Một"}


def test_a_charter_code_belongs_to_one_unit(house: House, found: Found) -> None:
    found("A3", "Đảng ủy Ba", charter_code="38168053000001")

    with pytest.raises(codes.CharterCodeTaken):
        found("A4", "Đảng ủy Bốn", charter_code="38.168.053.000.001")


def test_a_unit_cannot_move_under_its_own_affiliate(house: House, found: Found) -> None:
    found("A11", "Đảng ủy cơ sở Một Một", parent="A1")

    with pytest.raises(UnitUnderItself):
        move(house, "A1", "A11")

    assert Entry.objects.filter(verb="unit.moved").count() == 0


def test_a_move_that_would_close_a_circle_only_later_is_refused_now(house: House, found: Found) -> None:
    found("A11", "Đảng ủy cơ sở Một Một", parent="A1")
    move(house, "A11", "A2", "2023-05-01")
    move(house, "A1", "A11", "2023-06-01")

    with pytest.raises(UnitUnderItself):
        move(house, "A2", "A1", "2023-05-15")


def test_a_moved_unit_stands_in_one_place_a_day(house: House, found: Found) -> None:
    found("A11", "Đảng ủy cơ sở Một Một", parent="A1")
    move(house, "A11", "A2", "2023-05-01")
    unit = house.units["A11"].pk

    parents = [tree_on(date(2023, *day)).parent_of[unit] for day in ((4, 30), (5, 1))]

    assert parents == [house.units["A1"].pk, house.units["A2"].pk]


def test_a_unit_moves_only_with_the_right_over_both_superiors(house: House, found: Found) -> None:
    found("A11", "Đảng ủy cơ sở Một Một", parent="A1")
    chief = house.add_person("chanh_a1", "Chánh Văn phòng A Một", "A1", "chief_of_office")

    with pytest.raises(NotAllowed):
        move(house, "A11", "A2", by="chanh_a1")

    assert chief.mandates.count() == 1


def test_a_merged_unit_hands_over_its_affiliates_and_its_mandates_end(house: House, found: Found) -> None:
    found("A11", "Đảng ủy cơ sở Một Một", parent="A1")
    found("A1VP", "Văn phòng Một", parent="A1", kind="advisory")

    merge(house, ["A1"], "A2", by="quantri")

    tree = tree_on(MERGER)
    assert tree.parent_of[house.units["A11"].pk] == house.units["A2"].pk
    assert house.units["A1VP"].pk not in tree.parent_of
    ended = Mandate.objects.filter(unit=house.units["A1"]).values_list("until", "ended")
    assert set(ended) == {(MERGER, "unit")}
    assert standing_of(house.people["hoa"], MERGER).holdings == ()


def test_a_unit_cannot_be_merged_into_itself_or_into_what_stands_under_it(house: House, found: Found) -> None:
    found("A11", "Đảng ủy cơ sở Một Một", parent="A1")

    with pytest.raises(changes.MergesIntoItself):
        merge(house, ["A1"], "A1")
    with pytest.raises(UnitUnderItself):
        merge(house, ["A1"], "A11", by="quantri")


def test_a_unit_that_splits_and_ends_leaves_two_heirs(house: House) -> None:
    unit = house.units["A1"]

    made = act.split_unit(
        unit=unit,
        expected_version=unit.version,
        parts=[NewUnit(code="B1", name="Đảng ủy Một"), NewUnit(code="B2", name="Đảng ủy Hai")],
        ends=True,
        day=date(2023, 5, 1),
        document="QĐ 5-QĐ/ĐUK",
        by=house.standing("minh"),
        at=NOON,
    )

    tree = tree_on(date(2023, 5, 1))
    assert [tree.parent_of[one.pk] for one in made] == [house.units["DUK"].pk] * 2
    assert [tree.with_past({one.pk}) for one in made] == [{one.pk, unit.pk} for one in made]
    assert unit.pk not in tree.parent_of


def test_a_split_into_one_is_refused(house: House) -> None:
    unit = house.units["A1"]

    with pytest.raises(changes.TooFewParts):
        act.split_unit(
            unit=unit,
            expected_version=unit.version,
            parts=[NewUnit(code="B1", name="Đảng ủy Một")],
            ends=True,
            day=date(2023, 5, 1),
            document="QĐ 5-QĐ/ĐUK",
            by=house.standing("minh"),
            at=NOON,
        )


def test_a_unit_with_affiliates_is_not_dissolved(house: House, found: Found) -> None:
    found("A11", "Đảng ủy cơ sở Một Một", parent="A1")

    with pytest.raises(changes.AffiliatesRemain) as refusal:
        dissolve(house, "A1")

    assert refusal.value.values == {"count": 1, "name": "Đảng ủy Bộ Ví dụ Một"}


def test_a_dissolved_unit_stays_below_its_superior_and_never_becomes_its_own(house: House) -> None:
    dissolve(house, "A1")
    chief = house.standing("minh", date(2023, 5, 1))
    clerk = house.standing("van", date(2023, 5, 1))

    gone = house.units["A1"].pk
    assert gone in chief.reach("task.see")
    assert gone not in clerk.reach("document.see")
    assert gone in chief.reach("organisation.see")


def test_nothing_is_recorded_for_a_unit_after_its_end(house: House) -> None:
    dissolve(house, "A1", "2023-05-01")

    with pytest.raises(changes.UnitEnded):
        rename(house, "A1", "Tên sau khi giải thể", date(2023, 6, 1))


def test_a_tree_kept_by_the_process_is_dropped_when_it_changes(house: House, found: Found) -> None:
    found("A3", "Đảng ủy Ba")
    before = tree_on(date(2023, 4, 21))
    same = tree_on(date(2023, 4, 21))

    found("A4", "Đảng ủy Bốn")
    after = tree_on(date(2023, 4, 21))

    assert before is same
    assert house.units["A4"].pk not in before.parent_of
    assert house.units["A4"].pk in after.parent_of


def test_an_installation_is_set_up_once(house: House) -> None:
    with pytest.raises(changes.AlreadySetUp):
        act.set_up_organisation(
            unit=NewUnit(code="X", name="Đảng ủy X"),
            day=date(2020, 1, 1),
            administrator=house.people["quantri"],
            document="QĐ",
            at=NOON,
        )


def test_who_holds_the_right_elsewhere_holds_nothing_here(house: House, found: Found) -> None:
    house.add_person("chanh_a1", "Chánh Văn phòng A Một", "A1", "chief_of_office")

    with pytest.raises(NotAllowed):
        rename(house, "A2", "Tên lấn sang", date(2023, 5, 1), by="chanh_a1")
    with pytest.raises(NotAllowed):
        merge(house, ["A1"], "A2", by="chanh_a1")
    with pytest.raises(NotAllowed):
        dissolve(house, "DUK", by="chanh_a1")
    assert verbs() == []


def test_a_unit_that_begins_only_next_year_is_already_in_its_superiors_hands(
    house: House, found: Found
) -> None:
    found("A3", "Đảng ủy Bộ Ba", day="2024-01-01")

    rename(house, "A3", "Đảng ủy Bộ Ba đổi tên", date(2024, 2, 1), by="minh")

    coming = house.units["A3"].pk
    assert coming not in house.standing("minh").tree.parent_of
    assert coming in house.standing("hoa").reach("organisation.see")
    assert coming not in house.standing("hoa").reach("organisation.change")


def test_nobody_sees_the_units_of_another_tree_but_the_administrator(house: House, found: Found) -> None:
    found("F", "Đảng ủy ngoài hệ thống", parent=None)

    seen = {who: house.units["F"].pk in house.standing(who).reach("organisation.see") for who in house.people}

    assert [who for who, sees in seen.items() if sees] == ["quantri"]
