"""A small cast with names and roles, in a small organisation, that every test may use."""

import datetime
import gc
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import caches
from django.test import Client

from nghisu.organisation.actions.units import touch_tree
from nghisu.organisation.models import Body, Mandate, OutsideBody, Term, Unit, UnitName, UnitPlace
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

UTC7 = datetime.timezone(datetime.timedelta(hours=7))
START = datetime.date(2020, 8, 1)


def at(text: str) -> datetime.datetime:
    """Return a moment in Việt Nam: ``at("2023-04-21 15:00")``."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC7)


PASSWORD = "đồng lúa chín vàng"

# What a test asks for that may touch the database, and what a module holds that may start a program on it.
DATABASE = {"db", "transactional_db", "django_db_setup", "django_db_blocker", "live_server"}
PROGRAMS = ("subprocess", "DATABASE_URL", "multiprocessing")


@cache
def starts_programs(path: Path) -> bool:
    """Tell whether a module of tests, or its conftest, may start a program that has a database of its own."""
    near = path.with_name("conftest.py")
    return any(
        word in one.read_text(encoding="utf-8") for one in (path, near) if one.exists() for word in PROGRAMS
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark ``once`` what touches no database: on PostgreSQL it would only be the same test again.

    pytest-django refuses the database to a test that did not ask for it, so the mark cannot be wrong.
    """
    for item in items:
        asked = DATABASE.intersection(getattr(item, "fixturenames", ()))
        if not asked and item.get_closest_marker("django_db") is None and not starts_programs(item.path):
            item.add_marker(pytest.mark.once)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays for the whole run: code, collected tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@cache
def hashed_password() -> str:
    """Return the hash of everybody's password, made once: it is slow on purpose."""
    return make_password(PASSWORD)


@dataclass
class House:
    """Đảng ủy Khối (DUK) with an office (VP) and two affiliates (A1, A2), and the people in them."""

    units: dict[str, Unit] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    outside: dict[str, OutsideBody] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def add_unit(
        self, code: str, name: str, parent: str | None, kind: str = "committee", symbol: str = ""
    ) -> Unit:
        unit = Unit.objects.create(code=code, kind=kind, first=START, place="Hà Nội")
        UnitName.objects.create(unit=unit, name=name, symbol=symbol or code, first=START)
        UnitPlace.objects.create(unit=unit, parent=self.units[parent] if parent else None, first=START)
        self.units[code] = unit
        touch_tree()
        return unit

    def add_person(self, key: str, full_name: str, unit: str, office: str, body: str | None = None) -> Person:
        person = Person(full_name=full_name, username=key, password=hashed_password())
        person.save()
        Mandate.objects.create(
            person=person,
            unit=self.units[unit],
            body=self.bodies[body] if body else None,
            office=office,
            first=START,
        )
        self.people[key] = person
        return person

    def standing(self, key: str, day: datetime.date = datetime.date(2023, 4, 21)) -> Standing:
        return standing_of(self.people[key], day)


@pytest.fixture
def house(db: None) -> House:
    """Return the small organisation, as of 2020."""
    made = House()
    made.add_unit("DUK", "Đảng ủy Khối các cơ quan Trung ương", None, symbol="ĐUK")
    made.add_unit("VP", "Văn phòng Đảng ủy Khối", "DUK", kind="advisory", symbol="VPĐUK")
    made.add_unit("BTG", "Ban Tuyên giáo Đảng ủy Khối", "DUK", kind="advisory", symbol="BTGĐUK")
    made.add_unit("A1", "Đảng ủy Bộ Ví dụ Một", "DUK")
    made.add_unit("A2", "Đảng ủy Bộ Ví dụ Hai", "DUK")
    term = Term.objects.create(
        unit=made.units["DUK"],
        ordinal=13,
        first_year=2020,
        last_year=2025,
        opened_at=at("2020-08-01 08:00"),
    )
    for kind, seats in (("executive", 49), ("standing", 15)):
        made.bodies[kind] = Body.objects.create(unit=made.units["DUK"], term=term, kind=kind, seats=seats)
    made.outside["BTCTW"] = OutsideBody.objects.create(
        code="BTCTW",
        name="Ban Tổ chức Trung ương",
        symbol="BTCTW",
        relation="specialised",
        to_unit=made.units["DUK"],
        first=START,
    )
    made.add_person("minh", "Nguyễn Văn Minh", "VP", "chief_of_office")
    made.add_person("van", "Trần Thị Vân", "VP", "clerk")
    made.add_person("lan", "Lê Thị Lan", "DUK", "standing_deputy", "executive")
    made.add_person("hung", "Phạm Quốc Hùng", "DUK", "member", "executive")
    made.add_person("hoa", "Đỗ Thị Hoa", "A1", "specialist")
    made.add_person("ha", "Vũ Thanh Hà", "A2", "specialist")
    made.add_person("diem", "Ngô Văn Điểm", "A1", "point_operator")
    made.add_person("kiem", "Hoàng Văn Kiểm", "DUK", "inspection_member")
    made.add_person("tren", "Bùi Thị Trên", "DUK", "superior_reader")
    made.add_person("quantri", "Mai Quản Trị", "DUK", "administrator")
    made.people["la"] = Person(full_name="Người Lạ", username="la", password=hashed_password())
    made.people["la"].save()
    return made


class Visitor(Client):
    """A browser of the tests: signs in by name, and sends a fresh idempotency key with each form."""

    def send(
        self, path: str, data: dict[str, Any] | None = None, key: str | None = None, **extra: Any
    ) -> Any:
        """Post a form as the pages do."""
        return self.post(path, {"idempotency_key": key or secrets.token_urlsafe(16), **(data or {})}, **extra)


@pytest.fixture
def visit(house: House) -> Callable[[str], Visitor]:
    """Return a function that gives a signed-in visitor: ``visit("minh").get("/")``."""

    def sign_in(key: str) -> Visitor:
        visitor = Visitor()
        visitor.force_login(house.people[key], backend="allauth.account.auth_backends.AuthenticationBackend")
        return visitor

    return sign_in


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    """Give each test a data folder of its own."""
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    caches["default"].clear()  # counts of failed sign-ins and of searches begin anew
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
