"""Queries compiled once give what the query itself gives, for every value and every number of values."""

import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from tests.conftest import House

from nghisu.kit.prepared import Prepared
from nghisu.organisation.models import Mandate, Unit
from nghisu.organisation.queries import on
from nghisu.people.models import Person


def of_person(person: UUID, day: datetime.date, units: tuple[UUID, ...]) -> Any:
    return (
        Mandate.objects.filter(on(day), person=person)
        .annotate(is_there=Exists(Unit.objects.filter(pk=OuterRef("unit_id"), pk__in=units)))
        .order_by("unit_id")
        .values_list("unit_id", "person__full_name", "first", "is_there")
    )


def test_the_answers_are_those_of_the_query_itself(house: House) -> None:
    prepared = Prepared(of_person)
    ids = [unit.pk for unit in house.units.values()]
    days = (datetime.date(2020, 7, 31), datetime.date(2020, 8, 1), datetime.date(2023, 4, 21))

    for person in (*house.people.values(), Person(full_name="Không có")):
        for day in days:
            for units in ((), (ids[0],), tuple(ids), (ids[1],)):
                assert prepared.rows(person.pk, day, units) == list(of_person(person.pk, day, units))


def test_each_asking_is_one_query_and_values_are_never_words_of_it(house: House) -> None:
    prepared = Prepared(lambda person: Person.objects.filter(pk=person).values_list("full_name"))
    minh, lan = house.people["minh"], house.people["lan"]

    with CaptureQueriesContext(connection) as asked:
        found = [prepared.rows(one.pk) for one in (minh, lan, minh)]

    assert found == [[("Nguyễn Văn Minh",)], [("Lê Thị Lan",)], [("Nguyễn Văn Minh",)]]
    assert len(asked) == 3
