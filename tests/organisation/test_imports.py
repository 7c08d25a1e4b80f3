"""Sheets of units, bodies and the roster: shown with every fault, imported whole or not at all."""

import datetime
import errno
import io
import json
import os
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from tests.conftest import House, at
from tests.kit import made

from nghisu.kit import files, language, progress, sheets
from nghisu.kit.sheets import Reading
from nghisu.organisation import exports, imports
from nghisu.organisation.actions import importing as actions
from nghisu.organisation.actions.importing import ImportHasFaults, NothingNew, Source
from nghisu.organisation.imports import IMPORTERS, Asked, Plan
from nghisu.organisation.models import (
    Body,
    ImportDraft,
    Mandate,
    Term,
    Unit,
    UnitChange,
    UnitName,
    UnitPlace,
)
from nghisu.organisation.queries import names_on, tree_on
from nghisu.organisation.rules.shapes import BODIES, ROSTER, SHAPES, UNITS
from nghisu.people.models import Person
from nghisu.record.models import Entry, Touch
from nghisu.search.models import SearchEntry, plain_words
from nghisu.search.queries import found_by
from nghisu.search.rules import Question

Visit = Callable[[str], Any]
PROVINCES = Path(__file__).parent.parent / "data" / "vn-provinces" / "simplified_vn_units.json"
DAY = datetime.date(2023, 4, 21)
NOON = at("2023-04-21 12:00")
SOURCE = Source("a.xlsx", "0" * 64)
LAST = datetime.date(2023, 12, 31)
OFFICE_WORDS = "Party committee"


def sheet(kind: str, *rows: dict[str, Any], formula_in: str = "") -> bytes:
    """Return a file with these rows as an office would fill them in, under the headings in English."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False})
    page = book.add_worksheet("Sheet1")
    day = book.add_format({"num_format": "d/m/yyyy"})
    for place, column in enumerate(SHAPES[kind].columns):
        page.write_string(0, place, column.heading)
        for number, row in enumerate(rows, start=1):
            value = row.get(column.key)
            if isinstance(value, datetime.date):
                page.write_datetime(number, place, value, day)
            elif value is not None:
                page.write(number, place, value)
    if formula_in:
        page.write_formula(formula_in, "=1+1")
    book.close()
    return target.getvalue()


def unit_row(code: str, name: str, parent: str | None = "DUK", **more: Any) -> dict[str, Any]:
    first = datetime.date(2021, 1, 1)
    return {"code": code, "name": name, "kind": OFFICE_WORDS, "parent": parent, "first": first, **more}


def roster_row(full_name: str, unit: str = "VP", office: str = "specialist", **more: Any) -> dict[str, Any]:
    first = datetime.date(2021, 1, 1)
    return {"full_name": full_name, "unit": unit, "office": office, "first": first, **more}


def read(kind: str, content: bytes, house: House, who: str = "quantri") -> tuple[Reading, Plan]:
    upload = SimpleUploadedFile("a.xlsx", content)
    asked = Asked(house.standing(who), DAY)
    _checked, reading, plan = imports.read_upload(IMPORTERS[kind], upload, asked, tell=lambda *_: None)
    return reading, plan


def faults(kind: str, house: House, *rows: dict[str, Any], who: str = "quantri", **rest: Any) -> list[str]:
    with override("en"):
        reading, _plan = read(kind, sheet(kind, *rows, **rest), house, who)
        return [sheets.fault_words(fault) for fault in reading.faults]


def run(kind: str, house: House, *rows: dict[str, Any], who: str = "quantri") -> Any:
    reading, _plan = read(kind, sheet(kind, *rows), house, who)
    assert reading.faults == ()
    return IMPORTERS[kind].run(
        rows=reading.rows,
        asked=Asked(house.standing(who), DAY),
        document="QĐ 1-QĐ/ĐUK",
        source=SOURCE,
        at=NOON,
        tell=lambda *_: None,
    )


# Units


def test_units_of_a_sheet_are_founded_under_their_superiors_in_any_order(house: House) -> None:
    run(
        "units",
        house,
        unit_row("A31", "Chi bộ Một", "A3", kind="Branch", level="Branch", order=2, until=LAST),
        unit_row("A3", "Đảng ủy Bộ Ví dụ Ba", "DUK", symbol="ĐUBA", until=LAST),
    )

    upper, lower = Unit.objects.get(code="A3"), Unit.objects.get(code="A31")
    place = UnitPlace.objects.get(unit=lower)
    name = UnitName.objects.get(unit=upper)
    assert upper.until == datetime.date(2024, 1, 1)
    assert (place.parent_id, place.level, place.order) == (upper.pk, "branch", 2)
    assert (name.name, name.symbol, name.folded) == ("Đảng ủy Bộ Ví dụ Ba", "ĐUBA", "dang uy bo vi du ba")
    assert name.sort_key == language.sort_key("Đảng ủy Bộ Ví dụ Ba")
    assert tree_on(DAY).above(lower.pk) == [upper.pk, house.units["DUK"].pk]
    assert UnitChange.objects.get(results=lower).document == "QĐ 1-QĐ/ĐUK"


def test_an_import_is_one_line_of_the_record_that_touches_what_it_made(house: House) -> None:
    before = Entry.objects.count()

    units = run("units", house, unit_row("A3", "Ba"), unit_row("A4", "Bốn"))

    (entry,) = Entry.objects.order_by("index")[before:]
    assert (entry.verb, entry.actor_id) == ("units.imported", str(house.people["quantri"].pk))
    named = {entry.subject_id, *Touch.objects.filter(entry=entry).values_list("object_id", flat=True)}
    assert named == {str(unit.pk) for unit in units}


def test_bad_input_duplicate_codes_cycles_and_unknown_superiors_are_named_by_their_cells(
    house: House,
) -> None:
    assert faults(
        "units",
        house,
        unit_row("A3", "Ba"),
        unit_row("a3", "Lại Ba"),
        unit_row("A1", "Một khác"),
        unit_row("A5", "Năm", "A6"),
        unit_row("A6", "Sáu", "A7"),
        unit_row("A7", "Bảy", "A5"),
        unit_row("A8", "Tám", "KHONGCO"),
        unit_row("A9", "Chín", until=datetime.date(2020, 1, 1)),
        unit_row("Mã lạ", "Mười"),
        unit_row("B1", "Ban", None, kind="Advisory body"),
        unit_row("B2", "Trước cấp trên", first=datetime.date(2019, 1, 1)),
    ) == [
        "Row 3, cell A3 (Code): The code a3 stands in row 2 already. Each unit has its own.",
        "Row 4, cell A4 (Code): The code A1 already belongs to Đảng ủy Bộ Ví dụ Một. Choose another.",
        "Row 5, cell G5 (Code of the superior): These units stand under one another in a circle: "
        "A5 → A6 → A7 → A5. Mend the superior of one.",
        "Row 6, cell G6 (Code of the superior): These units stand under one another in a circle: "
        "A5 → A6 → A7 → A5. Mend the superior of one.",
        "Row 7, cell G7 (Code of the superior): These units stand under one another in a circle: "
        "A5 → A6 → A7 → A5. Mend the superior of one.",
        "Row 8, cell G8 (Code of the superior): No unit has the code KHONGCO, neither in the system nor in "
        "this sheet.",
        "Row 9, cell L9 (Last day): The end (2/1/2020) must come after the beginning (1/1/2021).",
        "Row 10, cell A10 (Code): Mã lạ cannot be a code. Use up to 40 letters without marks, digits, dots, "
        "hyphens or underscores.",
        "Row 11, cell G11 (Code of the superior): "
        "An advisory body belongs to a committee. Choose its committee.",
        "Row 12, cell K12 (First day): Đảng ủy Khối các cơ quan Trung ương does not exist on 1/1/2019. "
        "Enter a day on which it does.",
    ]


def test_bad_input_wrong_days_numbers_formulas_and_hidden_marks_are_named_at_once(house: House) -> None:
    assert faults(
        "units",
        house,
        unit_row("A3", "Ba", first="31/02/2023", order="1,234.5"),
        unit_row("A4", "Bốn\u202e"),
        unit_row("A5", "Năm"),
        formula_in="B4",
    ) == [
        "Row 2, cell H2 (Order): “1,234.5” is not a whole number; "
        "write a count without decimals, like 1,234.",
        "Row 2, cell K2 (First day): “31/02/2023” does not exist: month 2 of 2023 has only 28 days. "
        "Check the day and type it again.",
        "Row 3, cell B3 (Name of the unit): There is an invisible character (U+202E) after “Bốn”. "
        "Delete it and type the text again.",
        "Row 4, cell B4 (Name of the unit): This cell holds a formula. Copy it and paste it as a value.",
    ]


def test_whole_or_nothing_a_fault_that_arose_meanwhile_imports_nothing(house: House) -> None:
    reading, _plan = read("units", sheet("units", unit_row("A3", "Ba"), unit_row("A4", "Bốn")), house)
    run("units", house, unit_row("A4", "Bốn khác"))
    before = Unit.objects.count()

    with pytest.raises(ImportHasFaults) as refusal:
        actions.import_units(
            rows=reading.rows, document="QĐ 1", source=SOURCE, by=house.standing("quantri"), at=NOON
        )

    assert [fault.cell for fault in refusal.value.faults] == ["A3"]
    assert Unit.objects.count() == before


def test_who_may_not_found_there_imports_nothing(house: House) -> None:
    words = faults("units", house, unit_row("A3", "Ba", "A1"), unit_row("A4", "Bốn", None), who="minh")
    below = faults("units", house, unit_row("A3", "Ba", "DUK"), who="hoa")

    assert words == ["Row 3, cell G3 (Code of the superior): Your mandates do not let you found units here."]
    assert below == ["Row 2, cell G2 (Code of the superior): Your mandates do not let you found units here."]


def test_an_export_of_units_imports_into_an_empty_house_as_the_same_tree(house: House) -> None:
    run("units", house, unit_row("A3", "+Ba", symbol="-84"), unit_row("A31", "Chi bộ", "A3", kind="Branch"))
    exported = exports.units_sheet(house.standing("quantri"), DAY)
    reading, plan = read("units", exported, house)

    assert (plan.new_count, plan.unchanged_count, reading.faults) == (0, len(reading.rows), ())
    with pytest.raises(NothingNew):
        actions.import_units(
            rows=reading.rows, document="QĐ 1", source=SOURCE, by=house.standing("quantri"), at=NOON
        )


@pytest.mark.parametrize("kind", ["units", "bodies", "roster"])
def test_a_template_holds_every_heading_and_nothing_to_import(house: House, kind: str) -> None:
    importer = IMPORTERS[kind]
    content = sheets.written(importer.shape, offered=importer.offered(Asked(house.standing("quantri"), DAY)))

    with pytest.raises(sheets.NothingInIt):
        read(kind, content, house)


def test_the_words_of_the_lists_are_those_of_the_models() -> None:
    with override("en"):
        for shape, key, labels in (
            (UNITS, "kind", Unit.Kind), (UNITS, "level", UnitPlace.Level), (BODIES, "kind", Body.Kind),
            (ROSTER, "body", Body.Kind), (ROSTER, "obtained", Mandate.Obtained),
        ):  # fmt: skip
            words = [(choice.code, choice.words) for choice in shape.column(key).choices]
            assert words == [(value, str(label)) for value, label in labels.choices]


# Bodies


def body_row(unit: str, ordinal: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"unit": unit, "ordinal": ordinal, "kind": kind, "seats": 21, **more}


NEW_TERM = {"first_year": 2020, "last_year": 2025, "opened_on": datetime.date(2020, 9, 1)}


def test_bodies_come_with_the_term_that_is_not_there_yet(house: House) -> None:
    run(
        "bodies",
        house,
        body_row("A1", 5, "Executive committee", quorum="3/4", frequency_months=3, **NEW_TERM),
        body_row("A1", 5, "Ban Thường vụ", seats=7),
    )

    term = Term.objects.get(unit=house.units["A1"])
    executive = Body.objects.get(term=term, kind="executive")
    assert (term.ordinal, term.first_year, term.last_year) == (5, 2020, 2025)
    assert (executive.seats, executive.quorum_numerator, executive.quorum_denominator) == (21, 3, 4)
    assert (executive.frequency_months, executive.confirmed) == (3, False)
    assert Body.objects.get(term=term, kind="standing").seats == 7


def test_bad_input_bodies_that_cannot_be_are_named(house: House) -> None:
    assert faults(
        "bodies",
        house,
        body_row("A1", 5, "Executive committee"),
        body_row("A1", 6, "Executive committee", **NEW_TERM),
        body_row("A1", 6, "Executive committee"),
        body_row("A1", 7, "Executive committee", **{**NEW_TERM, "opened_on": datetime.date(2021, 1, 1)}),
        body_row("DUK", 13, "Executive committee"),
        body_row("A2", 6, "Standing committee", **{**NEW_TERM, "first_year": 20}),
        body_row("KHONGCO", 6, "Standing committee", **NEW_TERM),
        body_row("A2", 1, "Standing committee", **NEW_TERM, quorum="5/4"),
        body_row("A2", 1, "Inspection committee", quorum="nửa", seats=0),
    ) == [
        "Row 2, cell B2 (Term): Term 5 of A1 is not in the system yet. "
        "Fill in its years and the day it opened.",
        "Row 4, cell F4 (Body): Row 3 names this body already.",
        "Row 5, cell E5 (Term opened on): Term 6 is still open on that day. Close it first.",
        "Row 6, cell F6 (Body): This body already exists in this term. Change it instead.",
        "Row 7, cell C7 (From the year): 20 is not a year between 1900 and 2199.",
        "Row 8, cell A8 (Code of the unit): No unit has the code KHONGCO.",
        "Row 9, cell H9 (Quorum, as a share): "
        "The quorum is a share such as 2/3: neither zero nor more than the whole.",
        "Row 10, cell G10 (Seats): Enter how many seats were decided; at least one.",
        "Row 10, cell H10 (Quorum, as a share): “nửa” is not a share; write it like 2/3.",
    ]


def test_an_export_of_bodies_reads_back_unchanged(house: House) -> None:
    run("bodies", house, body_row("A1", 5, "Executive committee", **NEW_TERM))

    reading, plan = read("bodies", exports.bodies_sheet(house.standing("quantri"), DAY), house)

    assert (plan.new_count, plan.unchanged_count, reading.faults) == (0, 3, ())


# Roster


def test_a_roster_gives_persons_and_mandates(house: House) -> None:
    made_rows = run(
        "roster",
        house,
        roster_row("Nguyễn Thị  Bưởi", "DUK", "Ủy viên Ban Chấp hành", body="Executive committee", order=3,
                   obtained="By election", document="BB 1", duty="Chánh thanh tra", title="Đồng chí"),
        roster_row("Nguyễn Thị Bưởi", "DUK", "standing_member", body="Standing committee"),
        roster_row(unicodedata.normalize("NFD", "Trần Văn Ổi"), "VP", "specialist"),
    )  # fmt: skip

    person = Person.objects.get(full_name="Nguyễn Thị Bưởi")
    mandate = Mandate.objects.get(person=person, office="member")
    assert len(made_rows) == 3
    assert person.mandates.count() == 2
    assert (person.username, person.has_usable_password(), person.folded) == (None, False, "nguyen thi buoi")
    assert person.sort_key == language.person_sort_key("Nguyễn Thị Bưởi")
    assert (mandate.body, mandate.order, mandate.obtained) == (house.bodies["executive"], 3, "elected")
    assert (mandate.duty, mandate.obtained_document) == ("Chánh thanh tra", "BB 1")
    assert Person.objects.filter(full_name="Trần Văn Ổi").count() == 1


def test_bad_input_mandates_outside_the_term_and_offices_that_cannot_be_are_named(house: House) -> None:
    house.bodies["standing"].seats = 1
    house.bodies["standing"].save()
    member = {"unit": "DUK", "office": "member", "body": "Executive committee"}
    assert faults(
        "roster",
        house,
        roster_row("Một", **member, ) | {"first": datetime.date(2019, 5, 1)},
        roster_row("Hai", **member) | {"unit": "A1"},
        roster_row("Ba", "DUK", "head"),
        roster_row("Bốn", "DUK", "member"),
        roster_row("Năm", "DUK", "standing_member", body="Standing committee"),
        roster_row("Sáu", **member, obtained="By appointment of the superior"),
        roster_row("Lê Thị Lan", **member),
        roster_row("Người Không Có", **member, is_new="Already on the roster"),
        roster_row("Bảy", **member),
        roster_row("Bảy", **member),
        roster_row("Tám", "VP", "chief_of_office"),
        roster_row("Chín", "VP", "specialist", first=datetime.date(2019, 1, 1)),
    ) == [
        "Row 2, cell L2 (First day): The term lasts from 1/8/2020 to …. "
        "A mandate in its bodies lies within it.",
        "Row 3, cell E3 (Body): A1 has no such body on 1/1/2021. Enter the bodies first.",
        "Row 4, cell D4 (Code of the unit): This office is held in an advisory body. "
        "Choose the commission or the office.",
        "Row 5, cell E5 (Body): This office is held in a body. Choose the body.",
        "Row 6, cell A6 (Full name): Năm is not an incumbent member of the executive committee on that day; "
        "a proposal still awaiting the superior's decision does not count.",
        "Row 7, cell K7 (By the document): A member is appointed by the superior's decision. "
        "Enter its number and date.",
        "Row 8, cell C8 (New or known): The roster already holds Lê Thị Lan (–). "
        "Say in the column “New or known” whether this is the same person.",
        "Row 9, cell C9 (New or known): Nobody called Người Không Có is on the roster. Choose “New person”, "
        "or mend the name.",
        "Row 11, cell A11 (Full name): Row 10 gives Bảy this already.",
        "Row 12, cell G12 (Office): Nguyễn Văn Minh holds this office on these days. End that mandate first.",
        "Row 13, cell L13 (First day): The unit did not exist on all these days. "
        "It exists from 1/8/2020 to ….",
    ]  # fmt: skip


def test_seats_that_were_decided_are_not_exceeded(house: House) -> None:
    house.bodies["executive"].seats = 3
    house.bodies["executive"].save()
    member = {"unit": "DUK", "office": "member", "body": "Executive committee"}

    words = faults("roster", house, roster_row("Một", **member), roster_row("Hai", **member))

    assert words == [
        f"Row {row}, cell E{row} (Body): All 3 decided seats are taken. "
        "Name the superior's decision and tick the box to exceed them."
        for row in (2, 3)
    ]


def test_a_person_already_on_the_roster_gets_the_mandate_when_the_sheet_says_so(house: House) -> None:
    run("roster", house, roster_row("Lê Thị Lan", "VP", "specialist", is_new="Already on the roster"))

    assert Mandate.objects.filter(person=house.people["lan"], unit=house.units["VP"]).count() == 1
    assert Person.objects.filter(full_name="Lê Thị Lan").count() == 1


def test_an_export_of_the_roster_reads_back_unchanged(house: House) -> None:
    run("roster", house, roster_row("Nguyễn Thị Bưởi", until=datetime.date(2024, 1, 31), title="Chuyên viên"))

    reading, plan = read("roster", exports.roster_sheet(house.standing("quantri"), DAY), house)

    assert (plan.new_count, reading.faults) == (0, ())
    assert plan.unchanged_count == len(reading.rows) == Mandate.objects.count()


def test_a_thousand_mandates_are_checked_and_imported_in_seconds(house: House) -> None:
    rows = [roster_row(f"Nguyễn Văn {language.upper(language.roman(number))}") for number in range(1, 1001)]
    begun = time.process_time()

    run("roster", house, *rows)

    assert Mandate.objects.filter(unit=house.units["VP"], office="specialist").count() == 1000
    assert time.process_time() - begun < 15


# The provinces and wards


def province_rows() -> list[dict[str, Any]]:
    rows = []
    for province in json.loads(PROVINCES.read_text()):
        code = f"T{province['Code']}"
        area = {"kind": "Administrative area", "first": datetime.date(2025, 7, 1)}
        rows.append(unit_row(code, province["FullName"], "", **area, level="Province"))
        rows += [
            unit_row(f"X{ward['Code']}", ward["FullName"], code, **area, level="Ward or commune")
            for ward in province["Wards"]
        ]
    return rows


def test_rule_V1_provinces_and_wards_are_imported_within_30_seconds_and_found_without_marks(
    house: House, visit: Visit
) -> None:
    rows = province_rows()
    content = sheet("units", *rows)
    visitor = visit("quantri")
    begun = time.process_time()

    sent = visitor.send(
        "/to-chuc/nhap/units/", {"file": SimpleUploadedFile("xã.xlsx", content), "document": "NQ 202"}
    )
    shown = visitor.get(sent["Location"])
    done = visitor.send(sent["Location"], key="k" * 20)
    seconds = time.process_time() - begun  # of work: the machine of the tests may be busy with others

    day = datetime.date(2025, 7, 1)
    names = {unit.code: UnitName.objects.get(unit=unit) for unit in Unit.objects.filter(code__startswith="T")}
    tree = tree_on(day)
    folded: dict[str, set[str]] = {}
    for code, name in UnitName.objects.filter(unit__kind="area").values_list("unit__code", "folded"):
        folded.setdefault(name, set()).add(code)
    assert (sent.status_code, shown.status_code, done.status_code) == (302, 200, 302)
    assert seconds < 30, seconds
    assert len(rows) == 34 + 3321
    assert Unit.objects.filter(kind="area").count() == len(rows)
    for row in rows:
        assert row["code"] in folded[language.fold(row["name"])]
    assert len(names) == 34
    for code, province in names.items():
        expected = sum(1 for row in rows if row["parent"] == code)
        assert len(tree.below(province.unit_id)) == expected
    assert len(names_on(day)) == Unit.objects.count()
    indexed = dict(SearchEntry.objects.filter(kind="unit").values_list("code", "words"))
    assert all(plain_words(language.fold(row["name"])) in indexed[row["code"]] for row in rows)
    for row in rows[::160]:
        question = Question(language.fold(row["name"]))
        hits = [one.code for one in found_by(question, house.standing("quantri", day), day)]
        assert row["code"] in hits
    assert progress.of("k" * 20, str(house.people["quantri"].pk)) == (4 * 3355 + 3355, 4 * 3355 + 3355)
    assert Entry.objects.filter(verb="units.imported").count() == 9


# The pages


def send(visitor: Any, kind: str, content: bytes, name: str = "a.xlsx", **more: Any) -> Any:
    return visitor.send(f"/to-chuc/nhap/{kind}/", {"file": SimpleUploadedFile(name, content), **more})


def test_a_sheet_is_shown_first_and_imported_on_yes(house: House, visit: Visit) -> None:
    visitor = visit("quantri")
    sent = send(visitor, "units", sheet("units", unit_row("A3", "Đảng ủy Ba")), document="QĐ 1")
    before = Unit.objects.filter(code="A3").exists()
    shown = visitor.get(sent["Location"]).content.decode()
    done = visitor.send(sent["Location"])

    assert (sent.status_code, before, done.status_code, done["Location"]) == (302, False, 302, "/to-chuc/")
    assert "Đảng ủy Ba" in shown
    assert Unit.objects.filter(code="A3").exists()
    assert ImportDraft.objects.count() == 0


def test_faults_are_listed_and_no_button_imports(house: House, visit: Visit) -> None:
    visitor = visit("quantri")
    rows = [unit_row("A1", f"Lặp {number}", first="31/02/2023") for number in range(300)]
    sent = send(visitor, "units", sheet("units", *rows), document="QĐ 1")
    shown = visitor.get(sent["Location"]).content.decode()
    tried = visitor.send(sent["Location"])
    listed = visitor.get(sent["Location"] + "loi/")

    assert shown.count("chỉ có 28 ngày") == 200
    assert 'class="button"' not in shown.split("<main", 1)[1]
    assert tried.status_code == 422
    assert Unit.objects.filter(names__name__startswith="Lặp").count() == 0
    opened = sheets.open_book(files.check(SimpleUploadedFile("loi.xlsx", b"".join(listed)), kinds=("xlsx",)))
    assert len(opened.sheets[0].cells) == 301


def test_rule_V5_cells_in_an_old_encoding_are_imported_only_after_yes(house: House, visit: Visit) -> None:
    visitor = visit("quantri")
    content = sheet("units", unit_row("A3", "§¶ng uû Bé Ba"))
    sent = send(visitor, "units", content, document="QĐ 1")

    shown = visitor.get(sent["Location"]).content.decode()
    without_yes = visitor.send(sent["Location"])
    there_without_yes = Unit.objects.filter(code="A3").exists()
    with_yes = visitor.send(sent["Location"], {"compared": "on"})

    assert "§¶ng uû Bé Ba" in shown
    assert "Đảng uỷ Bộ Ba" in shown
    assert (without_yes.status_code, there_without_yes) == (422, False)
    assert with_yes.status_code == 302
    assert UnitName.objects.get(unit__code="A3").name == "Đảng uỷ Bộ Ba"


def test_rule_D10_a_sheet_with_a_secrecy_mark_is_refused_and_leaves_nothing(
    house: House, visit: Visit, settings: Any
) -> None:
    canary = "Hạt giống 8c1f0c"
    content = sheet("units", unit_row("A3", "TUYỆT MẬT"), unit_row("A4", canary))

    answer = send(visit("quantri"), "units", content, document="QĐ 1")

    assert answer.status_code == 422
    assert "“TUYỆT MẬT”" in answer.content.decode()
    assert ImportDraft.objects.count() == 0
    assert [
        path
        for path in Path(settings.DATA).rglob("*")
        if path.is_file() and canary.encode() in path.read_bytes()
    ] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04"),
        ("a.xlsx", made.docx("Nội dung")),
        ("a.docx", made.docx("Nội dung")),
        ("a.csv", b"a;b"),
        ("a.xls", made.OLE),
        ("a.xlsx", made.xlsx_cells("a")),
    ],
)
def test_bad_input_a_file_that_is_no_sheet_is_refused_in_words(
    house: House, visit: Visit, name: str, content: bytes
) -> None:
    answer = send(visit("quantri"), "units", content, name, document="QĐ 1")

    assert answer.status_code == 422
    assert 'class="faults"' in answer.content.decode()
    assert ImportDraft.objects.count() == 0


def test_bad_input_a_full_disk_answers_507_and_imports_nothing_by_half(
    house: House, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit("quantri")
    sent = send(
        visitor, "units", sheet("units", unit_row("A3", "Ba"), unit_row("A4", "Bốn")), document="QĐ 1"
    )

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(actions, "note_many", full)
        answer = visitor.send(sent["Location"])
    units_then, drafts_then = Unit.objects.filter(code__in=["A3", "A4"]).count(), ImportDraft.objects.count()
    again = visitor.send(sent["Location"])

    assert (answer.status_code, units_then, drafts_then) == (507, 0, 1)
    assert again.status_code == 302
    assert Unit.objects.filter(code__in=["A3", "A4"]).count() == 2


def test_a_sheet_that_waits_is_seen_by_its_person_alone(house: House, visit: Visit) -> None:
    sent = send(visit("quantri"), "units", sheet("units", unit_row("A3", "Ba")), document="QĐ 1")

    others = [visit("minh").get(sent["Location"] + end).status_code for end in ("", "loi/")]
    dropped = visit("minh").send(sent["Location"] + "bo/").status_code
    own = visit("quantri").get("/to-chuc/nhap/").content.decode()

    assert (others, dropped) == ([404, 404], 404)
    assert "a.xlsx" in own
    assert "a.xlsx" not in visit("minh").get("/to-chuc/nhap/").content.decode()


def test_a_sheet_may_be_put_aside(house: House, visit: Visit) -> None:
    visitor = visit("quantri")
    sent = send(visitor, "units", sheet("units", unit_row("A3", "Ba")), document="QĐ 1")

    answer = visitor.send(sent["Location"] + "bo/")

    assert (answer.status_code, ImportDraft.objects.count()) == (302, 0)


def test_sheets_nobody_said_yes_to_are_forgotten_after_a_day(house: House, visit: Visit) -> None:
    send(visit("quantri"), "units", sheet("units", unit_row("A3", "Ba")), document="QĐ 1")
    draft = ImportDraft.objects.get()

    kept = actions.sweep_drafts(at=draft.made_at + datetime.timedelta(hours=23))
    swept = actions.sweep_drafts(at=draft.made_at + datetime.timedelta(hours=25))

    assert (kept, swept, ImportDraft.objects.count()) == (0, 1, 0)


def test_who_may_not_import_sees_no_page_of_it(house: House, visit: Visit) -> None:
    addresses = [
        "/to-chuc/nhap/units/",
        "/to-chuc/nhap/roster/",
        "/to-chuc/nhap/units/mau/",
        "/to-chuc/nhap/xyz/",
    ]

    assert [visit("hoa").get(address).status_code for address in addresses] == [404] * 4
    assert [visit("minh").get(address).status_code for address in addresses] == [200, 200, 200, 404]
    assert visit("la").get("/to-chuc/nhap/").status_code == 404
    assert visit("hoa").get("/to-chuc/xuat/units/").status_code == 200


def test_an_export_holds_the_day_that_is_looked_at_and_only_what_may_be_seen(
    house: House, visit: Visit
) -> None:
    house.add_unit("A9", "Đảng ủy Chín", "DUK")
    Unit.objects.filter(code="A9").update(until=datetime.date(2022, 1, 1))
    visitor = visit("hoa")

    then = visitor.get("/to-chuc/xuat/units/?as_of=2021-06-01")
    now = visitor.get("/to-chuc/xuat/units/?as_of=2023-06-01")
    roster = visitor.get("/to-chuc/xuat/roster/?as_of=2023-06-01")

    def rows(answer: Any, key: int) -> set[str]:
        checked = files.check(SimpleUploadedFile("a.xlsx", answer.content), kinds=("xlsx",))
        return {str(row[key]) for row in sheets.open_book(checked).sheets[0].cells[1:]}

    assert "A9" in rows(then, 0)
    assert "A9" not in rows(now, 0)
    assert rows(roster, 3) == {"A1"}


def test_nobody_learns_how_far_anothers_import_is(house: House, visit: Visit) -> None:
    progress.tell("khoa-cua-quan-tri", str(house.people["quantri"].pk), 3, 9)

    own = visit("quantri").get("/to-chuc/nhap/tien-do/khoa-cua-quan-tri/").json()
    other = visit("minh").get("/to-chuc/nhap/tien-do/khoa-cua-quan-tri/").json()

    assert (own, other) == ({"done": 3, "total": 9}, {"done": 0, "total": 0})
