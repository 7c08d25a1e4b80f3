"""What others let in by mistake: the classes of faults of peers' access control, tried on every address."""

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.conftest import House, Visitor, at
from tests.house.objects import Place, address
from tests.house.test_rights_matrix import OTHERS, VISITORS, Address, dump, expected, knock, letter, table
from tests.organisation.test_imports import NOON, SOURCE, read, roster_row, sheet, unit_row
from tests.peers.canary import put, rows_of_unit, words_of

from nghisu.exchange.actions import make_token
from nghisu.inspection.models import Inspection
from nghisu.organisation.actions import importing
from nghisu.organisation.models import Unit, UnitName
from nghisu.people.models import Person
from nghisu.visits.models import Visit

CANARY = "ChimVangKhongDuocBay"
SignIn = Callable[[str], Visitor]
# Addresses of what is one's own, of a new thing that has no unit yet, or open to all: the object of the row
# belongs to whoever knocks. Each was looked at by hand.
OWN = {"booth_cast", "feed_withdraw", "notice_device_remove", "token_withdraw", "field_open", "import_upload"}
# The administrator of the installation keeps the tree itself, whatever stands above it.
TREE = {
    "body_update",
    "term_close",
    "unit_correct_name",
    "unit_dissolve",
    "unit_merge",
    "unit_move",
    "unit_rename",
    "unit_split",
    "unit_update",
}

on_sqlite = pytest.mark.skipif(
    "NGHISU_DATABASE_URL" in os.environ,
    reason="only on SQLite: who gets what is decided in Python",
)


def rows(method: str) -> Iterator[Address]:
    """Yield the addresses of ours about an object that answer a method, sign-in apart."""
    for one in table():
        if one.door != OTHERS and method in one.methods and one.kind != "-":
            yield one


def shown(client: Client, path: str) -> tuple[str, str]:
    """Return the letter of an answer, and all it says; what was written for it is taken back."""
    with transaction.atomic():
        answer = client.get(path)
        said = words_of(answer)
        transaction.set_rollback(True)
    return letter(answer), said


def test_peer_T01_no_address_for_programs_answers_without_a_token_nor_tells_of_foreign_units(
    house: House, places: dict[str, Place], visit: SignIn
) -> None:
    put(CANARY, rows_of_unit(house.units["F"]))
    _token, secret = make_token(
        name="Phần mềm",
        scopes=("read",),
        unit=None,
        until=date(2024, 1, 1),
        by=house.standing("hoa"),
        at=at("2023-04-05 09:00"),
    )
    paths = [
        address(one.name, one.kind, place)
        for one in table()
        if one.route.startswith("api/") and "GET" in one.methods
        for place in ([None] if one.kind == "-" else places.values())
    ]
    program = Client(headers={"authorization": f"Bearer {secret}"})

    without = {path: Client().get(path).status_code for path in paths}
    told = {path: words_of(program.get(path)) for path in paths}

    assert len(paths) > 20
    assert set(without.values()) == {401}
    assert [path for path, said in told.items() if CANARY in said] == []


def test_peer_T02_no_step_of_a_foreign_tree_can_be_taken_by_anybody_here() -> None:
    """The matrix knocks for real (H13); this reads what it may ever say about the fourth unit."""
    foreign = {
        (name, visitor)
        for (name, kind, method), letters in expected().items()
        for visitor, found in letters.items()
        if method == "POST" and kind != "-" and found[3:4] == "o" and name not in OWN
    }

    assert foreign == {(name, "administrator") for name in TREE}


def test_peer_T03_what_belongs_to_another_object_is_not_found_under_ours(
    house: House, places: dict[str, Place], visit: SignIn
) -> None:
    """An address of two ids, the outer of ours and the inner of a sibling's object."""
    minh, found, tried = visit("minh"), [], 0
    for one in table():
        if one.door == OTHERS or one.kind == "-" or "GET" not in one.methods:
            continue
        ours, theirs = places["DUK"].arguments[one.kind], places["A2"].arguments[one.kind]
        inner = [name for name, value in theirs.items() if name != "pk" and value != ours[name]]
        if "pk" not in ours or not inner or shown(minh, reverse(one.name, kwargs=ours))[0] != "o":
            continue
        tried += 1
        mixed = {**theirs, "pk": ours["pk"]}
        if shown(minh, reverse(one.name, kwargs=mixed))[0] != "n":
            found.append(one.name)

    assert tried > 5
    assert found == []


@on_sqlite
@pytest.mark.slow
def test_peer_T04_no_field_that_a_form_does_not_offer_moves_anything_to_another_unit(
    house: House, places: dict[str, Place], visit: SignIn
) -> None:
    foreign, stranger = house.units["F"], house.people["la"]
    extra: dict[str, Any] = {
        "unit": foreign.pk,
        "unit_id": foreign.pk,
        "owner": stranger.pk,
        "author": stranger.pk,
    }
    extra |= {"person_id": stranger.pk, "by": stranger.pk, "by_id": stranger.pk, "made_by": stranger.pk}
    extra |= {"state": "done", "status": "issued", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    extra |= {"at": "2000-01-01", "created_at": "2000-01-01", "version": "1", "id": secrets.token_hex(16)}

    def named() -> dict[str, int]:
        """Count the rows of every table that name the foreign unit, and those that name the stranger."""
        counts = {}
        for model in apps.get_app_config("nghisu").get_models():
            for field in model._meta.local_concrete_fields:
                targets: dict[Any, Any] = {Unit: foreign.pk, Person: stranger.pk}
                target = targets.get(field.related_model)
                if target is not None:
                    key = f"{model._meta.db_table}.{field.attname}"
                    counts[key] = model._base_manager.filter(**{field.attname: target}).count()
        return counts

    minh, before, moved, acted = visit("minh"), named(), [], 0
    for one in rows("POST"):
        with transaction.atomic():
            sent = {**{name: str(value) for name, value in extra.items()}, **one.send}
            answer = minh.send(address(one.name, one.kind, places["DUK"]), sent)
            if answer.status_code == 302:
                acted += 1
                after = named()
                moved += [f"{one.name}: {key}" for key in before if after[key] > before[key]]
            transaction.set_rollback(True)

    assert acted > 5
    assert moved == []


@on_sqlite
@pytest.mark.slow
def test_peer_T09_the_address_of_a_file_opens_for_nobody_who_only_has_the_address(
    places: dict[str, Place], visit: SignIn
) -> None:
    minh, opened, files = visit("minh"), [], []
    for one in rows("GET"):
        if one.door == "public":
            continue
        path = address(one.name, one.kind, places["DUK"])
        with transaction.atomic():
            answer = minh.get(path)
            is_file = answer.status_code == 200 and "attachment" in answer.get("Content-Disposition", "")
            words_of(answer)
            transaction.set_rollback(True)
        if is_file:
            files.append(path)
            opened += [
                f"{who} {one.name}"
                for who, client in (("stranger", visit("la")), ("anonymous", Client()))
                if shown(client, path)[0] == "o" and not path.startswith("/goc-dai-bieu/")
            ]

    assert len(files) > 10
    assert opened == []


@on_sqlite
@pytest.mark.slow
def test_peer_T10_no_page_and_no_export_holds_a_word_of_a_foreign_unit(
    house: House, places: dict[str, Place], visit: SignIn
) -> None:
    """Every address without an object: lists, searches, figures, calendars, each as page and as table."""
    # Who is visited or inspected was told of it, and by whom; it is one of ours.
    told = {Visit, Inspection, UnitName}
    taken = put(CANARY, (one for one in rows_of_unit(house.units["F"]) if one.model not in told))
    found = []
    for key in ("hoa", "minh", "tren"):
        visitor = visit(key)
        for one in table():
            if one.door in {OTHERS, "public"} or one.kind != "-" or "GET" not in one.methods:
                continue
            for query in ("", "?export=xlsx", f"?q={CANARY}"):
                got, said = shown(visitor, address(one.name, one.kind, None) + query)
                if got == "o" and said.count(CANARY) > (query.count(CANARY) and 20) * bool(query):
                    found.append(f"{key} {one.name}{query}")
                elif not query and CANARY in said:
                    found.append(f"{key} {one.name}")

    assert taken > 30
    assert [one for one in found if CANARY not in one] == []


def test_peer_T15_no_form_sets_the_password_or_the_factors_of_another(
    house: House, places: dict[str, Place], visit: SignIn
) -> None:
    hoa = house.people["hoa"]
    word = "mat khau cua ke khac 2023"
    sent = dict.fromkeys(("password", "password1", "password2", "new_password", "oldpassword"), word)
    for key in ("quantri", "minh", "ha"):
        for name in ("open_account", "hand_out_link", "close_account", "reopen_account"):
            visit(key).send(reverse(name, args=[hoa.pk]), {**sent, "reason": "thử", "user": str(hoa.pk)})

    hoa.refresh_from_db()
    assert hoa.check_password("đồng lúa chín vàng")
    assert not hoa.check_password(word)


@pytest.mark.parametrize(("kind", "action"), [("units", "import_units"), ("roster", "import_roster")])
def test_peer_T17_an_import_that_fails_in_the_middle_shows_nothing_of_itself(
    house: House, monkeypatch: pytest.MonkeyPatch, kind: str, action: str
) -> None:
    row = unit_row("A9", "Chín") if kind == "units" else roster_row("Trần Văn Chín")
    reading, _plan = read(kind, sheet(kind, row), house)
    before = dump()

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(importing, "note_many", broken)  # the last step, after every row was written
    with pytest.raises(OSError, match="the power went"):
        getattr(importing, action)(
            rows=reading.rows, document="QĐ 1", source=SOURCE, by=house.standing("quantri"), at=NOON
        )

    assert reading.rows
    assert reading.faults == ()
    assert dump() == before


def test_the_visitors_of_the_matrix_are_all_people_of_the_house(house: House) -> None:
    house.add_person("dem", "Phùng Thị Đếm", "DUK", "counter")

    assert {name for name in VISITORS.values() if name} <= house.people.keys()


@on_sqlite
@pytest.mark.slow
def test_a_knock_that_opens_is_told_from_one_that_does_not(
    house: House, places: dict[str, Place], visit: SignIn
) -> None:
    """The proof that the tests above can fail: the same knocks at one's own unit open."""
    opened = [
        one.name
        for one in rows("GET")
        if knock(visit("minh"), "GET", address(one.name, one.kind, places["DUK"]), "", {})[0] == "o"
    ]

    assert len(opened) > 100
