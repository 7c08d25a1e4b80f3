"""Four furnished units and the whole cast, as the matrix of rights has them."""

import logging
from collections.abc import Iterator

import pytest
from tests.conftest import House
from tests.house.objects import Place, furnish
from tests.house.test_rights_matrix import UNITS


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep hundreds of refusals out of the log, unless the test reads the log."""
    if "caplog" not in request.fixturenames:
        logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def places(house: House) -> dict[str, Place]:
    """Return the four units with one object of every kind; F is a tree of its own."""
    house.add_unit("F", "Đảng ủy ngoài hệ thống", None)
    house.add_person("dem", "Phùng Thị Đếm", "DUK", "counter")
    return {code: furnish(house, house.units[code]) for code in UNITS}
