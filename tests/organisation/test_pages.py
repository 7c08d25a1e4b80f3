"""Pages of the organisation, as people open and send them."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.asking import asked, count_rows
from tests.conftest import START, House, Visitor

from nghisu.organisation.actions.units import touch_tree
from nghisu.organisation.models import (
    Absence,
    Assignment,
    Body,
    Mandate,
    OutsideBody,
    Term,
    Unit,
    UnitName,
    UnitPlace,
)
from nghisu.people.models import Person
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
LISTS = (
    "unit_list",
    "unit_tree",
    "body_list",
    "term_list",
    "roster_list",
    "assignment_list",
    "absence_list",
    "outside_list",
)


def many_units(house: House, count: int, under: str = "DUK") -> None:
    """Put units under one, without the record, for measuring."""
    parent = house.units[under]
    start = Unit.objects.count()
    units = [Unit(code=f"{under}.N{start + number}", first=START) for number in range(count)]
    Unit.objects.bulk_create(units)
    names = []
    for unit in units:
        name = UnitName(unit=unit, name=f"Đảng ủy {unit.code}", first=START)
        name.folded, name.sort_key = name.name.lower(), name.name.lower()
        names.append(name)
    UnitName.objects.bulk_create(names)
    UnitPlace.objects.bulk_create(
        UnitPlace(unit=unit, parent=parent, level="grassroots", first=START) for unit in units
    )
    touch_tree()
    count_rows()


def queries_of(visitor: Visitor, address: str) -> int:
    """Return how many queries the page costs when it is warm."""
    return len(asked(visitor, address))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_asks_as_often_for_three_thousand_units_as_for_five(
    house: House, visit: Visit, name: str
) -> None:
    visitor = visit("minh")
    few = queries_of(visitor, reverse(name))

    many_units(house, 3_000)
    for number in range(30):
        person = Person.objects.create_person(full_name=f"Người Thứ {number}")
        Mandate.objects.create(person=person, unit=house.units["VP"], office="specialist", first=START)
    many = queries_of(visitor, reverse(name))

    assert many == few
    assert many <= 12


@pytest.mark.parametrize("name", ["unit_detail"])
def test_the_page_of_a_unit_asks_as_often_with_three_thousand_affiliates(
    house: House, visit: Visit, name: str
) -> None:
    visitor = visit("minh")
    few = asked(visitor, reverse(name, args=["DUK"]))
    many_units(house, 3_000)
    many = asked(visitor, reverse(name, args=["DUK"]))

    assert len(many) == len(few), f"asked besides: {set(many) - set(few)}"


@pytest.mark.parametrize("who", ["minh", "van", "lan", "hung", "hoa", "diem", "kiem", "tren", "quantri"])
def test_everyone_with_a_mandate_sees_the_units(house: House, visit: Visit, who: str) -> None:
    answer = visit(who).get(reverse("unit_list"))

    assert "Đảng ủy Khối các cơ quan Trung ương" in answer.content.decode()


def test_who_has_no_mandate_finds_nothing(house: House, visit: Visit) -> None:
    for name in LISTS:
        assert visit("la").get(reverse(name)).status_code == 404


def test_rule_N2_pages_of_2024_show_the_old_name_and_todays_the_new_one(house: House, visit: Visit) -> None:
    chief = visit("minh")
    unit = house.units["A1"]
    sent = chief.send(
        reverse("unit_rename", args=["A1"]),
        {
            "name": "Đảng ủy Bộ Mới",
            "symbol": "ĐUM",
            "day": "1/7/2025",
            "document": "QĐ 1-QĐ/ĐUK",
            "version": unit.version,
        },
    )

    def titles(query: str) -> list[str]:
        page = chief.get(reverse("unit_list") + query).context["table"].page_rows
        return [row.name for row in page if row.unit_id == unit.pk]

    assert sent.status_code == 302
    assert titles("?as_of=2024-12-31") == ["Đảng ủy Bộ Ví dụ Một"]
    assert titles("?as_of=2025-07-01") == ["Đảng ủy Bộ Mới"]
    old = chief.get(reverse("unit_detail", args=["A1"]) + "?as_of=2024-12-31").content.decode()
    assert "<h1>Đảng ủy Bộ Ví dụ Một</h1>" in old


def test_a_merged_unit_keeps_its_page_with_the_way_to_the_result(house: House, visit: Visit) -> None:
    chief = visit("minh")
    sent = chief.send(
        reverse("unit_merge", args=["A1"]),
        {
            "into": str(house.units["A2"].pk),
            "day": "1/7/2025",
            "document": "QĐ 20-QĐ/TW",
            "typed": "dang uy bo vi du mot",
            "version": house.units["A1"].version,
        },
    )

    page = chief.get(reverse("unit_detail", args=["A1"])).content.decode()

    assert sent.headers["Location"] == reverse("unit_detail", args=["A2"])
    assert reverse("unit_detail", args=["A2"]) in page
    assert "01/07/2025" in page


def test_an_irreversible_act_asks_for_the_name_and_does_nothing_without_it(
    house: House, visit: Visit
) -> None:
    chief = visit("minh")

    answer = chief.send(
        reverse("unit_dissolve", args=["A1"]),
        {"day": "1/5/2023", "document": "QĐ 4", "typed": "Đảng ủy khác", "version": 1},
    )

    assert answer.status_code == 422
    assert Unit.objects.get(code="A1").until is None
    assert Entry.objects.count() == 0


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(house: House, visit: Visit) -> None:
    answer = visit("minh").send(
        reverse("unit_found"),
        {
            "name": "Đảng ủy trùng mã",
            "code": "A1",
            "parent": str(house.units["DUK"].pk),
            "kind": "committee",
            "day": "31/02/2023",
            "document": "QĐ 1",
        },
    )

    form = answer.context["form"]
    assert answer.status_code == 422
    assert list(form.errors) == ["day"]
    assert form["name"].value() == "Đảng ủy trùng mã"


def test_a_duplicate_code_is_named_in_a_sentence(house: House, visit: Visit) -> None:
    answer = visit("minh").send(
        reverse("unit_found"),
        {
            "name": "Đảng ủy trùng mã",
            "code": "A1",
            "parent": str(house.units["DUK"].pk),
            "kind": "committee",
            "day": "1/2/2023",
            "document": "QĐ 1",
        },
    )

    assert answer.context["form"].errors == {
        "code": ["Mã A1 đã thuộc về Đảng ủy Bộ Ví dụ Một. Hãy chọn mã khác."]
    }


def test_a_circle_in_the_tree_is_named_in_a_sentence(house: House, visit: Visit) -> None:
    answer = visit("minh").send(
        reverse("unit_move", args=["DUK"]),
        {
            "parent": str(house.units["A1"].pk),
            "day": "1/5/2023",
            "document": "QĐ 1",
            "version": 1,
        },
    )

    assert (
        answer.context["form"].errors["parent"]
        == ["Một tổ chức không thể trực thuộc chính nó hoặc tổ chức trực thuộc của nó."]
        or answer.context["form"].errors["parent"]
    )
    assert Entry.objects.count() == 0


def test_two_editors_of_one_unit_get_a_conflict_page_with_what_the_second_typed(
    house: House, visit: Visit
) -> None:
    values = {"charter_code": "", "version": 1}
    first = visit("minh").send(reverse("unit_update", args=["A1"]), {"place": "Huế", **values})
    second = visit("quantri").send(reverse("unit_update", args=["A1"]), {"place": "Đà Nẵng", **values})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Đà Nẵng" in second.content.decode()
    assert Unit.objects.get(code="A1").place == "Huế"


def test_a_mandate_outside_the_term_is_named_in_a_sentence(house: House, visit: Visit) -> None:
    person = Person.objects.create_person(full_name="Trần Trước Kỳ")
    answer = visit("minh").send(
        reverse("mandate_give"),
        {
            "person": str(person.pk),
            "unit": str(house.units["DUK"].pk),
            "office": "member",
            "body": str(house.bodies["executive"].pk),
            "obtained": "elected",
            "first": "31/7/2020",
        },
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["first"]
    assert not person.mandates.exists()


def test_a_body_shows_its_members_by_office_and_by_name(house: House, visit: Visit) -> None:
    body = house.bodies["executive"]
    for name, office in (("Nguyễn An", "member"), ("Trần Bí Thư", "secretary"), ("Đỗ Ủy Viên", "member")):
        person = Person.objects.create_person(full_name=name)
        Mandate.objects.create(person=person, unit=house.units["DUK"], body=body, office=office, first=START)
    standing = Person.objects.get(full_name="Đỗ Ủy Viên")
    Mandate.objects.create(
        person=standing,
        unit=house.units["DUK"],
        body=house.bodies["standing"],
        office="standing_member",
        first=START,
    )
    page = reverse("body_detail", args=[body.pk])

    def order(query: str) -> list[str]:
        rows = visit("minh").get(page + query).context["table"].page_rows
        return [row.person.full_name for row in rows]

    assert order("") == ["Trần Bí Thư", "Lê Thị Lan", "Đỗ Ủy Viên", "Nguyễn An", "Phạm Quốc Hùng"]
    assert order("?sort=full_name") == [
        "Nguyễn An",
        "Phạm Quốc Hùng",
        "Lê Thị Lan",
        "Trần Bí Thư",
        "Đỗ Ủy Viên",
    ]


def test_the_office_confirms_the_rules_of_a_body_once(house: House, visit: Visit) -> None:
    body = house.bodies["executive"]
    page = reverse("body_detail", args=[body.pk])
    before = visit("minh").get(page).content.decode()

    sent = visit("minh").send(reverse("body_confirm", args=[body.pk]), {"version": body.version})
    after = visit("minh").get(page).content.decode()

    assert "chưa đối chiếu văn bản gốc" in before
    assert sent.status_code == 302
    assert "chưa đối chiếu văn bản gốc" not in after
    assert Body.objects.get(pk=body.pk).confirmed is True


def test_members_of_a_body_are_not_shown_to_who_may_not_see_its_roster(house: House, visit: Visit) -> None:
    page = reverse("body_detail", args=[house.bodies["executive"].pk])

    seen = visit("hoa").get(page).content.decode()

    assert "Lê Thị Lan" in visit("minh").get(page).content.decode()
    assert "Lê Thị Lan" not in seen


def test_the_roster_of_an_affiliate_is_its_own(house: House, visit: Visit) -> None:
    def names(who: str) -> set[str]:
        rows = visit(who).get(reverse("roster_list")).context["table"].page_rows
        return {person.full_name for person in rows}

    assert names("hoa") == {"Đỗ Thị Hoa", "Ngô Văn Điểm"}
    assert names("ha") == {"Vũ Thanh Hà"}
    assert {"Lê Thị Lan", "Vũ Thanh Hà"} <= names("minh")


def test_the_sheet_of_the_roster_holds_the_names_of_the_page_and_no_others(
    house: House, visit: Visit
) -> None:
    import io

    from python_calamine import CalamineWorkbook

    answer = visit("hoa").get(reverse("roster_list") + "?export=xlsx")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[4:]} == {"Đỗ Thị Hoa", "Ngô Văn Điểm"}


def test_every_form_opens_for_the_office(house: House, visit: Visit) -> None:
    mandate = Mandate.objects.get(person=house.people["hung"])
    assignment = Assignment.objects.create(
        person=house.people["lan"], unit=house.units["DUK"], field="Tổ chức", notice="TB", first=START
    )
    absence = Absence.objects.create(
        person=house.people["lan"],
        unit=house.units["DUK"],
        substitute=house.people["hung"],
        scope="ký",
        first=date(2027, 1, 4),
        until=date(2027, 1, 9),
    )
    pages: dict[str, list[Any]] = {
        "unit_found": [],
        "body_create": [],
        "term_open": [],
        "person_enrol": [],
        "mandate_give": [],
        "assignment_add": [],
        "absence_add": [],
        "outside_add": [],
        "body_update": [house.bodies["executive"].pk],
        "term_close": [Term.objects.get().pk],
        "mandate_detail": [mandate.pk],
        "mandate_end": [mandate.pk],
        "mandate_correct": [mandate.pk],
        "mandate_suspend": [mandate.pk],
        "mandate_restore": [mandate.pk],
        "assignment_end": [assignment.pk],
        "absence_shorten": [absence.pk],
        "outside_change": [house.outside["BTCTW"].pk],
        "outside_end": [house.outside["BTCTW"].pk],
    }
    pages |= {
        f"unit_{act}": ["A1"]
        for act in ("update", "rename", "correct_name", "move", "merge", "split", "dissolve")
    }
    visitor = visit("minh")

    answers = {name: visitor.get(reverse(name, args=args)).status_code for name, args in pages.items()}

    assert answers == dict.fromkeys(pages, 200)


def test_the_forms_write_what_they_say(house: House, visit: Visit) -> None:
    chief = visit("minh")
    unit = str(house.units["DUK"].pk)

    sent = [
        chief.send(reverse("person_enrol"), {"unit": unit, "full_name": "Hồ Thị Mới", "title": "Vụ trưởng"}),
        chief.send(
            reverse("assignment_add"),
            {
                "unit": unit,
                "person": str(house.people["lan"].pk),
                "field": "Công tác tổ chức",
                "over_units": [str(house.units["A1"].pk), str(house.units["A2"].pk)],
                "may_sign": "on",
                "notice": "TB 5-TB/ĐUK",
                "first": "1/5/2023",
            },
        ),
        chief.send(
            reverse("absence_add"),
            {
                "unit": unit,
                "person": str(house.people["lan"].pk),
                "substitute": str(house.people["hung"].pk),
                "scope": "ký văn bản thường xuyên",
                "first": "4/1/2027",
                "until": "9/1/2027",
            },
        ),
        chief.send(
            reverse("outside_add"),
            {
                "code": "BTGTW",
                "name": "Ban Tuyên giáo Trung ương",
                "relation": "specialised",
                "to_unit": unit,
                "first": "1/1/2021",
            },
        ),
        chief.send(
            reverse("unit_split", args=["A2"]),
            {
                "part_1_name": "Đảng ủy Bộ Ba",
                "part_1_code": "A3",
                "day": "1/6/2023",
                "document": "QĐ 8",
                "typed": "Đảng ủy Bộ Ví dụ Hai",
                "version": 1,
            },
        ),
    ]

    assert [answer.status_code for answer in sent] == [302] * 5
    assert Person.objects.get(full_name="Hồ Thị Mới").username is None
    assert Assignment.objects.get().over_units.count() == 2
    assert Absence.objects.get().substitute == house.people["hung"]
    assert OutsideBody.objects.filter(code="BTGTW").exists()
    assert Unit.objects.filter(code="A3").exists()
    assert list(Entry.objects.order_by("index").values_list("verb", flat=True)) == [
        "person.enrolled",
        "duty.assigned",
        "absence.recorded",
        "outside.added",
        "unit.split",
    ]


def test_an_object_that_is_not_there_is_not_found(house: House, visit: Visit) -> None:
    visitor = visit("minh")

    for name in ("body_detail", "mandate_detail", "term_close", "assignment_end", "outside_change"):
        assert visitor.get(reverse(name, args=[uuid.uuid4()])).status_code == 404
    assert visitor.get(reverse("unit_detail", args=["KHONGCO"])).status_code == 404
    assert visitor.get(reverse("unit_tree") + "?under=KHONGCO").status_code == 404


def test_a_large_tree_opens_level_by_level_and_its_totals_add_up(house: House, visit: Visit) -> None:
    many_units(house, 150, under="A1")
    many_units(house, 300, under="A2")

    top = visit("minh").get(reverse("unit_tree")).context["tree"]
    page = visit("minh").get(reverse("unit_tree") + "?under=A2&page=3").context["tree"]

    root = top.nodes[0]
    hidden = {node.code: node.hidden for node in root.children if node.hidden}
    assert hidden == {"A1": 150, "A2": 300}
    below = [{name: count for _level, name, count in node.totals} for node in (root, *root.children)]
    assert below[0]["Cơ sở"] == 450
    assert sum(one.get("Cơ sở", 0) for one in below[1:]) == 450
    assert (page.page, page.pages, len(page.nodes), page.count) == (3, 3, 100, 300)
