"""What the tests of the organisation share."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.conftest import House, at

from nghisu.organisation.actions.units import NewUnit, found_unit
from nghisu.organisation.models import Unit
from nghisu.people.models import Person

NOON = at("2023-04-21 12:00")


@pytest.fixture
def found(house: House) -> Callable[..., Unit]:
    """Return a function that founds a unit: ``found("A3", "Đảng ủy Bộ Ba")``."""

    def make(code: str, name: str, parent: str | None = "DUK", day: str = "2021-01-01", **more: Any) -> Unit:
        house.units[code] = found_unit(
            unit=NewUnit(code=code, name=name, **more),
            parent=house.units[parent] if parent else None,
            day=date.fromisoformat(day),
            document="QĐ 1-QĐ/ĐUK",
            by=house.standing("quantri"),
            at=NOON,
        )
        return house.units[code]

    return make


@pytest.fixture
def person(db: None) -> Callable[[str], Person]:
    """Return a function that puts a name on the roster without a way to sign in."""

    def make(full_name: str) -> Person:
        return Person.objects.create_person(full_name=full_name)

    return make
