"""A few lines of the record, written by the people of the house."""

from collections.abc import Callable

import pytest
from django.db import transaction
from tests.conftest import House, at

from nghisu.record.actions import note
from nghisu.record.models import Entry

Write = Callable[..., Entry]


@pytest.fixture
def write(house: House) -> Write:
    """Return a function that writes one line about a unit: ``write("A1", "unit.renamed", by="minh")``."""

    def one(
        unit: str = "A1",
        verb: str = "unit.renamed",
        *,
        by: str | None = "minh",
        moment: str = "2023-04-21 15:00",
        touching: tuple[str, ...] = (),
        **details: str | int,
    ) -> Entry:
        with transaction.atomic():
            return note(
                verb=verb,
                subject=house.units[unit],
                by=house.people[by] if by else None,
                at=at(moment),
                touching=[house.units[code] for code in touching],
                **details,
            )

    return one
