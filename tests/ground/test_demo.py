"""The demo fills an empty folder whole, and never touches another."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.conftest import House

from nghisu.demo import filling
from nghisu.demo.parts import Part, Stage
from nghisu.kit import clock
from nghisu.people.models import Person


class Failing(Part):
    """A part that enters somebody and then fails."""

    def fill(self, stage: Stage) -> None:
        """Fail half-way."""
        Person.objects.create_person(full_name="Nguyễn Văn An")
        raise RuntimeError(self.module)


def test_a_folder_with_people_is_refused_with_a_sentence(
    house: House, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setattr("nghisu.management.commands.demo.bring_up_to_date", lambda: None)
    before = Person.objects.count()

    with pytest.raises(CommandError) as refused:
        call_command("demo", stderr=io.StringIO())

    assert str(refused.value) == (
        f"The data in {settings.DATA} is not empty, and the demo never touches data that is there. "
        "Choose an empty folder with NGHISU_DATA."
    )
    assert Person.objects.count() == before
    assert not clock.offset()


def test_a_demo_that_fails_half_way_leaves_nothing(db: None) -> None:
    with pytest.raises(RuntimeError):
        filling.fill(folder="", tick=lambda steps: None, parts=(Failing("afternoon", 1),))

    assert Person.objects.count() == 0
    assert not clock.offset()


def test_the_bar_says_how_far_it_is_once_for_each_tenth() -> None:
    told = io.StringIO()
    bar = filling.Bar("Filling", 100, told)

    for _ in range(30):
        bar.tick(1)
    bar.finish()

    assert told.getvalue() == "Filling 0 %\nFilling 10 %\nFilling 20 %\nFilling 30 %\nFilling 100 %\n"


@pytest.mark.slow
def test_the_whole_demo_is_made_by_actions_and_its_record_verifies(db: None) -> None:
    from nghisu.record.queries.whole import check_record

    ticks: list[int] = []

    filling.fill(folder="", tick=ticks.append)

    assert filling.missing_parts() == []
    assert check_record().is_green
    assert sum(ticks) > 0
