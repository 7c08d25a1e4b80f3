"""The numbers of the organisation: units under a unit, members and vacant seats; each opens its records."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from tests.conftest import House, Visitor
from tests.figures.test_counts import differing

from nghisu.figures.queries import counts
from nghisu.figures.queries.units import SORT_NAMES
from nghisu.organisation.models import Body, Mandate, Unit, UnitPlace

DAY = date(2023, 4, 21)


def shown(kind: str, key: Any, code: str, house: House, day: date = DAY, who: str = "minh") -> Any:
    return counts.count_shown(kind, str(key), code, standing=house.standing(who), day=day)


def test_every_level_and_kind_of_a_unit_has_its_definition() -> None:
    assert set(SORT_NAMES) == {*UnitPlace.Level.values, *Unit.Kind.values}


def test_the_units_under_a_unit_are_those_of_an_independent_count(house: House) -> None:
    places = UnitPlace.objects.filter(parent=house.units["DUK"], until=None).select_related("unit")
    advisory = {one.unit.code for one in places if one.unit.kind == Unit.Kind.ADVISORY}

    assert {one.label for one in shown("unit", "DUK", "units", house).records} == {
        one.unit.code for one in places
    }
    assert {one.label for one in shown("unit", "DUK", "of_advisory", house).records} == advisory
    assert shown("unit", "VP", "units", house).value == 0
    assert shown("tree", "all", "units", house).value == Unit.objects.count()
    assert shown("tree", "all", "units", house, date(2019, 1, 1)).value == 0


def test_the_members_and_vacant_seats_of_a_body_are_those_of_an_independent_count(house: House) -> None:
    body = house.bodies["executive"]
    mandates = {str(pk) for pk in Mandate.objects.filter(body=body).values_list("pk", flat=True)}

    assert {one.pk for one in shown("body", body.pk, "incumbents", house).records} == mandates
    assert shown("body", body.pk, "vacant", house).value == body.seats - len(mandates)
    assert shown("body", body.pk, "incumbents", house, date(2019, 1, 1)).value == 0
    Body.objects.filter(pk=body.pk).update(seats=1)
    assert shown("body", body.pk, "vacant", house).value == 0


def test_each_number_on_the_pages_of_the_organisation_is_what_its_records_add_up_to(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    minh = visit("minh")

    for page in (
        reverse("unit_tree"),
        reverse("unit_tree") + "?under=DUK",
        reverse("unit_detail", args=["DUK"]),
        reverse("body_detail", args=[house.bodies["executive"].pk]),
        reverse("body_list"),
    ):
        assert differing(minh, page) == {}, page


def test_who_may_not_see_the_roster_opens_the_number_without_the_names(house: House) -> None:
    body = house.bodies["executive"]

    found = {who: shown("body", body.pk, "incumbents", house, who=who) for who in ("minh", "hoa")}

    assert {one.value for one in found.values()} == {2}
    assert {one.label for one in found["minh"].records} == {"Lê Thị Lan", "Phạm Quốc Hùng"}
    assert {(one.pk, one.label) for one in found["hoa"].records} == {("", "")}
