"""A letter that urges late work names the late reports too, also of units that are late with nothing else."""

import datetime

from tests.conftest import House, at
from tests.reporting.campaigning import Asking
from tests.tasks.conftest import Desk, day

from nghisu.documents.actions import Signer
from nghisu.tasks import actions
from nghisu.tasks.actions import Share
from nghisu.tasks.actions.dunning import urge
from nghisu.tasks.queries.reminding import Owed, late_units

SIGNER = Signer(name="Nguyễn Văn Minh", title="Chánh Văn phòng")
DUE = datetime.date(2023, 4, 7)


def test_a_unit_that_owes_a_report_alone_is_urged_by_a_letter_that_names_it(desk: Desk, house: House) -> None:
    campaign = Asking(house).send()
    asking = Asking(house)
    asking.whole(asking.of(campaign, "A2"), who="ha")

    places = late_units(desk.minh, day=day("21/4/2023"))
    (letter,) = urge(
        house=house.units["DUK"],
        units=[house.units["A1"]],
        signer=SIGNER,
        answer_by=day("28/4/2023"),
        by=desk.minh,
        at=at("2023-04-21 09:00"),
    )

    assert [(place.code, place.reports, place.oldest) for place in places] == [
        ("A1", [Owed(campaign.title, DUE)], DUE)
    ]
    assert f"1. {campaign.title}, thời hạn 07/04/2023, quá hạn 14 ngày." in letter.document.text
    assert letter.reports == 1


def test_a_letter_names_late_tasks_and_late_reports_in_one_list(desk: Desk, house: House) -> None:
    parent = desk.arising(lead="VP", due="30/4/2023")
    (share,) = actions.cascade(
        task=parent,
        version=parent.version,
        shares=[Share(unit=house.units["A1"], due_on=day("10/4/2023"))],
        by=desk.minh,
        at=at("2023-01-12 08:00"),
    )
    campaign = Asking(house).send(units=[house.units["A1"]])

    (letter,) = urge(
        house=house.units["DUK"],
        units=[house.units["A1"]],
        signer=SIGNER,
        answer_by=day("28/4/2023"),
        by=desk.minh,
        at=at("2023-04-21 09:00"),
    )

    assert f"({share.code}), thời hạn 10/04/2023" in letter.document.text
    assert f"2. {campaign.title}" in letter.document.text


def test_reports_owed_to_others_are_not_ours_to_urge(desk: Desk, house: House) -> None:
    Asking(house).send()

    assert late_units(desk.minh, day=DUE) == []
    assert late_units(house.standing("hoa"), day=day("21/4/2023")) == []
