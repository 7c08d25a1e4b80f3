"""Two chairs, and two requests of one member, at the same moment: one is taken, the other is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections
from tests.conftest import House, at
from tests.meetings.assembly import Assembly, assemble

from nghisu.kit.refusals import Refusal
from nghisu.meetings.actions import floor, speaking, voting
from nghisu.meetings.models import ItemRun, OpenVote, Turn
from nghisu.meetings.queries.floor import floor_of
from nghisu.meetings.rules.floor import MovedMeanwhile

NINE = at("2023-04-21 09:00")
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def running(house: House) -> Iterator[Assembly]:
    assembly = assemble(house)
    assembly.seat(40)
    assembly.open()
    assembly.begin(assembly.enlarged)
    yield assembly


def together(*acts: Callable[[], object]) -> list[str]:
    """Do all at once; return what each came to, in the order given."""
    start, said = threading.Barrier(len(acts)), [""] * len(acts)

    def do(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            said[number] = "done"
        except Refusal as refusal:
            said[number] = type(refusal).__name__
        except OperationalError:
            said[number] = "busy"  # SQLite in the tests' shared memory; the door answers 503
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[number, act]) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def only_where_writers_wait() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL: the tests' SQLite lives in one process's memory")


def test_two_chairs_change_the_item_at_once_and_the_second_is_refused(house: House) -> None:
    only_where_writers_wait()
    with running(house) as assembly:
        version = assembly.version
        lan, minh = house.standing("lan"), house.standing("minh")

        said = together(
            lambda: floor.take_item(item=assembly.first, expected_version=version, by=lan, at=NINE),
            lambda: floor.take_item(item=assembly.second, expected_version=version, by=minh, at=NINE),
        )

        assert sorted(said) == ["MovedMeanwhile", "done"]
        assert ItemRun.objects.count() == 1
        assert floor_of(assembly.meeting).version == version + 1


def test_two_votes_opened_at_once_are_one(house: House) -> None:
    only_where_writers_wait()
    with running(house) as assembly:
        said = together(
            *[
                lambda who=who: voting.open_vote(
                    meeting=assembly.meeting, question="?", mode="hands", by=house.standing(who), at=NINE
                )
                for who in ("lan", "minh")
            ]
        )

        assert sorted(said) == ["OneVoteAtATime", "done"]
        assert OpenVote.objects.count() == 1


def test_a_member_who_asks_on_two_devices_at_once_stands_once_on_the_list(house: House) -> None:
    only_where_writers_wait()
    with running(house) as assembly:
        hung = house.standing("hung")

        said = together(
            *[lambda: speaking.ask_to_speak(meeting=assembly.meeting, by=hung, at=NINE) for _ in range(3)]
        )

        assert sorted(said) == ["AlreadyAsked", "AlreadyAsked", "done"]
        assert Turn.objects.count() == 1


def test_on_sqlite_the_second_chair_who_saw_the_same_version_is_refused(house: House) -> None:
    with running(house) as assembly:
        version = assembly.version
        floor.take_item(item=assembly.first, expected_version=version, by=house.standing("lan"), at=NINE)

        with pytest.raises(MovedMeanwhile):
            floor.take_item(
                item=assembly.second, expected_version=version, by=house.standing("minh"), at=NINE
            )
