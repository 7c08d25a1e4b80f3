"""A roster that OpenSlides exports, accounted for row by row and column by column."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.conftest import House, Visitor

from nghisu.exchange.imports import roster as reading
from nghisu.exchange.queries.roster import Prepared, Seat, prepared
from nghisu.exchange.rules import roster as rules
from nghisu.kit import clock, sheets
from nghisu.kit.sheets import SheetColumn, SheetShape
from nghisu.organisation.models import ImportDraft, Mandate
from nghisu.people.models import Person
from nghisu.record.models import Entry

# As OpenSlides writes it: names of fields, filled cells in quotes, yes as 1, no as nothing, \r\n between.
ACCOUNTS = "\r\n".join(
    (
        "title,first_name,last_name,email,member_number,default_vote_weight,gender,pronoun,username,"
        "default_password,is_active,is_physical_person,saml_id,home_committee,external",
        '"Tiến sĩ","Văn Mới","Trần","moi@example.org","17",1,"male",,"tvmoi","CANARY-pw",1,1,,,',
        ',"Thị Lan","Đỗ",,,1,,,"dtlan","CANARY-too",1,1,,,',
        ',"Thị Lan","Đỗ",,,1,,,"dtlan2","CANARY-too",1,1,,,',
        ',"Văn Cũ","Phạm",,,1,,,"pvcu","CANARY-too",,1,,,',
        ',,,,,1,,,"chi-co-ten-dang-nhap","CANARY-too",1,1,,,',
        ',"Máy chiếu","",,,1,,,"beamer","CANARY-too",1,,,,',
    )
)
PARTICIPANTS = (
    "title;first_name;last_name;structure_level;groups;number;vote_weight;is_present;locked_out;comment;"
    "tiền án\n"
    ';"Mới";"Trần Văn";"Berlin";"Delegates";"1";"1.000000";"1";"";"CANARY-comment";"CANARY-unknown"\n'
)


def table(text: str, name: str = "Accounts.csv") -> rules.Table:
    checked = reading.check(SimpleUploadedFile(name, text.encode()))
    return reading.table_of(checked)


def roster(text: str) -> rules.Roster:
    return rules.read(table(text), name="x.csv", surname_first=True)


def plan(house: House, found: rules.Roster, by: str = "quantri", **seat: str) -> Prepared:
    asked = Seat(**{"unit": "DUK", "office": "specialist", "body": ""} | seat, first=date(2023, 4, 1))
    day = date(2023, 4, 21)
    return prepared(found.names, found.left, seat=asked, by=house.standing(by), day=day)


@pytest.mark.once
def test_every_row_of_the_accounts_stands_in_one_line_with_its_reason() -> None:
    found = roster(ACCOUNTS)

    assert [(one.number, one.name, one.title) for one in found.names] == [
        (2, "Trần Văn Mới", "Tiến sĩ"),
        (3, "Đỗ Thị Lan", ""),
    ]
    assert [(one.number, one.words) for one in found.left] == [
        (4, rules.TWICE),
        (5, rules.CLOSED_THERE),
        (6, rules.NO_NAME),
        (7, rules.NO_PERSON),
    ]


@pytest.mark.once
def test_every_column_of_both_lists_stands_in_one_line_with_its_reason() -> None:
    accounts, participants = roster(ACCOUNTS).columns, roster(PARTICIPANTS).columns

    taken = [one.heading for one in accounts if one.is_taken]
    assert taken == ["title", "first_name", "last_name", "is_active", "is_physical_person"]
    assert rules.ColumnLine("default_password", 6, False, rules.NO_PASSWORD) in accounts
    assert rules.ColumnLine("pronoun", 0, False, rules.EMPTY_COLUMN) in accounts
    assert len(accounts) == 15
    assert [one.heading for one in participants if one.is_taken] == ["first_name", "last_name"]
    assert participants[-1] == rules.ColumnLine("tiền án", 1, False, rules.UNKNOWN_COLUMN)


@pytest.mark.once
def test_the_given_name_stands_first_where_that_is_asked_and_older_headings_are_known() -> None:
    found = rules.read(
        table("Title,Given name,Surname,Initial password\nDr.,Max,Mustermann,geheim\n"),
        name="x.csv",
        surname_first=False,
    )

    assert found.names == (rules.Named(2, "Max Mustermann", "Dr."),)
    assert found.columns[-1].words == rules.NO_PASSWORD


@pytest.mark.once
def test_a_spreadsheet_of_the_same_rows_is_read_alike() -> None:
    shape = SheetShape(
        "x", "Accounts", tuple(SheetColumn(key, key) for key in ("first_name", "last_name", "is_active"))
    )
    rows = [
        {"first_name": "Văn Mới", "last_name": "Trần", "is_active": "1"},
        {"first_name": "Văn Cũ", "last_name": "Phạm", "is_active": ""},
    ]
    upload = SimpleUploadedFile("Accounts.xlsx", sheets.written(shape, rows))

    found = rules.read(reading.table_of(reading.check(upload)), name="x", surname_first=True)

    assert [one.name for one in found.names] == ["Trần Văn Mới"]
    assert [one.words for one in found.left] == [rules.CLOSED_THERE]


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"a,b\n1,2\n", rules.NoRoster),
        (b" \n", rules.NoRoster),
        ("first_name,last_name\nJürgen,x\n".encode("iso-8859-15"), rules.NotUnicode),
        (b'first_name,last_name\n"An,x\n', rules.BrokenTable),
        (b"first_name,last_name\nAn,x,y\n", rules.BrokenTable),
        (b"first_name\n" + b"An\n" * (rules.MOST_ROWS + 1), rules.RosterTooLong),
    ],
)
def test_what_is_no_roster_is_refused_by_its_reason(content: bytes, refusal: type[Exception]) -> None:
    checked = reading.check(SimpleUploadedFile("x.csv", content))

    with pytest.raises(refusal):
        rules.read(reading.table_of(checked), name="x.csv", surname_first=True)


def test_a_name_on_the_roster_is_that_person_and_one_that_two_bear_is_left_to_be_entered_by_hand(
    house: House,
) -> None:
    known = house.people["minh"]
    for _copy in range(2):
        Person.objects.create_person(full_name="Lê Thị Hai")
    last, _, first = known.full_name.partition(" ")

    found = plan(house, roster(f"first_name,last_name\n{first},{last}\nThị Hai,Lê\nMới,Tô\n"))

    assert [(one.number, one.is_taken, one.words) for one in found.lines] == [
        (2, True, rules.AS_KNOWN),
        (3, False, rules.SEVERAL),
        (4, True, rules.AS_NEW),
    ]
    assert found.faults == ()


def test_a_body_that_the_unit_has_not_stands_in_the_way_and_nothing_is_imported(house: House) -> None:
    found = plan(house, roster(ACCOUNTS), office="inspection_member", body="inspection")

    assert found.faults
    assert not Person.objects.filter(full_name="Trần Văn Mới").exists()


def test_the_page_shows_the_account_and_on_yes_takes_names_and_titles_and_nothing_else(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    visitor = visit("quantri")
    asked = {
        "unit": "DUK",
        "seat": "specialist.",
        "first": "01/04/2023",
        "order": "surname",
        "file": SimpleUploadedFile("Accounts.csv", ACCOUNTS.encode()),
    }

    read = visitor.send("/phan-mem/openslides/danh-sach/", asked)
    shown = visitor.get(read["Location"]).content.decode()
    kept = str(ImportDraft.objects.get().rows)
    assert not Mandate.objects.filter(person__full_name="Trần Văn Mới").exists()
    done = visitor.send(read["Location"])
    report = visitor.get(done["Location"]).content.decode()
    again = visitor.send(done["Location"])

    assert [word for word in ("CANARY", "tvmoi", "moi@example.org") if word in kept + shown + report] == []
    mandate = Mandate.objects.get(person__full_name="Trần Văn Mới")
    assert (mandate.person.title, mandate.office, mandate.first) == (
        "Tiến sĩ",
        "specialist",
        date(2023, 4, 1),
    )
    assert (mandate.person.username, mandate.person.has_usable_password()) == (None, False)
    assert Mandate.objects.filter(person__full_name="Đỗ Thị Lan").count() == 1
    assert "default_password" in report
    assert again.status_code == 404
    line = Entry.objects.latest("index")
    assert (line.verb, "Accounts.csv" in str(line.details)) == ("roster.imported", True)


def test_a_second_import_of_the_same_file_finds_everyone_there(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    visitor = visit("quantri")
    statuses = []
    for _time in range(2):
        asked = {
            "unit": "DUK",
            "seat": "specialist.",
            "first": "01/04/2023",
            "order": "surname",
            "file": SimpleUploadedFile("Participants.csv", PARTICIPANTS.encode()),
        }
        read = visitor.send("/phan-mem/openslides/danh-sach/", asked)
        statuses.append(visitor.send(read["Location"]).status_code)

    assert statuses == [302, 422]
    assert Mandate.objects.filter(person__full_name="Trần Văn Mới").count() == 1


def test_who_gives_no_mandates_finds_no_import_of_a_roster(visit: Callable[[str], Visitor]) -> None:
    assert visit("hoa").get("/phan-mem/openslides/danh-sach/").status_code == 404


def told(*words: str | None) -> str:
    said = StringIO()
    call_command("import", *words, stdout=said)
    return said.getvalue()


def test_the_command_prints_the_same_account_and_imports_only_on_yes(house: House, tmp_path: Path) -> None:
    place = tmp_path / "Accounts.csv"
    place.write_text(ACCOUNTS)
    admin = house.people["quantri"]
    asked = ("--openslides", str(place), "--unit", "DUK", "--by", admin.username, "--office", "specialist")

    looked = told(*asked)
    assert not Person.objects.filter(full_name="Trần Văn Mới").exists()
    done = told(*asked, "--yes")

    shown = [line for line in looked.splitlines() if "\t" in line]
    assert shown == [line for line in done.splitlines() if "\t" in line]
    assert len(shown) == 15 + 6
    assert "CANARY" not in looked + done
    assert Mandate.objects.get(person__full_name="Trần Văn Mới").first == clock.today()


def test_the_command_refuses_who_may_not_and_says_what_is_missing(house: House, tmp_path: Path) -> None:
    place = tmp_path / "Accounts.csv"
    place.write_text(ACCOUNTS)
    hoa = house.people["hoa"].username

    with pytest.raises(CommandError):
        told("--openslides", str(place))
    with pytest.raises(CommandError, match="member.executive"):
        told("--openslides", str(place), "--unit", "DUK", "--by", hoa)
    with pytest.raises(CommandError, match="DUK"):
        told("--openslides", str(place), "--unit", "DUK", "--by", hoa, "--office", "specialist", "--yes")

    assert not Person.objects.filter(full_name="Trần Văn Mới").exists()


def test_the_command_takes_a_meeting_with_the_account_of_its_page(house: House) -> None:
    place = Path(__file__).parents[1] / "data/openslides/example-data.json"
    asked = ("--openslides", str(place), "--unit", "DUK", "--by", house.people["minh"].username)

    looked = told(*asked)
    done = told(*asked, "--yes")

    assert "161" in looked
    assert len(done) > 0
    with pytest.raises(CommandError, match="OpenSlides Demo"):
        told(*asked)
