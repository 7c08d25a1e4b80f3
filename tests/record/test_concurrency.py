"""Many writers at once: one order, no gap, and no refusal that is not one."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction
from tests.conftest import at

from nghisu.people.models import Person
from nghisu.record.actions import note
from nghisu.record.models import Entry, Head
from nghisu.record.queries.whole import check_record

WRITERS, LINES = 8, 25


def together(write: Callable[[int], None]) -> list[BaseException]:
    """Run the writers at once, and return what went wrong."""
    wrong: list[BaseException] = []
    start = threading.Barrier(WRITERS)

    def run(number: int) -> None:
        try:
            start.wait()
            for _ in range(LINES):
                write(number)
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_on_postgresql_get_one_order_without_gap_or_false_refusal(tmp_path: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL")
    people = [Person.objects.create_person(full_name=f"Người số {number}") for number in range(WRITERS)]

    def write(number: int) -> None:
        with transaction.atomic():
            person = people[number]
            note(
                verb="person.enrolled", subject=person, by=person, at=at("2023-04-21 15:00"), touching=people
            )

    assert together(write) == []
    assert Entry.objects.count() == Head.objects.get().size == WRITERS * LINES
    assert check_record().faults == []


@pytest.mark.django_db(transaction=True)
def test_an_undone_writer_on_postgresql_leaves_no_gap_for_the_others(tmp_path: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL")
    person = Person.objects.create_person(full_name="Người Ghi")

    def write(number: int) -> None:
        with transaction.atomic():
            note(verb="person.enrolled", subject=person, by=person, at=at("2023-04-21 15:00"))
            transaction.set_rollback(number % 2 == 1)

    assert together(write) == []
    assert Entry.objects.count() == Head.objects.get().size == WRITERS * LINES // 2
    assert check_record().faults == []


@pytest.mark.django_db(transaction=True)
def test_the_record_is_read_in_one_moment_outside_a_transaction() -> None:
    person = Person.objects.create_person(full_name="Người Ghi")
    with transaction.atomic():
        note(verb="person.enrolled", subject=person, by=person, at=at("2023-04-21 15:00"))

    assert check_record().size == 1
    assert not connection.in_atomic_block
    Person.objects.create_person(full_name="Người Sau")
