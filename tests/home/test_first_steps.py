"""The first steps of a new office: each is done when the data say so; the list goes when it is put away."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import House, Visitor, at

from nghisu.documents.models import Document
from nghisu.home.actions.first_steps import put_away, show_again
from nghisu.home.models import FirstStepsPutAway
from nghisu.home.queries.first_steps import committees_begun_by, first_steps, steps_on_first_screen
from nghisu.home.rules.first_steps import ABOUT, Step
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.models import Meeting
from nghisu.organisation.actions.units import NewUnit, set_up_organisation
from nghisu.organisation.models import Body, Term, Unit
from nghisu.organisation.queries import standing_of
from nghisu.people.models import Person, RequiredFactor
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
NOW = at("2023-04-21 15:00")
TITLES = {step: about.title for step, about in ABOUT.items()}


def left(house: House, who: str = "minh") -> set[Step]:
    """Return what is still to do, as a person in charge sees it."""
    [found] = first_steps(house.standing(who))
    titles = [one.title for one in found.left]
    return {step for step, about in ABOUT.items() if _said(about.title) in titles}


def _said(words: str) -> str:
    from django.utils.translation import gettext

    return gettext(words)


def test_an_installation_that_was_just_begun_has_every_step_before_it(db: None) -> None:
    person = Person.objects.create_person(full_name="Mai Quản Trị", username="quantri")
    set_up_organisation(
        unit=NewUnit(code="DUX", name="Đảng ủy Xã", symbol="", place="", level="top"),
        day=NOW.date(),
        administrator=person,
        document="",
        at=NOW,
    )

    [found] = first_steps(standing_of(person, NOW.date()))

    assert (found.name, found.done, len(found.rows)) == ("Đảng ủy Xã", 0, len(Step))


def test_each_step_is_done_when_the_data_show_it(house: House) -> None:
    unit = house.units["DUK"]
    at_first = left(house)

    RequiredFactor.objects.create(role="chief_of_office", unit_id=unit.pk, since=NOW)
    Body.objects.update(confirmed=True)
    Meeting.objects.create(unit=unit, kind="briefing", title="Giao ban", starts_at=NOW)
    Document.objects.create(
        unit=unit,
        direction="internal",
        status="draft",
        type="report",
        issuer_name="Văn phòng",
        subject="Báo cáo",
        created_at=NOW,
        folded="bao cao",
    )

    assert at_first == {Step.CONFIRMED, Step.FACTORS, Step.COPY, Step.DOCUMENT, Step.MEETING}
    assert left(house) == {Step.COPY}


@pytest.mark.parametrize("step", [Step.TERM, Step.BODIES])
def test_a_term_that_is_over_brings_its_steps_back(house: House, step: Step) -> None:
    before = step in left(house)

    Term.objects.update(closed_at=NOW)

    assert (before, step in left(house)) == (False, True)


def test_the_list_stands_on_the_first_screen_of_office_and_administrator_alone(
    house: House, visit: Visit
) -> None:
    shown = {
        who: "/buoc-dau/" in visit(who).get("/").content.decode()
        for who in ("minh", "quantri", "van", "lan", "hung", "hoa")
    }

    assert [who for who, is_shown in shown.items() if is_shown] == ["minh", "quantri"]
    assert visit("van").get("/buoc-dau/").status_code == 404
    assert visit("minh").get("/buoc-dau/").status_code == 200


def test_it_goes_when_put_away_comes_back_when_asked_and_each_is_one_line(house: House, visit: Visit) -> None:
    chief, unit = visit("minh"), house.units["DUK"]
    lines = Entry.objects.count()

    chief.send(f"/buoc-dau/{unit.pk}/cat/")
    away = "/buoc-dau/" in chief.get("/").content.decode()
    chief.send(f"/buoc-dau/{unit.pk}/cat/")
    put = list(Entry.objects.filter(index__gte=lines).values_list("verb", flat=True))
    chief.send(f"/buoc-dau/{unit.pk}/cat/", {"again": "yes"})

    assert (away, put) == (False, ["firststeps.put_away"])
    assert "/buoc-dau/" in chief.get("/").content.decode()
    assert Entry.objects.latest("index").verb == "firststeps.shown_again"


def test_what_is_all_done_stands_on_no_first_screen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from nghisu.home.queries import first_steps as queries

    monkeypatch.setattr(queries, "ABOUT", {Step.TERM: ABOUT[Step.TERM], Step.CLERK: ABOUT[Step.CLERK]})

    assert steps_on_first_screen(house.standing("minh")) == []
    assert [one.done for one in first_steps(house.standing("minh"))] == [2]


def test_nobody_puts_away_the_steps_of_another_committee(house: House, visit: Visit) -> None:
    other = house.units["A1"]

    for step in (put_away, show_again):
        for who in ("minh", "van", "la"):
            with pytest.raises(NotAllowed):
                step(unit=other, by=house.standing(who), at=NOW)
    assert visit("minh").send(f"/buoc-dau/{other.pk}/cat/").status_code == 404
    assert not FirstStepsPutAway.objects.exists()


def test_the_steps_of_a_committee_are_asked_of_the_database_at_once(house: House) -> None:
    standing = house.standing("minh")
    assert committees_begun_by(standing) == [house.units["DUK"].pk]

    with CaptureQueriesContext(connection) as asked:
        steps_on_first_screen(standing)

    assert len(asked) <= 4
    assert Unit.objects.count() == 5
